package loa_test

import (
	"strconv"
	"strings"
	"testing"

	"loa"
)

func TestParseDays(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"2024-03-01..2024-05-31":         "2024-03-01..2024-05-31",
		"01/03/2024 - 31/05/2024":        "2024-03-01..2024-05-31",
		"1/3/2024 – 31/5/2024":           "2024-03-01..2024-05-31",
		"1.3.2024  -  31.5.2024":         "2024-03-01..2024-05-31",
		"03/2024 - 05/2024":              "2024-03-01..2024-05-31",
		"01/03/2024 đến hết 31/05/2024":  "2024-03-01..2024-05-31",
		"2024-12 .. 2025-01":             "2024-12-01..2025-01-31",
		"13/3/2024":                      "2024-03-13..2024-03-13",
		"2/2024":                         "2024-02-01..2024-02-29",
		"2024":                           "2024-01-01..2024-12-31",
		" 2024-03 ":                      "2024-03-01..2024-03-31",
		"31/4/2024":                      "",
		"2024-13":                        "",
		"0/2024":                         "",
		"31/05/2024 - 01/03/2024":        "",
		"2024-03-01..":                   "",
		"":                               "",
		"tháng này":                      "",
		"1/3/2024 - 2/3/2024 - 3/3/2024": "",
	} {
		got, ok := loa.ParseDays(words)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("%q: got %v, %v, want %q", words, got, ok, want)
		}
		if again, ok := loa.ParseDays(got.String()); want != "" && (!ok || again != got) {
			t.Errorf("%v does not read back: %v, %v", got, again, ok)
		}
	}
}

// TestParts: the parts of a span follow each other, and are of one kind.
func TestParts(t *testing.T) {
	t.Parallel()
	for span, want := range map[string]string{
		"2024-03-01..2024-03-01": "1",
		"2024-03-01..2024-03-14": "14",
		"2024-03-01..2024-03-31": "3 7 7 7 7",
		"2024-12-30..2025-01-19": "7 7 7",
		"2024-02-15..2024-12-31": "15 31 30 31 30 31 31 30 31 30 31",
	} {
		days, ok := loa.ParseDays(span)
		if !ok {
			t.Fatal(span)
		}
		var lengths []string
		next := days.From
		for _, part := range days.Parts() {
			if part.From != next || part.Until.Before(part.From) {
				t.Errorf("%s: %v does not follow %v", span, part, next)
			}
			next = part.Until.AddDays(1)
			lengths = append(lengths, strconv.Itoa(part.From.DaysUntil(next)))
		}
		got := strings.Join(lengths, " ")
		if len(lengths) == 14 {
			got = "14"
		}
		if got != want || next != days.Until.AddDays(1) {
			t.Errorf("%s: parts of %s days up to %v, want %s", span, got, next, want)
		}
	}
}

func FuzzParseDays(f *testing.F) {
	f.Add("01/03/2024 - 31/05/2024")
	f.Add("2024-02-30..2024")
	f.Fuzz(func(t *testing.T, words string) {
		days, ok := loa.ParseDays(words)
		if !ok {
			return
		}
		if !days.From.Valid() || !days.Until.Valid() || days.Until.Before(days.From) {
			t.Errorf("%q reads as %v", words, days)
		}
		if again, ok := loa.ParseDays(days.String()); !ok || again != days {
			t.Errorf("%v does not read back: %v, %v", days, again, ok)
		}
	})
}
