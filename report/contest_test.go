package report_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"loa"
	"loa/report"
)

var contestOpens = time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC)

// aRecord makes the record of a contest as the program would: 40 papers of 30 people in
// four units, with a pause, an exclusion, a withdrawn paper and ties.
func aRecord(t *testing.T) *report.ContestRecord {
	t.Helper()
	r := rand.New(rand.NewPCG(7, 5))
	c := &report.ContestRecord{
		Format: report.ContestFormat,
		Contest: report.RecordedContest{
			ID: "c", Title: "Thi", Rules: "…", Draw: 3, Minutes: 10, Attempts: 2, TieBreak: loa.TieRules(), Prediction: "Bao nhiêu?", Actual: loa.ActualParticipants,
		},
		Round: report.RecordedRound{ID: "r", Title: "Vòng 1", Year: 2027, Open: contestOpens, Close: contestOpens.Add(48 * time.Hour), Closed: contestOpens.Add(49 * time.Hour)},
		Seed:  "seed",
		Pauses: []report.RecordedPause{{
			From: contestOpens.Add(65 * time.Minute), Until: contestOpens.Add(95 * time.Minute), Reason: "mất điện",
		}},
	}
	c.SeedDigest = report.Digest([]byte(c.Seed))
	options := []int{}
	for i := range 8 {
		c.Pool = append(c.Pool, report.PoolQuestion{ID: fmt.Sprint("q", i), Text: "?", Options: []string{"a", "b", "c"}[:2+i%2], Answer: i % 2})
		options = append(options, 2+i%2)
	}
	var err error
	if c.PoolDigest, err = report.DigestPool(c.Pool); err != nil {
		t.Fatal(err)
	}
	pauses := []loa.Pause{{From: c.Pauses[0].From, Until: c.Pauses[0].Until}}
	var papers []loa.Paper
	for n := 1; n <= 40; n++ {
		started := contestOpens.Add(time.Duration(r.IntN(64)) * time.Minute)
		p := report.RecordedPaper{Number: n, Member: loa.MemberID(1 + (n-1)%30), Unit: loa.UnitID(fmt.Sprint("u", n%30%4)), Attempt: 1 + (n-1)/30, Started: started}
		p.Deadline, _ = loa.Deadline(started, 10*time.Minute, pauses)
		p.Submitted = started.Add(time.Minute)
		if p.Auto = n%5 == 0; p.Auto {
			p.Submitted = p.Deadline
		}
		if n%3 > 0 {
			number := r.IntN(60)
			p.Prediction = &number
		}
		for _, q := range loa.DrawPaper(c.Seed, n, options, 3) {
			a := report.RecordedAnswer{Pool: q.Pool, Options: q.Options, Chosen: r.IntN(options[q.Pool]+1) - 1}
			if a.Chosen >= 0 {
				at := started.Add(30 * time.Second)
				a.At = &at
				if c.Pool[a.Pool].Answer == a.Chosen {
					p.Score++
				}
			}
			p.Questions = append(p.Questions, a)
		}
		p.Seconds = loa.Worked(p.Started, p.Submitted, pauses)
		if n == 25 {
			p.Excluded = "hai tài khoản"
		}
		if n == 11 {
			p = report.RecordedPaper{Number: n, Attempt: 1, Started: started, Deadline: p.Deadline, Submitted: p.Submitted, Withdrawn: true}
		}
		c.Papers = append(c.Papers, p)
		papers = append(papers, loa.Paper{
			Number: n, Member: p.Member, Unit: p.Unit, Started: p.Started, Submitted: p.Submitted, Prediction: p.Prediction, Score: p.Score,
			Seconds: p.Seconds, Excluded: p.Excluded, Withdrawn: p.Withdrawn,
		})
	}
	actual := loa.Participants(papers)
	c.Actual = &actual
	ranked := loa.Rank(papers, c.Contest.TieBreak, c.Actual)
	for i, p := range ranked {
		x := &c.Papers[p.Number-1]
		x.Rank, x.Shared = p.Rank, p.Shared
		if i > 0 {
			x.Decided = report.DecidedBy(ranked[i-1].Paper, p.Paper, c.Contest.TieBreak, c.Actual)
		}
	}
	for _, u := range loa.RankUnits(map[loa.UnitID]int{"u0": 9, "u1": 12, "u2": 30, "u3": 4}, ranked) {
		c.Units = append(c.Units, report.RecordedUnit{
			Unit: u.Unit, Name: string(u.Unit), Eligible: u.Eligible, Participants: u.Participants, Points: u.Points, Rank: u.Rank, Shared: u.Shared,
		})
	}
	return c
}

