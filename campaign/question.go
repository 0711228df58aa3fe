package campaign

import (
	"time"

	"loa"
	"loa/storage"
)

// queueQuestion queues the question that follows a post: an anonymous quiz, so
// that nothing of a person comes back, open until the campaign's hour.
func (s *Service) queueQuestion(tx *storage.Tx, after loa.Delivery, o owed) error {
	c := s.Campaign()
	kind, known := c.Kind(o.group.Kind)
	q, closes, ok := c.Asks(o.Occurrence, kind)
	if !known || !ok || !s.bot(o.group.Bot).Can.Polls {
		return nil
	}
	d := after
	d.Key, d.Post = o.key+":question", "" // a post counts once in every report
	d.NotAfter = sooner(d.NotAfter, closes.Add(-loa.QuestionOpen))
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
