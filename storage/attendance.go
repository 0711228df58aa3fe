package storage

import (
	"fmt"

	"loa"
)

const attendanceColumns = `meeting, member, presence, reason, late, at, recorded_by`

func scanAttendance(r row, a *loa.Attendance) error {
	return r.Scan(&a.Meeting, &a.Member, &a.Presence, &a.Reason, &a.Late, toTime(&a.At), toAccount(&a.By))
}

// SaveAttendance records a member's presence or absence; the newest counts.
func (tx *Tx) SaveAttendance(a loa.Attendance) error {
	_, err := tx.exec(`INSERT INTO attendance (`+attendanceColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (meeting, member) DO UPDATE SET presence = excluded.presence, reason = excluded.reason, late = excluded.late,
		at = excluded.at, recorded_by = excluded.recorded_by`,
		a.Meeting, a.Member, a.Presence, a.Reason, a.Late, millis(a.At), account(a.By))
	if err != nil {
		return fmt.Errorf("save attendance at meeting %d: %w", a.Meeting, err)
	}
	return nil
}

// DropAttendance takes back what was recorded of a member.
func (tx *Tx) DropAttendance(meeting loa.MeetingID, member loa.MemberID) error {
	if _, err := tx.exec(`DELETE FROM attendance WHERE meeting = ? AND member = ?`, meeting, member); err != nil {
		return fmt.Errorf("drop attendance at meeting %d: %w", meeting, err)
	}
	return nil
}

// AttendanceAt returns what was recorded at a meeting, by member.
func (tx *Tx) AttendanceAt(id loa.MeetingID) ([]loa.Attendance, error) {
	list, err := all(tx, scanAttendance, `SELECT `+attendanceColumns+` FROM attendance WHERE meeting = ? ORDER BY member`, id)
	if err != nil {
		return nil, fmt.Errorf("list attendance at meeting %d: %w", id, err)
	}
	return list, nil
}

// AttendanceOf returns what was recorded of a member at any meeting, by meeting.
func (tx *Tx) AttendanceOf(member loa.MemberID) ([]loa.Attendance, error) {
	list, err := all(tx, scanAttendance, `SELECT `+attendanceColumns+` FROM attendance WHERE member = ? ORDER BY meeting`, member)
	if err != nil {
		return nil, fmt.Errorf("list attendance of member %d: %w", member, err)
	}
	return list, nil
}

// FreezeRoll keeps the roll of a meeting as it is when it is closed; a roll frozen
// before is replaced.
func (tx *Tx) FreezeRoll(id loa.MeetingID, roll []loa.RollEntry) error {
	if _, err := tx.exec(`DELETE FROM meeting_rolls WHERE meeting = ?`, id); err != nil {
		return fmt.Errorf("freeze roll of meeting %d: %w", id, err)
	}
	for _, e := range roll {
		_, err := tx.exec(`INSERT INTO meeting_rolls (meeting, member, standing, probationary) VALUES (?, ?, ?, ?)`,
			id, e.Member, e.Standing, e.Probationary)
		if err != nil {
			return fmt.Errorf("freeze roll of meeting %d: %w", id, err)
		}
	}
	return nil
}

// FrozenRoll returns the roll of a closed meeting, by member.
func (tx *Tx) FrozenRoll(id loa.MeetingID) ([]loa.RollEntry, error) {
	list, err := all(tx, func(r row, e *loa.RollEntry) error { return r.Scan(&e.Member, &e.Standing, &e.Probationary) },
		`SELECT member, standing, probationary FROM meeting_rolls WHERE meeting = ? ORDER BY member`, id)
	if err != nil {
		return nil, fmt.Errorf("read roll of meeting %d: %w", id, err)
	}
	return list, nil
}
