package loa

// The readers below, and those of moment_days.go, return how many words they took.

// timeOfDay reads "06:30", "6h30", "8h", "19h 30", "7h rưỡi" and "7:30pm".
func (r *momentReader) timeOfDay() int {
	m := clockWord.FindStringSubmatch(r.word(0))
	switch {
	case m == nil:
		return r.twelveHours()
	case m[3] == "" && r.isMinutesOfHour(1):
		r.setTime(number(m[1]), number(r.word(1)))
		return 2
	case m[3] == "":
		r.setHour(number(m[1]))
		return 1 + r.aroundAt(1)
	}
	r.setTime(number(m[1]), number(m[3]))
	r.colon = m[2] == ":"
	if !r.colon && isMinutes(r.word(1)) {
		return 2
	}
	return 1
}

// isMinutesOfHour reports whether the word is the second half of "19h 30".
func (r *momentReader) isMinutesOfHour(i int) bool {
	if len(r.word(i)) != 2 || !r.isNumber(i) {
		return false
	}
	next := r.word(i + 1)
	return !isMonth(next) && !isMinutes(next) && !isHours(next) && daysOf(next) == 0 && !isTet(next)
}

func (r *momentReader) twelveHours() int {
	m := twelveWord.FindStringSubmatch(r.word(0))
	if m == nil {
		return 0
	}
	if m[2] == "" {
		r.setHour(number(m[1]))
	} else {
		r.setTime(number(m[1]), number(m[2]))
	}
	momentPhrases()[m[3]](r)
	return 1
}

// hours reads "8 giờ", "bảy giờ", "8 giờ 30", "8 giờ 30 phút", "7 rưỡi" and durations
// such as "2 tiếng" and "1 tiếng rưỡi".
func (r *momentReader) hours() int {
	hour, n := r.hourNumber()
	if n == 0 {
		return 0
	}
	next := r.word(n)
	switch {
	case isHours(next):
		return n + 1 + r.hoursLong(hour, n+1)
	case next == "giờ" || next == "gio" || next == "h":
	case isHalf(next) || isLess(next) && r.isNumber(n+1):
		r.setHour(hour)
		return n + r.aroundAt(n)
	default:
		return 0
	}
	n++
	if !r.isNumber(n) || isMonth(r.word(n+1)) {
		r.setHour(hour)
		return n + r.aroundAt(n)
	}
	r.setTime(hour, number(r.word(n)))
	if isMinutes(r.word(n + 1)) {
		return n + 2
	}
	return n + 1
}

// hourNumber reads the number of hours, in digits or in a word.
func (r *momentReader) hourNumber() (hour, n int) {
	if r.isNumber(0) {
		return number(r.word(0)), 1
	}
	if hour, n = r.numeral(0); n > 0 && (r.word(n) == "giờ" || r.word(n) == "tiếng" || r.word(n) == "rưỡi") {
		return hour, n
	}
	return 0, 0
}

// numeral reads "một" to "mười hai".
func (r *momentReader) numeral(i int) (value, n int) {
	for v, word := range []string{"", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"} {
		if v > 0 && r.word(i) == word {
			value, n = v, 1
		}
	}
	if value != 10 {
		return value, n
	}
	switch r.word(i + 1) {
	case "một":
		return 11, 2
	case "hai":
		return 12, 2
	}
	return value, n
}

// hoursLong reads what follows in "1 tiếng rưỡi" and "2 tiếng 15 phút".
func (r *momentReader) hoursLong(hours, i int) int {
	switch {
	case isHalf(r.word(i)):
		r.setMinutes(hours*60 + 30)
		return 1
	case r.isNumber(i) && isMinutes(r.word(i+1)):
		r.setMinutes(hours*60 + number(r.word(i)))
		return 2
	}
	r.setMinutes(hours * 60)
	return 0
}

// aroundAt reads what makes an hour exact: "rưỡi", "kém 15 phút", "đúng".
func (r *momentReader) aroundAt(i int) int {
	switch w := r.word(i); {
	case isHalf(w):
		r.minute, r.hourOnly = 30, false
		return 1
	case w == "đúng" || w == "dung":
		r.atTime = true
		return 1
	case isLess(w) && r.isNumber(i+1):
		r.less, r.hourOnly = number(r.word(i+1)), false
		if isMinutes(r.word(i + 2)) {
			return 3
		}
		return 2
	}
	return 0
}

// aroundHour reads "half past 7", "quarter past 7" and "quarter to 8".
func (r *momentReader) aroundHour() int {
	if !r.isNumber(2) {
		return 0
	}
	switch r.word(0) + " " + r.word(1) {
	case "half past":
		r.setTime(number(r.word(2)), 30)
	case "quarter past":
		r.setTime(number(r.word(2)), 15)
	case "quarter to":
		r.setTime(number(r.word(2)), 0)
		r.less = 15
	default:
		return 0
	}
	return 3
}

func isHalf(word string) bool { return word == "rưỡi" || word == "ruoi" }

func isLess(word string) bool { return word == "kém" || word == "kem" }

func isHours(word string) bool {
	switch word {
	case "tiếng", "tieng", "hours", "hour":
		return true
	}
	return false
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
