package campaign

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"loa"
	"loa/content"
	"loa/storage"
)

// anyUnit is the operator's right, who has the database in hand.
func anyUnit(loa.Units, loa.UnitID) bool { return true }

// PreviewRoll says what the import of a roll by the operator would do. With
// mistakes it would do nothing.
func (s *Service) PreviewRoll(ctx context.Context, roll *content.Roll, whole bool) (plan RollPlan, wrong []content.Mistake, err error) {
	err = s.db.View(ctx, func(tx *storage.Tx) (err error) {
		plan, wrong, err = s.planRoll(tx, roll, whole, anyUnit)
		return err
	})
	if err != nil {
		err = fmt.Errorf("preview roll: %w", err)
	}
	return plan, wrong, err
}

// ImportRoll carries out what PreviewRoll showed, by its print. It returns a Refusal
// when the stored roll has changed since, so that other changes would be made.
func (s *Service) ImportRoll(ctx context.Context, roll *content.Roll, whole bool, shown string) (id loa.RollImportID, err error) {
	err = s.db.Update(ctx, func(tx *storage.Tx) error {
		plan, wrong, err := s.planRoll(tx, roll, whole, anyUnit)
		if err != nil {
			return err
		}
		if len(wrong) > 0 || plan.Print != shown {
			return refuse("members.moved_on", nil)
		}
		id, err = s.applyRoll(tx, plan, loa.Account{})
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("import roll: %w", err)
	}
	return id, nil
}

// UndoRoll takes an import back by the operator's will.
func (s *Service) UndoRoll(ctx context.Context, id loa.RollImportID) (people int, err error) {
	err = s.db.Update(ctx, func(tx *storage.Tx) (err error) {
		people, err = s.undoRoll(tx, id, loa.Account{}, anyUnit)
		return err
	})
	if err != nil {
		err = fmt.Errorf("undo import %d: %w", id, err)
	}
	return people, err
}

// applyRoll makes the changes of a plan, and keeps what is needed to undo them.
func (s *Service) applyRoll(tx *storage.Tx, plan RollPlan, by loa.Account) (loa.RollImportID, error) {
	done := loa.RollImport{At: s.now(), By: by, Units: plan.Units}
	at := map[loa.MemberID]int{}
	for _, p := range plan.People {
		change, err := applyPerson(tx, p)
		if err != nil {
			return 0, err
		}
		if i, again := at[change.Member]; again { // who is of two units
			done.Members[i].After = change.After
			continue
		}
		at[change.Member] = len(done.Members)
		done.Members = append(done.Members, change)
	}
	id, err := tx.SaveRollImport(done)
	if err != nil {
		return 0, err
	}
	fresh, changed, leave := plan.Counts()
	return id, tx.Audit(loa.Audit{
		At: done.At, Actor: by, Action: "roll.import", Subject: fmt.Sprintf("roll:%d", id),
		Detail: fmt.Sprintf("%d units, whole %t: %d new, %d changed, %d left", len(plan.Units), plan.Whole, fresh, changed, leave),
	})
}

func applyPerson(tx *storage.Tx, p PlannedPerson) (loa.MemberChange, error) {
	change := loa.MemberChange{Member: p.Member, Made: p.Member == 0}
	var err error
	if change.Made {
		change.Member, err = tx.SaveMember(loa.Member{Name: p.Name})
	} else {
		change.Before, err = tx.MembershipsOf(p.Member)
	}
	if err != nil {
		return change, err
	}
	for i := range p.Changes {
		if after := p.Changes[i].After; after != nil {
			after.Member = change.Member
		}
	}
	change.After = loa.ApplyMemberships(p.Changes, change.Before)
	return change, putMemberships(tx, change.Before, change.After)
}

// putMemberships puts the memberships after into the place of those before.
func putMemberships(tx *storage.Tx, before, after []loa.Membership) error {
	for _, m := range before {
		if slices.Contains(after, m) {
			continue
		}
		if err := tx.DropMembership(m); err != nil {
			return err
		}
	}
	for _, m := range after {
		if slices.Contains(before, m) {
			continue
		}
		if err := tx.SaveMembership(m); err != nil {
			return err
		}
	}
	return nil
}

// undoRoll puts everything back as it was before an import, and returns of how
// many people. It is refused when any of them was changed otherwise since.
func (s *Service) undoRoll(tx *storage.Tx, id loa.RollImportID, by loa.Account, may func(loa.Units, loa.UnitID) bool) (int, error) {
	done, err := tx.RollImport(id)
	if isMissing(err) {
		return 0, refuse("members.no_import", map[string]any{"ID": id})
	}
	if err != nil {
		return 0, err
	}
	units, err := tx.Units()
	if err != nil {
		return 0, err
	}
	for _, u := range done.Units {
		if !may(units, u) {
			return 0, refuse("keep.may_not", nil)
		}
	}
	if !done.Undone.IsZero() {
		return 0, refuse("members.undone_already", nil)
	}
	touched, err := touchedSince(tx, done)
	if err != nil {
		return 0, err
	}
	if len(touched) > 0 {
		return 0, refuse("members.undo_touched", map[string]any{"People": len(touched), "Names": firstOf(touched)})
	}
	for _, m := range done.Members {
		if err := putMemberships(tx, m.After, m.Before); err != nil {
			return 0, err
		}
		if !m.Made {
			continue
		}
		if err := tx.DropMember(m.Member); err != nil {
			return 0, err
		}
	}
	if err := tx.MarkRollUndone(id, s.now()); err != nil {
		return 0, err
	}
	return len(done.Members), tx.Audit(loa.Audit{
		At: s.now(), Actor: by, Action: "roll.undo", Subject: fmt.Sprintf("roll:%d", id), Detail: fmt.Sprintf("%d people", len(done.Members)),
	})
}

// touchedSince names the people of an import who are not as it left them, or
// were brought in by it and have something hanging on them by now.
func touchedSince(tx *storage.Tx, done loa.RollImport) (names []string, err error) {
	for _, change := range done.Members {
		m, err := tx.Member(change.Member)
		if errors.Is(err, loa.ErrNotFound) {
			names = append(names, fmt.Sprintf("#%d", change.Member))
			continue
		}
		if err != nil {
			return nil, err
		}
		now, err := tx.MembershipsOf(change.Member)
		if err != nil {
			return nil, err
		}
		slices.SortFunc(now, loa.Membership.Compare)
		used := false
		if change.Made {
			if used, err = tx.MemberUsed(change.Member); err != nil {
				return nil, err
			}
		}
		switch {
		case m.Removed:
			names = append(names, fmt.Sprintf("#%d", change.Member)) // there is no name any more
		case used || !slices.Equal(now, change.After):
			names = append(names, m.Name)
		}
	}
	return names, nil
}
