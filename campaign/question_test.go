package campaign_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// quizPlan is the plan with a set of two questions; the post of 13 March asks the first.
func quizPlan(t *testing.T) *loa.Campaign {
	t.Helper()
	c := plan(t)
	c.Closes, c.Sets = 20*60, []loa.QuizSet{{ID: "s", Title: "Set"}}
	for _, id := range []string{"q-1", "q-2"} {
		c.Questions = append(c.Questions, loa.Question{
			ID: id, Set: "s", Text: id + "?", Options: []string{"a", "b", "c"}, Answer: 1, Strand: "M1", Grade: loa.GradeA,
			Explanation: "Because.", Sources: []loa.Source{{ID: "H01", Name: "Paper"}},
		})
	}
	p, _ := c.Post("p-13")
	p.Question = "q-1"
	return c
}

// askAll delivers what is due with receipts as a platform gives them, and says what it was.
func (r *rig) askAll(at time.Time) (done []string) {
	r.t.Helper()
	r.now = at
	for {
		due := r.due(at)
		if len(due) == 0 {
			return done
		}
		for _, d := range due {
			if _, err := r.db.Begin(r.t.Context(), []loa.DeliveryID{d.ID}, at); err != nil {
				r.t.Fatal(err)
			}
			o := loa.Outcome{State: loa.Sent, At: at}
			switch p := d.Payload; {
			case p.Choice != nil:
				o.Receipt = loa.Receipt{Message: loa.MessageID(fmt.Sprint(d.ID)), PollID: fmt.Sprint("poll-", d.ID)}
				done = append(done, "asks "+p.Choice.Question)
			case p.ClosePoll != nil:
				o.Receipt.Poll = &loa.PollState{Counts: []int{1, 2, 3}, Total: 6, Closed: true}
				done = append(done, "closes")
			case p.Notice != nil:
				o.Receipt.Message = loa.MessageID(fmt.Sprint(d.ID))
				line, _, _ := strings.Cut(p.Notice.Text.String(), "\n")
				if p.Notice.ReplyTo != "" {
					line += " (a reply)"
				}
				done = append(done, line)
			}
			if err := r.Settle(r.t.Context(), d, o); err != nil {
				r.t.Fatal(err)
			}
		}
	}
}

// by does something as a person would, through a desk.
func (r *rig) by(do func(d *campaign.Desk) error) {
	r.t.Helper()
	r.updates++
	var failed error
	err := r.Receive(r.t.Context(), bot, []loa.Update{{ID: r.updates}}, r.updates+1, func(d *campaign.Desk, _ loa.Update) error {
		failed = do(d)
		return failed
	})
	if err != nil || failed != nil {
		r.t.Fatal(err, failed)
	}
}

func TestQuestionCloses(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), quizPlan(t), nil)
	g := r.bind("-1", "cell")
	asked := r.now.Add(30 * time.Minute)
	r.tick(asked)
	got := r.askAll(asked)
	want := []string{"Post 13", "asks q-1?"}
	if len(got) != 2 || got[1] != want[1] {
		t.Fatalf("got %q", got)
	}
	closes := time.Date(2024, 3, 13, 20, 0, 0, 0, asked.Location())
	if next := r.tick(closes.Add(-time.Minute)); !next.Equal(closes) {
		t.Errorf("looks again at %v, want %v", next, closes)
	}
	if next := r.tick(closes); !next.Equal(closes.Add(30 * time.Second)) {
		t.Errorf("looks again at %v, want half a minute after %v", next, closes)
	}
	if got := r.askAll(closes); len(got) != 0 {
		t.Errorf("the platform has had no time to close the poll: %q", got)
	}
	// The rest happens after a restart, once.
	again := newRig(t, r.db, quizPlan(t), nil)
	late := closes.Add(time.Hour)
	for range 2 {
		again.tick(late)
		got = append(got, again.askAll(late)...)
	}
	if diff := cmp.Diff([]string{"closes", "The answer to Q1: " + letterOf(t, r.db) + ". b (a reply)"}, got[2:]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	again.by(func(d *campaign.Desk) error {
		open, err := d.OpenIn(g)
		if len(open) != 0 {
			t.Errorf("still open: %v", open)
		}
		return err
	})
}

func letterOf(t *testing.T, db *storage.DB) (letter string) {
	t.Helper()
	err := db.View(t.Context(), func(tx *storage.Tx) error {
		a, err := tx.Asking(1)
		letter = loa.Letter(a.Asked.Answer)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return letter
}

// TestAnswerIsLate: what comes too late is not told, and the count is stored all the same.
func TestAnswerIsLate(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), quizPlan(t), nil)
	r.bind("-1", "cell")
	asked := r.now.Add(30 * time.Minute)
	r.tick(asked)
	r.askAll(asked)
	late := asked.Add(24 * time.Hour)
	r.tick(late)
	for _, line := range r.askAll(late) {
		if strings.HasPrefix(line, "The answer") {
			t.Errorf("told a day late: %s", line)
		}
	}
	r.update(func(tx *storage.Tx) error {
		a, err := tx.Asking(1)
		if a.State != loa.AskingClosed || a.Total != 6 {
			t.Errorf("got %+v", a)
		}
		return err
	})
}

