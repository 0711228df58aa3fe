package campaign_test

import (
	"testing"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// closedMeeting holds a meeting of cb-1 at which all of them were, a day ago.
func (r *rig) closedMeeting(all ...loa.MemberID) loa.MeetingID {
	r.t.Helper()
	var id loa.MeetingID
	r.update(func(tx *storage.Tx) (err error) {
		at := r.now.AddDate(0, 0, -1)
		m := loa.Meeting{Unit: "cb-1", Kind: loa.MeetingMonthly, State: loa.MeetingClosed, At: at, Created: at, ClosedAt: at, ClosedBy: admin()}
		if id, err = tx.SaveMeeting(m); err != nil {
			return err
		}
		var roll []loa.RollEntry
		for _, member := range all {
			roll = append(roll, loa.RollEntry{Member: member, Standing: loa.Due})
			if err := tx.SaveAttendance(loa.Attendance{Meeting: id, Member: member, Presence: loa.Present, At: at, By: admin()}); err != nil {
				return err
			}
		}
		return tx.FreezeRoll(id, roll)
	})
	return id
}

// figures counts a closed meeting as reports do.
func (r *rig) figures(id loa.MeetingID) (f loa.Figures) {
	r.t.Helper()
	r.update(func(tx *storage.Tx) error {
		roll, err := tx.FrozenRoll(id)
		if err != nil {
			return err
		}
		recorded, err := tx.AttendanceAt(id)
		f = loa.FiguresOf(roll, recorded, 0)
		return err
	})
	return f
}

// dueOn counts who of cb-1 is due on a day.
func (r *rig) dueOn(day loa.Date) int {
	r.t.Helper()
	var n int
	r.update(func(tx *storage.Tx) error {
		memberships, err := tx.Memberships("cb-1")
		n = len(loa.RollOf(memberships, "cb-1", loa.MeetingMonthly, day))
		return err
	})
	return n
}

// TestEraseLeavesNumbers: the own things go at once, the name when it is taken off the
// roll, and the numbers of the past never.
func TestEraseLeavesNumbers(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	id, other := r.enrol(sender("21"), "Mai", full()), r.enrol(sender("22"), "Hoa", full())
	r.agree(sender("21"), id)
	meeting := r.closedMeeting(id, other)
	before, today := r.figures(meeting), loa.DateOf(r.now, r.now.Location())

	var request loa.RequestID
	r.must(func(d *campaign.Desk) error {
		e, err := d.Erase(sender("21"), chatWith(sender("21")))
		request = e.ID
		return err
	})
	r.update(func(tx *storage.Tx) error {
		if _, err := tx.MemberOf(sender("21").Account); err == nil {
			t.Error("the account is linked still")
		}
		if _, err := tx.Person(sender("21").Account); err == nil {
			t.Error("the account is known still")
		}
		consents, err := tx.Consents(id)
		for _, c := range consents {
			if c.Holds() {
				t.Errorf("consent holds still: %+v", c)
			}
		}
		if len(consents) != len(loa.Purposes()) {
			t.Errorf("the proof of %d consents is left", len(consents))
		}
		if m, err := tx.Member(id); err != nil || m.Name != "Mai" {
			t.Errorf("before anybody took it off, the roll says %+v, %v", m, err)
		}
		return err
	})
	if n := r.dueOn(today); n != 2 {
		t.Errorf("%d are due while the request is open", n)
	}

	r.must(func(d *campaign.Desk) error { return d.Remove(loa.Sender{Account: admin()}, request) })
	r.update(func(tx *storage.Tx) error {
		m, err := tx.Member(id)
		if m != (loa.Member{ID: id, Removed: true}) {
			t.Errorf("of the person is left: %+v", m)
		}
		return err
	})
	if now := r.figures(meeting); now != before {
		t.Errorf("the numbers changed from %+v to %+v", before, now)
	}
	if n := r.dueOn(today); n != 1 {
		t.Errorf("%d are due from today on", n)
	}
	if n := r.dueOn(today.AddDays(-1)); n != 2 {
		t.Errorf("%d were due yesterday", n)
	}
}

// TestEraseOffTheRoll: of somebody who belongs to no unit any more nobody needs the name.
func TestEraseOffTheRoll(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	left := full()
	left.Until = loa.DateOf(r.now, r.now.Location()).AddDays(-1)
	id := r.enrol(sender("21"), "Mai", left)
	r.must(func(d *campaign.Desk) error {
		e, err := d.Erase(sender("21"), chatWith(sender("21")))
		if e.ID != 0 {
			t.Errorf("a request was made: %+v", e.Request)
		}
		return err
	})
	r.update(func(tx *storage.Tx) error {
		m, err := tx.Member(id)
		if !m.Removed || m.Name != "" {
			t.Errorf("of the person is left: %+v", m)
		}
		return err
	})
}

// TestRetention: each rule forgets in time, and no earlier.
func TestRetention(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	today := loa.DateOf(r.now, r.now.Location())
	left := full()
	left.Until = today
	r.enrol(sender("21"), "Mai", left)
	r.must(func(d *campaign.Desk) error { return d.ExportMyData(sender("21"), chatWith(sender("21")), loa.English) })
	sent := r.take(r.now)
	file := sent[len(sent)-1].Payload.Notice.Media.Digest
	there := func() (link, export, message bool) {
		r.update(func(tx *storage.Tx) error {
			_, err := tx.MemberOf(sender("21").Account)
			link = err == nil
			_, err = tx.Delivery(sent[0].ID)
			message = err == nil
			return nil
		})
		_, _, err := r.db.File(t.Context(), file)
		return link, err == nil, message
	}
	for _, c := range []struct {
		days                int
		link, message, file bool
	}{{0, true, true, true}, {1, true, true, false}, {29, true, true, false}, {31, true, false, false}, {90, true, false, false}, {92, false, false, false}} {
		if err := r.Purge(t.Context(), r.now.AddDate(0, 0, c.days)); err != nil {
			t.Fatal(err)
		}
		link, export, message := there()
		if link != c.link || message != c.message || export != c.file {
			t.Errorf("after %d days: link %t, message %t, file %t", c.days, link, message, export)
		}
	}
}
