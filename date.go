package loa

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Date is a day of the civil calendar, without a zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day of the instant in the zone.
func DateOf(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(zone).Date()
	return Date{y, m, d}
}

// NewDate returns the day and whether the calendar has it.
func NewDate(year int, month time.Month, day int) (Date, bool) {
	d := Date{year, month, day}
	return d, d.Valid()
}

// Valid reports whether the calendar has the day. Years run from 1 to 9999.
func (d Date) Valid() bool {
	if d.Year < 1 || d.Year > 9999 || d.Month < 1 || d.Month > 12 || d.Day < 1 {
		return false
	}
	return d.AddDays(0) == d
}

// IsZero reports whether no day is set.
func (d Date) IsZero() bool { return d == Date{} }

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// Compare returns -1, 0 or 1.
func (d Date) Compare(e Date) int {
	a, b := d.number(), e.number()
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (d Date) number() int { return d.Year*10000 + int(d.Month)*100 + d.Day }

// AddDays returns the day n days later.
func (d Date) AddDays(n int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 12, 0, 0, 0, time.UTC), time.UTC)
}

// Month1st returns the first day of the month that is n months after the day's.
func (d Date) Month1st(n int) Date { return Date{d.Year, d.Month + time.Month(n), 1}.AddDays(0) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC).Weekday()
}

// Monday returns the Monday of the day's week; weeks run Monday to Sunday.
func (d Date) Monday() Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

// At returns the instant of the clock time on the day in the zone. A clock time
// that the zone skips (daylight saving) moves forward as time.Date does.
func (d Date) At(c Clock, zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, int(c)/60, int(c)%60, 0, 0, zone)
}

func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

var yearMonthDay = regexp.MustCompile(`^(\d{4})-(\d{2}-\d{2})$`)

// ParseDate reads "2024-03-13".
func ParseDate(s string) (Date, error) {
	m := yearMonthDay.FindStringSubmatch(s)
	if m == nil {
		return Date{}, fmt.Errorf("date %q: want year-month-day such as 2024-03-13", s)
	}
	year, _ := strconv.Atoi(m[1])  // four digits by the pattern
	md, err := parseMonthDay(m[2]) // likewise
	d, ok := NewDate(year, md.Month, md.Day)
	if err != nil || !ok {
		return Date{}, fmt.Errorf("date %q: the calendar has no such day", s)
	}
	return d, nil
}

// CalendarDay is a day written absolutely (2024-03-13) or yearly (03-13, Year 0).
type CalendarDay Date

// ParseCalendarDay reads "2024-03-13" or "03-13".
func ParseCalendarDay(s string) (CalendarDay, error) {
	if strings.Count(s, "-") == 2 {
		d, err := ParseDate(s)
		return CalendarDay(d), err
	}
	d, err := parseMonthDay(s)
	if err != nil {
		return CalendarDay{}, fmt.Errorf("date %q: want month-day such as 03-13 (every year) or 2024-03-13 (once)", s)
	}
	// 2000 is a leap year: 02-29 is a legal yearly day.
	if !(Date{2000, d.Month, d.Day}).Valid() {
		return CalendarDay{}, fmt.Errorf("date %q: the calendar has no such day", s)
	}
	return CalendarDay(d), nil
}

var monthDay = regexp.MustCompile(`^(\d{2})-(\d{2})$`)

func parseMonthDay(s string) (Date, error) {
	m := monthDay.FindStringSubmatch(s)
	if m == nil {
		return Date{}, fmt.Errorf("%q is not month-day", s)
	}
	month, _ := strconv.Atoi(m[1]) // two digits by the pattern
	day, _ := strconv.Atoi(m[2])
	return Date{0, time.Month(month), day}, nil
}

// IsZero reports whether no day is written.
func (c CalendarDay) IsZero() bool { return c == CalendarDay{} }

