package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresReaders bounds the connections of one process beside that of its
// writer; every held lock takes one for itself.
const postgresReaders = 16

// postgres is the engine for a schema of a PostgreSQL database: the first of
// the search path, as everywhere in PostgreSQL.
type postgres struct {
	locks   *sql.DB   // gives every lock its connection
	rebound *sync.Map // query with ? → query with $1, $2, …
}

func openPostgres(ctx context.Context, target string) (*DB, error) {
	config, err := pgx.ParseConfig(target)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err) // pgx leaves the password out
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "loa"
	}
	// A report's queries are over one unit's month or all units' year. A plan that is kept for
	// all of them, as PostgreSQL makes one after five times, takes two or three times as long.
	if config.RuntimeParams["plan_cache_mode"] == "" {
		config.RuntimeParams["plan_cache_mode"] = "force_custom_plan"
	}
	// Writers take turns anyway. On a connection of their own they cannot take
	// the last one from a reader that a writer waits for.
	write, read := stdlib.OpenDB(*config), stdlib.OpenDB(*config)
	write.SetMaxOpenConns(1)
	read.SetMaxOpenConns(postgresReaders)
	db := &DB{write: write, read: read, engine: postgres{read, new(sync.Map)}}
	if err := write.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), db.Close())
	}
	return db, nil
}

func (p postgres) rebind(query string) string {
	if q, ok := p.rebound.Load(query); ok {
		return q.(string)
	}
	q := dollars(query)
	p.rebound.Store(query, q)
	return q
}

// enter waits until no other transaction writes, in this process or another. It
// gives the transaction what SQLite gives: nothing changes between its reading
// and its writing, and there are no deadlocks. Loa writes too little for a queue.
func (postgres) enter(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(`+lockKey+`)`, "writer")
	return err
}

// steady is the context itself: a statement may wait for the network.
func (postgres) steady(ctx context.Context) context.Context { return ctx }

func (postgres) snapshot() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
}

// lockKey makes PostgreSQL's number of a named advisory lock. Such locks belong
// to the whole database, so the schema goes into the number.
const lockKey = `hashtextextended('loa ' || current_schema() || ' ' || $1::text, 0)`

func (p postgres) lock(ctx context.Context, name string, wait bool) (func() error, error) {
	conn, err := p.locks.Conn(ctx)
	if err != nil {
		return nil, err
	}
	query := `SELECT pg_try_advisory_lock(` + lockKey + `)`
	if wait {
		query = `SELECT pg_advisory_lock(` + lockKey + `) IS NOT NULL`
	}
	var taken bool
	err = conn.QueryRowContext(ctx, query, name).Scan(&taken)
	switch {
	case err != nil:
		discard(conn) // whether the lock was taken is unknown
		return nil, err
	case !taken:
		return nil, errors.Join(ErrLocked, conn.Close())
	}
	return func() error {
		// Not the caller's context: a lock is given back also when all is being stopped.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_unlock(`+lockKey+`)`, name); err != nil {
			discard(conn)
			return err
		}
		return conn.Close()
	}, nil
}

// discard closes the connection itself instead of giving it back to the pool, so
// that no lock stays on it.
func discard(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // always that error
}
