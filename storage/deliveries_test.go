package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

// notice is a broadcast, due at noon.
func notice(c loa.ChatID, text string) loa.Delivery {
	return loa.Delivery{Bot: bot, Chat: c, Priority: loa.Bulk, Created: noon, Due: noon,
		Payload: loa.Payload{Notice: &loa.Notice{Text: loa.Plain(text)}}}
}

func edit(message loa.MessageID, text string) loa.Delivery {
	d := notice(chat, "")
	d.Payload = loa.Payload{Edit: &loa.Edit{Message: message, Text: loa.Plain(text)}}
	return d
}

func with(d loa.Delivery, change func(*loa.Delivery)) loa.Delivery {
	change(&d)
	return d
}

func answer(d *loa.Delivery)                 { d.Priority = loa.Answer }
func dueAt(at time.Time) func(*loa.Delivery) { return func(d *loa.Delivery) { d.Due = at } }
func keyed(key string) func(*loa.Delivery)   { return func(d *loa.Delivery) { d.Key = key } }
func tapped(tap string) func(d *loa.Delivery) {
	return func(d *loa.Delivery) { d.Payload = loa.Payload{Toast: &loa.Toast{Tap: tap}} }
}
func outcome(s loa.DeliveryState) loa.Outcome {
	return loa.Outcome{State: s, At: noon, Reason: "because"}
}

func tryEnqueue(t testing.TB, db *storage.DB, d loa.Delivery) (id loa.DeliveryID, queued bool) {
	t.Helper()
	update(t, db, func(tx *storage.Tx) (err error) {
		id, queued, err = tx.Enqueue(d)
		return err
	})
	return id, queued
}

func enqueue(t testing.TB, db *storage.DB, d loa.Delivery) loa.DeliveryID {
	t.Helper()
	id, queued := tryEnqueue(t, db, d)
	if !queued || id == 0 {
		t.Fatalf("not queued: id %d", id)
	}
	return id
}

func delivery(t testing.TB, db *storage.DB, id loa.DeliveryID) loa.Delivery {
	t.Helper()
	return read(t, db, func(tx *storage.Tx) (loa.Delivery, error) { return tx.Delivery(id) })
}

func settle(t testing.TB, db *storage.DB, id loa.DeliveryID, o loa.Outcome) {
	t.Helper()
	update(t, db, func(tx *storage.Tx) error { return tx.SettleDelivery(id, o) })
}

func TestEnqueueKeepsAll(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		d := loa.Delivery{
			Bot: bot, Chat: chat, Thread: 9, Private: true, Group: 3, Priority: loa.Bulk, Key: "post:p1:3:2024-03-13",
			Payload: loa.Payload{Choice: &loa.Choice{Question: "Năm nào?", Options: []string{"1953", "1954"}, Quiz: true, Answer: 1,
				ClosesAt: noon.Add(time.Hour)}},
			Due: noon.Add(time.Minute), NotAfter: noon.Add(2 * time.Hour),
			Quiet: loa.QuietHours{From: 21 * 60, Until: 5*60 + 30, Zone: loa.DefaultZone},
			Post:  "p1", Date: loa.Date{Year: 2024, Month: 3, Day: 13}, Created: noon.Add(123 * time.Millisecond),
		}
		d.ID = enqueue(t, db, d)
		d.State = loa.Pending
		equal(t, delivery(t, db, d.ID), d)

		// Nothing but what must be: no instant, day or quiet hours come out of nothing.
		bare := loa.Delivery{Bot: bot, Chat: chat, Payload: loa.Payload{Pin: &loa.Pin{Message: "1"}}}
		bare.ID = enqueue(t, db, bare)
		bare.State = loa.Pending
		equal(t, bare.ID, d.ID+1)
		equal(t, delivery(t, db, bare.ID), bare)

		// What has no time of its own is due when it is made.
		now := enqueue(t, db, with(notice(chat, "x"), dueAt(time.Time{})))
		equal(t, delivery(t, db, now).Due, noon)

		_, err := tryRead(t, db, func(tx *storage.Tx) (loa.Delivery, error) { return tx.Delivery(99) })
		wantNotFound(t, err)
	})
}

// Instants are kept to the millisecond, whatever their zone.
func TestInstants(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		saigon := time.FixedZone("+07", 7*60*60)
		for _, at := range []time.Time{
			time.Date(2024, 3, 13, 12, 0, 0, 123456789, saigon),
			time.Date(1954, 5, 7, 17, 30, 0, 0, saigon),
			time.Date(9999, 12, 31, 23, 59, 59, 999e6, time.UTC),
		} {
			id := enqueue(t, db, with(notice(chat, "x"), dueAt(at)))
			equal(t, delivery(t, db, id).Due, at.Truncate(time.Millisecond).UTC())
		}
	})
}

func TestEnqueueStates(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		expired := notice(chat, "too late")
		expired.State, expired.Reason = loa.Expired, "missed"
		got := delivery(t, db, enqueue(t, db, expired))
		equal(t, got.State, loa.Expired)
		equal(t, got.Reason, "missed")
		equal(t, got.Settled, noon)
		for _, state := range []loa.DeliveryState{loa.Sending, loa.Sent, "bad"} {
			d := notice(chat, "x")
			d.State = state
			if err := db.Update(t.Context(), func(tx *storage.Tx) error { _, _, err := tx.Enqueue(d); return err }); err == nil {
				t.Errorf("a %s delivery was queued", state)
			}
		}
		equal(t, due(t, db), nil)
	})
}

