package loa

import "time"

// momentPhrases says what one or two words mean in a moment.
func momentPhrases() map[string]func(*momentReader) {
	all := map[string]func(*momentReader){}
	add := func(means func(*momentReader), spellings ...string) {
		for _, s := range spellings {
			all[s] = means
		}
	}
	within := func(first, last int) func(*momentReader) {
		return func(r *momentReader) { r.setPart(first, last) }
	}
	ahead := func(days int) func(*momentReader) {
		return func(r *momentReader) { r.setDate(r.today.AddDays(days)) }
	}
	add(func(*momentReader) {}, "ngày", "ngay", "on", "tuần này", "tuan nay", "this week")
	add(func(r *momentReader) { r.atTime = true }, "lúc", "luc", "at")
	add(func(r *momentReader) { r.fromNow = true }, "sau", "nữa", "nua", "in")
	add(within(1, 11), "sáng", "sang", "am", "morning")
	add(within(11, 13), "trưa", "trua")
	add(within(13, 18), "chiều", "chieu")
	add(within(17, 23), "tối", "toi", "evening")
	add(within(21, 23), "đêm", "dem")
	add(within(12, 23), "pm")
	add(ahead(0), "hôm nay", "hom nay", "nay", "today")
	add(ahead(1), "mai", "ngày mai", "ngay mai", "tomorrow")
	add(ahead(2), "mốt", "mot", "ngày mốt", "ngay mot", "ngày kia", "ngay kia")
	add(func(r *momentReader) { r.setPart(17, 23); r.setDate(r.today) }, "tonight")
	add(func(r *momentReader) { r.nextWeek = true }, "tuần sau", "tuan sau", "tuần tới", "tuan toi", "next week")
	for day, names := range [][]string{
		{"chủ nhật", "chu nhat", "chúa nhật", "cn", "sunday"},
		{"thứ hai", "thu hai", "thứ 2", "thu 2", "t2", "monday"},
		{"thứ ba", "thu ba", "thứ 3", "thu 3", "t3", "tuesday"},
		{"thứ tư", "thu tu", "thứ 4", "thu 4", "t4", "wednesday"},
		{"thứ năm", "thu nam", "thứ 5", "thu 5", "t5", "thursday"},
		{"thứ sáu", "thu sau", "thứ 6", "thu 6", "t6", "friday"},
		{"thứ bảy", "thứ bẩy", "thu bay", "thứ 7", "thu 7", "t7", "saturday"},
	} {
		add(func(r *momentReader) {
			r.twice = r.twice || r.onWeekday
			r.onWeekday, r.weekday = true, time.Weekday(day)
		}, names...)
	}
	return all
}

// phrase takes the longest phrase that comes next.
func (r *momentReader) phrase(known map[string]func(*momentReader)) int {
	if len(r.words) > 1 {
		if means, ok := known[r.words[0]+" "+r.words[1]]; ok {
			means(r)
			return 2
		}
	}
	if means, ok := known[r.words[0]]; ok {
		means(r)
		return 1
	}
	return 0
}
