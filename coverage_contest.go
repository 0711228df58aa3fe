package loa

import (
	"cmp"
	"slices"
	"time"
)

// ContestCoverage is a round of a contest that is open on some of the days, and what it
// draws from.
type ContestCoverage struct {
	Contest *Contest
	Round   ContestRound
	Edition
	Pool    int // questions that papers are drawn from
	Known   int // of them, those that groups may have been asked
	Strands []StrandPool
}

// StrandPool is how many questions of a strand a contest draws from.
type StrandPool struct {
	Strand    StrandID
	Questions int
}

// contestsIn lists the rounds that are open on one of the days, both included.
func (c *Campaign) contestsIn(from, until Date, zone *time.Location) []ContestCoverage {
	var list []ContestCoverage
	for i := range c.Contests {
		k := &c.Contests[i]
		for _, r := range k.Rounds {
			for year := from.Year - 1; year <= until.Year; year++ { // a round may run over New Year
				e, ok := r.editionIn(year, zone)
				if !ok || until.Before(DateOf(e.Open, zone)) || DateOf(e.Close, zone).Before(from) {
					continue
				}
				list = append(list, ContestCoverage{
					Contest: k, Round: r, Edition: e, Pool: len(c.Pool(k)), Known: c.Known(k), Strands: c.strandsOf(k),
				})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b ContestCoverage) int {
		return cmp.Or(a.Open.Compare(b.Open), cmp.Compare(a.Contest.ID, b.Contest.ID))
	})
	return list
}

// strandsOf counts what a contest draws from by strand, those without a question left out.
func (c *Campaign) strandsOf(k *Contest) []StrandPool {
	count := map[StrandID]int{}
	for _, q := range c.Pool(k) {
		count[q.Strand]++
	}
	var list []StrandPool
	for _, s := range c.Strands {
		if n := count[s.ID]; n > 0 {
			list = append(list, StrandPool{s.ID, n})
		}
	}
	return list
}
