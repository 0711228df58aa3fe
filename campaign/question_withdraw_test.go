package campaign_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loa"
	"loa/campaign"
	"loa/storage"
)

// storeApproved stores questions beside the folder's, each approved by somebody.
func (r *rig) storeApproved(ids ...string) {
	r.t.Helper()
	c := r.Campaign()
	r.update(func(tx *storage.Tx) error {
		err := tx.SaveQuestionSet(c.ID, loa.QuizSet{ID: "more", Title: "More"})
		for _, id := range ids {
			q := loa.Question{ID: id, Set: "more", Text: id + "?", Options: []string{"a", "b"}, Strand: "M1", Grade: loa.GradeA, Sources: []loa.Source{{ID: "H"}}}
			stored := loa.StoredQuestion{Campaign: c.ID, Question: q, At: r.now}
			err = errors.Join(err, tx.SaveQuestion(stored), tx.Approve(loa.Approval{Digest: q.ContentDigest(), By: admin(), At: r.now}))
		}
		return err
	})
	if err := r.Assume(r.t.Context(), c); err != nil {
		r.t.Fatal(err)
	}
}

// pool returns the questions that papers of the first round are drawn from.
func (r *rig) pool() (ids []string) {
	r.t.Helper()
	r.update(func(tx *storage.Tx) error {
		questions, err := tx.ContestQuestions(1)
		for _, q := range questions {
			ids = append(ids, q.ID)
		}
		return err
	})
	return ids
}

// TestWithdrawnQuestion: what is withdrawn is asked no more, not even in the same batch, and
// no round that opens later draws from it. A round that is open keeps what it was opened with.
func TestWithdrawnQuestion(t *testing.T) {
	t.Parallel()
	r, _, _ := contestRig(t)
	g := r.bind("-1", "cell")
	r.storeApproved("ch-1", "ch-2")
	who := loa.Sender{Account: admin()}
	digest := map[string]string{}
	for _, q := range r.Campaign().Questions {
		digest[q.ID] = q.Digest
	}
	refused := func(what string, err error) {
		t.Helper()
		if refusal, ok := errors.AsType[*campaign.Refusal](err); !ok || refusal.Key != "quizwithdraw.not_used" && refusal.Key != "quiz.asked_before" {
			t.Errorf("%s: %v", what, err)
		}
	}
	r.by(func(d *campaign.Desk) error {
		if _, err := d.WithdrawQuestion(who, "ch-1", digest["ch-1"]); err != nil {
			return err
		}
		_, err := d.AskNow(who, g.ID, "ch-1")
		refused("asked in the same batch", err)
		_, err = d.WithdrawQuestion(who, "ch-1", digest["ch-1"])
		refused("withdrawn again", err)
		return nil
	})
	r.by(func(d *campaign.Desk) error {
		_, err := d.AskNow(who, g.ID, "ch-1")
		refused("asked later", err)
		return nil
	})
	r.tick(r.now.Add(time.Hour))
	want := []string{"ch-2", "q1", "q2"}
	if diff := cmp.Diff(want, r.pool()); diff != "" {
		t.Errorf("a round that opens afterwards: -want +got:\n%s", diff)
	}
	r.by(func(d *campaign.Desk) error {
		w, err := d.WithdrawQuestion(who, "ch-2", digest["ch-2"])
		if w.Rounds != 1 || w.Open != 0 {
			t.Errorf("goes on in %d rounds and %d groups", w.Rounds, w.Open)
		}
		return err
	})
	if diff := cmp.Diff(want, r.pool()); diff != "" {
		t.Errorf("the open round: -want +got:\n%s", diff)
	}
	used := []string{}
	for _, q := range r.Campaign().Questions {
		used = append(used, q.ID)
	}
	if !slices.Equal(used, []string{"q1", "q2"}) {
		t.Errorf("in use: %q", used)
	}
}

// TestAnswersOfWithdrawnQuestion: what was answered stays in the figures, under its set, and
// the question goes on where it is open.
func TestAnswersOfWithdrawnQuestion(t *testing.T) {
	t.Parallel()
	r, _, _ := contestRig(t)
	g := r.bind("-1", "cell")
	r.storeApproved("ch-1")
	who := loa.Sender{Account: admin()}
	var asked loa.Asking
	r.by(func(d *campaign.Desk) (err error) {
		asked, err = d.AskNow(who, g.ID, "ch-1")
		return err
	})
	r.take(r.now)
	var w campaign.WithdrawnQuestion
	r.by(func(d *campaign.Desk) error {
		q, err := d.UsedQuestion(who, "ch-1")
		if err != nil {
			return err
		}
		w, err = d.WithdrawQuestion(who, "ch-1", q.Question.Digest)
		return err
	})
	if w.Open != 1 {
		t.Errorf("goes on in %d groups", w.Open)
	}
	r.update(func(tx *storage.Tx) error {
		a, err := tx.Asking(asked.ID)
		if a.State != loa.AskingOpen {
			t.Errorf("the asking is %s", a.State)
		}
		a.State, a.Total, a.Counts = loa.AskingClosed, 6, []int{2, 4}
		_, save := tx.SaveAsking(a)
		return errors.Join(err, save)
	})
	r.by(func(d *campaign.Desk) error {
		f, err := d.QuizFigures(who, "cb-1")
		if len(f.Sets) != 1 || f.Sets[0].Set.Title != "More" || f.All.Answers != 6 || len(f.Missed) != 1 || f.Missed[0].Text != "ch-1?" {
			t.Errorf("figures %+v", f)
		}
		return err
	})
}
