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
	can := s.bot(o.group.Bot).Can
	if !known || !ok || !can.Polls && can.Buttons {
		return nil
	}
	d := after
	d.Key, d.Post = o.key+":question", "" // a post counts once in every report
	d.NotAfter = sooner(d.NotAfter, closes.Add(-loa.QuestionOpen))
	d.Payload = loa.Payload{Choice: &loa.Choice{
		Question: q.Text, Options: q.Options, Quiz: true, Answer: q.Answer, Explanation: q.Explanation,
		Anonymous: true, ClosesAt: closes, Silent: true,
	}}
	if !can.Polls {
		return s.queueTypedQuestion(tx, d, o, closes)
	}
	if s.settings.Rehearsal {
		d.Payload.Choice.ClosesAt = time.Time{} // the platform counts by the real clock, not by the rehearsal's
	}
	_, _, err := tx.Enqueue(d)
	return err
}

// closingKeep is until when the answer to a question may still be told.
const closingKeep = 12 * time.Hour

// queueTypedQuestion queues a question that is answered by typing, and its answer for
// when it closes: nothing else would tell it.
func (s *Service) queueTypedQuestion(tx *storage.Tx, d loa.Delivery, o owed, closes time.Time) error {
	if _, queued, err := tx.Enqueue(d); err != nil || !queued {
		return err
	}
	c, lang := d.Payload.Choice, s.groupLang(o.group)
	answer := d
	answer.Key, answer.Due, answer.NotAfter = d.Key+":answer", closes, closes.Add(closingKeep)
	answer.Payload = loa.Payload{Notice: &loa.Notice{Silent: true, Closes: d.Key, Text: loa.Lines("\n\n",
		s.rehearsal(lang),
		s.catalog.Say(lang, "typed.quiz_answer", map[string]any{"Mark": loa.LetterMark(c.Answer), "Answer": c.Options[c.Answer]}),
		loa.Plain(c.Explanation),
	)}}
	_, _, err := tx.Enqueue(answer)
	return err
}

func sooner(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
