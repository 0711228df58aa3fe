package scheduler

import (
	"math"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var victory = time.Date(2029, time.May, 7, 0, 0, 0, 0, time.UTC)

// pass lets real time, which is virtual here, pass.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func fired(ch <-chan struct{}) bool {
	select {
	case <-ch:
		return true
	default:
		return false
	}
}

func TestClockIsRealTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := NewClock(time.Time{}, 60)
		pass(time.Hour)
		if !c.Now().Equal(time.Now()) || c.Moved() || c.Speed() != 1 {
			t.Errorf("now %v (want %v), moved %v, speed %v", c.Now(), time.Now(), c.Moved(), c.Speed())
		}
		ch, stop := c.Timer(time.Now().Add(100 * time.Hour))
		defer stop()
		pass(100*time.Hour - 1)
		if fired(ch) {
			t.Error("timer fired early")
		}
		pass(1)
		if !fired(ch) {
			t.Error("timer did not fire")
		}
	})
}

func TestRehearsalClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := NewClock(victory, 60)
		now := func(want time.Duration) {
			t.Helper()
			if got := c.Now().Sub(victory); got != want {
				t.Errorf("clock shows %v, want %v", got, want)
			}
		}
		now(0)
		pass(time.Minute)
		now(time.Hour)
		c.SetSpeed(0)
		pass(time.Hour)
		now(time.Hour)
		c.SetSpeed(0.5)
		pass(time.Hour)
		now(90 * time.Minute)
		c.Jump(victory.Add(-time.Hour))
		now(-time.Hour)
		pass(2 * time.Hour)
		now(0)
		for _, bad := range []float64{-3, math.NaN(), math.Inf(-1)} {
			if c.SetSpeed(bad); c.Speed() != 0 {
				t.Errorf("speed %v became %v, want a pause", bad, c.Speed())
			}
		}
		if c.SetSpeed(math.Inf(1)); c.Speed() != maxSpeed {
			t.Errorf("speed is %v, want at most %v", c.Speed(), maxSpeed)
		}
		if !c.Moved() {
			t.Error("a rehearsal clock says it is real")
		}
	})
}

// TestTimerFollowsClock: each step says what is done to the clock, how long real
// time goes on, and whether the timer, set for an hour ahead, has fired then.
func TestTimerFollowsClock(t *testing.T) {
	t.Parallel()
	type step struct {
		do    func(*Clock)
		wait  time.Duration
		fired bool
	}
	keep := func(*Clock) {}
	speed := func(f float64) func(*Clock) { return func(c *Clock) { c.SetSpeed(f) } }
	jump := func(d time.Duration) func(*Clock) { return func(c *Clock) { c.Jump(victory.Add(d)) } }
	for name, steps := range map[string][]step{
		"runs":              {{keep, time.Hour - 1, false}, {keep, 1, true}},
		"faster":            {{keep, 30 * time.Minute, false}, {speed(60), 30*time.Second - 1, false}, {keep, 1, true}},
		"slower":            {{speed(0.1), 10*time.Hour - 1, false}, {keep, 1, true}},
		"paused":            {{speed(0), 1000 * time.Hour, false}, {speed(1), time.Hour, true}},
		"jump over":         {{jump(2 * time.Hour), 0, true}},
		"jump to":           {{jump(time.Hour), 0, true}},
		"paused, jump over": {{speed(0), 0, false}, {jump(time.Hour), 0, true}},
		"jump near":         {{jump(59 * time.Minute), time.Minute - 1, false}, {keep, 1, true}},
		"jump back":         {{jump(-time.Hour), 2*time.Hour - 1, false}, {keep, 1, true}},
		"fired for good":    {{jump(2 * time.Hour), 0, true}, {jump(0), 0, true}},
		"an odd speed":      {{speed(math.Pi), time.Hour * 100 / 315, false}, {keep, time.Hour / 100, true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := NewClock(victory, 1)
				ch, stop := c.Timer(victory.Add(time.Hour))
				defer stop()
				for i, s := range steps {
					s.do(c)
					pass(s.wait)
					if got := fired(ch); got != s.fired {
						t.Fatalf("step %d: fired %v at %v, want %v", i+1, got, c.Now(), s.fired)
					}
				}
			})
		})
	}
}

func TestTimersAreGivenBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := NewClock(victory, 1)
		past, stopPast := c.Timer(victory)
		if !fired(past) {
			t.Error("a timer for the past has not fired at once")
		}
		ch, stop := c.Timer(victory.Add(time.Hour))
		stop()
		stop() // twice is harmless
		stopPast()
		if len(c.timers) != 0 {
			t.Errorf("%d timers are kept", len(c.timers))
		}
		pass(2 * time.Hour)
		if fired(ch) {
			t.Error("a stopped timer fired")
		}
	})
}

// TestClockConcurrently is for the race detector; every timer must fire.
func TestClockConcurrently(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := NewClock(victory, 1)
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				ch, stop := c.Timer(victory.Add(time.Duration(i) * time.Minute))
				defer stop()
				<-ch
			})
			all.Go(func() {
				for j := range 50 {
					c.SetSpeed(float64(j % 5))
					c.Jump(c.Now().Add(time.Duration(j%7) * time.Second))
					pause := time.After(time.Duration(i*j%11) * time.Second)
					<-pause
				}
				c.SetSpeed(10)
			})
		}
		all.Wait()
		if len(c.timers) != 0 {
			t.Errorf("%d timers are kept", len(c.timers))
		}
	})
}
