package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

const onZalo loa.BotID = "zalo:9"

var today = loa.QuotaDay(noon)

func quotaOf(t *testing.T, db *storage.DB, bot loa.BotID) loa.QuotaCounts {
	t.Helper()
	return read(t, db, func(tx *storage.Tx) (loa.QuotaCounts, error) { return tx.QuotaOf(bot, today.Month1st(0), today) })
}

// TestQuotaCountsRequests: what may have been accepted counts, once for each request.
func TestQuotaCountsRequests(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		queue := func(bot loa.BotID, p loa.Priority) loa.DeliveryID {
			return enqueue(t, db, with(notice("a", "1"), func(d *loa.Delivery) { d.Bot, d.Priority = bot, p }))
		}
		send := func(id loa.DeliveryID, s loa.DeliveryState) {
			t.Helper()
			begin(t, db, id)
			settle(t, db, id, loa.Outcome{State: s, At: noon, Due: noon})
		}
		send(queue(onZalo, loa.Bulk), loa.Sent)
		send(queue(onZalo, loa.Answer), loa.Sent)
		send(queue(onZalo, loa.Bulk), loa.Failed)
		again := queue(onZalo, loa.Bulk)
		send(again, loa.Pending) // it provably was not sent
		equal(t, quotaOf(t, db, onZalo), loa.QuotaCounts{loa.QuotaPlanned: 1, loa.QuotaAnswered: 1})

		send(again, loa.Uncertain)
		settle(t, db, again, loa.Outcome{State: loa.Uncertain, At: noon}) // told twice
		settle(t, db, again, loa.Outcome{State: loa.Sent, At: noon})      // somebody has looked
		equal(t, quotaOf(t, db, onZalo)[loa.QuotaUnsure], 1)

		begin(t, db, queue(onZalo, loa.Bulk))
		for range 2 {
			if _, err := db.Recover(t.Context(), onZalo, noon); err != nil {
				t.Fatal(err)
			}
		}
		counts := quotaOf(t, db, onZalo)
		equal(t, counts, loa.QuotaCounts{loa.QuotaPlanned: 1, loa.QuotaAnswered: 1, loa.QuotaUnsure: 2})
		equal(t, counts.Used(), 4)

		send(queue(bot, loa.Bulk), loa.Sent)
		equal(t, quotaOf(t, db, bot), loa.QuotaCounts{}) // a platform that does not count
	})
}

// TestQuotaDays: a month ends at midnight in Vietnam.
func TestQuotaDays(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		midnight := time.Date(2024, 3, 31, 17, 0, 0, 0, time.UTC)
		update(t, db, func(tx *storage.Tx) error {
			for _, c := range []struct {
				at time.Time
				n  int
			}{{midnight.Add(-time.Second), 1}, {midnight.Add(-time.Minute), 2}, {midnight, 10}} {
				if err := tx.CountQuota(onZalo, loa.QuotaReceived, c.at, c.n); err != nil {
					return err
				}
			}
			return tx.CountQuota(onZalo, loa.QuotaHeld, midnight, 0)
		})
		march, april := loa.Date{Year: 2024, Month: 3, Day: 31}, loa.Date{Year: 2024, Month: 4, Day: 1}
		days := read(t, db, func(tx *storage.Tx) ([]loa.QuotaCounts, error) {
			return tx.QuotaByDay(onZalo, march.AddDays(-1), april)
		})
		equal(t, days, []loa.QuotaCounts{{}, {loa.QuotaReceived: 3}, {loa.QuotaReceived: 10}})
	})
}

// TestQuotaPeople: a person is counted once for each bot, without being named, and can be
// forgotten.
func TestQuotaPeople(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		meet := func(bot loa.BotID, who loa.Account) {
			t.Helper()
			update(t, db, func(tx *storage.Tx) error { return tx.MeetForQuota(bot, who) })
		}
		people := func(bot loa.BotID) int {
			t.Helper()
			return read(t, db, func(tx *storage.Tx) (int, error) { return tx.QuotaPeople(bot) })
		}
		for range 2 {
			meet(onZalo, person)
			meet(onZalo, other)
			meet("zalo:10", person)
			meet(bot, person)
			meet(onZalo, loa.Account{})
		}
		equal(t, people(onZalo), 2)
		equal(t, people("zalo:10"), 1)
		equal(t, people(bot), 0)
		update(t, db, func(tx *storage.Tx) error { return tx.ErasePerson(person) })
		equal(t, people(onZalo), 1)
		equal(t, people("zalo:10"), 0)
	})
}

func TestQuotaMonth(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		get := func(d loa.Date) storage.QuotaMonth {
			t.Helper()
			return read(t, db, func(tx *storage.Tx) (storage.QuotaMonth, error) { return tx.QuotaMonth(onZalo, d) })
		}
		equal(t, get(today), storage.QuotaMonth{})
		kept := storage.QuotaMonth{Warned: loa.QuotaNear, Held: []loa.QuotaItem{{Key: "post:a:2024-03-14", Class: loa.QuotaOther, Day: today.AddDays(1), Title: "Bài", Messages: 3}}}
		for _, m := range []storage.QuotaMonth{kept, {Warned: loa.QuotaFull, Free: true}} {
			update(t, db, func(tx *storage.Tx) error { return tx.SaveQuotaMonth(onZalo, today, m) })
			equal(t, get(today.Month1st(1).AddDays(-1)), m)
		}
		equal(t, get(today.Month1st(1)), storage.QuotaMonth{})
	})
}

func TestQuotaPending(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		for _, hours := range []int{0, 1, 24} {
			enqueue(t, db, with(notice("a", "1"), func(d *loa.Delivery) { d.Bot, d.Due = onZalo, noon.Add(time.Duration(hours)*time.Hour) }))
		}
		enqueue(t, db, notice("a", "another bot's"))
		n := read(t, db, func(tx *storage.Tx) (int, error) { return tx.QuotaPending(onZalo, noon.Add(24*time.Hour)) })
		equal(t, n, 2)
	})
}

// TestHeldSends: what was held back is told from what was too late.
func TestHeldSends(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		for _, reason := range []string{storage.ReasonHeld, storage.ReasonHeld, "missed"} {
			enqueue(t, db, with(notice("a", "1"), func(d *loa.Delivery) {
				d.Bot, d.State, d.Reason, d.Post, d.Date, d.Group = onZalo, loa.Expired, reason, "p", today, 4
			}))
		}
		var sum loa.Sends
		counts := read(t, db, func(tx *storage.Tx) ([]storage.SendCount, error) {
			return tx.SendsByGroup(storage.SendQuery{Days: loa.Days{From: today, Until: today}, Start: noon, End: noon.Add(time.Hour)})
		})
		for _, c := range counts {
			c.Into(&sum)
		}
		equal(t, sum, loa.Sends{Planned: 3, Held: 2, Late: 1})
	})
}
