package loa

import (
	"regexp"
	"strconv"
	"strings"
)

// RecurringID numbers meetings that recur.
type RecurringID int64

// recurringPrefix tells the series of a recurring meeting from those of a campaign folder.
const recurringPrefix = "recurring:"

// Recurring is a meeting that a unit holds every month on a fixed day. Each month's
// meeting is made some time ahead, and then stands for itself.
type Recurring struct {
	ID        RecurringID
	Unit      UnitID
	Kind      MeetingKind
	Day       int // of the month, 1 to 31; a month without it: its last day
	At        Clock
	Title     string // may hold MonthPlaceholder
	Lang      Lang   // of the title
	Place     string
	Until     Date // last day; zero: open
	Reminders []int
	Bot       BotID
	Author    Account
	Chat      ChatID
	Made      Date // first day of the last month whose meeting was made
}

// MonthPlaceholder stands in the title of a recurring meeting for the month.
const MonthPlaceholder = "{{month}}"

// Series is what the meetings made of it carry.
func (r Recurring) Series() string { return recurringPrefix + strconv.FormatInt(int64(r.ID), 10) }

// RecurringOf returns the recurring meeting that a meeting is one of; ok is false
// if it is one of none.
func (m Meeting) RecurringOf() (id RecurringID, ok bool) {
	text, ok := strings.CutPrefix(m.Series, recurringPrefix)
	n, err := strconv.ParseInt(text, 10, 64)
	return RecurringID(n), ok && err == nil
}

// In returns the day in the month of the given day.
func (r Recurring) In(month Date) Date {
	last := month.Month1st(1).AddDays(-1)
	return Date{month.Year, month.Month, min(r.Day, last.Day)}
}

// Ahead lists the days of the months after the last one made, up to the day.
func (r Recurring) Ahead(until Date) []Date {
	if !r.Until.IsZero() && r.Until.Before(until) {
		until = r.Until
	}
	var days []Date
	for month := r.Made.Month1st(1); !until.Before(r.In(month)); month = month.Month1st(1) {
		days = append(days, r.In(month))
	}
	return days
}

// monthly matches "ngày 3 hằng tháng …" and "3rd of every month …".
var monthly = regexp.MustCompile(`(?i)^(?:ngày\s+|ngay\s+|on\s+)?(?:the\s+|day\s+|mồng\s+|mong\s+|mùng\s+|mung\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+` +
	`(?:(?:hằng|hàng|hang|mỗi|moi)\s+(?:tháng|thang)|(?:of\s+)?(?:every|each)\s+month)\s+`)

// CutMonthly takes off a text the day of the month on which something recurs:
// "ngày 3 hằng tháng 19:30" gives 3 and "19:30". ok is false if the text does not
// begin with one.
func CutMonthly(text string) (day int, rest string, ok bool) {
	m := monthly.FindStringSubmatch(text)
	if m == nil {
		return 0, text, false
	}
	day, _ = strconv.Atoi(m[1]) // two digits by the pattern
	if day < 1 || day > 31 {
		return 0, text, false
	}
	return day, text[len(m[0]):], true
}
