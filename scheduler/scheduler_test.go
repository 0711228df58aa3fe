package scheduler

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"loa"
)

// planner has things due at fixed instants, and notes when it was asked.
type planner struct {
	mu    sync.Mutex
	due   []time.Time
	done  []time.Time // when each was done
	asked []time.Time
	real  []time.Time
	fail  func() error
	again bool // always says that it is not done
}

func (p *planner) Tick(_ context.Context, now time.Time) (time.Time, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked, p.real = append(p.asked, now), append(p.real, time.Now())
	if p.fail != nil {
		if err := p.fail(); err != nil {
			return time.Time{}, err
		}
	}
	for len(p.due) > 0 && !p.due[0].After(now) {
		p.due, p.done = p.due[1:], append(p.done, now)
	}
	switch {
	case p.again:
		return now, nil
	case len(p.due) > 0:
		return p.due[0], nil
	}
	return time.Time{}, nil
}

// count is a job that notes when it ran.
type count struct {
	mu  sync.Mutex
	ran []time.Time
}

func (c *count) job(t *testing.T, expr string) Job {
	t.Helper()
	next, err := Cron(expr)
	if err != nil {
		t.Fatal(err)
	}
	return Job{Name: expr, When: next, Run: func(_ context.Context, now time.Time) error {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.ran = append(c.ran, now)
		return nil
	}}
}

// times lists the runs as "day hour:minute".
func (c *count) times() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []string
	for _, t := range c.ran {
		all = append(all, t.Format("2 15:04"))
	}
	return strings.Join(all, ", ")
}

func (p *planner) n() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.asked)
}

// start runs a scheduler until the test ends.
func start(t *testing.T, c *Clock, p Planner, log *strings.Builder, jobs ...Job) *Scheduler {
	t.Helper()
	if log == nil {
		log = &strings.Builder{}
	}
	s := New(c, time.UTC, p, jobs, zerolog.New(zerolog.SyncWriter(log)))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	synctest.Wait()
	return s
}

// TestWeek has something due every 17 minutes of a week, and jobs; each comes at
// its own instant.
func TestWeek(t *testing.T) {
	t.Parallel()
	for _, speed := range []float64{1, 60} {
		synctest.Test(t, func(t *testing.T) {
			p := &planner{}
			for at := victory; at.Before(victory.AddDate(0, 0, 7)); at = at.Add(17*time.Minute + 11*time.Second) {
				p.due = append(p.due, at)
			}
			want := slices.Clone(p.due)
			var hourly, weekly count
			start(t, NewClock(victory, speed), p, nil, hourly.job(t, "0 * * * *"), weekly.job(t, "30 7 * * 3"))
			pass(time.Duration(float64(7*24*time.Hour) / speed))
			// Real time has whole nanoseconds, so at speed 60 up to 60 ns are lost.
			inTime := func(done, due time.Time) bool { return !done.Before(due) && done.Sub(due) < time.Microsecond }
			if !slices.EqualFunc(p.done, want, inTime) {
				t.Errorf("speed %v: %d things done, some late; want %d, each when due", speed, len(p.done), len(want))
			}
			if n := p.n(); n < 7*24*60 || n > 7*24*60+len(want)+1 {
				t.Errorf("speed %v: asked %d times, want every minute and when due", speed, n)
			}
			if len(hourly.ran) != 7*24 || weekly.times() != "9 07:30" {
				t.Errorf("speed %v: %d hourly runs, weekly at %s; want 168, 9 07:30", speed, len(hourly.ran), weekly.times())
			}
		})
	}
}

func TestJumpForward(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := NewClock(victory, 1)
		p := &planner{due: []time.Time{victory.Add(time.Hour), victory.Add(50 * time.Hour)}}
		var nightly count
		start(t, c, p, nil, nightly.job(t, "0 3 * * *"))
		c.Jump(victory.Add(100 * time.Hour)) // 11 May 04:00, over four nights
		synctest.Wait()
		if got := nightly.times(); got != "11 04:00" {
			t.Errorf("nightly job ran at %s, want once, after the jump", got)
		}
		if len(p.done) != 2 {
			t.Errorf("%d of 2 things done after the jump", len(p.done))
		}
		pass(24 * time.Hour)
		if got := nightly.times(); got != "11 04:00, 12 03:00" {
			t.Errorf("nightly job ran at %s, want at its time again", got)
		}
	})
}

func TestJumpBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := NewClock(victory.Add(2*time.Hour), 1)
		p := &planner{}
		var nightly count
		start(t, c, p, nil, nightly.job(t, "0 3 * * *"))
		pass(2 * time.Hour) // 04:00
		asked := p.n()
		c.Jump(victory.Add(2 * time.Hour)) // as when the system clock is set
		synctest.Wait()
		if p.n() != asked+1 {
			t.Errorf("planner was asked %d times at the jump, want once", p.n()-asked)
		}
		pass(24 * time.Hour)
		if got := nightly.times(); got != "7 03:00" {
			t.Errorf("after a little jump back the job ran at %s, want not twice for 7 03:00", got)
		}
		pass(2 * time.Hour) // 04:00 on the 8th
		c.Jump(victory.AddDate(-3, 0, 0))
		pass(24 * time.Hour)
		if got := nightly.times(); got != "7 03:00, 8 03:00, 7 03:00" {
			t.Errorf("after years back the job ran at %s, want it to be planned anew", got)
		}
	})
}

