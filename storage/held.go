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

// HeldFigures is what a closed meeting comes to.
type HeldFigures struct {
	ID      loa.MeetingID
	Unit    loa.UnitID
	Kind    loa.MeetingKind
	Figures loa.Figures
}

// HeldFigures counts the closed meetings from the one instant to before the other: what
// HeldMeeting.Figures does, without reading who was there.
func (tx *Tx) HeldFigures(from, until time.Time) ([]HeldFigures, error) {
	args := []any{millis(from), millis(until), "", ""}
	meetings, err := all(tx, func(r row, m *loa.Meeting) error { return scanMeeting(r, m) },
		`SELECT `+meetingColumns+` FROM meetings AS m WHERE`+held+` ORDER BY m.at, m.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("list held meetings: %w", err)
	}
	list := make([]HeldFigures, len(meetings))
	of := make(map[loa.MeetingID]*HeldFigures, len(meetings))
	headcount := map[loa.MeetingID]bool{}
	for i, m := range meetings {
		list[i] = HeldFigures{m.ID, m.Unit, m.Kind, loa.Figures{Meetings: 1, Visitors: m.Guests}}
		of[m.ID], headcount[m.ID] = &list[i], m.Headcount
	}
	type count struct {
		meeting  loa.MeetingID
		standing loa.Standing
		presence loa.Presence
		late     bool
		people   int
	}
	counts, err := all(tx, func(r row, c *count) error {
		return r.Scan(&c.meeting, &c.standing, &c.presence, &c.late, &c.people)
	}, `SELECT x.meeting, x.standing, COALESCE(a.presence, ''), COALESCE(a.late, FALSE), COUNT(*)
		FROM meeting_rolls AS x JOIN meetings AS m ON m.id = x.meeting
		LEFT JOIN attendance AS a ON a.meeting = x.meeting AND a.member = x.member
		WHERE`+held+` GROUP BY x.meeting, x.standing, COALESCE(a.presence, ''), COALESCE(a.late, FALSE)
		UNION ALL
		SELECT a.meeting, '', a.presence, a.late, COUNT(*)
		FROM attendance AS a JOIN meetings AS m ON m.id = a.meeting
		LEFT JOIN meeting_rolls AS x ON x.meeting = a.meeting AND x.member = a.member
		WHERE`+held+` AND x.member IS NULL GROUP BY a.meeting, a.presence, a.late`, append(args, args...)...)
	if err != nil {
		return nil, fmt.Errorf("count attendance at held meetings: %w", err)
	}
	for _, c := range counts {
		if headcount[c.meeting] { // nobody is due where only the number of people is recorded
			c.standing = ""
		}
		of[c.meeting].Figures.Count(c.standing, c.presence, c.late, c.people)
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
