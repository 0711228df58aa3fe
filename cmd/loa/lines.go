package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"loa"
	"loa/delivery"
	"loa/web"
)

// line is one bot's connection with its platform.
type line struct {
	name     string // in logs and in what readiness says
	serve    func(context.Context) error
	lastPoll func() time.Time // nil: it does not poll
	up       chan struct{}    // closed when what the platform can do is known

	connected atomic.Pointer[time.Time] // since when; nil: not yet
	stopped   atomic.Pointer[string]    // why it does no more, nil: it works
	unstored  atomic.Bool               // the updates that came last could not be stored
	unsettled atomic.Bool               // what became of the last message could not be stored
}

func newLine(name string) *line { return &line{name: name, up: make(chan struct{})} }

func (l *line) isConnected() {
	now := time.Now()
	l.connected.Store(&now)
}

// startGrace is how long the work waits for bots that cannot connect while others
// have. Zalo had an outage of two hours in 2026; Telegram's groups do not wait for that.
const startGrace = 30 * time.Second

// awaitBots waits for all bots, or after a while for one. A restored database waits
// for all: what was missed is decided once for all groups.
func (a *app) awaitBots(ctx context.Context) error {
	restored, err := a.service.Restoration(ctx)
	if err != nil {
		return err
	}
	grace := time.NewTimer(startGrace)
	defer grace.Stop()
	some := make(chan struct{}) // one is there and the grace is over
	late := grace.C
	for _, l := range a.lines {
		for waits := true; waits; {
			select {
			case <-l.up:
				waits = false
			case <-some:
				waits = false
			case <-late:
				late = nil
				if restored.IsZero() && a.anyUp() {
					a.log.Warn().Str("bot", l.name).Msg("not connected yet: the others begin without it")
					close(some)
				} else {
					late = time.After(time.Second)
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	return nil
}

func (a *app) anyUp() bool {
	for _, l := range a.lines {
		select {
		case <-l.up:
			return true
		default:
		}
	}
	return false
}

// join says that a bot is there, and waits until the work has begun.
func (a *app) join(ctx context.Context, l *line) error {
	close(l.up)
	select {
	case <-a.begun:
		a.sched.Wake() // what its groups are owed was not decided without it
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// standing is what readiness asks for beside the bots' own.
type standing struct {
	undecided atomic.Bool // what is due could not be decided
}

// pollSilence is after which time without a successful getUpdates Loa counts as
// deaf: a long poll of 50 s, its 15 s of grace, and one failed attempt.
const pollSilence = 3 * time.Minute

// heard says since when a platform was not heard, if that is too long ago.
func heard(connected, lastPoll, now time.Time) error {
	last := connected
	if lastPoll.After(last) {
		last = lastPoll
	}
	if now.Sub(last) > pollSilence {
		return fmt.Errorf("nothing heard since %s", last.UTC().Format(time.RFC3339))
	}
	return nil
}

// ready says whether Loa does its work, and if not, why.
func (a *app) ready(ctx context.Context) error {
	if err := a.db.Ping(ctx); err != nil {
		return fmt.Errorf("database: %w", err)
	}
	for _, l := range a.lines {
		if err := l.ready(); err != nil {
			return err
		}
	}
	if a.standing.undecided.Load() {
		return errors.New("database: what is due could not be decided")
	}
	for _, l := range a.lines {
		if l.lastPoll == nil {
			continue
		}
		if err := heard(*l.connected.Load(), l.lastPoll(), time.Now()); err != nil {
			return fmt.Errorf("%s: %w", l.name, err)
		}
	}
	return nil
}

func (l *line) ready() error {
	why := l.stopped.Load()
	switch {
	case l.connected.Load() == nil:
		return errors.New(l.name + ": not connected yet")
	case why != nil:
		return errors.New(l.name + ": " + *why)
	case l.unstored.Load():
		return errors.New("database: what was received could not be stored, and is asked for or kept until it can")
	case l.unsettled.Load():
		return errors.New("database: what became of a message could not be stored")
	}
	return nil
}

// inbox takes what an adapter received.
type inbox interface {
	Receive(ctx context.Context, batch []loa.Update, next int64) error
}

// counted is the bot with a count of what it received.
type counted struct {
	inbox   inbox
	metrics *web.Metrics
	line    *line
}

func (c counted) Receive(ctx context.Context, batch []loa.Update, next int64) error {
	err := c.inbox.Receive(ctx, batch, next)
	c.line.unstored.Store(err != nil)
	if err != nil {
		return err
	}
	c.metrics.UpdatesReceived(len(batch))
	return nil
}

// settled stores outcomes, with a note of whether it could.
type settled struct {
	by   delivery.Settler
	line *line
}

func (s settled) Settle(ctx context.Context, d loa.Delivery, o loa.Outcome) error {
	err := s.by.Settle(ctx, d, o)
	s.line.unsettled.Store(err != nil)
	return err
}
