package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func TestFrozen(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		days := loa.Days{From: loa.Date{Year: 2024, Month: 3, Day: 1}, Until: loa.Date{Year: 2024, Month: 5, Day: 31}}
		save := func(f loa.FrozenReport, facts string) loa.FrozenReport {
			update(t, db, func(tx *storage.Tx) (err error) {
				f.Number, err = tx.SaveFrozen(f, []byte(facts), []byte("records of "+facts))
				return err
			})
			return f
		}
		first := save(loa.FrozenReport{Unit: "ward", Days: days, At: noon, By: person, Digest: "d1"}, "facts \x00 1")
		second := save(loa.FrozenReport{Unit: "ward", Days: days, At: noon.Add(time.Hour), By: other, Digest: "d2"}, "2")
		save(loa.FrozenReport{Unit: "cb-1", Days: days, At: noon, By: person, Digest: "d3"}, "3")
		save(loa.FrozenReport{Unit: "ward", Days: loa.MonthOf(days.From), At: noon, By: person, Digest: "d4"}, "4")
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.FrozenReport, error) { return tx.FrozenOf("ward", days) }), []loa.FrozenReport{second, first})
		var facts []byte
		got := read(t, db, func(tx *storage.Tx) (f loa.FrozenReport, err error) {
			f, facts, err = tx.Frozen(first.Number)
			return f, err
		})
		equal(t, got, first)
		equal(t, string(facts), "facts \x00 1")
		equal(t, string(read(t, db, func(tx *storage.Tx) ([]byte, error) { return tx.FrozenRecords(second.Number) })), "records of 2")
		second.Issued = loa.Issued{Number: "12", Day: loa.Date{Year: 2024, Month: 6, Day: 3}, Place: "Mường Thanh"}
		update(t, db, func(tx *storage.Tx) error { return tx.SetIssued(second.Number, second.Issued) })
		all := read(t, db, func(tx *storage.Tx) ([]loa.FrozenReport, error) { return tx.FrozenReports() })
		equal(t, len(all), 4)
		equal(t, all[2:], []loa.FrozenReport{second, first})
		_, err := tryRead(t, db, func(tx *storage.Tx) (loa.FrozenReport, error) { f, _, err := tx.Frozen(99); return f, err })
		wantNotFound(t, err)
	})
}
