package report

import (
	"testing"
	"time"

	"loa"
)

func TestValue(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 7*3600)
	for _, tt := range []struct {
		value  Value
		vi, en string
	}{
		{Value{}, "–", "–"},
		{Withheld(), "–", "–"},
		{Count(0), "0", "0"},
		{Count(999), "999", "999"},
		{Count(1234567), "1.234.567", "1,234,567"},
		{Count(-1234), "-1.234", "-1,234"},
		{Share(28, 31), "28/31 (90,3%)", "28/31 (90.3%)"},
		{Share(0, 0), "0/0", "0/0"},
		{Rate(1234, 2000), "61,7%", "61.7%"},
		{Rate(0, 0), "–", "–"},
		{Words("a"), "a", "a"},
		{Day(loa.Date{Year: 2024, Month: 5, Day: 7}), "07/05/2024", "07/05/2024"},
		{Instant(time.Date(2024, 5, 6, 23, 30, 0, 0, time.UTC), zone), "07/05/2024 06:30", "07/05/2024 06:30"},
	} {
		if vi, en := tt.value.In(loa.Vietnamese), tt.value.In(loa.English); vi != tt.vi || en != tt.en {
			t.Errorf("%+v reads %q and %q, want %q and %q", tt.value, vi, en, tt.vi, tt.en)
		}
	}
}

func TestPeriod(t *testing.T) {
	t.Parallel()
	day := loa.Date{Year: 2024, Month: 5, Day: 7}
	for want, p := range map[string]Period{"": {}, "07/05/2024": {day, day}, "07/05/2024 – 08/05/2024": {day, day.AddDays(1)}} {
		if got := p.String(); got != want {
			t.Errorf("%+v reads %q, want %q", p, got, want)
		}
	}
}
