package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"

	"github.com/pressly/goose/v3"
)

// Inspect checks an SQLite file from beginning to end, as a backup to restore,
// and returns what it holds. Nothing is changed in it.
func Inspect(ctx context.Context, file string) (Contents, error) {
	c, err := inspect(ctx, file)
	if err != nil {
		return Contents{}, fmt.Errorf("inspect backup: %w", err)
	}
	return c, nil
}

func inspect(ctx context.Context, path string) (c Contents, err error) {
	if err := looksLikeSQLite(path); err != nil {
		return c, err
	}
	if c.Bytes, err = sizeOf(path); err != nil {
		return c, err
	}
	db, err := openPlain(path, url.Values{"mode": {"ro"}})
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := checkTables(ctx, db); err != nil {
		return c, err
	}
	if err := checkIntegrity(ctx, db); err != nil {
		return c, err
	}
	if c.Schema, err = schemaOf(ctx, db); err != nil {
		return c, err
	}
	newest, err := newestSchema()
	if err != nil {
		return c, err
	}
	if c.Schema > newest {
		return c, fmt.Errorf("%w (schema %d, this program knows %d)", ErrNewer, c.Schema, newest)
	}
	var at int64
	err = db.QueryRowContext(ctx, contentsQuery).Scan(&c.Groups, &c.Deliveries, &at)
	if err != nil {
		return c, fmt.Errorf("%w: read back: %w", ErrDamaged, err)
	}
	c.At = instant(at)
	return c, nil
}

// contentsQuery counts what people know, and finds the instant after which the
// copy knows nothing: as Backup noted it or, in a file copied by hand, the last
// trace of life.
const contentsQuery = `SELECT
	(SELECT COUNT(*) FROM chat_groups),
	(SELECT COUNT(*) FROM deliveries),
	COALESCE((SELECT CAST(value AS INTEGER) FROM states WHERE name = '` + copiedKey + `' AND value <> ''), MAX(
		COALESCE((SELECT MAX(at) FROM audit), 0),
		COALESCE((SELECT MAX(seen_at) FROM seen_updates), 0),
		COALESCE((SELECT MAX(MAX(created, settled)) FROM deliveries), 0)))`

// looksLikeSQLite looks at the first bytes: SQLite would take a file of another
// kind for a database that is encrypted, and an empty one for a new database.
func looksLikeSQLite(path string) (err error) {
	if err := plainFile(path); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return reason(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	head := make([]byte, len(sqliteMagic))
	_, err = io.ReadFull(f, head)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), err == nil && !bytes.Equal(head, sqliteMagic):
		return ErrNoLoa
	case err != nil:
		return reason(err)
	}
	return nil
}

// sizeOf returns the bytes of a database, with its log if it has one.
func sizeOf(path string) (int64, error) {
	var size int64
	for _, suffix := range []string{"", "-wal"} {
		info, err := os.Stat(path + suffix)
		switch {
		case err == nil:
			size += info.Size()
		case suffix == "" || !errors.Is(err, fs.ErrNotExist):
			return 0, reason(err)
		}
	}
	return size, nil
}

// checkTables refuses what is not Loa's: the tables of its first migration must
// be there, and goose's record of them.
func checkTables(ctx context.Context, db *sql.DB) error {
	const want = 5
	var have int
	err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'
		AND name IN ('goose_db_version', 'chat_groups', 'deliveries', 'states', 'audit')`).Scan(&have)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	case have != want:
		return ErrNoLoa
	}
	return nil
}

// checkIntegrity has SQLite read every page, index and constraint.
func checkIntegrity(ctx context.Context, db *sql.DB) error {
	var first string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&first); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if first != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, first)
	}
	return nil
}

// schemaOf returns the number of the last migration that a database has seen.
func schemaOf(ctx context.Context, db *sql.DB) (version int64, err error) {
	err = db.QueryRowContext(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version`).Scan(&version)
	if err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	return version, nil
}

// newestSchema returns the number of the last migration that the program knows.
func newestSchema() (newest int64, err error) {
	names, err := fs.Glob(migrations(), "*.sql")
	if err != nil {
		return 0, fmt.Errorf("list migrations: %w", err)
	}
	for _, name := range names {
		n, err := goose.NumericComponent(name)
		if err != nil {
			return 0, fmt.Errorf("list migrations: %w", err)
		}
		newest = max(newest, n)
	}
	return newest, nil
}
