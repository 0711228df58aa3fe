package report

import (
	"strconv"
	"strings"
)

// sourceLine is a line of the appendix.
type sourceLine struct {
	section string
	figure  Figure
	value   string
}

// sources is the appendix: what each number counts, over which days, from what.
func (w *letter) sources() []Block {
	lines := w.sourceLines()
	if len(lines) == 0 {
		return nil
	}
	l, size := w.labels, 11
	heading := Paragraph{Runs: []Run{{Text: l.Sources, Bold: true, Size: w.format.Sizes.Subject}}, Align: AlignCentre, After: 6, NewPage: true, WithNext: true}
	how := Paragraph{Runs: []Run{{Text: l.SourcesHow, Italic: true, Size: size}}, Align: AlignJustify, After: 6, WithNext: true}
	t := Table{Header: 1, Lines: LinesSolid, Widths: share(w.pageWidth(), []int{6, 24, 11, 36, 15})}
	row := func(bold bool, cells ...string) {
		var r Row
		for i, text := range cells {
			p := Paragraph{Runs: []Run{{Text: text, Bold: bold, Size: size}}}
			if bold || i == 0 || i == 2 || i == 4 {
				p.Align = AlignCentre
			}
			r.Cells = append(r.Cells, Cell{Paragraphs: []Paragraph{p}})
		}
		t.Rows = append(t.Rows, r)
	}
	row(true, l.SectionHead, l.FigureHeading, l.ValueHeading, l.MeansHeading, l.PeriodHeading)
	for _, line := range lines {
		means := line.figure.Definition
		if line.figure.Source != "" {
			means = strings.TrimSpace(means + "\n" + l.SourceHeading + ": " + line.figure.Source)
		}
		row(false, line.section, line.figure.Label+"\n("+line.figure.ID+")", line.value, means, line.figure.Period.String())
	}
	return []Block{heading, how, t}
}

// sourceLines lists the figures in the order in which they are read. A column of a
// table is one line, however many rows the table has.
func (w *letter) sourceLines() []sourceLine {
	var lines []sourceLine
	known := map[string]bool{}
	add := func(section string, f Figure, value string) {
		if !known[f.ID] {
			known[f.ID] = true
			lines = append(lines, sourceLine{section, f, value})
		}
	}
	for _, p := range w.report.Basis {
		for _, f := range p.figures() {
			add("", f, f.Value.or(w.report.Lang, w.labels))
		}
	}
	tables, charts := 0, 0
	for _, c := range w.report.contents() {
		switch content := c.content.(type) {
		case Prose:
			for _, f := range content.figures() {
				add(c.section, f, f.Value.or(w.report.Lang, w.labels))
			}
		case DataTable:
			tables++
			for _, f := range content.columnFigures() {
				add(c.section, f, w.eachOf(w.labels.Table, tables))
			}
		case Chart:
			charts++
			for _, f := range content.Table.columnFigures() {
				add(c.section, f, w.eachOf(w.labels.Chart, charts))
			}
		}
	}
	return lines
}

// columnFigures are the figures that have a number for each row.
func (t DataTable) columnFigures() []Figure {
	var all []Figure
	for _, column := range t.Columns {
		if column.Figure != nil {
			f := *column.Figure
			f.ID += "@…"
			all = append(all, f)
		}
	}
	return all
}

func (w *letter) eachOf(word string, n int) string {
	return strings.ReplaceAll(w.labels.EachOf, "{table}", word+" "+strconv.Itoa(n))
}
