package loa_test

import (
	"testing"
	"time"

	"loa"
)

func TestReportCadence(t *testing.T) {
	t.Parallel()
	day := func(s string) loa.Date {
		d, err := loa.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	overNewYear, ok := loa.ParseDays("2024-09-01..2025-02-28")
	if !ok {
		t.Fatal("no days")
	}
	for _, c := range []struct {
		cadence     loa.Cadence
		after, next string
		covers      string
	}{
		{loa.Weekly, "2024-03-10", "2024-03-11", "2024-03-04..2024-03-10"}, // a Sunday
		{loa.Weekly, "2024-03-11", "2024-03-18", "2024-03-11..2024-03-17"}, // never on the day itself
		{loa.Weekly, "2024-12-31", "2025-01-06", "2024-12-30..2025-01-05"},
		{loa.Monthly, "2024-03-01", "2024-04-01", "2024-03-01..2024-03-31"},
		{loa.Monthly, "2024-12-31", "2025-01-01", "2024-12-01..2024-12-31"},
		{loa.AtEnd, "2024-12-31", "2025-03-01", "2024-09-01..2025-02-28"},
		{loa.AtEnd, "2025-03-01", "", ""},
		{"yearly", "2024-12-31", "", ""},
	} {
		next, ok := c.cadence.Next(day(c.after), overNewYear)
		if ok != (c.next != "") || ok && next.String() != c.next {
			t.Errorf("%s after %s: got %v, %v, want %s", c.cadence, c.after, next, ok, c.next)
		}
		if ok && c.cadence.Covers(next, overNewYear).String() != c.covers {
			t.Errorf("%s on %v covers %v, want %s", c.cadence, next, c.cadence.Covers(next, overNewYear), c.covers)
		}
		if ok && next.At(0, time.UTC).Before(day(c.after).At(0, time.UTC)) {
			t.Errorf("%s after %s is before it", c.cadence, c.after)
		}
	}
}
