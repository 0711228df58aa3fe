package campaign

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"loa"
	"loa/storage"
)

// WithdrawnQuestion is a question that is asked no more, and where it goes on for a while.
type WithdrawnQuestion struct {
	loa.StoredQuestion
	Open   int // groups where it is open, or on its way, until it closes
	Rounds int // rounds of contests that were opened with it
}

// UsedQuestions lists the stored questions that may be asked, by code.
func (d *Desk) UsedQuestions(who loa.Sender) ([]loa.StoredQuestion, error) {
	if err := d.mayWriteQuestions(who); err != nil {
		return nil, err
	}
	c, err := d.knownQuestions()
	if err != nil {
		return nil, err
	}
	stored, err := d.tx.Questions(c.ID)
	return slices.DeleteFunc(stored, func(q loa.StoredQuestion) bool { return questionState(c, &q) != QuestionReady }), err
}

// UsedQuestion returns one of them.
func (d *Desk) UsedQuestion(who loa.Sender, id string) (loa.StoredQuestion, error) {
	used, err := d.UsedQuestions(who)
	if err != nil {
		return loa.StoredQuestion{}, err
	}
	i := slices.IndexFunc(used, func(q loa.StoredQuestion) bool { return q.Question.ID == id })
	if i < 0 {
		return loa.StoredQuestion{}, refuse("quizwithdraw.not_used", nil)
	}
	return used[i], nil
}

// WhereAsked says where a question would go on if it were withdrawn now.
func (d *Desk) WhereAsked(q loa.StoredQuestion) (WithdrawnQuestion, error) {
	w, _, err := d.s.whereAsked(d.tx, q)
	return w, err
}

// WithdrawQuestion has exactly the question with the digest asked no more.
func (d *Desk) WithdrawQuestion(who loa.Sender, id, digest string) (WithdrawnQuestion, error) {
	q, err := d.UsedQuestion(who, id)
	if err != nil {
		return WithdrawnQuestion{}, err
	}
	if digest == "" || !strings.HasPrefix(q.Question.Digest, digest) {
		return WithdrawnQuestion{}, refuse("quizwithdraw.changed_since", nil)
	}
	d.refresh, d.changed = true, true
	return d.s.withdrawQuestion(d.tx, q, who.Account)
}

// notWithdrawn refuses what was withdrawn a moment ago, in this batch or by another process.
func (d *Desk) notWithdrawn(q *loa.Question) error {
	stored, err := d.tx.Question(d.Campaign().ID, q.ID)
	switch {
	case isMissing(err):
		return nil
	case err == nil && !stored.Retired.IsZero() && stored.Question.Digest == q.Digest:
		return refuse("quizwithdraw.not_used", nil)
	}
	return err
}

// StoredQuestion returns a stored question that is not withdrawn, by its id or its code.
func (s *Service) StoredQuestion(ctx context.Context, code string) (loa.StoredQuestion, error) {
	list, err := s.ListQuestions(ctx)
	if err != nil {
		return loa.StoredQuestion{}, err
	}
	same := func(id string) bool {
		return strings.EqualFold(id, code) || loa.QuestionCode(id) == loa.QuestionCode(code)
	}
	i := slices.IndexFunc(list, func(q ListedQuestion) bool {
		return q.State != QuestionRetired && q.State != QuestionHidden && same(q.Question.ID)
	})
	if i < 0 {
		return loa.StoredQuestion{}, refuse("quizwithdraw.cli_none", map[string]any{"Code": code})
	}
	return list[i].StoredQuestion, nil
}

// WithdrawQuestion has exactly the question with the digest asked no more, by the
// operator's will.
func (s *Service) WithdrawQuestion(ctx context.Context, id, digest string) (w WithdrawnQuestion, err error) {
	err = s.db.Update(ctx, func(tx *storage.Tx) error {
		q, err := tx.Question(s.folder.Load().ID, id)
		if isMissing(err) || err == nil && (!q.Retired.IsZero() || q.Question.Digest != digest) {
			return refuse("quizwithdraw.changed_since", nil)
		}
		if err != nil {
			return err
		}
		w, err = s.withdrawQuestion(tx, q, loa.Account{})
		return err
	})
	if err != nil {
		return w, fmt.Errorf("withdraw question %s: %w", id, err)
	}
	return w, s.refresh(ctx)
}

// withdrawQuestion retires a question. What was answered stays; what waits to be asked is
// taken back; what is open goes on. If an import brings it back, it waits for approval anew.
func (s *Service) withdrawQuestion(tx *storage.Tx, q loa.StoredQuestion, by loa.Account) (w WithdrawnQuestion, err error) {
	w, waiting, err := s.whereAsked(tx, q)
	if err != nil {
		return w, err
	}
	for _, a := range waiting {
		err := s.takeBack(tx, a)
		if _, onItsWay := errors.AsType[*Refusal](err); err != nil && !onItsWay {
			return w, err
		}
		if err == nil {
			w.Open--
		}
	}
	w.Retired = s.now()
	if err := tx.SaveQuestion(w.StoredQuestion); err != nil {
		return w, err
	}
	if err := tx.ForgetApprovals(q.Question.Digest); err != nil {
		return w, err
	}
	if err := questionsChanged(tx); err != nil {
		return w, err
	}
	return w, tx.Audit(loa.Audit{
		At: s.now(), Actor: by, Action: "question.withdraw", Subject: questionSubject(q.Question.ID),
		Detail: fmt.Sprintf("digest %.12s, %d approvals", q.Question.Digest, q.Question.Approvals),
	})
}

// whereAsked counts where a question goes on, and returns what waits to be asked.
func (s *Service) whereAsked(tx *storage.Tx, q loa.StoredQuestion) (w WithdrawnQuestion, waiting []loa.Asking, err error) {
	w.StoredQuestion = q
	live, err := tx.LiveAskings()
	if err != nil {
		return w, nil, err
	}
	for _, a := range live {
		if a.Campaign != q.Campaign || a.Question != q.Question.ID {
			continue
		}
		w.Open++
		if a.State == loa.AskingWaiting {
			waiting = append(waiting, a)
		}
	}
	rounds, err := tx.OpenRounds()
	if err != nil {
		return w, nil, err
	}
	for _, r := range rounds {
		pool, err := tx.ContestQuestions(r.ID)
		if err != nil {
			return w, nil, err
		}
		if slices.ContainsFunc(pool, func(p loa.Question) bool { return p.ID == q.Question.ID }) {
			w.Rounds++
		}
	}
	return w, waiting, nil
}
