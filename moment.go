package loa

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrPast is returned, wrapped, for a moment that has passed.
var ErrPast = errors.New("it has passed")

const (
	momentWords = 16 // people say a moment in fewer
	// lastNightHour: "4h" alone is a duration, as nobody sends anything at 4 in the
	// night. From 5 on it may be meant either way.
	lastNightHour = 4
	// yearAhead is how far a day without a year may lie beyond New Year; one that
	// would lie further has just been missed.
	yearAhead = 183 * 24 * time.Hour
)

// ParseMoment reads a moment to come as people write it, in Vietnamese (with or
// without marks) or English: "06:30", "6h30", "7h tối", "06:30 14/3", "mai 8h",
// "thứ 5 19h30", "tomorrow 8:00", also with weekday and year as Loa writes it. A
// time alone is today's, or tomorrow's once it has passed. "30m" and "2h" count
// from now. A moment that has passed is ErrPast.
//
// What can be understood in two ways is an error: "8h" alone (at eight, or in
// eight hours), a weekday that is not the date's, a word Loa does not know.
func ParseMoment(text string, now time.Time, zone *time.Location) (time.Time, error) {
	words := strings.Fields(strings.ReplaceAll(strings.ToLower(text), ",", " "))
	if len(words) == 0 || len(words) > momentWords {
		return time.Time{}, errors.New("read moment: want a time such as 06:30, 06:30 14/3 or 30m")
	}
	r := momentReader{words: words, today: DateOf(now, zone)}
	if err := r.read(); err != nil {
		return time.Time{}, fmt.Errorf("read moment: %w", err)
	}
	at, err := r.moment(now, zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("read moment: %w", err)
	}
	return at, nil
}

// moment makes one moment of what was read.
func (r *momentReader) moment(now time.Time, zone *time.Location) (time.Time, error) {
	if r.twice {
		return time.Time{}, errors.New("it says two times or two days")
	}
	dated := r.date != nil || r.onWeekday || r.nextWeek
	if alone := r.timed && r.hourOnly && !r.atTime && !dated && r.part == nil; alone {
		switch {
		case r.counted:
			return time.Time{}, errors.New("it says two durations")
		case !r.fromNow && (r.hour == 0 || r.hour > lastNightHour && r.hour < 24):
			return time.Time{}, fmt.Errorf("%dh may be a time or a duration", r.hour)
		}
		r.timed, r.counted, r.minutes = false, true, r.hour*60
	}
	switch {
	case r.counted && (r.timed || dated || r.part != nil || r.atTime), r.fromNow && !r.counted:
		return time.Time{}, errors.New("it mixes a duration with a time")
	case r.counted && r.minutes == 0:
		return time.Time{}, ErrPast
	case r.counted:
		return now.Add(time.Duration(r.minutes) * time.Minute).Truncate(time.Minute).In(zone), nil
	case !r.timed:
		return time.Time{}, errors.New("it has no time of day")
	}
	at, err := r.clock()
	if err != nil {
		return time.Time{}, err
	}
	return r.onDay(at, now, zone)
}

// clock returns the time of day; "7h tối" is 19:00.
func (r *momentReader) clock() (Clock, error) {
	hour := r.hour
	if p := r.part; p != nil && (hour < p.first || hour > p.last) && hour < 12 {
		hour += 12
	}
	if p := r.part; hour > 23 || r.minute > 59 || p != nil && (hour < p.first || hour > p.last) {
		return 0, fmt.Errorf("no clock shows %02d:%02d then", r.hour, r.minute)
	}
	return Clock(hour*60 + r.minute), nil
}

// onDay finds the day of the time.
func (r *momentReader) onDay(at Clock, now time.Time, zone *time.Location) (time.Time, error) {
	switch {
	case r.date != nil && r.nextWeek, r.nextWeek && !r.onWeekday:
		return time.Time{}, errors.New("it does not say which day of next week")
	case r.date != nil:
		return r.onDate(at, now, zone)
	}
	day, step := r.today, 1
	if r.onWeekday {
		step = 7
		day = day.AddDays((int(r.weekday-day.Weekday()) + 7) % 7)
		if r.nextWeek {
			day = r.today.Monday().AddDays(7 + (int(r.weekday)+6)%7)
		}
	}
	if t := day.At(at, zone); t.After(now) {
		return t, nil
	}
	return day.AddDays(step).At(at, zone), nil
}

func (r *momentReader) onDate(at Clock, now time.Time, zone *time.Location) (time.Time, error) {
	d := *r.date
	if d.Year == 0 { // this year's day, or next year's if that is not far
		d.Year = r.today.Year
		if !d.Valid() || !d.At(at, zone).After(now) {
			if next := (Date{d.Year + 1, d.Month, d.Day}); next.Valid() && next.At(at, zone).Sub(now) <= yearAhead {
				d = next
			}
		}
	}
	switch t := d.At(at, zone); {
	case !d.Valid():
		return time.Time{}, errors.New("the calendar has no such day")
	case r.onWeekday && d.Weekday() != r.weekday:
		return time.Time{}, fmt.Errorf("%s is a %s", d, d.Weekday())
	case !t.After(now):
		return time.Time{}, ErrPast
	default:
		return t, nil
	}
}
