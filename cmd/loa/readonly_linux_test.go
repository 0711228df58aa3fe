package main

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"

	"loa"
	"loa/bot/sandbox"
	"loa/config"
	"loa/storage"
)

// immutable is the flag FS_IMMUTABLE_FL of linux/fs.h.
const immutable = 0x10

// seal makes every file of the directory immutable: writing to it fails even for
// root and through open files, as on a file system that was made read-only after
// an error of its disk. SQLite's shared memory is left alone: the kernel answers a
// write to an immutable mapping by killing the process (SIGBUS), now or never,
// depending on whether it has stored the page in between.
func seal(dir string, sealed bool) error {
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	for _, name := range files {
		if !strings.HasSuffix(name, "-shm") {
			err = errors.Join(err, sealFile(name, sealed))
		}
	}
	return err
}

func sealFile(name string, sealed bool) (err error) {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	flags, err := unix.IoctlGetInt(int(f.Fd()), unix.FS_IOC_GETFLAGS)
	if err != nil {
		return err
	}
	flags &^= immutable
	if sealed {
		flags |= immutable
	}
	return unix.IoctlSetPointerInt(int(f.Fd()), unix.FS_IOC_SETFLAGS, flags)
}

// TestFaultDatabaseReadOnly makes the database read-only while a post is on its
// way to Telegram: nothing can be stored then. Once it can be written again, what
// came and what was due is made up for, and nothing comes twice.
func TestFaultDatabaseReadOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	probe := filepath.Join(dir, "probe")
	if err := os.WriteFile(probe, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := seal(dir, true); err != nil {
		t.Skipf("to make a file read-only for its owner needs the right to, and a file system that can: %v", err)
	}
	if err := errors.Join(seal(dir, false), os.Remove(probe)); err != nil {
		t.Fatal(err)
	}
	s := newStage(t)
	s.cfg.Database = config.Database(filepath.Join(dir, "loa.db"))
	group, mai := s.bound("Chi bộ 1", "cb-1", "cell"), sandbox.ChatID(s.mai)
	shut := sync.OnceFunc(func() {
		if err := seal(dir, true); err != nil {
			t.Errorf("make the database read-only: %v", err)
		}
	})
	t.Cleanup(func() {
		if err := seal(dir, false); err != nil {
			t.Errorf("make the database writable: %v", err)
		}
	})
	s.cfg.Telegram.API = s.relay(func(_ *http.Request, g sandbox.ChatID) {
		if g == group {
			shut()
		}
	})
	s.start()
	s.answers(s.mai)
	s.to("2024-03-13T06:30:00+07:00")
	s.await(group, post13)
	s.log.await(t, `"message":"settle delivery"`)
	s.ready(503, "could not be stored")
	s.Start(s.mai, "")
	why := s.log.await(t, "updates could not be stored")
	if !strings.Contains(why, "disk I/O error") && !strings.Contains(why, "readonly") {
		t.Errorf("the log does not say why: %s", why)
	}
	if n := s.Pending(); n != 1 {
		t.Errorf("Telegram keeps %d updates, want the one", n)
	}
	s.count(mai, "", 1)
	if err := seal(dir, false); err != nil {
		t.Fatal(err)
	}
	s.until("Mai is answered", func() bool { return len(s.shown(mai, "")) == 2 })
	s.to("2024-03-14T06:30:00+07:00")
	s.await(group, post14)
	s.ready(200, "")
	s.halt()
	for _, post := range []string{post13, post14} {
		s.count(group, post, 1)
	}
	if got := s.states(group, march(13)); len(got) != 1 || got[loa.Sent] != 1 {
		t.Errorf("the post of 13/3 is %v, want sent", got)
	}
	s.database(func(tx *storage.Tx) error {
		n, err := tx.DeadLetters()
		if n != 0 {
			t.Errorf("%d updates were put aside as if they were at fault", n)
		}
		return err
	})
}
