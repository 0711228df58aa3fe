package storage

import (
	"errors"
	"fmt"
	"time"

	"loa"
)

// CheckinTrace returns what is known of an account at a meeting; nothing is no error.
func (tx *Tx) CheckinTrace(meeting loa.MeetingID, a loa.Account) (loa.CheckinTrace, error) {
	t, err := one(tx, func(r row, t *loa.CheckinTrace) error {
		return r.Scan(&t.Meeting, toAccount(&t.Account), &t.Wrong, &t.Visited, toTime(&t.At))
	}, `SELECT meeting, account, wrong, visited, at FROM checkin_traces WHERE meeting = ? AND account = ?`, meeting, account(a))
	if errors.Is(err, loa.ErrNotFound) {
		return loa.CheckinTrace{Meeting: meeting, Account: a}, nil
	}
	if err != nil {
		return t, fmt.Errorf("read check-in trace at meeting %d: %w", meeting, err)
	}
	return t, nil
}

// SaveCheckinTrace stores what is known of an account at a meeting.
func (tx *Tx) SaveCheckinTrace(t loa.CheckinTrace) error {
	_, err := tx.exec(`INSERT INTO checkin_traces (meeting, account, wrong, visited, at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (meeting, account) DO UPDATE SET wrong = excluded.wrong, visited = excluded.visited, at = excluded.at`,
		t.Meeting, account(t.Account), t.Wrong, t.Visited, millis(t.At))
	if err != nil {
		return fmt.Errorf("save check-in trace at meeting %d: %w", t.Meeting, err)
	}
	return nil
}

// PurgeCheckinTraces forgets the traces of before then and returns how many.
func (tx *Tx) PurgeCheckinTraces(before time.Time) (int, error) {
	n, err := tx.exec(`DELETE FROM checkin_traces WHERE at < ?`, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge check-in traces: %w", err)
	}
	return int(n), nil
}
