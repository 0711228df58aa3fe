package campaign

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"loa"
	"loa/content"
)

// RollButton opens the roll call of a meeting: its argument is the meeting.
const RollButton = "rc"

// rollDays is how long after its day a meeting is offered for its roll.
const rollDays = 60

// RollCall is how the roll of a meeting stands, as it is stored. It holds names: it
// is for whoever keeps the unit's roll, and for nobody else.
type RollCall struct {
	Meeting loa.Meeting
	Unit    loa.Unit
	Zone    *time.Location
	Online  bool         // the unit lets people attend online
	People  []RollPerson // who is due, by name, then who came without being due
	Figures loa.Figures
	Mark    string // changes with whatever is stored
}

// RollPerson is one line of a roll call.
type RollPerson struct {
	ID           loa.MemberID
	Name         string // empty: the person was removed
	Standing     loa.Standing
	Probationary bool
	Marking      loa.Marking
	Self         bool // recorded through the member's own account
	Reply        loa.Reply
}

// Find returns the person with the id.
func (rc RollCall) Find(id loa.MemberID) (RollPerson, bool) {
	i := slices.IndexFunc(rc.People, func(p RollPerson) bool { return p.ID == id })
	if i < 0 {
		return RollPerson{}, false
	}
	return rc.People[i], true
}

// Open lists those who are due and of whom nothing is recorded.
func (rc RollCall) Open() []RollPerson {
	return rc.those(func(p RollPerson) bool { return p.Standing.Counts() && p.Marking == loa.Marking{} })
}

func (rc RollCall) those(which func(RollPerson) bool) (list []RollPerson) {
	for _, p := range rc.People {
		if which(p) {
			list = append(list, p)
		}
	}
	return list
}

// RollItem is a meeting in a list.
type RollItem struct {
	Meeting loa.Meeting
	Day     loa.Date
	Unit    string // its name, where the person keeps the rolls of several units
}

// RollMeetings lists the meetings whose roll the person may take or look at: those
// of today that are not closed, then the other open ones and the closed ones, newest
// first.
func (d *Desk) RollMeetings(who loa.Sender) ([]RollItem, error) {
	kept, err := d.KeptUnits(who)
	if err != nil {
		return nil, err
	}
	rank := map[loa.MeetingID]int{}
	var list []RollItem
	for _, u := range kept {
		zone := d.s.zoneOf(kept, u.ID)
		today := loa.DateOf(d.now, zone)
		of, err := d.tx.MeetingsOf(u.ID, today.AddDays(-rollDays).At(0, zone), today.AddDays(1).At(0, zone))
		if err != nil {
			return nil, err
		}
		for _, m := range of {
			item := RollItem{Meeting: m, Day: loa.DateOf(m.At, zone)}
			if len(kept) > 1 {
				item.Unit = u.Name
			}
			switch {
			case m.State == loa.MeetingCancelled:
				continue
			case m.State == loa.MeetingClosed:
				rank[m.ID] = 2
			case item.Day != today:
				rank[m.ID] = 1
			}
			list = append(list, item)
		}
	}
	slices.SortStableFunc(list, func(a, b RollItem) int {
		return cmp.Or(cmp.Compare(rank[a.Meeting.ID], rank[b.Meeting.ID]), b.Meeting.At.Compare(a.Meeting.At))
	})
	return list, nil
}

// RollCall returns how the roll of a meeting stands, open or closed.
func (d *Desk) RollCall(who loa.Sender, id loa.MeetingID) (RollCall, error) {
	m, err := d.rollMeeting(who, id)
	if err != nil {
		return RollCall{}, err
	}
	return d.rollCall(m)
}

// rollMeeting returns a meeting to whoever keeps its roll.
func (d *Desk) rollMeeting(who loa.Sender, id loa.MeetingID) (loa.Meeting, error) {
	m, err := d.tx.Meeting(id)
	if errors.Is(err, loa.ErrNotFound) {
		return m, refuse("rollcall.gone", nil)
	}
	if err != nil {
		return m, err
	}
	if err := d.mayKeep(who, m.Unit); err != nil {
		return m, err
	}
	if m.State == loa.MeetingCancelled {
		return m, refuse("rollcall.cancelled", nil)
	}
	return m, nil
}

// openRoll returns a meeting whose roll can be taken now: from the meeting's day on,
// until it is closed.
func (d *Desk) openRoll(who loa.Sender, id loa.MeetingID) (loa.Meeting, error) {
	m, err := d.rollMeeting(who, id)
	if err != nil {
		return m, err
	}
	zone, err := d.unitZone(m.Unit)
	if err != nil {
		return m, err
	}
	switch {
	case m.State == loa.MeetingClosed:
		return m, refuse("rollcall.closed", nil)
	case loa.DateOf(d.now, zone).Before(loa.DateOf(m.At, zone)):
		return m, refuse("rollcall.too_early", nil)
	}
	return m, nil
}

