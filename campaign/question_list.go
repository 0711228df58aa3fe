package campaign

import (
	"context"
	"fmt"

	"loa"
	"loa/storage"
)

// QuestionState says where a stored question stands.
type QuestionState string

// The states: may be asked; waits for approval; lacks a source or a grade; is retired;
// is left out, because the folder has the id or has the strand no more.
const (
	QuestionReady   QuestionState = "ready"
	QuestionWaiting QuestionState = "waiting"
	QuestionUnfit   QuestionState = "unfit"
	QuestionRetired QuestionState = "retired"
	QuestionHidden  QuestionState = "hidden"
)

// ListedQuestion is a stored question and where it stands.
type ListedQuestion struct {
	loa.StoredQuestion
	State QuestionState
	Need  int    // approvals altogether
	Set   string // title of its set
}

// ListQuestions lists the stored questions for the operator.
func (s *Service) ListQuestions(ctx context.Context) (list []ListedQuestion, err error) {
	err = s.db.View(ctx, func(tx *storage.Tx) error {
		c, _, err := s.merged(tx, s.folder.Load())
		if err != nil {
			return err
		}
		stored, err := tx.Questions(c.ID)
		for _, q := range stored {
			l := ListedQuestion{StoredQuestion: q, State: questionState(c, &q), Set: q.Question.Set}
			l.Need = q.Question.Approvals + c.Missing(&q.Question)
			if set, known := c.Set(q.Question.Set); known {
				l.Set = set.Title
			}
			list = append(list, l)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list stored questions: %w", err)
	}
	return list, nil
}

func questionState(c *loa.Campaign, q *loa.StoredQuestion) QuestionState {
	carried, ok := c.Question(q.Question.ID)
	switch {
	case !q.Retired.IsZero():
		return QuestionRetired
	case !ok || carried.Digest != q.Question.Digest:
		return QuestionHidden
	case !carried.Fit():
		return QuestionUnfit
	case c.Missing(carried) > 0:
		return QuestionWaiting
	}
	return QuestionReady
}

// waits reports whether a stored question is carried out and waits for approval. One that
// is not fit to be asked waits for a source or another grade instead.
func waits(c *loa.Campaign, q *loa.StoredQuestion) bool {
	return questionState(c, q) == QuestionWaiting
}