// TestAskedOnce: two posts name the question, or somebody has asked it by hand before.
func TestAskedOnce(t *testing.T) {
	t.Parallel()
	for _, byHand := range []bool{false, true} {
		c := quizPlan(t)
		p, _ := c.Post("p-14")
		p.Question = "q-1"
		r := newRig(t, storagetest.Open(t), c, nil)
		g := r.bind("-1", "cell")
		want := []string{"asks q-1?"}
		if byHand {
			r.by(func(d *campaign.Desk) error {
				_, err := d.AskNow(loa.Sender{Account: admin()}, g.ID, "q-1")
				return err
			})
		}
		var got []string
		for day := range 3 {
			at := r.now.Add(time.Hour)
			if day > 0 {
				at = at.Add(23 * time.Hour)
			}
			r.tick(at)
			for _, line := range r.askAll(at) {
				if strings.HasPrefix(line, "asks") {
					got = append(got, line)
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("by hand %t: -want +got:\n%s", byHand, diff)
		}
	}
}

// TestQuestionAtNight: a question that is asked by hand in quiet hours waits for their end.
func TestQuestionAtNight(t *testing.T) {
	t.Parallel()
	c := quizPlan(t)
	c.Quiet = loa.QuietHours{From: 21 * 60, Until: 5*60 + 30}
	r := newRig(t, storagetest.Open(t), c, nil)
	g := r.bind("-1", "cell")
	r.now = time.Date(2024, 4, 1, 22, 0, 0, 0, r.now.Location())
	r.by(func(d *campaign.Desk) error {
		a, err := d.AskNow(loa.Sender{Account: admin()}, g.ID, "q-2")
		if want := time.Date(2024, 4, 2, 20, 0, 0, 0, r.now.Location()); !a.Closes.Equal(want) {
			t.Errorf("closes %v, want %v", a.Closes, want)
		}
		return err
	})
	if got := r.askAll(r.now); len(got) != 0 {
		t.Errorf("at night: %q", got)
	}
	if got := r.askAll(r.now.Add(8 * time.Hour)); len(got) != 1 || got[0] != "asks q-2?" {
		t.Errorf("in the morning: %q", got)
	}
}

func TestQuizFigures(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), quizPlan(t), nil)
	units := loa.Units{{ID: "du", Name: "Ward"}, {ID: "cb-1", Parent: "du", Name: "Cell 1"}, {ID: "cb-2", Parent: "du", Name: "Cell 2"}}
	if err := r.ImportUnits(t.Context(), units, admin()); err != nil {
		t.Fatal(err)
	}
	asking := func(question string, unit loa.UnitID, group loa.GroupID, total, right int, members ...loa.MemberID) {
		r.update(func(tx *storage.Tx) error {
			a := loa.Asking{
				Campaign: r.Campaign().ID, Run: 2024, Question: question, Set: "s", Strand: "M1", Unit: unit, Group: group, Bot: bot,
				Way: loa.AskNamed, Form: loa.FormButtons, State: loa.AskingClosed, Closes: r.now,
				Asked: loa.Asked{Text: question + "?", Options: []string{"a", "b"}}, Counts: []int{right, total - right}, Total: total,
			}
			var err error
			if a.ID, err = tx.SaveAsking(a); err != nil {
				return err
			}
			for _, m := range members {
				if _, err := tx.AddQuizAnswer(a, loa.QuizAnswer{Asking: a.ID, Member: m, At: r.now}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	asking("q-1", "cb-1", 1, 8, 6, 1, 2, 3)
	asking("q-2", "cb-1", 1, 5, 1, 1, 2)
	asking("q-1", "cb-2", 2, 4, 0, 4, 5)
	var f campaign.QuizFigures
	r.by(func(d *campaign.Desk) (err error) {
		f, err = d.QuizFigures(loa.Sender{Account: admin()}, "du")
		return err
	})
	all := campaign.QuizCount{Askings: 3, Answers: 17, Right: 7, Named: 7, People: 5}
	strand, _ := r.Campaign().Strand("M1")
	want := campaign.QuizFigures{
		Campaign: r.Campaign().ID, Run: 2024, All: all,
		Units: []campaign.QuizUnit{
			{Unit: units[0], QuizCount: all},
			{Unit: units[1], QuizCount: campaign.QuizCount{Askings: 2, Answers: 13, Right: 7, Named: 5, People: 3}},
			{Unit: units[2], QuizCount: campaign.QuizCount{Askings: 1, Few: true}},
		},
		Strands: []campaign.QuizStrand{{Strand: strand, QuizCount: all}},
		Sets:    []campaign.QuizSetCount{{Set: r.Campaign().Sets[0], QuizCount: all}},
		Missed: []campaign.QuizMissed{
			{Question: "q-2", Text: "q-2?", Answers: 5, Right: 1}, {Question: "q-1", Text: "q-1?", Answers: 12, Right: 6},
		},
	}
	if diff := cmp.Diff(want, f); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
