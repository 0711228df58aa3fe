package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func theItem() loa.Item {
	return loa.Item{Post: "p1", Date: loa.Date{Year: 2024, Month: 3, Day: 13}}
}

func TestCorrection(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		c := loa.Correction{
			Item: theItem(), Withdraw: true, Text: loa.Styled(loa.Bold, "lý do"), Bot: bot,
			Author: loa.Account{Platform: loa.Telegram, ID: "7"}, State: loa.CorrectionDraft, Chat: "7", Created: noon,
		}
		save := func(c loa.Correction) (id loa.CorrectionID) {
			update(t, db, func(tx *storage.Tx) (err error) {
				id, err = tx.SaveCorrection(c)
				return err
			})
			return id
		}
		of := func(item loa.Item) []loa.Correction {
			return read(t, db, func(tx *storage.Tx) ([]loa.Correction, error) { return tx.CorrectionsOf(item) })
		}
		running := func() []loa.Correction { return read(t, db, (*storage.Tx).RunningCorrections) }
		c.ID = save(c)
		equal(t, read(t, db, func(tx *storage.Tx) (loa.Correction, error) { return tx.Correction(c.ID) }), c)
		equal(t, len(of(c.Item))+len(running()), 0) // a draft is nobody's business
		_, err := tryRead(t, db, func(tx *storage.Tx) (loa.Correction, error) { return tx.Correction(99) })
		wantNotFound(t, err)

		c.State, c.Card, c.Started = loa.CorrectionRunning, "55", noon.Add(time.Minute)
		equal(t, save(c), c.ID)
		equal(t, running(), []loa.Correction{c})
		newer, other := c, c
		newer.ID, newer.Withdraw, newer.Started = 0, false, noon.Add(time.Hour)
		newer.State, newer.Ended = loa.CorrectionDone, noon.Add(2*time.Hour)
		newer.ID = save(newer)
		other.ID, other.Item = 0, loa.Item{Broadcast: 5}
		other.ID = save(other)
		equal(t, of(theItem()), []loa.Correction{newer, c})
		equal(t, of(other.Item), []loa.Correction{other})
		equal(t, running(), []loa.Correction{c, other})
	})
}

// TestCopies: what an item became is found whole, and only while it waits can it
// be amended or taken back.
func TestCopies(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		copied := func(key string) loa.DeliveryID {
			d := with(notice(chat, "x"), keyed(key))
			d.Post, d.Date, d.Group, d.Priority = theItem().Post, theItem().Date, 3, loa.Bulk
			return enqueue(t, db, d)
		}
		first, second, third := copied("a"), copied("b"), copied("c")
		enqueue(t, db, notice(chat, "something else"))
		begin(t, db, first)
		settle(t, db, first, loa.Outcome{State: loa.Uncertain, At: noon})
		amend := func(id loa.DeliveryID) (ok bool) {
			p := loa.Payload{Notice: &loa.Notice{Text: loa.Plain("right")}}
			update(t, db, func(tx *storage.Tx) (err error) { ok, err = tx.Amend(id, p, 9); return err })
			return ok
		}
		takeBack := func(id loa.DeliveryID) (ok bool) {
			update(t, db, func(tx *storage.Tx) (err error) { ok, err = tx.TakeBack(id, "withdrawn", noon); return err })
			return ok
		}
		equal(t, amend(first), false)
		equal(t, takeBack(first), false)
		equal(t, amend(second), true)
		equal(t, delivery(t, db, second).Payload.Notice.Text.String(), "right")
		equal(t, takeBack(third), true)
		equal(t, takeBack(third), false)
		gone := delivery(t, db, third)
		equal(t, string(gone.State)+" "+gone.Reason, "expired withdrawn")
		equal(t, len(read(t, db, func(tx *storage.Tx) ([]loa.Delivery, error) { return tx.Untold(10) })), 1) // the uncertain one

		ids := func(list []loa.Delivery) (ids []loa.DeliveryID) {
			for _, d := range list {
				ids = append(ids, d.ID)
			}
			return ids
		}
		equal(t, ids(read(t, db, func(tx *storage.Tx) ([]loa.Delivery, error) { return tx.Copies(theItem()) })), []loa.DeliveryID{first, second, third})
		equal(t, ids(read(t, db, func(tx *storage.Tx) ([]loa.Delivery, error) { return tx.CorrectionDeliveries(9) })), []loa.DeliveryID{second})
		equal(t, len(read(t, db, func(tx *storage.Tx) ([]loa.Delivery, error) { return tx.CorrectionDeliveries(0) })), 0)
		equal(t, ids(read(t, db, (*storage.Tx).UncertainInGroups)), []loa.DeliveryID{first})
		equal(t, read(t, db, func(tx *storage.Tx) (loa.Delivery, error) { return tx.DeliveryByKey("b") }).ID, second)
		_, err := tryRead(t, db, func(tx *storage.Tx) (loa.Delivery, error) { return tx.DeliveryByKey("") })
		wantNotFound(t, err)
		equal(t, read(t, db, func(tx *storage.Tx) ([]storage.SentItem, error) { return tx.SentPosts(5) }),
			[]storage.SentItem{{Item: theItem(), At: noon}})
	})
}

func TestSentBroadcasts(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		for i, started := range []time.Time{noon, {}, noon.Add(time.Hour)} {
			b := aBroadcast()
			b.Started = started
			update(t, db, func(tx *storage.Tx) error {
				id, err := tx.SaveBroadcast(b)
				equal(t, id, loa.BroadcastID(i+1))
				return err
			})
		}
		equal(t, read(t, db, func(tx *storage.Tx) ([]storage.SentItem, error) { return tx.SentBroadcasts(5) }), []storage.SentItem{
			{Item: loa.Item{Broadcast: 3}, At: noon.Add(time.Hour)}, {Item: loa.Item{Broadcast: 1}, At: noon},
		})
	})
}
