package telegram

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"loa"
)

// golden is how an update is written in a golden file.
type golden struct {
	ID         int64
	NoID       bool            `json:",omitempty"`
	Bad        string          `json:",omitempty"`
	Message    *loa.Message    `json:",omitempty"`
	Tap        *loa.Tap        `json:",omitempty"`
	PollAnswer *loa.PollAnswer `json:",omitempty"`
	PollState  *loa.PollState  `json:",omitempty"`
	BotMember  *loa.BotMember  `json:",omitempty"`
	Moved      *loa.Moved      `json:",omitempty"`
}

// TestDecodeUpdate reads testdata/updates/*.json and compares with the .golden
// file beside it. What must never hold is tested for all of them below.
func TestDecodeUpdate(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/updates/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no updates: %v", err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			u, known := decodeUpdate(raw, "loa_bot")
			if !bytes.Equal(u.Raw, raw) {
				t.Error("Raw is not what was received")
			}
			if json.Valid(raw) {
				checkInOneGo(t, raw, u, known)
			}
			if (u.Bad != nil) != strings.HasPrefix(name, "bad_") {
				t.Errorf("Bad is %v", u.Bad)
			}
			g := golden{
				ID: u.ID, NoID: !known, Message: u.Message, Tap: u.Tap, PollAnswer: u.PollAnswer,
				PollState: u.PollState, BotMember: u.BotMember, Moved: u.Moved,
			}
			if u.Bad != nil {
				g.Bad = u.Bad.Error()
			}
			got, err := json.MarshalIndent(g, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, '\n')
			file := strings.TrimSuffix(path, ".json") + ".golden"
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), string(got)); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

// checkUpdate holds for every update, however odd.
func checkUpdate(t *testing.T, u loa.Update) {
	t.Helper()
	events := 0
	for _, set := range []bool{u.Message != nil, u.Tap != nil, u.PollAnswer != nil, u.PollState != nil, u.BotMember != nil, u.Moved != nil} {
		if set {
			events++
		}
	}
	if events > 1 || (u.Bad != nil && events > 0) {
		t.Fatalf("%d events, Bad %v", events, u.Bad)
	}
	nobody := func(who loa.Account) {
		t.Helper()
		switch who.ID {
		case "1087968824", "136817688", "777000", "0":
			t.Fatalf("%v was taken for a person", who)
		}
	}
	if m := u.Message; m != nil {
		nobody(m.From.Account)
		if m.From.Anonymous == !m.From.Account.IsZero() {
			t.Fatalf("sender %+v is neither a person nor anonymous", m.From)
		}
		if m.Chat.Type != loa.PrivateChat && (m.Text != "" || m.Body != nil || m.Command == "" || m.Media != nil || m.FileID != "") {
			t.Fatalf("group talk became an event: %+v", m)
		}
		if m.Media != nil && (m.Media.Digest == "") != (m.FileID == "") || m.Media == nil && m.FileID != "" {
			t.Fatalf("media %+v with file id %q", m.Media, m.FileID)
		}
		if !norm.NFC.IsNormalString(m.Text) || !norm.NFC.IsNormalString(m.Args) {
			t.Fatalf("not NFC: %+v", m)
		}
		said := strings.TrimSpace(m.Text)
		if m.Command != "" {
			said = m.Args
		}
		if m.Chat.Type == loa.PrivateChat && m.Body.String() != said {
			t.Fatalf("the styled text is %q, the plain one %q", m.Body.String(), said)
		}
	}
	if p := u.PollAnswer; p != nil {
		nobody(p.Voter)
		if p.Chat != "" && !p.Voter.IsZero() {
			t.Fatalf("a vote cast as a chat has a person: %+v", p)
		}
	}
	if u.BotMember != nil {
		nobody(u.BotMember.By.Account)
	}
}

// checkInOneGo reads the update within a batch, which must give the same.
func checkInOneGo(t *testing.T, raw []byte, want loa.Update, wantKnown bool) {
	t.Helper()
	list, ok := takeUpdates(slices.Concat([]byte(`{"ok":true,"result":[ `), raw, []byte(" ,\n"), raw, []byte("]}\n")))
	if !ok || len(list) != 2 {
		t.Fatalf("%d updates read, want 2", len(list))
	}
	want.Raw = bytes.TrimSpace(raw)
	for _, r := range list {
		got, known := r.update("loa_bot")
		if d := cmp.Diff(want, got, cmp.Comparer(func(a, b error) bool { return (a == nil) == (b == nil) && (a == nil || a.Error() == b.Error()) })); d != "" || known != wantKnown {
			t.Fatalf("in one go: id known %v, want %v (-one by one +in one go)\n%s", known, wantKnown, d)
		}
	}
}

// Any answer but a plain list is left to v5.
func TestOnlyPlainListsAreTaken(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`{"ok":true,"result":[]}`:                    true,
		`{"ok":true,"result":[{"update_id":1}]}`:     true,
		`{"ok":true,"result":[{"update_id":1}`:       false,
		`{"ok":true,"result":[{"update_id":1},]}`:    false,
		`{"ok":true,"result":[{"update_id":1}]]}`:    false,
		`{"ok":true,"result":[{"update_id":1]}`:      false,
		`{"ok":true,"result":[],"description":"so"}`: false,
		`{"ok":true,"result":5}`:                     false,
		`{"ok":false,"error_code":409}`:              false,
		`{}`:                                         false,
	} {
		if list, ok := takeUpdates([]byte(body)); ok != want {
			t.Errorf("%s: taken %v with %d updates, want %v", body, ok, len(list), want)
		}
	}
}

func FuzzDecodeUpdate(f *testing.F) {
	paths, err := filepath.Glob("testdata/updates/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		u, known := decodeUpdate(raw, "loa_bot")
		checkUpdate(t, u)
		if !bytes.Equal(u.Raw, raw) {
			t.Fatal("Raw is not what was received")
		}
		if !known && u.Bad == nil {
			t.Fatal("an update without an id is not Bad")
		}
		var id struct {
			ID *int64 `json:"update_id"`
		}
		if json.Unmarshal(raw, &id) == nil && id.ID != nil && *id.ID > 0 && *id.ID < 1<<31 && (!known || u.ID != *id.ID) {
			t.Fatalf("got id %d, %v; want %d", u.ID, known, *id.ID)
		}
		if json.Valid(raw) {
			checkInOneGo(t, raw, u, known)
		}
		if len(raw) == 0 {
			return
		}
		batch, next, ok := decodeBatch([]received{{raw: raw}, {raw: raw}}, 7, "loa_bot")
		if len(batch) != 2 || next != batch[1].ID+1 || next <= 0 || ok != known {
			t.Fatalf("batch of %d, next %d, %v", len(batch), next, ok)
		}
	})
}
