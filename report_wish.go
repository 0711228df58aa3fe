package loa

import "time"

// Cadence is how often a report is sent by itself.
type Cadence string

// The cadences: each Monday on the week before, each first of a month on the month
// before, and on the day after the campaign's last on all of it.
const (
	Weekly  Cadence = "weekly"
	Monthly Cadence = "monthly"
	AtEnd   Cadence = "end"
)

// Cadences lists the cadences.
func Cadences() []Cadence { return []Cadence{Weekly, Monthly, AtEnd} }

// ReportWish asks for a report on a unit again and again.
type ReportWish struct {
	Account Account
	Unit    UnitID
	Cadence Cadence
	Bot     BotID
	Next    time.Time
}

// Next returns the day after the given one on which the next report is due; false: never.
// The campaign is the one of the given day.
func (c Cadence) Next(after Date, campaign Days) (Date, bool) {
	switch c {
	case Weekly:
		return after.Monday().AddDays(7), true
	case Monthly:
		return after.Month1st(1), true
	case AtEnd:
		end := campaign.Until.AddDays(1)
		return end, after.Before(end)
	}
	return Date{}, false
}

// Covers returns the days that a report due on the day is about.
func (c Cadence) Covers(due Date, campaign Days) Days {
	switch c {
	case Weekly:
		return WeekOf(due.AddDays(-7))
	case Monthly:
		return MonthOf(due.AddDays(-1))
	}
	return campaign
}