func keys(found []report.Deviation) string {
	seen := map[string]bool{}
	for _, d := range found {
		seen[strings.TrimPrefix(d.Key, "verify.")] = true
	}
	return strings.Join(slices.Sorted(maps.Keys(seen)), " ")
}

func TestContestRecordIsConsistent(t *testing.T) {
	t.Parallel()
	c := aRecord(t)
	file, digest, err := c.Write()
	if err != nil {
		t.Fatal(err)
	}
	again, err := report.ReadContestRecord(file)
	if err != nil {
		t.Fatal(err)
	}
	if found := report.VerifyContest(again); len(found) > 0 {
		t.Errorf("a true record has deviations: %v", found)
	}
	if copied, other, err := again.Write(); err != nil || other != digest || string(copied) != string(file) {
		t.Errorf("written again it is another file: %v", err)
	}
}

// TestTamperedContestRecords changes a record in every way that would help somebody.
func TestTamperedContestRecords(t *testing.T) {
	t.Parallel()
	later := func(d time.Duration) func(*report.ContestRecord) {
		return func(c *report.ContestRecord) { c.Papers[1].Submitted = c.Papers[1].Submitted.Add(d) }
	}
	for name, test := range map[string]struct {
		tamper func(c *report.ContestRecord)
		want   string // among the kinds of deviation
	}{
		"a better score":         {func(c *report.ContestRecord) { c.Papers[2].Score = 3 - c.Papers[2].Score }, "score"},
		"another answer":         {func(c *report.ContestRecord) { q := &c.Papers[4].Questions[0]; q.Chosen = 1 - max(q.Chosen, 0) }, "score"},
		"an easier question":     {func(c *report.ContestRecord) { c.Papers[3].Questions[0].Pool = (c.Papers[3].Questions[0].Pool + 1) % 8 }, "draw"},
		"options in order":       {func(c *report.ContestRecord) { slices.Reverse(c.Papers[3].Questions[1].Options) }, "draw"},
		"an answer key":          {func(c *report.ContestRecord) { c.Pool[0].Answer = 1 - c.Pool[0].Answer }, "pool"},
		"another seed":           {func(c *report.ContestRecord) { c.Seed = "other" }, "seed"},
		"another seed, sealed":   {func(c *report.ContestRecord) { c.Seed = "other"; c.SeedDigest = report.Digest([]byte("other")) }, "draw"},
		"less time":              {func(c *report.ContestRecord) { c.Papers[1].Seconds-- }, "seconds"},
		"handed in before":       {later(-10 * time.Second), "seconds"},
		"handed in too late":     {later(2 * time.Hour), "submitted"},
		"begun before the round": {func(c *report.ContestRecord) { c.Papers[1].Started = contestOpens.Add(-time.Hour) }, "started"},
		"a longer deadline":      {func(c *report.ContestRecord) { c.Papers[1].Deadline = c.Papers[1].Deadline.Add(time.Minute) }, "deadline"},
		"a longer pause":         {func(c *report.ContestRecord) { c.Pauses[0].Until = c.Pauses[0].Until.Add(time.Minute) }, "deadline"},
		"a pause backwards":      {func(c *report.ContestRecord) { c.Pauses[0].Until = c.Pauses[0].From }, "pause"},
		"an answer after it":     {func(c *report.ContestRecord) { at := contestOpens.Add(47 * time.Hour); answered(c).At = &at }, "answer"},
		"an impossible option":   {func(c *report.ContestRecord) { answered(c).Chosen = 3 }, "answer"},
		"a rank":                 {func(c *report.ContestRecord) { swap(c) }, "rank"},
		"a tie hidden":           {func(c *report.ContestRecord) { c.Papers[6].Shared = !c.Papers[6].Shared }, "shared"},
		"a step of the tie":      {func(c *report.ContestRecord) { c.Papers[7].Decided += "x" }, "decided"},
		"another order":          {func(c *report.ContestRecord) { c.Contest.TieBreak = []loa.TieRule{loa.ByScore, loa.ByEntry} }, "decided"},
		"an exclusion undone":    {func(c *report.ContestRecord) { c.Papers[24].Excluded = "" }, "rank"},
		"an exclusion made up":   {func(c *report.ContestRecord) { winner(c).Excluded = "…" }, "rank"},
		"a paper left out":       {func(c *report.ContestRecord) { c.Papers = slices.Delete(c.Papers, 20, 21) }, "number"},
		"a paper twice":          {func(c *report.ContestRecord) { c.Papers = append(c.Papers, c.Papers[0]) }, "number"},
		"a third attempt":        {func(c *report.ContestRecord) { c.Papers[15].Member = c.Papers[0].Member }, "attempts"},
		"one person is two":      {func(c *report.ContestRecord) { c.Papers[35].Member = 99 }, "actual"},
		"another number":         {func(c *report.ContestRecord) { n := *c.Actual + 3; c.Actual = &n }, "actual"},
		"a unit's people":        {func(c *report.ContestRecord) { c.Units[0].Participants++ }, "unit"},
		"a unit's rank":          {func(c *report.ContestRecord) { c.Units[0].Rank++ }, "unit_rank"},
		"a unit's size":          {func(c *report.ContestRecord) { c.Units[0].Eligible = 90 }, "unit_rank"},
		"a unit left out":        {func(c *report.ContestRecord) { c.Units = c.Units[1:] }, "unit_missing"},
		"withdrawn, yet ranked":  {func(c *report.ContestRecord) { c.Papers[10].Rank = 1 }, "rank"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := aRecord(t)
			test.tamper(c)
			found := keys(report.VerifyContest(c))
			if !slices.Contains(strings.Fields(found), test.want) {
				t.Errorf("want %s among the deviations, got %q", test.want, found)
			}
		})
	}
}

