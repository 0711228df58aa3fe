package loa

import (
	"slices"
	"time"
)

// Contest is a rule set over the campaign's questions, as the committee publishes it:
// each paper holds questions drawn by lot, has its time, and is ranked by rules that
// stand before the first paper is written.
type Contest struct {
	ID         string
	Title      string
	Rules      string // in the committee's own words
	Rounds     []ContestRound
	Sets       []string   // questions are drawn from these sets; empty: from every set
	Strands    []StrandID // and from these strands; empty: from every strand
	Draw       int        // questions of a paper
	Minutes    int        // for a paper
	Attempts   int        // papers of a member in a round; the best one counts
	Prediction string     // asks for a whole number, to break ties; empty: nothing is asked
	Actual     ActualBy
	Order      []TieRule // how papers are ranked
	Units      []UnitID  // members of these units and of those below them may enter; empty: of all
	Kinds      []MembershipKind
	Practice   bool
	Show       ShowAnswers

	Unannounced bool          // groups are not told when a round opens or is about to close
	Remind      time.Duration // before a round closes its groups are told so; 0: they are not
	Path        string        // file within the folder, for messages to editors
}

// ActualBy says where the number comes from that the prediction is compared with.
type ActualBy string

// The ways: an official gives it when the round is closed, or it is the number of
// participants.
const (
	ActualGiven        ActualBy = "given"
	ActualParticipants ActualBy = "participants"
)

// ActualWays lists the ways.
func ActualWays() []ActualBy { return []ActualBy{ActualGiven, ActualParticipants} }

// TieRule is one step of the ranking. Papers that are equal by all steps share a rank.
type TieRule string

// The steps: more right answers; less time; entered earlier; predicted closer.
const (
	ByScore      TieRule = "score"
	ByTime       TieRule = "time"
	ByEntry      TieRule = "entry"
	ByPrediction TieRule = "prediction"
)

// TieRules lists the steps, in the order in which they are taken unless a contest says otherwise.
func TieRules() []TieRule { return []TieRule{ByScore, ByTime, ByEntry, ByPrediction} }

// ShowAnswers says when somebody sees which of the own answers were right.
type ShowAnswers string

// The times.
const (
	ShowNever      ShowAnswers = "never"
	ShowAfterRound ShowAnswers = "after_round"
	ShowAtOnce     ShowAnswers = "at_once"
)

// ShowTimes lists the times.
func ShowTimes() []ShowAnswers { return []ShowAnswers{ShowNever, ShowAfterRound, ShowAtOnce} }

// ContestRound is a span of time in which papers may be begun.
type ContestRound struct {
	ID    string
	Title string
	Open  ContestMoment
	Close ContestMoment
}

// ContestMoment is a time of day on an absolute or yearly day.
type ContestMoment struct {
	Day CalendarDay
	At  Clock
}

// In returns the instant in the year; ok is false if there is no such day in it.
func (m ContestMoment) In(year int, zone *time.Location) (t time.Time, ok bool) {
	d, ok := m.Day.In(year)
	return d.At(m.At, zone), ok
}

// Edition is one carrying out of a round: that of the year in which it opens.
type Edition struct {
	Year        int
	Open, Close time.Time
}

// Edition returns the last carrying out that has opened by now, else the next one.
// ok is false if none is near.
func (r ContestRound) Edition(now time.Time, zone *time.Location) (e Edition, ok bool) {
	year := DateOf(now, zone).Year
	for y := year - 1; y <= year+1; y++ {
		next, there := r.editionIn(y, zone)
		if !there || ok && next.Open.After(now) {
			continue
		}
		e, ok = next, true
	}
	return e, ok
}

// Next returns when the round opens next after now; ok is false if that is not near.
func (r ContestRound) Next(now time.Time, zone *time.Location) (open time.Time, ok bool) {
	year := DateOf(now, zone).Year
	for y := year; y <= year+1; y++ {
		if e, there := r.editionIn(y, zone); there && e.Open.After(now) {
			return e.Open, true
		}
	}
	return time.Time{}, false
}

func (r ContestRound) editionIn(year int, zone *time.Location) (Edition, bool) {
	open, ok := r.Open.In(year, zone)
	if !ok {
		return Edition{}, false
	}
	in := year
	if !r.Close.Day.Yearly() {
		in = r.Close.Day.Year
	}
	closes, ok := r.Close.In(in, zone)
	if ok && !closes.After(open) && r.Close.Day.Yearly() { // over New Year
		closes, ok = r.Close.In(year+1, zone)
	}
	return Edition{Year: year, Open: open, Close: closes}, ok && closes.After(open)
}

// Pool returns the questions that a contest draws from: those of its sets and strands
// that may be asked by themselves. What waits for somebody's approval is not among them.
// A contest with which people practise uses what is kept for contests only if it names it.
func (c *Campaign) Pool(contest *Contest) []Question {
	var pool []Question
	for _, q := range c.Questions {
		switch {
		case len(contest.Sets) > 0 && !slices.Contains(contest.Sets, q.Set):
		case len(contest.Sets) == 0 && contest.Practice && c.contestOnly(q.Set):
		case len(contest.Strands) > 0 && !slices.Contains(contest.Strands, q.Strand):
		case !q.Fit() || c.Missing(&q) > 0:
		default:
			pool = append(pool, q)
		}
	}
	return pool
}

// Contest returns the contest with the id.
func (c *Campaign) Contest(id string) (*Contest, bool) {
	i := slices.IndexFunc(c.Contests, func(k Contest) bool { return k.ID == id })
	if i < 0 {
		return nil, false
	}
	return &c.Contests[i], true
}

// Round returns the round with the id.
func (k *Contest) Round(id string) (ContestRound, bool) {
	i := slices.IndexFunc(k.Rounds, func(r ContestRound) bool { return r.ID == id })
	if i < 0 {
		return ContestRound{}, false
	}
	return k.Rounds[i], true
}

// Reaches reports whether the contest is for the members of a unit.
func (k *Contest) Reaches(units Units, unit UnitID) bool {
	return len(k.Units) == 0 || slices.ContainsFunc(k.Units, func(top UnitID) bool { return units.Under(unit, top) })
}

// Entrant returns with which unit a member enters a contest on the day: the first one
// among the memberships that is within the contest's reach. ok is false for who may not enter.
func (k *Contest) Entrant(units Units, memberships []Membership, day Date) (unit UnitID, ok bool) {
	for _, kind := range k.Kinds { // in the contest's order, so that the own cell stands before another
		for _, m := range memberships {
			if m.Kind == kind && m.On(day) && k.Reaches(units, m.Unit) {
				return m.Unit, true
			}
		}
	}
	return "", false
}
