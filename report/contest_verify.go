package report

import (
	"fmt"
	"slices"
	"time"

	"loa"
)

// Deviation is one thing in a contest's record that does not follow from the rest of it.
// Key names it in the catalog.
type Deviation struct {
	Key   string
	Paper int // its number; 0: the record as a whole
	Data  map[string]any
}

// VerifyContest goes over a record as somebody would who has nothing else: it draws the
// papers again, marks them, and ranks them by counting who is better. It shares the
// draw and the order of two papers with the program that wrote the record, not the ranking.
func VerifyContest(c *ContestRecord) []Deviation {
	v := verifier{c: c}
	v.seals()
	for _, p := range c.Pauses {
		v.pauses = append(v.pauses, loa.Pause{From: p.From, Until: p.Until})
	}
	for i, p := range c.Pauses {
		if !p.Until.After(p.From) || i > 0 && p.From.Before(c.Pauses[i-1].Until) {
			v.find(0, "pause", map[string]any{"From": shownTime(p.From), "Until": shownTime(p.Until)})
		}
	}
	for _, q := range c.Pool {
		v.options = append(v.options, len(q.Options))
		v.right = append(v.right, q.Answer)
	}
	for i := range c.Papers {
		v.paper(i, &c.Papers[i])
	}
	v.attempts()
	v.ranks()
	v.units()
	return v.found
}

type verifier struct {
	c       *ContestRecord
	pauses  []loa.Pause
	options []int
	right   []int
	counted []loa.Paper // of each member the best one
	found   []Deviation
}

func (v *verifier) find(paper int, key string, data map[string]any) {
	v.found = append(v.found, Deviation{Key: "verify." + key, Paper: paper, Data: data})
}

// differ notes a value that is not what follows from the rest.
func (v *verifier) differ(paper int, key string, written, follows any) {
	if fmt.Sprint(written) != fmt.Sprint(follows) {
		v.find(paper, key, map[string]any{"Written": written, "Follows": follows})
	}
}

func (v *verifier) seals() {
	pool, err := DigestPool(v.c.Pool)
	if err != nil {
		pool = err.Error()
	}
	v.differ(0, "pool", v.c.PoolDigest, pool)
	v.differ(0, "seed", v.c.SeedDigest, Digest([]byte(v.c.Seed)))
}

func shownTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// asPaper is a recorded paper in the terms of the rules.
func asPaper(p *RecordedPaper) loa.Paper {
	paper := loa.Paper{
		Number: p.Number, Member: p.Member, Unit: p.Unit, Started: p.Started, Submitted: p.Submitted, Prediction: p.Prediction,
		Excluded: p.Excluded, Withdrawn: p.Withdrawn,
	}
	for _, q := range p.Questions {
		paper.Questions = append(paper.Questions, loa.Drawn{Pool: q.Pool, Options: q.Options})
		paper.Answers = append(paper.Answers, loa.PaperAnswer{Option: q.Chosen})
	}
	return paper
}

// paper checks what one paper says of itself.
func (v *verifier) paper(i int, p *RecordedPaper) {
	v.differ(p.Number, "number", p.Number, i+1)
	if p.Withdrawn { // nothing of it is left, and nothing of it counts
		v.differ(p.Number, "rank", p.Rank, 0)
		return
	}
	drawn := loa.DrawPaper(v.c.Seed, p.Number, v.options, v.c.Contest.Draw)
	paper := asPaper(p)
	if fmt.Sprint(paper.Questions) != fmt.Sprint(drawn) {
		v.find(p.Number, "draw", nil)
		return
	}
	v.times(p)
	v.answers(p)
	v.differ(p.Number, "score", p.Score, paper.Mark(v.right))
	v.differ(p.Number, "seconds", p.Seconds, loa.Worked(p.Started, p.Submitted, v.pauses))
	paper.Score, paper.Seconds = paper.Mark(v.right), loa.Worked(p.Started, p.Submitted, v.pauses)
	if paper.Counts() {
		v.counted = append(v.counted, paper)
	}
}

// times checks that a paper was begun and handed in when that could be.
func (v *verifier) times(p *RecordedPaper) {
	over, ok := loa.Deadline(p.Started, time.Duration(v.c.Contest.Minutes)*time.Minute, v.pauses)
	if !ok || !over.Equal(p.Deadline) {
		v.find(p.Number, "deadline", map[string]any{"Written": shownTime(p.Deadline), "Follows": shownTime(over)})
	}
	late := p.Submitted.After(p.Deadline) || p.Auto && !p.Submitted.Equal(p.Deadline)
	if late || p.Submitted.Before(p.Started) {
		v.find(p.Number, "submitted", map[string]any{"Written": shownTime(p.Submitted)})
	}
	if p.Started.Before(v.c.Round.Open) || !p.Started.Before(v.c.Round.Close) || v.paused(p.Started) {
		v.find(p.Number, "started", map[string]any{"Written": shownTime(p.Started)})
	}
}

func (v *verifier) paused(t time.Time) bool {
	return slices.ContainsFunc(v.pauses, func(p loa.Pause) bool { return t.After(p.From) && t.Before(p.Until) })
}

