package storage

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"loa"
)

// The outbox grows for years, and the worker asks for what is due all day long:
// the question must not touch what is settled.
func TestDueReadsOpenRowsOnly(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "loa.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	const settled, open = 10_000, 1_000
	now := time.Date(2024, 3, 13, 5, 0, 0, 0, time.UTC)
	if err := db.Update(t.Context(), func(tx *Tx) error { return fill(tx, settled, open, now) }); err != nil {
		t.Fatal(err)
	}
	due, _, err := db.Due(t.Context(), "telegram:1", now, 50)
	if err != nil {
		t.Fatal(err)
	}
	if len(due) != 50 || due[0].ID != settled+1 {
		t.Fatalf("got %d deliveries, first %v; want 50 from %d", len(due), due, settled+1)
	}
	ms := millis(now)
	for _, test := range []struct {
		query string
		args  []any
	}{
		{dueQuery, []any{"telegram:1", ms, ms, 50}},
		{nextQuery, []any{"telegram:1", ms}},
		{untoldQuery, []any{loa.Bulk, 50}},
	} {
		for _, step := range explain(t, db, test.query, test.args...) {
			if !readsOpenRows.MatchString(step) {
				t.Errorf("%s\nreads settled rows: %s", test.query, step)
			}
		}
	}
	// The same check sees the difference: without the state it is a scan of all.
	for _, step := range explain(t, db, strings.ReplaceAll(nextQuery, "state = 'pending'", "state <> 'sent'"), "telegram:1", ms) {
		if readsOpenRows.MatchString(step) {
			t.Errorf("a query over all rows passes the check: %s", step)
		}
	}
}

// readsOpenRows matches the steps of a plan that look into an index of open rows
// (or of untold ones), or into no table.
var readsOpenRows = regexp.MustCompile(`USING (COVERING )?INDEX deliveries_((due|lane|sending)\b|state .*told=)|^(CORRELATED SCALAR SUBQUERY|USE TEMP B-TREE|LIST SUBQUERY)`)

// explain returns the steps of SQLite's plan for the query.
func explain(t *testing.T, db *DB, query string, args ...any) (steps []string) {
	t.Helper()
	err := db.View(t.Context(), func(tx *Tx) (err error) {
		var number any
		steps, err = all(tx, func(r row, step *string) error { return r.Scan(&number, &number, &number, step) },
			"EXPLAIN QUERY PLAN "+query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(steps) == 0 {
		t.Fatalf("no plan for %s", query)
	}
	return steps
}

// fill queues settled deliveries, then open ones, twenty to a chat.
func fill(tx *Tx, settled, open int, now time.Time) error {
	for i := range settled + open {
		id, _, err := tx.Enqueue(loa.Delivery{Bot: "telegram:1", Chat: loa.ChatID(fmt.Sprint(i % (open / 20))), Created: now,
			Priority: loa.Bulk, Payload: loa.Payload{Notice: &loa.Notice{Text: loa.Plain("Tổ quốc")}}})
		if err != nil {
			return err
		}
		if i < settled {
			if err := tx.SettleDelivery(id, loa.Outcome{State: loa.Sent, At: now}); err != nil {
				return err
			}
		}
	}
	return nil
}

// A ward asks for the figures of a month while the rolls of years are kept: only the
// lines of that month's meetings are read.
func TestFiguresReadTheirSpanOnly(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "loa.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, query := range []string{countedQuery, countedBesides} {
		for _, step := range explain(t, db, query, 1, 2, "", "") {
			if strings.HasPrefix(step, "SCAN") {
				t.Errorf("%s\nreads a whole table: %s", query, step)
			}
		}
	}
}
