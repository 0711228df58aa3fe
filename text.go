package loa

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Style is a set of character styles.
type Style uint8

// The styles every platform can show or leave out without loss of sense.
const (
	Bold Style = 1 << iota
	Italic
	Code
	Quote
)

// Span is a run of text in one style, optionally a link.
type Span struct {
	Text  string `json:",omitempty"`
	Style Style  `json:",omitempty"`
	URL   string `json:",omitempty"`
}

// Text is what Loa says: spans without any platform's markup, so that nothing
// a person typed can ever be read as markup.
type Text []Span

// Plain makes an unstyled text.
func Plain(s string) Text {
	if s == "" {
		return nil
	}
	return Text{{Text: s}}
}

// Styled makes a text of one style.
func Styled(style Style, s string) Text {
	if s == "" {
		return nil
	}
	return Text{{Text: s, Style: style}}
}

// Join puts texts one after the other.
func Join(texts ...Text) Text {
	var all Text
	for _, t := range texts {
		for _, s := range t {
			if s.Text == "" {
				continue
			}
			if n := len(all); n > 0 && all[n-1].Style == s.Style && all[n-1].URL == s.URL {
				all[n-1].Text += s.Text
				continue
			}
			all = append(all, s)
		}
	}
	return all
}

// Lines puts texts under each other, separated by the separator ("\n" or "\n\n"),
// leaving out empty ones.
func Lines(separator string, texts ...Text) Text {
	var all Text
	for _, t := range texts {
		if t.String() == "" {
			continue
		}
		if len(all) > 0 {
			all = Join(all, Plain(separator))
		}
		all = Join(all, t)
	}
	return all
}

// String returns the characters without styles.
func (t Text) String() string {
	var b strings.Builder
	for _, s := range t {
		b.WriteString(s.Text)
	}
	return b.String()
}

// UTF16Len counts UTF-16 units, the unit of Telegram's and Zalo's limits.
func UTF16Len(s string) int {
	n := 0
	for _, r := range s {
		n += utf16Units(r)
	}
	return n
}

func utf16Units(r rune) int {
	if n := utf16.RuneLen(r); n > 0 {
		return n
	}
	return 1 // an invalid byte becomes U+FFFD
}

// Len returns the length in UTF-16 units.
func (t Text) Len() int { return UTF16Len(t.String()) }

// Split cuts the text into parts of at most limit UTF-16 units, at the best
// place there is: an empty line, a line end, a space, else between two
// characters. The parts joined are the text, character for character. A limit
// below 2 counts as 2, the size of the largest character.
func (t Text) Split(limit int) []Text {
	limit = max(limit, 2)
	var parts []Text
	rest := Join(t)
	for {
		s := rest.String()
		if UTF16Len(s) <= limit {
			if len(rest) > 0 || len(parts) == 0 {
				parts = append(parts, rest)
			}
			return parts
		}
		head, tail := rest.cut(cutPoint(s, limit))
		parts = append(parts, head)
		rest = tail
	}
}

// cutPoint returns the byte offset of the best cut with at most limit units before it.
func cutPoint(s string, limit int) int {
	end, units := 0, 0 // end: bytes that fit
	for i, r := range s {
		if units += utf16Units(r); units > limit {
			break
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		end = i + size
	}
	window := s[:end]
	half := len(window) / 2 // a cut in the first half makes too many parts
	if i := strings.LastIndex(window, "\n\n"); i >= half {
		return i + 2
	}
	if i := strings.LastIndexByte(window, '\n'); i >= half {
		return i + 1
	}
	if i := strings.LastIndexFunc(window, unicode.IsSpace); i >= half {
		_, size := utf8.DecodeRuneInString(window[i:])
		return i + size
	}
	// Never part a letter from its combining marks (NFD text), where that can be helped.
	if next, _ := utf8.DecodeRuneInString(s[end:]); unicode.Is(unicode.Mn, next) {
		letter := strings.LastIndexFunc(window, func(r rune) bool { return !unicode.Is(unicode.Mn, r) })
		if letter > 0 && letter >= half {
			return letter
		}
	}
	return end
}

// Trim takes the white space off both ends, and merges equal spans.
func (t Text) Trim() Text {
	s := t.String()
	_, t = t.cut(len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace)))
	t, _ = t.cut(len(strings.TrimSpace(s)))
	return Join(t)
}

// From returns the text from the byte offset on.
func (t Text) From(at int) Text {
	_, tail := t.cut(at)
	return tail
}

// cut splits the text at the byte offset.
func (t Text) cut(at int) (head, tail Text) {
	for _, s := range t {
		switch {
		case at >= len(s.Text):
			head = append(head, s)
			at -= len(s.Text)
		case at <= 0:
			tail = append(tail, s)
		default:
			before, after := s, s
			before.Text, after.Text = s.Text[:at], s.Text[at:]
			head, tail = append(head, before), append(tail, after)
			at = 0
		}
	}
	return head, tail
}
