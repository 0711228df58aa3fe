package storage

import (
	"errors"
	"fmt"

	"loa"
)

// State returns a value that Loa keeps about itself, "" if none.
func (tx *Tx) State(key string) (string, error) {
	s, err := one(tx, value[string], `SELECT value FROM states WHERE name = ?`, key)
	if err != nil && !errors.Is(err, loa.ErrNotFound) {
		return "", fmt.Errorf("read state %s: %w", key, err)
	}
	return s, nil
}

// SetState stores a value that Loa keeps about itself.
func (tx *Tx) SetState(key, value string) error {
	_, err := tx.exec(`INSERT INTO states (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, key, value)
	if err != nil {
		return fmt.Errorf("set state %s: %w", key, err)
	}
	return nil
}
