package campaign_test

import (
	"strings"
	"testing"
	"time"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// unsureQuestion is a rig in whose group a question may have arrived or not, and when it
// closes. edit changes the plan before.
func unsureQuestion(t *testing.T, db *storage.DB, edit func(c *loa.Campaign)) (*rig, time.Time) {
	t.Helper()
	c := quizPlan(t)
	edit(c)
	r := newRig(t, db, c, nil)
	r.bind("-1", "cell")
	r.now = r.now.Add(30 * time.Minute)
	r.tick(r.now)
	r.carry(func(d loa.Delivery) loa.Outcome {
		if d.Asking != 0 {
			return unsure()
		}
		return loa.Outcome{}
	})
	if a := r.asking(); a.State != loa.AskingUncertain {
		t.Fatalf("the question is %s", a.State)
	}
	return r, time.Date(2024, 3, 13, 20, 0, 0, 0, r.now.Location())
}

func (r *rig) asking() (a loa.Asking) {
	r.t.Helper()
	r.update(func(tx *storage.Tx) (err error) {
		a, err = tx.Asking(1)
		return err
	})
	return a
}

func (r *rig) asked() (questions, answers int) {
	r.t.Helper()
	r.must(func(d *campaign.Desk) error {
		f, err := d.QuizFigures(sender("7"), "cb-1")
		questions, answers = f.All.Askings, f.All.Answers
		return err
	})
	return questions, answers
}

func named(c *loa.Campaign) { c.Sets[0].Ask = loa.AskNamed }

// TestUnsureQuestionCloses: at its time it is over, and no answer is told to a group that
// may not have seen it; who looks for it in vain takes it out of the figures.
func TestUnsureQuestionCloses(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r, closes := unsureQuestion(t, db, func(*loa.Campaign) {})
		if next := r.tick(closes.Add(-time.Minute)); !next.Equal(closes) {
			t.Errorf("looks again at %s, want %s", next, closes)
		}
		for range 2 {
			r.tick(closes)
		}
		same(t, "", r.carry(nil))
		if a := r.asking(); a.State != loa.AskingClosed || !a.Closed.Equal(closes) || a.Counts != nil {
			t.Errorf("closed: %+v", a)
		}
		if asked, answers := r.asked(); asked != 1 || answers != 0 {
			t.Errorf("%d asked, %d answers", asked, answers)
		}
		doubts := r.doubts(sender("7"))
		if len(doubts) != 1 || !doubts[0].Late {
			t.Fatalf("uncertain: %+v", doubts)
		}
		if r.sendUncertain(doubts[0].ID) {
			t.Error("a question that has closed was sent again")
		}
		if a := r.asking(); a.State != loa.AskingDropped {
			t.Errorf("it is %s", a.State)
		}
		if asked, _ := r.asked(); asked != 0 {
			t.Errorf("%d asked, want none", asked)
		}
		same(t, "", r.carry(nil))
	})
}

// TestUnsureQuestionWasThere: it stays in the figures, closed.
func TestUnsureQuestionWasThere(t *testing.T) {
	t.Parallel()
	r, closes := unsureQuestion(t, storagetest.Open(t), func(*loa.Campaign) {})
	r.tick(closes)
	r.must(r.isThere(r.doubts(sender("7"))[0].ID))
	if a := r.asking(); a.State != loa.AskingClosed {
		t.Errorf("it is %s", a.State)
	}
	if asked, _ := r.asked(); asked != 1 {
		t.Errorf("%d asked, want 1", asked)
	}
}

// TestUnsureQuestionWasAnswered: who answered has seen it, so that the group is told.
func TestUnsureQuestionWasAnswered(t *testing.T) {
	t.Parallel()
	r, closes := unsureQuestion(t, storagetest.Open(t), named)
	r.update(func(tx *storage.Tx) error {
		_, err := tx.AddQuizAnswer(r.askingIn(tx), loa.QuizAnswer{Asking: 1, Member: 1, Place: 0, At: r.now})
		return err
	})
	r.tick(closes)
	if told := strings.Join(r.carry(nil), "\n"); !strings.Contains(told, "The answer to Q1") {
		t.Errorf("told %q", told)
	}
	if a := r.asking(); a.State != loa.AskingClosed || a.Total != 1 {
		t.Errorf("closed: %+v", a)
	}
}

func (r *rig) askingIn(tx *storage.Tx) loa.Asking {
	a, err := tx.Asking(1)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

// TestUnsureQuestionIsSentAgain: before its time it is sent once more, and opens.
func TestUnsureQuestionIsSentAgain(t *testing.T) {
	t.Parallel()
	r, closes := unsureQuestion(t, storagetest.Open(t), named)
	if !r.sendUncertain(r.doubts(sender("7"))[0].ID) {
		t.Error("it may still go out, and did not")
	}
	r.carry(nil)
	if a := r.asking(); a.State != loa.AskingOpen {
		t.Errorf("it is %s", a.State)
	}
	r.tick(closes)
	if a := r.asking(); a.State != loa.AskingClosed {
		t.Errorf("it is %s", a.State)
	}
}