func (d *Desk) unitZone(unit loa.UnitID) (*time.Location, error) {
	units, err := d.tx.Units()
	return d.s.zoneOf(units, unit), err
}

// rollCall puts together what is stored of a meeting.
func (d *Desk) rollCall(m loa.Meeting) (rc RollCall, err error) {
	units, err := d.tx.Units()
	if err != nil {
		return rc, err
	}
	rc.Meeting, rc.Zone = m, d.s.zoneOf(units, m.Unit)
	rc.Unit, _ = units.Find(m.Unit) // a unit that is gone has no name
	if rc.Online, err = d.OnlineAllowed(m.Unit); err != nil {
		return rc, err
	}
	held, err := d.held(m)
	if err != nil {
		return rc, err
	}
	rc.Figures, rc.Mark = held.Figures(), markOf(held)
	rc.People, err = d.rollPeople(held)
	return rc, err
}

// held returns the roll and the records of a meeting, whether it is closed or not.
func (d *Desk) held(m loa.Meeting) (h loa.HeldMeeting, err error) {
	h.Meeting = m
	if h.Roll, err = d.s.rollOf(d.tx, m); err != nil {
		return h, err
	}
	h.Recorded, err = d.tx.AttendanceAt(m.ID)
	return h, err
}

// markOf tells one state of a roll call from another.
func markOf(h loa.HeldMeeting) string {
	const length = 8 // enough to notice a change; nobody attacks their own roll
	sum := sha256.Sum256(fmt.Appendf(nil, "%v %v %d", h.Roll, h.Recorded, h.Guests))
	return hex.EncodeToString(sum[:])[:length]
}

// rollPeople lists who is due and whoever else something was recorded of.
func (d *Desk) rollPeople(h loa.HeldMeeting) ([]RollPerson, error) {
	members, err := d.tx.MembersOf(h.Unit)
	if err != nil {
		return nil, err
	}
	names := make(map[loa.MemberID]string, len(members))
	for _, m := range members {
		names[m.ID] = m.Name
	}
	replies, err := d.tx.Replies(h.ID)
	if err != nil {
		return nil, err
	}
	replied := make(map[loa.MemberID]loa.Reply, len(replies))
	for _, r := range replies {
		replied[r.Member] = r
	}
	people := make([]RollPerson, 0, len(h.Roll))
	if !h.Headcount {
		for _, e := range h.Roll {
			if e.Standing.Counts() {
				people = append(people, RollPerson{ID: e.Member, Standing: e.Standing, Probationary: e.Probationary, Reply: replied[e.Member]})
			}
		}
	}
	for _, a := range h.Recorded {
		if !slices.ContainsFunc(people, func(p RollPerson) bool { return p.ID == a.Member }) {
			e, _ := h.Entry(a.Member) // without one: from elsewhere
			people = append(people, RollPerson{ID: a.Member, Standing: e.Standing, Probationary: e.Probationary})
		}
	}
	own := map[loa.Account]loa.MemberID{} // whose the accounts are that recorded something
	for i := range people {
		p := &people[i]
		a := h.Of(p.ID)
		p.Marking = a.Marking()
		if p.Self, err = d.isOwn(own, a); err != nil {
			return nil, err
		}
		if p.Name, err = d.memberName(names, p.ID); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(people, func(a, b RollPerson) int {
		return cmp.Or(cmp.Compare(outside(a), outside(b)), byGivenName(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return people, nil
}

func outside(p RollPerson) int {
	if p.Standing.Counts() {
		return 0
	}
	return 1
}

// isOwn reports whether a member recorded the own attendance.
func (d *Desk) isOwn(known map[loa.Account]loa.MemberID, a loa.Attendance) (bool, error) {
	if a.By.IsZero() {
		return false, nil
	}
	owner, ok := known[a.By]
	if !ok {
		m, err := d.tx.MemberOf(a.By)
		if err != nil && !isMissing(err) {
			return false, err
		}
		owner = m.ID
		known[a.By] = owner
	}
	return owner == a.Member, nil
}

func (d *Desk) memberName(known map[loa.MemberID]string, id loa.MemberID) (string, error) {
	if name, ok := known[id]; ok {
		return name, nil
	}
	m, err := d.tx.Member(id)
	return m.Name, err
}

// byGivenName orders names as Vietnamese lists do: by the last word first. Marks
// decide between names that are alike without them.
func byGivenName(a, b string) int {
	return cmp.Or(
		cmp.Compare(content.Fold(given(a)), content.Fold(given(b))), cmp.Compare(given(a), given(b)),
		cmp.Compare(content.Fold(a), content.Fold(b)), cmp.Compare(a, b),
	)
}

func given(name string) string { return name[strings.LastIndexByte(name, ' ')+1:] }
