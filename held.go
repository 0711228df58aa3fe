package loa

import "slices"

// HeldMeeting is a closed meeting with its roll as it was then, and what was recorded.
type HeldMeeting struct {
	Meeting
	Roll     []RollEntry
	Recorded []Attendance
}

// Figures counts the meeting. Where only the number of people is recorded nobody is due.
func (h HeldMeeting) Figures() Figures {
	roll := h.Roll
	if h.Headcount {
		roll = nil
	}
	return FiguresOf(roll, h.Recorded, h.Guests)
}

// MeetingFigures is a closed meeting with its numbers.
type MeetingFigures struct {
	Meeting Meeting
	Figures Figures
}

// Entry returns the member's line on the roll.
func (h HeldMeeting) Entry(member MemberID) (RollEntry, bool) {
	i := slices.IndexFunc(h.Roll, func(e RollEntry) bool { return e.Member == member })
	if i < 0 {
		return RollEntry{}, false
	}
	return h.Roll[i], true
}

// Of returns what was recorded of the member; zero: nothing.
func (h HeldMeeting) Of(member MemberID) Attendance {
	i := slices.IndexFunc(h.Recorded, func(a Attendance) bool { return a.Member == member })
	if i < 0 {
		return Attendance{}
	}
	return h.Recorded[i]
}

// Past returns the meeting as the member saw it.
func (h HeldMeeting) Past(member MemberID) PastMeeting {
	e, ok := h.Entry(member)
	return PastMeeting{Due: ok && e.Standing.Counts(), Presence: h.Of(member).Presence}
}

// InRow counts for how many of the meetings, oldest first, the member was last
// excused without a break.
func InRow(meetings []HeldMeeting, member MemberID) int {
	past := make([]PastMeeting, len(meetings))
	for i, h := range meetings {
		past[i] = h.Past(member)
	}
	return ExcusedInRow(past)
}

// Attendee is somebody who was due at a meeting, or of whom something was recorded.
type Attendee struct {
	Member   MemberID
	Due      bool
	Presence Presence // empty: nothing was recorded
}

// Came reports whether the member was present, in the hall or online.
func (a Attendee) Came() bool { return a.Presence == Present || a.Presence == Online }

// People lists those whom Figures counts one by one, guests without a name left out.
func (h HeldMeeting) People() []Attendee {
	var list []Attendee
	known := map[MemberID]bool{}
	if !h.Headcount {
		for _, e := range h.Roll {
			known[e.Member] = true
			list = append(list, Attendee{e.Member, e.Standing.Counts(), h.Of(e.Member).Presence})
		}
	}
	for _, a := range h.Recorded {
		if !known[a.Member] {
			list = append(list, Attendee{a.Member, false, a.Presence})
		}
	}
	return list
}
