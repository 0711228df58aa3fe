package campaign

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"loa"
)

// checkinTraceKeep is how long it is remembered which account was wrong or came as
// a guest: longer than any meeting lasts.
const checkinTraceKeep = 48 * time.Hour

// Checkin is a meeting's self check-in as its secretary sees it.
type Checkin struct {
	Meeting   loa.Meeting
	Unit      loa.Unit
	Zone      *time.Location
	Figures   loa.Figures
	Code      string // to say aloud
	CodeUntil time.Time
	Page      string // address of the page with the QR code; empty where there is none
}

// CheckinMeetings lists the meetings for which the person may have members check
// themselves in now, by time.
func (d *Desk) CheckinMeetings(who loa.Sender, lang loa.Lang) ([]loa.Meeting, error) {
	kept, err := d.KeptUnits(who)
	if err != nil {
		return nil, err
	}
	planned, err := d.tx.PlannedMeetings(d.now.Add(-loa.CheckinAfter))
	if err != nil {
		return nil, err
	}
	planned = slices.DeleteFunc(planned, func(m loa.Meeting) bool {
		_, mine := kept.Find(m.Unit)
		return !mine || m.Headcount
	})
	open := slices.DeleteFunc(slices.Clone(planned), func(m loa.Meeting) bool {
		from, _ := m.CheckinWindow()
		return d.now.Before(from)
	})
	switch {
	case len(open) > 0:
		return open, nil
	case len(planned) == 0:
		return nil, refuse("checkin.no_meeting", nil)
	}
	return nil, d.checkinTooEarly(planned[0], kept, lang)
}

func (d *Desk) checkinTooEarly(m loa.Meeting, units loa.Units, lang loa.Lang) error {
	from, _ := m.CheckinWindow()
	return refuse("checkin.too_early", map[string]any{"Opens": d.s.catalog.Moment(lang, from, d.s.zoneOf(units, m.Unit))})
}

// OpenCheckin lets members check themselves in. Codes of an earlier opening are void.
func (d *Desk) OpenCheckin(who loa.Sender, lang loa.Lang, id loa.MeetingID) (Checkin, error) {
	m, err := d.checkinMeeting(who, id)
	if err != nil {
		return Checkin{}, err
	}
	if m.Headcount {
		return Checkin{}, refuse("checkin.headcount", nil)
	}
	if m.Secret != "" && m.CheckinOpen(d.now) {
		return d.checkin(m)
	}
	m.Secret = newCheckinSecret()
	if err := d.checkinShut(m, lang); err != nil {
		return Checkin{}, err
	}
	if _, err := d.tx.SaveMeeting(m); err != nil {
		return Checkin{}, err
	}
	if err := d.audit(who.Account, "checkin.open", checkinSubject(m.ID), ""); err != nil {
		return Checkin{}, err
	}
	return d.checkin(m)
}

// ShowCheckin returns how an open check-in stands, with the code of now.
func (d *Desk) ShowCheckin(who loa.Sender, lang loa.Lang, id loa.MeetingID) (Checkin, error) {
	m, err := d.checkinMeeting(who, id)
	if err != nil {
		return Checkin{}, err
	}
	if err := d.checkinShut(m, lang); err != nil {
		return Checkin{}, err
	}
	return d.checkin(m)
}

// CloseCheckin ends self check-in. What was recorded stays.
func (d *Desk) CloseCheckin(who loa.Sender, id loa.MeetingID) (Checkin, error) {
	m, err := d.checkinMeeting(who, id)
	if err != nil {
		return Checkin{}, err
	}
	if m.Secret != "" {
		m.Secret = ""
		if _, err := d.tx.SaveMeeting(m); err != nil {
			return Checkin{}, err
		}
		if err := d.audit(who.Account, "checkin.close", checkinSubject(m.ID), ""); err != nil {
			return Checkin{}, err
		}
	}
	return d.checkin(m)
}

// checkinMeeting returns a meeting for which the person is responsible.
func (d *Desk) checkinMeeting(who loa.Sender, id loa.MeetingID) (loa.Meeting, error) {
	m, err := d.tx.Meeting(id)
	if isMissing(err) {
		return m, refuse("bot.stale_button", nil)
	}
	if err != nil {
		return m, err
	}
	return m, d.mayKeep(who, m.Unit)
}

