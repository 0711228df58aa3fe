package loa_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"loa"
)

// saying is one expression and what it means on Wednesday, 13 March 2024, at 10:00:30
// (the 4th of the 2nd lunar month). Want is a moment; "past"; "ask: why" with the
// readings after a bar, if they can be listed; or "error: why".
type saying struct{ text, want string }

// sayings is what people write when they set a time. The Vietnamese and the English
// part each go from times to days to what is refused.
var sayings = []saying{
	// Times.
	{"19h30", "2024-03-13 19:30"},
	{"19h30'", "2024-03-13 19:30"},
	{"19h 30", "2024-03-13 19:30"},
	{"19h30 phút", "2024-03-13 19:30"},
	{"19g30", "2024-03-13 19:30"},
	{"19 giờ 30", "2024-03-13 19:30"},
	{"19 gio 30 phut", "2024-03-13 19:30"},
	{"lúc 8 giờ đúng", "2024-03-14 08:00"},
	{"8h đúng", "2024-03-14 08:00"},
	{"vào lúc 19h", "2024-03-13 19:00"},
	{"hồi 19 giờ 30", "2024-03-13 19:30"},
	{"7 rưỡi tối", "2024-03-13 19:30"},
	{"7 ruoi toi", "2024-03-13 19:30"},
	{"7h rưỡi tối", "2024-03-13 19:30"},
	{"7 giờ rưỡi tối nay", "2024-03-13 19:30"},
	{"tối nay 7 rưỡi", "2024-03-13 19:30"},
	{"8h kém 15", "2024-03-14 07:45"},
	{"8 giờ kém 15 phút", "2024-03-14 07:45"},
	{"8 kém 15 tối", "2024-03-13 19:45"},
	{"8 gio kem 10 toi", "2024-03-13 19:50"},
	{"12h kém 5 trưa", "2024-03-13 11:55"},
	{"1h kém 15 chiều", "2024-03-13 12:45"},
	{"15h chiều", "2024-03-13 15:00"},
	{"3h chiều", "2024-03-13 15:00"},
	{"6h chiều tối", "2024-03-13 18:00"},
	{"5h sáng sớm", "2024-03-14 05:00"},
	{"10h khuya", "2024-03-13 22:00"},
	{"bảy giờ tối", "2024-03-13 19:00"},
	{"bảy giờ rưỡi tối", "2024-03-13 19:30"},
	{"mười một giờ trưa", "2024-03-13 11:00"},
	{"giữa trưa", "2024-03-13 12:00"},
	{"nửa đêm", "2024-03-14 00:00"},
	{"nửa đêm nay", "2024-03-14 00:00"},
	{"tối nay nửa đêm", "2024-03-14 00:00"},
	{"0h30", "2024-03-14 00:30"},
	// Days from today.
	{"sáng mai 8h", "2024-03-14 08:00"},
	{"sang mai 8h", "2024-03-14 08:00"},
	{"8h sáng mai", "2024-03-14 08:00"},
	{"sớm mai 6h30", "2024-03-14 06:30"},
	{"trưa mai 11h30", "2024-03-14 11:30"},
	{"chiều mai 3 rưỡi", "2024-03-14 15:30"},
	{"tối mai 7h", "2024-03-14 19:00"},
	{"ngày mai lúc 19 giờ 30", "2024-03-14 19:30"},
	{"ngày kia 8h", "2024-03-15 08:00"},
	{"ngay kia 8h", "2024-03-15 08:00"},
	{"mốt 8h", "2024-03-15 08:00"},
	{"ngày mốt 8h sáng", "2024-03-15 08:00"},
	{"ngày kìa 8h", "2024-03-16 08:00"},
	{"bữa nay 19h", "2024-03-13 19:00"},
	{"2 ngày nữa 8h", "2024-03-15 08:00"},
	{"sau 3 ngày lúc 8h", "2024-03-16 08:00"},
	{"19h 3 hôm nữa", "2024-03-16 19:00"},
	{"1 tuần nữa 19h30", "2024-03-20 19:30"},
	{"2 tuan nua 19h30", "2024-03-27 19:30"},
	// Weekdays and weeks.
	{"thứ 5 19h30", "2024-03-14 19:30"},
	{"t5 19h30", "2024-03-14 19:30"},
	{"tối thứ 6 19h", "2024-03-15 19:00"},
	{"tối thứ sáu 7h", "2024-03-15 19:00"},
	{"toi thu sau 7h", "2024-03-15 19:00"},
	{"sáng chủ nhật 7h", "2024-03-17 07:00"},
	{"sáng CN 7 rưỡi", "2024-03-17 07:30"},
	{"thứ bảy này 8h", "2024-03-16 08:00"},
	{"thứ năm tuần sau 19h30", "2024-03-21 19:30"},
	{"thứ năm tuần tới 19h30", "2024-03-21 19:30"},
	{"tuần tới thứ năm 19h30", "2024-03-21 19:30"},
	{"thu 5 tuan toi 19h30", "2024-03-21 19:30"},
	{"thứ hai tuần sau nữa 8h", "2024-03-25 08:00"},
	{"thứ 6 tuần này 7h", "2024-03-15 07:00"},
	{"thứ hai tuần này 7h", "past"},
	{"thứ hai tới 7h", "2024-03-18 07:00"},
	{"thứ bảy cuối tuần này 8h", "2024-03-16 08:00"},
	// Dates.
	{"19h30 05/4", "2024-04-05 19:30"},
	{"5-4 19h30", "2024-04-05 19:30"},
	{"05/04/2024 19:30", "2024-04-05 19:30"},
	{"30/4 8h", "2024-04-30 08:00"},
	{"mùng 3 tháng 5 8h", "2024-05-03 08:00"},
	{"mồng 3 tháng 5 lúc 8h", "2024-05-03 08:00"},
	{"8h sáng mùng 3/5", "2024-05-03 08:00"},
	{"3 tháng 5 lúc 19 giờ 30", "2024-05-03 19:30"},
	{"3 thang 5 luc 19 gio 30", "2024-05-03 19:30"},
	{"19 giờ 30 ngày 3 tháng 5", "2024-05-03 19:30"},
	{"19h30 ngày 03 tháng 5 năm 2024", "2024-05-03 19:30"},
	{"ngày 7 tháng năm 8h", "2024-05-07 08:00"},
	{"ngày 7 tháng năm năm 2024 8h", "2024-05-07 08:00"},
	{"ngày 30 tháng tư 8h", "2024-04-30 08:00"},
	{"ngày 2 tháng chín 8h", "2024-09-02 08:00"},
	{"ngày 22 tháng mười hai 8h", "2024-12-22 08:00"},
	{"ngày 20 tháng này 8h", "2024-03-20 08:00"},
	{"ngày 5 tháng sau 19h30", "2024-04-05 19:30"},
	{"mùng 5 tháng tới 19h30", "2024-04-05 19:30"},
	{"ngay 5 thang toi 19h30", "2024-04-05 19:30"},
	{"ngày 5 tháng này 19h30", "past"},
	{"thứ Sáu, 05/4/2024, 19h30", "2024-04-05 19:30"},
	{"Vào hồi 19 giờ 30 phút, thứ Sáu ngày 05 tháng 4 năm 2024.", "2024-04-05 19:30"},
	{"19h30 – 05/4 (thứ Sáu)", "2024-04-05 19:30"},
	{"24/12/2024 19h", "2024-12-24 19:00"},
	{"29/2/2028 8h", "2028-02-29 08:00"},
	// The lunar calendar.
	{"10/3 âl 8h", "2024-04-18 08:00"},
	{"10/3 al 8h", "2024-04-18 08:00"},
	{"10/3al 8h", "2024-04-18 08:00"},
	{"10/3 ÂL, 8h", "2024-04-18 08:00"},
	{"8h 10/3 (âm lịch)", "2024-04-18 08:00"},
	{"10-3 âm 8h", "2024-04-18 08:00"},
	{"10/3 am lich 8h", "2024-04-18 08:00"},
	{"âm lịch 10/3 lúc 8h", "2024-04-18 08:00"},
	{"mùng 10 tháng 3 âm lịch 7h30", "2024-04-18 07:30"},
	{"mung 10 thang 3 am lich 7h30", "2024-04-18 07:30"},
	{"7 rưỡi sáng mùng 10 tháng ba âm lịch", "2024-04-18 07:30"},
	{"10/3/2025 âl 8h", "2025-04-07 08:00"},
	{"ngày 10 tháng 3 năm 2025 âm lịch 8h", "2025-04-07 08:00"},
	{"thứ năm 10/3 âl 8h", "2024-04-18 08:00"},
	{"rằm tháng 7 8h", "2024-08-18 08:00"},
	{"rằm tháng bảy âm lịch 8h", "2024-08-18 08:00"},
	{"ram thang 8 18h", "2024-09-17 18:00"},
	{"23 tháng chạp 8h", "2025-01-22 08:00"},
	{"30/12 âl 8h", "error: no such day"},
	{"29/12 âl 8h", "2025-01-28 08:00"},
	{"mùng 3 tết 2025 8h", "2025-01-31 08:00"},
	{"rằm tháng giêng 2025 8h", "2025-02-12 08:00"},
	{"10/6 nhuận 2025 8h", "error: not understood"},
	{"10/6/2025 nhuận 8h", "2025-08-03 08:00"},
	{"10 tháng 6 năm 2025 nhuận âm lịch 8h", "2025-08-03 08:00"},
	{"10/6/2025 âl 8h", "ask: twice | 2025-07-04 08:00 | 2025-08-03 08:00"},
	{"10/6 âl 8h", "2024-07-15 08:00"},
	{"10/6/2024 nhuận 8h", "error: no such day"},
	{"3/2 âl 8h", "past"},
	{"rằm tháng giêng 8h", "past"},
	{"10/3/2023 âl 8h", "past"},
	{"31/3 âl 8h", "error: no such day"},
	{"10/13 âl 8h", "error: no such day"},
	{"10/3/2101 âl 8h", "error: no such day"},
	{"mai âm lịch 8h", "error: lunar calendar"},
	{"âm lịch 8h", "error: lunar calendar"},
	{"10/3 âm lịch dương lịch 8h", "error: two days"},
	{"10/4 dương lịch 8h", "2024-04-10 08:00"},
	{"30 tết 8h", "error: not understood"},
	{"thứ sáu 10/3 âl 8h", "ask: 2024-04-18 is a Thursday | 2024-04-18 08:00 | 2024-03-15 08:00"},
	{"mùng 6 tháng giêng 2025 8h", "ask: lunar or the solar | 2025-02-03 08:00 | 2025-01-06 08:00"},
	{"mùng 6 tháng giêng 2025 dương lịch 8h", "2025-01-06 08:00"},
	// Durations.
	{"30p", "2024-03-13 10:30"},
	{"30 phút nữa", "2024-03-13 10:30"},
	{"sau 45 phút", "2024-03-13 10:45"},
	{"nửa tiếng nữa", "2024-03-13 10:30"},
	{"nua tieng nua", "2024-03-13 10:30"},
	{"2 tiếng nữa", "2024-03-13 12:00"},
	{"hai tiếng nữa", "2024-03-13 12:00"},
	{"1 tiếng rưỡi nữa", "2024-03-13 11:30"},
	{"2 tiếng 15 phút nữa", "2024-03-13 12:15"},
	{"2h30 nữa", "2024-03-13 12:30"},
	{"2 giờ 30 phút nữa", "2024-03-13 12:30"},
	{"8h nữa", "2024-03-13 18:00"},
	// What has passed, is open or makes no sense.
	{"hôm nay 8h", "past"},
	{"sáng nay 8h", "past"},
	{"12/3 8h", "past"},
	{"8h", "ask: 8h may be a time or a duration | 2024-03-14 08:00 | 2024-03-13 18:00"},
	{"19h", "ask: 19h may be a time or a duration | 2024-03-13 19:00 | 2024-03-14 05:00"},
	{"0h", "ask: midnight or a duration"},
	{"cuối tuần 8h", "ask: Saturday or Sunday | 2024-03-16 08:00 | 2024-03-17 08:00"},
	{"cuoi tuan nay 8h", "ask: Saturday or Sunday | 2024-03-16 08:00 | 2024-03-17 08:00"},
	{"cuối tuần sau 8h", "ask: Saturday or Sunday | 2024-03-23 08:00 | 2024-03-24 08:00"},
	{"thứ 6 tới 8h", "ask: next Friday | 2024-03-15 08:00 | 2024-03-22 08:00"},
	{"nửa đêm mai", "ask: beginning or its end | 2024-03-14 00:00 | 2024-03-15 00:00"},
	{"nửa đêm 30/4", "ask: beginning or its end | 2024-04-30 00:00 | 2024-05-01 00:00"},
	{"thứ 6 14/3 19h30", "ask: 2024-03-14 is a Thursday | 2024-03-14 19:30 | 2024-03-15 19:30"},
	{"thứ 5 12/3/2024 19h30", "ask: 2024-03-12 is a Tuesday"},
	{"tuần sau 8h", "ask: which day of the week"},
	{"tuần này 8h", "ask: which day of the week"},
	{"cuối tháng 8h", "ask: which day"},
	{"đầu tuần sau 8h", "ask: which day"},
	{"tháng sau 8h", "ask: which day"},
	{"5 tháng sau 8h", "ask: in 5 months"},
	{"ngay 5 thang sau 8h", "ask: June or next month"},
	{"ngày 5 lúc 8h", "ask: the month"},
	{"30/4", "error: no time of day"},
	{"sáng mai", "error: no time of day"},
	{"cuối tuần", "error: no time of day"},
	{"31/4 8h", "error: no such day"},
	{"30/2 8h", "error: no such day"},
	{"8h 9h", "error: two times"},
	{"mai 14/3 8h", "error: two times or two days"},
	{"thứ 5 thứ 6 8h", "error: two times or two days"},
	{"13h sáng", "error: no clock"},
	{"25h30", "error: no clock"},
	{"8h kém 75", "error: no clock"},
	{"0h kém 5 mai", "error: no clock"},
	{"mai 30p", "error: a duration with a time"},
	{"tới 8h", "error: next what"},
	{"14/3 cuối tuần 8h", "error: not at the weekend"},
	{"8h 14/3/24", `error: "14/3/24" is not understood`},
	{"sớm nhé", `error: "sớm" is not understood`},
	{"hôm qua 8h", `error: "hôm" is not understood`},
	{"từ 8h đến 10h", `error: "từ" is not understood`},
	{"8 tối", `error: "8" is not understood`},

	// English.
	{"7:30pm", "2024-03-13 19:30"},
	{"7pm", "2024-03-13 19:00"},
	{"at 7:30 pm", "2024-03-13 19:30"},
	{"7:30 in the evening", "2024-03-13 19:30"},
	{"half past 7 pm", "2024-03-13 19:30"},
	{"quarter past 7 pm", "2024-03-13 19:15"},
	{"quarter to 8 pm", "2024-03-13 19:45"},
	{"noon", "2024-03-13 12:00"},
	{"midnight", "2024-03-14 00:00"},
	{"midnight tonight", "2024-03-14 00:00"},
	{"this evening at 7:30", "2024-03-13 19:30"},
	{"this afternoon 3:15", "2024-03-13 15:15"},
	{"tonight 8:00", "2024-03-13 20:00"},
	{"tomorrow 8:30", "2024-03-14 08:30"},
	{"tomorrow morning at 8:30", "2024-03-14 08:30"},
	{"tomorrow at noon", "2024-03-14 12:00"},
	{"the day after tomorrow at 9:00", "2024-03-15 09:00"},
	{"in 2 days at 9:00", "2024-03-15 09:00"},
	{"2 weeks from now, 9:00", "2024-03-27 09:00"},
	{"Friday 19:30", "2024-03-15 19:30"},
	{"Fri 19:30", "2024-03-15 19:30"},
	{"on Sunday at 7:00", "2024-03-17 07:00"},
	{"this Friday 19:30", "2024-03-15 19:30"},
	{"Thursday next week 19:30", "2024-03-21 19:30"},
	{"Monday the week after next 9:00", "2024-03-25 09:00"},
	{"next Monday 9:00", "2024-03-18 09:00"},
	{"next Wednesday 9:00", "2024-03-20 09:00"},
	{"5 April 19:30", "2024-04-05 19:30"},
	{"5th of April, 7:30pm", "2024-04-05 19:30"},
	{"April 5 at 19:30", "2024-04-05 19:30"},
	{"Apr 5th, 2024, 7:30 pm", "2024-04-05 19:30"},
	{"Friday 5 April 2024 19:30", "2024-04-05 19:30"},
	{"7 May 8:00", "2024-05-07 08:00"},
	{"2024-04-05 19:30", "2024-04-05 19:30"},
	{"10/3 lunar 8:00", "2024-04-18 08:00"},
	{"the 10th of the 3rd lunar month, 8:00", "2024-04-18 08:00"},
	{"in 2 hours", "2024-03-13 12:00"},
	{"in 45 minutes", "2024-03-13 10:45"},
	{"in half an hour", "2024-03-13 10:30"},
	{"in an hour", "2024-03-13 11:00"},
	{"2 hours 15 minutes from now", "2024-03-13 12:15"},
	{"next Thursday 7:30pm", "ask: next Thursday | 2024-03-14 19:30 | 2024-03-21 19:30"},
	{"at the weekend 8:00", "ask: Saturday or Sunday | 2024-03-16 08:00 | 2024-03-17 08:00"},
	{"midnight on Friday", "ask: beginning or its end | 2024-03-15 00:00 | 2024-03-16 00:00"},
	{"next week 9:00", "ask: which day of the week"},
	{"next month 9:00", "ask: which day"},
	{"Thursday 5 April 19:30", "ask: 2024-04-05 is a Friday | 2024-04-05 19:30 | 2024-03-14 19:30"},
	{"5 April", "error: no time of day"},
	{"31 April 8:00", "error: no such day"},
	{"April 31 8:00", "error: no such day"},
	{"13:00 pm pm", "error: two times"},
	{"yesterday 8:00", `error: "yesterday" is not understood`},
	{"this morning 8:00", "past"},
	{"5 January 8:00", "past"},
}

