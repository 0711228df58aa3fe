package campaign

import (
	"context"
	"errors"
	"fmt"

	"loa"
	"loa/content"
	"loa/storage"
)

// errMoved is for a bank that was read beside questions that have changed since.
var errMoved = errors.New("the stored questions have changed meanwhile")

// PreviewBank says what the import of a bank by the operator would do, with warnings.
// With mistakes it would do nothing; planned is false then.
func (s *Service) PreviewBank(ctx context.Context, name string, raw []byte) (plan BankPlan, mistakes []content.Mistake, planned bool, err error) {
	r, err := s.readBank(ctx, name, raw)
	if err != nil || r.bank == nil {
		if r != nil {
			mistakes = r.mistakes
		}
		return plan, mistakes, false, err
	}
	err = s.db.View(ctx, func(tx *storage.Tx) error {
		var moved bool
		if plan, moved, err = s.planBank(tx, r); err == nil && moved {
			err = errMoved
		}
		return err
	})
	if err != nil {
		err = fmt.Errorf("preview bank: %w", err)
	}
	return plan, r.mistakes, err == nil, err
}

// ImportBank carries out what PreviewBank showed, by its print: all of it in one
// transaction. It returns a Refusal when something else would be done by now.
func (s *Service) ImportBank(ctx context.Context, name string, raw []byte, shown string) (id loa.QuestionImportID, err error) {
	r, err := s.readBank(ctx, name, raw)
	if err != nil {
		return 0, err
	}
	err = s.db.Update(ctx, func(tx *storage.Tx) error {
		if r.bank == nil {
			return refuse("quizimport.moved_on", nil)
		}
		plan, moved, err := s.planBank(tx, r)
		if err != nil {
			return err
		}
		if moved || plan.Print != shown {
			return refuse("quizimport.moved_on", nil)
		}
		id, err = s.applyBank(tx, r.folder.ID, plan, loa.Account{})
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("import bank: %w", err)
	}
	return id, s.refresh(ctx)
}

// UndoBank takes an import back by the operator's will, and returns of how many questions.
func (s *Service) UndoBank(ctx context.Context, id loa.QuestionImportID) (n int, err error) {
	err = s.db.Update(ctx, func(tx *storage.Tx) (err error) {
		n, err = s.undoBank(tx, id, loa.Account{})
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("undo import %d: %w", id, err)
	}
	return n, s.refresh(ctx)
}

// applyBank makes the changes of a plan, and keeps what is needed to undo them.
func (s *Service) applyBank(tx *storage.Tx, campaign string, plan BankPlan, by loa.Account) (loa.QuestionImportID, error) {
	id, err := tx.NextQuestionImport()
	if err != nil {
		return 0, err
	}
	done := loa.QuestionImport{ID: id, Campaign: campaign, At: s.now(), By: by, File: plan.File}
	for _, set := range plan.Sets {
		if err := tx.SaveQuestionSet(campaign, set); err != nil {
			return 0, err
		}
	}
	for _, list := range [][]loa.Question{plan.New, plan.Changed} {
		for _, q := range list {
			change := loa.QuestionChange{ID: q.ID, Digest: q.Digest}
			was, err := tx.Question(campaign, q.ID)
			switch {
			case err == nil:
				change.Before = &was
			case !isMissing(err):
				return 0, err
			}
			if err := tx.SaveQuestion(loa.StoredQuestion{Campaign: campaign, Question: q, By: by, At: done.At, Import: id}); err != nil {
				return 0, err
			}
			done.Changes = append(done.Changes, change)
		}
	}
	if _, err := tx.SaveQuestionImport(done); err != nil {
		return 0, err
	}
	if err := questionsChanged(tx); err != nil {
		return 0, err
	}
	return id, tx.Audit(loa.Audit{
		At: done.At, Actor: by, Action: "questions.import", Subject: fmt.Sprintf("questions:%d", id),
		Detail: fmt.Sprintf("%d new, %d changed, %d same, print %.12s", len(plan.New), len(plan.Changed), plan.Same, plan.Print),
	})
}

// undoBank puts every question back as it was before an import. It is refused when one
// of them was approved of or changed since: then somebody has used it already.
func (s *Service) undoBank(tx *storage.Tx, id loa.QuestionImportID, by loa.Account) (int, error) {
	done, err := tx.QuestionImport(id)
	switch {
	case isMissing(err):
		return 0, refuse("quizimport.no_import", map[string]any{"ID": int64(id)})
	case err != nil:
		return 0, err
	case !done.Undone.IsZero():
		return 0, refuse("quizimport.undone_already", nil)
	}
	used := 0
	for _, change := range done.Changes {
		q, err := tx.Question(done.Campaign, change.ID)
		if err != nil && !isMissing(err) {
			return 0, err
		}
		if isMissing(err) || q.Question.Digest != change.Digest || q.Import != id || !q.Retired.IsZero() || q.Question.Approvals > 0 {
			used++
		}
	}
	if used > 0 {
		return 0, refuse("quizimport.undo_used", map[string]any{"Used": used})
	}
	for _, change := range done.Changes {
		if change.Before == nil {
			err = tx.DropQuestion(done.Campaign, change.ID)
		} else {
			err = tx.SaveQuestion(*change.Before)
		}
		if err != nil {
			return 0, err
		}
	}
	if err := tx.MarkQuestionsUndone(id, s.now()); err != nil {
		return 0, err
	}
	if err := questionsChanged(tx); err != nil {
		return 0, err
	}
	return len(done.Changes), tx.Audit(loa.Audit{
		At: s.now(), Actor: by, Action: "questions.undo", Subject: fmt.Sprintf("questions:%d", id), Detail: fmt.Sprintf("%d questions", len(done.Changes)),
	})
}
