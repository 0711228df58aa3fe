package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"loa"
)

// Document is a text to print: A4, Times New Roman.
type Document struct {
	Lang    loa.Lang // what a word processor checks the spelling in
	Title   string   // of the file, not printed
	Size    int      // of letters in points; 0: 14
	Margins Margins  // zero: those of an official letter
	Header  string   // at the top of each page; empty: the page number from page 2 on
	Blocks  []Block
}

// Margins are in millimetres.
type Margins struct{ Top, Right, Bottom, Left int }

// Block is a Paragraph or a Table.
type Block interface{ write(*docxBody) }

// Align is where the lines of a paragraph stand.
type Align string

// The alignments; empty is left.
const (
	AlignLeft    Align = "left"
	AlignCentre  Align = "center"
	AlignRight   Align = "right"
	AlignJustify Align = "both"
)

// Paragraph is a paragraph of text, and of pictures in their line.
type Paragraph struct {
	Runs          []Run
	Align         Align
	Before, After int     // space in points
	WithNext      bool    // on one page with what follows
	NewPage       bool    // at the top of a new page
	Indent        int     // of the first line, in millimetres
	Spacing       float64 // between lines, in lines; 0: 1
}

// Run is a piece of text in one style, or a picture. A line end in the text is one
// on paper.
type Run struct {
	Text         string
	Bold, Italic bool
	Underlined   bool
	Marked       bool // as with a yellow pen
	Size         int  // in points; 0: the document's
	Image        *Image
}

// Image is a PNG picture with its printed size in millimetres.
type Image struct {
	PNG           []byte
	Width, Height int
	Alt           string // for those who do not see it
}

// Lines is how the cells of a table are set apart.
type Lines string

// The lines.
const (
	LinesNone   Lines = "nil"
	LinesSolid  Lines = "single"
	LinesDashed Lines = "dashed" // to cut along
)

// Table is a table of fixed widths.
type Table struct {
	Widths []int // of the columns in millimetres
	Header int   // how many rows are repeated on each page
	Lines  Lines
	Rows   []Row
}

// Row is a row, which no page end divides.
type Row struct {
	Height int // in millimetres, exactly; 0: as needed
	Cells  []Cell
}

// Cell is a cell of one or more columns.
type Cell struct {
	Paragraphs []Paragraph
	Span       int // columns; 0: one
	Middle     bool
}

// withDefaults fills in what an official letter has.
func (d Document) withDefaults() Document {
	if d.Size == 0 {
		d.Size = 14
	}
	if d.Margins == (Margins{}) {
		d.Margins = Margins{20, 15, 20, 30}
	}
	return d
}

// DOCX writes the document as a WordprocessingML package.
func (d Document) DOCX() ([]byte, error) {
	d = d.withDefaults()
	body := docxBody{images: map[string]int{}}
	for i, b := range d.Blocks {
		if _, after := b.(Table); after && i > 0 {
			if _, table := d.Blocks[i-1].(Table); table {
				body.gap() // two tables in a row would become one
			}
		}
		b.write(&body)
	}
	if n := len(d.Blocks); n > 0 {
		if _, table := d.Blocks[n-1].(Table); table {
			body.gap()
		}
	}
	return d.pack(&body)
}

// packed is one file of the package.
type packed struct {
	name string
	data string
}

const (
	xmlHead    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordSpaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"` +
		` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"` +
		` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"` +
		` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"` +
		` xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`
	relation    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	wordType    = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	packageName = "http://schemas.openxmlformats.org/package/2006/"
)

func (d Document) pack(body *docxBody) ([]byte, error) {
	files := []packed{
		{"[Content_Types].xml", `<Types xmlns="` + packageName + `content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>` +
			`<Override PartName="/word/document.xml" ContentType="` + wordType + `document.main+xml"/>` +
			`<Override PartName="/word/styles.xml" ContentType="` + wordType + `styles+xml"/>` +
			`<Override PartName="/word/header1.xml" ContentType="` + wordType + `header+xml"/>` +
			`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`},
		{"_rels/.rels", relations(
			[2]string{relation + "officeDocument", "word/document.xml"},
			[2]string{packageName + "relationships/metadata/core-properties", "docProps/core.xml"})},
		{"docProps/core.xml", `<cp:coreProperties xmlns:cp="` + packageName + `metadata/core-properties"` +
			` xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>` + escape(d.Title) + `</dc:title><dc:creator>Loa</dc:creator></cp:coreProperties>`},
		{"word/_rels/document.xml.rels", body.relations()},
		{"word/styles.xml", d.styles()},
		{"word/header1.xml", d.header()},
		{"word/document.xml", `<w:document ` + wordSpaces + `><w:body>` + "\n" + body.String() + d.section() + `</w:body></w:document>`},
	}
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, f := range files {
		if err := add(archive, f.name, []byte(xmlHead+f.data)); err != nil {
			return nil, err
		}
	}
	for i, png := range body.pngs {
		if err := add(archive, fmt.Sprintf("word/media/image%d.png", i+1), png); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("write document: %w", err)
	}
	return out.Bytes(), nil
}

// add writes one file with a time that is always the same.
func add(archive *zip.Writer, name string, data []byte) error {
	w, err := archive.CreateHeader(&zip.FileHeader{
		Name: name, Method: zip.Deflate, Modified: time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC),
	})
	if err == nil {
		_, err = w.Write(data)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// relations lists the targets of a part; the first is rId1.
func relations(all ...[2]string) string {
	var b strings.Builder
	b.WriteString(`<Relationships xmlns="` + packageName + `relationships">`)
	for i, r := range all {
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s" Target="%s"/>`, i+1, r[0], r[1])
	}
	b.WriteString(`</Relationships>`)
	return b.String()
}

func (d Document) styles() string {
	lang := "vi-VN"
	if d.Lang == loa.English {
		lang = "en-GB"
	}
	return fmt.Sprintf(`<w:styles %s><w:docDefaults><w:rPrDefault><w:rPr>`+
		`<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>`+
		`<w:sz w:val="%d"/><w:szCs w:val="%d"/><w:lang w:val="%s"/></w:rPr></w:rPrDefault>`+
		`<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`+
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>`,
		wordSpaces, 2*d.Size, 2*d.Size, lang)
}

// header is what stands at the top of the pages. An official letter has its page
// number there, centred, and none on the first page.
func (d Document) header() string {
	const number = `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` +
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
	text := ""
	if d.Header != "" {
		text = `<w:r><w:t xml:space="preserve">` + escape(d.Header) + ` – </w:t></w:r>`
	}
	return `<w:hdr ` + wordSpaces + `><w:p><w:pPr><w:jc w:val="center"/></w:pPr>` + text + number + `</w:p></w:hdr>`
}

// section is the page: A4 and its margins.
func (d Document) section() string {
	first := ""
	if d.Header == "" {
		first = "<w:titlePg/>"
	}
	m := d.Margins
	return fmt.Sprintf(`<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/>`+
		`<w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="%d" w:gutter="0"/>%s</w:sectPr>`,
		twips(m.Top), twips(m.Right), twips(m.Bottom), twips(m.Left), twips(m.Top)/2, twips(m.Bottom)/2, first)
}

// twips turns millimetres into twentieths of a point.
func twips(mm int) int { return (mm*14400 + 127) / 254 }

// escape makes text safe within XML.
func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(clean(s))) // a strings.Builder does not fail
	return b.String()
}

// clean leaves out the characters that XML cannot hold.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 {
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, ""))
}