func TestParseMomentSayings(t *testing.T) {
	t.Parallel()
	if len(sayings) < 150 {
		t.Fatalf("%d sayings are too few", len(sayings))
	}
	now, zone := wednesday(t)
	seen := map[string]bool{}
	for _, s := range sayings {
		if seen[s.text] {
			t.Errorf("%q is in the table twice", s.text)
		}
		seen[s.text] = true
		got, err := loa.ParseMoment(s.text, now, zone)
		if complaint := s.check(got, err, zone); complaint != "" {
			t.Errorf("%q: %s, %v; %s", s.text, got, err, complaint)
		}
	}
}

// check returns what is wrong with the outcome, or "".
func (s saying) check(got time.Time, err error, zone *time.Location) string {
	sort, why, _ := strings.Cut(s.want, ": ")
	why, wantReadings, _ := strings.Cut(why, " | ")
	var amb *loa.AmbiguousError
	asks := errors.As(err, &amb) && errors.Is(err, loa.ErrAmbiguous)
	switch {
	case sort == "past" && !errors.Is(err, loa.ErrPast), sort != "past" && errors.Is(err, loa.ErrPast):
		return "want " + s.want
	case sort == "past":
	case sort == "ask" && (!asks || !strings.Contains(err.Error(), why)), sort == "error" && (err == nil || asks || !strings.Contains(err.Error(), why)):
		return "want " + s.want
	case sort == "ask":
		if readings := momentsOf(amb.Readings, zone); readings != wantReadings {
			return "it may mean " + readings + ", want " + wantReadings
		}
	case sort != "error" && (err != nil || momentsOf([]time.Time{got}, zone) != s.want):
		return "want " + s.want
	}
	return ""
}

