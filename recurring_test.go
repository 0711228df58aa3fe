package loa

import (
	"slices"
	"testing"
)

func TestRecurringAhead(t *testing.T) {
	t.Parallel()
	day := func(s string) Date {
		d, err := ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, tt := range []struct {
		name  string
		r     Recurring
		until string
		want  []string
	}{
		{"the 3rd", Recurring{Day: 3, Made: day("2024-04-01")}, "2024-07-03", []string{"2024-05-03", "2024-06-03", "2024-07-03"}},
		{"not yet the day", Recurring{Day: 3, Made: day("2024-04-01")}, "2024-05-02", nil},
		{"the 31st is the last day", Recurring{Day: 31, Made: day("2024-01-01")}, "2024-05-31", []string{"2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"}},
		{"the 29th in a common year", Recurring{Day: 29, Made: day("2023-01-01")}, "2023-03-28", []string{"2023-02-28"}},
		{"over New Year", Recurring{Day: 5, Made: day("2024-11-01")}, "2025-01-05", []string{"2024-12-05", "2025-01-05"}},
		{"with an end", Recurring{Day: 5, Made: day("2024-04-01"), Until: day("2024-06-04")}, "2024-12-31", []string{"2024-05-05"}},
	} {
		var got []string
		for _, d := range tt.r.Ahead(day(tt.until)) {
			got = append(got, d.String())
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestRecurringOf(t *testing.T) {
	t.Parallel()
	if id, ok := (Meeting{Series: Recurring{ID: 12}.Series()}).RecurringOf(); !ok || id != 12 {
		t.Errorf("RecurringOf = %d, %t, want 12", id, ok)
	}
	for _, series := range []string{"", "chuyen-de-thang-4", "recurring:", "recurring:x"} {
		if id, ok := (Meeting{Series: series}).RecurringOf(); ok {
			t.Errorf("series %q is one of recurring meeting %d", series, id)
		}
	}
}

func TestCutMonthly(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text, rest string
		day        int
	}{
		{"ngày 3 hằng tháng 19:30 Nhà văn hóa", "19:30 Nhà văn hóa", 3},
		{"Ngay 3 hang thang 19h30", "19h30", 3},
		{"ngày mồng 3 hàng tháng 19h30", "19h30", 3},
		{"mùng 5 mỗi tháng 8h sáng", "8h sáng", 5},
		{"3rd of every month 19:30 hall", "19:30 hall", 3},
		{"on day 31 of each month 19:30", "19:30", 31},
		{"ngày 32 hằng tháng 19:30", "", 0},
		{"ngày 0 hằng tháng 19:30", "", 0},
		{"ngày 3 tháng 4 19:30", "", 0},
		{"19:30 ngày 3 hằng tháng", "", 0},
		{"", "", 0},
	} {
		day, rest, ok := CutMonthly(tt.text)
		if tt.day == 0 {
			if ok || rest != tt.text {
				t.Errorf("CutMonthly(%q) = %d, %q, %t, want nothing taken off", tt.text, day, rest, ok)
			}
		} else if !ok || day != tt.day || rest != tt.rest {
			t.Errorf("CutMonthly(%q) = %d, %q, %t, want %d, %q", tt.text, day, rest, ok, tt.day, tt.rest)
		}
	}
}
