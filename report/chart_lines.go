package report

import (
	"math"

	"github.com/go-analyze/charts"
)

// Measures of lines in pixels.
const (
	lineArea  = 430 // how high the area of the lines is
	lineLeft  = 100 // room for the numbers beside it
	lineNames = 8   // how many names of rows have room under it
)

// plot is the area of a chart of lines, with its scale.
type plot struct {
	*charts.Painter
	left, right, top, bottom int
	highest                  float64
	rows                     int
}

func (a plot) x(row int) int {
	if a.rows < 2 {
		return (a.left + a.right) / 2
	}
	return a.left + 30 + row*(a.right-a.left-60)/(a.rows-1)
}

func (a plot) y(v float64) int { return a.bottom - int(v/a.highest*float64(a.bottom-a.top)) }

// drawLines draws a line for each column. Lines differ by their points, too.
func (c chartPage) drawLines() ([]byte, error) {
	measure := charts.NewPainter(charts.PainterOptions{Width: chartWidth, Height: 10})
	title := wrapped(measure, c.title, chartWidth-2*chartMargin, 3, letters(lettersTitle, true))
	legend := chartMargin + titleHigh*len(title) + 16
	top := legend + 20
	if len(c.shown) > 1 {
		top += 40 * len(c.shown)
	}
	p := charts.NewPainter(charts.PainterOptions{Width: chartWidth, Height: top + lineArea + 70})
	p.FilledRect(0, 0, p.Width(), p.Height(), charts.ColorWhite, charts.ColorWhite, 0)
	drawTitle(p, title)
	if len(c.rows) == 0 {
		p.Text(c.labels.Missing, chartMargin, top+lineHigh, 0, letters(lettersLabel, false))
		return p.Bytes()
	}
	if len(c.shown) > 1 {
		c.drawLegend(p, legend)
	}
	step := niceStep(c.top())
	area := plot{
		Painter: p, left: chartMargin + lineLeft, right: chartWidth - chartMargin, top: top, bottom: top + lineArea,
		highest: step * math.Ceil(c.top()/step), rows: len(c.rows),
	}
	c.drawScale(area, step)
	c.drawNames(area)
	for i, column := range c.shown {
		c.drawSeries(area, column, i)
	}
	return p.Bytes()
}

// niceStep is the distance of the lines of a scale: 1, 2 or 5 and noughts, whole
// numbers, five lines at most.
func niceStep(top float64) float64 {
	for power := 1.0; ; power *= 10 {
		for _, n := range []float64{1, 2, 5} {
			if top/(n*power) <= 5 {
				return n * power
			}
		}
	}
}

func (c chartPage) drawScale(a plot, step float64) {
	style := letters(lettersLabel, false)
	for v := 0.0; v <= a.highest; v += step {
		color := "#DDDDDD"
		if v == 0 {
			color = "#444444"
		}
		a.LineStroke([]charts.Point{{X: a.left, Y: a.y(v)}, {X: a.right, Y: a.y(v)}}, charts.ColorFromHex(color), 2)
		text := grouped(int64(v), c.lang)
		if c.rates() {
			text += "%"
		}
		a.Text(text, a.left-12-a.MeasureText(text, 0, style).Width(), a.y(v)+9, 0, style)
	}
}

// drawNames writes as many names of rows as have room, the last one among them.
func (c chartPage) drawNames(a plot) {
	style := letters(lettersLabel, false)
	every := (len(c.rows) + lineNames - 1) / lineNames
	for i, row := range c.rows {
		if (len(c.rows)-1-i)%every != 0 {
			continue
		}
		name := wrapped(a.Painter, c.name(row), 110, 2, style)
		for j, line := range name {
			a.Text(line, a.x(i)-a.MeasureText(line, 0, style).Width()/2, a.bottom+32+lineHigh*j, 0, style)
		}
	}
}

// drawSeries draws the line of a column; where there is no number the line is broken.
func (c chartPage) drawSeries(a plot, column, series int) {
	color := seriesColor(series)
	var points, run []charts.Point
	flush := func() {
		if len(run) > 1 {
			a.LineStroke(run, color, 4)
		}
		run = nil
	}
	for i, row := range c.rows {
		v, ok := c.value(row, column)
		if !ok {
			flush()
			continue
		}
		run = append(run, charts.Point{X: a.x(i), Y: a.y(v)})
		points = append(points, run[len(run)-1])
	}
	flush()
	for _, at := range points {
		drawMark(a.Painter, at.X, at.Y, series, color)
	}
}

// drawMark draws a point of a line: a disc, a square or a diamond.
func drawMark(p *charts.Painter, x, y, series int, color charts.Color) {
	switch series % 3 {
	case 0:
		p.Circle(9, x, y, color, color, 1)
	case 1:
		p.FilledRect(x-8, y-8, x+8, y+8, color, color, 0)
	case 2:
		p.FilledDiamond(x, y, 22, 22, color, color, 0)
	}
}
