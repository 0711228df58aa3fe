package loa

import (
	"fmt"
	"strings"
	"time"
)

// day reads "14/3", "14-3-2025", "10/3al" and "2025-03-14".
func (r *momentReader) day() int {
	if d, err := ParseDate(r.word(0)); err == nil {
		r.setDate(d)
		return 1
	}
	m := dateWord.FindStringSubmatch(r.word(0))
	if m == nil {
		return 0
	}
	r.setDate(Date{number(m[3]), time.Month(number(m[2])), number(m[1])})
	r.lunar = r.lunar || m[4] != ""
	return 1
}

// dayAndMonth reads "14 tháng 3 năm 2025", "5 tháng tư", "14 March 2025" and
// "ngày 5 tháng sau".
func (r *momentReader) dayAndMonth() int {
	if !r.isNumber(0) || !isMonth(r.word(1)) {
		return 0
	}
	d, n := Date{Day: number(r.word(0)), Month: englishMonth(r.word(1))}, 2
	if d.Month == 0 {
		if months := monthsAhead(r.word(1), r.word(2)); months >= 0 {
			return r.dayMonthsAhead(d.Day, months)
		}
		var words int
		if d.Month, words = r.month(2); words == 0 {
			return 0
		}
		n += words
	}
	words := 0
	if d.Year, words = r.year(n); words < 0 {
		return 0
	}
	r.setDate(d)
	return n + words
}

// dayMonthsAhead reads the rest of "ngày 5 tháng sau".
func (r *momentReader) dayMonthsAhead(day, months int) int {
	if !r.saidDay && months > 0 {
		r.vague = fmt.Sprintf("it may be the %d. of a month or in %d months", day, day)
	}
	first := r.today.Month1st(months)
	r.setDate(Date{first.Year, first.Month, day})
	r.relative = true
	return 3
}

// monthsAhead returns 0 for "tháng này", 1 for "tháng sau" and "tháng tới", else -1.
func monthsAhead(month, which string) int {
	switch month + " " + which {
	case "tháng này", "thang nay":
		return 0
	case "tháng sau", "tháng tới", "thang toi":
		return 1
	}
	return -1
}

// month reads the month after "tháng": "3", "tư", "mười hai", "giêng", "chạp". Without
// marks "thang sau" may be June or the month to come.
func (r *momentReader) month(i int) (time.Month, int) {
	if r.isNumber(i) {
		return time.Month(number(r.word(i))), 1
	}
	switch w := r.word(i); w {
	case "giêng", "gieng":
		r.firstMonth = true
		return time.January, 1
	case "chạp", "chap":
		r.lunar = true
		return time.December, 1
	case "tư", "tu":
		return time.April, 1
	case "nam":
		return time.May, 1
	case "sau":
		r.vague = "thang sau may be June or next month"
		return time.June, 1
	}
	value, n := r.numeral(i)
	return time.Month(value), n
}

// year reads "năm 2025" and "2025"; -1 is "năm" without a year.
func (r *momentReader) year(i int) (value, n int) {
	said := 0
	if w := r.word(i); w == "năm" || w == "nam" {
		said = 1
	}
	switch {
	case yearWord.MatchString(r.word(i + said)):
		return number(r.word(i + said)), said + 1
	case said > 0:
		return 0, -1
	}
	return 0, 0
}

// monthAndDay reads "April 5" and "April 5, 2025".
func (r *momentReader) monthAndDay() int {
	month := englishMonth(r.word(0))
	if month == 0 || !r.isNumber(1) || len(r.word(1)) > 2 {
		return 0
	}
	year, n := r.year(2)
	if n < 0 {
		return 0
	}
	r.setDate(Date{year, month, number(r.word(1))})
	return 2 + n
}

// dayOfNames reads lunar days by their names: "rằm tháng 7", "3 tết" and "10 3 lunar
// month", which is left of "the 10th of the 3rd lunar month".
func (r *momentReader) dayOfNames() int {
	d, n := Date{Day: 15, Month: time.January}, 0
	switch {
	case r.word(0) == "rằm" || r.word(0) == "ram":
		if !isMonthWord(r.word(1)) {
			return 0
		}
		if d.Month, n = r.month(2); n == 0 {
			return 0
		}
		n += 2
	case r.isNumber(0) && isTet(r.word(1)):
		d.Day, n = number(r.word(0)), 2
		if d.Day > 10 { // "30 Tết" is the eve
			return 0
		}
	case r.isNumber(0) && r.isNumber(1) && r.word(2) == "lunar" && r.word(3) == "month":
		d.Day, d.Month, n = number(r.word(0)), time.Month(number(r.word(1))), 4
	default:
		return 0
	}
	words := 0
	if d.Year, words = r.year(n); words < 0 {
		return 0
	}
	r.lunar = true
	r.setDate(d)
	return n + words
}

func isTet(word string) bool { return word == "tết" || word == "tet" }

// dayOfMonth sees a day without its month.
func (r *momentReader) dayOfMonth() int {
	if !r.saidDay || !r.isNumber(0) {
		return 0
	}
	r.vague = "it does not say the month"
	return 1
}

// daysAhead reads "2 ngày nữa", "sau 3 ngày", "1 tuần nữa" and "in 2 days".
func (r *momentReader) daysAhead() int {
	start := 0
	switch r.word(0) {
	case "sau", "in":
		start = 1
	}
	unit := daysOf(r.word(start + 1))
	if !r.isNumber(start) || unit == 0 {
		return 0
	}
	n := start + 2
	switch r.word(n) {
	case "nữa", "nua", "sau", "later":
		n++
	case "from":
		if r.word(n+1) != "now" {
			return 0
		}
		n += 2
	default:
		if start == 0 {
			return 0
		}
	}
	r.setAhead(number(r.word(start)) * unit)
	return n
}

// daysOf returns the days of a unit of time; 0 if the word is none.
func daysOf(word string) int {
	switch word {
	case "ngày", "ngay", "hôm", "hom", "days", "day":
		return 1
	case "tuần", "tuan", "weeks", "week":
		return 7
	}
	return 0
}

func isMonthWord(word string) bool { return word == "tháng" || word == "thang" }

func isMonth(word string) bool { return isMonthWord(word) || englishMonth(word) != 0 }

// englishMonth returns the month of an English name or its beginning, such as
// "Sept", and 0 if it is none.
func englishMonth(word string) time.Month {
	for m := time.January; m <= time.December; m++ {
		if len(word) >= 3 && strings.HasPrefix(strings.ToLower(m.String()), word) {
			return m
		}
	}
	return 0
}
