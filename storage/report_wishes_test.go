package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func TestReportWishes(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		weekly := loa.ReportWish{Account: person, Unit: "ward", Cadence: loa.Weekly, Bot: bot, Next: noon}
		monthly := loa.ReportWish{Account: person, Unit: "ward", Cadence: loa.Monthly, Bot: bot, Next: noon.Add(time.Hour)}
		others := loa.ReportWish{Account: other, Unit: "cb-1", Cadence: loa.AtEnd, Bot: bot, Next: noon.Add(-time.Hour)}
		save := func(w loa.ReportWish) { update(t, db, func(tx *storage.Tx) error { return tx.SaveReportWish(w) }) }
		due := func(now time.Time) []loa.ReportWish {
			return read(t, db, func(tx *storage.Tx) ([]loa.ReportWish, error) { return tx.DueReportWishes(now) })
		}
		for _, w := range []loa.ReportWish{weekly, monthly, others} {
			save(w)
		}
		equal(t, due(noon), []loa.ReportWish{others, weekly})
		weekly.Next = noon.Add(24 * time.Hour)
		save(weekly)
		equal(t, due(noon), []loa.ReportWish{others})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.ReportWish, error) { return tx.ReportWishes(person) }), []loa.ReportWish{monthly, weekly})
		update(t, db, func(tx *storage.Tx) error { return tx.DropReportWish(monthly) })
		update(t, db, func(tx *storage.Tx) error { return tx.DropReportWish(monthly) })
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.ReportWish, error) { return tx.ReportWishes(person) }), []loa.ReportWish{weekly})
	})
}
