package storage

import (
	"fmt"
	"time"

	"loa"
)

const untoldQuery = `SELECT ` + deliveryColumns + ` FROM deliveries
	WHERE state IN ('failed', 'expired', 'uncertain') AND told = FALSE AND priority = ?
	ORDER BY id LIMIT ?`

// Untold returns broadcasts that failed, expired or are uncertain and that
// nobody was told of, oldest first.
func (tx *Tx) Untold(limit int) ([]loa.Delivery, error) {
	list, err := all(tx, scanDelivery, untoldQuery, loa.Bulk, limit)
	if err != nil {
		return nil, fmt.Errorf("list untold deliveries: %w", err)
	}
	return list, nil
}

// MarkTold notes that somebody was told of the deliveries.
func (tx *Tx) MarkTold(ids []loa.DeliveryID) error {
	for _, id := range ids {
		if _, err := tx.exec(`UPDATE deliveries SET told = TRUE WHERE id = ?`, id); err != nil {
			return fmt.Errorf("mark delivery %d as told: %w", id, err)
		}
	}
	return nil
}

// CountDeliveries returns how many deliveries are in each state; states without any are left out.
func (tx *Tx) CountDeliveries() (map[loa.DeliveryState]int, error) {
	states, err := tx.countStates(`SELECT state, COUNT(*) FROM deliveries GROUP BY state`)
	if err != nil {
		return nil, fmt.Errorf("count deliveries: %w", err)
	}
	return states, nil
}

// countStates reads a query of states and their counts.
func (tx *Tx) countStates(query string, args ...any) (map[loa.DeliveryState]int, error) {
	type count struct {
		state loa.DeliveryState
		n     int
	}
	counts, err := all(tx, func(r row, c *count) error { return r.Scan(&c.state, &c.n) }, query, args...)
	states := make(map[loa.DeliveryState]int, len(counts))
	for _, c := range counts {
		states[c.state] = c.n
	}
	return states, err
}

// OldestPending returns since when the longest waiting delivery is due, zero if none is.
// What people pass on is left out: it waits for hours, and nothing is wrong.
func (tx *Tx) OldestPending(now time.Time) (time.Time, error) {
	due, err := one(tx, value[int64], `SELECT COALESCE(MIN(due), 0) FROM deliveries
		WHERE state = 'pending' AND due <= ? AND bot <> ?`, millis(now), loa.RelayBot)
	if err != nil {
		return time.Time{}, fmt.Errorf("read oldest pending delivery: %w", err)
	}
	return instant(due), nil
}

// SentOn returns the deliveries of posts of that day for the group, in any state.
func (tx *Tx) SentOn(group loa.GroupID, date loa.Date) ([]loa.Delivery, error) {
	list, err := all(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries
		WHERE group_id = ? AND day = ? AND post <> '' ORDER BY id`, group, day(date))
	if err != nil {
		return nil, fmt.Errorf("list posts of %s: %w", date, err)
	}
	return list, nil
}
