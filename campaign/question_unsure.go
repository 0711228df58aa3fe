package campaign

import (
	"loa"
	"loa/storage"
)

// unclosed are the questions that wait, are open, or may be.
func unclosed(tx *storage.Tx) ([]loa.Asking, error) {
	live, err := tx.LiveAskings()
	if err != nil {
		return nil, err
	}
	unsure, err := tx.UncertainAskings()
	return append(live, unsure...), err
}

// closeUnsure closes a question of which nobody knows whether it arrived. Answers show
// that it did; without any the group is not told the answer to what it may not have seen.
func (s *Service) closeUnsure(tx *storage.Tx, a loa.Asking) error {
	counts, total, err := countAnswers(tx, a)
	if err != nil {
		return err
	}
	if total > 0 {
		return s.finish(tx, a, counts, total)
	}
	a.State, a.Closed, a.Counts, a.Total = loa.AskingClosed, s.now(), nil, 0
	return saveOver(tx, a)
}

// notThere takes a question out of the figures that somebody looked for in vain.
func (s *Service) notThere(tx *storage.Tx, x loa.Delivery) error {
	if !isQuestion(x) {
		return nil
	}
	a, err := tx.Asking(x.Asking)
	if isMissing(err) || err == nil && a.State != loa.AskingUncertain && a.State != loa.AskingClosed {
		return nil
	}
	if err != nil {
		return err
	}
	a.State, a.Closed, a.Counts, a.Total = loa.AskingDropped, s.now(), nil, 0
	return saveOver(tx, a)
}