func TestPause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := NewClock(victory, 0)
		p := &planner{due: []time.Time{victory.Add(time.Minute)}}
		var hourly count
		start(t, c, p, nil, hourly.job(t, "0 * * * *"))
		pass(24 * time.Hour)
		if len(p.done) != 0 || len(hourly.ran) != 0 {
			t.Errorf("%d things and %d jobs were done while paused", len(p.done), len(hourly.ran))
		}
		if n := p.n(); n > 24*60+1 {
			t.Errorf("asked %d times in a paused day, want at most every minute of real time", n)
		}
		c.SetSpeed(60)
		pass(time.Minute)
		if len(p.done) != 1 || hourly.times() != "7 01:00" {
			t.Errorf("after the pause %d things were done, hourly job at %s; want 1, 7 01:00", len(p.done), hourly.times())
		}
	})
}

// TestVeryFast: a day in a second must not ask a thousand times in it.
func TestVeryFast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &planner{due: []time.Time{victory.Add(5 * time.Hour)}}
		start(t, NewClock(victory, maxSpeed), p, nil)
		pass(10 * time.Second)
		if n := p.n(); n > 43 {
			t.Errorf("asked %d times in 10 s, want four times a second", n)
		}
		if len(p.done) != 1 || p.done[0].Sub(victory) > 5*time.Hour+time.Second {
			t.Errorf("done at %v, want when due", p.done)
		}
	})
}

func TestWake(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &planner{}
		s := start(t, NewClock(victory, 1), p, nil)
		for i := range 10 {
			pass(time.Second)
			s.Wake()
			s.Wake() // owed once
			synctest.Wait()
			if n := p.n(); n < 2+i || n > 2*(2+i) {
				t.Errorf("asked %d times after %d wakes", n, i+1)
			}
		}
	})
}

// TestFailingPlanner: it is asked again with back-off until it works, whatever
// wakes; jobs go on meanwhile.
func TestFailingPlanner(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func() error{
		"error": func() error { return errors.New("database is locked") },
		"panic": func() error { panic("index out of range") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				over := time.Now().Add(10 * time.Minute)
				p := &planner{due: []time.Time{victory.Add(time.Minute)}}
				p.fail = func() error {
					if time.Now().Before(over) {
						return fault()
					}
					return nil
				}
				var log strings.Builder
				var every count
				s := start(t, NewClock(victory, 1), p, &log, every.job(t, "* * * * *"))
				for range 10 * 60 {
					s.Wake()
					pass(time.Second)
				}
				pass(2 * time.Minute)
				for i := 1; p.real[i].Before(over); i++ {
					if gap := p.real[i].Sub(p.real[i-1]); gap != loa.Backoff(i) {
						t.Errorf("try %d came %v after the one before, want %v", i+1, gap, loa.Backoff(i))
					}
				}
				if len(p.done) != 1 {
					t.Errorf("%d of 1 things done once the planner worked", len(p.done))
				}
				if len(every.ran) != 12 {
					t.Errorf("the job ran %d times in 12 minutes", len(every.ran))
				}
				if !strings.Contains(log.String(), "plan what is due") {
					t.Error("the failure was not logged")
				}
			})
		})
	}
}

// TestPlannerNeverDone: one that always wants to be asked again at once is asked
// every second.
func TestPlannerNeverDone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &planner{again: true}
		start(t, NewClock(victory, 1), p, nil)
		pass(time.Minute)
		if n := p.n(); n < 60 || n > 63 {
			t.Errorf("asked %d times in a minute, want every second", n)
		}
	})
}

func TestBrokenJobs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		next, err := Cron("* * * * *")
		if err != nil {
			t.Fatal(err)
		}
		var panicking, slow int // without a lock: a job never runs twice at once
		broken := func(runs *int, do func() error) Job {
			return Job{Name: "broken", When: next, Run: func(context.Context, time.Time) error {
				*runs++
				return do()
			}}
		}
		var log strings.Builder
		var good count
		start(t, NewClock(victory, 1), &planner{}, &log,
			broken(&panicking, func() error { panic("nil map") }),
			broken(&slow, func() error { <-time.After(150 * time.Second); return nil }),
			good.job(t, "* * * * *"))
		pass(10*time.Minute + time.Second)
		if panicking != 10 || len(good.ran) != 10 {
			t.Errorf("panicking job ran %d times, the one beside it %d times; want 10 each", panicking, len(good.ran))
		}
		if slow != 4 { // at minutes 1, 4, 7 and 10
			t.Errorf("slow job ran %d times, want 4", slow)
		}
		for _, want := range []string{"panic: nil map", "left out"} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("log does not say %q", want)
			}
		}
	})
}

// TestStopWaitsForJobs: Run returns only when the jobs have.
func TestStopWaitsForJobs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		next, err := Cron("* * * * *")
		if err != nil {
			t.Fatal(err)
		}
		finished := false
		job := Job{Name: "backup", When: next, Run: func(ctx context.Context, _ time.Time) error {
			<-ctx.Done()
			<-time.After(time.Second) // clears up
			finished = true
			return ctx.Err()
		}}
		ctx, stop := context.WithCancel(t.Context())
		s := New(NewClock(time.Time{}, 0), time.UTC, &planner{}, []Job{job}, zerolog.Nop())
		go func() { <-time.After(90 * time.Second); stop() }()
		if err := s.Run(ctx); err != nil || !finished {
			t.Errorf("Run: %v, job finished: %v", err, finished)
		}
	})
}
