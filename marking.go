package loa

import (
	"slices"
	"strings"
	"time"
)

// Marking is what a roll call notes of one person; zero: nothing.
type Marking struct {
	Presence Presence
	Reason   ReasonCode // of Excused
	Late     bool       // of who came
}

// Marking returns what was noted.
func (a Attendance) Marking() Marking { return Marking{a.Presence, a.Reason, a.Late} }

// Came reports whether the person was there, in the hall or online.
func (m Marking) Came() bool { return m.Presence == Present || m.Presence == Online }

// String writes the marking for a button or a log, such as "present", "online-late"
// or "excused-ill"; "none" for nothing.
func (m Marking) String() string {
	switch {
	case m.Presence == "":
		return "none"
	case m.Late:
		return string(m.Presence) + "-late"
	case m.Reason != "":
		return string(m.Presence) + "-" + string(m.Reason)
	}
	return string(m.Presence)
}

// ParseMarking reads what String writes. ok is false for all else, so that nothing
// is noted that has no meaning.
func ParseMarking(s string) (m Marking, ok bool) {
	presence, more, _ := strings.Cut(s, "-")
	m.Presence = Presence(presence)
	switch {
	case s == "none":
		return Marking{}, true
	case m.Came():
		m.Late = more == "late"
	case m.Presence == Excused && slices.Contains(ReasonCodes(), ReasonCode(more)):
		m.Reason = ReasonCode(more)
	case m.Presence != Unexcused:
		return Marking{}, false
	}
	return m, m.String() == s
}

// AttendanceChange is a change after the roll of a meeting was closed.
type AttendanceChange struct {
	Meeting MeetingID
	Member  MemberID // 0: the number of guests
	Was     string   // a Marking, or a number of guests
	Now     string
	Reason  string // as the secretary wrote it
	At      time.Time
	By      Account
}
