package campaign_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// as runs a use case of somebody's and returns how it was refused, "" if it was not.
func (s *saga) as(who loa.Sender, do func(*campaign.Desk, loa.Sender) error) (refused string) {
	s.t.Helper()
	s.updates++
	u := loa.Update{ID: s.updates, Message: &loa.Message{}}
	var failed error
	err := s.Receive(s.t.Context(), bot, []loa.Update{u}, u.ID+1, func(d *campaign.Desk, _ loa.Update) error {
		failed = do(d, who)
		return failed
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if r, ok := errors.AsType[*campaign.Refusal](failed); ok {
		return r.Key
	}
	if failed != nil {
		s.t.Fatal(failed)
	}
	return ""
}

func TestMeetingRights(t *testing.T) {
	t.Parallel()
	s := newSaga(t, "2024-04-01T09:00:00+07:00")
	s.bind(-1, "cell")
	own, neighbour, committee, editor, member := somebody(21), somebody(22), somebody(23), somebody(24), somebody(25)
	grants := []loa.Grant{
		{Account: own.Account, Unit: "cb-1", Role: loa.Secretary}, {Account: neighbour.Account, Unit: "cb-2", Role: loa.Secretary},
		{Account: committee.Account, Unit: "ward", Role: loa.Secretary}, {Account: editor.Account, Unit: "ward", Role: loa.Editor},
	}
	s.update(func(tx *storage.Tx) error {
		var err error
		for _, g := range grants {
			err = errors.Join(err, tx.AddGrant(g, admin(), s.now))
		}
		return err
	})
	m := loa.Meeting{Unit: "cb-1", Kind: loa.MeetingMonthly, At: s.at("2024-04-05T19:30:00+07:00"), Title: "Meeting", Chat: "7"}
	place := "Hall"
	acts := map[string]func(*campaign.Desk, loa.Sender) error{
		"plan": func(d *campaign.Desk, who loa.Sender) error {
			_, err := d.PlanMeeting(who, m, 0, true)
			return err
		},
		"see": func(d *campaign.Desk, who loa.Sender) error {
			_, err := d.Meeting(who, 1)
			return err
		},
		"change": func(d *campaign.Desk, who loa.Sender) error {
			_, err := d.ChangeMeeting(who, 1, 0, campaign.MeetingChange{Place: &place}, campaign.ThisMeeting, false)
			return err
		},
		"cancel": func(d *campaign.Desk, who loa.Sender) error {
			_, err := d.ChangeMeeting(who, 1, 0, campaign.MeetingChange{Cancel: true}, campaign.ThisMeeting, false)
			return err
		},
		"calendar": func(d *campaign.Desk, who loa.Sender) error {
			return d.MeetingCalendar(who, loa.Chat{ID: "7", Type: loa.PrivateChat}, 1, loa.English)
		},
		"private chat": func(d *campaign.Desk, who loa.Sender) error {
			_, _, err := d.PrivateChat(who, "cb-1")
			return err
		},
	}
	if refused := s.as(own, acts["plan"]); refused != "" {
		t.Fatalf("the cell's own secretary cannot plan: %s", refused)
	}
	s.deliver()
	for _, who := range []loa.Sender{neighbour, editor, member} {
		for name, act := range acts {
			if refused := s.as(who, act); refused != "keep.may_not" {
				t.Errorf("%s by %s: refused as %q", name, who.Account, refused)
			}
		}
	}
	for name, act := range acts {
		if refused := s.as(loa.Sender{Account: own.Account, Anonymous: true}, act); refused != "campaign.anonymous" {
			t.Errorf("%s by an anonymous admin: refused as %q", name, refused)
		}
	}
	list := func(who loa.Sender) (n int, refused string) {
		refused = s.as(who, func(d *campaign.Desk, who loa.Sender) error {
			all, err := d.ComingMeetings(who)
			n = len(all)
			return err
		})
		return n, refused
	}
	for who, want := range map[loa.Sender]int{own: 1, neighbour: 0, committee: 1} {
		if n, refused := list(who); n != want || refused != "" {
			t.Errorf("%s is shown %d meetings (%s), want %d", who.Account, n, refused, want)
		}
	}
	// The role is taken away: the buttons of before do nothing.
	s.update(func(tx *storage.Tx) error {
		return tx.RevokeGrant(grants[0], admin(), s.now)
	})
	for name, act := range acts {
		if refused := s.as(own, act); refused != "keep.may_not" {
			t.Errorf("%s after the role was taken away: refused as %q", name, refused)
		}
	}
	if refused := s.as(committee, acts["cancel"]); refused != "" {
		t.Errorf("the committee's secretary cannot cancel: %s", refused)
	}
	if refused := s.as(committee, acts["change"]); refused != "meeting.is_cancelled" {
		t.Errorf("a change of a cancelled meeting: refused as %q", refused)
	}
}

func somebody(n int) loa.Sender { return loa.Sender{Account: account(loa.MemberID(n))} }

// TestMeetingRefused: what cannot be planned leaves nothing behind.
func TestMeetingRefused(t *testing.T) {
	t.Parallel()
	s := newSaga(t, "2024-04-01T09:00:00+07:00")
	s.bind(-1, "cell")
	good := loa.Meeting{Unit: "cb-1", Kind: loa.MeetingMonthly, At: s.at("2024-04-05T19:30:00+07:00"), Title: "Meeting", Chat: "7"}
	for _, tt := range []struct {
		change func(*loa.Meeting)
		want   string
	}{
		{func(m *loa.Meeting) { m.At = s.now }, "meeting.past"},
		{func(m *loa.Meeting) { m.Unit = "gone" }, "meeting.unit_gone"},
		{func(m *loa.Meeting) { m.Kind = "party" }, "meeting.no_kind"},
		{func(m *loa.Meeting) { m.Title = " " }, "meeting.no_title"},
		{func(m *loa.Meeting) { m.Title = strings.Repeat("ế", 201) }, "meeting.text_long"},
		{func(m *loa.Meeting) { m.Place = strings.Repeat("ế", 201) }, "meeting.text_long"},
		{func(m *loa.Meeting) { m.Title = "TUYỆT MẬT" }, "campaign.concern_secret"},
		{func(m *loa.Meeting) { m.Document = &loa.Media{Name: "TỐI MẬT.docx"} }, "campaign.concern_secret"},
	} {
		m := good
		tt.change(&m)
		refused := s.as(loa.Sender{Account: admin()}, func(d *campaign.Desk, who loa.Sender) error {
			_, err := d.PlanMeeting(who, m, 5, false)
			return err
		})
		if refused != tt.want {
			t.Errorf("refused as %q, want %q: %+v", refused, tt.want, m)
		}
	}
	overlap := func(at string, again bool) string {
		m := good
		m.At = s.at(at)
		return s.as(loa.Sender{Account: admin()}, func(d *campaign.Desk, who loa.Sender) error {
			_, err := d.PlanMeeting(who, m, 0, again)
			return err
		})
	}
	for _, tt := range []struct {
		at    string
		again bool
		want  string
	}{
		{"2024-04-05T19:30:00+07:00", false, ""},
		{"2024-04-05T22:29:00+07:00", false, campaign.MeetingOverlaps},
		{"2024-04-05T16:31:00+07:00", false, campaign.MeetingOverlaps},
		{"2024-04-05T22:30:00+07:00", false, ""},
		{"2024-04-05T16:30:00+07:00", false, ""},
		{"2024-04-05T19:30:00+07:00", true, ""},
	} {
		if got := overlap(tt.at, tt.again); got != tt.want {
			t.Errorf("a meeting at %s: refused as %q, want %q", tt.at, got, tt.want)
		}
	}
	err := s.db.View(t.Context(), func(tx *storage.Tx) error {
		planned, err := tx.PlannedMeetings(s.now)
		if len(planned) != 4 {
			t.Errorf("%d meetings are planned, want 4", len(planned))
		}
		recurring, again := tx.AllRecurring(loa.Date{Year: 2024, Month: 1, Day: 1})
		if len(recurring) != 0 {
			t.Errorf("%d meetings recur, want none", len(recurring))
		}
		return errors.Join(err, again)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestMeetingOfCampaign: a series of the campaign says which groups are told, what
// the meeting is called, when people are reminded, and that only heads are counted.
func TestMeetingOfCampaign(t *testing.T) {
	t.Parallel()
	s := &saga{rig: newRig(t, storagetest.Open(t), plan(t), fstest.MapFS{})}
	s.now = s.at("2024-04-01T09:00:00+07:00")
	c := plan(t)
	c.Posts, c.Digest = nil, strings.Repeat("2", 64)
	april := loa.Period{From: loa.CalendarDay{Month: time.April, Day: 1}, Until: loa.CalendarDay{Month: time.April, Day: 30}}
	c.Meetings = []loa.MeetingSeries{
		{ID: "off", Name: "Off", Kind: loa.MeetingThematic, UnitKinds: []string{"cell"}, Groups: []loa.GroupKind{"cell"}},
		{
			ID: "talk", Name: "Talk of April", Kind: loa.MeetingThematic, Enabled: true, UnitKinds: []string{"cell"},
			Groups: []loa.GroupKind{"household"}, Headcount: true, Window: april, Reminders: []int{-3},
		},
	}
	if err := s.Adopt(t.Context(), c, fstest.MapFS{}); err != nil {
		t.Fatal(err)
	}
	s.bind(-1, "cell")
	s.bind(-2, "household")
	m := loa.Meeting{Unit: "cb-1", Kind: loa.MeetingThematic, At: s.at("2024-04-20T19:30:00+07:00"), Title: "Talk", Chat: "7",
		Document: &loa.Media{Kind: loa.Document, Name: "outline.pdf", Digest: "d"}}
	s.desk(func(d *campaign.Desk, who loa.Sender) error {
		title, err := d.MeetingTitle(m, loa.English)
		if title != "Talk of April" {
			t.Errorf("it is called %q", title)
		}
		reminders, err2 := d.MeetingReminders(m)
		if !slices.Equal(reminders, []int{-3}) {
			t.Errorf("people are reminded on the days %v", reminders)
		}
		later := m
		later.At = s.at("2024-05-20T19:30:00+07:00")
		title, err3 := d.MeetingTitle(later, loa.English)
		if title != "Thematic meeting, May" {
			t.Errorf("out of the days of the series it is called %q", title)
		}
		planned, err4 := d.PlanMeeting(who, m, 0, false)
		if planned.Series != "talk" || !planned.Headcount {
			t.Errorf("planned as %+v", planned)
		}
		return errors.Join(err, err2, err3, err4)
	})
	sent := s.take(s.now)
	if len(sent) != 2 || sent[0].Chat != "-2" || sent[1].Chat != "-2" {
		t.Fatalf("sent: %s", said(sent))
	}
	if n := sent[0].Payload.Notice; n.Media.Name != "outline.pdf" || len(n.Buttons) != 0 {
		t.Errorf("the invitation: %+v", n)
	}
	if n := sent[1].Payload.Notice; !strings.HasSuffix(n.Media.Name, ".ics") || !n.Silent {
		t.Errorf("the calendar file: %+v", n)
	}
	_, file, err := s.db.File(t.Context(), sent[1].Payload.Notice.Media.Digest)
	if err != nil || !strings.Contains(string(file), "DTSTART:20240420T123000Z\r\n") {
		t.Errorf("the file: %q, error %v", file, err)
	}
}
