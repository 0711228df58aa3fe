package report

import (
	"strconv"
	"strings"
	"time"

	"loa"
)

// ValueKind is what a value is.
type ValueKind string

// The kinds. The zero value is a number that nobody has.
const (
	MissingValue  ValueKind = ""
	CountValue    ValueKind = "count"
	ShareValue    ValueKind = "share" // a part and its whole, read with the rate
	RateValue     ValueKind = "rate"  // likewise, read as the rate alone
	WordsValue    ValueKind = "words"
	DateValue     ValueKind = "date"
	InstantValue  ValueKind = "instant"
	WithheldValue ValueKind = "withheld" // it is known and not to be told
)

// Value is what one figure or one cell of a table holds. A rate is never stored: it
// is always a part and a whole, so that rates can be added up.
type Value struct {
	Kind  ValueKind
	Count int64 // of a share or rate: the part
	Whole int64
	Words string
	At    time.Time // of a date: its midnight, UTC; of an instant: in the zone in which it is read
}

// Count is a number of things.
func Count(n int) Value { return Value{Kind: CountValue, Count: int64(n)} }

// Share is so many of so many.
func Share(part, whole int) Value {
	return Value{Kind: ShareValue, Count: int64(part), Whole: int64(whole)}
}

// Rate is so many of so many, of which only the rate is read.
func Rate(part, whole int) Value {
	return Value{Kind: RateValue, Count: int64(part), Whole: int64(whole)}
}

// Words is a text in the place of a number.
func Words(s string) Value { return Value{Kind: WordsValue, Words: s} }

// Day is a date.
func Day(d loa.Date) Value {
	return Value{Kind: DateValue, At: time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)}
}

// Instant is a day and a time of it, as the clock showed in the zone.
func Instant(t time.Time, zone *time.Location) Value {
	return Value{Kind: InstantValue, At: t.In(zone)}
}

// Withheld is a number that those who read the report are not told, such as one of so
// few people that it would be about one of them.
func Withheld() Value { return Value{Kind: WithheldValue} }

// Missing reports whether there is no number.
func (v Value) Missing() bool { return v.Kind == MissingValue }

// In writes the value as it is read in the language. Of a value that is missing or
// withheld it writes "–"; who has words for that uses them.
func (v Value) In(lang loa.Lang) string {
	switch v.Kind {
	case CountValue:
		return grouped(v.Count, lang)
	case ShareValue:
		if v.Whole == 0 {
			return v.fraction(lang)
		}
		return v.fraction(lang) + " (" + v.rate(lang) + ")"
	case RateValue:
		return v.rate(lang)
	case WordsValue:
		return v.Words
	case DateValue:
		return v.At.Format("02/01/2006")
	case InstantValue:
		return v.At.Format("02/01/2006 15:04")
	}
	return nothing
}

// or writes the value, or in words why there is none.
func (v Value) or(lang loa.Lang, l Labels) string {
	switch v.Kind {
	case MissingValue:
		return l.Missing
	case WithheldValue:
		return l.Withheld
	}
	return v.In(lang)
}

// nothing stands where there is no number, and for a rate of nobody.
const nothing = "–"

func (v Value) fraction(lang loa.Lang) string {
	return grouped(v.Count, lang) + "/" + grouped(v.Whole, lang)
}

// rate is rounded as attendance is everywhere.
func (v Value) rate(lang loa.Lang) string {
	return loa.Percent(int(v.Count), int(v.Whole), lang)
}

// ratio is the rate as a number that is rounded to a tenth of a per cent.
func (v Value) ratio() float64 {
	if v.Whole == 0 {
		return 0
	}
	return float64((v.Count*2000+v.Whole)/(2*v.Whole)) / 1000
}

// grouped sets thousands apart: 1.234.567 in Vietnamese, 1,234,567 in English.
func grouped(n int64, lang loa.Lang) string {
	separator := "."
	if lang == loa.English {
		separator = ","
	}
	digits, sign := strconv.FormatInt(n, 10), ""
	if n < 0 {
		digits, sign = digits[1:], "-"
	}
	var groups []string
	for len(digits) > 3 {
		groups = append([]string{digits[len(digits)-3:]}, groups...)
		digits = digits[:len(digits)-3]
	}
	return sign + strings.Join(append([]string{digits}, groups...), separator)
}
