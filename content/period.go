package content

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"loa"
)

// years are the years to look at when asking whether a day can ever lie in the
// period: those it covers, or a leap and a common year if it is yearly.
func years(p loa.Period) []int {
	if p.From.Yearly() || p.From.IsZero() {
		return []int{2024, 2025}
	}
	var years []int
	for y := p.From.Year; y <= p.Until.Year; y++ {
		years = append(years, y)
	}
	return years
}

// covers reports whether each of the days lies in the campaign's period in some year.
func (r *reader) covers(days ...loa.CalendarDay) bool { return covers(r.c.Period, days...) }

// covers reports whether each of the days lies in the period in some year.
func covers(p loa.Period, days ...loa.CalendarDay) bool {
	for _, day := range days {
		if !day.Yearly() {
			if !p.Contains(loa.Date(day)) {
				return false
			}
			continue
		}
		if !slices.ContainsFunc(years(p), func(year int) bool {
			d, ok := day.In(year)
			return ok && p.Contains(d)
		}) {
			return false
		}
	}
	return true
}

// inPeriod checks that what is written gives a day within the campaign's period.
func (r *reader) inPeriod(s scalar, days ...loa.CalendarDay) {
	if !r.covers(days...) {
		r.add(s.at, "day_outside", data{"Day": s.text})
	}
}

// overNewYear reports whether the campaign's period may hold a yearly span of days
// that runs over New Year. In others such a span is a slip.
func (r *reader) overNewYear() bool {
	p := r.c.Period
	if p.From.Yearly() {
		return monthDayAfter(p.From, p.Until)
	}
	return p.IsZero() || p.Until.Year > p.From.Year
}

// monthDayAfter reports whether a comes later in the year than b.
func monthDayAfter(a, b loa.CalendarDay) bool {
	return a.Month > b.Month || a.Month == b.Month && a.Day > b.Day
}

// eventDay returns the yearly day so many days after the event's, if there is an event.
func (r *reader) eventDay(offset int) []loa.CalendarDay {
	if r.c.Event.IsZero() {
		return nil
	}
	event, _ := loa.CalendarDay{Month: r.c.Event.Month, Day: r.c.Event.Day}.In(2025)
	d := event.AddDays(offset)
	return []loa.CalendarDay{{Month: d.Month, Day: d.Day}}
}

// comesOn returns the absolute or yearly day on which something comes, if it has one.
func (r *reader) comesOn(when loa.Recurrence) []loa.CalendarDay {
	switch {
	case when.Offset != nil:
		return r.eventDay(*when.Offset)
	case !when.Day.IsZero():
		return []loa.CalendarDay{when.Day}
	}
	return nil
}

// firesInPeriod reports whether a cron schedule has a firing in the period.
func (r *reader) firesInPeriod(next loa.Next) bool {
	if r.c.Period.IsZero() {
		return true
	}
	years := years(r.c.Period)
	t := time.Date(years[0], 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Second)
	for {
		t = next.Next(t)
		if t.IsZero() || t.Year() > years[len(years)-1] {
			return false
		}
		if r.c.Period.Contains(loa.DateOf(t, time.UTC)) {
			return true
		}
	}
}

// signed reads a number of days before or after the event, at most a year.
func (r *reader) signed(s scalar) (int, bool) {
	n, err := strconv.Atoi(s.text)
	if err != nil || n < -366 || n > 366 {
		r.add(s.at, "bad_offset", data{"Value": s.text})
		return 0, false
	}
	return n, true
}

func sortByID[T any](items []T, id func(T) string) {
	slices.SortStableFunc(items, func(a, b T) int { return cmp.Compare(id(a), id(b)) })
}
