package loa

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text  Text
		limit int
		want  []string
	}{
		"fits":              {Plain("một hai"), 7, []string{"một hai"}},
		"paragraph first":   {Plain("aaaaaaa\n\nb c\nd e"), 14, []string{"aaaaaaa\n\n", "b c\nd e"}},
		"then a line":       {Plain("aaaa bb\ncc dd"), 11, []string{"aaaa bb\n", "cc dd"}},
		"then a space":      {Plain("aaaa bbbb cccc"), 12, []string{"aaaa bbbb ", "cccc"}},
		"then anywhere":     {Plain("aaaaabbbbbcc"), 5, []string{"aaaaa", "bbbbb", "cc"}},
		"not in first half": {Plain("a\n\nbbbbbbbbbb"), 10, []string{"a\n\nbbbbbbb", "bbb"}},
		"emoji":             {Plain("🎉🎉🎉"), 3, []string{"🎉", "🎉", "🎉"}},
		"emoji, limit 1":    {Plain("🎉🎉"), 1, []string{"🎉", "🎉"}},
		"decomposed":        {Plain("aaaae\u0323\u0302bbb"), 6, []string{"aaaa", "e\u0323\u0302bbb"}},
		"only marks":        {Plain(strings.Repeat("\u0301", 5)), 2, []string{"\u0301\u0301", "\u0301\u0301", "\u0301"}},
		"spans":             {Text{{Text: "aaa ", Style: Bold}, {Text: "bbb", URL: "https://x.vn"}}, 5, []string{"aaa ", "bbb"}},
	} {
		parts := tt.text.Split(tt.limit)
		var got []string
		for _, p := range parts {
			got = append(got, p.String())
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	// An empty text is one empty part: a photo may go without a caption.
	if parts := (Text{}).Split(10); len(parts) != 1 || len(parts[0]) != 0 {
		t.Errorf("the empty text gave %q", parts)
	}
	parts := Text{{Text: "aa bb", Style: Bold}, {Text: " cc", Style: Italic}}.Split(4)
	if got := Join(parts...); !slices.Equal(got, Text{{Text: "aa bb", Style: Bold}, {Text: " cc", Style: Italic}}) {
		t.Errorf("the styles were lost: %v", parts)
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("Một đoạn.\n\nHai đoạn, dài hơn.\nBa", "🎉🇻🇳", uint16(10))
	f.Add("e\u0323\u0302"+strings.Repeat("\u0301", 20), " ", uint16(2))
	f.Add("000\u0323\u0301", "0", uint16(4))
	f.Add("\xff\xfe", "\n\n\n", uint16(0))
	f.Add(strings.Repeat("a", 50)+"\u00a0b", "", uint16(7))
	f.Fuzz(func(t *testing.T, first, second string, limit16 uint16) {
		limit := max(int(limit16)%200, 2)
		text := Text{{Text: first, Style: Bold}, {Text: second, Style: Italic, URL: "https://x.vn"}}
		parts := text.Split(limit)
		for i, p := range parts {
			if n := p.Len(); n > limit {
				t.Errorf("part %d of %q has %d units, at most %d are allowed", i, text, n, limit)
			}
			if p.String() == "" && first+second != "" {
				t.Errorf("part %d of %q is empty", i, text)
			}
			if utf8.ValidString(first+second) && !utf8.ValidString(p.String()) {
				t.Errorf("part %d of %q is cut within a character: %q", i, text, p)
			}
			if r, _ := utf8.DecodeRuneInString(p.String()); i > 0 && unicode.Is(unicode.Mn, r) && !marked(parts[i-1].String()) {
				t.Errorf("part %d of %q starts with the mark of the letter before", i, text)
			}
		}
		if got, want := Join(parts...), Join(text); !slices.Equal(got, want) {
			t.Errorf("the parts of %q joined are %q", want, got)
		}
	})
}

// marked reports whether more than half of a full part, or all of it, is one letter with its
// marks, or the letter before the mark is white space: then a cut cannot wait.
func marked(s string) bool {
	letters := strings.TrimRightFunc(s, func(r rune) bool { return unicode.Is(unicode.Mn, r) })
	last, size := utf8.DecodeLastRuneInString(letters)
	letter := len(letters) - size
	return unicode.IsSpace(last) || letter == 0 || letter < len(s)/2
}

func TestJoin(t *testing.T) {
	t.Parallel()
	got := Join(Plain("a"), nil, Plain("b"), Text{{Text: ""}}, Styled(Bold, "c"), Styled(Bold, "d"), Styled(Bold, ""))
	if want := (Text{{Text: "ab"}, {Text: "cd", Style: Bold}}); !slices.Equal(got, want) {
		t.Errorf("Join gave %v, want %v", got, want)
	}
	a := Plain("a")
	Join(a, Plain("b"))
	if a.String() != "a" {
		t.Errorf("Join changed its argument to %q", a)
	}
	if got := Lines("\n\n", nil, Plain("a"), Plain(""), Plain("b")).String(); got != "a\n\nb" {
		t.Errorf("Lines gave %q", got)
	}
}

func TestUTF16Len(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{"": 0, "Điện": 4, "🎉": 2, "e\u0323\u0302": 3, "\xff": 1} {
		if got := UTF16Len(s); got != want {
			t.Errorf("UTF16Len(%q) = %d, want %d", s, got, want)
		}
	}
}
