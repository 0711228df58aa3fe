package content

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"loa"
)

var markupEscaper = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `_`, `\_`)

// escapeMarkup makes parseMarkup return the string as it is.
func escapeMarkup(s string) string { return markupEscaper.Replace(s) }

// parseMarkup reads the markup of catalog texts: **bold**, _italic_ at word
// boundaries, and a backslash before \, * or _. A mark without its partner is
// an ordinary character.
func parseMarkup(s string) loa.Text {
	var (
		text  loa.Text
		style loa.Style
		run   strings.Builder
	)
	flush := func() {
		text = loa.Join(text, loa.Styled(style, run.String()))
		run.Reset()
	}
	for i := 0; i < len(s); {
		switch {
		case isEscape(s, i):
			run.WriteByte(s[i+1])
			i += 2
		case strings.HasPrefix(s[i:], "**") && (style&loa.Bold != 0 || findMark(s, i+2, isBoldMark) >= 0):
			flush()
			style ^= loa.Bold
			i += 2
		case style&loa.Italic != 0 && closesItalic(s, i),
			style&loa.Italic == 0 && opensItalic(s, i) && findMark(s, i+1, closesItalic) >= 0:
			flush()
			style ^= loa.Italic
			i++
		default:
			run.WriteByte(s[i])
			i++
		}
	}
	flush()
	return text
}

func isEscape(s string, i int) bool {
	return s[i] == '\\' && i+1 < len(s) && strings.IndexByte(`\*_`, s[i+1]) >= 0
}

func isBoldMark(s string, i int) bool { return strings.HasPrefix(s[i:], "**") }

func opensItalic(s string, i int) bool {
	if s[i] != '_' {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+1:])
	return !isWord(before) && i+1 < len(s) && !unicode.IsSpace(after)
}

func closesItalic(s string, i int) bool {
	if s[i] != '_' {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+1:])
	return !isWord(after) && !unicode.IsSpace(before)
}

func isWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r))
}

// findMark returns where the mark stands at or after i, unescaped, or -1.
func findMark(s string, i int, is func(string, int) bool) int {
	for i < len(s) {
		if isEscape(s, i) {
			i += 2
			continue
		}
		if is(s, i) {
			return i
		}
		i++
	}
	return -1
}
