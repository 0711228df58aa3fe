package campaign_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// checkinRig is a rig with a meeting of cb-1 that begins in ten minutes and on whose
// roll member 1 stands, with the account.
func checkinRig(t *testing.T, db *storage.DB) (r *rig, m loa.Meeting, member loa.Sender) {
	t.Helper()
	r = newRig(t, db, plan(t), nil)
	member = loa.Sender{Account: loa.Account{Platform: loa.Telegram, ID: "21"}}
	m = loa.Meeting{
		Unit: "cb-1", Kind: loa.MeetingMonthly, Title: "Monthly", At: r.now.Add(10 * time.Minute), State: loa.MeetingPlanned,
		Bot: bot, Author: admin(), Created: r.now,
	}
	r.update(func(tx *storage.Tx) (err error) {
		id, err := tx.SaveMember(loa.Member{Name: "An"})
		if err != nil {
			return err
		}
		if err := tx.SaveMembership(loa.Membership{Member: id, Unit: "cb-1", Kind: loa.FullMember}); err != nil {
			return err
		}
		if err := tx.LinkAccount(loa.Link{Account: member.Account, Member: id, At: r.now, By: member.Account}); err != nil {
			return err
		}
		if err := tx.GiveConsent(loa.Consent{Member: id, Purpose: loa.PurposeAttendance, Version: "1", Given: r.now}); err != nil {
			return err
		}
		m.ID, err = tx.SaveMeeting(m)
		return err
	})
	return r, m, member
}

func (r *rig) meeting(id loa.MeetingID) (m loa.Meeting) {
	r.t.Helper()
	r.update(func(tx *storage.Tx) (err error) {
		m, err = tx.Meeting(id)
		return err
	})
	return m
}

func (r *rig) openCheckin(id loa.MeetingID) loa.Meeting {
	r.t.Helper()
	r.must(func(d *campaign.Desk) error {
		_, err := d.OpenCheckin(loa.Sender{Account: admin()}, loa.English, id)
		return err
	})
	return r.meeting(id)
}

// TestCheckinStored: who comes is stored once, on either engine; the log tells of
// opening and closing only.
func TestCheckinStored(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r, m, member := checkinRig(t, db)
		m = r.openCheckin(m.ID)
		if len(m.Secret) != 32 || strings.Trim(m.Secret, "0123456789abcdef") != "" {
			t.Fatalf("secret %q, want 128 bits in hexadecimal", m.Secret)
		}
		if again := r.openCheckin(m.ID); again.Secret != m.Secret {
			t.Error("opening what is open makes the codes in people's hands void")
		}
		r.must(func(d *campaign.Desk) error {
			in, err := d.CheckInByLink(member, loa.English, m.CheckinPayload(r.now))
			if err == nil && (in.Again || in.Guest || in.Attendance.By != member.Account) {
				err = fmt.Errorf("checked in: %+v", in)
			}
			return err
		})
		at := r.now
		r.now = r.now.Add(time.Minute)
		r.must(func(d *campaign.Desk) error {
			in, err := d.CheckInByCode(member, m.SpokenCode(r.now))
			if err == nil && (!in.Again || in.Recorded) {
				err = fmt.Errorf("checked in again: %+v", in)
			}
			return err
		})
		r.must(func(d *campaign.Desk) error {
			_, err := d.CloseCheckin(loa.Sender{Account: admin()}, m.ID)
			return err
		})
		r.update(func(tx *storage.Tx) error {
			list, err := tx.AttendanceAt(m.ID)
			if err != nil {
				return err
			}
			if len(list) != 1 || list[0].Presence != loa.Present || list[0].Late || !list[0].At.Equal(at) {
				t.Errorf("stored: %+v", list)
			}
			log, err := tx.AuditLog(100)
			var told []string
			for _, a := range log {
				if strings.HasPrefix(a.Subject, "meeting:") {
					told = append(told, a.Action)
				}
			}
			if got := strings.Join(told, " "); got != "checkin.close checkin.open" && got != "checkin.open checkin.close" {
				t.Errorf("the log tells of %q", got)
			}
			return err
		})
	})
}

