package content

import (
	"regexp"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"loa"
)

// Lengths of ids in bytes. Ids of units, kinds, posts and questions go into a
// button's data, which has 64 bytes (Bot API, InlineKeyboardButton).
const (
	maxShortID = 24
	maxLongID  = 40
)

var (
	plainID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	codeID  = regexp.MustCompile(`^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$`) // such as "M1", "H01", "3.1"
)

// plainID checks an id that Loa puts into buttons and addresses.
func (ms *mistakes) plainID(s scalar, most int) bool {
	return ms.id(s, plainID, "bad_id", most)
}

// codeID checks an id that the plan's authors chose.
func (ms *mistakes) codeID(s scalar) bool {
	return ms.id(s, codeID, "bad_code", maxShortID)
}

func (ms *mistakes) id(s scalar, pattern *regexp.Regexp, kind string, most int) bool {
	switch {
	case !s.ok:
		return false
	case !pattern.MatchString(s.text):
		ms.add(s.at, kind, data{"ID": s.text})
	case len(s.text) > most:
		ms.add(s.at, "long_id", data{"ID": s.text, "Length": len(s.text), "Most": most})
	default:
		return true
	}
	return false
}

// date reads an absolute day, "2024-03-13".
func (ms *mistakes) date(s scalar) loa.Date {
	if !s.ok {
		return loa.Date{}
	}
	d, err := loa.ParseDate(s.text)
	if err != nil {
		ms.add(s.at, "bad_date", data{"Key": s.key, "Value": s.text})
	}
	return d
}

// calendarDay reads an absolute or yearly day.
func (ms *mistakes) calendarDay(s scalar) (loa.CalendarDay, bool) {
	if !s.ok {
		return loa.CalendarDay{}, false
	}
	d, err := loa.ParseCalendarDay(s.text)
	if err != nil {
		ms.add(s.at, "bad_day", data{"Key": s.key, "Value": s.text})
	}
	return d, err == nil
}

// clock reads a time of day.
func (ms *mistakes) clock(s scalar) (loa.Clock, bool) {
	if !s.ok {
		return 0, false
	}
	c, err := loa.ParseClock(s.text)
	if err != nil {
		ms.add(s.at, "bad_clock", data{"Key": s.key, "Value": s.text})
	}
	return c, err == nil
}

// lateness reads a time of day or a duration up to a week.
func (ms *mistakes) lateness(s scalar) (loa.Lateness, bool) {
	if !s.ok {
		return loa.Lateness{}, false
	}
	if strings.Contains(s.text, ":") {
		c, ok := ms.clock(s)
		return loa.Lateness{Clock: c, ByClock: true}, ok
	}
	d, err := time.ParseDuration(s.text)
	if err != nil || d <= 0 || d > 7*24*time.Hour {
		ms.add(s.at, "bad_lateness", data{"Key": s.key, "Value": s.text})
		return loa.Lateness{}, false
	}
	return loa.Lateness{For: d}, true
}

// zone reads an IANA zone name, or nothing.
func (ms *mistakes) zone(s scalar) string {
	if !s.ok {
		return ""
	}
	if _, err := time.LoadLocation(s.text); err != nil || s.text == "Local" {
		ms.add(s.at, "bad_zone", data{"Value": s.text})
		return ""
	}
	return s.text
}

// cron reads a cron expression of five fields. It fires at most once a day,
// since a post has one delivery a day in a group.
func (ms *mistakes) cron(s scalar) (loa.Next, bool) {
	schedule, err := cron.ParseStandard(s.text)
	if err != nil || strings.Contains(s.text, "=") || strings.HasPrefix(s.text, "@") {
		ms.add(s.at, "bad_cron", data{"Value": s.text})
		return nil, false
	}
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Second)
	first := schedule.Next(start)
	if first.IsZero() {
		ms.add(s.at, "cron_never", data{"Value": s.text})
		return nil, false
	}
	if second := schedule.Next(first); loa.DateOf(second, time.UTC) == loa.DateOf(first, time.UTC) {
		ms.add(s.at, "cron_often", data{"Value": s.text})
		return nil, false
	}
	return schedule, true
}

// period reads {from, until}; both or nothing.
func (ms *mistakes) period(o object, key string) loa.Period {
	span, ok := o.object(key, "from", "until")
	if !ok {
		return loa.Period{}
	}
	from, fromOK := ms.calendarDay(span.required("from"))
	until, untilOK := ms.calendarDay(span.required("until"))
	if !fromOK || !untilOK {
		return loa.Period{}
	}
	if !ms.inOrder(span.place("until"), from, until) {
		return loa.Period{}
	}
	return loa.Period{From: from, Until: until}
}

// inOrder checks the two ends of a span of days. A yearly span may run over New Year.
func (ms *mistakes) inOrder(at pos, from, until loa.CalendarDay) bool {
	switch {
	case from.Yearly() != until.Yearly():
		ms.add(at, "mixed_span", data{"From": from, "Until": until})
	case !from.Yearly() && loa.Date(until).Before(loa.Date(from)):
		ms.add(at, "until_before_from", data{"From": from, "Until": until})
	default:
		return true
	}
	return false
}
