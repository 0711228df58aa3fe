package campaign

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"loa"
)

// Closing is what closing a roll would mean, or meant.
type Closing struct {
	RollCall
	Judged   bool // the conditions of a good meeting apply
	Rules    loa.AttendanceRules
	Short    []loa.Shortfall
	InRow    int       // how often in a row the member excused most often has been excused
	Warnings []Warning // for the secretary alone
	Changes  []Change
}

// Change is a change after the closing, with the name of whom it was about; guests
// have none.
type Change struct {
	loa.AttendanceChange
	Name string
}

// Warning is somebody whose absences a secretary should know of in time.
type Warning struct {
	Name      string
	InRow     int // excused so often in a row within the year, this meeting included
	Unexcused int // absent without an excuse so often within the quarter
}

// warnInRow is from how many excuses in a row on a secretary is warned.
const warnInRow = 2

// Closing returns what closing the roll would mean now, or how a closed one stands.
func (d *Desk) Closing(who loa.Sender, id loa.MeetingID) (Closing, error) {
	m, err := d.rollMeeting(who, id)
	if err != nil {
		return Closing{}, err
	}
	return d.closing(m)
}

func (d *Desk) closing(m loa.Meeting) (Closing, error) {
	rc, err := d.rollCall(m)
	c := Closing{RollCall: rc, Rules: d.s.settings.Attendance, Judged: SortOf(m.Kind) == CellMeetings && !m.Headcount}
	if err != nil {
		return c, err
	}
	if err := d.namedChanges(&c); err != nil || SortOf(m.Kind) == Activities || m.Headcount {
		return c, err
	}
	if err := d.warn(&c); err != nil {
		return c, err
	}
	if c.Judged {
		c.Short = c.Rules.Shortfalls(rc.Figures, c.InRow)
	}
	return c, nil
}

func (d *Desk) namedChanges(c *Closing) error {
	list, err := d.tx.AttendanceChanges(c.Meeting.ID)
	if err != nil {
		return err
	}
	for _, x := range list {
		change := Change{AttendanceChange: x}
		if x.Member != 0 {
			m, err := d.tx.Member(x.Member)
			if err != nil {
				return err
			}
			change.Name = m.Name
		}
		c.Changes = append(c.Changes, change)
	}
	return nil
}

// warn finds whose absences the secretary should know of.
func (d *Desk) warn(c *Closing) error {
	m, rc := c.Meeting, c.RollCall
	year, err := d.heldSince(m, loa.Date{Year: loa.DateOf(m.At, rc.Zone).Year, Month: 1, Day: 1}, rc)
	if err != nil {
		return err
	}
	quarter := quarterOf(loa.DateOf(m.At, rc.Zone))
	for _, p := range rc.People {
		if !p.Standing.Counts() {
			continue
		}
		w := Warning{Name: p.Name, InRow: loa.InRow(year, p.ID)}
		for _, h := range year {
			past := h.Past(p.ID)
			if past.Due && past.Presence == loa.Unexcused && !loa.DateOf(h.At, rc.Zone).Before(quarter) {
				w.Unexcused++
			}
		}
		c.InRow = max(c.InRow, w.InRow)
		if w.InRow >= warnInRow || w.Unexcused > 0 {
			c.Warnings = append(c.Warnings, w)
		}
	}
	slices.SortStableFunc(c.Warnings, func(a, b Warning) int { return cmp.Or(b.InRow-a.InRow, b.Unexcused-a.Unexcused) })
	return nil
}

// heldSince returns the closed meetings of the unit and of the meeting's sort from
// the day on, oldest first, and the meeting itself as the last one. A cell answers
// for its own meetings: those of a member's former cell do not count here.
func (d *Desk) heldSince(m loa.Meeting, first loa.Date, rc RollCall) ([]loa.HeldMeeting, error) {
	list, err := d.tx.HeldMeetings(m.Unit, first.At(0, rc.Zone), m.At)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(h loa.HeldMeeting) bool { return SortOf(h.Kind) != SortOf(m.Kind) || h.ID == m.ID })
	own, err := d.held(m)
	return append(list, own), err
}

// quarterOf returns the first day of the day's quarter.
func quarterOf(day loa.Date) loa.Date {
	return loa.Date{Year: day.Year, Month: (day.Month-1)/3*3 + 1, Day: 1}
}

