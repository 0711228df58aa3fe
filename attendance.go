package loa

import (
	"slices"
	"time"
)

// Presence is what was recorded of a member at a meeting.
type Presence string

// The presences. Nothing recorded is none of them.
const (
	Present   Presence = "present"
	Online    Presence = "online" // where the unit allows it
	Excused   Presence = "excused"
	Unexcused Presence = "unexcused"
)

// ReasonCode is why somebody is excused.
type ReasonCode string

// The codes. Whether a reason is good the unit's committee decides.
const (
	ReasonIll    ReasonCode = "ill"
	ReasonWork   ReasonCode = "work"
	ReasonFamily ReasonCode = "family"
	ReasonStudy  ReasonCode = "study"
	ReasonOther  ReasonCode = "other"
)

// ReasonCodes lists the codes.
func ReasonCodes() []ReasonCode {
	return []ReasonCode{ReasonIll, ReasonWork, ReasonFamily, ReasonStudy, ReasonOther}
}

// Valid reports whether it is one of the codes.
func (c ReasonCode) Valid() bool { return slices.Contains(ReasonCodes(), c) }

// Attendance is what was recorded of one member at one meeting.
type Attendance struct {
	Meeting  MeetingID
	Member   MemberID
	Presence Presence
	Reason   ReasonCode // of Excused
	Late     bool
	At       time.Time
	By       Account // who recorded it: the member's own account at a self check-in
}

// Figures are the numbers of one meeting, or of many taken together.
type Figures struct {
	Total   int // own members, on the 213 roll all of it
	Exempt  int
	Away    int // temporarily at another unit
	Guests  int // temporarily from another unit, and due
	Due     int
	Present int // in the hall or online
	Online  int // of these
	Late    int // of these
	Excused int
	// Unexcused are those of whom it was recorded; Open those of whom nothing was.
	Unexcused, Open int
	Visitors        int // present without being on the roll
	Meetings        int
}

// FiguresOf counts a roll with what was recorded.
func FiguresOf(roll []RollEntry, recorded []Attendance, visitors int) Figures {
	of := make(map[MemberID]Attendance, len(recorded))
	for _, a := range recorded {
		of[a.Member] = a
	}
	all := make([]Counted, 0, len(roll))
	for _, e := range roll {
		a := of[e.Member]
		delete(of, e.Member)
		all = append(all, Counted{e.Standing, a.Presence, a.Late, 1})
	}
	for _, a := range of {
		all = append(all, Counted{"", a.Presence, a.Late, 1})
	}
	return FiguresOfCounted(all, visitors)
}

// Counted is how many people stand alike on a meeting's roll, of whom the same was recorded.
type Counted struct {
	Standing Standing // empty: not on the roll
	Presence Presence // empty: nothing was recorded
	Late     bool
	People   int
}

// FiguresOfCounted makes the figures of one meeting out of counts. What was recorded of
// somebody who is not due (any more) counts as a visitor if the person came, else not
// at all.
func FiguresOfCounted(all []Counted, visitors int) Figures {
	f := Figures{Meetings: 1, Visitors: visitors}
	for _, c := range all {
		switch c.Standing {
		case StandsFree:
			f.Total += c.People
			f.Exempt += c.People
		case StandsAway:
			f.Total += c.People
			f.Away += c.People
		case DueGuest:
			f.Guests += c.People
		case Due:
			f.Total += c.People
		}
		came := c.Presence == Present || c.Presence == Online
		switch {
		case !c.Standing.Counts():
			if came {
				f.Visitors += c.People
			}
			continue
		case came:
			f.Present += c.People
		case c.Presence == Excused:
			f.Excused += c.People
		case c.Presence != "":
			f.Unexcused += c.People
		default:
			f.Open += c.People
		}
		f.Due += c.People
		if c.Presence == Online {
			f.Online += c.People
		}
		if came && c.Late {
			f.Late += c.People
		}
	}
	return f
}

// Add adds numerators and denominators, never rates.
func (f Figures) Add(o Figures) Figures {
	return Figures{
		Total: f.Total + o.Total, Exempt: f.Exempt + o.Exempt, Away: f.Away + o.Away, Guests: f.Guests + o.Guests,
		Due: f.Due + o.Due, Present: f.Present + o.Present, Online: f.Online + o.Online, Late: f.Late + o.Late,
		Excused: f.Excused + o.Excused, Unexcused: f.Unexcused + o.Unexcused, Open: f.Open + o.Open,
		Visitors: f.Visitors + o.Visitors, Meetings: f.Meetings + o.Meetings,
	}
}

// Rate is present / due; see Percent.
func (f Figures) Rate(lang Lang) string { return Percent(f.Present, f.Due, lang) }

// AttendanceRules are the thresholds of a good meeting (Guidance 12-HD/BTCTW, 2018).
type AttendanceRules struct {
	Rate  int // per cent; the rate must be strictly above it
	InRow int // nobody may be excused more often than this in a row within a year
}

// DefaultAttendanceRules are those of the guidance.
func DefaultAttendanceRules() AttendanceRules { return AttendanceRules{Rate: 85, InRow: 3} }

// Shortfall is a condition that a meeting does not meet.
type Shortfall string

// The shortfalls.
const (
	ShortRate      Shortfall = "rate"
	ShortUnexcused Shortfall = "unexcused" // somebody is absent without an excuse, or nothing was recorded of somebody
	ShortInRow     Shortfall = "in-row"    // somebody was excused too often in a row
)

// Shortfalls lists the conditions that are not met; inRow is how often in a row the
// member excused most often has been excused, this meeting included. Where nobody
// is due there is nothing to judge.
func (r AttendanceRules) Shortfalls(f Figures, inRow int) []Shortfall {
	if f.Due == 0 {
		return nil
	}
	var short []Shortfall
	if f.Present*100 <= r.Rate*f.Due {
		short = append(short, ShortRate)
	}
	if f.Unexcused+f.Open > 0 {
		short = append(short, ShortUnexcused)
	}
	if inRow > r.InRow {
		short = append(short, ShortInRow)
	}
	return short
}

// ExcusedInRow counts for how many of a member's meetings up to the newest, oldest
// first, the member was excused without a break. A meeting at which the member was
// not due says nothing (an empty presence, due false).
func ExcusedInRow(meetings []PastMeeting) int {
	n := 0
	for i := len(meetings) - 1; i >= 0; i-- {
		switch m := meetings[i]; {
		case !m.Due:
		case m.Presence == Excused:
			n++
		default:
			return n
		}
	}
	return n
}

// PastMeeting is a closed meeting as one member saw it.
type PastMeeting struct {
	Due      bool
	Presence Presence
}
