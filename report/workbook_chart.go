package report

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// chart puts a chart beside the table, which changes with its numbers.
func (s *sheetStream) chart(c Chart) {
	c.Table = s.table
	shown, err := c.columns()
	s.do(err)
	if err != nil || s.last == headingRow {
		return
	}
	letters := chartLetters()
	kind, high := excelize.Bar, uint(110+21*(s.last-headingRow)*len(shown))
	names, numbers := excelize.ChartAxis{ReverseOrder: true, Font: letters}, excelize.ChartAxis{Font: letters, MajorGridLines: true}
	if c.Kind == ChartLines {
		kind, high = excelize.Line, 360
		names.ReverseOrder = false
	}
	page := chartPage{Chart: c, shown: shown}
	if page.rates() {
		room, nobody := 1.15, 0.0 // behind 100% for its label
		numbers.Maximum, numbers.Minimum, numbers.MajorUnit = &room, &nobody, 0.2
		numbers.NumFmt = excelize.ChartNumFmt{CustomNumFmt: "0%"}
	}
	legend := excelize.ChartLegend{Position: "none"}
	if len(shown) > 1 {
		legend.Position, legend.Font = "bottom", &letters
	}
	at := fmt.Sprintf("%s%d", columnLetters(len(s.table.Columns)+1), headingRow)
	s.do(s.file.AddChart(s.name, at, &excelize.Chart{
		Type: kind, Series: s.series(shown), Legend: legend, Dimension: excelize.ChartDimension{Width: 640, Height: high},
		Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: clean(c.Title), Font: &excelize.Font{Family: "Times New Roman", Size: 14, Bold: true}}}},
		XAxis: names, YAxis: numbers, PlotArea: excelize.ChartPlotArea{ShowVal: kind == excelize.Bar},
		Format: excelize.GraphicOptions{AltText: clean(c.Title)},
	}))
}

func chartLetters() excelize.Font {
	return excelize.Font{Family: "Times New Roman", Size: 11, Color: "222222"}
}

// series are the columns of a chart, as cells of the sheet.
func (s *sheetStream) series(shown []int) []excelize.ChartSeries {
	cells := func(column int) string {
		name := columnLetters(column)
		return fmt.Sprintf("'%s'!$%s$%d:$%s$%d", quoted(s.name), name, headingRow+1, name, s.last)
	}
	var all []excelize.ChartSeries
	for i, column := range shown {
		color := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{seriesHexes()[i%len(seriesHexes())]}}
		all = append(all, excelize.ChartSeries{
			Name:       fmt.Sprintf("'%s'!$%s$%d", quoted(s.name), columnLetters(column), headingRow),
			Categories: cells(0), Values: cells(column),
			Fill: color, Line: excelize.LineOptions{Fill: color, Width: 2}, DataLabel: excelize.ChartDataLabel{Font: chartLetters()},
		})
	}
	return all
}
