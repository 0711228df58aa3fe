package delivery

import (
	"context"
	"fmt"
	"slices"
	"time"

	"loa"
)

// look takes what is due and has a slot, begins to send it, and says when to
// look again.
func (w *Worker) look(ctx context.Context, f flight) (agenda, error) {
	if err := w.resolveDoubt(ctx); err != nil || w.doubt {
		return agenda{}, err
	}
	now := w.clock.Now()
	// Lanes that must wait can be many when chats are held by 429s for hours; they
	// must not hide the others from the bounded look.
	due, nextDue, err := w.queue.Due(ctx, w.bot, now, lookahead+w.pacer.blocked())
	if err != nil {
		return agenda{}, fmt.Errorf("list due deliveries: %w", err)
	}
	next := agenda{due: nextDue}
	var chosen []loa.Delivery
	var aside []unsent
	for _, d := range due {
		if o, ok := setAside(d, now); ok {
			aside = append(aside, unsent{d, o})
			continue
		}
		if int(w.inFlight.Load())+len(chosen) >= maxInFlight {
			continue // the next answer wakes the loop
		}
		ready, ok := w.pacer.reserve(d)
		switch {
		case ok:
			chosen = append(chosen, d)
		case !ready.IsZero() && (next.slot.IsZero() || ready.Before(next.slot)):
			next.slot = ready
		}
	}
	if err := w.begin(f, chosen); err != nil {
		return agenda{}, err
	}
	for _, u := range aside {
		if err := w.settle.Settle(ctx, u.delivery, u.outcome); err != nil {
			return agenda{}, fmt.Errorf("settle delivery %d as %s: %w", u.delivery.ID, u.outcome.State, err)
		}
	}
	if len(aside) > 0 {
		w.Wake() // what they hid can be seen now
	}
	return next, nil
}

// unsent is a delivery whose outcome is known without a request.
type unsent struct {
	delivery loa.Delivery
	outcome  loa.Outcome
}

// setAside decides what must not be sent now: what is too late, and broadcasts
// in quiet hours.
func setAside(d loa.Delivery, now time.Time) (loa.Outcome, bool) {
	deadline := !d.NotAfter.IsZero()
	if deadline && now.After(d.NotAfter) {
		return loa.Outcome{State: loa.Expired, At: now, Reason: "its time was over before it could be sent"}, true
	}
	if d.Priority != loa.Bulk {
		return loa.Outcome{}, false // whoever asks at night wants the answer
	}
	switch end := d.Quiet.Hold(now); {
	case !end.After(now):
		return loa.Outcome{}, false
	case deadline && end.After(d.NotAfter):
		return loa.Outcome{State: loa.Expired, At: now, Reason: "its time ends within the quiet hours"}, true
	default:
		return loa.Outcome{State: loa.Pending, At: now, Due: end, Reason: "held until the quiet hours end"}, true
	}
}

// begin claims the chosen deliveries in one transaction and starts their requests.
func (w *Worker) begin(f flight, chosen []loa.Delivery) error {
	if len(chosen) == 0 {
		return nil
	}
	ids := make([]loa.DeliveryID, len(chosen))
	for i, d := range chosen {
		ids[i] = d.ID
	}
	// Not the context of the loop: a claim cut off at shutdown might be stored, and
	// would count as uncertain although nothing was sent.
	begun, err := w.queue.Begin(f.settles, ids, time.Now())
	if err != nil {
		w.doubt = true
		begun = nil
	}
	for _, d := range chosen {
		i := slices.IndexFunc(begun, func(b loa.Delivery) bool { return b.ID == d.ID })
		if i < 0 { // moved or taken back meanwhile
			w.pacer.cancel(d)
			continue
		}
		// The newest content, but the chat whose slots were reserved: one that has moved says so itself.
		d.State, d.Attempt, d.Payload = begun[i].State, begun[i].Attempt, begun[i].Payload
		w.inFlight.Add(1)
		w.requests.Go(func() {
			defer w.Wake() // last, when the counts are right
			defer w.inFlight.Add(-1)
			w.deliver(f, d)
		})
	}
	if err != nil {
		return fmt.Errorf("begin %d deliveries: %w", len(chosen), err)
	}
	return nil
}

// resolveDoubt clears up after a claim that failed: it may have been stored all
// the same (a connection lost while committing), and rows that are sending for
// ever would block their chats. Once nothing is in flight, what is sending is
// the failed claim's. It was not sent, but its row cannot tell, so it becomes
// uncertain. Until then nothing new is claimed.
func (w *Worker) resolveDoubt(ctx context.Context) error {
	if !w.doubt || w.inFlight.Load() > 0 {
		return nil
	}
	n, err := w.queue.Recover(ctx, w.bot, w.clock.Now())
	if err != nil {
		return fmt.Errorf("recover after a failed claim: %w", err)
	}
	if n > 0 {
		w.log.Warn().Int("deliveries", n).Msg("claimed but not sent: uncertain")
	}
	w.doubt = false
	return nil
}
