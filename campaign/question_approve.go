package campaign

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"loa"
	"loa/storage"
)

// WaitingQuestions are the stored questions that wait for approval, as somebody who may
// approve sees them.
type WaitingQuestions struct {
	Open []loa.StoredQuestion // that the person may approve of
	Own  int                  // that the person wrote, or has approved of already: others must
}

// AwaitingQuestions lists the stored questions that wait for approval, oldest first.
func (d *Desk) AwaitingQuestions(who loa.Sender) (w WaitingQuestions, err error) {
	if err := d.mayWriteQuestions(who); err != nil {
		return w, err
	}
	c, err := d.knownQuestions()
	if err != nil {
		return w, err
	}
	all, err := waitingQuestions(d.tx, c)
	if err != nil {
		return w, err
	}
	w.Open, w.Own, err = waitingFor(d.tx, all, who.Account)
	slices.SortFunc(w.Open, func(a, b loa.StoredQuestion) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Question.ID, b.Question.ID))
	})
	return w, err
}

// waitingQuestions lists the stored questions that wait for anybody's approval.
func waitingQuestions(tx *storage.Tx, c *loa.Campaign) ([]loa.StoredQuestion, error) {
	stored, err := tx.Questions(c.ID)
	return slices.DeleteFunc(stored, func(q loa.StoredQuestion) bool { return !waits(c, &q) }), err
}

// waitingFor returns those that a person may approve of, and how many of the others are
// the person's own or have the person's approval.
func waitingFor(tx *storage.Tx, all []loa.StoredQuestion, who loa.Account) (open []loa.StoredQuestion, own int, err error) {
	given, err := tx.ApprovedBy(who)
	for _, q := range all {
		if q.By == who || given[q.Question.Digest] {
			own++
		} else {
			open = append(open, q)
		}
	}
	return open, own, err
}

// QuestionToApprove returns a question that waits and may be approved of by the person.
func (d *Desk) QuestionToApprove(who loa.Sender, id string) (q loa.StoredQuestion, err error) {
	if err := d.mayWriteQuestions(who); err != nil {
		return q, err
	}
	c, err := d.knownQuestions()
	if err != nil {
		return q, err
	}
	return d.toApprove(who, c, id)
}

// toApprove looks the question up in a campaign that knows it.
func (d *Desk) toApprove(who loa.Sender, c *loa.Campaign, id string) (loa.StoredQuestion, error) {
	q, err := d.tx.Question(c.ID, id)
	switch {
	case isMissing(err), err == nil && !waits(c, &q):
		return q, refuse("quizapprove.not_waiting", nil)
	case err == nil && q.By == who.Account:
		return q, refuse("quizapprove.own", nil)
	}
	return q, err
}

// QuestionCard shows a stored question with its buttons.
func (d *Desk) QuestionCard(lang loa.Lang, q *loa.StoredQuestion) (loa.Notice, error) {
	c, err := d.knownQuestions()
	return loa.Notice{Text: d.s.QuestionCard(lang, c, q), Buttons: d.s.questionButtons(lang, q)}, err
}

// PageDigest names the contents of a page of questions, as they were shown.
func PageDigest(page []loa.StoredQuestion) string {
	var all strings.Builder
	for _, q := range page {
		all.WriteString(q.Question.Digest)
	}
	return digestOf(all.String())[:shownDigest]
}

// ApproveQuestion records the approval of exactly the content with the digest, and
// returns how many more people must approve.
func (d *Desk) ApproveQuestion(who loa.Sender, id, digest string) (missing int, err error) {
	q, err := d.QuestionToApprove(who, id)
	if err != nil {
		return 0, err
	}
	if digest == "" || !strings.HasPrefix(q.Question.Digest, digest) {
		return 0, refuse("quizapprove.changed_since", nil)
	}
	return d.approveQuestion(who, &q)
}

func (d *Desk) approveQuestion(who loa.Sender, q *loa.StoredQuestion) (missing int, err error) {
	if err := d.tx.Approve(loa.Approval{Digest: q.Question.Digest, By: who.Account, At: d.now}); err != nil {
		return 0, err
	}
	if err := d.questionsMoved(); err != nil {
		return 0, err
	}
	now, err := d.tx.Question(q.Campaign, q.Question.ID)
	if err != nil {
		return 0, err
	}
	missing = d.Campaign().Missing(&now.Question)
	return missing, d.audit(who.Account, "question.approve", questionSubject(q.Question.ID), fmt.Sprintf("digest %.12s", q.Question.Digest))
}

