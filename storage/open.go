// Package storage keeps what Loa knows in an SQL database: one SQLite file by
// default, or PostgreSQL.
//
// Both engines run the same migrations and the same queries and behave alike:
// write transactions run one after the other, on PostgreSQL also across
// processes, so a use case may read, decide and write without races. Read
// transactions see one consistent snapshot and never wait for a writer.
//
// All instants are stored as UTC milliseconds; what is finer is cut off.
// SQLite's locks use flock(2), so the package is for Unix.
package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	write  *sql.DB // one connection: writers take turns
	read   *sql.DB
	engine engine
}

// engine is what the two databases do differently.
type engine interface {
	// rebind turns the placeholders "?" of a query into the engine's own.
	rebind(query string) string
	// enter makes a fresh transaction the only writing one.
	enter(ctx context.Context, tx *sql.Tx) error
	// steady is the context for the statements of a writing transaction.
	steady(ctx context.Context) context.Context
	// snapshot are the options of a read-only transaction that sees one instant.
	snapshot() *sql.TxOptions
	// lock takes the named lock. Unless it is to wait, a held lock is ErrLocked.
	lock(ctx context.Context, name string, wait bool) (release func() error, err error)
}

// Open opens the database, creating an SQLite file where there is none, and
// brings its schema up to date. The target is the path of a file, or a URL
// such as postgres://user@host/database.
func Open(ctx context.Context, target string) (*DB, error) {
	if target == "" {
		return nil, errors.New("open database: no file and no postgres:// address given")
	}
	open, dialect := openSQLite, dialectSQLite
	if strings.HasPrefix(target, "postgres://") || strings.HasPrefix(target, "postgresql://") {
		open, dialect = openPostgres, dialectPostgres
	}
	db, err := open(ctx, target)
	if err != nil {
		return nil, err
	}
	if err := db.migrate(ctx, dialect, migrations()); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Close closes the database. Transactions under way end first.
func (db *DB) Close() error {
	// The writer goes last: it folds SQLite's log into the file, a reader cannot.
	if err := errors.Join(db.read.Close(), db.write.Close()); err != nil {
		return fmt.Errorf("close database: %w", err)
	}
	return nil
}

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.View(ctx, func(tx *Tx) error {
		_, err := tx.State("ping")
		return err
	}); err != nil {
		return fmt.Errorf("ping database: %w", err)
	}
	return nil
}
