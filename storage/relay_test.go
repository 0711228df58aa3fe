package storage_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loa"
	"loa/storage"
	"loa/storage/storagetest"
)

func TestRelayCards(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		at := time.UnixMilli(1_700_000_000_000).UTC()
		hoa, duc := loa.Account{Platform: loa.Telegram, ID: "1"}, loa.Account{Platform: loa.Zalo, ID: "z"}
		first := loa.RelayCard{
			Person: hoa, Bot: "telegram:9", Chat: "1", Digest: "abc", Told: at, Remind: at.Add(time.Hour), Open: true,
			Items: []loa.DeliveryID{5, 7},
		}
		second := loa.RelayCard{Person: duc, Bot: "zalo:9", Chat: "z", Digest: "def", Told: at.Add(time.Minute), Open: true, Items: []loa.DeliveryID{7}}
		update(t, db, func(tx *storage.Tx) (err error) {
			if first.ID, err = tx.SaveRelayCard(first); err == nil {
				second.ID, err = tx.SaveRelayCard(second)
			}
			return err
		})
		first.Delivery, first.Shown, first.Remind, first.Open = 11, "looks", time.Time{}, false
		update(t, db, func(tx *storage.Tx) error {
			if _, err := tx.SaveRelayCard(first); err != nil {
				return err
			}
			have, err := tx.RelayCard(first.ID)
			if diff := cmp.Diff(first, have); diff != "" || err != nil {
				t.Errorf("read back (%v): %s", err, diff)
			}
			open, err := tx.OpenRelayCards()
			if diff := cmp.Diff([]loa.RelayCard{second}, open); diff != "" || err != nil {
				t.Errorf("open (%v): %s", err, diff)
			}
			of, err := tx.RelayCardsOf(7)
			if diff := cmp.Diff([]loa.RelayCard{first, second}, of); diff != "" || err != nil {
				t.Errorf("of delivery 7 (%v): %s", err, diff)
			}
			if err := tx.ErasePerson(duc); err != nil {
				return err
			}
			if _, err := tx.RelayCard(second.ID); !errors.Is(err, loa.ErrNotFound) {
				t.Errorf("the card of who was erased: %v", err)
			}
			if n, err := tx.PurgeRelayCards(at); n != 0 || err != nil {
				t.Errorf("purged %d (%v) before their time", n, err)
			}
			if n, err := tx.PurgeRelayCards(at.Add(time.Second)); n != 1 || err != nil {
				t.Errorf("purged %d (%v), want 1", n, err)
			}
			of, err = tx.RelayCardsOf(7)
			if len(of) != 0 {
				t.Errorf("left: %v", of)
			}
			return err
		})
	})
}

// TestSwitchGroup: what waits in bulk goes with the group; answers, edits, what is private and
// what has begun stay.
func TestSwitchGroup(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		at := time.UnixMilli(1_700_000_000_000).UTC()
		const from = loa.BotID("telegram:9")
		g := loa.Group{Bot: from, Chat: "-1", Thread: 3, Unit: "cb-1", Kind: "cell", State: loa.GroupActive}
		var moves, stays []loa.DeliveryID
		update(t, db, func(tx *storage.Tx) (err error) {
			if g.ID, err = tx.SaveGroup(g); err != nil {
				return err
			}
			notice := loa.Payload{Notice: &loa.Notice{Text: loa.Plain("a")}}
			add := func(to *[]loa.DeliveryID, change func(*loa.Delivery)) {
				d := loa.Delivery{
					Bot: from, Chat: "-1", Thread: 3, Group: g.ID, Priority: loa.Bulk, State: loa.Pending, Due: at, Created: at, Payload: notice,
				}
				change(&d)
				id, _, e := tx.Enqueue(d)
				err = errors.Join(err, e)
				*to = append(*to, id)
			}
			add(&moves, func(*loa.Delivery) {})
			add(&moves, func(d *loa.Delivery) { d.Due = at.Add(time.Hour) })
			add(&stays, func(d *loa.Delivery) { d.Priority = loa.Answer })
			add(&stays, func(d *loa.Delivery) { d.Payload = loa.Payload{Edit: &loa.Edit{Message: "5"}} })
			add(&stays, func(d *loa.Delivery) { d.Private = true })
			add(&stays, func(d *loa.Delivery) { d.State = loa.Expired })
			add(&stays, func(d *loa.Delivery) { d.Chat = "-1x" }) // is begun below
			return err
		})
		if _, err := db.Begin(t.Context(), stays[4:], at); err != nil {
			t.Fatal(err)
		}
		update(t, db, func(tx *storage.Tx) error {
			waiting, err := tx.WaitingOf(g.ID)
			if len(waiting) != 2 || err != nil {
				t.Errorf("waiting: %v (%v)", waiting, err)
			}
			unclear, err := tx.UnclearOf(g.ID)
			if len(unclear) != 1 || err != nil {
				t.Errorf("unclear: %v (%v)", unclear, err)
			}
			chat, err := tx.NewRelayChat()
			if err != nil {
				return err
			}
			if err := tx.SwitchGroup(g.Switched(loa.Channel{Bot: loa.RelayBot, Chat: chat})); err != nil {
				return err
			}
			for _, id := range moves {
				d, err := tx.Delivery(id)
				if d.Bot != loa.RelayBot || d.Chat != chat || d.Thread != 0 || err != nil {
					t.Errorf("delivery %d is at %s %s#%d (%v)", id, d.Bot, d.Chat, d.Thread, err)
				}
			}
			for _, id := range stays {
				d, err := tx.Delivery(id)
				if d.Bot != from || err != nil {
					t.Errorf("delivery %d is at %s (%v)", id, d.Bot, err)
				}
			}
			resting, err := tx.RestingGroup(from, "-1")
			if resting.ID != g.ID || resting.Rest != g.Channel() || err != nil {
				t.Errorf("resting: %+v (%v)", resting, err)
			}
			due, err := tx.DueRelays(at)
			if len(due) != 1 || err != nil {
				t.Errorf("due: %v (%v)", due, err)
			}
			next, err := tx.NextRelay(at)
			if !next.Equal(at.Add(time.Hour)) {
				t.Errorf("next at %s", next)
			}
			return err
		})
	})
}

// TestTakeRelayBack: only what a person settled waits again.
func TestTakeRelayBack(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		at := time.UnixMilli(1_700_000_000_000).UTC()
		for _, tt := range []struct {
			bot   loa.BotID
			state loa.DeliveryState
			want  bool
		}{
			{loa.RelayBot, loa.Relayed, true},
			{loa.RelayBot, loa.Failed, true},
			{loa.RelayBot, loa.Expired, false},
			{"telegram:9", loa.Failed, false},
			{"telegram:9", loa.Sent, false},
		} {
			update(t, db, func(tx *storage.Tx) error {
				id, _, err := tx.Enqueue(loa.Delivery{Bot: tt.bot, Chat: "c", Priority: loa.Bulk, State: loa.Pending, Due: at, Created: at})
				if err != nil {
					return err
				}
				if err := tx.SettleDelivery(id, loa.Outcome{State: tt.state, At: at, Reason: "why"}); err != nil {
					return err
				}
				got, err := tx.TakeRelayBack(id)
				d, read := tx.Delivery(id)
				if got != tt.want || tt.want != (d.State == loa.Pending && d.Settled.IsZero() && d.Reason == "") {
					t.Errorf("%s of %s: %t, then %+v", tt.state, tt.bot, got, d)
				}
				return errors.Join(err, read)
			})
		}
	})
}
