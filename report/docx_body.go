package report

import (
	"fmt"
	"strings"
)

// docxBody is the main part of a document as it is written.
type docxBody struct {
	strings.Builder
	pngs   [][]byte
	images map[string]int // numbers in pngs, from 1, by content
	drawn  int
}

// gap writes a paragraph that takes no room, as must stand after a table.
func (b *docxBody) gap() {
	b.WriteString(`<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>` + "\n")
}

func (b *docxBody) relations() string {
	all := [][2]string{{relation + "styles", "styles.xml"}, {relation + "header", "header1.xml"}}
	for i := range b.pngs {
		all = append(all, [2]string{relation + "image", fmt.Sprintf("media/image%d.png", i+1)})
	}
	return relations(all...)
}

func (p Paragraph) write(b *docxBody) {
	b.WriteString(`<w:p><w:pPr>`)
	if p.WithNext {
		b.WriteString(`<w:keepNext/>`)
	}
	if p.NewPage {
		b.WriteString(`<w:pageBreakBefore/>`)
	}
	p.writeSpacing(b)
	if p.Indent > 0 {
		fmt.Fprintf(b, `<w:ind w:firstLine="%d"/>`, twips(p.Indent))
	}
	if p.Align != "" {
		fmt.Fprintf(b, `<w:jc w:val="%s"/>`, p.Align)
	}
	b.WriteString(`</w:pPr>`)
	for _, r := range p.Runs {
		r.write(b)
	}
	b.WriteString("</w:p>\n")
}

func (p Paragraph) writeSpacing(b *docxBody) {
	if p.Before == 0 && p.After == 0 && p.Spacing == 0 {
		return
	}
	fmt.Fprintf(b, `<w:spacing w:before="%d" w:after="%d"`, 20*p.Before, 20*p.After)
	if p.Spacing > 0 {
		fmt.Fprintf(b, ` w:line="%.0f" w:lineRule="auto"`, 240*p.Spacing)
	}
	b.WriteString(`/>`)
}

func (r Run) write(b *docxBody) {
	if r.Image != nil {
		b.draw(*r.Image)
		return
	}
	b.WriteString(`<w:r><w:rPr>`)
	if r.Bold {
		b.WriteString(`<w:b/><w:bCs/>`)
	}
	if r.Italic {
		b.WriteString(`<w:i/><w:iCs/>`)
	}
	if r.Size > 0 {
		fmt.Fprintf(b, `<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, 2*r.Size, 2*r.Size)
	}
	if r.Marked {
		b.WriteString(`<w:highlight w:val="yellow"/>`)
	}
	if r.Underlined {
		b.WriteString(`<w:u w:val="single"/>`)
	}
	b.WriteString(`</w:rPr>`)
	for i, line := range strings.Split(r.Text, "\n") {
		if i > 0 {
			b.WriteString(`<w:br/>`)
		}
		b.WriteString(`<w:t xml:space="preserve">` + escape(line) + `</w:t>`)
	}
	b.WriteString(`</w:r>`)
}

// draw writes a picture; the same one twice is stored once.
func (b *docxBody) draw(i Image) {
	number := b.images[string(i.PNG)]
	if number == 0 {
		b.pngs = append(b.pngs, i.PNG)
		number = len(b.pngs)
		b.images[string(i.PNG)] = number
	}
	b.drawn++
	const emus = 36000 // in a millimetre
	width, height := i.Width*emus, i.Height*emus
	fmt.Fprintf(b, `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/>`+
		`<wp:docPr id="%d" name="image%d" descr="%s"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">`+
		`<pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name="image%d"/><pic:cNvPicPr/></pic:nvPicPr>`+
		`<pic:blipFill><a:blip r:embed="rId%d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>`+
		`</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`,
		width, height, b.drawn, b.drawn, escape(i.Alt), b.drawn, b.drawn, number+2, width, height) // rId1 and rId2 are the styles and the header
}

func (t Table) write(b *docxBody) {
	lines := t.Lines
	if lines == "" {
		lines = LinesNone
	}
	total := 0
	for _, w := range t.Widths {
		total += twips(w)
	}
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>`, total)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		fmt.Fprintf(b, `<w:%s w:val="%s" w:sz="4" w:space="0" w:color="auto"/>`, side, lines)
	}
	b.WriteString(`</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, w := range t.Widths {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, twips(w))
	}
	b.WriteString("</w:tblGrid>\n")
	for i, row := range t.Rows {
		t.writeRow(b, row, i < t.Header)
	}
	b.WriteString("</w:tbl>\n")
}

func (t Table) writeRow(b *docxBody, row Row, header bool) {
	b.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
	if row.Height > 0 {
		fmt.Fprintf(b, `<w:trHeight w:val="%d" w:hRule="exact"/>`, twips(row.Height))
	}
	if header {
		b.WriteString(`<w:tblHeader/>`)
	}
	b.WriteString("</w:trPr>\n")
	column := 0
	for _, c := range row.Cells {
		width := 0
		for range max(c.Span, 1) {
			if column < len(t.Widths) {
				width += twips(t.Widths[column])
			}
			column++
		}
		c.write(b, width)
	}
	b.WriteString("</w:tr>\n")
}

func (c Cell) write(b *docxBody, width int) {
	fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, width)
	if c.Span > 1 {
		fmt.Fprintf(b, `<w:gridSpan w:val="%d"/>`, c.Span)
	}
	if c.Middle {
		b.WriteString(`<w:vAlign w:val="center"/>`)
	}
	b.WriteString(`</w:tcPr>`)
	if len(c.Paragraphs) == 0 { // a cell has at least one
		Paragraph{}.write(b)
	}
	for _, p := range c.Paragraphs {
		p.write(b)
	}
	b.WriteString("</w:tc>\n")
}
