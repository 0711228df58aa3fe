package campaign

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/content"
	"loa/storage"
	"loa/storage/storagetest"
)

// TestRefreshInvitations: the count follows the replies, in one edit for all that
// come within a few seconds, and in no group that has moved or left.
func TestRefreshInvitations(t *testing.T) {
	t.Parallel()
	catalog, err := content.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	const bot = loa.BotID("telegram:1")
	now := time.Date(2024, 4, 1, 9, 0, 0, 0, time.UTC)
	db := storagetest.Open(t)
	s := New(db, catalog, Settings{Zone: time.UTC, Lang: loa.English}, func() time.Time { return now }, zerolog.Nop())
	s.AddBot(Bot{ID: bot, Can: loa.Capabilities{Buttons: true, Edits: true, TextLimit: 4096, CaptionLimit: 1024}})
	c := &loa.Campaign{ID: "test", Digest: strings.Repeat("0", 64), Units: loa.Units{{ID: "cb-1", Kind: "cell"}}}
	if err := s.Adopt(t.Context(), c, fstest.MapFS{}); err != nil {
		t.Fatal(err)
	}
	m := loa.Meeting{
		Unit: "cb-1", Kind: loa.MeetingMonthly, Title: "Meeting", At: now.AddDate(0, 0, 4), State: loa.MeetingPlanned,
		Bot: bot, Created: now, Told: now, InviteAt: now,
	}
	update := func(do func(*storage.Tx) error) {
		t.Helper()
		if err := db.Update(t.Context(), do); err != nil {
			t.Fatal(err)
		}
	}
	var groups []loa.Group
	update(func(tx *storage.Tx) (err error) {
		m.ID, err = tx.SaveMeeting(m)
		for id := loa.MemberID(1); id <= 3; id++ {
			_, failed := tx.SaveMember(loa.Member{ID: id, Name: "Người"})
			err = errors.Join(err, failed, tx.SaveMembership(loa.Membership{Member: id, Unit: "cb-1", Kind: loa.FullMember}))
		}
		for _, chat := range []loa.ChatID{"-1", "-2", "-3"} {
			g := loa.Group{Bot: bot, Chat: chat, Title: "Group", Unit: "cb-1", Kind: "cell", State: loa.GroupActive, BoundAt: now}
			var failed error
			g.ID, failed = tx.SaveGroup(g)
			_, failed2 := s.invite(tx, m, g, now)
			groups, err = append(groups, g), errors.Join(err, failed, failed2)
		}
		return err
	})
	due, _, err := db.Due(t.Context(), bot, now, 10)
	if err != nil || len(due) != 3 {
		t.Fatalf("%d invitations, error %v", len(due), err)
	}
	for i, d := range due {
		if _, err := db.Begin(t.Context(), []loa.DeliveryID{d.ID}, now); err != nil {
			t.Fatal(err)
		}
		o := loa.Outcome{State: loa.Sent, At: now, Receipt: loa.Receipt{Message: loa.MessageID(string('5' + rune(i)))}}
		if err := s.Settle(t.Context(), d, o); err != nil {
			t.Fatal(err)
		}
	}
	groups[1].State, groups[2].Chat = loa.GroupClosed, "-33"
	update(func(tx *storage.Tx) error {
		_, err := tx.SaveGroup(groups[1])
		_, err2 := tx.SaveGroup(groups[2])
		return errors.Join(err, err2)
	})
	for id, intent := range map[loa.MemberID]loa.Intent{1: loa.IntentYes, 2: loa.IntentNo} {
		update(func(tx *storage.Tx) error {
			err := tx.SaveReply(loa.Reply{Meeting: m.ID, Member: id, Intent: intent, At: now})
			return errors.Join(err, s.refreshInvitations(tx, m))
		})
	}
	due, _, err = db.Due(t.Context(), bot, now.Add(tallyEvery), 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("%d edits, error %v", len(due), err)
	}
	e := due[0].Payload.Edit
	if due[0].Chat != "-1" || e == nil || e.Message != "5" || !e.Caption {
		t.Fatalf("the edit: %+v", due[0])
	}
	if text := e.Text.String(); !strings.Contains(text, "Coming 1 · Absent 1 · Not sure 0 · No answer 1") || strings.Contains(text, "Người") {
		t.Errorf("the message says: %s", text)
	}
	if !slices.Equal(e.Buttons[0], []loa.Button{{Text: "✅ Coming", Data: "1|mr|1|yes"}}) {
		t.Errorf("the first button: %+v", e.Buttons[0])
	}
}
