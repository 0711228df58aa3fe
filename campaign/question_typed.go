package campaign

import (
	"time"

	"loa"
	"loa/storage"
)

// closingKeep is until when the answer to a typed question may still be told.
const closingKeep = 12 * time.Hour

// queueTypedQuestion queues the question that follows a post where people answer by
// typing, and its answer for when it closes: nothing else would tell it.
func (s *Service) queueTypedQuestion(tx *storage.Tx, d loa.Delivery, o owed, q *loa.Question, closes time.Time) error {
	d.Key, d.Post = o.key+":question", "" // a post counts once in every report
	d.NotAfter = sooner(d.NotAfter, closes.Add(-loa.QuestionOpen))
	d.Payload = loa.Payload{Choice: &loa.Choice{
		Question: q.Text, Options: q.Options, Quiz: true, Answer: q.Answer, Explanation: q.Explanation,
		Anonymous: true, ClosesAt: closes, Silent: true,
	}}
	if _, queued, err := tx.Enqueue(d); err != nil || !queued {
		return err
	}
	lang := s.groupLang(o.group)
	answer := d
	answer.Key, answer.Due, answer.NotAfter = d.Key+":answer", closes, closes.Add(closingKeep)
	answer.Payload = loa.Payload{Notice: &loa.Notice{Silent: true, Closes: d.Key, Text: loa.Lines("\n\n",
		s.rehearsal(lang),
		s.catalog.Say(lang, "typed.quiz_answer", map[string]any{"Mark": loa.LetterMark(q.Answer), "Answer": q.Options[q.Answer]}),
		loa.Plain(q.Explanation),
	)}}
	_, _, err := tx.Enqueue(answer)
	return err
}
