package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"

	"loa"
)

// Tx is a transaction. It is good until the function it was given to returns,
// and for one goroutine.
type Tx struct {
	ctx    context.Context // of the transaction; kept here so that methods stay short
	tx     *sql.Tx
	engine engine
	failed error // of the first statement that failed and was not undone by Try
	depth  int   // savepoints open

	// sequences holds the numbers given out, until the commit stores them: nobody else
	// writes meanwhile.
	sequences map[string]int64
	memo      memo
}

// Update runs do in a transaction that may write, and commits it when do returns
// nil. An error or a panic rolls back everything, and so does a statement that
// failed outside of Try, even when do lost its error.
//
// Writers wait for each other, so do must be quick and must not call Update.
func (db *DB) Update(ctx context.Context, do func(*Tx) error) error {
	return db.transact(ctx, db.write, nil, func(tx *Tx) error {
		if err := db.engine.enter(ctx, tx.tx); err != nil {
			return fmt.Errorf("enter transaction: %w", err)
		}
		tx.ctx = db.engine.steady(ctx)
		if err := do(tx); err != nil || tx.failed != nil {
			return err
		}
		return tx.saveSequences()
	})
}

// View runs do in a transaction that cannot write and sees one instant of the database.
func (db *DB) View(ctx context.Context, do func(*Tx) error) error {
	return db.transact(ctx, db.read, db.engine.snapshot(), do)
}

func (db *DB) transact(ctx context.Context, pool *sql.DB, options *sql.TxOptions, do func(*Tx) error) error {
	sqlTx, err := pool.BeginTx(ctx, options)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	// Also on a panic. After a commit it does nothing; a connection on which it
	// fails is thrown away by the pool, and the database rolls back by itself.
	defer func() { _ = sqlTx.Rollback() }()
	tx := &Tx{ctx: ctx, tx: sqlTx, engine: db.engine}
	if err := do(tx); err != nil {
		return ended(ctx, err)
	}
	if tx.failed != nil {
		return fmt.Errorf("commit transaction: a statement failed before: %w", ended(ctx, tx.failed))
	}
	if err := sqlTx.Commit(); err != nil {
		return fmt.Errorf("commit transaction: %w", ended(ctx, err))
	}
	return nil
}

// ended says so when a transaction failed because its context ended: database/sql
// rolls it back at once, and then only says that there is none any more.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, sql.ErrTxDone) {
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return err
}

// Try runs do so that it can fail alone: when it returns an error or panics,
// what it wrote is undone, the error is returned (a panic as one), and the
// transaction goes on.
func (tx *Tx) Try(do func() error) (err error) {
	tx.depth++
	defer func() { tx.depth-- }()
	savepoint := fmt.Sprintf("try%d", tx.depth)
	if _, err := tx.exec("SAVEPOINT " + savepoint); err != nil {
		return fmt.Errorf("set savepoint: %w", err)
	}
	before, numbers := tx.failed, maps.Clone(tx.sequences)
	err = protect(do)
	if err == nil && tx.failed != before { //nolint:errorlint // not what kind of error it is, but whether it is the same
		err = tx.failed // do lost the error
	}
	if err == nil {
		if _, err := tx.exec("RELEASE SAVEPOINT " + savepoint); err != nil {
			return fmt.Errorf("release savepoint: %w", err)
		}
		return nil
	}
	tx.failed, tx.sequences = before, numbers
	tx.memo.forget()
	_, undo := tx.exec("ROLLBACK TO SAVEPOINT " + savepoint)
	if undo == nil {
		_, undo = tx.exec("RELEASE SAVEPOINT " + savepoint)
	}
	if undo != nil { // now nothing of the transaction can be committed: see exec
		return errors.Join(err, fmt.Errorf("roll back to savepoint: %w", undo))
	}
	return err
}

func protect(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return do()
}

// exec runs a statement and returns how many rows it changed. A failed statement
// dooms the transaction (PostgreSQL's rule, kept on SQLite too) unless Try
// takes it back.
func (tx *Tx) exec(query string, args ...any) (int64, error) {
	if tx.memo.voters != nil && changesVoters(query) {
		tx.memo.voters = nil
	}
	result, err := tx.tx.ExecContext(tx.ctx, tx.engine.rebind(query), args...)
	if err != nil {
		return 0, tx.fail(err)
	}
	n, err := result.RowsAffected()
	return n, tx.fail(err)
}

func (tx *Tx) fail(err error) error {
	if err != nil && tx.failed == nil {
		tx.failed = err
	}
	return err
}

// row is one row to be scanned.
type row interface{ Scan(dest ...any) error }

// one returns the only row of a query, or loa.ErrNotFound.
func one[T any](tx *Tx, scan func(row, *T) error, query string, args ...any) (T, error) {
	var v T
	err := scan(tx.tx.QueryRowContext(tx.ctx, tx.engine.rebind(query), args...), &v)
	if errors.Is(err, sql.ErrNoRows) {
		return v, loa.ErrNotFound
	}
	return v, tx.fail(err)
}

// all returns all rows of a query.
func all[T any](tx *Tx, scan func(row, *T) error, query string, args ...any) (list []T, err error) {
	rows, err := tx.tx.QueryContext(tx.ctx, tx.engine.rebind(query), args...)
	if err != nil {
		return nil, tx.fail(err)
	}
	defer func() { err = tx.fail(errors.Join(err, rows.Close())) }()
	for rows.Next() {
		var v T
		if err := scan(rows, &v); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

// value scans a row of one column that needs no translation.
func value[T any](r row, v *T) error { return r.Scan(v) }

// next returns the next number of the sequence, from 1. Writers take turns, so
// numbers become visible in their order.
func (tx *Tx) next(sequence string) (int64, error) {
	last, known := tx.sequences[sequence]
	if !known {
		var err error
		last, err = one(tx, value[int64], `SELECT value FROM sequences WHERE name = ?`, sequence)
		if err != nil && !errors.Is(err, loa.ErrNotFound) {
			return 0, err
		}
		if tx.sequences == nil {
			tx.sequences = map[string]int64{}
		}
	}
	tx.sequences[sequence] = last + 1
	return last + 1, nil
}

// saveSequences stores the numbers that were given out.
func (tx *Tx) saveSequences() error {
	for name, last := range tx.sequences {
		_, err := tx.exec(`INSERT INTO sequences (name, value) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, last)
		if err != nil {
			return fmt.Errorf("save sequence %s: %w", name, err)
		}
	}
	return nil
}
