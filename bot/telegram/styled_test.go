package telegram

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"loa"
)

func TestStyled(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text string
		ents []entity
		want loa.Text
	}{
		"none": {"xin chào", nil, loa.Plain("xin chào")},
		"beyond the basic plane": {
			"🎉 Điện Biên", []entity{{Type: "bold", Offset: 3, Length: 4}},
			loa.Text{{Text: "🎉 "}, {Text: "Điện", Style: loa.Bold}, {Text: " Biên"}},
		},
		"one within the other": {
			"a b c", []entity{{Type: "blockquote", Length: 5}, {Type: "italic", Offset: 2, Length: 1}},
			loa.Text{{Text: "a ", Style: loa.Quote}, {Text: "b", Style: loa.Quote | loa.Italic}, {Text: " c", Style: loa.Quote}},
		},
		"overlapping": {
			"abc", []entity{{Type: "bold", Length: 2}, {Type: "italic", Offset: 1, Length: 2}},
			loa.Text{{Text: "a", Style: loa.Bold}, {Text: "b", Style: loa.Bold | loa.Italic}, {Text: "c", Style: loa.Italic}},
		},
		"link":                       {"xem", []entity{{Type: "text_link", Length: 3, URL: "https://a.vn"}}, loa.Text{{Text: "xem", URL: "https://a.vn"}}},
		"link to a part of Telegram": {"xem", []entity{{Type: "text_link", Length: 3, URL: "tg://user?id=1"}}, loa.Plain("xem")},
		"unknown style":              {"xem", []entity{{Type: "spoiler", Length: 3}}, loa.Plain("xem")},
		"outside of the text":        {"xem", []entity{{Type: "bold", Offset: 1, Length: 3}}, loa.Plain("xem")},
		"before the text":            {"xem", []entity{{Type: "bold", Offset: -1, Length: 2}}, loa.Plain("xem")},
		"negative":                   {"xem", []entity{{Type: "bold", Length: -1}}, loa.Plain("xem")},
		"within a character":         {"🎉", []entity{{Type: "bold", Length: 1}}, loa.Plain("🎉")},
		"decomposed":                 {"phu\u0309", []entity{{Type: "bold", Length: 4}}, loa.Styled(loa.Bold, "phủ")},
		"between letter and mark":    {"phu\u0309", []entity{{Type: "bold", Length: 3}}, loa.Plain("phủ")},
	} {
		if diff := cmp.Diff(tt.want, styled(tt.text, tt.ents)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

func FuzzStyled(f *testing.F) {
	f.Add("🎉 Điện Biên Phủ", 3, 4, 2, 9)
	f.Fuzz(func(t *testing.T, text string, from, length, from2, length2 int) {
		got := styled(text, []entity{{Type: "bold", Offset: from, Length: length}, {Type: "italic", Offset: from2, Length: length2}})
		if want := norm.NFC.String(text); got.String() != want {
			t.Fatalf("%q became %q", want, got.String())
		}
	})
}
