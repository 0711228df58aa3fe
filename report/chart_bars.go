package report

import (
	"github.com/go-analyze/charts"
)

// Measures of bars in pixels.
const (
	barLabels = 290 // how wide the names are
	barEnds   = 120 // room for the number behind the longest bar
	barHigh   = 30
	barGap    = 12 // between rows
	lineHigh  = 27 // of the letters of labels
	titleHigh = 38
)

// drawBars draws lying bars: names of units are long, and a phone stands upright.
func (c chartPage) drawBars() ([]byte, error) {
	measure := charts.NewPainter(charts.PainterOptions{Width: chartWidth, Height: 10})
	title := wrapped(measure, c.title, chartWidth-2*chartMargin, 3, letters(lettersTitle, true))
	rowHigh := max(barHigh*len(c.shown), 2*lineHigh) + barGap
	top := chartMargin + titleHigh*len(title) + 16
	if len(c.shown) > 1 {
		top += 40 * len(c.shown)
	}
	p := charts.NewPainter(charts.PainterOptions{Width: chartWidth, Height: top + rowHigh*max(len(c.rows), 1) + chartMargin})
	p.FilledRect(0, 0, p.Width(), p.Height(), charts.ColorWhite, charts.ColorWhite, 0)
	drawTitle(p, title)
	if len(c.shown) > 1 {
		c.drawLegend(p, chartMargin+titleHigh*len(title)+16)
	}
	if len(c.rows) == 0 {
		p.Text(c.labels.Missing, chartMargin, top+lineHigh, 0, letters(lettersLabel, false))
	}
	for i, row := range c.rows {
		c.drawRow(p, row, top+i*rowHigh, rowHigh-barGap)
	}
	base := chartMargin + barLabels + 14
	p.LineStroke([]charts.Point{{X: base, Y: top - 6}, {X: base, Y: p.Height() - chartMargin}}, charts.ColorFromHex("#444444"), 2)
	return p.Bytes()
}

func drawTitle(p *charts.Painter, lines []string) {
	for i, line := range lines {
		p.Text(line, chartMargin, chartMargin+titleHigh*i+28, 0, letters(lettersTitle, true))
	}
}

// drawLegend names the colours, one under the other.
func (c chartPage) drawLegend(p *charts.Painter, y int) {
	for i, column := range c.shown {
		color := seriesColor(i)
		if c.Kind == ChartLines {
			drawMark(p, chartMargin+12, y+40*i+16, i, color)
		} else {
			p.FilledRect(chartMargin, y+40*i+4, chartMargin+24, y+40*i+28, color, color, 0)
		}
		p.Text(c.Table.Columns[column].Title, chartMargin+36, y+40*i+24, 0, letters(lettersLabel, false))
	}
}

// drawRow draws the name of a row and its bars, each with its number behind it.
func (c chartPage) drawRow(p *charts.Painter, row DataRow, y, high int) {
	style := letters(lettersLabel, false)
	name := wrapped(p, c.name(row), barLabels, 2, style)
	for i, line := range name {
		width := p.MeasureText(line, 0, style).Width()
		p.Text(line, chartMargin+barLabels-width, y+high/2+lineHigh*i-lineHigh*len(name)/2+21, 0, style)
	}
	base := chartMargin + barLabels + 14
	room := float64(chartWidth - base - barEnds - chartMargin)
	top := c.top()
	bars := y + (high-barHigh*len(c.shown))/2
	for i, column := range c.shown {
		v, ok := c.value(row, column)
		from := bars + barHigh*i
		end := base + int(room*min(v/top, 1))
		if !ok {
			end = base
		}
		if end > base {
			color := seriesColor(i)
			p.FilledRect(base, from+2, end, from+barHigh-2, color, color, 0)
		}
		p.Text(c.words(row, column), end+10, from+22, 0, style)
	}
}
