package storage_test

import (
	"errors"
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func TestUnits(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		dated := loa.Unit{ID: "cb-2", Parent: "dang-uy", Name: "Chi bộ 2", Kind: "cell", Zone: "Asia/Ho_Chi_Minh",
			From: loa.Date{Year: 2024, Month: time.January, Day: 31}, Until: loa.Date{Year: 2025, Month: time.June, Day: 30}}
		units := loa.Units{
			{ID: "to-1", Parent: "cb-1", Name: "Tổ 1"},
			dated,
			{ID: "circle-b", Parent: "circle-a", Name: "B"},
			{ID: "circle-a", Parent: "circle-b", Name: "A"},
			{ID: "orphan", Parent: "gone", Name: "Mồ côi"},
			{ID: "cb-1", Parent: "dang-uy", Name: "old name"},
			{ID: "dang-uy", Name: "Đảng ủy"},
		}
		update(t, db, func(tx *storage.Tx) error { return tx.SaveUnits(units) })
		update(t, db, func(tx *storage.Tx) error {
			return tx.SaveUnits(loa.Units{{ID: "cb-1", Parent: "dang-uy", Name: "Chi bộ 1"}})
		})
		got := read(t, db, (*storage.Tx).Units)
		var order []loa.UnitID
		for _, u := range got {
			order = append(order, u.ID)
		}
		equal(t, order, []loa.UnitID{"dang-uy", "cb-1", "to-1", "cb-2", "orphan", "circle-a", "circle-b"})
		equal(t, got[3], dated)
		equal(t, got[1].Name, "Chi bộ 1")
	})
}

func TestNoUnits(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		equal(t, len(read(t, db, (*storage.Tx).Units)), 0)
	})
}

// Units are read once in a transaction. Whoever changes them sees the change all the
// same, also when it is undone, and what one caller does to the list is no other's.
func TestUnitsWithinTransaction(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		names := func(tx *storage.Tx) (names []string) {
			units, err := tx.Units()
			if err != nil {
				t.Fatal(err)
			}
			for i := range units {
				names = append(names, units[i].Name)
				units[i].Name = "spoiled"
			}
			return names
		}
		save := func(tx *storage.Tx, name string) error { return tx.SaveUnits(loa.Units{{ID: "cb-1", Name: name}}) }
		update(t, db, func(tx *storage.Tx) error {
			equal(t, len(names(tx)), 0)
			if err := save(tx, "first"); err != nil {
				return err
			}
			equal(t, names(tx), []string{"first"})
			undone := errors.New("undone")
			err := tx.Try(func() error {
				if err := save(tx, "second"); err != nil {
					return err
				}
				equal(t, names(tx), []string{"second"})
				return undone
			})
			if !errors.Is(err, undone) {
				return err
			}
			equal(t, names(tx), []string{"first"})
			return nil
		})
	})
}
