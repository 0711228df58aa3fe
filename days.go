package loa

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Days is a span of days, both ends included.
type Days struct{ From, Until Date }

// Contains reports whether the day lies in the span.
func (d Days) Contains(day Date) bool { return !day.Before(d.From) && !d.Until.Before(day) }

// Between returns the instants at which the span begins and at which it is over.
func (d Days) Between(zone *time.Location) (start, end time.Time) {
	return d.From.At(0, zone), d.Until.AddDays(1).At(0, zone)
}

// String writes the span as files and commands have it: "2024-03-01..2024-05-31".
func (d Days) String() string { return d.From.String() + ".." + d.Until.String() }

// WeekOf returns the week of the day, Monday to Sunday.
func WeekOf(d Date) Days { return Days{d.Monday(), d.Monday().AddDays(6)} }

// MonthOf returns the month of the day.
func MonthOf(d Date) Days { return Days{d.Month1st(0), d.Month1st(1).AddDays(-1)} }

// YearOf returns the year of the day.
func YearOf(d Date) Days {
	return Days{Date{d.Year, time.January, 1}, Date{d.Year, time.December, 31}}
}

// Parts divides the span into spans of one kind for a chart over time: single days up to
// a fortnight, else weeks from Monday up to a quarter, else months.
func (d Days) Parts() []Days {
	length := d.From.DaysUntil(d.Until) + 1
	var parts []Days
	for from := d.From; !d.Until.Before(from); {
		part := MonthOf(from)
		switch {
		case length <= 14:
			part = Days{from, from}
		case length <= 98:
			part = WeekOf(from)
		}
		part.From = from
		if d.Until.Before(part.Until) {
			part.Until = d.Until
		}
		parts = append(parts, part)
		from = part.Until.AddDays(1)
	}
	return parts
}

// ParseDays reads a span of days as people and commands write it: two days with a dash
// or two points between them, one day, a month or a year. Days are written as
// 2024-03-13 or 13/3/2024, months as 2024-03 or 3/2024.
func ParseDays(words string) (Days, bool) {
	words = strings.Join(strings.Fields(strings.NewReplacer("–", " - ", "—", " - ").Replace(words)), " ")
	if m := spanOfDays.FindStringSubmatch(words); m != nil {
		from, ok := parsePart(m[1])
		until, valid := parsePart(m[2])
		days := Days{from.From, until.Until}
		return days, ok && valid && !days.Until.Before(days.From)
	}
	return parsePart(words)
}

// The forms of a span and of its ends. A single dash parts two days only with spaces
// around it: 2024-03 is a month.
var (
	spanOfDays = regexp.MustCompile(`^(\S+?) ?(?:\.\.| - | đến hết | đến | to ) ?(\S+)$`)
	isoDay     = regexp.MustCompile(`^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$`)
	writtenDay = regexp.MustCompile(`^(?:(\d{1,2})[/.])?(\d{1,2})[/.](\d{4})$`)
)

// parsePart reads a day, a month or a year.
func parsePart(s string) (Days, bool) {
	var year, month, day string
	if m := isoDay.FindStringSubmatch(s); m != nil {
		year, month, day = m[1], m[2], m[3]
	} else if m := writtenDay.FindStringSubmatch(s); m != nil {
		day, month, year = m[1], m[2], m[3]
	} else {
		return Days{}, false
	}
	number := func(s string) int { n, _ := strconv.Atoi(s); return n } // digits, as the pattern says
	d := Date{number(year), time.Month(max(number(month), 1)), max(number(day), 1)}
	if !d.Valid() || month != "" && number(month) == 0 || day != "" && number(day) == 0 {
		return Days{}, false
	}
	switch {
	case month == "":
		return YearOf(d), true
	case day == "":
		return MonthOf(d), true
	}
	return Days{d, d}, true
}
