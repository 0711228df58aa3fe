package loa_test

import (
	"testing"
	"time"

	"loa"
)

// reservePlan has a set for everybody and one for contests, and a contest with a round in
// April and one in May that draws from the latter.
func reservePlan() *loa.Campaign {
	question := func(id, set string) loa.Question {
		return loa.Question{ID: id, Set: set, Text: id, Options: []string{"a", "b"}, Strand: "M1", Grade: loa.GradeA, Sources: []loa.Source{{ID: "H"}}}
	}
	round := func(id string, month time.Month) loa.ContestRound {
		day := func(d int) loa.ContestMoment {
			return loa.ContestMoment{Day: loa.CalendarDay{Month: month, Day: d}, At: 7 * 60}
		}
		return loa.ContestRound{ID: id, Open: day(1), Close: day(7)}
	}
	return &loa.Campaign{
		ID: "test", Closes: 20 * 60, Strands: []loa.Strand{{ID: "M1"}},
		Sets:      []loa.QuizSet{{ID: "all"}, {ID: "kept", ContestOnly: true}},
		Questions: []loa.Question{question("q1", "all"), question("q2", "kept"), question("q3", "kept")},
		Contests:  []loa.Contest{{ID: "c", Sets: []string{"all", "kept"}, Rounds: []loa.ContestRound{round("r1", time.April), round("r2", time.May)}}},
	}
}

func TestKeptForContests(t *testing.T) {
	t.Parallel()
	day := func(month time.Month, day, hour int) time.Time {
		return time.Date(2027, month, day, hour, 0, 0, 0, time.UTC)
	}
	open := func(c *loa.Campaign) []loa.Round { return []loa.Round{{Contest: c.Contests[0], State: loa.RoundOpen}} }
	for _, tt := range []struct {
		name string
		now  time.Time
		edit func(c *loa.Campaign)
		open func(c *loa.Campaign) []loa.Round
		want int
	}{
		{name: "before the contest", now: day(1, 2, 9), want: 1},
		{name: "between the rounds", now: day(4, 20, 9), want: 1},
		{name: "a minute too early", now: day(5, 7, 6), want: 1},
		{name: "not announced yet", now: day(5, 8, 9), open: open, want: 1},
		{name: "over", now: day(5, 8, 9), want: 3},
		{name: "no contest is written yet", now: day(5, 8, 9), edit: func(c *loa.Campaign) { c.Contests = nil }, want: 1},
		{name: "drawn from by none", now: day(1, 2, 9), edit: func(c *loa.Campaign) { c.Contests[0].Sets = []string{"all"} }, want: 1},
		{name: "over New Year", now: day(1, 2, 9), edit: func(c *loa.Campaign) {
			c.Contests[0].Rounds = []loa.ContestRound{{
				Open:  loa.ContestMoment{Day: loa.CalendarDay{Year: 2026, Month: time.December, Day: 28}},
				Close: loa.ContestMoment{Day: loa.CalendarDay{Year: 2027, Month: time.January, Day: 3}},
			}}
		}, want: 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := reservePlan()
			if tt.edit != nil {
				tt.edit(c)
			}
			var rounds []loa.Round
			if tt.open != nil {
				rounds = tt.open(c)
			}
			if got := c.PractisableNow(loa.EveryKind(), rounds, tt.now, time.UTC); len(got) != tt.want {
				t.Errorf("%d questions may be practised, want %d", len(got), tt.want)
			}
			if got := c.AskableNow(loa.EveryKind(), loa.DateOf(tt.now, time.UTC)); len(got) != 1 || got[0].ID != "q1" {
				t.Errorf("groups may be asked %v, want q1 alone", got)
			}
		})
	}
}

func TestKeptQuestionFollowsNoPost(t *testing.T) {
	t.Parallel()
	c := reservePlan()
	for question, want := range map[string]bool{"q1": true, "q2": false} {
		o := loa.Occurrence{Post: &loa.Post{Question: question}, Date: loa.Date{Year: 2027, Month: time.March, Day: 1}, Due: time.Date(2027, 3, 1, 7, 0, 0, 0, time.UTC)}
		if _, _, ok := c.Asks(o, loa.EveryKind()); ok != want {
			t.Errorf("%s is asked: %v", question, ok)
		}
	}
}

func TestPoolOfWhatIsKept(t *testing.T) {
	t.Parallel()
	c := reservePlan()
	k := &c.Contests[0]
	if n, known := len(c.Pool(k)), c.Known(k); n != 3 || known != 1 {
		t.Errorf("a pool of %d, %d known; want 3 and 1", n, known)
	}
	k.Sets = nil
	if n := len(c.Pool(k)); n != 3 {
		t.Errorf("a pool of %d, want every question", n)
	}
	k.Practice = true
	if n := len(c.Pool(k)); n != 1 {
		t.Errorf("practised with %d questions, want without those that are kept", n)
	}
}
