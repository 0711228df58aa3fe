package campaign

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"loa"
	"loa/storage"
)

// The buttons of a broadcast's card.
const (
	PauseButton  = "bpause"
	ResumeButton = "bresume"
	StopButton   = "bstop"
	AgainButton  = "bagain"
)

// stoppedReason is why what waited did not go out; cards say it in words.
const stoppedReason = "stopped by an editor"

// Pause holds what waits of a broadcast; what is being sent is finished.
func (d *Desk) Pause(who loa.Sender, id loa.BroadcastID) (loa.Broadcast, error) {
	return d.control(who, id, loa.BroadcastPaused, func(b loa.Broadcast) error {
		return d.tx.HoldBroadcast(b.ID, farAway())
	}, loa.BroadcastRunning)
}

// Resume lets a paused broadcast go on.
func (d *Desk) Resume(who loa.Sender, id loa.BroadcastID) (loa.Broadcast, error) {
	return d.control(who, id, loa.BroadcastRunning, func(b loa.Broadcast) error {
		return d.tx.HoldBroadcast(b.ID, d.now)
	}, loa.BroadcastPaused)
}

// Stop ends a broadcast for good: what waits does not go out.
func (d *Desk) Stop(who loa.Sender, id loa.BroadcastID) (loa.Broadcast, error) {
	return d.control(who, id, loa.BroadcastStopped, func(b loa.Broadcast) error {
		return d.tx.StopBroadcast(b.ID, stoppedReason, d.now)
	}, loa.BroadcastWaiting, loa.BroadcastScheduled, loa.BroadcastRunning, loa.BroadcastPaused)
}

// control moves a broadcast from one of the states to another. Pressing twice, or
// two people pressing at once, does no harm: the second is told how it stands.
func (d *Desk) control(who loa.Sender, id loa.BroadcastID, to loa.BroadcastState, do func(loa.Broadcast) error, from ...loa.BroadcastState) (loa.Broadcast, error) {
	b, err := d.Broadcast(who, id)
	if err != nil {
		return b, err
	}
	possible := false
	for _, s := range from {
		possible = possible || b.State == s
	}
	if !possible {
		return b, refuse("campaign.broadcast_is_"+string(b.State), nil)
	}
	if err := do(b); err != nil {
		return b, err
	}
	b.State = to
	if to.Ended() {
		b.Ended = d.now
	}
	if _, err := d.tx.SaveBroadcast(b); err != nil {
		return b, err
	}
	d.moved = true
	return b, d.audit(who.Account, "broadcast."+string(to), broadcastSubject(b.ID), "")
}

// SendAgain sends an ended broadcast to the groups it provably missed. What is
// uncertain is not repeated: a person looks first.
func (d *Desk) SendAgain(who loa.Sender, id loa.BroadcastID) (loa.Broadcast, error) {
	b, err := d.Broadcast(who, id)
	if err != nil {
		return b, err
	}
	if !b.State.Ended() {
		return b, refuse("campaign.broadcast_is_"+string(b.State), nil)
	}
	if gone, err := d.s.withdrawn(d.tx, loa.Item{Broadcast: id}); err != nil || gone {
		return b, cmp.Or(err, refuse("correct.is_withdrawn", nil))
	}
	all, err := d.tx.BroadcastDeliveries(id)
	if err != nil {
		return b, err
	}
	reached, missed := map[loa.GroupID]bool{}, map[loa.GroupID]int{}
	for _, x := range all {
		switch x.State {
		case loa.Failed, loa.Expired:
			missed[x.Group]++
		default:
			reached[x.Group] = true
		}
	}
	groups, err := d.tx.Groups(loa.GroupActive)
	if err != nil {
		return b, err
	}
	again := 0
	for _, g := range groups {
		tries := missed[g.ID]
		if tries == 0 || reached[g.ID] {
			continue
		}
		if err := d.s.queueBroadcast(d.tx, b, g, fmt.Sprintf("broadcast:%d:%d:again%d", b.ID, g.ID, tries), d.now); err != nil {
			return b, err
		}
		again++
	}
	if again == 0 {
		return b, refuse("campaign.nobody_missed", nil)
	}
	b.State, b.Ended = loa.BroadcastRunning, time.Time{}
	if _, err := d.tx.SaveBroadcast(b); err != nil {
		return b, err
	}
	d.moved = true
	return b, d.audit(who.Account, "broadcast.again", broadcastSubject(b.ID), fmt.Sprintf("%d groups", again))
}

// startScheduled starts the broadcasts whose time has come.
func (s *Service) startScheduled(ctx context.Context, now time.Time) (next time.Time, err error) {
	var due []loa.Broadcast
	err = s.db.View(ctx, func(tx *storage.Tx) error {
		open, err := tx.OpenBroadcasts()
		for _, b := range open {
			switch {
			case b.State != loa.BroadcastScheduled:
			case b.At.After(now) && (next.IsZero() || b.At.Before(next)):
				next = b.At
			case !b.At.After(now):
				due = append(due, b)
			}
		}
		return err
	})
	if err != nil || len(due) == 0 {
		return next, err
	}
	err = s.db.Update(ctx, func(tx *storage.Tx) error {
		for _, was := range due {
			b, err := tx.Broadcast(was.ID) // it may have been stopped meanwhile
			if err != nil {
				return err
			}
			if b.State != loa.BroadcastScheduled {
				continue
			}
			if now.Sub(b.At) > broadcastKeep {
				b.State, b.Ended = loa.BroadcastStopped, now
				if _, err := tx.SaveBroadcast(b); err != nil {
					return err
				}
				if err := s.refreshCard(tx, b); err != nil {
					return err
				}
				continue
			}
			if _, err := s.release(tx, b, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return next, fmt.Errorf("start broadcasts: %w", err)
	}
	s.wake()
	s.broadcastMoved()
	return next, nil
}
