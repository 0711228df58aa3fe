package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"loa"
	"loa/bot/sandbox"
	"loa/storage"
)

// backUp copies the stage's database as "loa backup" does, but for the clock.
func (s *stage) backUp() (file string) {
	s.t.Helper()
	file = filepath.Join(s.t.TempDir(), "copy.db")
	if _, err := storage.Backup(s.t.Context(), string(s.cfg.Database), file, false, s.clock.Now()); err != nil {
		s.t.Fatal(err)
	}
	return file
}

// restore does "loa restore --force", but for the clock, with Loa stopped.
func (s *stage) restore(file string, stopped bool) {
	s.t.Helper()
	e := &env{ctx: s.t.Context(), stdout: s.log, stderr: s.log, lang: loa.Vietnamese, catalog: s.catalog}
	c := restoreCmd{File: file, Force: true, OldIsStopped: stopped}
	if err := c.restore(e, s.cfg, s.clock.Now()); err != nil {
		s.t.Fatal(err)
	}
}

// settled checks that each group has one delivery of the day, which nothing will
// change any more, and returns how many are in each state.
func (s *stage) settled(groups []sandbox.ChatID, day loa.Date) map[loa.DeliveryState]int {
	s.t.Helper()
	all := map[loa.DeliveryState]int{}
	for _, group := range groups {
		n := 0
		for state, count := range s.states(group, day) {
			all[state] += count
			n += count
			if !slices.Contains([]loa.DeliveryState{loa.Sent, loa.Uncertain, loa.Expired}, state) {
				s.t.Errorf("in group %d the post of %s is %s", group, day, state)
			}
		}
		if n != 1 {
			s.t.Errorf("group %d has %d deliveries of %s, want one", group, n, day)
		}
	}
	return all
}

// TestRestoreWithoutEcho restores backups of all moments around a post to thirty
// groups, which the lost Loa sent on its way to the end: nothing comes twice.
func TestRestoreWithoutEcho(t *testing.T) {
	t.Parallel()
	for _, moment := range []string{"before", "during", "after"} {
		t.Run(moment, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.Start(s.lan, "")
			var groups []sandbox.ChatID
			for n := range 30 {
				groups = append(groups, s.bound(fmt.Sprintf("Nhóm %d", n), "cb-1", "cell"))
			}
			reached := func(post string) (n int) {
				for _, group := range groups {
					n += min(1, len(s.shown(group, post)))
				}
				return n
			}
			s.start()
			lan := sandbox.ChatID(s.lan)
			s.await(lan, "CHỦ ĐỀ CỦA ĐỢT")
			var file string
			if moment == "before" {
				file = s.backUp()
			}
			s.to("2024-03-13T06:30:00+07:00")
			if moment == "during" {
				s.until("a third of the groups is reached", func() bool { return reached(post13) >= 10 })
				file = s.backUp()
			}
			s.until("every group is reached", func() bool { return reached(post13) == len(groups) })
			if moment == "after" {
				s.halt() // so that every answer of Telegram's is stored
				file = s.backUp()
			}
			s.halt() // and its disk is lost

			s.restore(file, true)
			s.start()
			if moment != "after" {
				s.await(lan, "được khôi phục từ bản sao lưu")
			}
			s.to("2024-03-14T06:30:00+07:00")
			s.until("every group gets the next post", func() bool { return reached(post14) == len(groups) })
			s.halt()
			for _, group := range groups {
				s.count(group, post13, 1)
				s.count(group, post14, 1)
			}
			first, second := s.settled(groups, march(13)), s.settled(groups, march(14))
			switch want := len(groups); {
			case moment == "before" && first[loa.Uncertain] != want:
				t.Errorf("of the first post, which the backup did not know: %v, want %d uncertain", first, want)
			case moment == "during" && first[loa.Sent]+first[loa.Uncertain] != want:
				t.Errorf("of the first post: %v", first)
			case moment == "after" && first[loa.Sent] != want:
				t.Errorf("of the first post, which the backup knew: %v, want %d sent", first, want)
			case second[loa.Sent] != want:
				t.Errorf("of the second post: %v, want %d sent", second, want)
			}
		})
	}
}

