package campaign_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// TestMeetings plays what happens to meetings over days and months, and writes down
// what was sent to whom and when. Each case has its golden text in testdata/meetings.
func TestMeetings(t *testing.T) {
	t.Parallel()
	april5 := "2024-04-05T19:30:00+07:00"
	for _, c := range []struct {
		name  string
		from  string
		story func(s *saga)
	}{
		{"all reminders", "2024-03-20T09:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			s.bind(-2, "household")
			s.member(1, loa.PurposeReminders)
			s.member(2, loa.PurposeAttendance) // agrees to something else
			s.member(3, loa.PurposeReminders)  // answers
			s.member(4)                        // agrees to nothing
			s.member(5, loa.PurposeReminders)  // has blocked the bot
			s.free(6, loa.PurposeReminders)    // need not come
			s.block(5)
			s.plan(april5, 0)
			s.until("2024-04-01T00:00:00+07:00")
			s.reply(3, loa.IntentNo)
			s.until("2024-04-04T20:00:00+07:00")
			s.withdraw(1)
			s.until("2024-04-07T00:00:00+07:00")
		}},
		{"down over two reminders", "2024-03-30T09:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			s.member(1, loa.PurposeReminders)
			s.plan(april5, 0)
			s.until("2024-04-02T00:00:00+07:00")
			s.off("2024-04-04T20:00:00+07:00") // over T−2 and T−1: the later one goes out, late
			s.until("2024-04-04T20:10:00+07:00")
			s.off("2024-04-04T20:20:00+07:00") // a restart decides nothing anew
			s.until("2024-04-06T00:00:00+07:00")
		}},
		{"down until the meeting is over", "2024-04-02T09:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			s.member(1, loa.PurposeReminders)
			s.plan(april5, 0)
			s.until("2024-04-03T00:00:00+07:00")
			s.off("2024-04-05T19:31:00+07:00")
			s.until("2024-04-07T00:00:00+07:00")
		}},
		{"a late reminder waits for the end of quiet hours", "2024-04-02T09:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			s.plan(april5, 0)
			s.until("2024-04-04T17:00:00+07:00")
			s.off("2024-04-04T22:00:00+07:00")
			s.until("2024-04-06T00:00:00+07:00")
		}},
		{"planned in quiet hours", "2024-04-03T22:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			s.plan(april5, 0)
			s.plan("2024-04-04T05:00:00+07:00", 0) // the morning would be too late for this one
			s.until("2024-04-04T07:00:00+07:00")
		}},
		{"changed before the group got the invitation", "2024-04-03T22:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			m := s.plan(april5, 0)
			s.until("2024-04-03T23:00:00+07:00")
			s.change(m, 0, "2024-04-05T20:00:00+07:00", campaign.ThisMeeting)
			s.until("2024-04-04T07:00:00+07:00")
		}},
		{"put off after the second reminder", "2024-03-30T09:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			s.member(1, loa.PurposeReminders)
			s.member(2, loa.PurposeReminders)
			s.block(2)
			m := s.plan(april5, 0)
			s.until("2024-04-03T18:00:00+07:00")
			s.change(m, 0, "2024-04-12T19:30:00+07:00", campaign.ThisMeeting)
			s.until("2024-04-14T00:00:00+07:00")
		}},
		{"put off while a reminder waits", "2024-04-02T09:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			m := s.plan(april5, 0)
			s.until("2024-04-04T17:00:00+07:00")
			s.off("2024-04-04T22:00:00+07:00")
			s.until("2024-04-04T22:05:00+07:00") // the reminder is held until the morning
			s.change(m, 0, "2024-04-06T19:30:00+07:00", campaign.ThisMeeting)
			s.until("2024-04-05T18:00:00+07:00")
		}},
		{"cancelled after the invitation", "2024-04-01T09:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			s.member(1, loa.PurposeReminders)
			m := s.plan(april5, 0)
			s.until("2024-04-03T18:00:00+07:00")
			s.cancel(m, 0, campaign.ThisMeeting)
			s.bind(-2, "cell") // too late
			s.until("2024-04-07T00:00:00+07:00")
		}},
		{"cancelled in the night before an early meeting", "2024-04-01T09:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			m := s.plan("2024-04-05T05:15:00+07:00", 0)
			s.until("2024-04-04T22:00:00+07:00")
			s.cancel(m, 0, campaign.ThisMeeting)
			s.until("2024-04-06T00:00:00+07:00")
		}},
		{"a group bound later", "2024-04-01T09:00:00+07:00", func(s *saga) {
			s.plan(april5, 0)
			s.until("2024-04-03T17:00:00+07:00")
			s.bind(-1, "cell") // half an hour before a reminder: the invitation is enough
			s.bind(-2, "household")
			s.until("2024-04-07T00:00:00+07:00")
		}},
		{"the invitation may have arrived or not", "2024-04-01T09:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			s.trouble = loa.Uncertain
			m := s.plan(april5, 0)
			s.until("2024-04-01T10:00:00+07:00")
			s.change(m, 0, "2024-04-05T20:00:00+07:00", campaign.ThisMeeting)
			s.until("2024-04-01T11:00:00+07:00")
			s.sendAgain(1) // somebody has looked: it is not there
			s.until("2024-04-01T12:00:00+07:00")
		}},
		{"the invitation may have arrived, then the meeting is off", "2024-04-01T09:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			s.trouble = loa.Uncertain
			m := s.plan(april5, 0)
			s.until("2024-04-01T10:00:00+07:00")
			s.cancel(m, 0, campaign.ThisMeeting)
			s.until("2024-04-01T11:00:00+07:00")
			s.sendAgain(1)
			s.until("2024-04-01T12:00:00+07:00")
		}},
		{"the invitation was refused", "2024-04-01T09:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			s.trouble = loa.Failed
			m := s.plan(april5, 0)
			s.until("2024-04-01T10:00:00+07:00")
			s.change(m, 0, "2024-04-05T20:00:00+07:00", campaign.ThisMeeting)
			s.until("2024-04-01T11:00:00+07:00")
		}},
		{"changed while the invitation is being sent", "2024-04-01T09:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			m := loa.MeetingID(1)
			s.during = func() { s.change(m, 0, "2024-04-05T20:00:00+07:00", campaign.ThisMeeting) }
			s.plan(april5, 0)
			s.until("2024-04-01T11:00:00+07:00")
		}},
		{"cancelled while the invitation has to be sent again", "2024-04-01T09:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			s.trouble = loa.Pending
			s.during = func() { s.cancel(1, 0, campaign.ThisMeeting) }
			s.plan(april5, 0)
			s.until("2024-04-01T11:00:00+07:00")
		}},
		{"every month on the 31st", "2024-01-10T09:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			m := s.plan("2024-01-31T19:30:00+07:00", 31)
			s.until("2024-03-01T00:00:00+07:00")
			s.list()
			s.change(m+2, 0, "2024-03-30T20:00:00+07:00", campaign.FollowingMeetings)
			s.list()
			s.until("2024-04-15T00:00:00+07:00")
			s.list()
			s.cancel(m+3, 1, campaign.AllMeetings)
			s.until("2024-07-01T00:00:00+07:00")
			s.list()
		}},
		{"down while a series should go on", "2024-01-10T09:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			s.plan("2024-02-03T19:30:00+07:00", 3)
			s.off("2024-06-01T09:00:00+07:00")
			s.until("2024-06-02T00:00:00+07:00")
			s.list()
		}},
		{"the clock jumps back over a reminder", "2024-04-04T09:00:00+07:00", func(s *saga) {
			s.bind(-1, "cell")
			s.plan(april5, 0)
			s.until("2024-04-04T18:00:00+07:00")
			s.now = s.now.Add(-time.Hour)
			s.note("the clock jumps back")
			s.until("2024-04-05T00:00:00+07:00")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSaga(t, c.from)
			c.story(s)
			s.log()
			golden := filepath.Join("testdata", "meetings", strings.ReplaceAll(c.name, " ", "-")+".golden")
			if *update {
				if err := os.WriteFile(golden, s.out.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), s.out.String()); diff != "" {
				t.Errorf("differs from %s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

// saga is a service that is called whenever something is due.
type saga struct {
	*rig
	out     bytes.Buffer
	message int
	trouble loa.DeliveryState // how the next message ends, unless it is sent
	during  func()            // happens while the next message is being sent
}

func newSaga(t *testing.T, from string) *saga {
	s := &saga{rig: newRig(t, storagetest.Open(t), plan(t), fstest.MapFS{})}
	s.now = s.at(from)
	c := plan(t)
	c.Posts = nil // meetings only
	c.Digest = strings.Repeat("1", 64)
	if err := s.Adopt(t.Context(), c, fstest.MapFS{}); err != nil {
		t.Fatal(err)
	}
	s.AddBot(campaign.Bot{ID: bot, Username: "loa_bot", Can: loa.Capabilities{
		DeepLinks: true, Files: true, Buttons: true, Edits: true, TextLimit: 4096, CaptionLimit: 1024, ToastLimit: 200,
	}})
	s.adminCanBeToldThings()
	return s
}

func (s *saga) at(moment string) time.Time {
	at, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		s.t.Fatal(err)
	}
	return at
}

func (s *saga) note(format string, args ...any) {
	zone := time.FixedZone("", 7*60*60)
	fmt.Fprintf(&s.out, "%s  %s\n", s.now.In(zone).Format("Mon 2006-01-02 15:04"), fmt.Sprintf(format, args...))
}

func (s *saga) bind(chat int, kind loa.GroupKind) {
	s.rig.bind(loa.ChatID(fmt.Sprint(chat)), kind)
	s.note("group %d is bound as %s", chat, kind)
}

// member puts somebody on the roll, with an open private chat.
func (s *saga) member(id loa.MemberID, agrees ...loa.Purpose) { s.enrol(id, loa.FullMember, agrees) }

func (s *saga) free(id loa.MemberID, agrees ...loa.Purpose) { s.enrol(id, loa.Exempt, agrees) }

func account(id loa.MemberID) loa.Account {
	return loa.Account{Platform: loa.Telegram, ID: fmt.Sprintf("10%d", id)}
}

func (s *saga) enrol(id loa.MemberID, kind loa.MembershipKind, agrees []loa.Purpose) {
	s.update(func(tx *storage.Tx) error {
		_, err := tx.SaveMember(loa.Member{ID: id, Name: fmt.Sprintf("Người %d", id)})
		for _, k := range slices.Compact([]loa.MembershipKind{loa.FullMember, kind}) {
			err = errors.Join(err, tx.SaveMembership(loa.Membership{Member: id, Unit: "cb-1", Kind: k}))
		}
		err = errors.Join(err, tx.LinkAccount(loa.Link{Account: account(id), Member: id, At: s.now, By: account(id)}))
		for _, p := range agrees {
			err = errors.Join(err, tx.GiveConsent(loa.Consent{Member: id, Purpose: p, Version: "1", Given: s.now}))
		}
		return errors.Join(err, tx.SavePerson(loa.Person{Account: account(id), Chat: loa.ChatID(fmt.Sprintf("member %d", id)), Open: true}))
	})
}

func (s *saga) block(id loa.MemberID) {
	s.update(func(tx *storage.Tx) error { return tx.CloseChat(bot, loa.ChatID(fmt.Sprintf("member %d", id))) })
}

func (s *saga) withdraw(id loa.MemberID) {
	s.update(func(tx *storage.Tx) error { return tx.WithdrawConsent(id, loa.PurposeReminders, s.now) })
	s.note("member %d withdraws the consent", id)
}

func (s *saga) reply(id loa.MemberID, i loa.Intent) {
	s.update(func(tx *storage.Tx) error {
		return tx.SaveReply(loa.Reply{Meeting: 1, Member: id, Intent: i, At: s.now, By: account(id)})
	})
	s.note("member %d answers %s", id, i)
}

// desk runs a use case of the administrator's.
func (s *saga) desk(do func(*campaign.Desk, loa.Sender) error) {
	s.t.Helper()
	s.updates++
	u := loa.Update{ID: s.updates, Message: &loa.Message{}}
	var failed error
	err := s.Receive(s.t.Context(), bot, []loa.Update{u}, u.ID+1, func(d *campaign.Desk, _ loa.Update) error {
		failed = do(d, loa.Sender{Account: admin()})
		return failed
	})
	if err != nil || failed != nil {
		s.t.Fatal(err, failed)
	}
}

func (s *saga) plan(at string, monthly int) loa.MeetingID {
	s.t.Helper()
	var m loa.Meeting
	s.desk(func(d *campaign.Desk, who loa.Sender) (err error) {
		m, err = d.PlanMeeting(who, loa.Meeting{
			Unit: "cb-1", Kind: loa.MeetingMonthly, At: s.at(at), Title: "Meeting", Place: "Hall", Reminders: loa.DefaultReminders(), Chat: "7",
		}, monthly, false)
		return err
	})
	s.note("meeting %d is planned for %s", m.ID, at)
	s.deliver()
	return m.ID
}

func (s *saga) change(id loa.MeetingID, revision int, at string, scope campaign.MeetingScope) {
	s.t.Helper()
	to := s.at(at)
	s.note("meeting %d is moved to %s (%s)", id, at, scope)
	s.desk(func(d *campaign.Desk, who loa.Sender) error {
		_, err := d.ChangeMeeting(who, id, revision, campaign.MeetingChange{At: &to}, scope, false)
		return err
	})
}

func (s *saga) cancel(id loa.MeetingID, revision int, scope campaign.MeetingScope) {
	s.t.Helper()
	s.note("meeting %d is cancelled (%s)", id, scope)
	s.desk(func(d *campaign.Desk, who loa.Sender) error {
		_, err := d.ChangeMeeting(who, id, revision, campaign.MeetingChange{Cancel: true}, scope, false)
		return err
	})
}

func (s *saga) sendAgain(id loa.DeliveryID) {
	s.t.Helper()
	again := false
	s.desk(func(d *campaign.Desk, who loa.Sender) (err error) {
		again, err = d.SendUncertain(who, id)
		return err
	})
	s.note("delivery %d is not there; sent again: %t", id, again)
}

// list writes down the meetings there are.
func (s *saga) list() {
	err := s.db.View(s.t.Context(), func(tx *storage.Tx) error {
		list, err := tx.MeetingsOf("cb-1", time.UnixMilli(1), s.now.AddDate(1, 0, 0))
		for _, m := range list {
			s.note("  meeting %d: %s, %s", m.ID, m.At.In(time.FixedZone("", 7*60*60)).Format("Mon 2006-01-02 15:04"), m.State)
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// until lets the service work until then: whenever something is due.
func (s *saga) until(moment string) {
	s.t.Helper()
	for end := s.at(moment); ; {
		next := s.tick(s.now)
		s.deliver()
		_, due, err := s.db.Due(s.t.Context(), bot, s.now, 1)
		if err != nil {
			s.t.Fatal(err)
		}
		if next.IsZero() || !due.IsZero() && due.Before(next) {
			next = due
		}
		if next.IsZero() || next.After(end) {
			s.now = end
			return
		}
		s.now = next
	}
}

func (s *saga) off(moment string) {
	s.note("Loa stops")
	s.now = s.at(moment)
	s.note("Loa runs again")
}

// deliver sends what is due.
func (s *saga) deliver() {
	for {
		due := s.due(s.now)
		if len(due) == 0 {
			return
		}
		for _, d := range due {
			s.send(d)
		}
	}
}

func (s *saga) send(d loa.Delivery) {
	ctx, now := s.t.Context(), s.now
	o := loa.Outcome{State: loa.Sent, At: now}
	if now.After(d.NotAfter) || d.Quiet.Hold(now).After(d.NotAfter) {
		o.State = loa.Expired
	} else if end := d.Quiet.Hold(now); end.After(now) {
		o.State, o.Due = loa.Pending, end
	}
	if _, err := s.db.Begin(ctx, []loa.DeliveryID{d.ID}, now); err != nil {
		s.t.Fatal(err)
	}
	if during := s.during; during != nil {
		s.during = nil
		during()
	}
	if s.trouble != "" && o.State == loa.Sent {
		o.State, o.Due, s.trouble = s.trouble, now.Add(time.Minute), ""
	}
	if o.State == loa.Sent {
		s.message++
		o.Receipt.Message = loa.MessageID(fmt.Sprint(s.message))
	}
	s.show(d, o)
	if err := s.Settle(ctx, d, o); err != nil {
		s.t.Fatal(err)
	}
}

func (s *saga) show(d loa.Delivery, o loa.Outcome) {
	text, how := loa.Text(nil), ""
	switch n := d.Payload.Notice; {
	case n != nil:
		text = n.Text
		if n.ReplyTo != "" {
			how += " in reply to " + string(n.ReplyTo)
		}
		if n.Silent {
			how += ", silent"
		}
		if n.Media != nil {
			how += ", with " + n.Media.Name
		}
	case d.Payload.Edit != nil:
		text, how = d.Payload.Edit.Text, " edits "+string(d.Payload.Edit.Message)
	}
	if o.State == loa.Sent && d.Payload.Notice != nil {
		how = fmt.Sprintf(" %s%s", o.Receipt.Message, how)
	}
	s.note("%s to %s%s: %s", strings.ToUpper(string(o.State)), d.Chat, how, strings.ReplaceAll(text.String(), "\n", " / "))
}

// log adds what was logged of what had been missed.
func (s *saga) log() {
	err := s.db.View(s.t.Context(), func(tx *storage.Tx) error {
		log, err := tx.AuditLog(1000)
		for _, a := range slices.Backward(log) {
			if a.Action == "meeting.catchup" {
				fmt.Fprintf(&s.out, "log: %s\n", a.Detail)
			}
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}
