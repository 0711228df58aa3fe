package loa

import (
	"cmp"
	"slices"
)

// Ranked is a paper with its rank. Papers that are equal by every rule share one.
type Ranked struct {
	Paper
	Rank   int
	Shared bool
	Off    int // how far the prediction was off; -1: there was none, or the number is not known
}

// offBy returns how far a prediction was off.
func offBy(prediction, actual *int) int {
	if prediction == nil || actual == nil {
		return -1
	}
	return max(*prediction-*actual, *actual-*prediction)
}

// ComparePapers orders two papers by the rules: the better one is less. Time and moment
// of entry are compared by whole seconds: what is less is the network's, not the person's.
func ComparePapers(a, b Paper, order []TieRule, actual *int) int {
	for _, rule := range order {
		c := 0
		switch rule {
		case ByScore:
			c = cmp.Compare(b.Score, a.Score)
		case ByTime:
			c = cmp.Compare(a.Seconds, b.Seconds)
		case ByEntry:
			c = cmp.Compare(a.Started.Unix(), b.Started.Unix())
		case ByPrediction:
			c = compareOff(offBy(a.Prediction, actual), offBy(b.Prediction, actual))
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// compareOff puts who predicted nothing behind who did.
func compareOff(a, b int) int {
	switch {
	case a < 0 && b < 0:
		return 0
	case a < 0:
		return 1
	case b < 0:
		return -1
	}
	return cmp.Compare(a, b)
}

// Rank ranks the papers that count, of each member the best one. Those that share a
// rank stand by their numbers.
func Rank(papers []Paper, order []TieRule, actual *int) []Ranked {
	counted := slices.DeleteFunc(slices.Clone(papers), func(p Paper) bool { return !p.Counts() })
	slices.SortFunc(counted, func(a, b Paper) int {
		return cmp.Or(ComparePapers(a, b, order, actual), cmp.Compare(a.Number, b.Number))
	})
	seen := map[MemberID]bool{}
	var ranked []Ranked
	for _, p := range counted {
		if p.Member != 0 && seen[p.Member] { // several may have gone without a trace
			continue
		}
		seen[p.Member] = true
		r := Ranked{Paper: p, Rank: len(ranked) + 1, Off: offBy(p.Prediction, actual)}
		if n := len(ranked); n > 0 && ComparePapers(ranked[n-1].Paper, p, order, actual) == 0 {
			r.Rank, r.Shared = ranked[n-1].Rank, true
			ranked[n-1].Shared = true
		}
		ranked = append(ranked, r)
	}
	return ranked
}

// Participants returns how many members have a paper that counts.
func Participants(papers []Paper) int { return len(Rank(papers, nil, nil)) }

// SmallUnit is how many members a unit has at least whose rate is shown: of fewer, a
// rate tells who took part (docs/contests.md).
const SmallUnit = 5

// UnitStanding is how a unit did in a round.
type UnitStanding struct {
	Unit         UnitID
	Eligible     int
	Participants int
	Points       int // of the participants' best papers
	Rank         int // 0: the unit is too small, or nobody took part
	Shared       bool
}

// RankUnits ranks units by the part of their members that took part, and by average
// score where that is equal, so that a cell of twelve can stand before one of sixty.
// Small units, and those in which nobody took part, stand at the end without a rank.
func RankUnits(eligible map[UnitID]int, ranked []Ranked) []UnitStanding {
	all := map[UnitID]*UnitStanding{}
	for unit, n := range eligible {
		all[unit] = &UnitStanding{Unit: unit, Eligible: n}
	}
	for _, r := range ranked {
		u := all[r.Unit]
		if u == nil { // the unit has ended since
			u = &UnitStanding{Unit: r.Unit}
			all[r.Unit] = u
		}
		u.Participants++
		u.Points += r.Score
	}
	var list []UnitStanding
	for _, u := range all {
		u.Eligible = max(u.Eligible, u.Participants) // who left the unit since was one of its members
		list = append(list, *u)
	}
	slices.SortFunc(list, func(a, b UnitStanding) int { return cmp.Or(compareUnits(a, b), cmp.Compare(a.Unit, b.Unit)) })
	for i := range list {
		switch {
		case !list[i].ranks():
		case i > 0 && compareUnits(list[i-1], list[i]) == 0:
			list[i].Rank, list[i].Shared = list[i-1].Rank, true
			list[i-1].Shared = true
		default:
			list[i].Rank = i + 1
		}
	}
	return list
}

func (u UnitStanding) ranks() bool { return u.Eligible >= SmallUnit && u.Participants > 0 }

// compareUnits compares fractions without dividing, so that equal ones are equal.
func compareUnits(a, b UnitStanding) int {
	if a.ranks() != b.ranks() {
		if a.ranks() {
			return -1
		}
		return 1
	}
	if !a.ranks() {
		return 0
	}
	return cmp.Or(
		cmp.Compare(b.Participants*a.Eligible, a.Participants*b.Eligible),
		cmp.Compare(b.Points*a.Participants, a.Points*b.Participants),
	)
}
