package main

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"loa"
	"loa/bot/sandbox"
	"loa/storage"
)

// withUnits makes a database with two cells and returns the variables that lead to it.
func withUnits(t *testing.T, lang string) map[string]string {
	t.Helper()
	vars := map[string]string{"LANG": lang, "LOA_DATABASE": filepath.Join(t.TempDir(), "loa.db")}
	units := write(t, "units.csv", "id,parent,name\nward,,Phường\ncb-1,ward,Chi bộ 1\ncb-2,ward,Chi bộ 2\n")
	if status, _, stderr := try(t, vars, "import", "units", units); status != 0 {
		t.Fatal(stderr)
	}
	return vars
}

// members lists the names on the roll of cell 1.
func members(t *testing.T, database string) (names []string) {
	t.Helper()
	db, err := storage.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(t.Context(), func(tx *storage.Tx) error {
		list, err := tx.MembersOf("cb-1")
		for _, m := range list {
			names = append(names, m.Name)
		}
		return err
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return names
}

func TestImportMembers(t *testing.T) {
	t.Parallel()
	const roll = "Họ và tên,Chi bộ,Số CCCD\nNguyễn Văn An,Chi bộ 1,001060012345\nTrần Thị Bình,cb-1,\n"
	for _, tt := range []struct {
		name, text string
		flags      []string
		answer     string // "": nobody is at a terminal
		status     int
		out, err   string
		members    int
	}{
		{"with --yes", roll, []string{"--yes"}, "", 0, "+ Nguyễn Văn An – Chi bộ 1: official", "“Số CCCD” is not read", 2},
		{"nobody to ask", roll, nil, "", 2, "new: 2", "run it again with --yes", 0},
		{"agreed", roll, nil, "y\n", 0, "--undo 1", "“Số CCCD” is not read", 2},
		{"agreed in Vietnamese", roll, nil, "có\n", 0, "--undo 1", "", 2},
		{"not agreed", roll, nil, "\n", 1, "new: 2", "nothing was imported", 0},
		{"mistakes", roll + ",cb-1,\nLê Văn Cường,Chi bộ 9,\n", []string{"--yes"}, "", 1, "", "roll.csv:5: ", 0},
		{"a name that carries its code", roll + "Nguyễn Văn An (A),cb-1,\n", []string{"--yes"}, "", 0, "new 3", "", 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			vars := withUnits(t, "en_US.UTF-8")
			p := &program{out: &logbook{}, err: &logbook{}}
			args := append([]string{"import", "members", write(t, "roll.csv", tt.text)}, tt.flags...)
			if tt.answer == "" {
				begin(t, p, nil, vars, args...)
			} else {
				begin(t, p, strings.NewReader(tt.answer), vars, args...)
			}
			if status := p.wait(t); status != tt.status || !strings.Contains(p.out.String(), tt.out) || !strings.Contains(p.err.String(), tt.err) {
				t.Errorf("status %d, want %d; wrote %q and %q", status, tt.status, p.out, p.err)
			}
			if strings.Contains(p.out.String()+p.err.String(), "0010600") {
				t.Error("a number of papers was shown")
			}
			if got := members(t, vars["LOA_DATABASE"]); len(got) != tt.members {
				t.Errorf("on the roll: %q, want %d", got, tt.members)
			}
		})
	}
}

func TestImportMembersAgain(t *testing.T) {
	t.Parallel()
	vars := withUnits(t, "vi_VN.UTF-8")
	expect := func(status int, words string, args ...string) {
		t.Helper()
		got, out, stderr := try(t, vars, append([]string{"import", "members"}, args...)...)
		if got != status || !strings.Contains(out+stderr, words) {
			t.Errorf("%v: status %d, want %d; wrote %q and %q", args, got, status, out, stderr)
		}
	}
	roll := write(t, "roll.csv", "Họ và tên,Chi bộ\nNguyễn Văn An,cb-1\nTrần Thị Bình,cb-1\n")
	expect(2, "Hãy nêu một tệp")
	expect(2, "Hãy nêu một tệp", roll, "--undo", "1")
	expect(2, "không đọc được", "nowhere.csv")
	expect(0, "2 người mới", roll, "--yes")
	expect(0, "không có gì phải nhập", roll)
	expect(0, "1 người rời danh sách", write(t, "roll.csv", "Họ và tên,Chi bộ\nNguyễn Văn An,cb-1\n"), "--yes", "--full")
	expect(1, "Chưa hoàn tác", "--undo", "1")
	expect(0, "1 người", "--undo", "2")
	expect(1, "đã được hoàn tác", "--undo", "2")
	expect(1, "Không có lần nhập nào mang số 9", "--undo", "9")
	expect(0, "2 người", "--undo", "1")
	if got := members(t, vars["LOA_DATABASE"]); len(got) != 0 {
		t.Errorf("on the roll: %q", got)
	}
}

// TestImportByBot sends a roll to the bot: it is downloaded, shown, imported and undone.
func TestImportByBot(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	private := sandbox.ChatID(s.mai)
	s.Start(s.mai, "")
	s.database(func(tx *storage.Tx) error {
		return tx.AddGrant(loa.Grant{Account: account(s.mai), Unit: "cb-1", Role: loa.Secretary}, account(s.lan), s.clock.Now())
	})
	s.Say(s.mai, private, "/nhap")
	s.await(private, "Họ và tên")
	s.SayDocument(s.mai, private, "", "danh-sach.csv", []byte("Họ và tên;Chi bộ\nNguyễn Văn An;cb-1\n"))
	s.await(private, "+ Nguyễn Văn An – "+unit1)
	s.tap(s.mai, private, s.line("members.go_button", nil))
	s.await(private, "Đã nhập “danh-sach.csv”")
	if got := members(t, string(s.cfg.Database)); len(got) != 1 || got[0] != "Nguyễn Văn An" {
		t.Errorf("on the roll: %q", got)
	}
	s.tap(s.mai, private, s.line("members.undo_button", nil))
	s.await(private, "Đã hoàn tác")
	if got := members(t, string(s.cfg.Database)); len(got) != 0 {
		t.Errorf("on the roll after undoing: %q", got)
	}
	// What is sent while Loa is stopped is read at the next start.
	s.halt()
	s.SayDocument(s.mai, private, "/nhap", "sau.csv", []byte("Họ và tên;Chi bộ\nTrần Thị Bình;cb-1\n"))
	s.start()
	s.await(private, "+ Trần Thị Bình – "+unit1)
}
