package storage_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loa"
	"loa/storage"
	"loa/storage/storagetest"
)

func backupTime() time.Time { return time.Date(2024, 3, 13, 6, 30, 0, 0, time.UTC) }

// filled makes a database with a group, an audit entry and deliveries.
func filled(t *testing.T, path string, deliveries int) {
	t.Helper()
	db, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(t.Context(), func(tx *storage.Tx) error {
		if _, err := tx.SaveGroup(loa.Group{Bot: "telegram:1", Chat: "-1", State: loa.GroupActive}); err != nil {
			return err
		}
		for n := range deliveries {
			d := loa.Delivery{Bot: "telegram:1", Chat: "-1", Key: fmt.Sprint(n), Created: backupTime(), Priority: loa.Bulk}
			if _, _, err := tx.Enqueue(d); err != nil {
				return err
			}
		}
		return tx.Audit(loa.Audit{At: backupTime(), Action: "test"})
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestBackupWhileWriting copies a database under twenty writers: each
// transaction writes two rows, so the copy must hold as many of one as of the other.
func TestBackupWhileWriting(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "loa.db")
	filled(t, path, 0)
	db := storagetest.OpenTarget(t, path)
	var writers sync.WaitGroup
	var written, stop atomic.Int64
	busy := make(chan struct{})
	for n := range 20 {
		writers.Go(func() {
			for i := 0; stop.Load() == 0; i++ {
				err := db.Update(t.Context(), func(tx *storage.Tx) error {
					_, _, err := tx.Enqueue(loa.Delivery{Bot: "telegram:1", Chat: "-1", Key: fmt.Sprint(n, i), Created: backupTime()})
					return errors.Join(err, tx.Audit(loa.Audit{At: backupTime(), Action: "write"}))
				})
				if err != nil {
					t.Error(err)
					return
				}
				if written.Add(1) == 100 {
					close(busy)
				}
			}
		})
	}
	<-busy
	for n := range 3 {
		file := filepath.Join(dir, fmt.Sprintf("copy-%d.db", n))
		before := int(written.Load())
		c, err := storage.Backup(t.Context(), path, file, false, backupTime())
		if err != nil {
			t.Fatal(err)
		}
		if c.Deliveries < before || c.Groups != 1 || !c.At.Equal(backupTime()) || c.Bytes == 0 {
			t.Errorf("the copy holds %+v, want %d deliveries at least", c, before)
		}
		var deliveries, entries int
		query(t, file, `SELECT (SELECT COUNT(*) FROM deliveries), (SELECT COUNT(*) FROM audit WHERE action = 'write')`, &deliveries, &entries)
		if deliveries != c.Deliveries || entries != deliveries {
			t.Errorf("the copy has %d deliveries and %d entries, said %d of each", deliveries, entries, c.Deliveries)
		}
	}
	stop.Store(1)
	writers.Wait()
	last := time.Time{}
	if err := db.View(t.Context(), func(tx *storage.Tx) (err error) {
		last, err = tx.LastBackup()
		return err
	}); err != nil || !last.Equal(backupTime()) {
		t.Errorf("last backup noted at %s: %v", last, err)
	}
}

func query(t *testing.T, path, query string, into ...any) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	err = db.QueryRowContext(t.Context(), query).Scan(into...)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func change(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=rw")
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), statement)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestBackupFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, file := filepath.Join(dir, "loa.db"), filepath.Join(dir, "copy.db")
	if _, err := storage.Backup(t.Context(), path, file, false, backupTime()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of no database: %v", err)
	}
	filled(t, path, 3)
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := storage.Backup(t.Context(), path, file, false, backupTime()); !errors.Is(err, storage.ErrExists) {
		t.Errorf("onto a file: %v", err)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "mine" {
		t.Errorf("the file was changed: %q, %v", text, err)
	}
	if _, err := storage.Backup(t.Context(), path, file, true, backupTime()); err != nil {
		t.Errorf("by force: %v", err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, want 0600: %v", info.Mode(), err)
	}
	if _, err := storage.Backup(t.Context(), path, filepath.Join(dir, "none", "copy.db"), false, backupTime()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("into no folder: %v", err)
	}
	if _, err := storage.Backup(t.Context(), dir, filepath.Join(dir, "other.db"), false, backupTime()); !errors.Is(err, storage.ErrNotAFile) {
		t.Errorf("of a folder: %v", err)
	}
	wantNames(t, dir, "copy.db", "loa.db", "loa.db.migration.lock")

	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, broken := range map[string][]byte{
		"cut short":      whole[:len(whole)/2],
		"damaged inside": slices.Concat(whole[:len(whole)/4], bytes.Repeat([]byte{0xA5}, len(whole)/2), whole[len(whole)*3/4:]),
	} {
		if err := os.WriteFile(path, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := storage.Backup(t.Context(), path, file, true, backupTime()); !errors.Is(err, storage.ErrDamaged) {
			t.Errorf("of a database %s: %v", name, err)
		}
		if c, err := storage.Inspect(t.Context(), file); err != nil || c.Deliveries != 3 {
			t.Errorf("the last good backup holds %+v: %v", c, err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

// wantNames checks what is in a folder.
func wantNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, e := range entries {
		have = append(have, e.Name())
	}
	if !slices.Equal(have, want) {
		t.Errorf("the folder holds %q, want %q", have, want)
	}
}

// TestRestore puts a backup over a database whose log was left by a crash.
func TestRestore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, file := filepath.Join(dir, "loa.db"), filepath.Join(t.TempDir(), "copy.db")
	filled(t, path, 3)
	if _, err := storage.Backup(t.Context(), path, file, false, backupTime()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path + "-wal", path + "-shm"} { // of a Loa that died
		if err := os.WriteFile(name, []byte("left behind"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := storage.Restoring{File: file, Target: path, At: backupTime()}
	decide := func(tx *storage.Tx, at time.Time) error {
		if !at.Equal(backupTime()) {
			t.Errorf("the backup is of %s", at)
		}
		return tx.SetState("decided", "yes")
	}
	if _, err := storage.Restore(t.Context(), r, decide); !errors.Is(err, storage.ErrExists) {
		t.Errorf("without force: %v", err)
	}
	r.Force = true
	refused := errors.New("refused")
	if _, err := storage.Restore(t.Context(), r, func(*storage.Tx, time.Time) error { return refused }); !errors.Is(err, refused) {
		t.Errorf("undecided: %v", err)
	}
	wantNames(t, dir, "loa.db", "loa.db-shm", "loa.db-wal", "loa.db.migration.lock", "loa.db.serve.lock")
	aside, err := storage.Restore(t.Context(), r, decide)
	if err != nil {
		t.Fatal(err)
	}
	again, err := storage.Restore(t.Context(), r, decide)
	if err != nil || again == aside {
		t.Fatalf("moved to %s again: %v", again, err)
	}
	const name = "loa.db.before-restore-20240313-063000"
	wantNames(t, dir, "loa.db", name, name+"-2", name+"-shm", name+"-wal", "loa.db.migration.lock", "loa.db.serve.lock")
	db := storagetest.OpenTarget(t, path)
	err = db.View(t.Context(), func(tx *storage.Tx) error {
		decided, err := tx.State("decided")
		if last, err := tx.LastBackup(); err != nil || !last.IsZero() {
			t.Errorf("last backup %s is of before the restore: %v", last, err)
		}
		counts, err2 := tx.CountDeliveries()
		if decided != "yes" || counts[loa.Pending] != 3 {
			t.Errorf("decided %q, deliveries %v", decided, counts)
		}
		return errors.Join(err, err2)
	})
	if err != nil {
		t.Error(err)
	}
}

// TestRestoreRefuses has something wrong with the backup or its target, each
// time another thing: a clear error, and nothing is changed or left behind.
func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	good := filepath.Join(t.TempDir(), "good.db")
	filled(t, good, 2000)
	bytesOfGood, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	corrupt := func(at, n int) []byte {
		b := slices.Clone(bytesOfGood)
		copy(b[at:], bytes.Repeat([]byte{0xA5}, n))
		return b
	}
	for _, tt := range []struct {
		name    string
		backup  []byte // nil: missing
		change  string // statement run in it
		arrange func(t *testing.T, r *storage.Restoring)
		want    error
	}{
		{name: "missing", want: fs.ErrNotExist},
		{name: "empty", backup: []byte{}, want: storage.ErrNoLoa},
		{name: "a text", backup: []byte("This is a letter, not a database."), want: storage.ErrNoLoa},
		{name: "cut short", backup: bytesOfGood[:len(bytesOfGood)/2], want: storage.ErrDamaged},
		{name: "damaged inside", backup: corrupt(len(bytesOfGood)/2, 6000), want: storage.ErrDamaged},
		{name: "damaged schema", backup: corrupt(100, 600), want: storage.ErrDamaged},
		{name: "another program's", backup: bytesOfGood, change: `DROP TABLE deliveries`, want: storage.ErrNoLoa},
		{name: "a newer Loa's", backup: bytesOfGood, change: `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)`, want: storage.ErrNewer},
		{name: "a folder", backup: bytesOfGood, want: storage.ErrNotAFile, arrange: func(t *testing.T, r *storage.Restoring) { r.File = t.TempDir() }},
		{name: "existing target", backup: bytesOfGood, want: storage.ErrExists, arrange: func(t *testing.T, r *storage.Restoring) { filled(t, r.Target, 1) }},
		{name: "onto itself", backup: bytesOfGood, want: storage.ErrExists, arrange: func(_ *testing.T, r *storage.Restoring) {
			r.Target, r.Force = r.File, true
		}},
		{name: "no folder", backup: bytesOfGood, want: fs.ErrNotExist, arrange: func(_ *testing.T, r *storage.Restoring) {
			r.Target = filepath.Join(filepath.Dir(r.Target), "no", "such", "folder", "loa.db")
		}},
		{name: "locked", backup: bytesOfGood, want: storage.ErrLocked, arrange: func(t *testing.T, r *storage.Restoring) {
			filled(t, r.Target, 1)
			release, err := storagetest.OpenTarget(t, r.Target).Lock(t.Context(), "serve")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = release() })
			r.Force = true
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			r := storage.Restoring{File: filepath.Join(t.TempDir(), "backup.db"), Target: filepath.Join(dir, "loa.db"), At: backupTime()}
			if tt.backup != nil {
				if err := os.WriteFile(r.File, tt.backup, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if tt.change != "" {
				change(t, r.File, tt.change)
			}
			if tt.arrange != nil {
				tt.arrange(t, &r)
			}
			before := snapshot(t, dir)
			_, err := storage.Restore(t.Context(), r, func(*storage.Tx, time.Time) error {
				t.Error("something was decided")
				return nil
			})
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if after := snapshot(t, dir); after != before {
				t.Errorf("before:\n%s\nafter:\n%s", before, after)
			}
		})
	}
}

// snapshot lists the files of a folder with their sizes and times, but for the
// shared memory of an open database.
func snapshot(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), "-shm") {
			continue
		}
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, e.Name(), info.Size(), info.ModTime())
	}
	return b.String()
}

// TestLook opens a database without changing it.
func TestLook(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "loa.db")
	if _, err := storage.Look(t.Context(), path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	wantNames(t, dir)
	filled(t, path, 1)
	db, err := storage.Look(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Ping(t.Context()), db.Close()); err != nil {
		t.Error(err)
	}
	change(t, path, `DELETE FROM goose_db_version WHERE version_id > 1`)
	if _, err := storage.Look(t.Context(), path); !errors.Is(err, storage.ErrOlder) {
		t.Errorf("an older schema: %v", err)
	}
	change(t, path, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)`)
	if _, err := storage.Look(t.Context(), path); !errors.Is(err, storage.ErrNewer) {
		t.Errorf("a newer schema: %v", err)
	}
}
