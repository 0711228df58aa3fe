package content

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// CalendarEvent is an event for the calendars of telephones.
type CalendarEvent struct {
	UID        string // the same for every state of one event
	Revision   int    // a calendar takes the highest one it has seen
	Cancelled  bool
	Start, End time.Time
	Stamp      time.Time // of this state of the event
	Summary    string
	Place      string
	Details    string
}

// icsLine is how many octets a line may have at most, its end aside (RFC 5545, 3.1).
const icsLine = 75

// File writes the event as an iCalendar file (RFC 5545), to be published or, once
// cancelled, taken back (RFC 5546, 3.2). Times are in UTC, so the file needs no
// definition of a zone.
func (e CalendarEvent) File() []byte {
	method, status := "PUBLISH", "CONFIRMED"
	if e.Cancelled {
		method, status = "CANCEL", "CANCELLED"
	}
	var b bytes.Buffer
	for _, l := range []struct{ name, value string }{
		{"BEGIN", "VCALENDAR"},
		{"VERSION", "2.0"},
		{"PRODID", "-//Loa//Loa//VI"},
		{"METHOD", method},
		{"BEGIN", "VEVENT"},
		{"UID", icsText(e.UID)},
		{"SEQUENCE", fmt.Sprint(e.Revision)},
		{"DTSTAMP", icsTime(e.Stamp)},
		{"DTSTART", icsTime(e.Start)},
		{"DTEND", icsTime(e.End)},
		{"SUMMARY", icsText(e.Summary)},
		{"LOCATION", icsText(e.Place)},
		{"DESCRIPTION", icsText(e.Details)},
		{"STATUS", status},
		{"END", "VEVENT"},
		{"END", "VCALENDAR"},
	} {
		if l.value != "" {
			icsFold(&b, l.name+":"+l.value)
		}
	}
	return b.Bytes()
}

func icsTime(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// icsText escapes a text value (RFC 5545, 3.3.11). Control characters have no
// place in one and are left out.
func icsText(s string) string {
	var b strings.Builder
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	for _, r := range s {
		switch {
		case r == '\\' || r == ';' || r == ',':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t' || !unicode.IsControl(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// icsFold writes a line in pieces that are short enough, never cutting a character.
func icsFold(b *bytes.Buffer, line string) {
	for room := icsLine; len(line) > room; room = icsLine - 1 { // the blank at the front counts
		cut := room
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		b.WriteString(line[:cut] + "\r\n ")
		line = line[cut:]
	}
	b.WriteString(line + "\r\n")
}
