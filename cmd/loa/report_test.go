package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loa"
	"loa/storage"
	"loa/storage/storagetest"
)

// reportedWard is a database with a post that reached one of two groups, and a closed meeting.
func reportedWard(t *testing.T, target string) {
	t.Helper()
	db := storagetest.OpenTarget(t, target)
	day := loa.Date{Year: 2024, Month: time.March, Day: 13}
	at := time.Date(2024, 3, 13, 6, 30, 0, 0, time.UTC)
	who := loa.Account{Platform: loa.Telegram, ID: "7"}
	err := db.Update(t.Context(), func(tx *storage.Tx) error {
		if err := tx.SaveUnits(loa.Units{{ID: "dang-uy", Name: "Đảng ủy phường", Kind: "committee"}, {ID: "cb-1", Parent: "dang-uy", Name: "Chi bộ 1", Kind: "cell"}}); err != nil {
			return err
		}
		for i, state := range []loa.DeliveryState{loa.Sent, loa.Failed} {
			chat := loa.ChatID([]string{"-1", "-2"}[i])
			g, err := tx.SaveGroup(loa.Group{Bot: "telegram:1", Chat: chat, Title: "Nhóm", Unit: "cb-1", Kind: "cell", State: loa.GroupActive, BoundAt: at.AddDate(0, 0, -1), BoundBy: who})
			if err != nil {
				return err
			}
			id, _, err := tx.Enqueue(loa.Delivery{
				Bot: "telegram:1", Chat: chat, Group: g, Priority: loa.Bulk, Payload: loa.Payload{Notice: &loa.Notice{Text: loa.Plain("x")}},
				Due: at, Created: at, Post: "03-13", Date: day,
			})
			if err != nil {
				return err
			}
			if err := tx.SettleDelivery(id, loa.Outcome{State: state, At: at, Reason: "kicked"}); err != nil {
				return err
			}
		}
		id, err := tx.SaveMeeting(loa.Meeting{Unit: "cb-1", Kind: loa.MeetingMonthly, Title: "Sinh hoạt", At: at, State: loa.MeetingClosed, Bot: "telegram:1", Author: who, Created: at, ClosedAt: at, ClosedBy: who})
		if err != nil {
			return err
		}
		var roll []loa.RollEntry
		for i := range 6 {
			member, err := tx.SaveMember(loa.Member{Name: "Nguyễn Văn An"})
			if err != nil {
				return err
			}
			roll = append(roll, loa.RollEntry{Member: member, Standing: loa.Due})
			if i < 5 {
				if err := tx.SaveAttendance(loa.Attendance{Meeting: id, Member: member, Presence: loa.Present, At: at, By: who}); err != nil {
					return err
				}
			}
		}
		return tx.FreezeRoll(id, roll)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestReportCommand: every format comes without a chat and without names; a wrong wish writes nothing.
func TestReportCommand(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	target := filepath.Join(dir, "loa.db")
	reportedWard(t, target)
	loaReport := func(lang string, args ...string) (status int, stdout, stderr string) {
		var out, problems bytes.Buffer
		vars := map[string]string{"LOA_DATABASE": target, "LANG": lang}
		status = run(t.Context(), append([]string{"report"}, args...), vars, strings.NewReader(""), &out, &problems)
		return status, out.String(), problems.String()
	}
	for lang, want := range map[string][]string{
		"vi_VN.UTF-8": {"Báo cáo: Đảng ủy phường", "Đã gửi 1/2 lượt (50,0%) · không gửi được 1", "Nhóm có bài: 1/2", "Dự 5/6 (83,3%)"},
		"en_US.UTF-8": {"Report: Đảng ủy phường", "Sent 1 of 2 (50.0%) · could not be sent 1", "Present 5 of 6 (83.3%)"},
	} {
		status, text, problems := loaReport(lang, "--period", "2024-03")
		if status != 0 {
			t.Fatalf("status %d: %s", status, problems)
		}
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: %q is missing in\n%s", lang, w, text)
			}
		}
	}
	status, text, problems := loaReport("vi_VN.UTF-8", "--period", "2024-03-01..2024-03-31", "--unit", "cb-1", "--format", "json")
	if status != 0 || !json.Valid([]byte(text)) || !strings.Contains(text, `"id": "cell.present"`) {
		t.Errorf("status %d, %s\n%s", status, problems, text)
	}
	for format, begins := range map[string]string{"xlsx": "PK", "docx": "PK", "pdf": "%PDF-"} {
		file := filepath.Join(dir, "r."+format)
		if status, _, problems := loaReport("vi_VN.UTF-8", "--period", "2024", "--format", format, "-o", file); status != 0 {
			t.Fatalf("%s: status %d: %s", format, status, problems)
		}
		raw, err := os.ReadFile(file)
		if err != nil || !bytes.HasPrefix(raw, []byte(begins)) || bytes.Contains(raw, []byte("Nguyễn Văn An")) {
			t.Errorf("%s begins with %.10q, %v", format, raw, err)
		}
		if status, _, _ := loaReport("vi_VN.UTF-8", "--period", "2024", "--format", format, "-o", file); status != exitMisused {
			t.Errorf("%s: a file that is there: status %d", format, status)
		}
	}
	for issued, want := range map[string][]string{
		"": {`"draft": true`, `"number": ""`}, "12-BC/ĐU 03/04/2024, Mường Thanh": {`"draft": false`, `"number": "12"`, `"date": "2024-04-03"`},
	} {
		status, text, problems := loaReport("vi_VN.UTF-8", "--period", "2024-03", "--format", "json", "--issued", issued)
		for _, w := range want {
			if status != 0 || !strings.Contains(text, w) {
				t.Errorf("issued as %q: status %d, %s; %s is missing in\n%.300s", issued, status, problems, w, text)
			}
		}
	}
	for _, wrong := range [][]string{{"--period", "31/4/2024"}, {"--issued", "12"}, {"--frozen", "7"}, {"--period", "2024", "--format", "xlsx"}, {"--period", "2024", "--unit", "cb-9"}} {
		if status, text, problems := loaReport("vi_VN.UTF-8", wrong...); status != exitMisused || text != "" || problems == "" {
			t.Errorf("%v: status %d, wrote %q, said %q", wrong, status, text, problems)
		}
	}
}