// TestRestoreADayLater restores a backup of the day before yesterday: the posts
// in between are doubtful and told of, those to come are sent.
func TestRestoreADayLater(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.Start(s.lan, "")
	cell, household := s.bound("Chi bộ 1", "cb-1", "cell"), s.bound("Liên gia 1", "cb-1", "household")
	groups := []sandbox.ChatID{cell, household}
	s.start()
	lan := sandbox.ChatID(s.lan)
	s.await(lan, "CHỦ ĐỀ CỦA ĐỢT")
	s.to("2024-03-13T06:30:00+07:00")
	for _, group := range groups {
		s.await(group, post13)
	}
	s.halt()
	s.to("2024-03-13T08:00:00+07:00")
	file := s.backUp()
	s.start()
	s.to("2024-03-14T06:30:00+07:00")
	for _, group := range groups {
		s.await(group, post14)
	}
	s.halt()
	s.to("2024-03-15T09:00:00+07:00")
	s.restore(file, true)
	s.start()
	told := s.await(lan, "được khôi phục từ bản sao lưu")
	for _, day := range []int{14, 15} {
		if !strings.Contains(told.Text, s.catalog.Day(loa.Vietnamese, march(day))) {
			t.Errorf("nothing is told of %s: %s", march(day), told.Text)
		}
	}
	s.to("2024-03-17T06:30:00+07:00")
	for _, group := range groups {
		s.await(group, post17)
	}
	s.halt()
	for _, group := range groups {
		s.count(group, post13, 1)
		s.count(group, post14, 1)
		s.count(group, post15, 0)
		s.count(group, post17, 1)
	}
	s.count(lan, "được khôi phục từ bản sao lưu", 1)
	s.count(lan, "chưa rõ đã tới", 0) // told once, with the right reason
	for day, want := range map[int]map[loa.DeliveryState]int{
		13: {loa.Sent: 2}, 14: {loa.Uncertain: 2}, 17: {loa.Sent: 2},
	} {
		if got := s.settled(groups, march(day)); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("on %s: %v, want %v", march(day), got, want)
		}
	}
}

// TestRestoredWaitsForTheOldToStop runs the commands as an operator does. A Loa
// on restored data does not even ask Telegram who it is, while the old one works on.
func TestRestoredWaitsForTheOldToStop(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	old := serving(t, s.vars())
	s.answers(s.lan)
	file := filepath.Join(t.TempDir(), "copy.db")
	if status, out, stderr := try(t, s.vars(), "backup", file); status != 0 || !strings.Contains(out, file+": backup written and checked") {
		t.Fatalf("backup: status %d: %s%s", status, out, stderr)
	}
	vars := s.vars() // of another machine
	vars["LOA_DATABASE"] = filepath.Join(t.TempDir(), "loa.db")
	status, out, stderr := try(t, vars, "restore", file)
	if status != 0 || !strings.Contains(out, "loa serve --old-is-stopped") {
		t.Fatalf("restore: status %d: %s%s", status, out, stderr)
	}
	asked := s.Calls("getMe", 0)
	status, _, stderr = try(t, vars, "serve")
	if status != 2 || !strings.Contains(stderr, "Nothing was received or sent.") || !strings.Contains(stderr, "--old-is-stopped") {
		t.Errorf("serve: status %d, want 2: %s", status, stderr)
	}
	if n := s.Calls("getMe", 0); n != asked {
		t.Errorf("%d more programs went to Telegram", n-asked)
	}
	if n := s.Calls("getUpdates", 409); n != 0 {
		t.Errorf("the old Loa was disturbed %d times", n)
	}
	s.answers(s.mai) // by the old one
	_, out, _ = try(t, vars, "status")
	if !strings.Contains(out, "RESTORED from a backup") {
		t.Errorf("the status does not say why Loa refuses to start: %s", out)
	}
	old.end(t)
	fresh := serving(t, vars, "--old-is-stopped")
	s.answers(s.mai)
	fresh.end(t)
	serving(t, vars).end(t) // the question has been answered
}

