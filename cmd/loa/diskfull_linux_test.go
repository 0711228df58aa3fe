package main

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"loa"
	"loa/bot/sandbox"
	"loa/config"
	"loa/storage"
)

// disk is a file system of a few megabytes that can be filled.
type disk struct {
	t   *testing.T
	dir string
}

func newDisk(t *testing.T) disk {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=8m"); err != nil {
		t.Skipf("a disk to be filled needs the right to mount one: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return disk{t, dir}
}

// fill takes all space that is left.
func (d disk) fill() {
	f, err := os.Create(filepath.Join(d.dir, "ballast"))
	if err != nil {
		d.t.Errorf("fill disk: %v", err)
		return
	}
	page := make([]byte, 4096)
	for err == nil {
		_, err = f.Write(page)
	}
	if err := errors.Join(err, f.Close()); !errors.Is(err, syscall.ENOSPC) {
		d.t.Errorf("fill disk: %v, want that no space is left", err)
	}
}

func (d disk) free() {
	d.t.Helper()
	if err := os.Remove(filepath.Join(d.dir, "ballast")); err != nil {
		d.t.Fatal(err)
	}
}

// TestFaultDiskFull fills the disk while a post is on its way to Telegram:
// nothing can be stored then. Once there is space again, what came and what was
// due is made up for, and nothing comes twice.
func TestFaultDiskFull(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	s := newStage(t)
	s.cfg.Database = config.Database(filepath.Join(d.dir, "loa.db"))
	group, mai := s.bound("Chi bộ 1", "cb-1", "cell"), sandbox.ChatID(s.mai)
	fill := sync.OnceFunc(d.fill)
	s.cfg.Telegram.API = s.relay(func(_ *http.Request, g sandbox.ChatID) {
		if g == group {
			fill()
		}
	})
	s.start()
	s.answers(s.mai)
	s.to("2024-03-13T06:30:00+07:00")
	s.await(group, post13)
	s.log.await(t, `"message":"settle delivery"`)
	s.ready(503, "could not be stored")
	s.Start(s.mai, "")
	s.log.await(t, "updates could not be stored")
	s.to("2024-03-14T06:30:00+07:00")
	s.log.await(t, "plan what is due")
	s.ready(503, "could not be stored")
	if !strings.Contains(s.log.String(), "disk is full") {
		t.Error("the log does not say that the disk is full")
	}
	if n := s.Pending(); n != 1 {
		t.Errorf("Telegram keeps %d updates, want the one", n)
	}
	s.count(mai, "", 1)
	d.free()
	s.until("Mai is answered", func() bool { return len(s.shown(mai, "")) == 2 })
	s.await(group, post14)
	s.to("2024-03-17T06:30:00+07:00")
	s.await(group, post17)
	s.answers(s.mai)
	s.ready(200, "")
	s.halt()
	s.count(mai, "", 3)
	for _, post := range []string{post13, post14, post17} {
		s.count(group, post, 1)
	}
	for _, day := range []int{13, 14, 17} {
		if got := s.states(group, march(day)); len(got) != 1 || got[loa.Sent] != 1 {
			t.Errorf("the post of %d/3 is %v, want sent", day, got)
		}
	}
	s.database(func(tx *storage.Tx) error {
		n, err := tx.DeadLetters()
		if n != 0 {
			t.Errorf("%d updates were put aside as if they were at fault", n)
		}
		return err
	})
}
