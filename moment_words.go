package loa

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// momentReader takes a moment apart, word by word, and keeps what it says.
type momentReader struct {
	words []string
	today Date

	timed, hourOnly bool // a time was read; it was written as "8h"
	hour, minute    int
	part            *dayPart // "7h tối"
	counted         bool     // a duration was read
	minutes         int
	atTime, fromNow bool  // "lúc 8h", "sau 8h": which of the two it is
	date            *Date // its year is 0 if none was written
	onWeekday       bool
	weekday         time.Weekday
	nextWeek        bool
	twice           bool // something was said twice
}

// dayPart is the hours that a word such as "chiều" may mean, both included.
type dayPart struct{ first, last int }

var (
	clockWord  = regexp.MustCompile(`^(\d{1,2})(?:[:hg](\d{2})|[hg])$`)
	twelveWord = regexp.MustCompile(`^(\d{1,2})(?::(\d{2}))?(am|pm)$`)
	minuteWord = regexp.MustCompile(`^(\d{1,4})(?:m|p|ph|phút|phut|min)$`)
	dateWord   = regexp.MustCompile(`^(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?$`)
	numberWord = regexp.MustCompile(`^\d{1,4}$`)
	yearWord   = regexp.MustCompile(`^\d{4}$`)
)

// read takes all words; one that means nothing here is an error.
func (r *momentReader) read() error {
	phrases := momentPhrases()
	for len(r.words) > 0 {
		n := r.phrase(phrases)
		for _, take := range []func() int{r.timeOfDay, r.hours, r.duration, r.day, r.dayAndMonth} {
			if n == 0 {
				n = take()
			}
		}
		if n == 0 {
			return fmt.Errorf("%q is not understood", r.words[0])
		}
		r.words = r.words[n:]
	}
	return nil
}

func (r *momentReader) word(i int) string {
	if i >= len(r.words) {
		return ""
	}
	return r.words[i]
}

// number reads the digits that a pattern has let through; "" is 0.
func number(digits string) int {
	n, _ := strconv.Atoi(digits) // at most four digits by the patterns
	return n
}

func (r *momentReader) isNumber(i int) bool { return numberWord.MatchString(r.word(i)) }

func (r *momentReader) setTime(hour, minute string) {
	r.twice = r.twice || r.timed
	r.timed, r.hour, r.minute, r.hourOnly = true, number(hour), number(minute), minute == ""
}

func (r *momentReader) setMinutes(n int) {
	r.twice = r.twice || r.counted
	r.counted, r.minutes = true, n
}

func (r *momentReader) setPart(first, last int) {
	r.twice = r.twice || r.part != nil
	r.part = &dayPart{first, last}
}

func (r *momentReader) setDate(d Date) {
	r.twice = r.twice || r.date != nil
	r.date = &d
}

// The readers below return how many words they took.

// timeOfDay reads "06:30", "6h30", "8h" and "7:30pm".
func (r *momentReader) timeOfDay() int {
	if m := clockWord.FindStringSubmatch(r.word(0)); m != nil {
		r.setTime(m[1], m[2])
		return 1
	}
	m := twelveWord.FindStringSubmatch(r.word(0))
	if m == nil {
		return 0
	}
	r.setTime(m[1], m[2])
	momentPhrases()[m[3]](r)
	return 1
}

// hours reads "8 giờ", "8 giờ 30", "8 giờ 30 phút" and "2 tiếng".
func (r *momentReader) hours() int {
	if !r.isNumber(0) {
		return 0
	}
	switch r.word(1) {
	case "tiếng", "tieng", "hours", "hour":
		r.setMinutes(number(r.word(0)) * 60)
		return 2
	case "giờ", "gio", "h":
	default:
		return 0
	}
	if !r.isNumber(2) || isMonth(r.word(3)) {
		r.setTime(r.word(0), "")
		return 2
	}
	r.setTime(r.word(0), r.word(2))
	if isMinutes(r.word(3)) {
		return 4
	}
	return 3
}

func isMinutes(word string) bool {
	switch word {
	case "phút", "phut", "minutes", "minute", "min":
		return true
	}
	return false
}

// duration reads "30m", "30p" and "30 phút".
func (r *momentReader) duration() int {
	if m := minuteWord.FindStringSubmatch(r.word(0)); m != nil {
		r.setMinutes(number(m[1]))
		return 1
	}
	if r.isNumber(0) && isMinutes(r.word(1)) {
		r.setMinutes(number(r.word(0)))
		return 2
	}
	return 0
}

// day reads "14/3", "14-3-2025" and "2025-03-14".
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
	return 1
}

// dayAndMonth reads "14 tháng 3 năm 2025" and "14 March 2025".
func (r *momentReader) dayAndMonth() int {
	if !r.isNumber(0) || !isMonth(r.word(1)) {
		return 0
	}
	d, n := Date{Day: number(r.word(0)), Month: englishMonth(r.word(1))}, 2
	if d.Month == 0 {
		if !r.isNumber(2) {
			return 0
		}
		d.Month, n = time.Month(number(r.word(2))), 3
		if w := r.word(3); w == "năm" || w == "nam" {
			n = 4
		}
	}
	if yearWord.MatchString(r.word(n)) {
		d.Year, n = number(r.word(n)), n+1
	} else if n == 4 { // "năm" without a year
		return 0
	}
	r.setDate(d)
	return n
}

func isMonth(word string) bool {
	return word == "tháng" || word == "thang" || englishMonth(word) != 0
}

// englishMonth returns the month of an English name, 0 if it is none.
func englishMonth(word string) time.Month {
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(word, m.String()) {
			return m
		}
	}
	return 0
}
