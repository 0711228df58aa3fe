package report

const (
	cellPadding = 1.9  // on both sides of what stands in a cell, as word processors have it
	ruleWidth   = 0.18 // of the lines between cells, half a point
)

// pdfCell is a cell with its lines.
type pdfCell struct {
	width      float64
	paragraphs []pdfParagraph
	height     float64
	middle     bool
}

// pdfParagraph is a paragraph in a cell.
type pdfParagraph struct {
	before, after float64
	lines         []pdfLine
}

// layCells breaks the texts of a row into lines and returns how high the row is.
func (p *pdfPages) layCells(t Table, row Row) ([]pdfCell, float64) {
	var cells []pdfCell
	high := 0.0
	column := 0
	for _, c := range row.Cells {
		cell := pdfCell{middle: c.Middle}
		for range max(c.Span, 1) {
			if column < len(t.Widths) {
				cell.width += float64(t.Widths[column])
			}
			column++
		}
		paragraphs := c.Paragraphs
		if len(paragraphs) == 0 {
			paragraphs = []Paragraph{{}}
		}
		for _, b := range paragraphs {
			laid := pdfParagraph{b.before(), b.after(), p.lines(b, cell.width-2*cellPadding)}
			cell.height += laid.before + heightOf(laid.lines) + laid.after
			cell.paragraphs = append(cell.paragraphs, laid)
		}
		high = max(high, cell.height)
		cells = append(cells, cell)
	}
	if t.Lines == LinesSolid || t.Lines == LinesDashed {
		high += ruleWidth
	}
	if row.Height > 0 {
		high = float64(row.Height)
	}
	return cells, high
}

// firstRows is the height of the headings and the row under them.
func (p *pdfPages) firstRows(t Table) float64 {
	sum := 0.0
	for _, row := range t.Rows[:min(t.Header+1, len(t.Rows))] {
		_, high := p.layCells(t, row)
		sum += high
	}
	return sum
}

// writeTable writes the rows, none of them over a page end, and the headings anew on
// each page.
func (p *pdfPages) writeTable(t Table) {
	for i, row := range t.Rows {
		cells, high := p.layCells(t, row)
		if p.y+high > p.bottom()+0.01 && !p.atTop() {
			p.newPage()
			for _, heading := range t.Rows[:min(t.Header, i)] {
				headings, h := p.layCells(t, heading)
				p.drawRow(t, headings, h)
			}
		}
		p.drawRow(t, cells, high)
	}
}

func (p *pdfPages) drawRow(t Table, cells []pdfCell, high float64) {
	total := 0.0
	for _, w := range t.Widths {
		total += float64(w)
	}
	x := p.left() + (p.room()-total)/2 // tables stand in the middle
	for _, c := range cells {
		y := p.y
		if c.middle {
			y += max(high-c.height, 0) / 2
		}
		for _, b := range c.paragraphs {
			y = p.drawLines(b.lines, x+cellPadding, y+b.before, c.width-2*cellPadding) + b.after
		}
		p.border(t.Lines, x, high, c.width)
		x += c.width
	}
	p.y += high
}

func (p *pdfPages) border(lines Lines, x, high, wide float64) {
	switch lines {
	case LinesSolid:
	case LinesDashed:
		p.SetDashPattern([]float64{1, 1}, 0)
		defer p.SetDashPattern(nil, 0)
	default:
		return
	}
	p.SetLineWidth(ruleWidth)
	p.Rect(x, p.y, wide, high, "D")
}
