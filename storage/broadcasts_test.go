package storage_test

import (
	"errors"
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func aBroadcast() loa.Broadcast {
	return loa.Broadcast{
		Bot: bot, Author: loa.Account{Platform: loa.Telegram, ID: "7"}, Text: loa.Styled(loa.Bold, "Kính mời"),
		Media: &loa.Media{Kind: loa.Photo, Name: "a.png", Digest: "d"}, Strand: "M9", Source: "Kế hoạch",
		To:    loa.Audience{Units: []loa.UnitID{"ward"}, Kinds: []loa.GroupKind{"cell"}},
		State: loa.BroadcastDraft, At: noon.Add(time.Hour), Chat: "7", Card: "55", Created: noon,
	}
}

func TestBroadcast(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		b := aBroadcast()
		update(t, db, func(tx *storage.Tx) (err error) {
			b.ID, err = tx.SaveBroadcast(b)
			return err
		})
		equal(t, read(t, db, func(tx *storage.Tx) (loa.Broadcast, error) { return tx.Broadcast(b.ID) }), b)
		open := func() []loa.Broadcast { return read(t, db, (*storage.Tx).OpenBroadcasts) }
		equal(t, len(open()), 0) // a draft is nobody's business
		b.State, b.Started, b.Text, b.To = loa.BroadcastRunning, noon.Add(time.Minute), loa.Plain("khác"), loa.Audience{}
		update(t, db, func(tx *storage.Tx) error {
			id, err := tx.SaveBroadcast(b)
			equal(t, id, b.ID)
			return err
		})
		equal(t, open(), []loa.Broadcast{b})
		same := func(after time.Time) (loa.Broadcast, error) {
			var found loa.Broadcast
			err := db.View(t.Context(), func(tx *storage.Tx) (err error) {
				found, err = tx.SameBroadcast(b.Digest(), after)
				return err
			})
			return found, err
		}
		if found, err := same(noon); err != nil || found.ID != b.ID {
			t.Errorf("the same content since noon: %v, %v", found.ID, err)
		}
		if _, err := same(noon.Add(time.Minute)); !errors.Is(err, loa.ErrNotFound) {
			t.Errorf("the same content since a minute later: %v, want not found", err)
		}
		err := db.View(t.Context(), func(tx *storage.Tx) error {
			_, err := tx.Broadcast(b.ID + 1)
			return err
		})
		if !errors.Is(err, loa.ErrNotFound) {
			t.Errorf("an unknown broadcast: %v", err)
		}
	})
}

// TestBroadcastDeliveries: what waits can be held, let go and stopped; what was
// sent or is being sent stays as it is.
func TestBroadcastDeliveries(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		var ids []loa.DeliveryID
		update(t, db, func(tx *storage.Tx) error {
			for _, c := range []loa.ChatID{"-1", "-2", "-3", "-4"} {
				d := loa.Delivery{Bot: bot, Chat: c, Priority: loa.Bulk, Created: noon, Due: noon, Broadcast: 5,
					Payload: loa.Payload{Notice: &loa.Notice{Text: loa.Plain("a")}}}
				if c == "-4" {
					d.Broadcast = 6
				}
				id, _, err := tx.Enqueue(d)
				if err != nil {
					return err
				}
				ids = append(ids, id)
			}
			return tx.SettleDelivery(ids[0], loa.Outcome{State: loa.Sent, At: noon})
		})
		if _, err := db.Begin(t.Context(), ids[1:2], noon); err != nil {
			t.Fatal(err)
		}
		progress := func() loa.Progress {
			return read(t, db, func(tx *storage.Tx) (loa.Progress, error) {
				all, err := tx.BroadcastDeliveries(5)
				states := map[loa.DeliveryState]int{}
				for _, d := range all {
					states[d.State]++
				}
				return loa.ProgressOf(states), err
			})
		}
		equal(t, progress(), loa.Progress{Total: 3, Sent: 1, Waiting: 2})
		due := func() int {
			list, _, err := db.Due(t.Context(), bot, noon, 10)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		equal(t, due(), 2)
		update(t, db, func(tx *storage.Tx) error { return tx.HoldBroadcast(5, noon.Add(1000*time.Hour)) })
		equal(t, due(), 1) // of the other broadcast
		update(t, db, func(tx *storage.Tx) error { return tx.HoldBroadcast(5, noon) })
		equal(t, due(), 2)
		update(t, db, func(tx *storage.Tx) error { return tx.StopBroadcast(5, "stopped", noon) })
		equal(t, due(), 1)
		equal(t, progress(), loa.Progress{Total: 3, Sent: 1, Waiting: 1, Failed: 1})
		stopped := read(t, db, func(tx *storage.Tx) ([]loa.Delivery, error) { return tx.BroadcastDeliveries(5, loa.Expired) })
		if len(stopped) != 1 || stopped[0].ID != ids[2] || stopped[0].Reason != "stopped" {
			t.Errorf("stopped: %+v", stopped)
		}
		equal(t, len(read(t, db, func(tx *storage.Tx) ([]loa.Delivery, error) { return tx.BroadcastDeliveries(5) })), 3)
		equal(t, len(read(t, db, func(tx *storage.Tx) ([]loa.Delivery, error) { return tx.BroadcastDeliveries(0) })), 0)
	})
}

func TestPurgeDrafts(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		for i, state := range []loa.BroadcastState{loa.BroadcastDraft, loa.BroadcastDraft, loa.BroadcastDone} {
			b := aBroadcast()
			b.State, b.Created = state, noon.Add(time.Duration(i)*time.Hour)
			update(t, db, func(tx *storage.Tx) error { _, err := tx.SaveBroadcast(b); return err })
		}
		update(t, db, func(tx *storage.Tx) error {
			n, err := tx.PurgeDrafts(noon.Add(time.Hour))
			equal(t, n, 1)
			return err
		})
		for id, kept := range map[loa.BroadcastID]bool{1: false, 2: true, 3: true} {
			err := db.View(t.Context(), func(tx *storage.Tx) error { _, err := tx.Broadcast(id); return err })
			equal(t, err == nil, kept)
		}
	})
}

func TestApprovals(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		lan, hung := loa.Account{Platform: loa.Telegram, ID: "1"}, loa.Account{Platform: loa.Telegram, ID: "2"}
		update(t, db, func(tx *storage.Tx) error {
			for i, by := range []loa.Account{lan, hung, lan} {
				if err := tx.Approve(loa.Approval{Digest: "d", By: by, At: noon.Add(time.Duration(i) * time.Hour)}); err != nil {
					return err
				}
			}
			return nil
		})
		got := read(t, db, func(tx *storage.Tx) ([]loa.Approval, error) { return tx.Approvals("d") })
		equal(t, got, []loa.Approval{{Digest: "d", By: lan, At: noon}, {Digest: "d", By: hung, At: noon.Add(time.Hour)}})
		equal(t, len(read(t, db, func(tx *storage.Tx) ([]loa.Approval, error) { return tx.Approvals("e") })), 0)
	})
}
