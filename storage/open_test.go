package storage_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"loa/storage"
	"loa/storage/storagetest"
)

func TestReopen(t *testing.T) {
	t.Parallel()
	storagetest.TargetEach(t, func(t *testing.T, target string) {
		db, err := storage.Open(t.Context(), target)
		if err != nil {
			t.Fatal(err)
		}
		update(t, db, setState("k", "kept"))
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		equal(t, state(t, storagetest.OpenTarget(t, target), "k"), "kept")
	})
}

// Several processes may start on one empty database.
func TestOpenAtOnce(t *testing.T) {
	t.Parallel()
	storagetest.TargetEach(t, func(t *testing.T, target string) {
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				db, err := storage.Open(t.Context(), target)
				if err != nil {
					t.Error(err)
					return
				}
				if err := db.Update(t.Context(), addOne); err != nil {
					t.Error(err)
				}
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		equal(t, state(t, storagetest.OpenTarget(t, target), "n"), "|||||")
	})
}

func TestOpenRefusesANewerDatabase(t *testing.T) {
	t.Parallel()
	storagetest.TargetEach(t, func(t *testing.T, target string) {
		db, err := storage.Open(t.Context(), target)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		execute(t, target, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)`)
		_, err = storage.Open(t.Context(), target)
		wantError(t, err, "newer Loa", "9999")
	})
}

// execute runs a statement as another program would.
func execute(t *testing.T, target, statement string) {
	t.Helper()
	driver := "sqlite3"
	if strings.HasPrefix(target, "postgres") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, target)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not say %q", err, part)
		}
	}
}

func TestOpenBadTargets(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	foreign := filepath.Join(dir, "foreign.db")
	execute(t, foreign, `CREATE TABLE theirs (x TEXT)`)
	text := write("text.db", "this is a letter, not a database")
	tests := []struct {
		name, target string
		says         []string
	}{
		{"nothing", "", []string{"no file"}},
		{"a folder", dir, []string{dir, "is a folder", "loa.db"}},
		{"a missing folder", filepath.Join(dir, "no", "loa.db"), []string{"does not exist", "create the folder"}},
		{"below a file", filepath.Join(text, "loa.db"), []string{text, "not a directory"}},
		{"a text", text, []string{text, "not an SQLite database"}},
		{"a short text", write("short.db", "hi"), []string{"not an SQLite database"}},
		{"a damaged database", write("damaged.db", "SQLite format 3\x00 and then nothing"), []string{"damaged", "backup"}},
		{"another program's", foreign, []string{foreign, "another program"}},
		{"a bad address", "postgres://loa:secret@127.0.0.1:port/x", []string{"open database"}},
		{"no server", "postgres://loa:secret@127.0.0.1:1/x?connect_timeout=2", []string{"open database", "127.0.0.1"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := storage.Open(t.Context(), test.target)
			wantError(t, err, test.says...)
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("error %q gives the password away", err)
			}
		})
	}
}

func TestOpenLeavesOtherFilesAlone(t *testing.T) {
	t.Parallel()
	tests := map[string]func(path string){
		"letter": func(path string) {
			if err := os.WriteFile(path, []byte("a letter"), 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"foreign": func(path string) { execute(t, path, `CREATE TABLE theirs (x TEXT)`) },
	}
	for name, prepare := range tests {
		path := filepath.Join(t.TempDir(), name)
		prepare(path)
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, err = storage.Open(t.Context(), path)
		wantError(t, err, path, "nothing was changed")
		after, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(before, after) {
			t.Errorf("%s was changed", name)
		}
		files, err := os.ReadDir(filepath.Dir(path))
		if err != nil {
			t.Fatal(err)
		}
		equal(t, len(files), 1) // nothing was left beside it
	}
}

func TestOpenReadOnly(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	path := filepath.Join(t.TempDir(), "loa.db")
	if err := os.WriteFile(path, nil, 0o400); err != nil {
		t.Fatal(err)
	}
	_, err := storage.Open(t.Context(), path)
	wantError(t, err, path, "permission denied", "must be able to read and write")
}

func TestFileIsPrivate(t *testing.T) {
	t.Parallel()
	// The name has what a URI would take for its own.
	path := filepath.Join(t.TempDir(), "đảng ủy 100%?#.db")
	update(t, storagetest.OpenTarget(t, path), setState("k", "v"))
	files, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 2 {
		t.Errorf("found only %q", files)
	}
	for _, file := range files {
		if !strings.HasPrefix(file, path) {
			t.Errorf("unexpected file %s", file)
		}
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, info.Mode().Perm(), os.FileMode(0o600))
	}
}