func (d *Desk) checkin(m loa.Meeting) (Checkin, error) {
	units, err := d.tx.Units()
	if err != nil {
		return Checkin{}, err
	}
	figures, err := d.s.figuresOf(d.tx, m)
	if err != nil {
		return Checkin{}, err
	}
	c := Checkin{Meeting: m, Zone: d.s.zoneOf(units, m.Unit), Figures: figures, Code: m.SpokenCode(d.now), CodeUntil: loa.CheckinCodeUntil(d.now)}
	c.Unit, _ = units.Find(m.Unit) // one that is gone has no name
	if d.s.settings.CheckinURL != "" && m.Secret != "" {
		c.Page = d.s.settings.CheckinURL + m.CheckinPage()
	}
	return c, nil
}

// checkinShut refuses where members cannot check themselves in now, and says why.
func (d *Desk) checkinShut(m loa.Meeting, lang loa.Lang) error {
	from, until := m.CheckinWindow()
	switch {
	case m.State == loa.MeetingCancelled:
		return refuse("checkin.cancelled", nil)
	case m.State == loa.MeetingClosed:
		return refuse("checkin.closed", nil)
	case !d.now.Before(until):
		return refuse("checkin.too_late", nil)
	case d.now.Before(from):
		units, err := d.tx.Units()
		if err != nil {
			return err
		}
		return d.checkinTooEarly(m, units, lang)
	case m.Secret == "":
		return refuse("checkin.not_open", nil)
	}
	return nil
}

// CheckedIn is what stands of a member once checked in.
type CheckedIn struct {
	Meeting    loa.Meeting
	Unit       loa.Unit
	Zone       *time.Location
	Attendance loa.Attendance // zero for a guest
	Guest      bool           // not on the roll: counted, nothing kept
	Again      bool           // it stood before; nothing was changed
	Recorded   bool           // it was recorded by the secretary; nothing was changed
	Wrong      *Refusal       // the code was wrong: nothing but the try was stored
}

// CheckInByLink records that the member whose account it is came, by a deep link.
func (d *Desk) CheckInByLink(who loa.Sender, lang loa.Lang, payload string) (CheckedIn, error) {
	member, err := d.checkinMember(who.Account)
	if err != nil {
		return CheckedIn{}, err
	}
	id, token, ok := loa.ReadCheckinPayload(payload)
	if !ok {
		return CheckedIn{}, refuse("checkin.old_link", nil)
	}
	m, err := d.tx.Meeting(id)
	if isMissing(err) {
		return CheckedIn{}, refuse("checkin.old_link", nil)
	}
	if err != nil {
		return CheckedIn{}, err
	}
	if err := d.checkinShut(m, lang); err != nil {
		return CheckedIn{}, err
	}
	trace, err := d.tx.CheckinTrace(m.ID, who.Account)
	switch {
	case err != nil:
		return CheckedIn{}, err
	case trace.Wrong >= loa.CheckinTries:
		return CheckedIn{}, refuse("checkin.locked", nil)
	case !m.TakesToken(token, d.now):
		return CheckedIn{}, refuse("checkin.old_link", nil)
	}
	return d.checkIn(m, member, trace)
}

// CheckInByCode records that the member whose account it is came, by the code that
// was said in the hall. A code names no meeting and is easy to guess, so it counts
// only for meetings on whose roll the member stands.
func (d *Desk) CheckInByCode(who loa.Sender, code string) (CheckedIn, error) {
	member, err := d.checkinMember(who.Account)
	if err != nil {
		return CheckedIn{}, err
	}
	code = strings.Join(strings.Fields(code), "")
	if len(code) != 4 || strings.Trim(code, "0123456789") != "" {
		return CheckedIn{}, refuse("checkin.no_code", nil)
	}
	open, err := d.openFor(member.ID)
	if err != nil {
		return CheckedIn{}, err
	}
	if len(open) == 0 {
		return CheckedIn{}, refuse("checkin.none_open", nil)
	}
	var wrong []loa.CheckinTrace
	for _, m := range open {
		trace, err := d.tx.CheckinTrace(m.ID, who.Account)
		switch {
		case err != nil:
			return CheckedIn{}, err
		case trace.Wrong >= loa.CheckinTries:
		case m.TakesCode(code, d.now):
			return d.checkIn(m, member, trace)
		default:
			wrong = append(wrong, trace)
		}
	}
	return d.wrongCode(wrong)
}

// wrongCode counts a try that failed and says how many are left. It is no error: an
// error would undo the count.
func (d *Desk) wrongCode(traces []loa.CheckinTrace) (CheckedIn, error) {
	left := 0
	for _, trace := range traces {
		trace.Wrong, trace.At = trace.Wrong+1, d.now
		left = max(left, loa.CheckinTries-trace.Wrong)
		if err := d.tx.SaveCheckinTrace(trace); err != nil {
			return CheckedIn{}, err
		}
	}
	if left == 0 {
		return CheckedIn{Wrong: &Refusal{Key: "checkin.locked"}}, nil
	}
	return CheckedIn{Wrong: &Refusal{"checkin.wrong_code", map[string]any{"Count": left}}}, nil
}

