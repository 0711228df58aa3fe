package content

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"loa"
)

// years are the years to look at when asking whether a day can ever lie in the
// campaign's period: those it covers, or a leap and a common year if it is yearly.
func (r *reader) years() []int {
	from, until := r.c.Period.From, r.c.Period.Until
	if from.Yearly() || from.IsZero() {
		return []int{2024, 2025}
	}
	var years []int
	for y := from.Year; y <= until.Year; y++ {
		years = append(years, y)
	}
	return years
}

// covers reports whether each of the days lies in the campaign's period in some year.
func (r *reader) covers(days ...loa.CalendarDay) bool {
	for _, day := range days {
		if !day.Yearly() {
			if !r.c.Period.Contains(loa.Date(day)) {
				return false
			}
			continue
		}
		if !slices.ContainsFunc(r.years(), func(year int) bool {
			d, ok := day.In(year)
			return ok && r.c.Period.Contains(d)
		}) {
			return false
		}
	}
	return true
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

// firesInPeriod reports whether a cron schedule has a firing in the period.
func (r *reader) firesInPeriod(next loa.Next) bool {
	if r.c.Period.IsZero() {
		return true
	}
	years := r.years()
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
