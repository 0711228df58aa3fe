package report

import (
	"strings"
	"unicode/utf8"
)

// boldWider is by how many letters a bold word of six takes more room: “Chuyển”, 100,0%.
const boldWider = 1

// table writes a table under its caption. One without rows says that it has none.
func (w *letter) table(t DataTable) {
	w.count.tables++
	w.add(Paragraph{
		Runs:  []Run{{Text: caption(w.labels.Table, w.count.tables, t.Title), Bold: true, Italic: true, Size: w.format.Sizes.Table}},
		Align: AlignCentre, Before: w.format.After, After: 3, WithNext: true,
	})
	if len(t.Rows) == 0 {
		w.add(Paragraph{Runs: []Run{{Text: "[" + w.labels.Missing + "]", Marked: true}}, Align: AlignCentre, After: w.format.After})
		return
	}
	shown := t.shown()
	printed := Table{Header: 1, Lines: LinesSolid, Rows: []Row{w.headings(t, shown)}}
	widest := make([]int, len(shown)) // in letters
	for _, row := range t.Rows {
		printed.Rows = append(printed.Rows, w.row(t, shown, row, false, widest))
	}
	if t.Total != "" {
		printed.Rows = append(printed.Rows, w.row(t, shown, t.Sum(), true, widest))
	}
	for i, column := range shown {
		widest[i] = max(widest[i], longestWord(t.Columns[column].Title)+boldWider, (utf8.RuneCountInString(t.Columns[column].Title)+1)/2)
	}
	printed.Widths = share(w.pageWidth(), widest)
	w.add(printed, Paragraph{Spacing: 0.5})
}

func (w *letter) headings(t DataTable, shown []int) Row {
	var row Row
	for _, column := range shown {
		heading := centred(Run{Text: t.Columns[column].Title, Bold: true, Size: w.format.Sizes.Table})
		row.Cells = append(row.Cells, Cell{Middle: true, Paragraphs: []Paragraph{heading}})
	}
	return row
}

// row writes a row; words stand on the left, numbers in the middle.
func (w *letter) row(t DataTable, shown []int, row DataRow, bold bool, widest []int) Row {
	var printed Row
	for i, column := range shown {
		v := t.Cell(row, column)
		run := Run{Text: v.In(w.report.Lang), Bold: bold, Size: w.format.Sizes.Table}
		switch {
		case bold && t.blankTotal(column):
			run.Text = ""
		case v.Missing():
			run.Marked = true
		}
		p := Paragraph{Runs: []Run{run}, Align: AlignCentre}
		if v.Kind == WordsValue {
			p.Align = AlignLeft
		}
		letters := utf8.RuneCountInString(run.Text)
		if bold && letters > 0 {
			letters += boldWider
		}
		widest[i] = max(widest[i], letters)
		printed.Cells = append(printed.Cells, Cell{Middle: true, Paragraphs: []Paragraph{p}})
	}
	return printed
}

// blankTotal reports whether the line of totals says nothing in the column.
func (t DataTable) blankTotal(column int) bool {
	part, of, rate := t.rate(column)
	if rate {
		return !t.Columns[part].Adds || !t.Columns[of].Adds
	}
	return column > 0 && !t.Columns[column].Adds
}

func longestWord(s string) int {
	longest := 0
	for _, word := range strings.Fields(s) {
		longest = max(longest, utf8.RuneCountInString(word))
	}
	return longest
}

// share divides a width among columns by how much stands in them. Long texts are
// broken into lines, so a column takes no more than 40 letters, and none less than 6.
func share(width int, letters []int) []int {
	total := 0
	for i := range letters {
		letters[i] = min(max(letters[i], 6), 40) + 2
		total += letters[i]
	}
	widths, left := make([]int, len(letters)), width
	for i, n := range letters {
		widths[i] = width * n / total
		left -= widths[i]
	}
	if len(widths) > 0 {
		widths[0] += left
	}
	return widths
}