// checkinMember returns the member whose account it is, if the member agreed to
// check in with it.
func (d *Desk) checkinMember(a loa.Account) (loa.Member, error) {
	member, err := d.tx.MemberOf(a)
	if isMissing(err) {
		return member, refuse("checkin.not_linked", nil)
	}
	if err != nil {
		return member, err
	}
	agreed, err := d.s.consented(d.tx, member.ID, loa.PurposeAttendance)
	if err == nil && !agreed {
		err = refuse("checkin.no_consent", nil)
	}
	return member, err
}

// openFor lists the meetings that are open for check-in and on whose roll the
// member stands.
func (d *Desk) openFor(member loa.MemberID) ([]loa.Meeting, error) {
	memberships, err := d.tx.MembershipsOf(member)
	if err != nil {
		return nil, err
	}
	var open []loa.Meeting
	seen := map[loa.UnitID]bool{}
	for _, ship := range memberships {
		if seen[ship.Unit] {
			continue
		}
		seen[ship.Unit] = true
		meetings, err := d.tx.MeetingsOf(ship.Unit, d.now.Add(-loa.CheckinAfter), d.now.Add(loa.CheckinBefore+time.Millisecond))
		if err != nil {
			return nil, err
		}
		for _, m := range meetings {
			on := false
			if m.CheckinOpen(d.now) {
				if on, err = d.onRoll(m, member); err != nil {
					return nil, err
				}
			}
			if on {
				open = append(open, m)
			}
		}
	}
	return open, nil
}

func (d *Desk) onRoll(m loa.Meeting, member loa.MemberID) (bool, error) {
	roll, err := d.s.rollOf(d.tx, m)
	return slices.ContainsFunc(roll, func(e loa.RollEntry) bool { return e.Member == member }), err
}

// checkIn records a member whose code was right. What stands already stays.
func (d *Desk) checkIn(m loa.Meeting, member loa.Member, trace loa.CheckinTrace) (CheckedIn, error) {
	units, err := d.tx.Units()
	if err != nil {
		return CheckedIn{}, err
	}
	in := CheckedIn{Meeting: m, Zone: d.s.zoneOf(units, m.Unit)}
	in.Unit, _ = units.Find(m.Unit) // one that is gone has no name
	on, err := d.onRoll(m, member.ID)
	if err != nil {
		return in, err
	}
	links, err := d.tx.Links(member.ID)
	if err != nil {
		return in, err
	}
	if !on {
		return d.checkInGuest(in, trace, links)
	}
	recorded, err := d.tx.AttendanceAt(m.ID)
	if err != nil {
		return in, err
	}
	if i := slices.IndexFunc(recorded, func(a loa.Attendance) bool { return a.Member == member.ID }); i >= 0 {
		in.Attendance, in.Again = recorded[i], true
		in.Recorded = !slices.ContainsFunc(links, func(l loa.Link) bool { return l.Account == recorded[i].By })
		return in, nil
	}
	in.Attendance = loa.Attendance{
		Meeting: m.ID, Member: member.ID, Presence: loa.Present, Late: m.LateAt(d.now), At: d.now, By: trace.Account,
	}
	return in, d.tx.SaveAttendance(in.Attendance)
}

// checkInGuest counts a member of elsewhere, once however many accounts the member has.
func (d *Desk) checkInGuest(in CheckedIn, trace loa.CheckinTrace, links []loa.Link) (CheckedIn, error) {
	in.Guest = true
	for _, l := range links {
		before, err := d.tx.CheckinTrace(in.Meeting.ID, l.Account)
		if err != nil {
			return in, err
		}
		if in.Again = before.Visited; in.Again {
			return in, nil
		}
	}
	trace.Visited, trace.At = true, d.now
	if err := d.tx.SaveCheckinTrace(trace); err != nil {
		return in, err
	}
	in.Meeting.Guests++
	_, err := d.tx.SaveMeeting(in.Meeting)
	return in, err
}

// newCheckinSecret returns 128 random bits, from which a meeting's codes are made.
func newCheckinSecret() string {
	b := make([]byte, 16)
	rand.Read(b) // never fails: crypto/rand ends the program instead
	return hex.EncodeToString(b)
}

func checkinSubject(id loa.MeetingID) string { return fmt.Sprintf("meeting:%d", id) }
