package report

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"

	"loa"
)

func TestPDFIsAlwaysTheSame(t *testing.T) {
	t.Parallel()
	var before []byte
	for range 3 {
		raw, err := sampleReport(t, loa.Vietnamese, 4).PDF(labels(loa.Vietnamese))
		if err != nil {
			t.Fatal(err)
		}
		if before != nil && !bytes.Equal(raw, before) {
			t.Fatal("the same report is written in two ways")
		}
		before = raw
	}
}

// TestFontsHaveVietnamese: every letter, in every style, is in the fonts. A font
// without one prints a box.
func TestFontsHaveVietnamese(t *testing.T) {
	t.Parallel()
	letters := "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
	for _, name := range []string{"Regular", "Bold", "Italic", "BoldItalic"} {
		raw, err := fonts.ReadFile("fonts/LiberationSerif-" + name + ".ttf")
		if err != nil {
			t.Fatal(err)
		}
		font, err := sfnt.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		for _, letter := range letters + strings.ToUpper(letters) + "0123456789–…“”·%/[]\u00a0\u25a1" {
			if glyph, err := font.GlyphIndex(nil, letter); err != nil || glyph == 0 {
				t.Errorf("%s has no %q (%v)", name, letter, err)
			}
		}
	}
}

// TestLines breaks paragraphs into lines: nothing is lost, and no line is too wide.
func TestLines(t *testing.T) {
	t.Parallel()
	p := newPDF(Document{}.withDefaults())
	if err := p.prepare(); err != nil {
		t.Fatal(err)
	}
	p.AddPage()
	for _, text := range []string{
		"", " ", "một", "một hai  ba\nbốn\n\nnăm", strings.Repeat("tuyên truyền ", 60), strings.Repeat("ế", 500), "a " + strings.Repeat("x", 300) + " b",
		strings.Repeat("bảy ", 19) + "tám.",
	} {
		const width = 80
		lines := p.lines(Paragraph{Runs: []Run{{Text: text}, {Text: "(đậm)", Bold: true}, {Text: "."}}, Indent: 10}, width)
		var got strings.Builder
		for _, line := range lines {
			if w := line.width(); w > width+0.1 {
				t.Errorf("%.20q: a line is %.1f mm wide", text, w)
			}
			for _, w := range line.words {
				got.WriteString(w.Text)
			}
		}
		if want := strings.Join(strings.Fields(text), "") + "(đậm)."; got.String() != want {
			t.Errorf("%.20q became %q", text, got.String())
		}
	}
}

// FuzzPDF: whatever a name holds, there is a file.
func FuzzPDF(f *testing.F) {
	for _, s := range []string{"Nguyễn Văn A", "a\x00b", "\xff\xfe", "\U0001F600 \U0010FFFF\uFFFF", "(\\)\r\n\t", "e\u0302\u0301", strings.Repeat("m", 400)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		raw, err := Document{Lang: loa.English, Title: s, Header: s, Blocks: []Block{
			Paragraph{Runs: []Run{{Text: s}, {Text: s, Bold: true, Marked: true, Underlined: true}}, Align: AlignJustify},
			Table{Widths: []int{20}, Lines: LinesSolid, Rows: []Row{{Cells: []Cell{{Paragraphs: []Paragraph{{Runs: []Run{{Text: s}}}}}}}}},
		}}.PDF()
		if err != nil || len(raw) == 0 {
			t.Fatal(err)
		}
	})
}
