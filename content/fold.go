package content

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold makes text comparable the way people type it on a phone: lower case,
// without marks, đ as d.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'đ' || r == 'Đ':
			b.WriteByte('d') // đ has no decomposition in Unicode
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}
