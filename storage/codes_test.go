package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func TestCodeTries(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		count := func(a loa.Account, after time.Time) int {
			return read(t, db, func(tx *storage.Tx) (int, error) { return tx.CodeTries(a, after) })
		}
		update(t, db, func(tx *storage.Tx) error {
			for i := range 3 {
				if err := tx.SaveCodeTry(person, noon.Add(time.Duration(i)*time.Minute)); err != nil {
					return err
				}
			}
			return nil
		})
		equal(t, count(person, noon.Add(-time.Second)), 3)
		equal(t, count(person, noon), 2)
		equal(t, count(other, noon.Add(-time.Second)), 0)
		update(t, db, func(tx *storage.Tx) error {
			n, err := tx.PurgeCodeTries(noon.Add(2 * time.Minute))
			equal(t, n, 2)
			return err
		})
		equal(t, count(person, noon.Add(-time.Second)), 1)
	})
}
