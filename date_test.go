package loa

import (
	"testing"
	"time"
	_ "time/tzdata" // the tests must not depend on the machine's zones
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Date{
		"2024-03-13": {2024, time.March, 13},
		"2024-02-29": {2024, time.February, 29},
		"0001-01-01": {1, time.January, 1},
		"9999-12-31": {9999, time.December, 31},
	} {
		if got, err := ParseDate(s); err != nil || got != want {
			t.Errorf("ParseDate(%q) = %v, %v", s, got, err)
		}
	}
	for _, s := range []string{
		"", "2024", "2024-3-13", "2024-03-13 ", "24-03-13", "2023-02-29", "2024-02-30", "2024-00-10", "2024-13-01",
		"2024-01-00", "0000-01-01", "+024-03-13", "-024-03-13", "2024-03-13-01", "13/03/2024", "２０２４-03-13",
	} {
		if got, err := ParseDate(s); err == nil {
			t.Errorf("ParseDate(%q) = %v, want an error", s, got)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2024-03-13", "2023-02-29", "0000-01-01", "+024-01-01", "9999-12-31", "-1--01-01", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			if !d.IsZero() {
				t.Errorf("ParseDate(%q) = %v with an error", s, d)
			}
			return
		}
		if d.String() != s {
			t.Errorf("ParseDate(%q) is written %q", s, d)
		}
		if !d.Valid() || d.AddDays(1).AddDays(-1) != d {
			t.Errorf("ParseDate(%q) = %v, which no calendar has", s, d)
		}
		if m := d.Monday(); m.Weekday() != time.Monday || d.Before(m) || m.AddDays(6).Before(d) {
			t.Errorf("the week of %v starts on %v", d, m)
		}
	})
}

func FuzzParseCalendarDay(f *testing.F) {
	for _, s := range []string{"03-13", "02-29", "2024-02-29", "2023-02-29", "00-00", "13-01", "3-13", "2024-03", "-03-13", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCalendarDay(s)
		if err != nil {
			if !c.IsZero() {
				t.Errorf("ParseCalendarDay(%q) = %v with an error", s, c)
			}
			return
		}
		if c.String() != s {
			t.Errorf("ParseCalendarDay(%q) is written %q", s, c)
		}
		for _, year := range []int{2023, 2024} {
			d, ok := c.In(year)
			if ok && (!d.Valid() || d.Year != year) {
				t.Errorf("%q in %d is %v", s, year, d)
			}
			if ok != (c.Yearly() || c.Year == year) {
				t.Errorf("%q in %d: %v", s, year, ok)
			}
		}
	})
}

func TestCalendarDayIn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		day  string
		year int
		want string
	}{
		{"03-13", 2025, "2025-03-13"},
		{"02-29", 2024, "2024-02-29"},
		{"02-29", 2025, "2025-02-28"}, // a remembrance is never dropped
		{"2024-03-13", 2024, "2024-03-13"},
		{"2024-03-13", 2025, ""},
	} {
		c, err := ParseCalendarDay(tt.day)
		if err != nil {
			t.Fatal(err)
		}
		d, ok := c.In(tt.year)
		if ok != (tt.want != "") || ok && d.String() != tt.want {
			t.Errorf("%s in %d: %v, %v; want %q", tt.day, tt.year, d, ok, tt.want)
		}
	}
}

func FuzzParseClock(f *testing.F) {
	for _, s := range []string{"06:30", "24:00", "23:59", "6:30", "06:60", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseClock(s)
		if err == nil && (c.String() != s || c < 0 || c >= 24*60) {
			t.Errorf("ParseClock(%q) = %d, written %q", s, int(c), c)
		}
	})
}