// answers checks that what was chosen could be chosen, and when.
func (v *verifier) answers(p *RecordedPaper) {
	for n, q := range p.Questions {
		wrong := q.Chosen >= v.options[q.Pool] || q.Chosen < -1 || (q.Chosen >= 0) != (q.At != nil)
		if q.At != nil && (q.At.Before(p.Started) || q.At.After(p.Submitted) || v.paused(*q.At)) {
			wrong = true
		}
		if wrong {
			v.find(p.Number, "answer", map[string]any{"N": n + 1})
		}
	}
}

// attempts checks that nobody had more than the rules allow, and keeps the best of each.
func (v *verifier) attempts() {
	tried := map[loa.MemberID]int{}
	for _, p := range v.c.Papers {
		if p.Member == 0 {
			continue
		}
		tried[p.Member]++
		if tried[p.Member] > v.c.Contest.Attempts {
			v.find(p.Number, "attempts", map[string]any{"Written": tried[p.Member], "Follows": v.c.Contest.Attempts})
		}
	}
	best := map[loa.MemberID]loa.Paper{}
	var counted []loa.Paper
	for _, p := range v.counted {
		have, again := best[p.Member]
		switch {
		case p.Member == 0:
			counted = append(counted, p)
		case !again || v.compare(p, have) < 0 || v.compare(p, have) == 0 && p.Number < have.Number:
			best[p.Member] = p
		}
	}
	for _, p := range best {
		counted = append(counted, p)
	}
	v.counted = counted
}

func (v *verifier) compare(a, b loa.Paper) int {
	return loa.ComparePapers(a, b, v.c.Contest.TieBreak, v.c.Actual)
}

// ranks counts for every paper how many are better. Papers that are equal are counted
// together, so that a contest of thousands is gone over in a moment.
func (v *verifier) ranks() {
	if v.c.Contest.Actual == loa.ActualParticipants && v.c.Contest.Prediction != "" {
		actual := -1
		if v.c.Actual != nil {
			actual = *v.c.Actual
		}
		v.differ(0, "actual", actual, len(v.counted))
	}
	ranks, shared := map[int]int{}, map[int]bool{}
	for _, p := range v.counted {
		rank := 1
		for _, q := range v.counted {
			switch c := v.compare(q, p); {
			case c < 0:
				rank++
			case c == 0 && q.Number != p.Number:
				shared[p.Number] = true
			}
		}
		ranks[p.Number] = rank
	}
	for _, p := range v.c.Papers {
		if p.Withdrawn {
			continue
		}
		v.differ(p.Number, "rank", p.Rank, ranks[p.Number])
		v.differ(p.Number, "shared", p.Shared, shared[p.Number])
	}
	v.steps()
}

// steps checks which rule put each paper behind the one before it.
func (v *verifier) steps() {
	slices.SortFunc(v.counted, func(a, b loa.Paper) int {
		if c := v.compare(a, b); c != 0 {
			return c
		}
		return a.Number - b.Number
	})
	decided := map[int]string{}
	for i := 1; i < len(v.counted); i++ {
		decided[v.counted[i].Number] = DecidedBy(v.counted[i-1], v.counted[i], v.c.Contest.TieBreak, v.c.Actual)
	}
	for _, p := range v.c.Papers {
		v.differ(p.Number, "decided", p.Decided, decided[p.Number])
	}
}

// DecidedBy names the step by which the second paper stands behind the first; "tie" if none does.
func DecidedBy(a, b loa.Paper, order []loa.TieRule, actual *int) string {
	for _, rule := range order {
		if loa.ComparePapers(a, b, []loa.TieRule{rule}, actual) != 0 {
			return string(rule)
		}
	}
	return "tie"
}

// units checks the units' figures, and ranks them by counting, too.
func (v *verifier) units() {
	people, points := map[loa.UnitID]int{}, map[loa.UnitID]int{}
	for _, p := range v.counted {
		people[p.Unit]++
		points[p.Unit] += p.Score
	}
	ranked := func(u RecordedUnit) bool { return u.Eligible >= loa.SmallUnit && people[u.Unit] > 0 }
	better := func(a, b RecordedUnit) bool { // a before b: by rate, then by average score
		x, y := people[a.Unit]*b.Eligible, people[b.Unit]*a.Eligible
		return x > y || x == y && points[a.Unit]*people[b.Unit] > points[b.Unit]*people[a.Unit]
	}
	for unit := range people {
		if !slices.ContainsFunc(v.c.Units, func(u RecordedUnit) bool { return u.Unit == unit }) {
			v.find(0, "unit_missing", map[string]any{"Unit": unit})
		}
	}
	for _, u := range v.c.Units {
		data := func(written, follows any) map[string]any {
			return map[string]any{"Unit": u.Name, "Written": written, "Follows": follows}
		}
		if u.Participants != people[u.Unit] || u.Points != points[u.Unit] || u.Eligible < u.Participants {
			v.find(0, "unit", data(fmt.Sprintf("%d, %d", u.Participants, u.Points), fmt.Sprintf("%d, %d", people[u.Unit], points[u.Unit])))
		}
		rank := 0
		if ranked(u) {
			rank = 1
			for _, w := range v.c.Units {
				if ranked(w) && better(w, u) {
					rank++
				}
			}
		}
		if u.Rank != rank {
			v.find(0, "unit_rank", data(u.Rank, rank))
		}
	}
}
