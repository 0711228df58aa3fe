package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func TestMarkSeen(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		mark := func(bot loa.BotID, id int64, at time.Time) (fresh bool) {
			update(t, db, func(tx *storage.Tx) (err error) {
				fresh, err = tx.MarkSeen(bot, id, at)
				return err
			})
			return fresh
		}
		equal(t, mark(bot, 1, noon), true)
		equal(t, mark(bot, 1, noon.Add(time.Hour)), false)
		equal(t, mark("zalo:9", 1, noon), true)
		equal(t, mark(bot, 1<<40, noon.Add(time.Hour)), true)
		var purged int
		update(t, db, func(tx *storage.Tx) (err error) {
			purged, err = tx.PurgeSeen(noon.Add(time.Hour))
			return err
		})
		equal(t, purged, 2)
		equal(t, mark(bot, 1, noon), true)
		equal(t, mark(bot, 1<<40, noon), false)
	})
}

func TestOffset(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		offset := func(bot loa.BotID) int64 {
			return read(t, db, func(tx *storage.Tx) (int64, error) { return tx.Offset(bot) })
		}
		equal(t, offset(bot), int64(0))
		for _, next := range []int64{5, 1 << 40, 7} { // a platform may begin again from below
			update(t, db, func(tx *storage.Tx) error { return tx.SetOffset(bot, next) })
			equal(t, offset(bot), next)
		}
		equal(t, offset("zalo:9"), int64(0))
	})
}

func TestDeadLetters(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		equal(t, read(t, db, (*storage.Tx).DeadLetters), 0)
		for id, raw := range []string{`{"update_id":1}`, "not \x00 text \xff\xfe", ""} {
			update(t, db, func(tx *storage.Tx) error {
				return tx.DeadLetter(bot, int64(id), []byte(raw), "cannot decode \xff", noon)
			})
		}
		update(t, db, func(tx *storage.Tx) error { return tx.DeadLetter(bot, 1, nil, "again", noon.Add(time.Hour)) })
		equal(t, read(t, db, (*storage.Tx).DeadLetters), 3)
		update(t, db, func(tx *storage.Tx) error {
			n, err := tx.PurgeDeadLetters(noon.Add(time.Hour))
			equal(t, n, 2)
			return err
		})
		equal(t, read(t, db, (*storage.Tx).DeadLetters), 1)
	})
}
