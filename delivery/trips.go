package delivery

import (
	"slices"
	"time"
)

const (
	tripsKept   = 1000                   // half a minute at Telegram's pace
	tripsNeeded = 30                     // its window: fewer tell too little about the shortest
	tripLife    = time.Minute            // a network changes
	tripMargin  = 5 * time.Millisecond   // noise of timers and of scheduling, at either end
	earlyMost   = 300 * time.Millisecond // bounds what a network that becomes faster can cost
)

// trips are the last round trips of requests that the platform took. They tell
// how much of the way to the platform and back can be spared (see pacer).
type trips struct {
	took  []trip        // in the order of their answers
	spare time.Duration // from all of took
}

type trip struct {
	answered time.Time
	took     time.Duration
}

func (t *trips) add(answered time.Time, took time.Duration) {
	t.took = slices.DeleteFunc(append(t.took, trip{answered, took}), func(old trip) bool { return answered.Sub(old.answered) > tripLife })
	t.took = t.took[max(0, len(t.took)-tripsKept):]
	t.spare = 0
	if len(t.took) < tripsNeeded {
		return
	}
	sorted := make([]time.Duration, len(t.took))
	for i, trip := range t.took {
		sorted[i] = trip.took
	}
	slices.Sort(sorted)
	shortest, median := sorted[0], sorted[len(sorted)/2]
	t.spare = min(max(shortest-(median-shortest)-tripMargin, 0), earlyMost)
}

// early is how much sooner than a period after an answer its slot comes free.
//
// It is taken for a lower bound of any way up plus any way down. The shortest
// round trip seen bounds these from above, and comes close to them when round
// trips hardly vary. The more they vary the less it tells, because the shortest
// way up and the shortest way down seldom meet in one request. So the distance
// from the shortest to the median is kept back: with much jitter nothing is left.
func (t *trips) early(now time.Time) time.Duration {
	if len(t.took) == 0 || now.Sub(t.took[len(t.took)-1].answered) > tripLife {
		return 0
	}
	return t.spare
}
