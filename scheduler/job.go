package scheduler

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// job is a Job with its plan. next belongs to the loop.
type job struct {
	Job
	next    time.Time // zero before the first plan, or when it never comes again
	running atomic.Bool
}

// runJobs starts the jobs that are due, each in a goroutine of the group. A clock
// that has jumped over several firings runs a job once. One that has gone back a
// little (the system clock was set) leaves the plan as it is, so that no instant
// is fired for twice; gone back by more than a day it was wrong before, or
// somebody rehearses, and waiting for the old plan could take years.
func (s *Scheduler) runJobs(ctx context.Context, group *sync.WaitGroup, now, last time.Time) {
	first := last.IsZero()
	back := !first && now.Before(last.Add(-farBack))
	if back && len(s.jobs) > 0 {
		s.log.Warn().Time("from", last).Time("to", now).Msg("clock went back, jobs are planned anew")
	}
	for _, j := range s.jobs {
		if first || back {
			j.next = j.When.Next(now)
			continue
		}
		if j.next.IsZero() || j.next.After(now) {
			continue
		}
		j.next = j.When.Next(now)
		if !j.running.CompareAndSwap(false, true) {
			s.log.Warn().Str("job", j.Name).Msg("job still running, left out")
			continue
		}
		group.Go(func() {
			defer j.running.Store(false)
			err := safely(func() error { return j.Run(ctx, now) })
			if err != nil && ctx.Err() == nil {
				s.log.Error().Err(err).Str("job", j.Name).Msg("run job")
			}
		})
	}
}
