package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func TestReportOrders(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		year := loa.Days{From: loa.Date{Year: 2024, Month: time.January, Day: 1}, Until: loa.Date{Year: 2024, Month: time.December, Day: 31}}
		sheet := loa.ReportOrder{By: person, Bot: bot, Chat: "7", Lang: loa.Vietnamese, What: "xlsx", Unit: "ward", Days: year, At: noon}
		save := func(o loa.ReportOrder) (id loa.ReportOrderID) {
			update(t, db, func(tx *storage.Tx) (err error) { id, err = tx.SaveReportOrder(o); return err })
			return id
		}
		orders := func() []loa.ReportOrder {
			return read(t, db, func(tx *storage.Tx) ([]loa.ReportOrder, error) { return tx.ReportOrders() })
		}
		sheet.ID = save(sheet)
		if again := save(sheet); again != sheet.ID {
			t.Errorf("the same was ordered twice: %d and %d", sheet.ID, again)
		}
		frozen := sheet
		frozen.Frozen, frozen.Lang = 3, loa.English
		frozen.ID = save(frozen)
		others := sheet
		others.By, others.What = other, loa.OrderFreeze
		others.ID = save(others)
		equal(t, orders(), []loa.ReportOrder{sheet, frozen, others})

		for _, want := range []bool{true, false} {
			var waiting bool
			update(t, db, func(tx *storage.Tx) (err error) { waiting, err = tx.DropReportOrder(sheet.ID); return err })
			equal(t, waiting, want)
		}
		update(t, db, func(tx *storage.Tx) error { return tx.ErasePerson(other) })
		equal(t, orders(), []loa.ReportOrder{frozen})
	})
}
