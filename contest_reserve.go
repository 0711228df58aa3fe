package loa

import (
	"slices"
	"time"
)

// contestOnly reports whether the questions of a set are kept for contests.
func (c *Campaign) contestOnly(set string) bool {
	s, ok := c.Set(set)
	return ok && s.ContestOnly
}

// Known counts the questions of a contest that groups may have been asked before it.
func (c *Campaign) Known(k *Contest) int {
	n := 0
	for _, q := range c.Pool(k) {
		if !c.contestOnly(q.Set) {
			n++
		}
	}
	return n
}

// DrawsFrom reports whether papers of a contest may hold questions of a set.
func (c *Campaign) DrawsFrom(k *Contest, set string) bool {
	return slices.ContainsFunc(c.Pool(k), func(q Question) bool { return q.Set == set })
}

// Ahead reports whether a round of the contest has yet to close in the year.
func (k *Contest) Ahead(now time.Time, zone *time.Location) bool {
	year := DateOf(now, zone).Year
	return slices.ContainsFunc(k.Rounds, func(r ContestRound) bool {
		for y := year - 1; y <= year; y++ { // one that opened last year may run over New Year
			if e, ok := r.editionIn(y, zone); ok && now.Before(e.Close) {
				return true
			}
		}
		return false
	})
}

// kept reports whether a set must stay unknown for now: it is for contests, and one that
// draws from it is ahead, runs, or has not been written yet. open are the rounds whose
// result has not been announced.
func (c *Campaign) kept(set string, open []Round, now time.Time, zone *time.Location) bool {
	if !c.contestOnly(set) {
		return false
	}
	if slices.ContainsFunc(open, func(r Round) bool { return c.DrawsFrom(&r.Contest, set) }) {
		return true
	}
	drawn := false
	for i := range c.Contests {
		if k := &c.Contests[i]; c.DrawsFrom(k, set) {
			if k.Ahead(now, zone) {
				return true
			}
			drawn = true
		}
	}
	return !drawn
}
