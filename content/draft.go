package content

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"loa"
)

// Draft is what somebody who begins a campaign says about it, as written, by the
// names that DraftKeys lists.
type Draft map[string]string

// DraftKeys lists what a draft holds, in the order in which it is asked for.
func DraftKeys() []string { return []string{"name", "id", "theme", "event", "from", "until", "unit"} }

// maxTitle bounds a name or a theme in UTF-16 units, so that every message that
// shows it has room for what it says beside it.
const maxTitle = 200

// plan is a draft, read.
type plan struct {
	ID, Name, Theme, Unit string
	Event                 loa.Date
	Peak                  loa.Period
	Options               []loa.Date // of a question about the event's day
}

// Check returns what is wrong with those parts that are there; the file of a
// mistake is the part's name. Whether one is missing is for the caller to say.
func (d Draft) Check() []Mistake {
	_, mistakes := d.read()
	return mistakes
}

func (d Draft) read() (plan, []Mistake) {
	ms := &mistakes{}
	id, event := d.part("id"), d.part("event")
	ms.plainID(id, maxLongID)
	p := plan{ID: id.text, Name: ms.title(d.part("name")), Theme: ms.title(d.part("theme")), Unit: ms.title(d.part("unit"))}
	p.Event = ms.date(event)
	for _, days := range []int{-30, -7, 0, 30} {
		p.Options = append(p.Options, p.Event.AddDays(days))
	}
	from, fromOK := ms.calendarDay(d.part("from"))
	until := d.part("until")
	end, untilOK := ms.calendarDay(until)
	if fromOK && untilOK {
		ms.inOrder(until.at, from, end)
	}
	p.Peak = loa.Period{From: from, Until: end}
	return p, ms.sorted()
}

// part returns a part of the draft as the readers of folders want their values.
func (d Draft) part(key string) scalar {
	text := strings.TrimSpace(normalise(d[key]))
	return scalar{key: key, text: text, at: pos{file: key}, ok: text != ""}
}

// title checks a text that is shown in one line.
func (ms *mistakes) title(s scalar) string {
	switch n := loa.UTF16Len(s.text); {
	case !utf8.ValidString(s.text) || strings.ContainsFunc(s.text, unprintable):
		ms.add(s.at, "unprintable", data{"Key": s.key})
	case n > maxTitle:
		ms.add(s.at, "long", data{"Key": s.key, "Length": n, "Most": maxTitle})
	}
	return s.text
}

// unprintable reports what has no place in a line: line ends, control characters,
// and what YAML does not take (YAML 1.2, 5.1).
func unprintable(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp) || r == '\ufeff' || r == '\ufffe' || r == '\uffff'
}

// IDFrom makes an id of any text, such as the name of a folder; empty where the
// text has no letter or digit that an id can have.
func IDFrom(text string) string {
	words := strings.FieldsFunc(Fold(text), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	id := strings.Join(words, "-")
	return strings.TrimRight(id[:min(len(id), maxLongID)], "-")
}
