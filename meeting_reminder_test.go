package loa

import (
	"slices"
	"testing"
	"time"
)

func TestRemindersIn(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 7*60*60)
	const layout = "2006-01-02 15:04"
	for _, tt := range []struct {
		name string
		at   string
		days []int
		want []string // due and not after
	}{
		{"as a rule", "2024-04-05 19:30", []int{-7, -2, -1, 0}, []string{
			"2024-03-29 17:30 2024-04-03 17:30", "2024-04-03 17:30 2024-04-04 17:30",
			"2024-04-04 17:30 2024-04-05 06:30", "2024-04-05 06:30 2024-04-05 19:30",
		}},
		{"in any order, once each", "2024-04-05 19:30", []int{0, -1, -1}, []string{
			"2024-04-04 17:30 2024-04-05 06:30", "2024-04-05 06:30 2024-04-05 19:30",
		}},
		{"over the end of a month", "2024-03-01 08:00", []int{-1}, []string{"2024-02-29 17:30 2024-03-01 08:00"}},
		{"too early in the morning for the same day", "2024-04-05 06:30", []int{-1, 0}, []string{"2024-04-04 17:30 2024-04-05 06:30"}},
		{"none", "2024-04-05 19:30", nil, nil},
	} {
		at, err := time.ParseInLocation(layout, tt.at, zone)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range (Meeting{At: at, Reminders: tt.days}).RemindersIn(zone) {
			got = append(got, r.Due.Format(layout)+" "+r.NotAfter.Format(layout))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s:\n got %q\nwant %q", tt.name, got, tt.want)
		}
	}
}