func TestEnqueueOnce(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		hasKey := func(key string) bool {
			return read(t, db, func(tx *storage.Tx) (bool, error) { return tx.HasKey(key) })
		}
		equal(t, hasKey("k"), false)
		id := enqueue(t, db, with(notice(chat, "x"), keyed("k")))
		equal(t, hasKey("k"), true)
		for _, state := range []loa.DeliveryState{"", loa.Failed} { // in whatever state
			if state != "" {
				settle(t, db, id, outcome(state))
			}
			again, queued := tryEnqueue(t, db, with(notice("-elsewhere", "y"), keyed("k")))
			equal(t, again, 0)
			equal(t, queued, false)
		}
		enqueue(t, db, notice(chat, "x")) // without a key, as often as one likes
		enqueue(t, db, notice(chat, "x"))
		equal(t, hasKey(""), false)
	})
}

func TestEditsCoalesce(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		text := func(id loa.DeliveryID) string { return delivery(t, db, id).Payload.Edit.Text.String() }
		first := enqueue(t, db, edit("m", "1 vote"))
		equal(t, enqueue(t, db, edit("m", "2 votes")), first)
		equal(t, text(first), "2 votes")

		// Another message, chat or bot is another matter, and so is what is no edit.
		for _, d := range []loa.Delivery{
			edit("m2", "x"), notice(chat, "x"), notice(chat, "x"),
			with(edit("m", "x"), func(d *loa.Delivery) { d.Chat = "-1" }),
			with(edit("m", "x"), func(d *loa.Delivery) { d.Bot = "zalo:9" }),
		} {
			if id := enqueue(t, db, d); id == first {
				t.Errorf("%+v went into the edit", d)
			}
		}
		equal(t, text(first), "2 votes")

		// What is on its way is not changed; the next one waits behind it.
		begin(t, db, first)
		second := enqueue(t, db, edit("m", "3 votes"))
		equal(t, text(first), "2 votes")
		equal(t, text(second), "3 votes")

		// Back in the queue, the older must not bring the old text back.
		settle(t, db, first, outcome(loa.Pending))
		equal(t, enqueue(t, db, edit("m", "4 votes")), first)
		equal(t, text(first)+", "+text(second), "4 votes, 4 votes")
	})
}

func TestEditsWithKeysCoalesce(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		first := enqueue(t, db, edit("m", "tally"))
		equal(t, enqueue(t, db, with(edit("m", "correction"), keyed("k1"))), first) // takes the key along
		equal(t, delivery(t, db, first).Key, "k1")
		_, queued := tryEnqueue(t, db, with(edit("m", "again"), keyed("k1")))
		equal(t, queued, false)
		second := enqueue(t, db, with(edit("m", "second correction"), keyed("k2"))) // neither key may be lost
		if second == first {
			t.Error("the second key took the place of the first")
		}
		for _, id := range []loa.DeliveryID{first, second} { // but the newest text wins
			equal(t, delivery(t, db, id).Payload.Edit.Text.String(), "second correction")
		}
	})
}

func TestSettle(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		find := func(bot loa.BotID, poll string) (loa.Delivery, error) {
			return tryRead(t, db, func(tx *storage.Tx) (loa.Delivery, error) { return tx.DeliveryByPoll(bot, poll) })
		}
		d := notice(chat, "x")
		d.ID = enqueue(t, db, d)

		begin(t, db, d.ID)
		settle(t, db, d.ID, loa.Outcome{State: loa.Pending, At: noon, Due: noon.Add(time.Minute), Reason: "wait", NewChat: "-1009"})
		d.State, d.Attempt, d.Due, d.Reason, d.Chat = loa.Pending, 1, noon.Add(time.Minute), "wait", "-1009"
		equal(t, delivery(t, db, d.ID), d)

		settle(t, db, d.ID, loa.Outcome{State: loa.Pending, At: noon}) // without a time: at once
		d.Due, d.Reason = noon, ""
		equal(t, delivery(t, db, d.ID), d)

		begin(t, db, d.ID)
		settle(t, db, d.ID, outcome(loa.Uncertain))
		d.State, d.Attempt, d.Reason, d.Settled = loa.Uncertain, 2, "because", noon
		equal(t, delivery(t, db, d.ID), d)
		_, err := find(bot, "")
		wantNotFound(t, err)

		// A person finds that it has arrived.
		settle(t, db, d.ID, loa.Outcome{State: loa.Sent, At: noon.Add(time.Hour), Receipt: loa.Receipt{Message: "55", PollID: "poll"}})
		d.State, d.Reason, d.Settled, d.Message, d.PollID = loa.Sent, "", noon.Add(time.Hour), "55", "poll"
		equal(t, delivery(t, db, d.ID), d)
		got, err := find(bot, "poll")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, d)
		_, err = find("zalo:9", "poll")
		wantNotFound(t, err)

		for _, state := range []loa.DeliveryState{loa.Pending, loa.Sent, loa.Failed} {
			err := db.Update(t.Context(), func(tx *storage.Tx) error { return tx.SettleDelivery(d.ID, outcome(state)) })
			if err == nil {
				t.Errorf("what was sent became %s", state)
			}
		}
		equal(t, delivery(t, db, d.ID), d)
		wantNotFound(t, db.Update(t.Context(), func(tx *storage.Tx) error { return tx.SettleDelivery(99, outcome(loa.Sent)) }))
	})
}
