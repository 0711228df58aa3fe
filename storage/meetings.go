package storage

import (
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"loa"
)

const meetingColumns = `id, unit, kind, series, state, at, content, guests, secret, bot, author, chat, card, created, closed_at, closed_by`

// meetingContent is what of a meeting is kept as JSON: nothing is searched by it.
type meetingContent struct {
	Title     string
	Place     string     `json:",omitempty"`
	Document  *loa.Media `json:",omitempty"`
	Reminders []int      `json:",omitempty"`
	Headcount bool       `json:",omitempty"`
	Revision  int        `json:",omitempty"`
	InviteAt  int64      `json:",omitempty"` // milliseconds, as all instants are stored
	Told      int64      `json:",omitempty"`
}

func scanMeeting(r row, m *loa.Meeting) error {
	var c meetingContent
	err := r.Scan(&m.ID, &m.Unit, &m.Kind, &m.Series, &m.State, toTime(&m.At), toJSON(&c), &m.Guests, &m.Secret, &m.Bot,
		toAccount(&m.Author), &m.Chat, &m.Card, toTime(&m.Created), toTime(&m.ClosedAt), toAccount(&m.ClosedBy))
	m.Title, m.Place, m.Document, m.Reminders, m.Headcount = c.Title, c.Place, c.Document, c.Reminders, c.Headcount
	m.Revision, m.InviteAt, m.Told = c.Revision, instant(c.InviteAt), instant(c.Told)
	return err
}

// SaveMeeting stores a meeting and returns its id; ID 0 makes a new one.
func (tx *Tx) SaveMeeting(m loa.Meeting) (loa.MeetingID, error) {
	content, err := json.Marshal(meetingContent{
		m.Title, m.Place, m.Document, m.Reminders, m.Headcount, m.Revision, millis(m.InviteAt), millis(m.Told),
	})
	if err != nil {
		return 0, fmt.Errorf("save meeting: %w", err)
	}
	if m.ID == 0 {
		id, err := tx.next("meetings")
		if err != nil {
			return 0, fmt.Errorf("save meeting: %w", err)
		}
		m.ID = loa.MeetingID(id)
	}
	_, err = tx.exec(`INSERT INTO meetings (`+meetingColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, series = excluded.series, state = excluded.state, at = excluded.at,
		content = excluded.content, guests = excluded.guests, secret = excluded.secret, bot = excluded.bot, author = excluded.author,
		chat = excluded.chat, card = excluded.card, closed_at = excluded.closed_at, closed_by = excluded.closed_by`,
		m.ID, m.Unit, m.Kind, m.Series, m.State, millis(m.At), string(content), m.Guests, m.Secret, m.Bot, account(m.Author),
		m.Chat, m.Card, millis(m.Created), millis(m.ClosedAt), account(m.ClosedBy))
	if err != nil {
		return 0, fmt.Errorf("save meeting %d: %w", m.ID, err)
	}
	return m.ID, nil
}

// Meeting returns the meeting with the id.
func (tx *Tx) Meeting(id loa.MeetingID) (loa.Meeting, error) {
	m, err := one(tx, scanMeeting, `SELECT `+meetingColumns+` FROM meetings WHERE id = ?`, id)
	if err != nil {
		return m, fmt.Errorf("read meeting %d: %w", id, err)
	}
	return m, nil
}

// PlannedMeetings returns the planned meetings that begin after then, by time.
func (tx *Tx) PlannedMeetings(after time.Time) ([]loa.Meeting, error) {
	list, err := all(tx, scanMeeting, `SELECT `+meetingColumns+` FROM meetings
		WHERE state = 'planned' AND at > ? ORDER BY at, id`, millis(after))
	if err != nil {
		return nil, fmt.Errorf("list planned meetings: %w", err)
	}
	return list, nil
}

// MeetingsOf returns a unit's meetings from the one instant to before the other, in
// any state, by time.
func (tx *Tx) MeetingsOf(unit loa.UnitID, from, until time.Time) ([]loa.Meeting, error) {
	list, err := all(tx, scanMeeting, `SELECT `+meetingColumns+` FROM meetings
		WHERE unit = ? AND at >= ? AND at < ? ORDER BY at, id`, unit, millis(from), millis(until))
	if err != nil {
		return nil, fmt.Errorf("list meetings of unit %s: %w", unit, err)
	}
	return list, nil
}

// SeriesMeetings returns the planned meetings of a series that begin after then, by time.
func (tx *Tx) SeriesMeetings(series string, after time.Time) ([]loa.Meeting, error) {
	list, err := all(tx, scanMeeting, `SELECT `+meetingColumns+` FROM meetings
		WHERE state = 'planned' AND series = ? AND at > ? ORDER BY at, id`, series, millis(after))
	if err != nil {
		return nil, fmt.Errorf("list meetings of series %s: %w", series, err)
	}
	return list, nil
}

// MeetingDeliveries returns the deliveries about a meeting, oldest first.
func (tx *Tx) MeetingDeliveries(id loa.MeetingID) ([]loa.Delivery, error) {
	list, err := all(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries WHERE meeting = ? AND meeting > 0 ORDER BY id`, id)
	if err != nil {
		return nil, fmt.Errorf("list deliveries of meeting %d: %w", id, err)
	}
	return list, nil
}

// MeetingKeyed returns those of the deliveries about a meeting whose keys begin so,
// oldest first. Every reply changes the count on the invitations, of which there are
// few among hundreds of reminders and edits.
func (tx *Tx) MeetingKeyed(id loa.MeetingID, prefix string) ([]loa.Delivery, error) {
	list, err := all(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries
		WHERE meeting = ? AND meeting > 0 AND substr(dedupe, 1, ?) = ? ORDER BY id`, id, utf8.RuneCountInString(prefix), prefix)
	if err != nil {
		return nil, fmt.Errorf("list deliveries %s of meeting %d: %w", prefix, id, err)
	}
	return list, nil
}
