// Package delivery is the outbox worker: it takes what is due from the stored
// queue, keeps the platform's pace, sends, and has the outcome stored. Nothing
// else calls an adapter's Send.
//
// What it promises:
//
//   - A delivery is stored as sending before its request is written, so what may
//     have arrived when Loa died is known at the next start and is never sent
//     again blindly.
//   - Within a chat the order of the queue is kept: the next delivery waits until
//     the one before it is settled.
//   - A sliding window at the platform never holds more requests than the limits
//     say, whatever the latencies. The one exception, a network that becomes
//     faster within seconds, is bounded (see pacer).
//   - Answers to people go before broadcasts; answers to taps, before anything (see Toasts).
//
// Two clocks are in use. Due, NotAfter and quiet hours are campaign time, which a
// rehearsal may move; pace and 429s are the platform's, so they run in real time.
package delivery

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"loa"
)

// Clock is campaign time.
type Clock interface {
	Now() time.Time
	// Timer closes fired when campaign time reaches t; stop gives the timer up.
	Timer(t time.Time) (fired <-chan struct{}, stop func())
}

// Queue is the stored outbox of all bots.
type Queue interface {
	// Recover makes uncertain what was being sent when the last run ended.
	Recover(ctx context.Context, bot loa.BotID, at time.Time) (int, error)
	// Recent lists the requests begun after since (real time).
	Recent(ctx context.Context, bot loa.BotID, since time.Time) ([]loa.Pace, error)
	// Due lists the heads of the lanes that are due and have nothing in flight, by
	// priority and age, and when the next one becomes due (zero: nothing waits). What
	// waits to be tried again holds up what was queued after it in its lane.
	Due(ctx context.Context, bot loa.BotID, now time.Time, limit int) (due []loa.Delivery, next time.Time, err error)
	// Begin makes pending deliveries sending and returns those it really took, as
	// they are now: an edit may have been renewed since it was seen to be due.
	Begin(ctx context.Context, ids []loa.DeliveryID, wall time.Time) ([]loa.Delivery, error)
}

// Settler stores how an attempt ended, with all that follows from it.
type Settler interface {
	Settle(ctx context.Context, d loa.Delivery, o loa.Outcome) error
}

// Sender is a platform's adapter. Its errors hold a *loa.Failure.
type Sender interface {
	Send(ctx context.Context, d loa.Delivery) (loa.Receipt, error)
}

const (
	// sendGrace is how long requests in flight may go on once Run is to stop: a
	// Telegram answer takes well under a second, an upload some seconds. What is
	// not answered by then is uncertain. sendGrace + settleGrace = 7 s stays below
	// the 10 s after which Docker kills and the 90 s of systemd.
	sendGrace = 5 * time.Second
	// settleGrace is how long the outcomes may then still take to be stored.
	settleGrace = 2 * time.Second

	// lookahead is how many sendable deliveries one look at the queue brings: more
	// than one window of 30, so that toasts, which take no slot, are seen behind
	// answers that wait for theirs.
	lookahead = 100
	// maxInFlight bounds the requests that are unanswered or not yet settled: two
	// windows of 30, so that settling slowly does not slow the pace.
	maxInFlight = 64
	// lookAgain bounds the wait in real time: another process may have queued
	// something and could not wake this one. Answers to people never wait for it:
	// they are queued by the process that receives for the bot and sends for it.
	lookAgain = 15 * time.Second
)

// Worker delivers what one bot has to send.
type Worker struct {
	bot    loa.BotID
	queue  Queue
	settle Settler
	sender Sender
	clock  Clock
	pacer  *pacer
	log    zerolog.Logger

	wake     chan struct{}
	requests sync.WaitGroup    // one for each delivery from its claim until it is settled
	inFlight atomic.Int64      // how many those are
	toasts   chan loa.Delivery // answers to taps, taken without the outbox
	taking   sync.RWMutex
	takes    bool // toasts are taken, guarded by taking
	doubt    bool // a claim failed and may have been stored all the same; of the loop only
}

