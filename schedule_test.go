package loa_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"loa"
)

var hanoi = mustZone(loa.DefaultZone)

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

func day(t *testing.T, s string) loa.CalendarDay {
	t.Helper()
	d, err := loa.ParseCalendarDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func at(t *testing.T, s string, zone *time.Location) time.Time {
	t.Helper()
	instant, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return instant
}

// daily is a cron expression "minute hour * * *", or of one weekday.
type daily struct {
	clock   loa.Clock
	weekday time.Weekday
	weekly  bool
}

func (c daily) Next(t time.Time) time.Time {
	d := loa.DateOf(t, t.Location())
	for ; ; d = d.AddDays(1) {
		if at := d.At(c.clock, t.Location()); at.After(t) && (!c.weekly || d.Weekday() == c.weekday) {
			return at
		}
	}
}

// post is one that goes out by itself at 06:30.
func post(id loa.PostID, when loa.Recurrence) loa.Post {
	return loa.Post{
		ID: id, When: when, At: 6*60 + 30, HasAt: true,
		Strand: "M1", Sources: []loa.Source{{ID: "H01"}}, Grade: loa.GradeA,
	}
}

// campaign has no cadence and no quiet hours; what is late may come 3 h later.
func campaign(posts ...loa.Post) *loa.Campaign {
	return &loa.Campaign{
		Event:   loa.Date{Year: 1954, Month: time.May, Day: 7},
		Late:    loa.Lateness{For: 3 * time.Hour},
		Strands: []loa.Strand{{ID: "M1"}, {ID: "M2", Approvals: 2}},
		Posts:   posts,
	}
}

// list writes the occurrences, one a line: due in the zone, post, and what is odd.
func list(os []loa.Occurrence, zone *time.Location) string {
	var lines []string
	for _, o := range os {
		line := o.Due.In(zone).Format("2006-01-02 15:04") + " " + string(o.Post.ID)
		if o.Date != loa.DateOf(o.Due, zone) {
			line += " of " + o.Date.String()
		}
		if o.Skip != loa.SkipNone {
			line += " " + string(o.Skip)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func lines(all ...string) string { return strings.Join(all, "\n") }

func TestOccurrences(t *testing.T) {
	t.Parallel()
	offset := func(n int) loa.Recurrence { return loa.Recurrence{Offset: &n} }
	for name, tc := range map[string]struct {
		change      func(*loa.Campaign)
		when        loa.Recurrence
		from, until string
		want        string
	}{
		"yearly": {
			when: loa.Recurrence{Day: day(t, "03-13")}, from: "2024-03-13 06:30", until: "2026-03-13 06:30",
			want: lines("2024-03-13 06:30 p", "2025-03-13 06:30 p"), // from is included, until is not
		},
		"absolute": {
			when: loa.Recurrence{Day: day(t, "2024-03-13")}, from: "2020-01-01 00:00", until: "2030-01-01 00:00",
			want: "2024-03-13 06:30 p",
		},
		"29 February": {
			when: loa.Recurrence{Day: day(t, "02-29")}, from: "2023-01-01 00:00", until: "2025-12-31 00:00",
			want: lines("2023-02-28 06:30 p", "2024-02-29 06:30 p", "2025-02-28 06:30 p"),
		},
		"days before the event": {
			when: offset(-55), from: "2024-01-01 00:00", until: "2025-12-31 00:00",
			want: lines("2024-03-13 06:30 p", "2025-03-13 06:30 p"),
		},
		"offset over New Year": {
			when: offset(-130), from: "2023-12-01 00:00", until: "2024-12-31 23:00",
			want: lines("2023-12-29 06:30 p", "2024-12-28 06:30 p"),
		},
		"offset of years": {
			when: offset(1000), from: "2024-01-01 00:00", until: "2024-12-31 00:00",
			want: "2024-02-01 06:30 p", // 2021-05-07 + 1000
		},
		"cron, every Monday": {
			when: loa.Recurrence{Cron: daily{clock: 7*60 + 15, weekday: time.Monday, weekly: true}},
			from: "2024-05-06 07:15", until: "2024-05-20 07:15",
			want: lines("2024-05-06 07:15 p", "2024-05-13 07:15 p"),
		},
		"within a yearly period over New Year": {
			change: func(c *loa.Campaign) { c.Period = loa.Period{From: day(t, "12-30"), Until: day(t, "01-02")} },
			when:   loa.Recurrence{Cron: daily{clock: 6 * 60}}, from: "2024-12-01 00:00", until: "2025-12-31 07:00",
			want: lines("2024-12-30 06:00 p", "2024-12-31 06:00 p", "2025-01-01 06:00 p", "2025-01-02 06:00 p",
				"2025-12-30 06:00 p", "2025-12-31 06:00 p"),
		},
		"grade C": {
			change: func(c *loa.Campaign) { c.Posts[0].Grade = loa.GradeC },
			when:   loa.Recurrence{Day: day(t, "03-13")}, from: "2024-01-01 00:00", until: "2025-01-01 00:00",
			want: "2024-03-13 06:30 p approval",
		},
		"grade C, approved": {
			change: func(c *loa.Campaign) { c.Posts[0].Grade, c.Posts[0].Approvals = loa.GradeC, 1 },
			when:   loa.Recurrence{Day: day(t, "03-13")}, from: "2024-01-01 00:00", until: "2025-01-01 00:00",
			want: "2024-03-13 06:30 p",
		},
		"general knowledge": {
			change: func(c *loa.Campaign) { c.Posts[0].Grade = loa.GradeKT },
			when:   loa.Recurrence{Day: day(t, "03-13")}, from: "2024-01-01 00:00", until: "2025-01-01 00:00",
			want: "2024-03-13 06:30 p grade",
		},
		"no source, though a milestone": {
			change: func(c *loa.Campaign) { c.Posts[0].Sources, c.Posts[0].Milestone = nil, true },
			when:   loa.Recurrence{Day: day(t, "03-13")}, from: "2024-01-01 00:00", until: "2025-01-01 00:00",
			want: "2024-03-13 06:30 p grade",
		},
		"strand with approval": {
			change: func(c *loa.Campaign) { c.Posts[0].Strand, c.Posts[0].Approvals = "M2", 1 },
			when:   loa.Recurrence{Day: day(t, "03-13")}, from: "2024-01-01 00:00", until: "2025-01-01 00:00",
			want: "2024-03-13 06:30 p approval",
		},
		"strand with approval, approved": {
			change: func(c *loa.Campaign) { c.Posts[0].Strand, c.Posts[0].Approvals = "M2", 2 },
			when:   loa.Recurrence{Day: day(t, "03-13")}, from: "2024-01-01 00:00", until: "2025-01-01 00:00",
			want: "2024-03-13 06:30 p",
		},
		"quiet hours in the morning": {
			change: func(c *loa.Campaign) { c.Quiet = loa.QuietHours{From: 21 * 60, Until: 7 * 60} },
			when:   loa.Recurrence{Day: day(t, "03-13")}, from: "2024-01-01 00:00", until: "2025-01-01 00:00",
			want: "2024-03-13 07:00 p",
		},
		"quiet hours over midnight keep the post's day": {
			change: func(c *loa.Campaign) {
				c.Quiet = loa.QuietHours{From: 21 * 60, Until: 5 * 60}
				c.Posts[0].At, c.Late = 23*60, loa.Lateness{For: 12 * time.Hour}
			},
			when: loa.Recurrence{Day: day(t, "12-31")}, from: "2024-12-31 22:00", until: "2025-01-01 05:01",
			want: "2025-01-01 05:00 p of 2024-12-31",
		},
		"quiet hours beyond its lateness": {
			change: func(c *loa.Campaign) {
				c.Quiet = loa.QuietHours{From: 21 * 60, Until: 5 * 60}
				c.Posts[0].At = 23 * 60
			},
			when: loa.Recurrence{Day: day(t, "12-31")}, from: "2025-01-01 05:00", until: "2025-01-01 05:01",
			want: "2025-01-01 05:00 p of 2024-12-31 quiet",
		},
		"quiet hours beyond its own hour": {
			change: func(c *loa.Campaign) {
				c.Quiet = loa.QuietHours{From: 21 * 60, Until: 9 * 60}
				c.Posts[0].NotAfter = &loa.Lateness{Clock: 8 * 60, ByClock: true}
			},
			when: loa.Recurrence{Day: day(t, "03-13")}, from: "2024-01-01 00:00", until: "2025-01-01 00:00",
			want: "2024-03-13 09:00 p quiet",
		},
		"a kind that does not get the strand": {
			change: func(c *loa.Campaign) { c.Posts[0].Strand = "M9" },
			when:   loa.Recurrence{Day: day(t, "03-13")}, from: "2024-01-01 00:00", until: "2025-01-01 00:00",
		},
		"a post for other kinds": {
			change: func(c *loa.Campaign) { c.Posts[0].Kinds = []loa.GroupKind{"youth"} },
			when:   loa.Recurrence{Day: day(t, "03-13")}, from: "2024-01-01 00:00", until: "2025-01-01 00:00",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := campaign(post("p", tc.when))
			if tc.change != nil {
				tc.change(c)
			}
			kind := loa.Kind{ID: "cell", Strands: []loa.StrandID{"M1", "M2"}}
			got := list(c.Occurrences(kind, hanoi, at(t, tc.from, hanoi), at(t, tc.until, hanoi)), hanoi)
			if got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

// TestOccurrencesInZones: the same post at the same time of day everywhere, also
// where clocks are changed.
func TestOccurrencesInZones(t *testing.T) {
	t.Parallel()
	c := campaign(post("p", loa.Recurrence{Cron: daily{clock: 6*60 + 30}}))
	c.Quiet = loa.QuietHours{From: 21 * 60, Until: 7 * 60}
	for _, zone := range []*time.Location{
		hanoi, time.UTC, mustZone("Europe/Moscow"), mustZone("America/New_York"), time.FixedZone("+07", 7*60*60),
	} {
		from := at(t, "2024-03-08 00:00", zone) // New York: 10 March has 23 hours
		got := c.Occurrences(loa.Kind{}, zone, from, at(t, "2024-03-13 00:00", zone))
		want := lines("2024-03-08 07:00 p", "2024-03-09 07:00 p", "2024-03-10 07:00 p", "2024-03-11 07:00 p", "2024-03-12 07:00 p")
		if list(got, zone) != want {
			t.Errorf("%s: got\n%s\nwant\n%s", zone, list(got, zone), want)
		}
	}
}

func TestDeadline(t *testing.T) {
	t.Parallel()
	p := post("p", loa.Recurrence{Day: day(t, "05-07")})
	for _, tc := range []struct {
		late *loa.Lateness
		want string
	}{
		{nil, "2024-05-07 09:30"},
		{&loa.Lateness{For: 20 * time.Hour}, "2024-05-08 02:30"},
		{&loa.Lateness{Clock: 9 * 60, ByClock: true}, "2024-05-07 09:00"},
	} {
		p.NotAfter = tc.late
		os := campaign(p).Occurrences(loa.Kind{}, hanoi, at(t, "2024-05-07 00:00", hanoi), at(t, "2024-05-08 00:00", hanoi))
		if len(os) != 1 || !os[0].NotAfter.Equal(at(t, tc.want, hanoi)) {
			t.Errorf("with %+v: %+v, want until %s", tc.late, os, tc.want)
		}
	}
}

// TestCadence: posts a, b and c want to go out every day, m is a milestone.
func TestCadence(t *testing.T) {
	t.Parallel()
	every := loa.Recurrence{Cron: daily{clock: 6*60 + 30}}
	c := campaign(post("a", every), post("b", every), post("c", every))
	c.Posts[2].When.Cron = daily{clock: 6 * 60} // the earliest has the first right
	milestone := post("m", loa.Recurrence{Day: day(t, "2024-05-07")})
	milestone.Milestone, milestone.At = true, 20*60
	c.Posts = append(c.Posts, milestone)
	c.Peak = loa.Period{From: day(t, "05-06"), Until: day(t, "05-08")} // Monday to Wednesday
	c.InPeak = loa.Rhythm{PerDay: 2}
	c.OutOfPeak = loa.Rhythm{PerDay: 1, PerWeek: 3}

	got := map[string][]string{} // by day, what goes out
	for _, o := range c.Occurrences(loa.Kind{}, hanoi, at(t, "2024-04-29 00:00", hanoi), at(t, "2024-05-20 00:00", hanoi)) {
		switch o.Skip {
		case loa.SkipNone:
			got[o.Date.String()] = append(got[o.Date.String()], string(o.Post.ID))
		case loa.SkipCadence:
			if o.Post.Milestone {
				t.Errorf("milestone left out on %s", o.Date)
			}
		default:
			t.Errorf("%s on %s: skip %q", o.Post.ID, o.Date, o.Skip)
		}
	}
	want := map[string][]string{
		"2024-04-29": {"c"}, "2024-04-30": {"c"}, "2024-05-01": {"c"}, // a week outside of the peak
		"2024-05-06": {"c", "a"}, "2024-05-07": {"c", "m"}, "2024-05-08": {"c", "a"}, // the milestone takes a place
		"2024-05-09": {"c"}, "2024-05-10": {"c"}, "2024-05-11": {"c"}, // the week's share of days outside of the peak
		"2024-05-13": {"c"}, "2024-05-14": {"c"}, "2024-05-15": {"c"},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("goes out:\n%v\nwant\n%v", got, want)
	}
}

func TestMilestonesAreNeverLeftOut(t *testing.T) {
	t.Parallel()
	var posts []loa.Post
	for i := range 5 {
		p := post(loa.PostID(fmt.Sprint("m", i)), loa.Recurrence{Day: day(t, "05-07")})
		p.Milestone = true
		posts = append(posts, p)
	}
	c := campaign(append(posts, post("a", loa.Recurrence{Day: day(t, "05-07")}))...)
	c.OutOfPeak = loa.Rhythm{PerDay: 1, PerWeek: 1}
	for _, o := range c.Occurrences(loa.Kind{}, hanoi, at(t, "2024-05-07 00:00", hanoi), at(t, "2024-05-08 00:00", hanoi)) {
		if left := o.Skip == loa.SkipCadence; left == o.Post.Milestone {
			t.Errorf("%s: skip %q", o.Post.ID, o.Skip)
		}
	}
}

// TestOccurrencesDoNotDependOnTheQuery asks for a season at once and in windows of
// many sizes, as the scheduler and the editors' pages do; every answer must agree.
func TestOccurrencesDoNotDependOnTheQuery(t *testing.T) {
	t.Parallel()
	n := -30
	posts := []loa.Post{
		post("a", loa.Recurrence{Cron: daily{clock: 6*60 + 30}}),
		post("b", loa.Recurrence{Cron: daily{clock: 22 * 60}}), // held until the next morning
		post("c", loa.Recurrence{Cron: daily{clock: 4 * 60}}),  // held until the same morning
		post("d", loa.Recurrence{Cron: daily{clock: 9 * 60, weekday: time.Sunday, weekly: true}}),
		post("e", loa.Recurrence{Day: day(t, "02-29")}),
		post("f", loa.Recurrence{Offset: &n}),
		post("g", loa.Recurrence{Day: day(t, "2025-01-01")}),
	}
	posts[3].Milestone = true
	posts[4].HasAt = false
	c := campaign(posts...)
	c.Quiet = loa.QuietHours{From: 21 * 60, Until: 5*60 + 30}
	c.Late = loa.Lateness{For: 12 * time.Hour}
	c.Peak = loa.Period{From: day(t, "03-13"), Until: day(t, "05-08")}
	c.InPeak = loa.Rhythm{At: 6 * 60, PerDay: 2, PerWeek: 9}
	c.OutOfPeak = loa.Rhythm{At: 7 * 60, PerDay: 1, PerWeek: 3}
	from, until := at(t, "2024-12-20 03:00", hanoi), at(t, "2025-05-20 17:00", hanoi)
	whole := list(c.Occurrences(loa.Kind{}, hanoi, from, until), hanoi)
	if strings.Count(whole, "\n") < 400 || !strings.Contains(whole, "cadence") {
		t.Fatalf("the season is too poor to test with:\n%s", whole)
	}
	for _, step := range []time.Duration{time.Hour, 5*time.Hour + 7*time.Minute, 24 * time.Hour, 40 * time.Hour, 11 * 24 * time.Hour} {
		var parts []loa.Occurrence
		for a := from; a.Before(until); a = a.Add(step) {
			b := a.Add(step)
			if b.After(until) {
				b = until
			}
			parts = append(parts, c.Occurrences(loa.Kind{}, hanoi, a, b)...)
		}
		if got := list(parts, hanoi); got != whole {
			t.Errorf("asked every %v the calendar is another; first difference: %s", step, firstDifference(got, whole))
		}
	}
	// Nor on the order of the posts in the folder.
	slices.SortFunc(c.Posts, func(a, b loa.Post) int { return cmp.Compare(b.ID, a.ID) })
	if got := list(c.Occurrences(loa.Kind{}, hanoi, from, until), hanoi); got != whole {
		t.Errorf("with the posts in another order the calendar is another: %s", firstDifference(got, whole))
	}
}

func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return fmt.Sprintf("%q, want %q", as[i], bs[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(as), len(bs))
}

func TestPeriodContains(t *testing.T) {
	t.Parallel()
	period := func(from, until string) (p loa.Period) {
		if from != "" {
			p.From = day(t, from)
		}
		if until != "" {
			p.Until = day(t, until)
		}
		return p
	}
	for _, tc := range []struct {
		period loa.Period
		in     string
		out    string
	}{
		{period("", ""), "0001-01-01 2024-02-29 9999-12-31", ""},
		{period("2024-03-01", "2024-05-08"), "2024-03-01 2024-05-08", "2024-02-29 2024-05-09 2025-04-01 2023-04-01"},
		{period("2024-12-15", "2025-01-15"), "2024-12-15 2025-01-01 2025-01-15", "2024-12-14 2025-01-16 2025-12-31"},
		{period("03-01", "05-08"), "2024-03-01 1999-05-08", "2024-02-29 2024-05-09"},
		{period("12-15", "01-15"), "2024-12-15 2025-01-15 2025-12-31", "2024-12-14 2025-01-16"},
		{period("02-29", "02-29"), "2024-02-29 2023-02-28", "2024-02-28 2023-03-01"},
		{period("2024-03-01", ""), "2024-03-01 2030-01-01", "2024-02-29"},
		{period("", "2024-05-08"), "2024-05-08 1999-01-01", "2024-05-09"},
		{period("03-01", "2025-05-08"), "2024-03-01 2024-12-31 2025-05-08", "2024-02-29 2025-02-28 2025-05-09"},
	} {
		for _, s := range strings.Fields(tc.in) {
			if !tc.period.Contains(loa.Date(day(t, s))) {
				t.Errorf("%v does not contain %s", tc.period, s)
			}
		}
		for _, s := range strings.Fields(tc.out) {
			if tc.period.Contains(loa.Date(day(t, s))) {
				t.Errorf("%v contains %s", tc.period, s)
			}
		}
	}
}
