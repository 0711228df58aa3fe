package delivery

import (
	"context"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"loa"
	"loa/storage"
	"loa/storage/storagetest"
)

// settler stores outcomes as the campaign does, but cannot for one delivery.
type settler struct {
	db     *storage.DB
	broken loa.DeliveryID
}

func (s settler) Settle(ctx context.Context, d loa.Delivery, o loa.Outcome) error {
	if d.ID == s.broken {
		return errLocked
	}
	return s.db.Update(ctx, func(tx *storage.Tx) error { return tx.SettleDelivery(d.ID, o) })
}

// TestOnStorage runs the worker on a real database through a 429, a move, a
// refusal, an interrupted settling and a restart: everything is sent once.
func TestOnStorage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		db := storagetest.Open(t)
		const chats, each = 40, 3
		var lost loa.DeliveryID // taken by the platform, never settled
		lanes := map[loa.ChatID][]loa.DeliveryID{}
		err := db.Update(t.Context(), func(tx *storage.Tx) error {
			for range each {
				for chat := range chats {
					d := broadcast(chat)
					d.Bot, d.Due, d.Created = bot, time.Now(), time.Now()
					d.Payload.Notice = &loa.Notice{Text: loa.Plain("tin")}
					id, _, err := tx.Enqueue(d)
					if err != nil {
						return err
					}
					if lanes[d.Chat] = append(lanes[d.Chat], id); chat == 5 {
						lost = lanes[d.Chat][0]
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		moved := failure(loa.FailMoved)
		moved.NewChat = group(900)
		refusal, flood := failing(group(3), failure(loa.FailRefused)), failing(group(2), nil, wait(20*time.Second))
		b := newBench(TelegramPace())
		b.answer = func(d loa.Delivery) error {
			if d.Chat == group(4) {
				return moved
			}
			if err := refusal(d); err != nil {
				return err
			}
			return flood(d)
		}
		states := func() (states map[loa.DeliveryState]int) {
			t.Helper()
			err := db.View(t.Context(), func(tx *storage.Tx) (err error) {
				states, err = tx.CountDeliveries()
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			maps.DeleteFunc(states, func(_ loa.DeliveryState, n int) bool { return n == 0 })
			return states
		}

		b.Worker = New(bot, db, settler{db, lost}, b.platform, realClock{}, TelegramPace(), b.Worker.log)
		b.run(t)
		pass(t.Context(), 2*time.Second)
		b.end(t)
		if got := states(); got[loa.Sending] != 1 || got[loa.Pending] == 0 {
			t.Errorf("stopped in the middle: %v, want one sending and some pending", got)
		}
		b.Worker = New(bot, db, settler{db, 0}, b.platform, realClock{}, TelegramPace(), b.Worker.log)
		b.run(t)
		pass(t.Context(), 2*time.Minute)
		b.end(t)

		want := map[loa.DeliveryState]int{loa.Sent: chats*each - 2, loa.Failed: 1, loa.Uncertain: 1}
		if got := states(); !maps.Equal(got, want) {
			t.Errorf("states %v, want %v", got, want)
		}
		b.checkPace(t, TelegramPace())
		taken := map[loa.ChatID][]loa.DeliveryID{}
		for _, r := range b.taken() {
			if r.err == nil {
				taken[r.delivery.Chat] = append(taken[r.delivery.Chat], r.delivery.ID)
			}
		}
		lanes[group(900)] = lanes[group(4)]
		lanes[group(4)] = nil
		lanes[group(3)] = lanes[group(3)][1:]
		for chat, ids := range lanes {
			if !slices.Equal(taken[chat], ids) {
				t.Errorf("%s got %v, want %v", chat, taken[chat], ids)
			}
		}
	})
}