// New makes the worker of the bot. There must be one per bot at a time: Recover
// takes everything that is sending for lost.
func New(bot loa.BotID, q Queue, settle Settler, s Sender, clock Clock, pace Pace, log zerolog.Logger) *Worker {
	return &Worker{
		bot: bot, queue: q, settle: settle, sender: s, clock: clock,
		pacer: newPacer(pace),
		log:   log.With().Str("part", "delivery").Str("bot", string(bot)).Logger(),
		wake:  make(chan struct{}, 1),
	}
}

// Wake tells the worker that the queue has changed. It never blocks.
func (w *Worker) Wake() {
	select {
	case w.wake <- struct{}{}:
	default: // a look is already owed
	}
}

// Run delivers until ctx ends, then waits for what is in flight, at most
// sendGrace + settleGrace, and returns nil. It returns an error when the start
// fails or the platform says that the set-up is wrong (a revoked token): then
// nothing is lost, what waits stays pending.
func (w *Worker) Run(ctx context.Context) error {
	if err := w.start(ctx); err != nil {
		if ctx.Err() != nil { // stopped before it began
			return nil
		}
		return err
	}
	run, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	// Requests and the storing of their outcomes outlive ctx by their grace.
	sends, stopSends := context.WithCancel(context.WithoutCancel(ctx))
	defer stopSends()
	settles, stopSettles := context.WithCancel(context.WithoutCancel(ctx))
	defer stopSettles()

	f := flight{sends: sends, settles: settles, stopping: run.Done(), stop: stop}
	stopToasts := w.startToasts(f)
	w.loop(run, f)
	stopToasts()

	defer time.AfterFunc(sendGrace, stopSends).Stop()
	defer time.AfterFunc(sendGrace+settleGrace, stopSettles).Stop()
	w.requests.Wait()
	if ctx.Err() != nil {
		return nil
	}
	return context.Cause(run)
}

// start settles what the last run left behind and rebuilds the slots.
func (w *Worker) start(ctx context.Context) error {
	lost, err := w.queue.Recover(ctx, w.bot, w.clock.Now())
	if err != nil {
		return fmt.Errorf("recover deliveries: %w", err)
	}
	if lost > 0 {
		w.log.Warn().Int("deliveries", lost).Msg("interrupted while sending: uncertain, not sent again")
	}
	recent, err := w.queue.Recent(ctx, w.bot, time.Now().Add(-w.pacer.memory()))
	if err != nil {
		return fmt.Errorf("list recent requests: %w", err)
	}
	w.pacer.rebuild(recent, lost > 0)
	return nil
}

// loop looks at the queue whenever something may have become sendable.
func (w *Worker) loop(ctx context.Context, f flight) {
	for failures := 0; ctx.Err() == nil; {
		next, err := w.look(ctx, f)
		if err != nil && ctx.Err() == nil {
			failures++
			w.log.Error().Err(err).Int("failures", failures).Msg("look at the queue")
			w.pause(ctx, loa.Backoff(failures))
			continue
		}
		failures = 0
		w.wait(ctx, next)
	}
}

// pause waits without listening to wakes, so that a broken database is not hammered.
func (w *Worker) pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// agenda says when there will be something to do; zero: nothing known.
type agenda struct {
	slot time.Time // real time: a slot comes free for something that is due
	due  time.Time // campaign time: something becomes due
}

func (w *Worker) wait(ctx context.Context, next agenda) {
	pause := lookAgain
	if !next.slot.IsZero() {
		pause = min(pause, time.Until(next.slot))
	}
	slot := time.NewTimer(pause)
	defer slot.Stop()
	var due <-chan struct{} // nil: blocks for ever
	if !next.due.IsZero() {
		fired, stop := w.clock.Timer(next.due)
		defer stop()
		due = fired
	}
	select {
	case <-ctx.Done():
	case <-w.wake:
	case <-slot.C:
	case <-due:
	}
}
