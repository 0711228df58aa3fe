package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// TestRollInvites: the sheet holds those who have no account, with links of the bot
// that Telegram names or the operator; nothing is half done.
func TestRollInvites(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	db := storagetest.OpenTarget(t, string(s.cfg.Database))
	err := db.Update(t.Context(), func(tx *storage.Tx) error {
		if err := tx.SaveUnits(loa.Units{{ID: "cb-1", Name: "Chi bộ 1", Kind: "cell"}}); err != nil {
			return err
		}
		for _, name := range []string{"Nguyễn Văn An", "Trần Thị Bình"} {
			id, err := tx.SaveMember(loa.Member{Name: name})
			if err != nil {
				return err
			}
			if err := tx.SaveMembership(loa.Membership{Member: id, Unit: "cb-1", Kind: loa.FullMember}); err != nil {
				return err
			}
		}
		return tx.LinkAccount(loa.Link{Account: account(s.mai), Member: 2})
	})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	there := filepath.Join(dir, "there.docx")
	if err := os.WriteFile(there, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	printing := func(_ loa.Lang, unit string, lines []campaign.InviteLine) ([]byte, error) {
		text := unit
		for _, l := range lines {
			text += "\n" + l.Name + " " + l.Link
		}
		return []byte(text), nil
	}
	for _, tt := range []struct {
		name   string
		c      rollInvitesCmd
		sheet  campaign.InviteSheet
		status int
		file   string // how it begins; empty: it is not there
		said   string
	}{
		{"asks Telegram", rollInvitesCmd{Unit: "cb-1", Out: filepath.Join(dir, "1.docx")}, printing, 0, "Chi bộ 1\nNguyễn Văn An https://t.me/loa_bot?start=m_", "1 invite, good for 60 days"},
		{"is told", rollInvitesCmd{Unit: "cb-1", Out: filepath.Join(dir, "2.docx"), Bot: "ten_bot"}, printing, 0, "Chi bộ 1\nNguyễn Văn An https://t.me/ten_bot?start=m_", "1 invite, good for 60 days"},
		{"the real sheet", rollInvitesCmd{Unit: "cb-1", Out: filepath.Join(dir, "6.docx"), Bot: "ten_bot"}, documents{s.catalog}.invites, 0, "PK", "1 invite, good for 60 days"},
		{"no such unit", rollInvitesCmd{Unit: "cb-9", Out: filepath.Join(dir, "3.docx"), Bot: "ten_bot"}, printing, exitFailed, "", "no unit “cb-9”"},
		{"a file is there", rollInvitesCmd{Unit: "cb-1", Out: there, Bot: "ten_bot"}, printing, exitMisused, "before", "No code was made"},
		{"cannot print", rollInvitesCmd{Unit: "cb-1", Out: filepath.Join(dir, "4.docx"), Bot: "ten_bot"}, nil, exitFailed, "", "cannot make invite sheets"},
		{"fails", rollInvitesCmd{Unit: "cb-1", Out: filepath.Join(dir, "5.docx"), Bot: "ten_bot"}, func(loa.Lang, string, []campaign.InviteLine) ([]byte, error) {
			return nil, errors.New("paper jam")
		}, exitFailed, "", "paper jam"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			e := &env{ctx: t.Context(), vars: map[string]string{
				"LOA_DATABASE": string(s.cfg.Database), "LOA_TELEGRAM_API": s.server.URL, "LOA_TELEGRAM_TOKEN": token,
			}, stdout: &out, stderr: &out, lang: loa.English, catalog: s.catalog, inviteSheet: tt.sheet}
			if status := e.status(tt.c.Run(e)); status != tt.status {
				t.Errorf("status %d, want %d", status, tt.status)
			}
			if !strings.Contains(out.String(), tt.said) {
				t.Errorf("said %q, want %q", out.String(), tt.said)
			}
			file, err := os.ReadFile(tt.c.Out)
			if tt.file == "" != errors.Is(err, os.ErrNotExist) || !strings.HasPrefix(string(file), tt.file) {
				t.Errorf("the file holds %q (%v), want %q", file, err, tt.file)
			}
		})
	}
	codes := 0
	err = db.View(t.Context(), func(tx *storage.Tx) error {
		log, err := tx.AuditLog(100)
		for _, a := range log {
			if a.Action == "member.code" && a.Subject == "member:1" {
				codes++
			}
		}
		return err
	})
	if err != nil || codes != 3 {
		t.Errorf("%d codes were made (%v), want 3: what fails makes none", codes, err)
	}
}
