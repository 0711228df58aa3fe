package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"loa"
	"loa/content"
	"loa/storage"
	"loa/storage/storagetest"
)

// TestRelayCommands: the operator makes groups from a list and switches over what the
// rehearsal named; what is wrong changes nothing.
func TestRelayCommands(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "loa.db")
	db := storagetest.OpenTarget(t, file)
	c, _ := content.Read(content.Default())
	err := db.Update(t.Context(), func(tx *storage.Tx) error {
		if err := tx.SaveUnits(c.Units); err != nil {
			return err
		}
		_, err := tx.SaveGroup(loa.Group{Bot: "telegram:1", Chat: "-1", Title: "Nhóm một", Unit: "chi-bo-tdp-1", Kind: "cell", State: loa.GroupActive})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args   string
		answer string // typed at a terminal; empty: nobody is there
		status int
		said   string
	}{
		{"relay add --unit dang-uy --kind loudspeaker --title Loa_phường", "", exitOK, "Added group 2: Loa_phường."},
		{"relay add --unit dang-uy --kind loudspeaker --title loa_phường", "", exitFailed, "of this kind already. Nothing was saved"},
		{"relay add --unit nowhere --kind loudspeaker --title X", "", exitMisused, "no unit nowhere"},
		{"relay add --unit dang-uy --kind megaphone --title X", "", exitMisused, "notice-board"},
		{"relay list", "", exitOK, "2\tdang-uy\tloudspeaker\tLoa_phường"},
		{"switch --to relay", "", exitMisused, "exactly one of"},
		{"switch --unit dang-uy --group 1 --to relay", "", exitMisused, "exactly one of"},
		{"switch --unit dang-uy --to elsewhere", "", exitMisused, "relay"},
		{"switch --unit dang-uy --to back", "", exitFailed, "No group here can go back"},
		{"switch --unit dang-uy --to relay", "", exitOK, "Nothing was changed. Add --yes"},
		{"switch --unit dang-uy --to relay", "n\n", exitOK, "Nothing was changed."},
		{"relay list", "", exitOK, "2\tdang-uy"},
		{"switch --group 1 --to relay", "y\n", exitOK, "1\tcall\tNhóm một\tChi bộ Tổ dân phố 1\tgoing 0\tstaying 0\nSwitch over? [y/N] Switched over: 1."},
		{"relay list", "", exitOK, "1\tchi-bo-tdp-1\tcell\tNhóm một\n2\tdang-uy"},
		{"switch --unit dang-uy --to back --yes", "", exitOK, "1\tbot\tNhóm một"},
		{"switch --unit dang-uy --to back --yes", "", exitFailed, "No group here can go back"},
	} {
		t.Run(tt.args, func(t *testing.T) {
			var out bytes.Buffer
			vars := map[string]string{"LOA_DATABASE": file, "LOA_LANGUAGE": "en"}
			var status int
			if tt.answer == "" {
				status = run(t.Context(), strings.Fields(tt.args), vars, nil, &out, &out)
			} else {
				status = run(t.Context(), strings.Fields(tt.args), vars, strings.NewReader(tt.answer), &out, &out)
			}
			if status != tt.status || !strings.Contains(out.String(), tt.said) {
				t.Errorf("status %d, want %d; said %q, want %q", status, tt.status, out.String(), tt.said)
			}
		})
	}
}
