package loa_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loa"
)

// cases runs a test on many made-up inputs, always the same ones.
func cases(t *testing.T, n int, test func(t *testing.T, r *rand.Rand)) {
	t.Helper()
	t.Parallel()
	for i := range n {
		test(t, rand.New(rand.NewPCG(1954, uint64(i))))
		if t.Failed() {
			t.Fatalf("case %d failed", i)
		}
	}
}

var contestStart = time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC)

func TestDrawNeverRepeats(t *testing.T) {
	cases(t, 500, func(t *testing.T, r *rand.Rand) {
		options := make([]int, 1+r.IntN(60))
		for i := range options {
			options[i] = 2 + r.IntN(9)
		}
		n, number, seed := 1+r.IntN(25), 1+r.IntN(9000), fmt.Sprint(r.Uint64())
		paper := loa.DrawPaper(seed, number, options, n)
		if len(paper) != min(n, len(options)) {
			t.Errorf("want %d of %d questions, got %d", n, len(options), len(paper))
		}
		seen := map[int]bool{}
		for _, q := range paper {
			if q.Pool < 0 || q.Pool >= len(options) || seen[q.Pool] {
				t.Fatalf("question %d twice or out of the pool", q.Pool)
			}
			seen[q.Pool] = true
			sorted := slices.Sorted(slices.Values(q.Options))
			for i, o := range sorted {
				if o != i || len(sorted) != options[q.Pool] {
					t.Errorf("options %v of %d", q.Options, options[q.Pool])
				}
			}
		}
		if diff := cmp.Diff(paper, loa.DrawPaper(seed, number, options, n)); diff != "" {
			t.Errorf("the same seed gave another paper: %s", diff)
		}
	})
}

// TestDrawIsFair draws many papers: every question comes about as often, in every place.
func TestDrawIsFair(t *testing.T) {
	t.Parallel()
	const papers, pool, n = 20000, 10, 4
	options := slices.Repeat([]int{4}, pool)
	first, any, shown := make([]int, pool), make([]int, pool), make([]int, 4)
	for number := range papers {
		paper := loa.DrawPaper("seed", number, options, n)
		first[paper[0].Pool]++
		shown[slices.Index(paper[0].Options, 0)]++
		for _, q := range paper {
			any[q.Pool]++
		}
	}
	near := func(what string, counts []int, want int) {
		for i, got := range counts {
			if got < want*9/10 || got > want*11/10 {
				t.Errorf("%s %d: %d times, want about %d", what, i, got, want)
			}
		}
	}
	near("first question", first, papers/pool)
	near("question", any, papers*n/pool)
	near("place of the first option", shown, papers/4)
}

