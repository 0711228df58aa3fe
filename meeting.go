package loa

import "time"

// MeetingKind is the sort of a meeting; each has its own list of those invited.
type MeetingKind string

// The kinds: a cell's monthly meeting; a meeting on one theme; a meeting of the
// members who work elsewhere and live here (Regulation 213-QĐ/TW); an activity,
// such as a visit, to which the cell's members are invited.
const (
	MeetingMonthly  MeetingKind = "monthly"
	MeetingThematic MeetingKind = "thematic"
	Meeting213      MeetingKind = "213"
	MeetingActivity MeetingKind = "activity"
)

// MeetingKinds lists the kinds.
func MeetingKinds() []MeetingKind {
	return []MeetingKind{MeetingMonthly, MeetingThematic, Meeting213, MeetingActivity}
}

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

// MeetingID numbers meetings.
type MeetingID int64

// MeetingState is where a meeting stands:
//
//	planned → closed
//	planned → cancelled
//
// Closing is of the roll: the numbers count from then on.
type MeetingState string

// The states.
const (
	MeetingPlanned   MeetingState = "planned"
	MeetingCancelled MeetingState = "cancelled"
	MeetingClosed    MeetingState = "closed"
)

// Meeting is one meeting of one unit.
type Meeting struct {
	ID        MeetingID
	Unit      UnitID
	Kind      MeetingKind
	Series    string // id of a series: of the campaign folder, or of meetings that recur; empty: none
	Title     string
	Place     string
	At        time.Time
	State     MeetingState
	Document  *Media // handed out with the first reminder; nil: none
	Reminders []int  // days from the meeting's day; negative: before it
	Headcount bool   // only the number of people is recorded, no roll is taken
	Guests    int    // present without being on the roll
	Secret    string // of the codes for checking in; empty: self check-in is not open
	Bot       BotID
	Author    Account
	Chat      ChatID    // the author's private chat
	Card      MessageID // the author's message that shows how it stands
	Created   time.Time
	Revision  int       // how often it was changed after people could know of it
	InviteAt  time.Time // when the groups are invited
	Told      time.Time // when people last were told how it stands: no reminder is owed from before
	ClosedAt  time.Time
	ClosedBy  Account
}

// Intent is what a member says beforehand about coming.
type Intent string

// The intents.
const (
	IntentYes    Intent = "yes"
	IntentNo     Intent = "no" // with a reason
	IntentUnsure Intent = "unsure"
)

// Intents lists the intents.
func Intents() []Intent { return []Intent{IntentYes, IntentNo, IntentUnsure} }

// Reply is a member's answer to an invitation. It is never taken for presence.
type Reply struct {
	Meeting MeetingID
	Member  MemberID
	Intent  Intent
	Reason  string // as the member wrote it, for the secretary alone
	At      time.Time
	By      Account // who recorded it: the member's own account, or the secretary's
}

// The kinds of group that a campaign folder usually has; which groups are told of a
// meeting follows them where no series of the campaign says otherwise.
const (
	CellGroups    GroupKind = "cell"
	ResidentGroup GroupKind = "members213"
)

// Groups returns the kinds of the groups that are told of a meeting of the kind
// where no series of the campaign says otherwise.
func (k MeetingKind) Groups() []GroupKind {
	if k == Meeting213 {
		return []GroupKind{ResidentGroup}
	}
	return []GroupKind{CellGroups}
}

// DefaultReminders are the days on which people are reminded of a meeting when
// its series names none.
func DefaultReminders() []int { return []int{-7, -2, -1, 0} }
