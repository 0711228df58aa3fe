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

	timed, hourOnly   bool // a time was read; it was written as "8h"
	colon             bool // or as "8:30", which is never a duration
	hour, minute      int
	less              int      // "8h kém 15": minutes to take off
	part              *dayPart // "7h tối"
	midnight, endsDay bool
	counted           bool // a duration was read
	minutes           int
	atTime, fromNow   bool // "lúc 8h", "sau 8h": which of the two it is

	date         *Date // its year is 0 if none was written
	relative     bool  // the date was counted from today
	saidDay      bool  // "ngày", "mùng": the number after it is a day
	lunar, solar bool  // the calendar, if it was said
	leap         bool  // of the leap month
	onlyMonth    bool  // not of it
	firstMonth   bool  // "tháng giêng", which people use in both calendars

	onWeekday bool
	weekday   time.Weekday
	next      bool // "next Friday"
	weekend   bool
	inWeek    bool
	weeks     int // the week, counted from this one

	twice bool   // something was said twice
	vague string // what was said leaves the day open
}

// dayPart is the hours that a word such as "chiều" may mean, both included.
type dayPart struct{ first, last int }

var (
	clockWord   = regexp.MustCompile(`^(\d{1,2})(?:([:hg])(\d{2})'?|[hg])$`)
	twelveWord  = regexp.MustCompile(`^(\d{1,2})(?::(\d{2}))?(am|pm)$`)
	minuteWord  = regexp.MustCompile(`^(\d{1,4})(?:m|p|ph|phút|phut|min)$`)
	dateWord    = regexp.MustCompile(`^(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?(âl|al)?$`)
	numberWord  = regexp.MustCompile(`^\d{1,4}$`)
	yearWord    = regexp.MustCompile(`^\d{4}$`)
	ordinalWord = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)$`)
)

// momentWordsOf takes a text apart and leaves out what means nothing in a moment.
func momentWordsOf(text string) []string {
	plain := strings.NewReplacer(",", " ", ";", " ", "(", " ", ")", " ").Replace(strings.ToLower(text))
	var words []string
	for _, w := range strings.Fields(plain) {
		w = strings.TrimRight(w, ".")
		switch w {
		case "", "-", "–", "the", "of", "o'clock":
			continue
		}
		if m := ordinalWord.FindStringSubmatch(w); m != nil {
			w = m[1]
		}
		words = append(words, w)
	}
	return words
}

// read takes all words; one that means nothing here is an error.
func (r *momentReader) read() error {
	phrases := momentPhrases()
	for len(r.words) > 0 {
		n := r.daysAhead()
		if n == 0 {
			n = r.phrase(phrases)
		}
		for _, take := range []func() int{
			r.timeOfDay, r.hours, r.aroundHour, r.duration, r.day, r.dayAndMonth, r.monthAndDay, r.dayOfNames, r.dayOfMonth,
		} {
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

func (r *momentReader) setTime(hour, minute int) {
	r.twice = r.twice || r.timed
	r.timed, r.hour, r.minute = true, hour, minute
}

func (r *momentReader) setHour(hour int) {
	r.setTime(hour, 0)
	r.hourOnly = true
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

func (r *momentReader) setAhead(days int) {
	r.setDate(r.today.AddDays(days))
	r.relative = true
}

func (r *momentReader) setWeek(n int) {
	r.twice = r.twice || r.inWeek
	r.inWeek, r.weeks = true, n
}
