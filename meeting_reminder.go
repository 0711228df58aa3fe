package loa

import (
	"slices"
	"time"
)

// When people are reminded: in the evening of the days before, when most are home
// from work, and early on the day itself.
const (
	RemindDaysBefore Clock = 17*60 + 30
	RemindSameDay    Clock = 6*60 + 30
)

// MeetingReminder is one time at which people are reminded of a meeting.
type MeetingReminder struct {
	Days     int       // from the meeting's day; negative: before it
	Due      time.Time // in the zone
	NotAfter time.Time // the next reminder takes its place, or the meeting begins
}

// RemindersIn returns the meeting's reminders by the zone's clock, by time. One
// that would come when the meeting has begun is left out.
func (m Meeting) RemindersIn(zone *time.Location) []MeetingReminder {
	days := slices.Clone(m.Reminders)
	slices.Sort(days)
	var all []MeetingReminder
	for _, n := range slices.Compact(days) {
		at := RemindDaysBefore
		if n == 0 {
			at = RemindSameDay
		}
		due := DateOf(m.At, zone).AddDays(n).At(at, zone)
		if !due.Before(m.At) {
			continue
		}
		if last := len(all) - 1; last >= 0 {
			all[last].NotAfter = due
		}
		all = append(all, MeetingReminder{Days: n, Due: due, NotAfter: m.At})
	}
	return all
}
