package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func TestCheckinTraces(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		get := func(meeting loa.MeetingID, a loa.Account) loa.CheckinTrace {
			return read(t, db, func(tx *storage.Tx) (loa.CheckinTrace, error) { return tx.CheckinTrace(meeting, a) })
		}
		equal(t, get(1, person), loa.CheckinTrace{Meeting: 1, Account: person})
		trace := loa.CheckinTrace{Meeting: 1, Account: person, Wrong: 2, At: noon}
		later := loa.CheckinTrace{Meeting: 1, Account: other, Visited: true, At: noon.Add(time.Hour)}
		update(t, db, func(tx *storage.Tx) error { return tx.SaveCheckinTrace(trace) })
		update(t, db, func(tx *storage.Tx) error { return tx.SaveCheckinTrace(later) })
		equal(t, get(1, person), trace)
		equal(t, get(1, other), later)
		equal(t, get(2, person), loa.CheckinTrace{Meeting: 2, Account: person})
		trace.Wrong, trace.Visited = 3, true
		update(t, db, func(tx *storage.Tx) error { return tx.SaveCheckinTrace(trace) })
		equal(t, get(1, person), trace)

		update(t, db, func(tx *storage.Tx) error {
			n, err := tx.PurgeCheckinTraces(noon.Add(time.Millisecond))
			equal(t, n, 1)
			return err
		})
		equal(t, get(1, person), loa.CheckinTrace{Meeting: 1, Account: person})
		equal(t, get(1, other), later)
	})
}
