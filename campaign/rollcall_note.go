package campaign

import (
	"fmt"

	"loa"
)

// Note records a marking of one person; none takes back what was recorded. The last
// one who records it counts. It returns the roll and the person as they are stored.
func (d *Desk) Note(who loa.Sender, id loa.MeetingID, member loa.MemberID, now loa.Marking) (rc RollCall, p RollPerson, err error) {
	m, err := d.openRoll(who, id)
	if err != nil {
		return rc, p, err
	}
	if m.Headcount {
		return rc, p, refuse("rollcall.headcount_only", nil)
	}
	h, err := d.held(m)
	if err != nil {
		return rc, p, err
	}
	if err := d.mayNote(who, h, member, now); err != nil {
		return rc, p, err
	}
	if err := d.note(who, h, member, now); err != nil {
		return rc, p, err
	}
	if rc, err = d.rollCall(m); err != nil {
		return rc, p, err
	}
	p, listed := rc.Find(member)
	if !listed { // came without being due, and is taken back
		p.ID = member
		p.Name, err = d.memberName(nil, member)
	}
	return rc, p, err
}

// mayNote refuses a marking that has no meaning for the person.
func (d *Desk) mayNote(who loa.Sender, h loa.HeldMeeting, member loa.MemberID, now loa.Marking) error {
	if now.Presence == loa.Online {
		allowed, err := d.OnlineAllowed(h.Unit)
		if err != nil {
			return err
		}
		if !allowed {
			return refuse("rollcall.online_off", nil)
		}
	}
	e, _ := h.Entry(member)
	if e.Standing.Counts() {
		return nil
	}
	switch {
	case now == loa.Marking{}:
		return nil
	case !now.Came():
		return refuse("rollcall.not_due", nil)
	case e.Standing != "" || h.Of(member).Presence != "":
		return nil
	}
	return d.mayAdd(who, h.Meeting, member)
}

// mayAdd refuses to add somebody who belongs to none of the person's units.
func (d *Desk) mayAdd(who loa.Sender, m loa.Meeting, member loa.MemberID) error {
	memberships, err := d.tx.MembershipsOf(member)
	if err != nil {
		return err
	}
	zone, err := d.unitZone(m.Unit)
	if err != nil {
		return err
	}
	kept, err := d.KeptUnits(who)
	if err != nil {
		return err
	}
	for _, b := range memberships {
		if _, ok := kept.Find(b.Unit); ok && b.On(loa.DateOf(m.At, zone)) {
			return nil
		}
	}
	return refuse("rollcall.not_yours", nil)
}

// note stores a marking. Who recorded it stays where it says the same already.
func (d *Desk) note(who loa.Sender, h loa.HeldMeeting, member loa.MemberID, now loa.Marking) error {
	was := h.Of(member)
	if was.Marking() == now {
		return nil
	}
	if err := d.record(who, h, member, now); err != nil || was.Presence == "" || was.By == who.Account {
		return err
	}
	return d.audit(who.Account, "attendance.override", rollSubject(h.ID), fmt.Sprintf("member %d: %s by %s, now %s", member, was.Marking(), was.By, now))
}

func (d *Desk) record(who loa.Sender, h loa.HeldMeeting, member loa.MemberID, now loa.Marking) error {
	if now == (loa.Marking{}) {
		return d.tx.DropAttendance(h.ID, member)
	}
	return d.tx.SaveAttendance(loa.Attendance{
		Meeting: h.ID, Member: member, Presence: now.Presence, Reason: now.Reason, Late: now.Late, At: d.now, By: who.Account,
	})
}

func rollSubject(id loa.MeetingID) string { return fmt.Sprintf("meeting:%d", id) }

// NoteRest records the same of all who are due and of whom nothing is recorded, and
// returns of how many.
func (d *Desk) NoteRest(who loa.Sender, id loa.MeetingID, now loa.Marking) (RollCall, int, error) {
	m, err := d.openRoll(who, id)
	if err != nil {
		return RollCall{}, 0, err
	}
	if now != (loa.Marking{Presence: loa.Present}) && now != (loa.Marking{Presence: loa.Unexcused}) {
		return RollCall{}, 0, fmt.Errorf("note the rest of meeting %d as %s", id, now)
	}
	h, err := d.held(m)
	if err != nil {
		return RollCall{}, 0, err
	}
	n := 0
	for _, e := range h.Roll {
		if m.Headcount || !e.Standing.Counts() || h.Of(e.Member).Presence != "" {
			continue
		}
		if err := d.note(who, h, e.Member, now); err != nil {
			return RollCall{}, 0, err
		}
		n++
	}
	rc, err := d.rollCall(m)
	return rc, n, err
}

// guestsMost is how many guests a meeting can have: a slip of the finger is noticed.
const guestsMost = 100_000

// SetGuests records how many people without a name on the roll came.
func (d *Desk) SetGuests(who loa.Sender, id loa.MeetingID, n int) (RollCall, error) {
	m, err := d.openRoll(who, id)
	if err != nil {
		return RollCall{}, err
	}
	if n < 0 || n > guestsMost {
		return RollCall{}, refuse("rollcall.bad_number", map[string]any{"Most": guestsMost})
	}
	m.Guests = n
	if _, err := d.tx.SaveMeeting(m); err != nil {
		return RollCall{}, err
	}
	return d.rollCall(m)
}

func onlineKey(unit loa.UnitID) string { return "meeting.online:" + string(unit) }

// OnlineAllowed reports whether a unit lets people attend online; by default it does not.
func (d *Desk) OnlineAllowed(unit loa.UnitID) (bool, error) {
	v, err := d.tx.State(onlineKey(unit))
	return v == "true", err
}

// SetOnline lets the people of the meeting's unit attend online, or no more. What was
// recorded stays.
func (d *Desk) SetOnline(who loa.Sender, id loa.MeetingID, on bool) (RollCall, error) {
	m, err := d.openRoll(who, id)
	if err != nil {
		return RollCall{}, err
	}
	if err := d.tx.SetState(onlineKey(m.Unit), fmt.Sprint(on)); err != nil {
		return RollCall{}, err
	}
	if err := d.audit(who.Account, "meeting.online", "unit:"+string(m.Unit), fmt.Sprint(on)); err != nil {
		return RollCall{}, err
	}
	return d.rollCall(m)
}
