package loa

import (
	"testing"
	"time"
)

// TestLunarNewYear: the first days of Tết as celebrated. In 1968, 1985, 2007 and
// 2030 they differ from the Chinese new year.
func TestLunarNewYear(t *testing.T) {
	t.Parallel()
	for year, want := range map[int]string{
		1968: "1968-01-29", 1975: "1975-02-11", 1976: "1976-01-31", 1985: "1985-01-21", 1995: "1995-01-31", 2000: "2000-02-05",
		2007: "2007-02-17", 2010: "2010-02-14", 2020: "2020-01-25", 2021: "2021-02-12", 2022: "2022-02-01", 2023: "2023-01-22",
		2024: "2024-02-10", 2025: "2025-01-29", 2026: "2026-02-17", 2027: "2027-02-06", 2028: "2028-01-26", 2029: "2029-02-13",
		2030: "2030-02-02",
	} {
		d, ok := SolarOf(1, 1, year, false)
		if !ok || d.String() != want {
			t.Errorf("Tết %d: %s, %v; want %s", year, d, ok, want)
		}
		if l, ok := LunarOf(d); !ok || l != (LunarDate{1, 1, year, false}) {
			t.Errorf("%s: %+v, %v", d, l, ok)
		}
		if l, ok := LunarOf(d.AddDays(-1)); !ok || l.Month != 12 || l.Day < 29 || l.Year != year-1 {
			t.Errorf("the eve of Tết %d: %+v, %v", year, l, ok)
		}
	}
}

// TestLunarDays: days known from their celebrations and from history.
func TestLunarDays(t *testing.T) {
	t.Parallel()
	for want, l := range map[string]LunarDate{
		"2023-04-29": {10, 3, 2023, false}, // the Hùng kings' day, after a leap month 2
		"2024-04-18": {10, 3, 2024, false},
		"2025-04-07": {10, 3, 2025, false},
		"2026-04-26": {10, 3, 2026, false},
		"2024-02-24": {15, 1, 2024, false},
		"2024-09-17": {15, 8, 2024, false},
		"2025-10-06": {15, 8, 2025, false},
		"2024-02-02": {23, 12, 2023, false},
		"2025-07-25": {1, 6, 2025, true},
		"2023-03-22": {1, 2, 2023, true},
		"1985-03-21": {1, 2, 1985, true},
		"1954-05-07": {5, 4, 1954, false},
	} {
		if d, ok := SolarOf(l.Day, l.Month, l.Year, l.Leap); !ok || d.String() != want {
			t.Errorf("%+v: %s, %v; want %s", l, d, ok, want)
		}
	}
}

func TestLunarLeapMonths(t *testing.T) {
	t.Parallel()
	leap := map[int]int{
		2001: 4, 2004: 2, 2006: 7, 2009: 5, 2012: 4, 2014: 9, 2017: 6, 2020: 4, 2023: 2, 2025: 6, 2028: 5, 2031: 3, 2033: 11, 2036: 6,
	}
	for year := 2000; year <= 2036; year++ {
		for month := 1; month <= 12; month++ {
			if d, ok := SolarOf(1, month, year, true); ok != (leap[year] == month) {
				t.Errorf("leap month %d of %d: %s, %v", month, year, d, ok)
			}
		}
	}
}

// TestLunarRoundTrip goes day by day from 1900 to 2100: every day has a lunar day and
// comes back from it, days follow one another, months have 29 or 30 of them, and a
// year has twelve months or thirteen.
func TestLunarRoundTrip(t *testing.T) {
	t.Parallel()
	last, known := LunarDate{}, false
	months := 0
	for d := (Date{firstLunarYear, time.January, 1}); d.Year <= lastLunarYear; d = d.AddDays(1) {
		l, ok := LunarOf(d)
		if back, found := SolarOf(l.Day, l.Month, l.Year, l.Leap); !ok || !found || back != d {
			t.Fatalf("%s is %+v, %v, which is %s, %v", d, l, ok, back, found)
		}
		if known && !follows(last, l) {
			t.Fatalf("%s is %+v, after %+v", d, l, last)
		}
		if l.Day == 1 {
			months++
			if l.Month == 1 && !l.Leap {
				if l.Year > firstLunarYear && months != 12 && months != 13 {
					t.Errorf("the lunar year %d has %d months", l.Year-1, months)
				}
				months = 0
			}
		}
		last, known = l, true
	}
}

// follows reports whether b may be the day after a.
func follows(a, b LunarDate) bool {
	switch {
	case b.Day > 1:
		return b.Day == a.Day+1 && b.Day <= 30 && b.Month == a.Month && b.Year == a.Year && b.Leap == a.Leap
	case a.Day < 29:
		return false
	case b.Leap:
		return b.Month == a.Month && b.Year == a.Year && !a.Leap
	case b.Month == 1:
		return a.Month == 12 && b.Year == a.Year+1
	}
	return b.Month == a.Month+1 && b.Year == a.Year
}

func TestLunarOutside(t *testing.T) {
	t.Parallel()
	for _, d := range []Date{{}, {1899, time.December, 31}, {2101, time.January, 1}, {2024, time.February, 30}} {
		if l, ok := LunarOf(d); ok {
			t.Errorf("%s: %+v, want none", d, l)
		}
	}
	for _, l := range []LunarDate{
		{0, 1, 2024, false}, {31, 1, 2024, false}, {1, 0, 2024, false}, {1, 13, 2024, false}, {1, 1, 2024, true},
		{30, 1, 2024, false}, // a month of 29 days
		{1, 1, 1899, false}, {1, 1, 2101, false}, {30, 12, 2100, false}, {1, 1, 0, false}, {-1, -1, -1, false},
	} {
		if d, ok := SolarOf(l.Day, l.Month, l.Year, l.Leap); ok {
			t.Errorf("%+v: %s, want none", l, d)
		}
	}
}

// FuzzSolarOf: whatever is asked for, a day that is found has the lunar day.
func FuzzSolarOf(f *testing.F) {
	f.Add(10, 3, 2024, false)
	f.Add(30, 11, 2033, true)
	f.Add(1, 12, 1899, false)
	f.Add(31, 13, -5, true)
	f.Fuzz(func(t *testing.T, day, month, year int, leap bool) {
		d, ok := SolarOf(day, month, year, leap)
		if !ok {
			return
		}
		if l, ok := LunarOf(d); !ok || l != (LunarDate{day, month, year, leap}) {
			t.Errorf("%d/%d/%d leap %v is %s, which is %+v, %v", day, month, year, leap, d, l, ok)
		}
	})
}
