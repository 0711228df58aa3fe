package bot

import (
	"errors"
	"testing"
	"time"

	"loa"
)

func TestReadRemindLine(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 7*60*60)
	now := time.Date(2024, 3, 12, 20, 0, 0, 0, zone)
	const layout = "2006-01-02 15:04"
	for _, tt := range []struct {
		text, at     string // at: "" for unclear, "past"
		place, title string
		monthly      int
	}{
		{"05/04 19:30 Nhà văn hóa TDP 3 | Sinh hoạt chi bộ tháng 4", "2024-04-05 19:30", "Nhà văn hóa TDP 3", "Sinh hoạt chi bộ tháng 4", 0},
		{"19:30 thứ sáu 05/04/2024 Nhà văn hóa", "2024-04-05 19:30", "Nhà văn hóa", "", 0},
		{"mai 8h", "2024-03-13 08:00", "", "", 0},
		{"thu 5 19h30 nha van hoa|Hop 213", "2024-03-14 19:30", "nha van hoa", "Hop 213", 0},
		{"tomorrow 8:00 Hall 2 | Visit", "2024-03-13 08:00", "Hall 2", "Visit", 0},
		{"7h tối mai", "2024-03-13 19:00", "", "", 0},
		{"05/04 19:30 2 Nguyễn Trãi", "2024-04-05 19:30", "2 Nguyễn Trãi", "", 0},
		{"ngày 3 hằng tháng 19:30 Nhà văn hóa | Sinh hoạt chi bộ", "2024-04-03 19:30", "Nhà văn hóa", "Sinh hoạt chi bộ", 3},
		{"ngày 12 hằng tháng 19:30", "2024-04-12 19:30", "", "", 12},
		{"ngày 31 hằng tháng 19:30", "2024-03-31 19:30", "", "", 31},
		{"3rd of every month 7:30pm", "2024-04-03 19:30", "", "", 3},
		{"ngày 3 hằng tháng", "", "", "", 3},
		{"31/4 19:30 Nhà văn hóa TDP 3 | Sinh hoạt", "", "Nhà văn hóa TDP 3", "Sinh hoạt", 0},
		{"8h Nhà văn hóa", "", "Nhà văn hóa", "", 0},
		{"05/04 19:30 thứ 5 Nhà văn hóa", "", "Nhà văn hóa", "", 0},
		{"05/04 11:30 tối Nhà văn hóa", "2024-04-05 23:30", "Nhà văn hóa", "", 0},
		{"5/3/2024 19:30 Nhà văn hóa", "past", "Nhà văn hóa", "", 0},
		{"Nhà văn hóa TDP 3 | Sinh hoạt", "", "Nhà văn hóa TDP 3", "Sinh hoạt", 0},
		{"| Sinh hoạt", "", "", "Sinh hoạt", 0},
	} {
		l := readRemindLine(tt.text, now, zone)
		at := ""
		switch {
		case errors.Is(l.err, loa.ErrPast):
			at = "past"
		case l.err == nil:
			at = l.at.In(zone).Format(layout)
		}
		if at != tt.at || l.place != tt.place || l.title != tt.title || l.monthly != tt.monthly {
			t.Errorf("%q: at %q, place %q, title %q, monthly %d (%v)", tt.text, at, l.place, l.title, l.monthly, l.err)
		}
	}
}
