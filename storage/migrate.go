package storage

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

const (
	dialectSQLite   = goose.DialectSQLite3
	dialectPostgres = goose.DialectPostgres
)

// Migrations are numbered, and never edited once released.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

func migrations() fs.FS {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		panic(err) // the embedded folder is there
	}
	return files
}

// migrate brings the schema up to date. Processes that start together do it one
// after the other. A schema from a newer Loa is refused: an older one does not
// know what the newer promises.
func (db *DB) migrate(ctx context.Context, dialect goose.Dialect, files fs.FS) (err error) {
	release, err := db.lock(ctx, "migration", true)
	if err != nil {
		return fmt.Errorf("migrate database: %w", err)
	}
	defer func() { err = errors.Join(err, release()) }()
	provider, err := goose.NewProvider(dialect, db.write, files,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("migrate database: %w", err)
	}
	has, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read database version: %w", err)
	}
	sources := provider.ListSources()
	if knows := sources[len(sources)-1].Version; has > knows {
		return fmt.Errorf("migrate database: it was written by a newer Loa (schema %d, this program knows %d); "+
			"nothing was changed in it; install the newer program or restore a backup", has, knows)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate database: %w", err)
	}
	return nil
}