func answered(c *report.ContestRecord) *report.RecordedAnswer {
	for i := range c.Papers {
		for j := range c.Papers[i].Questions {
			if c.Papers[i].Questions[j].Chosen >= 0 {
				return &c.Papers[i].Questions[j]
			}
		}
	}
	return nil
}

func winner(c *report.ContestRecord) *report.RecordedPaper {
	return &c.Papers[slices.IndexFunc(c.Papers, func(p report.RecordedPaper) bool { return p.Rank == 1 })]
}

// swap changes the ranks of the first and another.
func swap(c *report.ContestRecord) {
	first := winner(c)
	last := slices.IndexFunc(c.Papers, func(p report.RecordedPaper) bool { return p.Rank > 3 })
	first.Rank, c.Papers[last].Rank = c.Papers[last].Rank, first.Rank
}

func TestReadContestRecordIsStrict(t *testing.T) {
	t.Parallel()
	file, _, err := aRecord(t).Write()
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"empty": "", "not JSON": "x", "another format": strings.Replace(string(file), report.ContestFormat, "loa-contest-9", 1),
		"unknown field": strings.Replace(string(file), `"seed":`, `"bonus":1,"seed":`, 1), "something behind it": string(file) + "{}",
	} {
		if _, err := report.ReadContestRecord([]byte(bad)); err == nil {
			t.Errorf("%s: was read", name)
		}
	}
}
