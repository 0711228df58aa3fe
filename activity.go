package loa

import "time"

// Task is a duty that the plan gives to a unit.
type Task struct {
	Unit       UnitID
	Text       string
	Activities []string // ids of the activities that carry it out
	Elements   []string // codes of the plan's elements, such as "E35"
}

// Activity is one of the plan's activities, or a part of one.
type Activity struct {
	ID           string // such as "3.1"
	Parent       string // the activity of which this is a part; empty: none
	Name         string
	Leads        []UnitID // none: the plan names no lead, and the coordinators carry it out together
	Coordinators []UnitID
	Open         bool        // the plan names not all who coordinate: people choose them
	From, Until  CalendarDay // zero: open, or see ToBeSet
	ToBeSet      bool        // the plan sets no dates; whoever leads does
	Counts       []Count
	Evidence     []string // what evidence is expected
	Reminders    []Reminder
	Elements     []string // codes of the plan's elements, such as "E15"
}

// Date returns the day that reminders in days count from: the first one, or the
// last one of an activity that has nothing but a deadline.
func (a *Activity) Date() CalendarDay {
	if a.From.IsZero() {
		return a.Until
	}
	return a.From
}

// Count is something that is counted in an activity: a number, never names.
type Count struct {
	ID   string // within the activity
	Name string
	Unit string // what one of it is called
	Per  Per
}

// Per says what one number of a count is for.
type Per string

// What a number is for: a week, a month, one event of the activity, or all of it.
const (
	PerWeek     Per = "week"
	PerMonth    Per = "month"
	PerEvent    Per = "event"
	PerActivity Per = "activity"
)

// Pers lists what numbers can be for, the shortest first.
func Pers() []Per { return []Per{PerEvent, PerWeek, PerMonth, PerActivity} }

// Reminder says when those who carry out an activity are reminded.
type Reminder struct {
	Days    int  // from the activity's date; negative: before it
	Weekly  bool // every week on the weekday instead, as long as the activity runs
	Weekday time.Weekday
}