// TestDrawStays keeps the lot: published records must be drawn again by later versions.
func TestDrawStays(t *testing.T) {
	t.Parallel()
	got := fmt.Sprint(loa.DrawPaper("loa", 7, []int{4, 4, 3, 2, 4}, 3))
	if want := "[{4 [2 3 0 1]} {3 [1 0]} {0 [3 1 2 0]}]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// somePauses returns pauses that do not overlap.
func somePauses(r *rand.Rand, from time.Time) []loa.Pause {
	var pauses []loa.Pause
	at := from
	for range r.IntN(4) {
		at = at.Add(time.Duration(1+r.IntN(600)) * time.Second)
		end := at.Add(time.Duration(1+r.IntN(600)) * time.Second)
		pauses = append(pauses, loa.Pause{From: at, Until: end})
		at = end
	}
	return pauses
}

func TestPausesShiftEveryOpenDeadlineEqually(t *testing.T) {
	cases(t, 500, func(t *testing.T, r *rand.Rand) {
		before := somePauses(r, contestStart)
		at := contestStart.Add(2 * time.Hour)
		pause := loa.Pause{From: at, Until: at.Add(time.Duration(1+r.IntN(7200)) * time.Second)}
		for range 20 {
			began := contestStart.Add(time.Duration(r.IntN(7200)) * time.Second)
			lasts := time.Duration(60+r.IntN(3600)) * time.Second
			was, ok := loa.Deadline(began, lasts, before)
			if !ok {
				t.Fatal("no pause goes on")
			}
			now, ok := loa.Deadline(began, lasts, append(slices.Clone(before), pause))
			want := was
			if was.After(pause.From) {
				want = was.Add(pause.Until.Sub(pause.From))
			}
			if !ok || !now.Equal(want) {
				t.Errorf("began %v, was over %v: after the pause %v, want %v", began, was, now, want)
			}
			open := pause
			open.Until = time.Time{}
			if _, ok := loa.Deadline(began, lasts, append(slices.Clone(before), open)); ok == was.After(pause.From) {
				t.Errorf("began %v: in the middle of a pause, over is %v", began, ok)
			}
		}
	})
}

func TestWorkedLeavesPausesOut(t *testing.T) {
	cases(t, 500, func(t *testing.T, r *rand.Rand) {
		pauses := somePauses(r, contestStart)
		lasts := time.Duration(r.IntN(1800)) * time.Second
		over, _ := loa.Deadline(contestStart, lasts, pauses)
		if got := loa.Worked(contestStart, over, pauses); got != int(lasts/time.Second) {
			t.Errorf("worked %d s of %s", got, lasts)
		}
	})
}

func somePapers(r *rand.Rand, n int) []loa.Paper {
	papers := make([]loa.Paper, n)
	for i := range papers {
		p := &papers[i]
		*p = loa.Paper{
			Number: i + 1, Member: loa.MemberID(1 + r.IntN(n)), Unit: loa.UnitID(fmt.Sprint("u", r.IntN(5))),
			Started: contestStart.Add(time.Duration(r.IntN(5)) * time.Second), Seconds: r.IntN(4), Score: r.IntN(3),
		}
		if r.IntN(10) > 0 {
			p.Submitted = contestStart.Add(time.Hour)
		}
		if r.IntN(3) > 0 {
			number := r.IntN(4)
			p.Prediction = &number
		}
		if r.IntN(15) == 0 {
			p.Excluded = "two accounts"
		}
		p.Withdrawn = r.IntN(15) == 0
	}
	return papers
}

func TestRankingIsATotalOrder(t *testing.T) {
	cases(t, 300, func(t *testing.T, r *rand.Rand) {
		papers := somePapers(r, 1+r.IntN(30))
		order := loa.TieRules()
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		order = order[:1+r.IntN(len(order))]
		var actual *int
		if number := r.IntN(4); number > 0 {
			actual = &number
		}
		compare := func(a, b loa.Paper) int { return loa.ComparePapers(a, b, order, actual) }
		for _, a := range papers {
			for _, b := range papers {
				if compare(a, b) != -compare(b, a) {
					t.Fatalf("%+v and %+v are each before the other", a, b)
				}
				for _, c := range papers {
					if compare(a, b) <= 0 && compare(b, c) <= 0 && compare(a, c) > 0 {
						t.Fatalf("%+v ≤ %+v ≤ %+v, but not the first and the last", a, b, c)
					}
				}
			}
		}
		ranked := loa.Rank(papers, order, actual)
		members := map[loa.MemberID]bool{}
		for i, p := range ranked {
			better := 0
			for _, q := range ranked {
				if compare(q.Paper, p.Paper) < 0 {
					better++
				}
			}
			if p.Rank != better+1 || members[p.Member] || !p.Counts() {
				t.Fatalf("place %d: %+v has rank %d with %d before it", i, p.Paper, p.Rank, better)
			}
			members[p.Member] = true
		}
		r.Shuffle(len(papers), func(i, j int) { papers[i], papers[j] = papers[j], papers[i] })
		if diff := cmp.Diff(ranked, loa.Rank(papers, order, actual)); diff != "" {
			t.Errorf("the order of the papers changed the ranking: %s", diff)
		}
	})
}

// TestRankingFollowsTheRules holds the order against the rules as they are published: more
// right, less time, earlier, nearer; the first rule that tells two papers apart decides.
func TestRankingFollowsTheRules(t *testing.T) {
	cases(t, 300, func(t *testing.T, r *rand.Rand) {
		papers, actual := somePapers(r, 2), r.IntN(4)
		order := loa.TieRules()
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		key := func(p loa.Paper) (key []int) { // less is better
			off := 1000
			if p.Prediction != nil {
				off = max(actual-*p.Prediction, *p.Prediction-actual)
			}
			keys := map[loa.TieRule]int{
				loa.ByScore: -p.Score, loa.ByTime: p.Seconds, loa.ByEntry: int(p.Started.Sub(contestStart).Seconds()), loa.ByPrediction: off,
			}
			for _, rule := range order {
				key = append(key, keys[rule])
			}
			return key
		}
		a, b := papers[0], papers[1]
		if got, want := loa.ComparePapers(a, b, order, &actual), slices.Compare(key(a), key(b)); got != want {
			t.Errorf("%v, result %d: %+v against %+v: %d, want %d", order, actual, a, b, got, want)
		}
	})
}

func TestScoreStaysInItsRange(t *testing.T) {
	cases(t, 300, func(t *testing.T, r *rand.Rand) {
		options := make([]int, 1+r.IntN(30))
		right := make([]int, len(options))
		for i := range options {
			options[i] = 2 + r.IntN(9)
			right[i] = r.IntN(options[i])
		}
		n := 1 + r.IntN(30)
		p := loa.Paper{Questions: loa.DrawPaper("s", 1, options, n), Answers: loa.NoAnswers(n)} // more answers than questions, too
		for i := range p.Answers {
			p.Answers[i].Option = r.IntN(12) - 1
		}
		if score := p.Mark(right); score < 0 || score > len(p.Questions) || score > p.Answered() {
			t.Errorf("score %d of %d questions, %d answered", score, len(p.Questions), p.Answered())
		}
		for i, q := range p.Questions {
			p.Answers[i].Option = right[q.Pool]
		}
		if score := p.Mark(right); score != len(p.Questions) {
			t.Errorf("all right: %d of %d", score, len(p.Questions))
		}
	})
}

func TestSmallCellCanWin(t *testing.T) {
	t.Parallel()
	var ranked []loa.Ranked
	add := func(unit loa.UnitID, n, score int) {
		for range n {
			ranked = append(ranked, loa.Ranked{Paper: loa.Paper{Unit: unit, Score: score}})
		}
	}
	add("school", 50, 20)
	add("retired", 11, 12)
	add("tiny", 4, 20)
	add("equal-a", 5, 10)
	add("equal-b", 10, 10)
	add("equal-c", 5, 9)
	list := loa.RankUnits(map[loa.UnitID]int{"school": 60, "retired": 12, "tiny": 4, "equal-a": 10, "equal-b": 20, "equal-c": 10, "silent": 30}, ranked)
	var got []string
	for _, u := range list {
		got = append(got, fmt.Sprintf("%d %s %d/%d %v", u.Rank, u.Unit, u.Participants, u.Eligible, u.Shared))
	}
	want := []string{
		"1 retired 11/12 false", "2 school 50/60 false", "3 equal-a 5/10 true", "3 equal-b 10/20 true", "5 equal-c 5/10 false",
		"0 silent 0/30 false", "0 tiny 4/4 false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEditions(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 7*3600)
	moment := func(day string, at loa.Clock) loa.ContestMoment {
		d, err := loa.ParseCalendarDay(day)
		if err != nil {
			t.Fatal(err)
		}
		return loa.ContestMoment{Day: d, At: at}
	}
	spring := loa.ContestRound{Open: moment("04-01", 7*60), Close: moment("04-07", 21*60)}
	newYear := loa.ContestRound{Open: moment("12-20", 0), Close: moment("01-10", 0)}
	once := loa.ContestRound{Open: moment("2027-04-01", 0), Close: moment("2027-04-02", 0)}
	for _, c := range []struct {
		round loa.ContestRound
		now   string
		want  string
	}{
		{spring, "2027-03-31T00:00:00+07:00", "2026 2026-04-01 07:00 2026-04-07 21:00"},
		{spring, "2027-04-01T07:00:00+07:00", "2027 2027-04-01 07:00 2027-04-07 21:00"},
		{newYear, "2027-01-05T00:00:00+07:00", "2026 2026-12-20 00:00 2027-01-10 00:00"},
		{newYear, "2026-12-19T00:00:00+07:00", "2025 2025-12-20 00:00 2026-01-10 00:00"},
		{once, "2026-12-19T00:00:00+07:00", "2027 2027-04-01 00:00 2027-04-02 00:00"},
		{once, "2029-12-19T00:00:00+07:00", "none"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		got := "none"
		if e, ok := c.round.Edition(now, zone); ok {
			got = fmt.Sprintf("%d %s %s", e.Year, e.Open.Format("2006-01-02 15:04"), e.Close.Format("2006-01-02 15:04"))
		}
		if got != c.want {
			t.Errorf("at %s: got %s, want %s", c.now, got, c.want)
		}
	}
}
