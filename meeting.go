package loa

// MeetingKind is the sort of a meeting; each has its own list of those invited.
type MeetingKind string

// The kinds: a cell's monthly meeting; a meeting on one theme; a meeting of the
// members who work elsewhere and live here (Regulation 213-QĐ/TW).
const (
	MeetingMonthly  MeetingKind = "monthly"
	MeetingThematic MeetingKind = "thematic"
	Meeting213      MeetingKind = "213"
)

// MeetingKinds lists the kinds.
func MeetingKinds() []MeetingKind { return []MeetingKind{MeetingMonthly, MeetingThematic, Meeting213} }

// MeetingSeries asks each unit of some kinds to hold a meeting within a window of
// days. The unit itself sets the day.
type MeetingSeries struct {
	ID        string
	Name      string
	Kind      MeetingKind
	Enabled   bool        // false: written down, but nobody is asked
	UnitKinds []string    // kinds of the units that meet
	Groups    []GroupKind // kinds of the groups that are told
	Headcount bool        // the number of people is recorded, no roll is taken
	Window    Period      // zero: every month of the campaign
	Agenda    []string
	Outline   []string // sections to hand out, by title or by strand
	Reminders []int    // days from the meeting's day; negative: before it
	Elements  []string // codes of the plan's elements, such as "E30"
}

// DefaultReminders are the days on which people are reminded of a meeting when
// its series names none.
func DefaultReminders() []int { return []int{-7, -2, -1, 0} }
