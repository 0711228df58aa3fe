package storage_test

import (
	"errors"
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func TestRollImports(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		day := loa.Date{Year: 2024, Month: 3, Day: 1}
		change := loa.MemberChange{
			Member: 1, Made: true, Before: []loa.Membership{},
			After: []loa.Membership{{Member: 1, Unit: "cb-1", Kind: loa.Exempt, From: day, Until: day}},
		}
		made := loa.RollImport{At: noon, By: other, Units: []loa.UnitID{"cb-1"}, Members: []loa.MemberChange{change}}
		update(t, db, func(tx *storage.Tx) (err error) {
			made.ID, err = tx.SaveRollImport(made)
			return err
		})
		get := func(tx *storage.Tx) (loa.RollImport, error) { return tx.RollImport(made.ID) }
		equal(t, read(t, db, get), made)
		update(t, db, func(tx *storage.Tx) error { return tx.MarkRollUndone(made.ID, noon.Add(time.Minute)) })
		made.Undone = noon.Add(time.Minute)
		equal(t, read(t, db, get), made)
		if _, err := tryRead(t, db, func(tx *storage.Tx) (loa.RollImport, error) { return tx.RollImport(99) }); !errors.Is(err, loa.ErrNotFound) {
			t.Errorf("an import that never was: %v", err)
		}
	})
}

func TestDropMember(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		full := loa.Membership{Member: 2, Unit: "cb-1", Kind: loa.FullMember}
		update(t, db, func(tx *storage.Tx) error {
			for _, name := range []string{"Nguyễn Văn An", "Trần Thị Bình"} {
				id, err := tx.SaveMember(loa.Member{Name: name})
				if err != nil {
					return err
				}
				if err := tx.SaveMembership(loa.Membership{Member: id, Unit: "cb-1", Kind: loa.FullMember}); err != nil {
					return err
				}
			}
			return tx.DropMember(1)
		})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Membership, error) { return tx.Memberships("cb-1") }), []loa.Membership{full})
		used := func() bool {
			return read(t, db, func(tx *storage.Tx) (bool, error) { return tx.MemberUsed(2) })
		}
		if used() {
			t.Error("a membership alone counts as used")
		}
		update(t, db, func(tx *storage.Tx) error { return tx.SaveMemberCode(2, "digest", other, noon) })
		if !used() {
			t.Error("an invite code was given out, and the member counts as unused")
		}
	})
}

func TestRollWishes(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		w := loa.RollWish{
			Kind: loa.WishBank, Bot: "telegram:1", Chat: "5", By: other, FileID: "f", Name: "danh sách.xlsx", State: loa.RollToRead, At: noon,
		}
		update(t, db, func(tx *storage.Tx) (err error) {
			w.ID, err = tx.SaveRollWish(w)
			return err
		})
		open := func(bot loa.BotID) []loa.RollWish {
			return read(t, db, func(tx *storage.Tx) ([]loa.RollWish, error) { return tx.OpenRollWishes(bot) })
		}
		equal(t, open("telegram:1"), []loa.RollWish{w})
		equal(t, open("telegram:2"), nil)
		w.State, w.Print, w.Whole, w.At = loa.RollShown, "print", true, noon.Add(time.Hour)
		update(t, db, func(tx *storage.Tx) error {
			_, err := tx.SaveRollWish(w)
			return err
		})
		equal(t, open("telegram:1"), nil) // waits for a button
		equal(t, read(t, db, func(tx *storage.Tx) (loa.RollWish, error) { return tx.RollWish(w.ID) }), w)
		for _, tt := range []struct {
			before time.Time
			gone   int
		}{{w.At, 0}, {w.At.Add(time.Millisecond), 1}} {
			update(t, db, func(tx *storage.Tx) error {
				n, err := tx.PurgeRollWishes(tt.before)
				if n != tt.gone {
					t.Errorf("purged %d, want %d", n, tt.gone)
				}
				return err
			})
		}
		if _, err := tryRead(t, db, func(tx *storage.Tx) (loa.RollWish, error) { return tx.RollWish(w.ID) }); !errors.Is(err, loa.ErrNotFound) {
			t.Errorf("a purged wish: %v", err)
		}
	})
}
