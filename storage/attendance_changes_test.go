package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func TestAttendanceChanges(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		first := loa.AttendanceChange{Meeting: 1, Member: 7, Was: "unexcused", Now: "excused-ill", Reason: "có giấy ra viện", At: noon, By: person}
		second := loa.AttendanceChange{Meeting: 1, Was: "2", Now: "3", Reason: "đếm thiếu", At: noon.Add(time.Minute), By: other}
		update(t, db, func(tx *storage.Tx) error {
			for _, c := range []loa.AttendanceChange{first, second, {Meeting: 2, Member: 7, Was: "none", Now: "present", Reason: "x", At: noon, By: person}} {
				if err := tx.LogAttendanceChange(c); err != nil {
					return err
				}
			}
			return nil
		})
		changes := func() []loa.AttendanceChange {
			return read(t, db, func(tx *storage.Tx) ([]loa.AttendanceChange, error) { return tx.AttendanceChanges(1) })
		}
		equal(t, changes(), []loa.AttendanceChange{first, second})
		update(t, db, func(tx *storage.Tx) error { return tx.RemoveMember(7) })
		first.Reason = "" // it tells of the person, who is gone
		equal(t, changes(), []loa.AttendanceChange{first, second})
	})
}
