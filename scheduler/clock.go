package scheduler

import (
	"math"
	"sync"
	"time"
)

// Clock is campaign time: real time, or in a rehearsal a time of its own that
// can be sped up, paused and moved. It is safe for concurrent use.
type Clock struct {
	mu       sync.Mutex
	moved    bool      // a rehearsal's; false: campaign time is real time
	from     time.Time // rehearsal: the campaign time at since
	since    time.Time // rehearsal: real time, with its monotonic reading
	speed    float64
	timers   map[*timer]struct{}
	changing chan struct{} // closed when speed or position change
}

// maxSpeed bounds the speed to a day in a second; faster than that nobody can watch.
const maxSpeed = 24 * 60 * 60

// lookAgain bounds, in real time, how long anything here waits without looking at
// the clock again: the system clock may be set, or the machine may have slept,
// and timers notice neither.
const lookAgain = time.Minute

// NewClock returns a clock that stands at at and runs speed times as fast as real
// time. At the zero time it is real time, and speed does not matter.
func NewClock(at time.Time, speed float64) *Clock {
	c := &Clock{speed: 1, timers: map[*timer]struct{}{}, changing: make(chan struct{})}
	if !at.IsZero() {
		c.moved, c.from, c.since, c.speed = true, at.Round(0), time.Now(), bounded(speed)
	}
	return c
}

// Now returns the campaign time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	if !c.moved {
		// Without the monotonic reading, which would hide that the system clock was set.
		return time.Now().Round(0)
	}
	return c.from.Add(time.Duration(float64(time.Since(c.since)) * c.speed))
}

// Moved reports whether the clock is a rehearsal's, so that its time is not real.
func (c *Clock) Moved() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.moved
}

// Speed returns how many times as fast as real time the clock runs; 0: paused.
func (c *Clock) Speed() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.speed
}

// SetSpeed changes the speed, from 0 (paused) to a day in a second. From then on
// the clock is a rehearsal's.
func (c *Clock) SetSpeed(speed float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.change(c.now(), bounded(speed))
}

// Jump moves the clock, forward or back. From then on it is a rehearsal's.
func (c *Clock) Jump(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.change(to, c.speed)
}

func (c *Clock) change(now time.Time, speed float64) {
	c.moved, c.from, c.since, c.speed = true, now.Round(0), time.Now(), speed
	for t := range c.timers {
		c.arm(t)
	}
	close(c.changing)
	c.changing = make(chan struct{})
}

// changed returns a channel that is closed at the next SetSpeed or Jump.
func (c *Clock) changed() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.changing
}

// Timer closes fired when campaign time reaches t, at once when it has, however
// the clock is moved meanwhile; once closed it stays so. stop gives the timer up.
func (c *Clock) Timer(t time.Time) (fired <-chan struct{}, stop func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	tm := &timer{at: t, fired: make(chan struct{})}
	c.timers[tm] = struct{}{}
	c.arm(tm)
	return tm.fired, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.forget(tm)
	}
}

// timer costs no goroutine while it waits.
type timer struct {
	at    time.Time
	fired chan struct{}
	real  *time.Timer // nil while the clock is paused
}

// arm fires the timer or sets its real timer anew.
func (c *Clock) arm(t *timer) {
	if t.real != nil {
		t.real.Stop()
		t.real = nil
	}
	left := t.at.Sub(c.now())
	switch {
	case left <= 0:
		c.forget(t)
		close(t.fired)
	case c.speed > 0:
		// Rounded up: a timer that runs out early would only be armed again.
		wait := min(math.Ceil(float64(left)/c.speed), float64(lookAgain))
		t.real = time.AfterFunc(time.Duration(wait), func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			if _, waiting := c.timers[t]; waiting {
				c.arm(t)
			}
		})
	}
}

func (c *Clock) forget(t *timer) {
	if t.real != nil {
		t.real.Stop()
	}
	delete(c.timers, t)
}

func bounded(speed float64) float64 {
	if !(speed > 0) { // also not a number
		return 0
	}
	return min(speed, maxSpeed)
}
