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
	"path/filepath"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
)

// sqliteReaders is how many readers may work at once beside the one writer.
const sqliteReaders = 4

// sqlite is the engine for one file.
type sqlite struct{ path string }

func openSQLite(ctx context.Context, target string) (*DB, error) {
	path, err := filepath.Abs(target)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", target, err)
	}
	if err := prepareFile(path); err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	write, err := sql.Open("sqlite3", sqliteDSN(path, url.Values{
		"mode":          {"rw"},
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},      // what is committed survives a power cut
		"_txlock":       {"immediate"}, // a writer never fails half-way for want of the lock
	}))
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite3", sqliteDSN(path, url.Values{
		"mode":        {"ro"},
		"_query_only": {"on"},
		"_txlock":     {"deferred"},
	}))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), write.Close())
	}
	read.SetMaxOpenConns(sqliteReaders)
	read.SetMaxIdleConns(sqliteReaders)
	db := &DB{write: write, read: read, engine: sqlite{path}}
	if err := checkOwner(ctx, read); err != nil { // the writer would change the file by opening it
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), db.Close())
	}
	return db, nil
}

func sqliteDSN(path string, options url.Values) string {
	options.Set("_busy_timeout", "10000") // ms; other programs may hold the file for a moment, such as a backup
	options.Set("_foreign_keys", "on")
	options.Set("_stmt_cache_size", "200") // for each connection: parsing takes longer than most statements
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + options.Encode()
}

// sqliteMagic begins every SQLite file that is not empty (sqlite.org/fileformat.html, 1.3).
var sqliteMagic = []byte("SQLite format 3\x00")

// prepareFile makes sure that the path is a file for SQLite that can be written,
// creating it for its owner only: SQLite itself would leave that to the umask
// and gives hardly a reason when it fails.
func prepareFile(path string) (err error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return errors.New("it is a folder; name a file in it, such as " + filepath.Join(path, "loa.db"))
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("its folder does not exist; create the folder or name another path")
	case err != nil:
		return fmt.Errorf("%w; Loa must be able to read and write the file and its folder", reason(err))
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	head := make([]byte, len(sqliteMagic))
	n, err := io.ReadFull(f, head)
	switch {
	case errors.Is(err, io.EOF): // empty: a database to be
		return nil
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("read file: %w", reason(err))
	case !bytes.Equal(head[:n], sqliteMagic):
		return errors.New("the file is not an SQLite database; nothing was changed in it; name another file")
	}
	return nil
}

// reason takes the path out of an error, which the caller names already.
func reason(err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return p.Err
	}
	return err
}

// checkOwner refuses the SQLite database of another program.
func checkOwner(ctx context.Context, db *sql.DB) error {
	var tables, own int
	err := db.QueryRowContext(ctx, `SELECT COUNT(*), COUNT(CASE WHEN name = 'goose_db_version' THEN 1 END)
		FROM sqlite_master WHERE type = 'table'`).Scan(&tables, &own)
	if err != nil {
		return fmt.Errorf("read schema: %w; if it is damaged, restore a backup", err)
	}
	if tables > 0 && own == 0 {
		return errors.New("the database belongs to another program; nothing was changed in it; name another file")
	}
	return nil
}

func (sqlite) rebind(query string) string { return query }

// enter does nothing: the one connection of the writing pool, and BEGIN
// IMMEDIATE between processes, admit one writer already.
func (sqlite) enter(context.Context, *sql.Tx) error { return nil }

// steady is a context that does not end: the driver runs a statement whose context may
// end in a goroutine of its own, which takes longer than the statement. When ctx ends
// the transaction is rolled back all the same, after the statement.
func (sqlite) steady(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

// snapshot asks for nothing: a transaction in WAL mode sees one instant, and the
// pool is read-only.
func (sqlite) snapshot() *sql.TxOptions { return nil }
