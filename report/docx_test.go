package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loa"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("it differs from %s (-want +got):\n%s", file, diff)
	}
}

// unpack returns the files of a package by name.
func unpack(t testing.TB, raw []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(data)
	}
	return all
}

// checkPackage reads every part as XML and looks for what the relations name.
func checkPackage(t testing.TB, raw []byte) map[string]string {
	t.Helper()
	files := unpack(t, raw)
	for name, data := range files {
		if path.Ext(name) == ".png" {
			continue
		}
		d := xml.NewDecoder(strings.NewReader(data))
		for {
			_, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	ids := map[string]bool{}
	for _, r := range relationsOf(t, files["word/_rels/document.xml.rels"]) {
		ids[r.ID] = true
		if _, ok := files["word/"+r.Target]; !ok {
			t.Errorf("%s is not in the package", r.Target)
		}
	}
	for _, mark := range []string{`r:embed="`, `r:id="`} {
		for _, rest := range strings.Split(files["word/document.xml"], mark)[1:] {
			if id, _, _ := strings.Cut(rest, `"`); !ids[id] {
				t.Errorf("%s names nothing", id)
			}
		}
	}
	return files
}

type relationship struct {
	ID     string `xml:"Id,attr"`
	Target string `xml:"Target,attr"`
}

func relationsOf(t testing.TB, data string) []relationship {
	t.Helper()
	var all struct {
		Relationship []relationship
	}
	if err := xml.Unmarshal([]byte(data), &all); err != nil {
		t.Fatal(err)
	}
	return all.Relationship
}

func TestDocument(t *testing.T) {
	t.Parallel()
	code, err := QR("https://example.org", 2)
	if err != nil {
		t.Fatal(err)
	}
	picture := Run{Image: &Image{PNG: code, Width: 30, Height: 30, Alt: `mã "quét"`}}
	cell := func(text string) Cell { return Cell{Paragraphs: []Paragraph{{Runs: []Run{{Text: text}}}}} }
	d := Document{Lang: loa.Vietnamese, Title: "Thử <một> & hai", Blocks: []Block{
		Paragraph{Runs: []Run{{Text: "Đậm", Bold: true}, {Text: " nghiêng\ndòng hai", Italic: true, Size: 10}}, Align: AlignJustify, Before: 6, After: 3, WithNext: true},
		Table{Widths: []int{40, 60}, Header: 1, Lines: LinesSolid, Rows: []Row{
			{Cells: []Cell{{Span: 2, Middle: true}}},
			{Height: 20, Cells: []Cell{cell("a < b"), cell("")}},
		}},
		Table{Widths: []int{100}, Rows: []Row{{Cells: []Cell{cell("bảng thứ hai")}}}},
		Paragraph{Runs: []Run{picture, picture}},
		Table{Widths: []int{100}, Lines: LinesDashed, Rows: []Row{{Cells: []Cell{cell("cuối")}}}},
	}}
	raw, err := d.DOCX()
	if err != nil {
		t.Fatal(err)
	}
	files := checkPackage(t, raw)
	golden(t, "document.xml", files["word/document.xml"])
	if files["word/media/image1.png"] != string(code) || files["word/media/image2.png"] != "" {
		t.Error("the picture is not stored once")
	}
	if !strings.Contains(files["word/styles.xml"], `w:val="vi-VN"`) || !strings.Contains(files["word/styles.xml"], "Times New Roman") {
		t.Errorf("styles: %s", files["word/styles.xml"])
	}
	if !strings.Contains(files["word/header1.xml"], " PAGE ") || !strings.Contains(files["docProps/core.xml"], "Thử &lt;một&gt; &amp; hai") {
		t.Errorf("header %s, properties %s", files["word/header1.xml"], files["docProps/core.xml"])
	}
	again, err := d.DOCX()
	if err != nil || !bytes.Equal(raw, again) {
		t.Errorf("the same document is written in two ways (%v)", err)
	}
}

// FuzzDocument: whatever a name holds, the file stays well-formed and keeps what
// XML can hold of it.
func FuzzDocument(f *testing.F) {
	for _, s := range []string{"Nguyễn Văn A", "a\x00b\x1fc", "]]><w:p>", "\xff\xfe", "\uFFFE\uFFFF \U0010FFFF", "&amp;\"'\r\n\t"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		raw, err := Document{Lang: loa.English, Title: s, Header: s, Blocks: []Block{
			Paragraph{Runs: []Run{{Text: s}, {Image: &Image{Alt: s}}}},
			Table{Widths: []int{50}, Rows: []Row{{Cells: []Cell{{Paragraphs: []Paragraph{{Runs: []Run{{Text: s}}}}}}}}},
		}}.DOCX()
		if err != nil {
			t.Fatal(err)
		}
		checkPackage(t, raw)
	})
}

func TestEscape(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Lò Văn Ón":              "Lò Văn Ón",
		"a\x00b\x08c\x0bd\x1fe":  "abcde",
		"a\uFFFEb\uFFFFc":        "abc",
		"a\xffb\xed\xa0\x80c":    "abc", // broken UTF-8
		"<b> & \"c\"":            "&lt;b&gt; &amp; &#34;c&#34;",
		"\U0001F600\U00020000 x": "\U0001F600\U00020000 x",
	} {
		if got := escape(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
