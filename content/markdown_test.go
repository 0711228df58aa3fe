package content

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"loa"
)

func TestMarkdown(t *testing.T) {
	t.Parallel()
	b, i, code, quote := loa.Bold, loa.Italic, loa.Code, loa.Quote
	for name, tt := range map[string]struct {
		src  string
		want loa.Text
	}{
		"empty":       {" \n\n", nil},
		"paragraphs":  {"Một\ndòng\n\n\nhai  \nba", loa.Plain("Một\ndòng\n\nhai\nba")},
		"heading":     {"# Tên *bài*\nLời", loa.Text{{Text: "Tên ", Style: b}, {Text: "bài", Style: b | i}, {Text: "\n\nLời"}}},
		"styles":      {"**đậm** và _nghiêng_, `mã *x*`", loa.Text{{Text: "đậm", Style: b}, {Text: " và "}, {Text: "nghiêng", Style: i}, {Text: ", "}, {Text: "mã *x*", Style: code}}},
		"bullets":     {"- một\n- hai\n  - ba", loa.Plain("• một\n• hai\n  • ba")},
		"numbers":     {"3. ba\n4. bốn", loa.Plain("3. ba\n4. bốn")},
		"loose list":  {"- một\n\n- hai", loa.Plain("• một\n\n• hai")},
		"quote":       {"> Không có gì quý hơn\n> độc lập", loa.Styled(quote, "Không có gì quý hơn\nđộc lập")},
		"link":        {"[báo](https://bao.vn/a_b) <https://x.vn>", loa.Text{{Text: "báo", URL: "https://bao.vn/a_b"}, {Text: " "}, {Text: "https://x.vn", URL: "https://x.vn"}}},
		"unsafe link": {"[nút](javascript:alert(1))", loa.Plain("nút")},
		"code block":  {"```\na *b*\n\nc\n```", loa.Styled(code, "a *b*\n\nc")},
		"HTML":        {"<b>x</b> & a < b\n\n<div>\ny\n</div>", loa.Plain("<b>x</b> & a < b\n\n<div>\ny\n</div>")},
		"escapes":     {`\*không\* &amp; &lt; 5\*3 a\b &nope;`, loa.Plain(`*không* & < 5*3 a\b &nope;`)},
		"NFD":         {"Bie\u0323\u0302n", loa.Plain("Biện")},
		"CRLF":        {"a\r\nb\r\n\r\nc", loa.Plain("a\nb\n\nc")},
		"placeholder": {"{{years}} năm", loa.Plain("{{years}} năm")},
		"rule":        {"a\n\n---\n\nb", loa.Plain("a\n\n———\n\nb")},
		"snake":       {"a_b_c", loa.Plain("a_b_c")},
	} {
		if diff := cmp.Diff(tt.want, Markdown(tt.src)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestFlaws(t *testing.T) {
	t.Parallel()
	for src, want := range map[string][]flaw{
		"**đậm** _nghiêng_ [a](https://b.vn) `**`":   nil,
		"\\*\\* 5 * 3 = 15, A* và #DienBienPhu ____": nil,
		"một\n**hai":         {{2, "markdown_left", "**"}},
		"một\n\nhai__":       {{3, "markdown_left", "__"}},
		"~~bỏ~~":             {{1, "markdown_left", "~~"}, {1, "markdown_left", "~~"}},
		"x\n##Tên":           {{2, "markdown_left", "##"}},
		"a|b\n|---|---|\n":   {{2, "markdown_left", "|---|"}},
		"[a] (https://b.vn)": {{1, "markdown_left", "] (https:"}},
		"x [a](b c)":         {{1, "markdown_left", "]("}},
		"[a]()":              {{1, "markdown_link", ""}},
		"[H01]: báo":         {{1, "markdown_link", "báo"}},
		"x\n5*3*2":           {{2, "markdown_star", "3"}},
	} {
		if diff := cmp.Diff(want, newMarkdown(src).flaws(), cmp.AllowUnexported(flaw{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", src, diff)
		}
	}
}

// FuzzMarkdown sees to it that whatever an editor writes becomes a valid text.
func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{
		"# a\n\n- b\n  1. c\n\n> d\n", "**a _b_** [c](http://d) ![e](f)", "<div>\n&#0;&amp;\\*", "```\nx", "[a]: b\n[a]", "\xff\x00\ufeff\r",
		"- \n- - a\n\n\tb", "e\u0323\u0302", "{{years}}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		text := Markdown(src)
		s := text.String()
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			t.Errorf("%q became invalid: %q", src, s)
		}
		if strings.Trim(s, " \t\n") != s {
			t.Errorf("%q has white space around it: %q", src, s)
		}
		for i, span := range text {
			if span.Text == "" || i > 0 && span.Style == text[i-1].Style && span.URL == text[i-1].URL {
				t.Errorf("%q gave a needless span %d: %v", src, i, text)
			}
			if span.URL != "" && !opens(span.URL) {
				t.Errorf("%q links to %q", src, span.URL)
			}
		}
		lines := 1 + strings.Count(normalise(src), "\n")
		if slices.ContainsFunc(newMarkdown(src).flaws(), func(f flaw) bool { return f.line < 1 || f.line > lines }) {
			t.Errorf("%q has a flaw outside its %d lines", src, lines)
		}
	})
}

func TestSplitFrontMatter(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		src, meta, body string
		line            int
		opened, closed  bool
	}{
		{"---\na: b\n---\nLời\n", "a: b\n", "Lời\n", 4, true, true},
		{"---  \n---\t\nLời", "", "Lời", 3, true, true},
		{"---\na: b\n---", "a: b\n", "", 4, true, true},
		{"---\na: b\n----\nLời\n---\nx", "a: b\n----\nLời\n", "x", 6, true, true},
		{"---\na: b\n", "a: b\n", "", 3, true, false},
		{"\n---\na: b\n---\n", "", "\n---\na: b\n---\n", 1, false, false},
		{"", "", "", 1, false, false},
	} {
		meta, body, line, opened, closed := splitFrontMatter(tt.src)
		if meta != tt.meta || body != tt.body || line != tt.line || opened != tt.opened || closed != tt.closed {
			t.Errorf("splitFrontMatter(%q) = %q, %q, %d, %v, %v", tt.src, meta, body, line, opened, closed)
		}
	}
}

func FuzzSplitFrontMatter(f *testing.F) {
	for _, s := range []string{"---\na: b\n---\nLời\n", "---", "---\n---", "a", "---\r\n---\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		meta, body, line, opened, closed := splitFrontMatter(src)
		if !opened && (body != src || meta != "" || closed) {
			t.Errorf("%q without a mark was split", src)
		}
		if !closed {
			return
		}
		if !strings.HasSuffix(src, body) || !strings.Contains(src, meta) {
			t.Errorf("%q: the parts %q and %q are not of it", src, meta, body)
		}
		if want := 1 + strings.Count(src[:len(src)-len(body)], "\n"); body != "" && line != want {
			t.Errorf("%q: the text starts on line %d, not %d", src, line, want)
		}
	})
}