// CloseRoll freezes the roll as the person saw it: the mark tells. From then on the
// figures count, and a change needs a reason.
func (d *Desk) CloseRoll(who loa.Sender, id loa.MeetingID, mark string) (Closing, error) {
	m, err := d.openRoll(who, id)
	if err != nil {
		return Closing{}, err
	}
	h, err := d.held(m)
	if err != nil {
		return Closing{}, err
	}
	switch {
	case d.now.Before(m.At):
		return Closing{}, refuse("rollcall.not_begun", nil)
	case markOf(h) != mark:
		return Closing{}, refuse("rollcall.changed", nil)
	}
	if m.Headcount {
		h.Roll = nil
	}
	if err := d.tx.FreezeRoll(m.ID, h.Roll); err != nil {
		return Closing{}, err
	}
	m.State, m.ClosedAt, m.ClosedBy, m.Secret = loa.MeetingClosed, d.now, who.Account, ""
	if _, err := d.tx.SaveMeeting(m); err != nil {
		return Closing{}, err
	}
	if err := d.s.refreshInvitations(d.tx, m); err != nil { // nobody replies any more
		return Closing{}, err
	}
	f := h.Figures()
	detail := fmt.Sprintf("due %d, present %d, excused %d, unexcused %d, open %d, visitors %d", f.Due, f.Present, f.Excused, f.Unexcused, f.Open, f.Visitors)
	if err := d.audit(who.Account, "meeting.close", rollSubject(m.ID), detail); err != nil {
		return Closing{}, err
	}
	return d.closing(m)
}

// closedRoll returns a closed meeting to whoever keeps its roll.
func (d *Desk) closedRoll(who loa.Sender, id loa.MeetingID) (loa.Meeting, error) {
	m, err := d.rollMeeting(who, id)
	if err == nil && m.State != loa.MeetingClosed {
		err = refuse("rollcall.not_closed", nil)
	}
	return m, err
}

// changeReasonMost is how long the reason for a change may be, in UTF-16 units.
const changeReasonMost = 300

// changeReason refuses a change without a reason that can be read later.
func changeReason(reason string) (string, error) {
	reason = strings.Join(strings.Fields(reason), " ")
	if reason == "" || loa.UTF16Len(reason) > changeReasonMost {
		return "", refuse("rollcall.bad_reason", map[string]any{"Most": changeReasonMost})
	}
	return reason, nil
}

// ChangeRoll changes what a closed roll says of one person, for a reason that is kept.
func (d *Desk) ChangeRoll(who loa.Sender, id loa.MeetingID, member loa.MemberID, now loa.Marking, reason string) (Closing, error) {
	m, err := d.closedRoll(who, id)
	if err != nil {
		return Closing{}, err
	}
	if reason, err = changeReason(reason); err != nil {
		return Closing{}, err
	}
	h, err := d.held(m)
	if err != nil {
		return Closing{}, err
	}
	e, listed := h.Entry(member)
	was := h.Of(member).Marking()
	switch {
	case !listed && was.Presence == "":
		return Closing{}, refuse("rollcall.not_listed", nil)
	case was == now:
		return Closing{}, refuse("rollcall.same", nil)
	case !e.Standing.Counts() && now.Presence != "" && !now.Came():
		return Closing{}, refuse("rollcall.not_due", nil)
	}
	if err := d.record(who, h, member, now); err != nil {
		return Closing{}, err
	}
	return d.logged(m, loa.AttendanceChange{
		Meeting: id, Member: member, Was: was.String(), Now: now.String(), Reason: reason, At: d.now, By: who.Account,
	})
}

// ChangeGuests changes how many guests a closed meeting had, for a reason that is kept.
func (d *Desk) ChangeGuests(who loa.Sender, id loa.MeetingID, n int, reason string) (Closing, error) {
	m, err := d.closedRoll(who, id)
	if err != nil {
		return Closing{}, err
	}
	if reason, err = changeReason(reason); err != nil {
		return Closing{}, err
	}
	switch {
	case n < 0 || n > guestsMost:
		return Closing{}, refuse("rollcall.bad_number", map[string]any{"Most": guestsMost})
	case n == m.Guests:
		return Closing{}, refuse("rollcall.same", nil)
	}
	was := m.Guests
	m.Guests = n
	if _, err := d.tx.SaveMeeting(m); err != nil {
		return Closing{}, err
	}
	return d.logged(m, loa.AttendanceChange{
		Meeting: id, Was: strconv.Itoa(was), Now: strconv.Itoa(n), Reason: reason, At: d.now, By: who.Account,
	})
}

// logged keeps a change in both logs. The audit log gets no reason: it may tell of
// somebody's health.
func (d *Desk) logged(m loa.Meeting, c loa.AttendanceChange) (Closing, error) {
	if err := d.tx.LogAttendanceChange(c); err != nil {
		return Closing{}, err
	}
	what := "guests"
	if c.Member != 0 {
		what = fmt.Sprintf("member %d", c.Member)
	}
	if err := d.audit(c.By, "attendance.change", rollSubject(m.ID), fmt.Sprintf("%s: %s, now %s", what, c.Was, c.Now)); err != nil {
		return Closing{}, err
	}
	return d.closing(m)
}

// ChangeablePeople returns everybody whom a change of the closed roll can be about.
func (d *Desk) ChangeablePeople(who loa.Sender, id loa.MeetingID) (RollCall, error) {
	m, err := d.closedRoll(who, id)
	if err != nil {
		return RollCall{}, err
	}
	return d.rollCall(m)
}
