package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestBackupKeeps(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.bound("Chi bộ 1", "cb-1", "cell")
	dir := t.TempDir()
	for _, name := range []string{"loa-20240101-000000.db", "loa-20240102-000000.db", "loa-20240103-000000.db", "loa-2024.db", "mine.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	status, out, stderr := try(t, s.vars(), "backup", dir, "--keep", "2")
	if status != 0 || !strings.Contains(out, "Groups: 1;") || !strings.Contains(out, "2 older backups removed.") {
		t.Errorf("status %d: %s%s", status, out, stderr)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	slices.Sort(names)
	if len(names) != 4 || names[0] != "loa-2024.db" || names[1] != "loa-20240103-000000.db" || names[3] != "mine.txt" {
		t.Errorf("the folder holds %q", names)
	}
	status, out, _ = try(t, s.vars(), "status")
	if status != 0 || !strings.Contains(out, "Backup:      ") || strings.Contains(out, "none known") {
		t.Errorf("the status does not know of the backup: %s", out)
	}
}

func TestBackupRefuses(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.bound("Chi bộ 1", "cb-1", "cell")
	dir := t.TempDir()
	taken := write(t, "taken.db", "mine")
	letter := write(t, "letter.txt", "This is a letter, and longer than the head of a database.")
	for _, tt := range []struct {
		name, database string
		args           []string
		want           string
	}{
		{"a folder", "", []string{dir}, "is a folder"},
		{"keep none", "", []string{dir, "--keep", "0"}, "--keep: must be 1 or more"},
		{"taken", "", []string{taken}, "taken.db: exists already"},
		{"no folder", "", []string{filepath.Join(dir, "no", "copy.db")}, "no folder for"},
		{"no database", filepath.Join(dir, "loa.db"), []string{filepath.Join(dir, "copy.db")}, "There is no database"},
		{"no database of Loa's", letter, []string{filepath.Join(dir, "copy.db")}, "letter.txt: not a database of Loa's"},
		{"PostgreSQL", "postgres://loa:geheim@db/loa", []string{"/backup/loa.dump"}, "pg_dump --format=custom --file=/backup/loa.dump --dbname='postgres://loa@db/loa'"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			vars := s.vars()
			if tt.database != "" {
				vars["LOA_DATABASE"] = tt.database
			}
			status, out, stderr := try(t, vars, append([]string{"backup"}, tt.args...)...)
			if status != 2 || out != "" || !strings.Contains(stderr, tt.want) || !strings.Contains(stderr, "Nothing was written") {
				t.Errorf("status %d, want 2 and %q: %s%s", status, tt.want, out, stderr)
			}
			if strings.Contains(stderr, "geheim") {
				t.Errorf("the password is shown: %s", stderr)
			}
			if names, err := os.ReadDir(dir); err != nil || len(names) != 0 {
				t.Errorf("left behind: %v, %v", names, err)
			}
		})
	}
}
