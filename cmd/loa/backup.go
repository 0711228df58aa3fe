package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"loa/config"
	"loa/storage"
)

// backupCmd copies the database to a file, beside a serving Loa or without one.
type backupCmd struct {
	File  string `arg:"" help:"${cli_backup_file}" type:"path"`
	Keep  *int   `help:"${cli_backup_keep}" placeholder:"N"`
	Force bool   `help:"${cli_backup_force}"`
}

// Run is the command.
func (c *backupCmd) Run(e *env) error {
	cfg, err := e.load()
	if err != nil {
		return err
	}
	if cfg.Database.PostgreSQL() {
		return misuse{e.line("operate.backup_postgres", map[string]any{
			"Database": withoutPassword(cfg.Database), "File": c.File,
		})}
	}
	now, file := time.Now(), c.File
	info, statErr := os.Stat(c.File)
	switch {
	case c.Keep != nil && *c.Keep < 1:
		return misuse{e.line("operate.backup_keep_bad", nil)}
	case c.Keep != nil:
		file = filepath.Join(c.File, now.In(cfg.Timezone).Format(nightlyName))
	case statErr == nil && info.IsDir():
		return misuse{e.line("operate.backup_folder", map[string]any{"File": file})}
	}
	done, err := storage.Backup(e.ctx, string(cfg.Database), file, c.Force, now)
	if err != nil {
		return e.fileTrouble("operate.backup", err, map[string]any{"File": file, "Database": cfg.Database.String()})
	}
	const kilo = 1024
	e.say("operate.backup_done", map[string]any{
		"File": file, "Groups": done.Groups, "Deliveries": done.Deliveries, "Size": (done.Bytes + kilo - 1) / kilo,
	})
	if c.Keep == nil {
		return nil
	}
	removed, err := prune(c.File, filepath.Base(file), *c.Keep)
	if removed > 0 {
		e.say("operate.backup_pruned", map[string]any{"Count": removed})
	}
	return err
}

// nightlyName is the name of a backup in a folder of backups, and nightlyShape
// what such names look like: nothing else in the folder is ever removed.
const (
	nightlyName  = "loa-20060102-150405.db"
	nightlyShape = `^loa-[0-9]{8}-[0-9]{6}\.db$`
)

// prune removes the oldest backups of a folder beyond the number to keep, and
// returns how many those were. The one just written stays, whatever the clock says.
func prune(dir, written string, keep int) (removed int, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, fmt.Errorf("list backups: %w", err)
	}
	shape := regexp.MustCompile(nightlyShape)
	var old []string // by name, and so by time
	for _, entry := range entries {
		if entry.Type().IsRegular() && shape.MatchString(entry.Name()) && entry.Name() != written {
			old = append(old, entry.Name())
		}
	}
	slices.Sort(old)
	for _, name := range old[:max(0, len(old)-(keep-1))] {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			return removed, fmt.Errorf("remove old backup: %w", err)
		}
		removed++
	}
	return removed, nil
}

// fileTrouble says what is wrong with a backup or a database, and what to do.
// The keys are those of the area: what Loa was about to do, and the trouble.
func (e *env) fileTrouble(area string, err error, data map[string]any) error {
	for _, known := range []struct {
		err    error
		key    string
		misuse bool // the command line names the wrong thing
	}{
		{storage.ErrExists, "_exists", true},
		{fs.ErrNotExist, "_missing", true},
		{storage.ErrNotAFile, "_not_file", true},
		{storage.ErrNoLoa, "_foreign", true},
		{storage.ErrDamaged, "_damaged", false},
		{storage.ErrNewer, "_newer", false},
		{storage.ErrOlder, "_older", false},
		{storage.ErrLocked, "_locked", false},
	} {
		if !errors.Is(err, known.err) || errors.Is(err, context.Canceled) {
			continue
		}
		data["Problem"] = err.Error()
		text := e.line(area+known.key, data)
		if known.misuse {
			return misuse{text}
		}
		fmt.Fprintln(e.stderr, text)
		return errShown
	}
	return err
}

// withoutPassword shows a PostgreSQL address in a form that its tools take.
func withoutPassword(d config.Database) string {
	return regexp.MustCompile(`:xxxxx@`).ReplaceAllString(d.String(), "@")
}
