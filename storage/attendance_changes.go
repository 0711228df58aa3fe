package storage

import (
	"fmt"

	"loa"
)

// LogAttendanceChange keeps a change after the roll was closed. There is no method
// to change or delete one.
func (tx *Tx) LogAttendanceChange(c loa.AttendanceChange) error {
	id, err := tx.next("attendance_changes")
	if err == nil {
		_, err = tx.exec(`INSERT INTO attendance_changes (id, meeting, member, was, becomes, reason, at, changed_by)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, id, c.Meeting, c.Member, c.Was, c.Now, c.Reason, millis(c.At), account(c.By))
	}
	if err != nil {
		return fmt.Errorf("log change of attendance at meeting %d: %w", c.Meeting, err)
	}
	return nil
}

// AttendanceChanges returns what was changed of a meeting after its roll was closed,
// oldest first.
func (tx *Tx) AttendanceChanges(id loa.MeetingID) ([]loa.AttendanceChange, error) {
	list, err := all(tx, func(r row, c *loa.AttendanceChange) error {
		return r.Scan(&c.Meeting, &c.Member, &c.Was, &c.Now, &c.Reason, toTime(&c.At), toAccount(&c.By))
	}, `SELECT meeting, member, was, becomes, reason, at, changed_by FROM attendance_changes WHERE meeting = ? ORDER BY id`, id)
	if err != nil {
		return nil, fmt.Errorf("list changes of attendance at meeting %d: %w", id, err)
	}
	return list, nil
}