func TestQuietHours(t *testing.T) {
	t.Parallel()
	const zone = DefaultZone
	for _, tt := range []struct {
		quiet, at, want string
	}{
		{"21:00-05:30 " + zone, "2024-03-13T20:59:59+07:00", "2024-03-13T20:59:59+07:00"},
		{"21:00-05:30 " + zone, "2024-03-13T21:00:00+07:00", "2024-03-14T05:30:00+07:00"},
		{"21:00-05:30 " + zone, "2024-03-13T23:59:59+07:00", "2024-03-14T05:30:00+07:00"},
		{"21:00-05:30 " + zone, "2024-03-14T00:00:00+07:00", "2024-03-14T05:30:00+07:00"},
		{"21:00-05:30 " + zone, "2024-03-14T05:29:59+07:00", "2024-03-14T05:30:00+07:00"},
		{"21:00-05:30 " + zone, "2024-03-14T05:30:00+07:00", "2024-03-14T05:30:00+07:00"},
		{"21:00-05:30 " + zone, "2024-12-31T22:00:00+07:00", "2025-01-01T05:30:00+07:00"},
		{"21:00-05:30 " + zone, "2024-03-13T15:00:00Z", "2024-03-14T05:30:00+07:00"}, // 22:00 in the zone
		{"12:00-13:30 " + zone, "2024-03-13T11:59:00+07:00", "2024-03-13T11:59:00+07:00"},
		{"12:00-13:30 " + zone, "2024-03-13T12:00:00+07:00", "2024-03-13T13:30:00+07:00"},
		{"12:00-13:30 " + zone, "2024-03-13T13:30:00+07:00", "2024-03-13T13:30:00+07:00"},
		{"00:00-05:00 " + zone, "2024-03-13T00:00:00+07:00", "2024-03-13T05:00:00+07:00"},
		{"21:00-00:00 " + zone, "2024-03-13T21:30:00+07:00", "2024-03-14T00:00:00+07:00"},
		{"", "2024-03-13T03:00:00+07:00", "2024-03-13T03:00:00+07:00"},
		// The hour that a zone skips or repeats: the end is what its clock shows.
		{"22:00-02:30 Europe/Berlin", "2024-03-30T23:00:00+01:00", "2024-03-31T03:30:00+02:00"},
		{"22:00-06:00 Europe/Berlin", "2024-10-27T02:30:00+01:00", "2024-10-27T06:00:00+01:00"},
	} {
		q, err := ParseQuietHours(tt.quiet)
		if err != nil {
			t.Fatal(err)
		}
		if q.String() != tt.quiet {
			t.Errorf("%q is written %q", tt.quiet, q)
		}
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		want, err := time.Parse(time.RFC3339, tt.want)
		if err != nil {
			t.Fatal(err)
		}
		got := q.Hold(at)
		if !got.Equal(want) {
			t.Errorf("%q holds %s until %s, want %s", tt.quiet, tt.at, got, tt.want)
		}
		if again := q.Hold(got); !again.Equal(got) {
			t.Errorf("%q holds the end %s of itself until %s", tt.quiet, got, again)
		}
	}
	for _, s := range []string{"21:00", "21:00-", "21:00-25:00 " + zone, "a-b c"} {
		if q, err := ParseQuietHours(s); err == nil {
			t.Errorf("ParseQuietHours(%q) = %v, want an error", s, q)
		}
	}
}

// FuzzQuietHours sees to it that what is held comes out, outside the quiet hours
// and within a day.
func FuzzQuietHours(f *testing.F) {
	f.Add(21*60, 5*60+30, int64(1710343800))
	f.Add(0, 1439, int64(1710260000))
	f.Add(1439, 0, int64(1710343800))
	f.Fuzz(func(t *testing.T, from, until int, unix int64) {
		if from < 0 || from >= 1440 || until < 0 || until >= 1440 || unix < 1<<28 || unix > 1<<33 { // from 1978: the zone has not moved since
			t.Skip("no clock shows this, or a day had 25 hours")
		}
		q := QuietHours{Clock(from), Clock(until), DefaultZone}
		at := time.Unix(unix, 0)
		held := q.Hold(at)
		if held.Before(at) || held.Sub(at) > 24*time.Hour || !q.Hold(held).Equal(held) {
			t.Errorf("%v holds %v until %v", q, at, held)
		}
	})
}
