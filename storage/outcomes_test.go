package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func ids(list []loa.Delivery) (all []loa.DeliveryID) {
	for _, d := range list {
		all = append(all, d.ID)
	}
	return all
}

func TestUntold(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		untold := func(limit int) []loa.DeliveryID {
			return ids(read(t, db, func(tx *storage.Tx) ([]loa.Delivery, error) { return tx.Untold(limit) }))
		}
		settled := func(state loa.DeliveryState, d loa.Delivery) loa.DeliveryID {
			id := enqueue(t, db, d)
			settle(t, db, id, outcome(state))
			return id
		}
		failed := settled(loa.Failed, notice(chat, "x"))
		settled(loa.Sent, notice(chat, "x"))
		settled(loa.Pending, notice(chat, "x"))
		settled(loa.Failed, with(notice(chat, "x"), answer)) // who asked has gone on
		uncertain := settled(loa.Uncertain, notice(chat, "x"))
		expired := settled(loa.Expired, notice(chat, "x"))
		equal(t, untold(10), []loa.DeliveryID{failed, uncertain, expired})
		equal(t, untold(2), []loa.DeliveryID{failed, uncertain})

		update(t, db, func(tx *storage.Tx) error { return tx.MarkTold([]loa.DeliveryID{failed, uncertain}) })
		equal(t, untold(10), []loa.DeliveryID{expired})
		settle(t, db, uncertain, outcome(loa.Pending)) // tried once more, and failed: that is news
		equal(t, untold(10), []loa.DeliveryID{expired})
		settle(t, db, uncertain, outcome(loa.Failed))
		equal(t, untold(10), []loa.DeliveryID{uncertain, expired})
	})
}

func TestCountDeliveries(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		equal(t, read(t, db, (*storage.Tx).CountDeliveries), map[loa.DeliveryState]int{})
		for _, state := range []loa.DeliveryState{loa.Pending, loa.Sent, loa.Sent, loa.Uncertain, loa.Failed, loa.Expired, loa.Relayed} {
			settle(t, db, enqueue(t, db, notice(chat, "x")), outcome(state))
		}
		begin(t, db, enqueue(t, db, notice("-1", "x")))
		equal(t, read(t, db, (*storage.Tx).CountDeliveries), map[loa.DeliveryState]int{loa.Pending: 1, loa.Sending: 1,
			loa.Sent: 2, loa.Uncertain: 1, loa.Failed: 1, loa.Expired: 1, loa.Relayed: 1})
	})
}

func TestOldestPending(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		oldest := func(now time.Time) time.Time {
			return read(t, db, func(tx *storage.Tx) (time.Time, error) { return tx.OldestPending(now) })
		}
		equal(t, oldest(noon), time.Time{})
		enqueue(t, db, with(notice(chat, "x"), dueAt(noon.Add(time.Hour))))
		equal(t, oldest(noon), time.Time{})
		enqueue(t, db, notice(chat, "x"))
		settle(t, db, enqueue(t, db, with(notice(chat, "x"), dueAt(noon.Add(-time.Hour)))), outcome(loa.Sent))
		equal(t, oldest(noon.Add(2*time.Hour)), noon)
	})
}

func TestSentOn(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		date := loa.DateOf(noon, time.UTC)
		post := func(group loa.GroupID, post loa.PostID, d loa.Date) loa.DeliveryID {
			return enqueue(t, db, with(notice(chat, "x"), func(n *loa.Delivery) { n.Group, n.Post, n.Date = group, post, d }))
		}
		first := post(1, "p1", date)
		post(2, "p1", date)
		post(1, "p1", date.AddDays(1))
		post(1, "", date)
		second := post(1, "p2", date)
		settle(t, db, second, outcome(loa.Failed)) // any state counts
		got := read(t, db, func(tx *storage.Tx) ([]loa.Delivery, error) { return tx.SentOn(1, date) })
		equal(t, ids(got), []loa.DeliveryID{first, second})
	})
}
