package report

import (
	"bytes"
	"embed"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"loa"
)

// The letters of PDF files: as wide as those of Times New Roman, with all Vietnamese
// marks. fonts/OFL.txt is their licence.
//
//go:embed fonts
var fonts embed.FS

const (
	fontFamily = "LiberationSerif"
	point      = 25.4 / 72 // in millimetres
	// How high letters and lines are, in the size of the letters, as the font says.
	lineHeight = 1.149
	descent    = 0.24 // with half of the gap between lines
	pageHigh   = 297
	pageWide   = 210
)

// PDF writes the document with its letters within, as it comes out of a printer.
func (d Document) PDF() ([]byte, error) {
	d = d.withDefaults()
	p := newPDF(d)
	if err := p.prepare(); err != nil {
		return nil, err
	}
	p.newPage()
	for i := range d.Blocks {
		p.writeBlock(d.Blocks[i:])
	}
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return nil, fmt.Errorf("write PDF: %w", err)
	}
	return out.Bytes(), nil
}

// pdfPages is a document as it is laid out.
type pdfPages struct {
	*fpdf.Fpdf
	doc      Document
	y        float64               // where the next line begins
	pictures map[string]pdfPicture // by content
	widths   map[int]bool          // that pictures have
}

func newPDF(d Document) *pdfPages {
	return &pdfPages{Fpdf: fpdf.New("P", "mm", "A4", ""), doc: d, pictures: map[string]pdfPicture{}, widths: map[int]bool{}}
}

// prepare sets what makes the bytes depend on the document alone.
func (p *pdfPages) prepare() error {
	for _, font := range []struct{ style, name string }{{"", "Regular"}, {"B", "Bold"}, {"I", "Italic"}, {"BI", "BoldItalic"}} {
		raw, err := fonts.ReadFile("fonts/LiberationSerif-" + font.name + ".ttf")
		if err != nil {
			return fmt.Errorf("read font: %w", err)
		}
		p.AddUTF8FontFromBytes(fontFamily, font.style, raw)
	}
	always := time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	p.SetCreationDate(always)
	p.SetModificationDate(always)
	p.SetCatalogSort(true)
	p.SetProducer("Loa", true)
	p.SetTitle(printable(p.doc.Title), true)
	p.SetLang("vi-VN")
	if p.doc.Lang == loa.English {
		p.SetLang("en-GB")
	}
	p.SetAutoPageBreak(false, 0)
	p.SetMargins(0, 0, 0)
	p.SetCellMargin(0)
	return nil
}

// room is how wide the text is, bottom where it must end.
func (p *pdfPages) room() float64 {
	return float64(pageWide - p.doc.Margins.Left - p.doc.Margins.Right)
}
func (p *pdfPages) left() float64   { return float64(p.doc.Margins.Left) }
func (p *pdfPages) bottom() float64 { return float64(pageHigh - p.doc.Margins.Bottom) }

// newPage begins a page with what stands at its top.
func (p *pdfPages) newPage() {
	p.AddPage()
	p.y = float64(p.doc.Margins.Top)
	header := p.doc.Header
	switch number := fmt.Sprint(p.PageNo()); {
	case header != "":
		header += " – " + number
	case p.PageNo() > 1:
		header = number
	default:
		return
	}
	p.drawLines(p.lines(centred(Run{Text: header}), p.room()), p.left(), float64(p.doc.Margins.Top)/2, p.room())
}

func (p *pdfPages) atTop() bool { return p.y <= float64(p.doc.Margins.Top)+0.01 }

// writeBlock writes the first of the blocks; the others tell whether it must move to
// the next page to stay with them.
func (p *pdfPages) writeBlock(rest []Block) {
	if !p.atTop() && (startsPage(rest[0]) || p.y+p.needed(rest) > p.bottom()+0.01) {
		p.newPage()
	}
	switch b := rest[0].(type) {
	case Paragraph:
		p.writeParagraph(b)
	case Table:
		p.writeTable(b)
	}
}

func startsPage(b Block) bool {
	p, ok := b.(Paragraph)
	return ok && p.NewPage
}

// needed is the height that must be left on a page for the first block to begin there:
// with the next one, if it is to stay with it.
func (p *pdfPages) needed(rest []Block) float64 {
	switch b := rest[0].(type) {
	case Table:
		return p.firstRows(b)
	case Paragraph:
		lines := p.lines(b, p.room())
		if !b.WithNext || len(rest) == 1 {
			return b.before() + heightOf(lines[:min(2, len(lines))])
		}
		return b.before() + heightOf(lines) + b.after() + p.needed(rest[1:])
	}
	return 0
}

func (p Paragraph) before() float64 { return float64(p.Before) * point }
func (p Paragraph) after() float64  { return float64(p.After) * point }

// writeParagraph writes a paragraph, over as many pages as it takes; a line is never
// alone at the end or the beginning of a page.
func (p *pdfPages) writeParagraph(b Paragraph) {
	p.y += b.before()
	lines := p.lines(b, p.room())
	for len(lines) > 0 {
		n := p.fitting(lines)
		if n < len(lines) && !p.atTop() {
			if len(lines)-n == 1 {
				n--
			}
			if n < 2 {
				n = 0
			}
		}
		p.y = p.drawLines(lines[:n], p.left(), p.y, p.room())
		if lines = lines[n:]; len(lines) > 0 {
			p.newPage()
		}
	}
	p.y += b.after()
}

// fitting is how many lines the page still holds; an empty page holds one at least.
func (p *pdfPages) fitting(lines []pdfLine) int {
	y := p.y
	for i, line := range lines {
		if y += line.height; y > p.bottom()+0.01 {
			if i == 0 && p.atTop() {
				return 1
			}
			return i
		}
	}
	return len(lines)
}
