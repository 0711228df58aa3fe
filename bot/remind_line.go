package bot

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"loa"
)

// remindLine is a meeting as it was typed on one line: moment, place, and after a
// bar the title.
type remindLine struct {
	at           time.Time // zero: see err
	err          error     // why there is no moment; loa.ErrPast among them
	monthly      int       // day of the month on which it recurs; 0: once
	place, title string
}

// oneLine makes one line of what was typed.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// momentMost is how many words a moment takes at most.
const momentMost = 16

func readRemindLine(text string, now time.Time, zone *time.Location) remindLine {
	when, title, _ := strings.Cut(text, "|")
	l := remindLine{title: oneLine(title)}
	when = strings.TrimSpace(when)
	day, rest, ok := loa.CutMonthly(when + " ") // also where nothing follows
	if !ok {
		l.at, l.place, l.err = momentAndPlace(strings.Fields(when), now, zone)
		return l
	}
	l.monthly = day
	today := loa.DateOf(now, zone)
	for month := range 2 {
		d := loa.Recurring{Day: day}.In(today.Month1st(month))
		words := append([]string{fmt.Sprintf("%d/%d/%d", d.Day, int(d.Month), d.Year)}, strings.Fields(rest)...)
		if l.at, l.place, l.err = momentAndPlace(words, now, zone); !errors.Is(l.err, loa.ErrPast) {
			break
		}
	}
	return l
}

// momentAndPlace takes the longest moment off the front of the words; the rest is
// the place. Words of a moment that are left over contradict it.
func momentAndPlace(words []string, now time.Time, zone *time.Location) (at time.Time, place string, err error) {
	for n := min(len(words), momentMost); n > 0; n-- {
		at, err = loa.ParseMoment(strings.Join(words[:n], " "), now, zone)
		if err != nil && !errors.Is(err, loa.ErrPast) {
			continue
		}
		if ofMoment(words[n:], now, zone) > 0 {
			return time.Time{}, placeOf(words[n:], now, zone), errors.New("the line says two moments")
		}
		return at, strings.Join(words[n:], " "), err
	}
	return time.Time{}, placeOf(words, now, zone), errors.New("the line begins with no moment")
}

// placeOf is what is left of a line whose moment is not understood.
func placeOf(words []string, now time.Time, zone *time.Location) string {
	for len(words) > 0 {
		n := ofMoment(words, now, zone)
		if n == 0 && strings.ContainsFunc(words[0], unicode.IsDigit) {
			n = 1
		}
		if n == 0 {
			break
		}
		words = words[n:]
	}
	return strings.Join(words, " ")
}

// ofMoment returns how many of the first words belong to a moment, 0 if they do not.
func ofMoment(words []string, now time.Time, zone *time.Location) int {
	for n := min(len(words), 3); n > 0; n-- {
		for _, at := range []string{"23:59 ", "8:00 ", "12:00 "} {
			_, err := loa.ParseMoment(at+strings.Join(words[:n], " "), now, zone)
			if err == nil || errors.Is(err, loa.ErrPast) {
				return n
			}
		}
	}
	return 0
}
