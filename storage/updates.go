package storage

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"loa"
)

// MarkSeen notes that the update is dealt with and reports whether it was new.
func (tx *Tx) MarkSeen(bot loa.BotID, updateID int64, at time.Time) (fresh bool, err error) {
	n, err := tx.exec(`INSERT INTO seen_updates (bot, update_id, seen_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		bot, updateID, millis(at))
	if err != nil {
		return false, fmt.Errorf("mark update %d: %w", updateID, err)
	}
	return n == 1, nil
}

// MarkAllSeen is MarkSeen for a batch, in two statements. It returns which were new.
func (tx *Tx) MarkAllSeen(bot loa.BotID, ids []int64, at time.Time) (fresh map[int64]bool, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	// Nearly always there are none; the platform counts on by one.
	seen, err := all(tx, value[int64], `SELECT update_id FROM seen_updates WHERE bot = ? AND update_id BETWEEN ? AND ?`,
		bot, slices.Min(ids), slices.Max(ids))
	if err != nil {
		return nil, fmt.Errorf("look up %d updates: %w", len(ids), err)
	}
	fresh = make(map[int64]bool, len(ids))
	args := make([]any, 0, 3*padded(len(ids)))
	for _, id := range ids {
		fresh[id] = true
		args = append(args, bot, id, millis(at))
	}
	for len(args) < cap(args) {
		args = append(args, bot, ids[0], millis(at)) // again: it does nothing
	}
	for _, id := range seen {
		delete(fresh, id)
	}
	rows := strings.TrimSuffix(strings.Repeat("(?, ?, ?), ", len(args)/3), ", ")
	if _, err := tx.exec(`INSERT INTO seen_updates (bot, update_id, seen_at) VALUES `+rows+` ON CONFLICT DO NOTHING`, args...); err != nil {
		return nil, fmt.Errorf("mark %d updates: %w", len(ids), err)
	}
	return fresh, nil
}

// PurgeSeen forgets the updates seen before then and returns how many.
func (tx *Tx) PurgeSeen(before time.Time) (int, error) {
	n, err := tx.exec(`DELETE FROM seen_updates WHERE seen_at < ?`, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge updates: %w", err)
	}
	return int(n), nil
}

// Offset returns the number of the update to ask for next, 0 if none is known.
func (tx *Tx) Offset(bot loa.BotID) (int64, error) {
	next, err := one(tx, value[int64], `SELECT next_update FROM update_offsets WHERE bot = ?`, bot)
	if err != nil && !errors.Is(err, loa.ErrNotFound) {
		return 0, fmt.Errorf("read offset: %w", err)
	}
	return next, nil
}

// SetOffset stores the number of the update to ask for next.
func (tx *Tx) SetOffset(bot loa.BotID, next int64) error {
	_, err := tx.exec(`INSERT INTO update_offsets (bot, next_update) VALUES (?, ?)
		ON CONFLICT (bot) DO UPDATE SET next_update = excluded.next_update`, bot, next)
	if err != nil {
		return fmt.Errorf("set offset: %w", err)
	}
	return nil
}

// DeadLetter keeps an update that could not be dealt with, so that it can be
// skipped. Bytes that are no text are replaced: PostgreSQL would refuse them,
// and a poisonous update must not poison this too.
func (tx *Tx) DeadLetter(bot loa.BotID, updateID int64, raw []byte, reason string, at time.Time) error {
	_, err := tx.exec(`INSERT INTO dead_letters (bot, update_id, raw, reason, died_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (bot, update_id) DO UPDATE SET raw = excluded.raw, reason = excluded.reason, died_at = excluded.died_at`,
		bot, updateID, printable(string(raw)), printable(reason), millis(at))
	if err != nil {
		return fmt.Errorf("keep dead letter %d: %w", updateID, err)
	}
	return nil
}

func printable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// DeadLetters returns how many updates could not be dealt with.
func (tx *Tx) DeadLetters() (int, error) {
	n, err := one(tx, value[int], `SELECT COUNT(*) FROM dead_letters`)
	if err != nil {
		return 0, fmt.Errorf("count dead letters: %w", err)
	}
	return n, nil
}

// PurgeDeadLetters forgets the updates put aside before then, and returns how
// many those were: they may hold what a person wrote.
func (tx *Tx) PurgeDeadLetters(before time.Time) (int, error) {
	n, err := tx.exec(`DELETE FROM dead_letters WHERE died_at < ?`, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge dead letters: %w", err)
	}
	return int(n), nil
}
