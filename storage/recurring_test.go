package storage_test

import (
	"testing"

	"loa"
	"loa/storage"
)

func TestRecurring(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		r := loa.Recurring{
			Unit: "cb-1", Kind: loa.MeetingMonthly, Day: 31, At: 19*60 + 30, Title: "Sinh hoạt tháng " + loa.MonthPlaceholder,
			Lang: loa.Vietnamese, Place: "Nhà văn hóa", Reminders: []int{-7, 0}, Bot: bot, Author: person, Chat: chat,
			Made: loa.Date{Year: 2024, Month: 4, Day: 1},
		}
		save := func() {
			update(t, db, func(tx *storage.Tx) (err error) { r.ID, err = tx.SaveRecurring(r); return err })
		}
		get := func() loa.Recurring {
			return read(t, db, func(tx *storage.Tx) (loa.Recurring, error) { return tx.Recurring(r.ID) })
		}
		running := func(day loa.Date) int {
			return len(read(t, db, func(tx *storage.Tx) ([]loa.Recurring, error) { return tx.AllRecurring(day) }))
		}
		save()
		equal(t, get(), r)
		equal(t, running(loa.Date{Year: 2030, Month: 1, Day: 1}), 1)
		r.Day, r.Until, r.Reminders = 5, loa.Date{Year: 2024, Month: 6, Day: 4}, nil
		save()
		equal(t, get(), r)
		equal(t, running(r.Until), 1)
		equal(t, running(r.Until.AddDays(1)), 0)
		_, err := tryRead(t, db, func(tx *storage.Tx) (loa.Recurring, error) { return tx.Recurring(99) })
		wantNotFound(t, err)
	})
}
