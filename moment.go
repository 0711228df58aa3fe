package loa

import (
	"errors"
	"fmt"
	"time"
)

// ErrPast is returned, wrapped, for a moment that has passed.
var ErrPast = errors.New("it has passed")

// ErrAmbiguous is returned, wrapped, for what may be meant in two ways. Where the
// ways can be listed, an AmbiguousError holds them.
var ErrAmbiguous = errors.New("it may be meant in two ways")

// AmbiguousError says why a moment is ambiguous.
type AmbiguousError struct {
	Why      string
	Readings []time.Time // what may be meant, at least two; nil if there are too many to list
}

func (e *AmbiguousError) Error() string { return e.Why }

// Unwrap returns ErrAmbiguous.
func (e *AmbiguousError) Unwrap() error { return ErrAmbiguous }

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
// without marks) or English: "06:30", "6h30", "7 rưỡi tối", "06:30 14/3", "mai 8h",
// "thứ 5 19h30", "10/3 âl 8h", "tomorrow 8:00", also with weekday and year as Loa
// writes it. A time alone is today's, or tomorrow's once it has passed. "30m" and
// "2h" count from now. A moment that has passed is ErrPast.
//
// What can be understood in two ways is ErrAmbiguous: "8h" alone (at eight, or in
// eight hours), "next Friday" before this week's, a weekday that is not the date's.
// A word that Loa does not know is an error too.
func ParseMoment(text string, now time.Time, zone *time.Location) (time.Time, error) {
	words := momentWordsOf(text)
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
func (r momentReader) moment(now time.Time, zone *time.Location) (time.Time, error) {
	if err := r.contradiction(); err != nil {
		return time.Time{}, err
	}
	if why, a, b := r.twoWays(); why != "" {
		return either(why, now, zone, a, b)
	}
	if r.isSpan() {
		r.timed, r.counted, r.minutes = false, true, r.hour*60+r.minute
	}
	switch {
	case r.counted && (r.timed || r.dated() || r.part != nil || r.atTime), r.fromNow && !r.counted:
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
	if r.date != nil {
		return r.onDate(at, now, zone)
	}
	return r.onDay(at, now, zone)
}

// dated reports whether a day was named.
func (r momentReader) dated() bool {
	return r.date != nil || r.onWeekday || r.inWeek || r.weekend
}

// alone reports whether a time of day was read and nothing that makes it one.
func (r momentReader) alone() bool { return r.timed && !r.atTime && !r.dated() && r.part == nil }

// isSpan reports whether what looks like a time is a duration: "2h", "2h30 nữa".
func (r momentReader) isSpan() bool {
	if !r.alone() || r.counted || r.less > 0 {
		return false
	}
	return r.fromNow && !r.colon || r.hourOnly && !r.fromNow
}

// contradiction finds what does not go together.
func (r momentReader) contradiction() error {
	switch {
	case r.twice, r.lunar && r.solar:
		return errors.New("it says two times or two days")
	case r.vague != "":
		return &AmbiguousError{Why: r.vague}
	case r.alone() && r.hourOnly && r.counted:
		return errors.New("it says two durations")
	case r.alone() && r.hourOnly && r.hour == 0 && !r.fromNow:
		return &AmbiguousError{Why: "0h may be midnight or a duration"}
	case r.next && (!r.onWeekday || r.inWeek || r.date != nil):
		return errors.New("it does not say next what")
	case r.inWeek && (r.date != nil || !r.onWeekday && !r.weekend):
		return &AmbiguousError{Why: "it does not say which day of the week"}
	case (r.lunar || r.leap) && (r.date == nil || r.relative):
		return errors.New("it does not say which day of the lunar calendar")
	case r.weekend && r.onWeekday && r.weekday != time.Saturday && r.weekday != time.Sunday, r.weekend && r.date != nil:
		return errors.New("that day is not at the weekend")
	}
	return nil
}

// twoWays returns two clearer readings of what is not clear in itself, and why it
// is not; why is empty where it is clear.
func (r momentReader) twoWays() (why string, a, b momentReader) {
	a, b = r, r
	switch {
	case r.alone() && r.hourOnly && !r.fromNow && r.hour > lastNightHour && r.hour < 24:
		a.atTime, b.fromNow = true, true
		return fmt.Sprintf("%dh may be a time or a duration", r.hour), a, b
	case r.weekend && !r.onWeekday:
		a.onWeekday, a.weekday = true, time.Saturday
		b.onWeekday, b.weekday = true, time.Sunday
		return "the weekend is Saturday or Sunday", a, b
	case r.next: // "next Friday": this week's, if that is to come, or next week's
		a.next, b.next = false, false
		day := r.today.AddDays((int(r.weekday-r.today.Weekday())+6)%7 + 1)
		a.onWeekday, a.date = false, &day
		b.inWeek, b.weeks = true, 1
		return fmt.Sprintf("next %s may be this week's or next week's", r.weekday), a, b
	case r.midnight && r.dated():
		a.midnight, a.part = false, nil
		b.midnight, b.part, b.endsDay = false, nil, true
		return "midnight may be the day's beginning or its end", a, b
	case r.firstMonth && !r.lunar && !r.solar:
		a.lunar, b.solar = true, true
		return "tháng giêng may be of the lunar or the solar calendar", a, b
	}
	return "", a, b
}

// either returns the only one of the readings that is to come, or says that there
// are two.
func either(why string, now time.Time, zone *time.Location, ways ...momentReader) (time.Time, error) {
	var readings []time.Time
	for _, way := range ways {
		t, err := way.moment(now, zone)
		switch {
		case errors.Is(err, ErrPast):
		case err != nil:
			return time.Time{}, err
		case len(readings) == 0 || !readings[0].Equal(t):
			readings = append(readings, t)
		}
	}
	switch len(readings) {
	case 0:
		return time.Time{}, ErrPast
	case 1:
		return readings[0], nil
	}
	return time.Time{}, &AmbiguousError{why, readings}
}

// clock returns the time of day; "7h tối" is 19:00, "8h kém 15" 07:45. The end of
// the day is 24:00.
func (r momentReader) clock() (Clock, error) {
	if r.endsDay {
		return 24 * 60, nil
	}
	hour := r.hour
	if p := r.part; p != nil && (hour < p.first || hour > p.last) && hour < 12 {
		hour += 12
	}
	at := hour*60 + r.minute - r.less
	if p := r.part; hour > 23 || r.minute > 59 || r.less > 59 || at < 0 || p != nil && (hour < p.first || hour > p.last) {
		return 0, fmt.Errorf("no clock shows %02d:%02d then", r.hour, r.minute)
	}
	return Clock(at), nil
}

// onDay finds the day of the time where no date was written.
func (r momentReader) onDay(at Clock, now time.Time, zone *time.Location) (time.Time, error) {
	day, step := r.today, 1
	if r.onWeekday {
		step = 7
		day = day.AddDays((int(r.weekday-day.Weekday()) + 7) % 7)
	}
	if r.inWeek {
		day = r.today.Monday().AddDays(7*r.weeks + (int(r.weekday)+6)%7)
	}
	switch t := day.At(at, zone); {
	case t.After(now):
		return t, nil
	case r.inWeek:
		return time.Time{}, ErrPast
	}
	return day.AddDays(step).At(at, zone), nil
}

// onDate finds the day that a date means.
func (r momentReader) onDate(at Clock, now time.Time, zone *time.Location) (time.Time, error) {
	ahead := func(d Date, ok bool) bool { return ok && d.At(at, zone).After(now) }
	year := r.date.Year
	if year == 0 {
		year = r.thisYear()
		next, ok := r.dateIn(year + 1)
		near := ok && (next.Year == r.today.Year || next.At(at, zone).Sub(now) <= yearAhead)
		if near && !ahead(r.dateIn(year)) && !ahead(r.twinIn(year)) {
			year++
		}
	}
	if ahead(r.twinIn(year)) {
		a, b := r, r
		a.onlyMonth, b.leap = true, true
		a.date = &Date{year, r.date.Month, r.date.Day}
		b.date = a.date
		return either("that month comes twice in the lunar year", now, zone, a, b)
	}
	d, ok := r.dateIn(year)
	switch {
	case !ok:
		return time.Time{}, errors.New("the calendar has no such day")
	case r.onWeekday && d.Weekday() != r.weekday:
		return time.Time{}, r.otherWeekday(d, now, zone)
	case !ahead(d, ok):
		return time.Time{}, ErrPast
	}
	return d.At(at, zone), nil
}

// otherWeekday says that the date has another weekday than was written. Which of
// the two is wrong is never guessed.
func (r momentReader) otherWeekday(d Date, now time.Time, zone *time.Location) error {
	why := fmt.Sprintf("%s is a %s", d, d.Weekday())
	byDate, byWeekday := r, r
	byDate.onWeekday = false
	byWeekday.date, byWeekday.lunar, byWeekday.leap = nil, false, false
	if _, err := either(why, now, zone, byDate, byWeekday); err != nil && !errors.Is(err, ErrPast) {
		return err
	}
	return &AmbiguousError{Why: why}
}

// thisYear returns the year of the calendar that the date is of.
func (r momentReader) thisYear() int {
	if !r.lunar {
		return r.today.Year
	}
	l, _ := LunarOf(r.today) // outside its range no day is found
	return l.Year
}

// dateIn returns the date in a year of its calendar.
func (r momentReader) dateIn(year int) (Date, bool) {
	if r.lunar {
		return SolarOf(r.date.Day, int(r.date.Month), year, r.leap)
	}
	return NewDate(year, r.date.Month, r.date.Day)
}

// twinIn returns the date in the leap month of the same number, if the year has
// one and it was not said which of the two is meant.
func (r momentReader) twinIn(year int) (Date, bool) {
	if !r.lunar || r.leap || r.onlyMonth {
		return Date{}, false
	}
	return SolarOf(r.date.Day, int(r.date.Month), year, true)
}
