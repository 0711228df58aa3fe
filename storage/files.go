package storage

import (
	"context"
	"fmt"
	"time"

	"loa"
)

// SaveFile stores a file under the digest of its content. A file that is there stays.
func (tx *Tx) SaveFile(digest, name string, data []byte) error {
	if data == nil {
		data = []byte{} // an empty file, not NULL
	}
	_, err := tx.exec(`INSERT INTO files (digest, name, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, digest, name, data)
	if err != nil {
		return fmt.Errorf("save file %s: %w", name, err)
	}
	return nil
}

// LendFile stores a file until it can be purged: what holds names, say. One that is
// there to stay stays.
func (tx *Tx) LendFile(digest, name string, data []byte, until time.Time) error {
	_, err := tx.exec(`INSERT INTO files (digest, name, data, expires) VALUES (?, ?, ?, ?)
		ON CONFLICT (digest) DO UPDATE SET expires = excluded.expires WHERE files.expires > 0`, digest, name, data, millis(until))
	if err != nil {
		return fmt.Errorf("lend file %s: %w", name, err)
	}
	return nil
}

// PurgeFiles forgets the lent files whose time was over by then, and what the
// platforms called them, and returns how many.
func (tx *Tx) PurgeFiles(before time.Time) (int, error) {
	const over = `expires > 0 AND expires <= ?`
	_, err := tx.exec(`DELETE FROM remote_files WHERE digest IN (SELECT digest FROM files WHERE `+over+`)`, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge files: %w", err)
	}
	n, err := tx.exec(`DELETE FROM files WHERE `+over, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge files: %w", err)
	}
	return int(n), nil
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
