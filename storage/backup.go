package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/mattn/go-sqlite3"
)

// What can be wrong with a backup, or with the place for one. The errors of
// Backup, Inspect and Restore wrap them, or fs.ErrNotExist for a missing file
// or folder.
var (
	ErrExists   = errors.New("the file exists")
	ErrNoLoa    = errors.New("not a database of Loa's")
	ErrDamaged  = errors.New("damaged")
	ErrNewer    = errors.New("written by a newer Loa")
	ErrNotAFile = errors.New("not a file")
)

const (
	copiedKey     = "backup.at"   // in a copy: when it was made
	lastCopiedKey = "backup.last" // in a database: when the last copy of it was made
)

// Contents is what a backup holds.
type Contents struct {
	At         time.Time // nothing later is known in it
	Schema     int64
	Bytes      int64
	Groups     int
	Deliveries int
}

// Backup copies the SQLite database to the file, while others work on it. The
// copy is of one instant, has been read back and checked when it appears under
// its name, and can be read by the owner only. At is the real time; it is noted
// in the copy and in the database. A file that is there is overwritten only by
// force. On an error nothing is left under the file's name that was not there.
func Backup(ctx context.Context, target, file string, force bool, at time.Time) (Contents, error) {
	c, err := backup(ctx, target, file, force, at)
	if err != nil {
		return Contents{}, fmt.Errorf("back up database: %w", err)
	}
	return c, nil
}

func backup(ctx context.Context, target, file string, force bool, at time.Time) (c Contents, err error) {
	if err := looksLikeSQLite(target); err != nil {
		return c, err
	}
	if _, err := os.Lstat(file); err == nil && !force {
		return c, ErrExists
	}
	temp, err := tempBeside(file)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, removeTemp(temp)) }()
	if err := vacuumInto(ctx, target, temp); err != nil {
		return c, err
	}
	if err := note(ctx, temp, url.Values{"_journal_mode": {"DELETE"}}, copiedKey, at); err != nil {
		return c, err
	}
	if c, err = inspect(ctx, temp); err != nil {
		return c, err
	}
	if err := place(temp, file); err != nil {
		return c, err
	}
	if err := note(ctx, target, url.Values{}, lastCopiedKey, at); err != nil {
		return c, fmt.Errorf("the backup is good, but could not be noted in the database: %w", err)
	}
	return c, nil
}

// plainFile reports what keeps the path from being a database to read.
func plainFile(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return reason(err)
	case !info.Mode().IsRegular():
		return ErrNotAFile
	}
	return nil
}

// tempBeside makes an empty file in the folder of path, for its owner only, so
// that it can be given that name in one step.
func tempBeside(path string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return "", reason(err)
	}
	return f.Name(), f.Close()
}

// removeTemp removes the file, if it still has that name, and what SQLite and
// the migration left beside it.
func removeTemp(path string) error {
	var errs []error
	for _, suffix := range []string{"", "-journal", "-wal", "-shm", ".migration.lock"} {
		if err := os.Remove(path + suffix); !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// vacuumInto copies a database of one instant into an empty file. Unlike a
// stepwise copy, it ends however busy the writers are.
func vacuumInto(ctx context.Context, from, to string) (err error) {
	db, err := openPlain(from, url.Values{"mode": {"ro"}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, to)
	if broken, ok := errors.AsType[sqlite3.Error](err); ok && (broken.Code == sqlite3.ErrCorrupt || broken.Code == sqlite3.ErrNotADB) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if err != nil {
		return fmt.Errorf("copy database: %w", err)
	}
	return nil
}

// openPlain opens an SQLite file as it is: no migration, one connection.
func openPlain(path string, options url.Values) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite3", sqliteDSN(path, options))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// note stores an instant in the states of a database that may be of any schema.
func note(ctx context.Context, path string, options url.Values, key string, at time.Time) (err error) {
	options.Set("mode", "rw")
	options.Set("_synchronous", "FULL")
	options.Set("_txlock", "immediate")
	db, err := openPlain(path, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, `INSERT INTO states (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, key, strconv.FormatInt(millis(at), 10))
	if err != nil {
		return fmt.Errorf("note time of backup: %w", err)
	}
	return nil
}

// place gives a finished file its name and makes both durable.
func place(temp, file string) error {
	if err := syncFile(temp); err != nil {
		return err
	}
	if err := os.Rename(temp, file); err != nil {
		return fmt.Errorf("name the file: %w", err)
	}
	return syncFile(filepath.Dir(file))
}

// syncFile waits until a file, or the names in a folder, are on the disk.
func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open to sync: %w", reason(err))
	}
	return errors.Join(f.Sync(), f.Close())
}

// LastBackup returns when the database was last copied by Backup; zero if that
// is not known.
func (tx *Tx) LastBackup() (time.Time, error) { return tx.StateTime(lastCopiedKey) }

// StateTime returns an instant that was stored by SetStateTime, zero if none.
func (tx *Tx) StateTime(key string) (time.Time, error) {
	v, err := tx.State(key)
	if err != nil || v == "" {
		return time.Time{}, err
	}
	ms, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("read state %s: %w", key, err)
	}
	return instant(ms), nil
}

// SetStateTime stores an instant; the zero time removes what was stored.
func (tx *Tx) SetStateTime(key string, at time.Time) error {
	if at.IsZero() {
		return tx.SetState(key, "")
	}
	return tx.SetState(key, strconv.FormatInt(millis(at), 10))
}
