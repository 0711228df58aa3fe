package telegram

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"loa"
)

func TestRender(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text loa.Text
		want string
		ents []entity
	}{
		"plain": {loa.Plain("a <b> *c*"), "a <b> *c*", nil},
		"units beyond the basic plane": {
			loa.Text{{Text: "🎉 "}, {Text: "Điện Biên Phủ", Style: loa.Bold}},
			"🎉 Điện Biên Phủ", []entity{{Type: "bold", Offset: 3, Length: 13}},
		},
		"decomposed letters": {
			loa.Text{{Text: "phu\u0309 "}, {Text: "x", Style: loa.Italic}},
			"phu\u0309 x", []entity{{Type: "italic", Offset: 5, Length: 1}},
		},
		"neighbours make one entity": {
			loa.Text{{Text: "a ", Style: loa.Quote}, {Text: "b", Style: loa.Quote | loa.Bold}, {Text: " c", Style: loa.Quote}},
			"a b c", []entity{{Type: "blockquote", Length: 5}, {Type: "bold", Offset: 2, Length: 1}},
		},
		"code stands alone": {
			loa.Text{{Text: "x", Style: loa.Code | loa.Bold, URL: "https://a.vn"}},
			"x", []entity{{Type: "code", Length: 1}},
		},
		"links side by side": {
			loa.Text{{Text: "a", URL: "https://a.vn"}, {Text: "b", URL: "https://b.vn"}},
			"ab", []entity{{Type: "text_link", Length: 1, URL: "https://a.vn"}, {Type: "text_link", Offset: 1, Length: 1, URL: "https://b.vn"}},
		},
		"not UTF-8": {
			loa.Text{{Text: "a\xff"}, {Text: "b", Style: loa.Bold}},
			"a\uFFFDb", []entity{{Type: "bold", Offset: 2, Length: 1}},
		},
		"empty spans": {loa.Text{{Style: loa.Bold}, {Text: "a"}}, "a", nil},
	} {
		text, ents := render(tt.text)
		if text != tt.want {
			t.Errorf("%s: text %q, want %q", name, text, tt.want)
		}
		if d := cmp.Diff(tt.ents, ents); d != "" {
			t.Errorf("%s: entities (-want +got)\n%s", name, d)
		}
	}
}

func FuzzRender(f *testing.F) {
	f.Add("Điện Biên", uint8(1), "🎉", uint8(9), "x\xff")
	f.Fuzz(func(t *testing.T, a string, sa uint8, b string, sb uint8, c string) {
		text, ents := render(loa.Text{{Text: a, Style: loa.Style(sa)}, {Text: b, Style: loa.Style(sb)}, {Text: c}})
		units := utf16.Encode([]rune(text))
		for _, e := range ents {
			if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > len(units) {
				t.Fatalf("entity %+v in %d units of %q", e, len(units), text)
			}
			part := string(utf16.Decode(units[e.Offset : e.Offset+e.Length]))
			if !strings.Contains(text, part) {
				t.Fatalf("entity %+v cuts through a character: %q", e, part)
			}
		}
	})
}
