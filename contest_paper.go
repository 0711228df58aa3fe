package loa

import (
	"slices"
	"time"
)

// RoundID numbers the rounds that were opened.
type RoundID int64

// PaperID numbers the papers that were begun.
type PaperID int64

// RoundState is how far a round has come.
type RoundState string

// The states.
const (
	RoundOpen   RoundState = "open"
	RoundClosed RoundState = "closed" // its result has been announced
)

// Round is a round that was opened. Rules and questions are those of that moment: what
// is changed in the campaign folder afterwards changes no paper.
type Round struct {
	ID         RoundID
	Contest    Contest
	Round      string // id within the contest
	Title      string
	Year       int
	Open       time.Time
	Close      time.Time // later by every pause
	Seed       string    // of the draw; told to nobody before the round is closed
	PoolSize   int
	PoolDigest string
	State      RoundState
	Actual     *int // what the prediction is compared with; nil: not known yet
	ClosedAt   time.Time
	ClosedBy   Account
	Named      bool   // the record of the result holds names
	Digest     string // of the record, as it was announced
	Standings  []UnitStanding
}

// Begins reports whether papers may be begun.
func (r Round) Begins(now time.Time) bool {
	return r.State == RoundOpen && !now.Before(r.Open) && now.Before(r.Close)
}

// Paper is one entry of a member in a round.
type Paper struct {
	ID         PaperID
	Round      RoundID
	Number     int // within the round, from 1: what people call the paper by
	Member     MemberID
	Unit       UnitID
	Attempt    int
	Started    time.Time
	Deadline   time.Time // later by every pause
	Submitted  time.Time // zero: it is being written
	Auto       bool      // submitted because its time was over
	Questions  []Drawn
	Answers    []PaperAnswer // one for each question
	Prediction *int
	Score      int
	Seconds    int // from the first question to submission, pauses left out
	Rank       int // as announced; 0: not ranked
	Shown      bool
	Asked      bool // whether its author was asked about being shown
	Excluded   string
	Withdrawn  bool // its author took consent back: nothing of it counts
	Account    Account
	Bot        BotID
	Chat       ChatID
}

// PaperAnswer is what was chosen for one question of a paper.
type PaperAnswer struct {
	Option int       // by its place in the question; -1: none
	At     time.Time // of the last choice
}

// NoAnswers returns the answers of a paper that is just begun.
func NoAnswers(n int) []PaperAnswer {
	all := make([]PaperAnswer, n)
	for i := range all {
		all[i].Option = -1
	}
	return all
}

// Counts reports whether the paper is ranked.
func (p Paper) Counts() bool { return !p.Submitted.IsZero() && p.Excluded == "" && !p.Withdrawn }

// Answered returns how many questions have an answer.
func (p Paper) Answered() int {
	n := 0
	for _, a := range p.Answers {
		if a.Option >= 0 {
			n++
		}
	}
	return n
}

// Mark returns the score of a paper: one for every right answer. right gives the right
// option of each question of the pool.
func (p Paper) Mark(right []int) int {
	score := 0
	for i, a := range p.Answers {
		if i < len(p.Questions) && a.Option >= 0 && a.Option == right[p.Questions[i].Pool] {
			score++
		}
	}
	return score
}

// Pause is a time in which a contest stood still, such as an outage: it counts for nobody.
type Pause struct {
	Round  RoundID
	From   time.Time
	Until  time.Time // zero: it goes on
	Reason string
	By     Account
}

// Deadline returns when something that began then and lasts so long is over, given the
// pauses, which do not overlap: each that begins while it lasts makes it longer by
// all of the pause. ok is false while a pause goes on: nothing is over then.
func Deadline(began time.Time, lasts time.Duration, pauses []Pause) (over time.Time, ok bool) {
	over = began.Add(lasts)
	for _, p := range inOrder(pauses) {
		switch {
		case !p.Until.IsZero() && !p.Until.After(began):
		case !p.From.Before(over):
			return over, true
		case p.Until.IsZero():
			return over, false
		default:
			over = over.Add(p.Until.Sub(later(p.From, began)))
		}
	}
	return over, true
}

// Worked returns how many whole seconds lie between the instants, pauses left out.
func Worked(from, until time.Time, pauses []Pause) int {
	worked := until.Sub(from)
	for _, p := range pauses {
		end := p.Until
		if end.IsZero() || end.After(until) {
			end = until
		}
		if start := later(p.From, from); end.After(start) {
			worked -= end.Sub(start)
		}
	}
	return max(0, int(worked/time.Second))
}

// Paused returns the pause that goes on, if there is one.
func Paused(pauses []Pause) (Pause, bool) {
	i := slices.IndexFunc(pauses, func(p Pause) bool { return p.Until.IsZero() })
	if i < 0 {
		return Pause{}, false
	}
	return pauses[i], true
}

func inOrder(pauses []Pause) []Pause {
	return slices.SortedFunc(slices.Values(pauses), func(a, b Pause) int { return a.From.Compare(b.From) })
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
