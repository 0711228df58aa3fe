package telegram

import (
	"slices"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"

	"loa"
)

// styled reads a text that a person wrote, with the styles and links chosen for
// it, in NFC. Styles that not every platform has are left out. Entities that lie
// outside of the text, or cut a character in two, cost the text its styles, never
// a character.
func styled(text string, entities []entity) loa.Text {
	plain := loa.Plain(norm.NFC.String(text))
	if len(entities) == 0 {
		return plain
	}
	units := utf16.Encode([]rune(text))
	edges := []int{0, len(units)}
	for _, e := range entities {
		if e.Offset < 0 || e.Length < 0 || e.Offset > len(units) || e.Length > len(units)-e.Offset {
			return plain
		}
		edges = append(edges, e.Offset, e.Offset+e.Length)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var all loa.Text
	for i, from := range edges[:len(edges)-1] {
		span := loa.Span{Text: norm.NFC.String(string(utf16.Decode(units[from:edges[i+1]])))}
		for _, e := range entities {
			if e.Offset <= from && from < e.Offset+e.Length {
				e.style(&span)
			}
		}
		all = loa.Join(all, loa.Text{span})
	}
	if all.String() != plain.String() { // an edge within a character
		return plain
	}
	return all
}

// style adds what the entity means to a span (Bot API, MessageEntity, type).
func (e entity) style(s *loa.Span) {
	switch e.Type {
	case "bold":
		s.Style |= loa.Bold
	case "italic":
		s.Style |= loa.Italic
	case "code", "pre":
		s.Style |= loa.Code
	case "blockquote", "expandable_blockquote":
		s.Style |= loa.Quote
	case "text_link":
		// Others (tg://, mailto:) open on some platforms only, or something else.
		if strings.HasPrefix(e.URL, "https://") || strings.HasPrefix(e.URL, "http://") {
			s.URL = e.URL
		}
	}
}
