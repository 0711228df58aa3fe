// Package scheduler is what makes things happen by time: a clock that a rehearsal
// can move, the loop that asks the planner for what is due, and regular jobs.
//
// It decides nothing and remembers nothing over a restart. What is due, what is
// too late and what was done already the planner knows, from what is stored; so
// asking it once too often does no harm, and asking it late is made good.
package scheduler

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"loa"
)

// Planner decides all that is due at now and returns when something is due next
// (zero: nothing known). It must bear to be asked at any time, also when the
// clock has gone back.
type Planner interface {
	Tick(ctx context.Context, now time.Time) (next time.Time, err error)
}

// Job is something done regularly, such as the nightly backup. What was missed
// while Loa did not run is not made good.
type Job struct {
	Name string
	When loa.Next // asked with times in the scheduler's zone; see Cron
	Run  func(ctx context.Context, now time.Time) error
}

const (
	// minute is how far apart, in campaign time, the planner is asked at most, as
	// somebody may have changed the data without a Wake.
	minute = time.Minute
	// atLeast is how far apart it is asked at least for no other reason, in real
	// time: a rehearsal at a day in a second would else ask 1,440 times in it. It
	// matters above a speed of 240.
	atLeast = time.Second / 4
	// notDone is the real time after which a planner is asked again that said it
	// has more to do now: soon, but without spinning.
	notDone = time.Second
	// farBack is how far the clock must have gone back for jobs to be planned anew.
	farBack = 24 * time.Hour
)

// Scheduler asks the planner in time and runs the jobs.
type Scheduler struct {
	clock   *Clock
	zone    *time.Location
	planner Planner
	jobs    []*job
	log     zerolog.Logger
	wake    chan struct{}
}

// New makes a scheduler whose jobs are planned in the zone.
func New(clock *Clock, zone *time.Location, p Planner, jobs []Job, log zerolog.Logger) *Scheduler {
	s := &Scheduler{
		clock: clock, zone: zone, planner: p,
		log:  log.With().Str("part", "scheduler").Logger(),
		wake: make(chan struct{}, 1),
	}
	for _, j := range jobs {
		s.jobs = append(s.jobs, &job{Job: j})
	}
	return s
}

// Wake has the planner asked now, because what is due may have changed. It never blocks.
func (s *Scheduler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default: // it is owed already
	}
}

// Run works until ctx ends, then waits for the jobs that are running and returns nil.
//
// The planner is asked in the loop itself: nothing is planned twice at once. Jobs
// run beside it, since a backup of minutes must not delay the posts of 06:30.
func (s *Scheduler) Run(ctx context.Context) error {
	var running sync.WaitGroup
	defer running.Wait()
	var plan plan
	var last time.Time
	for ctx.Err() == nil {
		changed := s.clock.changed() // before Now, so that no change is missed
		now := s.clock.Now().In(s.zone)
		s.runJobs(ctx, &running, now, last)
		last = now
		plan = s.tick(ctx, now, plan)
		s.await(ctx, now, plan, changed)
	}
	return nil
}

// plan is what the planner said last.
type plan struct {
	next     time.Time // campaign time; zero: nothing known
	again    time.Time // real time before which it is not asked again
	failures int
}

// tick asks the planner unless it has just failed. What failed is asked for
// again until it works, after loa.Backoff in real time, wakes or not.
func (s *Scheduler) tick(ctx context.Context, now time.Time, p plan) plan {
	if p.failures > 0 && time.Now().Before(p.again) {
		return p
	}
	var next time.Time
	err := safely(func() (err error) {
		next, err = s.planner.Tick(ctx, now)
		return err
	})
	switch {
	case ctx.Err() != nil:
		return plan{}
	case err != nil:
		failures := p.failures + 1
		s.log.Error().Err(err).Time("now", now).Int("failures", failures).Msg("plan what is due")
		return plan{again: time.Now().Add(loa.Backoff(failures)), failures: failures}
	case !next.IsZero() && !next.After(now):
		return plan{again: time.Now().Add(notDone)}
	}
	return plan{next: next}
}

// await waits until the planner or a job is due, something has changed, or it is
// time to look at the clock again.
func (s *Scheduler) await(ctx context.Context, now time.Time, p plan, changed <-chan struct{}) {
	at := now.Add(max(minute, time.Duration(s.clock.Speed()*float64(atLeast))))
	if !p.next.IsZero() {
		at = sooner(at, p.next)
	}
	for _, j := range s.jobs {
		if !j.next.IsZero() {
			at = sooner(at, j.next)
		}
	}
	due, stop := s.clock.Timer(at)
	defer stop()
	look := lookAgain
	if !p.again.IsZero() {
		look = min(look, time.Until(p.again))
	}
	again := time.NewTimer(look)
	defer again.Stop()
	select {
	case <-ctx.Done():
	case <-s.wake:
	case <-changed:
	case <-due:
	case <-again.C:
	}
}

func sooner(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// safely makes an error of a panic: one broken part must not silence the others.
func safely(do func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return do()
}
