// Package storagetest opens databases for the tests of storage and of the
// packages above it.
package storagetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"loa/storage"
)

// PostgresEnv names the environment variable with the URL of a PostgreSQL
// database to test on, such as postgres://root@127.0.0.1:5432/test. Every test
// makes a schema of its own in it and drops it at the end.
const PostgresEnv = "LOA_TEST_POSTGRES"

// Open opens a fresh SQLite database that is closed and deleted after the test.
func Open(t testing.TB) *storage.DB {
	t.Helper()
	return OpenTarget(t, filepath.Join(t.TempDir(), "loa.db"))
}

// OpenTarget opens the database and closes it after the test.
func OpenTarget(t testing.TB, target string) *storage.DB {
	t.Helper()
	db, err := storage.Open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// OpenEach runs the test once per engine, on a fresh database: on SQLite, and
// on PostgreSQL where there is one to test on.
func OpenEach(t *testing.T, test func(t *testing.T, db *storage.DB)) {
	t.Helper()
	TargetEach(t, func(t *testing.T, target string) { test(t, OpenTarget(t, target)) })
}

// TargetEach is OpenEach for tests that open the fresh database themselves.
func TargetEach(t *testing.T, test func(t *testing.T, target string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, filepath.Join(t.TempDir(), "loa.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, newSchema(t))
	})
}

// newSchema makes a schema for the test and returns the URL that leads to it.
func newSchema(t *testing.T) string {
	t.Helper()
	target := os.Getenv(PostgresEnv)
	if target == "" {
		t.Skip(PostgresEnv + " is not set: no PostgreSQL to test on")
	}
	address, err := url.Parse(target)
	if err != nil {
		t.Fatalf("%s is no URL", PostgresEnv)
	}
	admin, err := sql.Open("pgx", target)
	if err != nil {
		t.Fatal(err)
	}
	schema := "loa_test_" + strings.ToLower(rand.Text())
	if _, err := admin.ExecContext(t.Context(), "CREATE SCHEMA "+schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context()) // the test's own is done by now
		if _, err := admin.ExecContext(ctx, "DROP SCHEMA "+schema+" CASCADE"); err != nil {
			t.Error(err)
		}
		if err := admin.Close(); err != nil {
			t.Error(err)
		}
	})
	query := address.Query()
	query.Set("search_path", schema)
	address.RawQuery = query.Encode()
	return address.String()
}
