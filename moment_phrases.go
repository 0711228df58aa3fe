package loa

import (
	"strings"
	"time"
)

// phraseWords is how many words the longest phrase has.
const phraseWords = 3

// momentPhrases says what up to three words mean in a moment.
func momentPhrases() map[string]func(*momentReader) {
	all := map[string]func(*momentReader){}
	add := func(means func(*momentReader), spellings ...string) {
		for _, s := range spellings {
			all[s] = means
		}
	}
	addTimes(add)
	addDays(add)
	addWeeks(add)
	addLunar(add)
	return all
}

type addPhrase func(means func(*momentReader), spellings ...string)

func addTimes(add addPhrase) {
	within := func(first, last int) func(*momentReader) {
		return func(r *momentReader) { r.setPart(first, last) }
	}
	minutes := func(n int) func(*momentReader) {
		return func(r *momentReader) { r.setMinutes(n) }
	}
	add(func(r *momentReader) { r.atTime = true }, "lúc", "luc", "hồi", "vào lúc", "vào hồi", "vao luc", "vao hoi", "at")
	add(func(r *momentReader) { r.fromNow = true }, "sau", "nữa", "nua", "in", "from now")
	add(within(1, 11), "sáng", "sáng sớm", "sang", "sang som", "am", "morning", "in morning")
	add(within(11, 13), "trưa", "trua")
	add(within(13, 18), "chiều", "chieu")
	add(within(17, 19), "chiều tối", "chieu toi")
	add(within(12, 18), "afternoon", "in afternoon")
	add(within(17, 23), "tối", "toi", "evening", "in evening")
	add(within(18, 23), "night", "at night")
	add(within(21, 23), "đêm", "dem", "khuya")
	add(within(12, 23), "pm")
	add(func(r *momentReader) { r.setTime(0, 0); r.midnight = true }, "nửa đêm", "nua dem", "midnight", "at midnight")
	add(func(r *momentReader) { r.setTime(12, 0) }, "giữa trưa", "giua trua", "noon", "at noon", "midday")
	add(minutes(30), "nửa tiếng", "nửa giờ", "nua tieng", "nua gio", "half an hour", "half hour")
	add(minutes(60), "an hour")
}

func addDays(add addPhrase) {
	ahead := func(days int) func(*momentReader) {
		return func(r *momentReader) { r.setAhead(days) }
	}
	tonight := func(first, last int) func(*momentReader) {
		return func(r *momentReader) { r.setPart(first, last); r.setAhead(0) }
	}
	add(func(*momentReader) {}, "on", "này", "sắp tới", "this", "coming", "vào", "vao")
	add(func(r *momentReader) { r.saidDay = true }, "ngày", "ngay", "mùng", "mồng", "mung", "mong")
	add(ahead(0), "hôm nay", "hom nay", "bữa nay", "nay", "today")
	add(ahead(1), "mai", "ngày mai", "ngay mai", "sớm mai", "tomorrow")
	add(ahead(2), "mốt", "mot", "ngày mốt", "ngay mot", "ngày kia", "ngay kia", "day after tomorrow")
	add(ahead(3), "ngày kìa")
	add(tonight(17, 23), "tonight", "this evening")
	add(tonight(12, 18), "this afternoon")
	add(tonight(1, 11), "this morning")
	vague := func(r *momentReader) { r.vague = "it does not say which day" }
	add(vague, "đầu tuần", "dau tuan", "giữa tuần", "giua tuan", "đầu tháng", "dau thang", "giữa tháng", "giua thang",
		"cuối tháng", "cuoi thang", "cuối năm", "cuoi nam", "tháng này", "thang nay", "this month",
		"tháng sau", "tháng tới", "thang toi", "next month")
}

func addWeeks(add addPhrase) {
	week := func(n int) func(*momentReader) {
		return func(r *momentReader) { r.setWeek(n) }
	}
	weekend := func(means func(*momentReader)) func(*momentReader) {
		return func(r *momentReader) { r.weekend = true; means(r) }
	}
	add(week(0), "tuần này", "tuan nay", "this week")
	add(week(1), "tuần sau", "tuan sau", "tuần tới", "tuan toi", "next week")
	add(week(2), "tuần sau nữa", "tuan sau nua", "week after next")
	add(weekend(func(*momentReader) {}), "cuối tuần", "cuoi tuan", "weekend", "at weekend")
	add(weekend(week(0)), "cuối tuần này", "cuoi tuan nay", "this weekend")
	add(weekend(week(1)), "cuối tuần sau", "cuoi tuan sau", "cuối tuần tới", "cuoi tuan toi", "next weekend")
	add(func(r *momentReader) { r.twice, r.next = r.twice || r.next, true }, "tới", "next")
	for day, names := range [][]string{
		{"chủ nhật", "chu nhat", "chúa nhật", "cn", "sunday", "sun"},
		{"thứ hai", "thu hai", "thứ 2", "thu 2", "t2", "monday", "mon"},
		{"thứ ba", "thu ba", "thứ 3", "thu 3", "t3", "tuesday", "tue"},
		{"thứ tư", "thu tu", "thứ 4", "thu 4", "t4", "wednesday", "wed"},
		{"thứ năm", "thu nam", "thứ 5", "thu 5", "t5", "thursday", "thurs"}, // "thu" is half of "thu 5"
		{"thứ sáu", "thu sau", "thứ 6", "thu 6", "t6", "friday", "fri"},
		{"thứ bảy", "thứ bẩy", "thu bay", "thứ 7", "thu 7", "t7", "saturday", "sat"},
	} {
		add(func(r *momentReader) {
			r.twice = r.twice || r.onWeekday
			r.onWeekday, r.weekday = true, time.Weekday(day)
		}, names...)
	}
}

func addLunar(add addPhrase) {
	add(func(r *momentReader) { r.lunar = true }, "âl", "al", "âm", "âm lịch", "am lich", "lunar", "lunar calendar")
	add(func(r *momentReader) { r.solar = true }, "dl", "dương", "dương lịch", "duong lich", "solar", "solar calendar")
	add(func(r *momentReader) { r.lunar, r.leap = true, true }, "nhuận", "nhuan", "leap", "leap month")
}

// phrase takes the longest phrase that comes next.
func (r *momentReader) phrase(known map[string]func(*momentReader)) int {
	for n := min(phraseWords, len(r.words)); n > 0; n-- {
		if means, ok := known[strings.Join(r.words[:n], " ")]; ok {
			means(r)
			return n
		}
	}
	return 0
}
