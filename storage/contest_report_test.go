package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

// TestContestReport: a report counts what was handed in within its time by its units, and
// neither what was excluded nor what its author withdrew.
func TestContestReport(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		r := aRound()
		update(t, db, func(tx *storage.Tx) (err error) { r.ID, err = tx.SaveRound(r); return err })
		for number, of := range []struct {
			unit     loa.UnitID
			member   loa.MemberID
			at       time.Duration // after noon; 0: not handed in
			excluded string
		}{
			{"cb-1", 1, time.Minute, ""}, {"cb-1", 1, 2 * time.Minute, ""}, {"cb-2", 2, time.Minute, ""}, {"elsewhere", 3, time.Minute, ""},
			{"cb-1", 4, 0, ""}, {"cb-1", 5, time.Minute, "twice"}, {"cb-1", 6, time.Hour, ""}, {"cb-1", 7, time.Minute, ""},
		} {
			p := aPaper(r.ID, number+1, of.member)
			p.Unit, p.Excluded = of.unit, of.excluded
			if of.at > 0 {
				p.Submitted = noon.Add(of.at)
			}
			update(t, db, func(tx *storage.Tx) error { _, err := tx.SavePaper(p); return err })
		}
		update(t, db, func(tx *storage.Tx) error { return tx.WithdrawPapers(7, noon) })
		q := storage.ContestQuery{Start: noon, End: noon.Add(time.Hour), Units: []loa.UnitID{"cb-1", "cb-2"}}
		equal(t, read(t, db, func(tx *storage.Tx) ([]storage.ContestCount, error) { return tx.ContestCounts(q) }), []storage.ContestCount{
			{Round: r.ID, Title: "Thi – Vòng 1", Unit: "cb-1", Papers: 2}, {Round: r.ID, Title: "Thi – Vòng 1", Unit: "cb-2", Papers: 1},
		})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.MemberID, error) { return tx.ContestPeople(q) }), []loa.MemberID{1, 2})
		equal(t, read(t, db, func(tx *storage.Tx) ([]storage.HandedIn, error) { return tx.HandedIn(q) }), []storage.HandedIn{
			{ID: 1, Round: r.ID, Unit: "cb-1", At: noon.Add(time.Minute)}, {ID: 3, Round: r.ID, Unit: "cb-2", At: noon.Add(time.Minute)},
			{ID: 2, Round: r.ID, Unit: "cb-1", At: noon.Add(2 * time.Minute)},
		})
	})
}
