package delivery

import (
	"context"
	"fmt"
	"time"

	"loa"
)

// flight is what the requests of one Run share.
type flight struct {
	sends    context.Context         // of the requests; ends sendGrace after stopping
	settles  context.Context         // of storing outcomes; ends settleGrace later
	stopping <-chan struct{}         // nothing new is begun
	stop     context.CancelCauseFunc // ends the run
}

// deliver sends one claimed delivery and has its outcome stored.
func (w *Worker) deliver(f flight, d loa.Delivery) {
	begun := time.Now()
	receipt, err := w.sender.Send(f.sends, d)
	var took time.Duration
	if err == nil {
		took = time.Since(begun)
	}
	w.pacer.answered(d, took)
	now := w.clock.Now()
	if err == nil {
		w.record(f, d, loa.Outcome{State: loa.Sent, At: now, Receipt: receipt})
		return
	}
	failure := loa.FailureOf(err)
	w.log.Warn().Err(failure).Int64("delivery", int64(d.ID)).Str("chat", string(d.Chat)).
		Int("attempt", d.Attempt).Str("class", string(failure.Class)).Msg("delivery not sent")
	switch failure.Class {
	case loa.FailWait:
		w.pacer.hold(d, failure.After)
	case loa.FailMisconfigured:
		f.stop(fmt.Errorf("send delivery %d: %w", d.ID, err))
	}
	w.record(f, d, outcome(d, failure, now))
}

// record stores the outcome, again and again if it must be: what a platform
// answered cannot be asked for twice. If the database fails until the grace is
// over, the row is still sending; the next start finds it so and makes it
// uncertain, which is the truth by then.
func (w *Worker) record(f flight, d loa.Delivery, o loa.Outcome) {
	const lastTries = 250 * time.Millisecond // apart, during the grace
	for failures := 1; ; failures++ {
		err := w.settle.Settle(f.settles, d, o)
		if err == nil {
			return
		}
		w.log.Error().Err(err).Int64("delivery", int64(d.ID)).Str("outcome", string(o.State)).
			Int("failures", failures).Msg("settle delivery")
		if !retryIn(f, loa.Backoff(failures), lastTries) {
			return
		}
	}
}

// retryIn waits before the next try to store something: wait, or hurried once the
// run is stopping. It returns false when the grace is over.
func retryIn(f flight, wait, hurried time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return f.settles.Err() == nil
	case <-f.stopping:
	}
	timer.Reset(hurried)
	select {
	case <-timer.C:
		return f.settles.Err() == nil
	case <-f.settles.Done():
		return false
	}
}