func momentsOf(all []time.Time, zone *time.Location) string {
	var written []string
	for _, t := range all {
		written = append(written, t.In(zone).Format("2006-01-02 15:04"))
	}
	return strings.Join(written, " | ")
}

// TestParseMomentAround: the lunar year is not the solar one, and of two months of
// one number only the one to come is meant.
func TestParseMomentAround(t *testing.T) {
	t.Parallel()
	_, zone := wednesday(t)
	for _, tt := range []struct{ now, text, want string }{
		{"2024-01-20 10:00", "10/3 âl 8h", "2024-04-18 08:00"}, // still in the lunar year 2023
		{"2024-01-20 10:00", "10/9 âl 8h", "2024-10-12 08:00"},
		{"2024-01-20 10:00", "23 tháng chạp 8h", "2024-02-02 08:00"},
		{"2024-01-20 10:00", "mùng 1 tết 8h", "2024-02-10 08:00"},
		{"2024-01-20 10:00", "mùng 6 tháng giêng 8h", "2024-02-15 08:00"}, // the solar day has passed
		{"2024-12-20 10:00", "mùng 1 tết 8h", "2025-01-29 08:00"},
		{"2024-12-20 10:00", "rằm tháng giêng 8h", "2025-02-12 08:00"},
		{"2025-01-10 10:00", "10/6 âl 8h", "ask: twice | 2025-07-04 08:00 | 2025-08-03 08:00"},
		{"2025-07-20 10:00", "10/6 âl 8h", "2025-08-03 08:00"}, // the first of the two has passed
		{"2025-12-01 10:00", "10/6 nhuận 8h", "past"},
		{"2099-12-20 10:00", "10/3 âl 8h", "2100-04-18 08:00"},
		{"2100-12-20 10:00", "10/3 âl 8h", "past"},
		{"2101-06-01 10:00", "10/3 âl 8h", "error: no such day"},
		{"2024-03-16 10:00", "cuối tuần này 8h", "2024-03-17 08:00"}, // this Saturday's has passed
		{"2024-03-17 10:00", "cuối tuần này 8h", "past"},
		{"2024-03-17 10:00", "thứ hai tuần sau 8h", "2024-03-18 08:00"},
		{"2024-03-17 10:00", "next Sunday 8:00", "2024-03-24 08:00"},
		{"2024-12-31 10:00", "ngày 5 tháng sau 8h", "2025-01-05 08:00"},
		{"2024-01-31 10:00", "ngày 31 tháng sau 8h", "error: no such day"},
	} {
		now, err := time.ParseInLocation("2006-01-02 15:04", tt.now, zone)
		if err != nil {
			t.Fatal(err)
		}
		got, err := loa.ParseMoment(tt.text, now, zone)
		if complaint := (saying{tt.text, tt.want}).check(got, err, zone); complaint != "" {
			t.Errorf("%q on %s: %s, %v; %s", tt.text, tt.now, got, err, complaint)
		}
	}
}
