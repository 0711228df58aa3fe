package storage

import (
	"fmt"
	"time"

	"loa"
)

// held is which meetings a query is about: the closed ones of some time, of one unit
// or of all.
const held = ` m.state = 'closed' AND m.at >= ? AND m.at < ? AND (m.unit = ? OR ? = '')`

// HeldMeetings returns the closed meetings from the one instant to before the other,
// by time, with their rolls and what was recorded; unit "" means all units.
func (tx *Tx) HeldMeetings(unit loa.UnitID, from, until time.Time) ([]loa.HeldMeeting, error) {
	args := []any{millis(from), millis(until), unit, unit}
	list, err := all(tx, func(r row, h *loa.HeldMeeting) error { return scanMeeting(r, &h.Meeting) },
		`SELECT `+meetingColumns+` FROM meetings AS m WHERE`+held+` ORDER BY m.at, m.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("list held meetings: %w", err)
	}
	of := make(map[loa.MeetingID]*loa.HeldMeeting, len(list))
	for i := range list {
		of[list[i].ID] = &list[i]
	}
	type line struct {
		meeting loa.MeetingID
		entry   loa.RollEntry
	}
	lines, err := all(tx, func(r row, l *line) error {
		return r.Scan(&l.meeting, &l.entry.Member, &l.entry.Standing, &l.entry.Probationary)
	}, `SELECT x.meeting, x.member, x.standing, x.probationary FROM meeting_rolls AS x
		JOIN meetings AS m ON m.id = x.meeting WHERE`+held+` ORDER BY x.meeting, x.member`, args...)
	if err != nil {
		return nil, fmt.Errorf("list rolls of held meetings: %w", err)
	}
	for _, l := range lines {
		of[l.meeting].Roll = append(of[l.meeting].Roll, l.entry)
	}
	recorded, err := all(tx, scanAttendance, `SELECT x.meeting, x.member, x.presence, x.reason, x.late, x.at, x.recorded_by
		FROM attendance AS x JOIN meetings AS m ON m.id = x.meeting WHERE`+held+` ORDER BY x.meeting, x.member`, args...)
	if err != nil {
		return nil, fmt.Errorf("list attendance at held meetings: %w", err)
	}
	for _, a := range recorded {
		of[a.Meeting].Recorded = append(of[a.Meeting].Recorded, a)
	}
	return list, nil
}

// countedQuery counts the people of closed meetings who stand alike on the roll and of
// whom the same was recorded, countedBesides those who are not on the roll.
const (
	countedQuery = `SELECT x.meeting, x.standing, COALESCE(a.presence, ''), COALESCE(a.late, FALSE), COUNT(*)
		FROM meetings AS m JOIN meeting_rolls AS x ON x.meeting = m.id
		LEFT JOIN attendance AS a ON a.meeting = x.meeting AND a.member = x.member
		WHERE` + held + ` GROUP BY x.meeting, x.standing, a.presence, a.late`
	countedBesides = `SELECT a.meeting, '', a.presence, a.late, COUNT(*)
		FROM meetings AS m JOIN attendance AS a ON a.meeting = m.id
		WHERE` + held + ` AND NOT EXISTS (SELECT 1 FROM meeting_rolls AS x WHERE x.meeting = a.meeting AND x.member = a.member)
		GROUP BY a.meeting, a.presence, a.late`
)

// HeldFigures returns the closed meetings from the one instant to before the other,
// by time, with their numbers; unit "" means all units. A ward's year has tens of
// thousands of lines of rolls: the database counts them.
func (tx *Tx) HeldFigures(unit loa.UnitID, from, until time.Time) ([]loa.MeetingFigures, error) {
	args := []any{millis(from), millis(until), unit, unit}
	list, err := all(tx, func(r row, f *loa.MeetingFigures) error { return scanMeeting(r, &f.Meeting) },
		`SELECT `+meetingColumns+` FROM meetings AS m WHERE`+held+` ORDER BY m.at, m.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("list held meetings: %w", err)
	}
	type line struct {
		meeting loa.MeetingID
		loa.Counted
	}
	counted := make(map[loa.MeetingID][]loa.Counted, len(list))
	for _, query := range []string{countedQuery, countedBesides} {
		lines, err := all(tx, func(r row, l *line) error {
			return r.Scan(&l.meeting, &l.Standing, &l.Presence, &l.Late, &l.People)
		}, query, args...)
		if err != nil {
			return nil, fmt.Errorf("count held meetings: %w", err)
		}
		for _, l := range lines {
			counted[l.meeting] = append(counted[l.meeting], l.Counted)
		}
	}
	for i := range list {
		f := &list[i]
		if f.Meeting.Headcount { // nobody is due
			for j := range counted[f.Meeting.ID] {
				counted[f.Meeting.ID][j].Standing = ""
			}
		}
		f.Figures = loa.FiguresOfCounted(counted[f.Meeting.ID], f.Meeting.Guests)
	}
	return list, nil
}

// RollUnits returns the units that somebody belongs to, as one of their own or as one
// of their 213 roll, on some day of the span.
func (tx *Tx) RollUnits(resident bool, from, until loa.Date) ([]loa.UnitID, error) {
	list, err := all(tx, value[loa.UnitID], `SELECT DISTINCT unit FROM memberships
		WHERE (CASE WHEN kind IN ('213', '213-exempt') THEN 1 ELSE 0 END) = (CASE WHEN ? THEN 1 ELSE 0 END)
		AND (from_day = '' OR from_day <= ?) AND (until_day = '' OR until_day >= ?) ORDER BY unit`,
		resident, day(until), day(from))
	if err != nil {
		return nil, fmt.Errorf("list units with a roll: %w", err)
	}
	return list, nil
}
