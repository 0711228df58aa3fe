package campaign

import (
	"time"

	"loa"
	"loa/storage"
)

// questionOpen is for how long a question must be open at least to be worth asking.
const questionOpen = 10 * time.Minute

// queueQuestion queues the question that follows a post: an anonymous quiz, so
// that nothing of a person comes back, open until the campaign's hour. A
// question that is not fit to be asked by itself, that the group's kind does
// not receive, or that would close at once is left out.
func (s *Service) queueQuestion(tx *storage.Tx, after loa.Delivery, o owed) error {
	c := s.Campaign()
	q, ok := c.Question(o.Post.Question)
	kind, known := c.Kind(o.group.Kind)
	if !ok || !known || !kind.Receives(q.Strand) || !q.Fit() || !s.bot(o.group.Bot).Can.Polls {
		return nil
	}
	closes := o.Date.At(c.Closes, o.Due.Location())
	if closes.Sub(o.Due) < questionOpen {
		return nil
	}
	d := after
	d.Key, d.Post = o.key+":question", "" // a post counts once in every report
	d.NotAfter = sooner(d.NotAfter, closes.Add(-questionOpen))
	d.Payload = loa.Payload{Choice: &loa.Choice{
		Question: q.Text, Options: q.Options, Quiz: true, Answer: q.Answer, Explanation: q.Explanation,
		Anonymous: true, ClosesAt: closes, Silent: true,
	}}
	if s.settings.Rehearsal {
		d.Payload.Choice.ClosesAt = time.Time{} // the platform counts by the real clock, not by the rehearsal's
	}
	_, _, err := tx.Enqueue(d)
	return err
}

func sooner(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
