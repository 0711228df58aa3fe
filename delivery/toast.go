package delivery

import (
	"fmt"
	"time"

	"loa"
)

const (
	// toastSenders is how many answers to taps are on their way at once. A round trip
	// of 40 ms allows 800 a second.
	toastSenders = 32
	// toastsWaiting is how many may wait for one of those; what comes then is stored.
	toastsWaiting = 1024
)

// Toasts sends answers to taps at once, without the outbox, and returns those that it
// cannot take: the caller stores them. Nobody misses a toast that is lost when Loa dies,
// since what the tap has done is stored; but one that waits for the disk twice comes
// when the finger is gone.
func (w *Worker) Toasts(list []loa.Delivery) (left []loa.Delivery) {
	w.taking.RLock()
	defer w.taking.RUnlock()
	if !w.takes {
		return list
	}
	for i, d := range list {
		select {
		case w.toasts <- d:
		default:
			return list[i:]
		}
	}
	return nil
}

// startToasts begins to take toasts; stop ends that once all that were taken are sent.
func (w *Worker) startToasts(f flight) (stop func()) {
	w.toasts = make(chan loa.Delivery, toastsWaiting)
	for range toastSenders {
		w.requests.Go(func() {
			for d := range w.toasts {
				w.toast(f, d)
			}
		})
	}
	w.take(true)
	return func() {
		w.take(false)
		close(w.toasts) // nobody hands over any more
	}
}

func (w *Worker) take(takes bool) {
	w.taking.Lock()
	defer w.taking.Unlock()
	w.takes = takes
}

// toast sends one answer to a tap, again if it must be, as long as somebody may wait for it.
func (w *Worker) toast(f flight, d loa.Delivery) {
	for d.Attempt = 1; ; d.Attempt++ {
		if !d.NotAfter.IsZero() && w.clock.Now().After(d.NotAfter) {
			return
		}
		_, err := w.sender.Send(f.sends, d)
		if err == nil {
			return
		}
		failure := loa.FailureOf(err)
		wait := loa.Backoff(d.Attempt)
		switch failure.Class {
		case loa.FailRetry, loa.FailUncertain: // the same answer twice does no harm
		case loa.FailWait:
			wait = failure.After
		case loa.FailMisconfigured:
			f.stop(fmt.Errorf("answer tap: %w", err))
			return
		default:
			w.log.Info().Err(failure).Str("chat", string(d.Chat)).Str("class", string(failure.Class)).Msg("toast not sent")
			return
		}
		if !w.pauseToast(f, wait) {
			return
		}
	}
}

// pauseToast waits for the next attempt; false once the run is stopping.
func (w *Worker) pauseToast(f flight, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-f.stopping:
		return false
	}
}
