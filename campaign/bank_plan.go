package campaign

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"loa"
	"loa/content"
	"loa/storage"
)

// moreQuestions is the set of imported questions whose rows name none.
const moreQuestions = "bo-sung"

// BankPlan is what the import of a bank would do.
type BankPlan struct {
	File    string
	New     []loa.Question
	Changed []loa.Question
	Same    int
	Again   int // of the changed ones: were approved of, and must be anew
	Unfit   int // of the new and changed ones: are not asked by themselves
	Sets    []loa.QuizSet
	Print   string // names all that would be done
}

// IsEmpty reports whether nothing would be done.
func (p BankPlan) IsEmpty() bool { return len(p.New)+len(p.Changed) == 0 }

// readBank is a bank that was held against the questions of one version.
type readBank struct {
	bank     *content.Bank // nil: nothing of it may be imported
	mistakes []content.Mistake
	folder   *loa.Campaign
	version  string
}

// readBank reads a bank outside of any transaction that writes. What it is held against
// is as it was at one instant, which the version names.
func (s *Service) readBank(ctx context.Context, name string, raw []byte) (*readBank, error) {
	r := &readBank{folder: s.folder.Load()}
	var stored []loa.StoredQuestion
	var sets []loa.QuizSet
	err := s.db.View(ctx, func(tx *storage.Tx) (err error) {
		if r.version, err = tx.State(questionsState); err != nil {
			return err
		}
		if stored, err = tx.Questions(r.folder.ID); err != nil {
			return err
		}
		sets, err = tx.QuestionSets(r.folder.ID)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the stored questions: %w", err)
	}
	// First the file by itself: the questions that it has under its ids are its own.
	bank, mistakes := content.ReadBank(name, bytes.NewReader(raw), content.BankAgainst(r.folder, nil, sets, nil))
	if !wrong(mistakes) {
		own := map[string]bool{}
		for _, q := range bank.Questions {
			own[q.ID] = true
		}
		bank, mistakes = content.ReadBank(name, bytes.NewReader(raw), content.BankAgainst(r.folder, stored, sets, own))
	}
	r.mistakes = mistakes
	if !wrong(mistakes) {
		r.bank = bank
	}
	return r, nil
}

func wrong(mistakes []content.Mistake) bool {
	return slices.ContainsFunc(mistakes, func(m content.Mistake) bool { return !m.Warning })
}

// planBank compares a bank with what is stored. moved is true when that has changed
// since the bank was read: it must be read anew.
func (s *Service) planBank(tx *storage.Tx, r *readBank) (plan BankPlan, moved bool, err error) {
	version, err := tx.State(questionsState)
	if err != nil || version != r.version || s.folder.Load() != r.folder {
		return plan, err == nil, err
	}
	list, err := tx.Questions(r.folder.ID)
	if err != nil {
		return plan, false, err
	}
	stored := map[string]loa.StoredQuestion{}
	for _, q := range list {
		stored[q.Question.ID] = q
	}
	plan = BankPlan{File: r.bank.File, Sets: r.bank.Sets}
	var marks strings.Builder
	for _, q := range r.bank.Questions {
		if q.Set == "" {
			q.Set = moreQuestions
		}
		q.Digest = q.ContentDigest()
		was, have := stored[q.ID]
		switch {
		case have && was.Retired.IsZero() && was.Question.Digest == q.Digest:
			plan.Same++
			continue
		case have && was.Retired.IsZero():
			plan.Changed = append(plan.Changed, q)
			if was.Question.Approvals > 0 {
				plan.Again++
			}
			fmt.Fprintf(&marks, "%s %s %s %t\n", q.ID, was.Question.Digest, q.Digest, was.Question.Approvals > 0)
		default:
			plan.New = append(plan.New, q)
			fmt.Fprintf(&marks, "%s - %s\n", q.ID, q.Digest)
		}
		if !q.Fit() {
			plan.Unfit++
		}
	}
	if err := s.planSets(tx, r.folder, &plan); err != nil {
		return plan, false, err
	}
	for _, set := range plan.Sets {
		fmt.Fprintf(&marks, "%s %s\n", set.ID, set.Title)
	}
	plan.Print = digestOf(marks.String())
	return plan, false, nil
}

// planSets adds the set of questions whose rows name none, unless it is there.
func (s *Service) planSets(tx *storage.Tx, folder *loa.Campaign, plan *BankPlan) error {
	needed := slices.ContainsFunc(slices.Concat(plan.New, plan.Changed), func(q loa.Question) bool { return q.Set == moreQuestions })
	if _, have := folder.Set(moreQuestions); have || !needed {
		return nil
	}
	sets, err := tx.QuestionSets(folder.ID)
	if err != nil || slices.ContainsFunc(sets, func(x loa.QuizSet) bool { return x.ID == moreQuestions }) {
		return err
	}
	plan.Sets = append(slices.Clone(plan.Sets), loa.QuizSet{ID: moreQuestions, Title: s.catalog.Line(s.settings.Lang, "quizimport.set_title", nil)})
	return nil
}