// Yearly reports whether the day comes every year.
func (c CalendarDay) Yearly() bool { return c.Year == 0 && c.Month != 0 }

// In returns the day in the year, and false when an absolute day lies in another
// year. A yearly 29 February is kept on 28 February in a common year, so that a
// remembrance is never dropped.
func (c CalendarDay) In(year int) (Date, bool) {
	if !c.Yearly() {
		return Date(c), c.Year == year
	}
	d := Date{year, c.Month, c.Day}
	if !d.Valid() {
		d.Day = 28
	}
	return d, d.Valid()
}

func (c CalendarDay) String() string {
	if c.Yearly() {
		return fmt.Sprintf("%02d-%02d", c.Month, c.Day)
	}
	return Date(c).String()
}

// Clock is a time of day in minutes since midnight, 0 to 1439.
type Clock int

var clockTime = regexp.MustCompile(`^(\d{2}):(\d{2})$`)

// ParseClock reads "06:30".
func ParseClock(s string) (Clock, error) {
	m := clockTime.FindStringSubmatch(s)
	if m == nil {
		return 0, fmt.Errorf("time %q: want hours:minutes such as 06:30", s)
	}
	h, _ := strconv.Atoi(m[1]) // two digits by the pattern
	min, _ := strconv.Atoi(m[2])
	if h > 23 || min > 59 {
		return 0, fmt.Errorf("time %q: the clock has no such time", s)
	}
	return Clock(h*60 + min), nil
}

func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// ClockOf returns the time of day of the instant in the zone.
func ClockOf(t time.Time, zone *time.Location) Clock {
	t = t.In(zone)
	return Clock(t.Hour()*60 + t.Minute())
}

// QuietHours are the hours in which nothing but answers goes out. From after
// Until means over midnight; From equal to Until means no quiet hours.
type QuietHours struct {
	From, Until Clock
	Zone        string // IANA name
}

// IsZero reports whether there are no quiet hours.
func (q QuietHours) IsZero() bool { return q.From == q.Until }

// Hold returns the instant at which something due at t may go out: t itself
// outside the quiet hours, else their end.
func (q QuietHours) Hold(t time.Time) time.Time {
	if q.IsZero() {
		return t
	}
	zone, err := time.LoadLocation(q.Zone)
	if err != nil {
		zone = time.UTC // zones are checked where they are read
	}
	return q.HoldIn(zone, t)
}

// HoldIn is Hold in a zone that is at hand; Zone does not count.
func (q QuietHours) HoldIn(zone *time.Location, t time.Time) time.Time {
	if q.IsZero() {
		return t
	}
	at, day := ClockOf(t, zone), DateOf(t, zone)
	switch {
	case q.From < q.Until && at >= q.From && at < q.Until:
		return day.At(q.Until, zone)
	case q.From > q.Until && at >= q.From:
		return day.AddDays(1).At(q.Until, zone)
	case q.From > q.Until && at < q.Until:
		return day.At(q.Until, zone)
	}
	return t
}

// String writes "21:00-05:30 Asia/Ho_Chi_Minh", or "" for none.
func (q QuietHours) String() string {
	if q.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s-%s %s", q.From, q.Until, q.Zone)
}

// ParseQuietHours reads what String writes.
func ParseQuietHours(s string) (QuietHours, error) {
	if s == "" {
		return QuietHours{}, nil
	}
	hours, zone, _ := strings.Cut(s, " ")
	from, until, ok := strings.Cut(hours, "-")
	if !ok {
		return QuietHours{}, fmt.Errorf("quiet hours %q: want from-until zone", s)
	}
	f, err := ParseClock(from)
	if err != nil {
		return QuietHours{}, fmt.Errorf("quiet hours %q: %w", s, err)
	}
	u, err := ParseClock(until)
	if err != nil {
		return QuietHours{}, fmt.Errorf("quiet hours %q: %w", s, err)
	}
	return QuietHours{f, u, zone}, nil
}
