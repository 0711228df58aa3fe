package zalo

import (
	"strings"

	"loa"
)

// style is an element of text_styles (docs, apis/sendMessage). Places are UTF-16 units.
//
// Why not parse_mode: its Markdown has no documented way to write a star that is no
// markup, and names and units hold stars and underscores. text_styles leaves the text
// alone, so that nothing a person typed can be read as markup, and its length is
// what people see.
type style struct {
	Start int      `json:"start"`
	Len   int      `json:"len"`
	Kinds []string `json:"st"`
}

// render returns the characters and the styles of a text. Zalo has no links in a
// text: an address is written out behind its words.
func render(t loa.Text) (string, []style) {
	var b strings.Builder
	var styles []style
	at := 0
	for _, s := range t {
		text := strings.ToValidUTF8(s.Text, "\uFFFD")
		if s.URL != "" && !strings.Contains(text, s.URL) {
			text += " (" + s.URL + ")"
		}
		length := loa.UTF16Len(text)
		if kinds := kindsOf(s.Style); len(kinds) > 0 && length > 0 {
			styles = append(styles, style{Start: at, Len: length, Kinds: kinds})
		}
		b.WriteString(text)
		at += length
	}
	return b.String(), styles
}

// kindsOf names the styles of a span. Code has none of its own; a quotation is indented.
func kindsOf(s loa.Style) []string {
	var kinds []string
	if s&loa.Bold != 0 {
		kinds = append(kinds, "b")
	}
	if s&loa.Italic != 0 {
		kinds = append(kinds, "i")
	}
	if s&loa.Quote != 0 {
		kinds = append(kinds, "ind_1")
	}
	return kinds
}

// check refuses what Zalo would not take.
func check(method, text string) error {
	switch n := loa.UTF16Len(text); {
	case n > maxText:
		return refused("%s: the text has %d characters, at most %d", method, n, maxText)
	case strings.TrimSpace(text) == "":
		return refused("%s: the text is empty", method)
	}
	return nil
}