// TestRestoredByOthers tells Loa of a snapshot that the machine came back from.
func TestRestoredByOthers(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	if status, _, stderr := try(t, s.vars(), "restore", "--backup-of", "2024-03-13T02:00:00+07:00"); status != 2 || !strings.Contains(stderr, "Nothing was changed") {
		t.Errorf("of no database: status %d: %s", status, stderr)
	}
	if exists(t, string(s.cfg.Database)) {
		t.Error("a database was created")
	}
	first := serving(t, s.vars())
	if status, _, stderr := try(t, s.vars(), "restore", "--backup-of", "2024-03-13T02:00:00+07:00"); status != 1 || !strings.Contains(stderr, "A Loa is running") {
		t.Errorf("beside a running Loa: status %d: %s", status, stderr)
	}
	first.end(t)
	for _, args := range [][]string{{}, {"--backup-of", "2999-03-13T02:00:00+07:00"}, {"file.db", "--backup-of", "2024-03-13T02:00:00+07:00"}} {
		if status, _, stderr := try(t, s.vars(), append([]string{"restore"}, args...)...); status != 2 || !strings.Contains(stderr, "Nothing was changed") {
			t.Errorf("restore %v: status %d: %s", args, status, stderr)
		}
	}
	status, out, stderr := try(t, s.vars(), "restore", "--backup-of", "2024-03-13T02:00:00+07:00")
	if status != 0 || !strings.Contains(out, "02:00 Wednesday 13 March 2024") {
		t.Errorf("status %d: %s%s", status, out, stderr)
	}
	if status, _, _ := try(t, s.vars(), "serve"); status != 2 {
		t.Errorf("serve: status %d, want 2", status)
	}
	serving(t, s.vars(), "--old-is-stopped").end(t)
}

// TestRestoreRefuses checks the words for each trouble, and that nothing is made.
func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.bound("Chi bộ 1", "cb-1", "cell")
	good := s.backUp()
	letter := write(t, "letter.txt", "This is a letter, and longer than the head of a database.")
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	cut := write(t, "cut.db", string(data[:len(data)/2]))
	folder := t.TempDir()
	running := serving(t, s.vars())
	for _, tt := range []struct {
		name, file, database string
		args                 []string
		status               int
		want                 string
	}{
		{"missing", filepath.Join(folder, "none.db"), "", nil, 2, "none.db: there is no such file"},
		{"a letter", letter, "", nil, 2, "letter.txt: not a database of Loa's"},
		{"a folder", folder, "", nil, 2, "not a file"},
		{"cut short", cut, "", nil, 1, "cut.db: the backup is damaged"},
		{"no folder for the database", good, filepath.Join(folder, "no", "folder", "loa.db"), nil, 2, "no folder for the database"},
		{"existing target", good, string(s.cfg.Database), nil, 2, "there is a database already"},
		{"running", good, string(s.cfg.Database), []string{"--force"}, 1, "A Loa is running on the database"},
		{"PostgreSQL", good, "postgres://loa:geheim@db/loa", nil, 2, "PostgreSQL"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			vars := s.vars()
			vars["LOA_DATABASE"] = filepath.Join(folder, "loa.db")
			if tt.database != "" {
				vars["LOA_DATABASE"] = tt.database
			}
			status, out, stderr := try(t, vars, append([]string{"restore", tt.file}, tt.args...)...)
			if status != tt.status || out != "" || !strings.Contains(stderr, tt.want) || !strings.Contains(stderr, "Nothing was changed") {
				t.Errorf("status %d, want %d and %q: %s%s", status, tt.status, tt.want, out, stderr)
			}
			if strings.Contains(stderr, "geheim") {
				t.Errorf("the password is shown: %s", stderr)
			}
			if names, err := os.ReadDir(folder); err != nil || len(names) != 0 {
				t.Errorf("left behind: %v, %v", names, err)
			}
		})
	}
	s.answers(s.lan)
	running.end(t)
}