// TestCheckinTriesAreForgotten: what is remembered of an account goes with the night.
func TestCheckinTriesAreForgotten(t *testing.T) {
	t.Parallel()
	r, m, member := checkinRig(t, storagetest.Open(t))
	m = r.openCheckin(m.ID)
	for i := range loa.CheckinTries + 1 {
		key := "checkin.wrong_code"
		if i >= loa.CheckinTries-1 {
			key = "checkin.locked"
		}
		wrong := "0000"
		if m.TakesCode(wrong, r.now) {
			wrong = "0001"
		}
		if m.TakesCode(wrong, r.now) {
			wrong = "0002"
		}
		r.must(func(d *campaign.Desk) error {
			in, err := d.CheckInByCode(member, wrong)
			if err == nil && (in.Wrong == nil || in.Wrong.Key != key) {
				t.Errorf("try %d: %+v, want %s", i+1, in, key)
			}
			return err
		})
	}
	trace := func() (trace loa.CheckinTrace) {
		r.update(func(tx *storage.Tx) (err error) {
			trace, err = tx.CheckinTrace(m.ID, member.Account)
			return err
		})
		return trace
	}
	if got := trace().Wrong; got != loa.CheckinTries {
		t.Errorf("%d wrong tries are stored, want %d", got, loa.CheckinTries)
	}
	for _, c := range []struct {
		after time.Duration
		want  int
	}{{47 * time.Hour, loa.CheckinTries}, {49 * time.Hour, 0}} {
		if err := r.Purge(t.Context(), r.now.Add(c.after)); err != nil {
			t.Fatal(err)
		}
		if got := trace().Wrong; got != c.want {
			t.Errorf("after %s %d tries are stored, want %d", c.after, got, c.want)
		}
	}
}

// TestCheckinOnlyOnARoll: where people are only counted, nobody checks in.
func TestCheckinOnlyOnARoll(t *testing.T) {
	t.Parallel()
	r, m, _ := checkinRig(t, storagetest.Open(t))
	m.Headcount = true
	r.update(func(tx *storage.Tx) error {
		_, err := tx.SaveMeeting(m)
		return err
	})
	r.refused("checkin.headcount", func(d *campaign.Desk) error {
		_, err := d.OpenCheckin(loa.Sender{Account: admin()}, loa.English, m.ID)
		return err
	})
	r.refused("checkin.no_meeting", func(d *campaign.Desk) error {
		_, err := d.CheckinMeetings(loa.Sender{Account: admin()}, loa.English)
		return err
	})
}

// TestCheckinRights: each way is tried by who may not.
func TestCheckinRights(t *testing.T) {
	t.Parallel()
	r, m, member := checkinRig(t, storagetest.Open(t))
	m = r.openCheckin(m.ID)
	elsewhere := r.grant("31", loa.Secretary, "cb-2")
	editor := r.grant("32", loa.Editor, "cb-1")
	official := r.grant("33", loa.Official, "cb-1")
	hidden := loa.Sender{Account: admin(), Anonymous: true}
	for _, who := range []loa.Sender{member, elsewhere, editor, official, hidden} {
		key := "keep.may_not"
		if who.Anonymous {
			key = "campaign.anonymous"
		}
		r.refused(key, func(d *campaign.Desk) error { _, err := d.OpenCheckin(who, loa.English, m.ID); return err })
		r.refused(key, func(d *campaign.Desk) error { _, err := d.ShowCheckin(who, loa.English, m.ID); return err })
		r.refused(key, func(d *campaign.Desk) error { _, err := d.CloseCheckin(who, m.ID); return err })
	}
	if got := r.meeting(m.ID); got.Secret != m.Secret {
		t.Error("somebody changed it")
	}
	r.refused("bot.stale_button", func(d *campaign.Desk) error { _, err := d.CloseCheckin(loa.Sender{Account: admin()}, 99); return err })
}

// TestCheckinBoard: the page is there for as long as members can check in, under
// its name only.
func TestCheckinBoard(t *testing.T) {
	t.Parallel()
	r, m, member := checkinRig(t, storagetest.Open(t))
	m = r.openCheckin(m.ID)
	page := m.CheckinPage()
	b, err := r.CheckinBoard(t.Context(), page)
	if err != nil {
		t.Fatal(err)
	}
	if want := "https://t.me/loa_bot?start=" + m.CheckinPayload(r.now); b.Link != want || b.Code != m.SpokenCode(r.now) || b.Due != 1 || b.Present != 0 {
		t.Errorf("the board shows %+v, want the link %s", b, want)
	}
	r.must(func(d *campaign.Desk) error { _, err := d.CheckInByCode(member, b.Code); return err })
	if b, err = r.CheckinBoard(t.Context(), page); err != nil || b.Present != 1 {
		t.Errorf("%d present, %v", b.Present, err)
	}
	gone := func(when, page string) {
		t.Helper()
		if _, err := r.CheckinBoard(t.Context(), page); !errors.Is(err, loa.ErrNotFound) {
			t.Errorf("%s: %v, want not found", when, err)
		}
	}
	for _, wrong := range []string{"", "1", "x", page[:len(page)-1], page + "A", "99" + page[1:], m.Secret} {
		gone("page "+wrong, wrong)
	}
	r.now = m.At.Add(loa.CheckinAfter)
	gone("after the time", page)
	r.now = m.At
	r.must(func(d *campaign.Desk) error {
		_, err := d.CloseCheckin(loa.Sender{Account: admin()}, m.ID)
		return err
	})
	gone("closed", page)
	if again := r.openCheckin(m.ID); again.Secret == m.Secret {
		t.Error("opened again with the same secret")
	}
	gone("the page of before", page)
}
