package loa_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"loa"
)

// digest writes a coverage in a few lines; what is empty is left out.
func digest(v loa.Coverage) string {
	var all []string
	note := func(what string, list ...string) {
		if len(list) > 0 {
			all = append(all, what+": "+strings.Join(list, " "))
		}
	}
	dates := func(ds []loa.Date) (list []string) {
		for _, d := range ds {
			list = append(list, d.String()[5:])
		}
		return list
	}
	all = append(all, fmt.Sprintf("days %d", len(v.Days)))
	note("empty", dates(v.Empty)...)
	note("held", dates(v.Held)...)
	for _, k := range v.Kinds {
		note(fmt.Sprintf("%s %d", k.Kind.ID, k.Items), dates(k.Empty)...)
	}
	for _, s := range v.Strands {
		line := fmt.Sprintf("%s %d/%d/%d", s.Strand.ID, s.Out, s.Waiting, s.Left)
		if s.Thin {
			line += " thin"
		}
		all = append(all, line)
	}
	for _, c := range v.Clashes {
		var ids []string
		for _, i := range c.Items {
			ids = append(ids, string(i.Post.ID))
		}
		note("clash "+c.Day.String()[5:], ids...)
	}
	return strings.Join(all, "\n")
}

func TestCoverage(t *testing.T) {
	t.Parallel()
	on := func(d string) loa.Recurrence { return loa.Recurrence{Day: day(t, d)} }
	with := func(p loa.Post, change func(*loa.Post)) loa.Post {
		change(&p)
		return p
	}
	milestone := func(p *loa.Post) { p.Milestone = true }
	strand := func(s loa.StrandID) func(*loa.Post) { return func(p *loa.Post) { p.Strand = s } }
	cell := loa.Kind{ID: "cell"}
	household := loa.Kind{ID: "household", Strands: []loa.StrandID{"M1"}}
	for name, tc := range map[string]struct {
		posts       []loa.Post
		kinds       []loa.Kind // of the campaign
		change      func(*loa.Campaign)
		ask         []loa.Kind
		from, until string
		want        string
	}{
		"an empty campaign": {
			from: "2024-03-13", until: "2024-03-14",
			want: lines("days 2", "empty: 03-13 03-14", "M1 0/0/0", "M2 0/0/0"),
		},
		"the first and the last day belong to the span": {
			kinds: []loa.Kind{cell}, posts: []loa.Post{post("a", on("03-13")), post("b", on("03-15")), post("c", on("03-16"))},
			from: "2024-03-13", until: "2024-03-15",
			want: lines("days 3", "empty: 03-14", "cell 2: 03-14", "M1 2/0/0", "M2 0/0/0 thin"),
		},
		"over New Year, only the campaign's days count": {
			kinds: []loa.Kind{cell}, posts: []loa.Post{post("a", on("12-31")), post("b", on("01-02"))},
			change: func(c *loa.Campaign) { c.Period = loa.Period{From: day(t, "12-30"), Until: day(t, "01-02")} },
			from:   "2024-12-28", until: "2025-01-05",
			want: lines("days 4", "empty: 12-30 01-01", "cell 2: 12-30 01-01", "M1 2/0/0", "M2 0/0/0 thin"),
		},
		"29 February in a common year": {
			kinds: []loa.Kind{cell}, posts: []loa.Post{post("a", on("02-29"))},
			from: "2027-02-28", until: "2027-03-01",
			want: lines("days 2", "empty: 03-01", "cell 1: 03-01", "M1 1/0/0", "M2 0/0/0 thin"),
		},
		"29 February in a leap year": {
			kinds: []loa.Kind{cell}, posts: []loa.Post{post("a", on("02-29"))},
			from: "2028-02-28", until: "2028-03-01",
			want: lines("days 3", "empty: 02-28 03-01", "cell 1: 02-28 03-01", "M1 1/0/0", "M2 0/0/0 thin"),
		},
		"a kind that receives nothing": {
			kinds: []loa.Kind{cell, {ID: "guests", Strands: []loa.StrandID{"M9"}}}, posts: []loa.Post{post("a", on("03-13"))},
			from: "2024-03-13", until: "2024-03-14",
			want: lines("days 2", "empty: 03-14", "cell 1: 03-14", "guests 0: 03-13 03-14", "M1 1/0/0", "M2 0/0/0 thin"),
		},
		"cron": {
			kinds: []loa.Kind{cell},
			posts: []loa.Post{post("a", loa.Recurrence{Cron: daily{clock: 7 * 60, weekday: time.Monday, weekly: true}})},
			from:  "2024-05-06", until: "2024-05-14", // two Mondays
			want: lines("days 9", "empty: 05-07 05-08 05-09 05-10 05-11 05-12 05-14",
				"cell 2: 05-07 05-08 05-09 05-10 05-11 05-12 05-14", "M1 2/0/0", "M2 0/0/0 thin"),
		},
		"what only waits is planned, but goes to nobody yet": {
			kinds: []loa.Kind{cell}, posts: []loa.Post{with(post("a", on("03-13")), strand("M2"))},
			from: "2024-03-13", until: "2024-03-14",
			want: lines("days 2", "empty: 03-14", "held: 03-13", "cell 0: 03-14", "M1 0/0/0 thin", "M2 0/1/0"),
		},
		"a kind alone, and its strands": {
			kinds: []loa.Kind{cell, household},
			posts: []loa.Post{post("a", on("03-13")), with(post("b", on("03-14")), func(p *loa.Post) { p.Strand, p.Approvals = "M2", 2 })},
			ask:   []loa.Kind{household}, from: "2024-03-13", until: "2024-03-14",
			want: lines("days 2", "empty: 03-14", "household 1: 03-14", "M1 1/0/0"),
		},
		"no kind may receive it": {
			kinds: []loa.Kind{household}, posts: []loa.Post{with(post("a", on("03-13")), func(p *loa.Post) { p.Strand, p.Approvals = "M2", 2 })},
			from: "2024-03-13", until: "2024-03-13",
			want: lines("days 1", "empty: 03-13", "household 0: 03-13", "M1 0/0/0", "M2 0/0/1"),
		},
		"the share of one kind is not that of another": {
			kinds: []loa.Kind{cell, {ID: "youth"}},
			posts: []loa.Post{with(post("a", on("03-13")), func(p *loa.Post) { p.Kinds = []loa.GroupKind{"cell"} }), post("b", on("03-13"))},
			change: func(c *loa.Campaign) {
				c.OutOfPeak.PerDay = 1
			},
			from: "2024-03-13", until: "2024-03-13",
			want: lines("days 1", "M1 2/0/0", "M2 0/0/0 thin"),
		},
		"two on a milestone's day": {
			kinds: []loa.Kind{cell}, posts: []loa.Post{with(post("a", on("03-13")), milestone), post("b", on("03-13")), post("c", on("03-14")), post("d", on("03-14"))},
			from: "2024-03-13", until: "2024-03-14",
			want: lines("days 2", "M1 4/0/0", "M2 0/0/0 thin", "clash 03-13: a b"),
		},
		"what may go out yet clashes, too": {
			kinds: []loa.Kind{cell}, posts: []loa.Post{with(post("a", on("03-13")), milestone), with(post("b", on("03-13")), strand("M2"))},
			from: "2024-03-13", until: "2024-03-13",
			want: lines("days 1", "M1 1/0/0", "M2 0/1/0", "clash 03-13: a b"),
		},
		"what the share of the day leaves out clashes with nothing": {
			kinds: []loa.Kind{cell}, posts: []loa.Post{with(post("a", on("03-13")), milestone), post("b", on("03-13"))},
			change: func(c *loa.Campaign) { c.OutOfPeak.PerDay = 1 },
			from:   "2024-03-13", until: "2024-03-13",
			want: lines("days 1", "M1 1/0/1", "M2 0/0/0 thin"),
		},
		"a milestone for others clashes with nothing": {
			kinds: []loa.Kind{cell, {ID: "youth"}},
			posts: []loa.Post{
				with(post("a", on("03-13")), func(p *loa.Post) { p.Milestone, p.Kinds = true, []loa.GroupKind{"cell"} }),
				with(post("b", on("03-13")), func(p *loa.Post) { p.Kinds = []loa.GroupKind{"youth"} }),
			},
			from: "2024-03-13", until: "2024-03-13",
			want: lines("days 1", "M1 2/0/0", "M2 0/0/0 thin"),
		},
		"over midnight": {
			kinds: []loa.Kind{cell},
			posts: []loa.Post{with(post("a", on("03-13")), func(p *loa.Post) { p.At = 23 * 60 })},
			change: func(c *loa.Campaign) {
				c.Quiet, c.Late = loa.QuietHours{From: 21 * 60, Until: 5 * 60}, loa.Lateness{For: 12 * time.Hour}
			},
			from: "2024-03-13", until: "2024-03-14",
			want: lines("days 2", "empty: 03-13", "cell 1: 03-13", "M1 1/0/0", "M2 0/0/0 thin"),
		},
		"a strand at just a third of an even share": {
			kinds: []loa.Kind{cell},
			posts: []loa.Post{
				post("a", on("03-13")), post("b", on("03-14")), post("c", on("03-15")), post("d", on("03-16")), post("e", on("03-17")),
				with(post("f", on("03-18")), strand("M2")),
			},
			from: "2024-03-13", until: "2024-03-18",
			want: lines("days 6", "held: 03-18", "M1 5/0/0", "M2 0/1/0"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := campaign(tc.posts...)
			c.Kinds = tc.kinds
			if tc.change != nil {
				tc.change(c)
			}
			v := c.Coverage(loa.CoverageQuery{From: loa.Date(day(t, tc.from)), Until: loa.Date(day(t, tc.until)), Zone: hanoi, Kinds: tc.ask})
			if got := digest(v); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

func TestCoverageLoad(t *testing.T) {
	t.Parallel()
	asking := post("asks", loa.Recurrence{Day: day(t, "03-01")})
	asking.Question = "q"
	waiting := post("waits", loa.Recurrence{Day: day(t, "03-31")})
	waiting.Strand = "M2"
	inner := post("inner", loa.Recurrence{Day: day(t, "03-15")})
	inner.Kinds = []loa.GroupKind{"cell"}
	c := campaign(asking, waiting, inner, post("april", loa.Recurrence{Day: day(t, "04-01")}),
		post("late", loa.Recurrence{Day: day(t, "04-30")}),
		post("may", loa.Recurrence{Day: day(t, "05-01")}))
	c.Kinds = []loa.Kind{{ID: "cell"}, {ID: "household", Strands: []loa.StrandID{"M1"}}}
	c.Questions = []loa.Question{{ID: "q", Strand: "M1", Grade: loa.GradeA, Sources: []loa.Source{{ID: "H01"}}}}
	c.Closes = 20 * 60
	inTwo := func(p *loa.Post, d loa.Date) int {
		if p.ID == "inner" && d.Year == 2027 {
			return 2
		}
		return 1
	}
	ask := func(groups map[loa.GroupKind]int) []loa.Load {
		return c.Coverage(loa.CoverageQuery{
			From: loa.Date(day(t, "2027-03-13")), Until: loa.Date(day(t, "2027-04-02")), Zone: hanoi, Groups: groups,
			Carriers: []loa.Carrier{{Platform: loa.Telegram}, {Platform: loa.Zalo, Monthly: 100, Messages: inTwo}},
		}).Loads
	}
	show := func(loads []loa.Load) string {
		var all []string
		for _, l := range loads {
			all = append(all, fmt.Sprintf("%s %s: %v, %d + %d, over %d", l.Month.String()[:7], l.Carrier.Platform, l.PerGroup, l.Out, l.Waiting, l.Over()))
		}
		return strings.Join(all, "\n")
	}
	// Whole months, though the span begins on 13 March and ends on 2 April: 1 March has
	// a post and its question, and 30 April has a post.
	want := lines(
		"2027-03 telegram: [3 2], 180 + 40, over 0",
		"2027-03 zalo: [4 2], 220 + 40, over 120",
		"2027-04 telegram: [2 2], 140 + 0, over 0",
		"2027-04 zalo: [2 2], 140 + 0, over 40",
	)
	if got := show(ask(map[loa.GroupKind]int{"cell": 40, "household": 30})); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := ask(map[loa.GroupKind]int{"household": 0}); got[1].Out != 4 || got[0].Out != 3 {
		t.Errorf("one cell, no household: got\n%s", show(got))
	}
	c.Closes = 6*60 + 35 // five minutes after the post: too short a time to answer
	if got := ask(nil); got[0].PerGroup[0] != 2 {
		t.Errorf("a question that closes at once counts: got\n%s", show(got))
	}
}

func TestPeriodIn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		from, until string
		year        int
		want        string
	}{
		{"03-01", "05-31", 2027, "2027-03-01 2027-05-31"},
		{"12-20", "01-10", 2027, "2027-12-20 2028-01-10"},
		{"02-29", "03-01", 2027, "2027-02-28 2027-03-01"},
		{"2024-03-01", "2024-05-31", 2027, "2024-03-01 2024-05-31"},
		{"2024-12-01", "02-01", 2027, "2024-12-01 2025-02-01"},
		{"", "", 2027, "2027-01-01 2027-12-31"},
		{"05-02", "", 2027, "2027-05-02 2027-12-31"},
		{"", "05-02", 2027, "2027-01-01 2027-05-02"},
	} {
		var p loa.Period
		if tt.from != "" {
			p.From = day(t, tt.from)
		}
		if tt.until != "" {
			p.Until = day(t, tt.until)
		}
		from, until := p.In(tt.year)
		if got := from.String() + " " + until.String(); got != tt.want {
			t.Errorf("%s to %s in %d: got %s, want %s", tt.from, tt.until, tt.year, got, tt.want)
		}
	}
}

// TestCoverageAgreesWithTheCalendar makes campaigns by chance: what a coverage says
// goes out to a kind is what the kind's own calendar holds, a post lacks something
// just when the calendar keeps it waiting, and every day is either empty or not.
func TestCoverageAgreesWithTheCalendar(t *testing.T) {
	t.Parallel()
	chance := rand.New(rand.NewPCG(13, 3))
	grades := append(loa.Grades(), "")
	waited := 0
	for range 60 {
		c := campaign()
		c.Kinds = []loa.Kind{{ID: "a"}, {ID: "b", Strands: []loa.StrandID{"M1"}}, {ID: "c", Strands: []loa.StrandID{"M9"}}}
		c.Questions = []loa.Question{
			{ID: "one", Strand: "M1", Grade: loa.GradeB, Sources: []loa.Source{{ID: "H01"}}},
			{ID: "two", Strand: "M2", Grade: loa.GradeA, Sources: []loa.Source{{ID: "H01"}}},
		}
		c.OutOfPeak = loa.Rhythm{PerDay: chance.IntN(3), PerWeek: chance.IntN(6)}
		c.Quiet = loa.QuietHours{From: 21 * 60, Until: loa.Clock(chance.IntN(8) * 60)}
		for n := range 25 {
			p := post(loa.PostID(fmt.Sprintf("p%02d", n)), loa.Recurrence{Day: loa.CalendarDay{Month: 3, Day: 1 + chance.IntN(31)}})
			p.At, p.Strand, p.Grade = loa.Clock(chance.IntN(24*60)), c.Strands[chance.IntN(2)].ID, grades[chance.IntN(len(grades))]
			p.Approvals, p.Milestone = chance.IntN(3), chance.IntN(9) == 0
			if chance.IntN(5) == 0 {
				p.Sources = nil
			}
			if chance.IntN(3) == 0 {
				p.Question = c.Questions[chance.IntN(2)].ID
			}
			c.Posts = append(c.Posts, p)
		}
		from, until := loa.Date{Year: 2027, Month: 3, Day: 1 + chance.IntN(15)}, loa.Date{Year: 2027, Month: 3, Day: 16 + chance.IntN(16)}
		v := c.Coverage(loa.CoverageQuery{From: from, Until: until, Zone: hanoi})
		for _, k := range v.Kinds {
			own := c.Occurrences(k.Kind, hanoi, from.At(0, hanoi), until.AddDays(1).At(0, hanoi))
			mine := slices.DeleteFunc(slices.Clone(v.Items), func(i loa.CoverageItem) bool { return i.For(k.Kind.ID) == loa.SkipNobody })
			var got, want []string
			for _, i := range mine {
				got = append(got, fmt.Sprint(i.Post.ID, i.Due, i.For(k.Kind.ID)))
			}
			for _, o := range own {
				want = append(want, fmt.Sprint(o.Post.ID, o.Due, o.Skip))
			}
			if !slices.Equal(got, want) {
				t.Fatalf("kind %s: got\n%s\nwant\n%s", k.Kind.ID, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
		for _, i := range v.Items {
			if i.Skip.Waits() != (len(c.Lacks(i.Post)) > 0) {
				t.Fatalf("%s is skipped by %q and lacks %v: %+v", i.Post.ID, i.Skip, c.Lacks(i.Post), i.Post)
			}
			if i.Skip.Waits() {
				waited++
			}
		}
		full := 0
		for _, d := range v.Days {
			if slices.ContainsFunc(v.Items, func(i loa.CoverageItem) bool { return i.Day == d && (len(i.To()) > 0 || i.Skip.Waits()) }) {
				full++
			}
		}
		if full+len(v.Empty) != len(v.Days) {
			t.Fatalf("%d days with something, %d empty, of %d", full, len(v.Empty), len(v.Days))
		}
	}
	if waited == 0 {
		t.Error("nothing waited, so nothing was compared")
	}
}
