package loa

import (
	"regexp"
	"strings"
)

// Issued is how the office issued a letter; until number and day are entered it is a draft.
type Issued struct {
	Number string // without the symbol: "12"
	Day    Date
	Place  string // where it was issued; empty: left to a pen
}

// issuedWords matches how people write it: "12 15/05/2024", or "Số 12-BC/ĐU, ngày
// 15/5/2024, Mường Thanh".
var issuedWords = regexp.MustCompile(`^(?i:số\s+)?(\d{1,5}[a-zA-Z]?)(?:[-/][^\s,;]+)?[\s,;]+(?i:ngày\s+)?([\d./-]+)(?:[\s,;]+(\S.{0,39}))?$`)

// ParseIssued reads number, day and, where there is one, the place.
func ParseIssued(words string) (Issued, bool) {
	m := issuedWords.FindStringSubmatch(strings.TrimSpace(words))
	if m == nil {
		return Issued{}, false
	}
	day, ok := ParseDays(strings.TrimRight(m[2], "."))
	i := Issued{Number: m[1], Day: day.From, Place: strings.TrimSpace(m[3])}
	return i, ok && day.From == day.Until && !strings.ContainsAny(i.Place, "\n\r")
}
