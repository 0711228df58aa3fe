package scheduler

import (
	"strings"
	"testing"
	"time"
)

func TestCron(t *testing.T) {
	t.Parallel()
	hanoi := time.FixedZone("Asia/Ho_Chi_Minh", 7*60*60)
	const layout = "2006-01-02 15:04 -0700"
	for _, tc := range []struct{ expr, from, want string }{
		{"30 7 * * 1", "2024-05-07 06:00 +0700", "2024-05-13 07:30 +0700"},
		{"30 7 * * 1", "2024-05-07 06:00 +0000", "2024-05-13 07:30 +0000"}, // the zone is that of the time
		{"30 7 * * *", "2024-05-07 07:30 +0700", "2024-05-08 07:30 +0700"},
		{"@daily", "2024-12-31 23:59 +0700", "2025-01-01 00:00 +0700"},
		{" 0 6 29 2 * ", "2025-01-01 00:00 +0700", "2028-02-29 06:00 +0700"},
		{"0 7 1 * 1", "2024-05-02 00:00 +0700", "2024-05-06 07:00 +0700"},    // first or Monday
		{"*/40 * * * *", "2024-05-02 10:41 +0700", "2024-05-02 11:00 +0700"}, // not 11:20
	} {
		next, err := Cron(tc.expr)
		if err != nil {
			t.Errorf("Cron(%q): %v", tc.expr, err)
			continue
		}
		from, err := time.Parse(layout, tc.from)
		if err != nil {
			t.Fatal(err)
		}
		if _, offset := from.Zone(); offset != 0 {
			from = from.In(hanoi)
		}
		if got := next.Next(from).Format(layout); got != tc.want {
			t.Errorf("%q after %s: %s, want %s", tc.expr, tc.from, got, tc.want)
		}
	}
}

func TestCronRefuses(t *testing.T) {
	t.Parallel()
	for _, expr := range []string{
		"", "* * * *", "* * * * * *", "60 * * * *", "x", "@never", "0 0 31 2 *", "0 0 32 * *", "@every 1h",
		"TZ=", "TZ=Asia/Tokyo", "CRON_TZ=UTC 0 0 * * *", "*/0 * * * *", "5-1 * * * *",
	} {
		if next, err := Cron(expr); err == nil {
			t.Errorf("Cron(%q) = %v, want an error", expr, next)
		}
	}
}

// FuzzCron: no text panics or hangs, and what is accepted goes forward.
func FuzzCron(f *testing.F) {
	for _, seed := range []string{"30 7 * * 1", "@daily", "0 0 29 2 *", "TZ=UTC", "*/5 1-3,7 ? JAN-MAR MON", "@every"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, expr string) {
		next, err := Cron(expr)
		if err != nil {
			if !strings.Contains(err.Error(), "cron expression") {
				t.Errorf("error %q does not say of what", err)
			}
			return
		}
		from := time.Date(2024, time.February, 29, 12, 0, 0, 0, time.UTC)
		if at := next.Next(from); !at.IsZero() && !at.After(from) {
			t.Errorf("%q after %v is %v", expr, from, at)
		}
	})
}
