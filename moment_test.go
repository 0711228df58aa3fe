package loa_test

import (
	"errors"
	"testing"
	"time"

	"loa"
	"loa/content"
)

// wednesday is the moment from which the tests below look ahead: 13 March 2024, a Wednesday.
func wednesday(t testing.TB) (time.Time, *time.Location) {
	t.Helper()
	zone, err := time.LoadLocation(loa.DefaultZone)
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2024, 3, 13, 10, 0, 30, 0, zone), zone
}

func TestParseMoment(t *testing.T) {
	t.Parallel()
	now, zone := wednesday(t)
	for text, want := range map[string]string{
		// A time alone: today's, or tomorrow's once it has passed.
		"10:01": "2024-03-13 10:01", "10:00": "2024-03-14 10:00", "06:30": "2024-03-14 06:30", "6:30": "2024-03-14 06:30",
		"6h30": "2024-03-14 06:30", "19g30": "2024-03-13 19:30", "0:05": "2024-03-14 00:05", "23h59": "2024-03-13 23:59",
		"19 giờ": "", "": "", "lúc 8h": "2024-03-14 08:00", "lúc 19 giờ": "2024-03-13 19:00", "19 giờ 30": "2024-03-13 19:30",
		"19 giờ 30 phút": "2024-03-13 19:30", "at 20h": "2024-03-13 20:00", " 19:30 ": "2024-03-13 19:30",
		// Parts of the day.
		"7h tối": "2024-03-13 19:00", "7h30 toi": "2024-03-13 19:30", "8h sáng": "2024-03-14 08:00", "1h chiều": "2024-03-13 13:00",
		"12h trưa": "2024-03-13 12:00", "10h đêm": "2024-03-13 22:00", "7pm": "2024-03-13 19:00", "7:30 pm": "2024-03-13 19:30",
		"12:15pm": "2024-03-13 12:15", "9 am": "", "9:00 am": "2024-03-14 09:00", "15h chiều": "2024-03-13 15:00",
		"13h sáng": "", "10h trưa": "", "12h đêm": "", "12am": "", "3h tối": "", "tối 7h sáng": "",
		// Relative days.
		"mai 8h": "2024-03-14 08:00", "ngày mai 08:00": "2024-03-14 08:00", "8h sáng mai": "2024-03-14 08:00",
		"tối mai 7h": "2024-03-14 19:00", "ngày kia 6h30": "2024-03-15 06:30", "mốt 8h": "2024-03-15 08:00",
		"hôm nay 19h": "2024-03-13 19:00", "tối nay 8h": "2024-03-13 20:00", "tomorrow 8:00": "2024-03-14 08:00",
		"today at 8:00 pm": "2024-03-13 20:00", "tonight 8:00": "2024-03-13 20:00", "hôm nay 6h": "past", "hôm qua 6h": "",
		// Weekdays: the next one, today included as long as the time is to come.
		"thứ 5 19h30": "2024-03-14 19:30", "thứ năm 19h30": "2024-03-14 19:30", "t5 19h30": "2024-03-14 19:30",
		"thu 5 19h30": "2024-03-14 19:30", "19h30 thứ Tư": "2024-03-13 19:30", "thứ 4 6h30": "2024-03-20 06:30",
		"thứ hai 7h": "2024-03-18 07:00", "chủ nhật 7h": "2024-03-17 07:00", "CN 7h": "2024-03-17 07:00",
		"thu sau 7h": "2024-03-15 07:00", "thứ 5 tuần sau 19h30": "2024-03-21 19:30", "chủ nhật tuần sau 7h": "2024-03-24 07:00",
		"thứ 6 tuần này 7h": "2024-03-15 07:00", "Friday 8:00": "2024-03-15 08:00", "Saturday next week 8:00": "2024-03-23 08:00",
		"next Friday 8:00": "", "thứ 8 7h": "", "thứ 7h": "", "tuần sau 7h": "",
		// Dates, day before month as in Vietnam.
		"06:30 14/3": "2024-03-14 06:30", "14/03 06:30": "2024-03-14 06:30", "14/3/2025 6h": "2025-03-14 06:00",
		"6h ngày 14/3": "2024-03-14 06:00", "14-3 6h": "2024-03-14 06:00", "2024-03-14 06:30": "2024-03-14 06:30",
		"5/1 8h": "past", "13/3 10:01": "2024-03-13 10:01", "13/3 9h": "past", "13/3/2024 9h": "past", "1/1/2020 8h": "past",
		"19h ngày 7 tháng 5": "2024-05-07 19:00", "19 giờ 7 tháng 5": "2024-05-07 19:00",
		"19h30 ngày 7 tháng 5 năm 2025": "2025-05-07 19:30", "7 May 19:30": "2024-05-07 19:30",
		"19:30 Thursday 14 March 2024": "2024-03-14 19:30", "19:30 thứ Năm 14/03/2024": "2024-03-14 19:30",
		"thứ 6 14/3 19h30": "", "thứ 5, 14/3, 19h30": "2024-03-14 19:30", "29/2/2024 8h": "past", "29/2/2025 8h": "", "31/4 8h": "",
		"3/14 8h": "", "0/3 8h": "", "14/3": "", "14/3 15/3 8h": "", "14/3 tuần sau 8h": "", "mai 14/3 8h": "",
		// Durations.
		"30m": "2024-03-13 10:30", "2h": "2024-03-13 12:00", "30 phút": "2024-03-13 10:30", "30p": "2024-03-13 10:30",
		"sau 30 phút": "2024-03-13 10:30", "30 phút nữa": "2024-03-13 10:30", "in 2 hours": "2024-03-13 12:00",
		"3 tiếng nữa": "2024-03-13 13:00", "8h nữa": "2024-03-13 18:00", "48h": "2024-03-15 10:00", "1m": "2024-03-13 10:01",
		"8h": "", "23h": "", "0m": "past", "0h": "", "sau 8:00": "", "mai 30m": "", "2h 30m": "", "30m 20m": "", "1h30m": "",
		// Nothing to go by.
		"mai": "", "thứ 5": "", "lúc": "", "8": "", "sớm nhé": "", "8h 9h": "", "25:00": "", "8:60": "", "24h sáng": "", "-1h": "",
		"8h8": "", "14/3/25 8h": "", "ngày 14 tháng 3 năm 8h": "", "a b c d e f g h i j k l m n o p q": "", "99999m": "",
	} {
		got, err := loa.ParseMoment(text, now, zone)
		switch {
		case want == "" && err == nil:
			t.Errorf("%q: %s, want an error", text, got)
		case want == "past" && !errors.Is(err, loa.ErrPast):
			t.Errorf("%q: %s, %v; want ErrPast", text, got, err)
		case want == "" && errors.Is(err, loa.ErrPast):
			t.Errorf("%q: %v, want it not understood", text, err)
		case want == "" || want == "past":
		case err != nil:
			t.Errorf("%q: %v, want %s", text, err, want)
		case got.Format("2006-01-02 15:04") != want:
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// TestParseMomentOverNewYear: a day without a year may be next year's, if it is near.
func TestParseMomentOverNewYear(t *testing.T) {
	t.Parallel()
	_, zone := wednesday(t)
	december := time.Date(2023, 12, 20, 10, 0, 0, 0, zone)
	for text, want := range map[string]string{
		"5/1 8h": "2024-01-05 08:00", "29/2 8h": "2024-02-29 08:00", "31/12 8h": "2023-12-31 08:00", "20/12 9h": "",
	} {
		got, err := loa.ParseMoment(text, december, zone)
		if want == "" {
			if !errors.Is(err, loa.ErrPast) {
				t.Errorf("%q: %s, %v; want ErrPast", text, got, err)
			}
		} else if err != nil || got.Format("2006-01-02 15:04") != want {
			t.Errorf("%q: %s, %v; want %s", text, got, err, want)
		}
	}
}

// TestParseMomentReadsWhatLoaWrites: people copy moments out of Loa's messages.
func TestParseMomentReadsWhatLoaWrites(t *testing.T) {
	t.Parallel()
	now, zone := wednesday(t)
	catalog, err := content.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []loa.Lang{loa.Vietnamese, loa.English} {
		for days := range 400 {
			want := now.AddDate(0, 0, days).Add(97 * time.Minute).Truncate(time.Minute)
			text := catalog.Moment(lang, want, zone)
			if got, err := loa.ParseMoment(text, now, zone); err != nil || !got.Equal(want) {
				t.Errorf("%q: %s, %v", text, got, err)
			}
		}
	}
}

// FuzzParseMoment: whatever is written, a moment lies ahead, on a full minute,
// and is read again from what Loa echoes.
func FuzzParseMoment(f *testing.F) {
	now, zone := wednesday(f)
	catalog, err := content.NewCatalog()
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{"06:30 14/3", "thứ 5 tuần sau 19h30", "7 tháng 5 năm 2025 8 giờ 30 phút", "30m", "8h nữa", "mai 7:30pm", "14 March 8:00",
		"10/6 âl 8h", "cuối tuần 8h kém 15", "next Friday midnight", "rằm tháng giêng bảy giờ rưỡi", "ngày 31 tháng sau 8h", "2h30 nữa"} {
		f.Add(text, int64(0))
		f.Add(text, int64(300*24*3600))
	}
	f.Fuzz(func(t *testing.T, text string, later int64) {
		at := now.Add(time.Duration(later%(20*365*24*3600)) * time.Second)
		got, err := loa.ParseMoment(text, at, zone)
		var amb *loa.AmbiguousError
		if errors.As(err, &amb) && len(amb.Readings) > 0 && (len(amb.Readings) != 2 || amb.Readings[0].Equal(amb.Readings[1]) ||
			!amb.Readings[0].After(at) || !amb.Readings[1].After(at)) {
			t.Fatalf("%q at %s may mean %s", text, at, amb.Readings)
		}
		if err != nil {
			return
		}
		if !got.After(at) || got.Second() != 0 || got.Nanosecond() != 0 || got.Year() > 9999 {
			t.Fatalf("%q at %s: %s", text, at, got)
		}
		echo := catalog.Moment(loa.Vietnamese, got, zone)
		if again, err := loa.ParseMoment(echo, at, zone); err != nil || !again.Equal(got) {
			t.Fatalf("%q at %s: %s; its echo %q: %s, %v", text, at, got, echo, again, err)
		}
	})
}