// ApproveQuestions records the approval of a page of questions, exactly as it was shown,
// and returns those of them that may be asked now.
func (d *Desk) ApproveQuestions(who loa.Sender, page []loa.StoredQuestion, digest string) (ready []loa.StoredQuestion, err error) {
	if len(page) == 0 || digest != PageDigest(page) {
		return nil, refuse("quizapprove.page_changed", nil)
	}
	if err := d.mayWriteQuestions(who); err != nil {
		return nil, err
	}
	c, err := d.knownQuestions() // once: no question of the page bears on another's state
	if err != nil {
		return nil, err
	}
	for i := range page {
		q, err := d.toApprove(who, c, page[i].Question.ID)
		if err != nil {
			return nil, err
		}
		if q.Question.Digest != page[i].Question.Digest {
			return nil, refuse("quizapprove.changed_since", nil)
		}
		missing, err := d.approveQuestion(who, &q)
		if err != nil {
			return nil, err
		}
		if missing == 0 {
			ready = append(ready, page[i])
		}
	}
	return ready, nil
}

// ReturnQuestion takes a question that waits away from those that are to be approved of.
// One that was written in the chat is its author's draft again, unless the author is
// writing another one by now; drafted says so.
func (d *Desk) ReturnQuestion(who loa.Sender, id, digest string) (q loa.StoredQuestion, drafted bool, err error) {
	q, err = d.QuestionToApprove(who, id)
	if err != nil {
		return q, false, err
	}
	if digest == "" || !strings.HasPrefix(q.Question.Digest, digest) {
		return q, false, refuse("quizapprove.changed_since", nil)
	}
	q.Retired = d.now
	if err := d.storeQuestion(q); err != nil {
		return q, false, err
	}
	if err := d.audit(who.Account, "question.return", questionSubject(id), fmt.Sprintf("digest %.12s", q.Question.Digest)); err != nil || q.Import != 0 || q.By.IsZero() {
		return q, false, err
	}
	_, err = d.tx.QuestionDraft(q.By)
	if !isMissing(err) {
		return q, false, err
	}
	return q, true, d.draftAgain(q)
}

// draftAgain makes a returned question its author's draft, under a new id: what was
// returned stays what it was.
func (d *Desk) draftAgain(q loa.StoredQuestion) error {
	c, err := d.knownQuestions()
	if err != nil {
		return err
	}
	draft := loa.QuestionDraft{By: q.By, Question: q.Question, Step: StepCard}
	draft.Question.Digest, draft.Question.Approvals = "", 0
	if draft.Question.ID, err = d.freeQuestionID(); err != nil {
		return err
	}
	sets, err := d.tx.QuestionSets(c.ID)
	if err != nil {
		return err
	}
	for _, s := range sets {
		if s.ID == q.Question.Set {
			draft.SetTitle = s.Title
		}
	}
	return d.saveDraft(&draft)
}

// ForContests reports whether a question belongs to a set that is kept for contests. Only
// the campaign folder has such sets.
func (d *Desk) ForContests(q *loa.StoredQuestion) bool {
	set, known := d.Campaign().Set(q.Question.Set)
	return known && set.ContestOnly
}

// TellQuestionAuthor tells the author of a question what became of it, with a button.
func (d *Desk) TellQuestionAuthor(q *loa.StoredQuestion, key string, button func(loa.Lang) [][]loa.Button) error {
	if q.By.IsZero() {
		return nil
	}
	p, err := d.tx.Person(q.By)
	if isMissing(err) || err == nil && !p.Open {
		return nil
	}
	if err != nil {
		return err
	}
	lang, err := d.s.langOf(d.tx, q.By)
	if err != nil {
		return err
	}
	n := loa.Notice{Text: d.s.catalog.Say(lang, key, map[string]any{
		"Code": loa.QuestionCode(q.Question.ID), "Text": q.Question.Text, "Contest": d.ForContests(q),
	})}
	if button != nil {
		n.Buttons = button(lang)
	}
	return d.s.writeTo(d.tx, d.bot.ID, p, n)
}
