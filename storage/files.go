package storage

import (
	"context"
	"fmt"
	"time"

	"loa"
)

// SaveFile stores a file under the digest of its content. A file that is there stays.
func (tx *Tx) SaveFile(digest, name string, data []byte) error {
	return tx.saveFile(digest, name, data, time.Time{})
}

// LendFile stores a file for one person, until PurgeFiles finds it expired; lent once
// more, it stays longer. One that is there to stay stays.
func (tx *Tx) LendFile(digest, name string, data []byte, until time.Time) error {
	if err := tx.saveFile(digest, name, data, until); err != nil {
		return err
	}
	if _, err := tx.exec(`UPDATE files SET expires = ? WHERE digest = ? AND expires > 0`, millis(until), digest); err != nil {
		return fmt.Errorf("lend file %s: %w", name, err)
	}
	return nil
}

func (tx *Tx) saveFile(digest, name string, data []byte, expires time.Time) error {
	if data == nil {
		data = []byte{} // an empty file, not NULL
	}
	_, err := tx.exec(`INSERT INTO files (digest, name, data, expires) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		digest, name, data, millis(expires))
	if err != nil {
		return fmt.Errorf("save file %s: %w", name, err)
	}
	return nil
}

// File returns a file by the digest of its content.
func (db *DB) File(ctx context.Context, digest string) (name string, data []byte, err error) {
	scan := func(r row, _ *struct{}) error { return r.Scan(&name, &data) }
	err = db.View(ctx, func(tx *Tx) error {
		_, err := one(tx, scan, `SELECT name, data FROM files WHERE digest = ?`, digest)
		return err
	})
	if err != nil {
		return "", nil, fmt.Errorf("read file %s: %w", digest, err)
	}
	return name, data, nil
}

// RemoteFile returns the platform's name of a file that the bot has uploaded,
// or loa.ErrNotFound.
func (tx *Tx) RemoteFile(bot loa.BotID, digest string) (string, error) {
	id, err := one(tx, value[string], `SELECT file_id FROM remote_files WHERE bot = ? AND digest = ?`, bot, digest)
	if err != nil {
		return "", fmt.Errorf("read remote file %s: %w", digest, err)
	}
	return id, nil
}

// SaveRemoteFile stores the platform's name of a file that the bot has uploaded.
func (tx *Tx) SaveRemoteFile(bot loa.BotID, digest, fileID string) error {
	_, err := tx.exec(`INSERT INTO remote_files (bot, digest, file_id) VALUES (?, ?, ?)
		ON CONFLICT (bot, digest) DO UPDATE SET file_id = excluded.file_id`, bot, digest, fileID)
	if err != nil {
		return fmt.Errorf("save remote file %s: %w", digest, err)
	}
	return nil
}
