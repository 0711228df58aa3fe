package report

import (
	"math"
	"strings"
	"unicode/utf8"
)

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
	widest, word := make([]int, len(shown)), make([]int, len(shown)) // in letters
	for _, row := range t.Rows {
		printed.Rows = append(printed.Rows, w.row(t, shown, row, false, widest, word))
	}
	if t.Total != "" {
		printed.Rows = append(printed.Rows, w.row(t, shown, t.Sum(), true, widest, word))
	}
	for i, column := range shown {
		title := t.Columns[column].Title
		word[i] = max(word[i], longestWord(title))
		widest[i] = max(widest[i], longestWord(title), (utf8.RuneCountInString(title)+1)/2)
	}
	printed.Widths = roomFor(share(w.pageWidth(), widest), w.leastWidths(word))
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
func (w *letter) row(t DataTable, shown []int, row DataRow, bold bool, widest, word []int) Row {
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
		widest[i] = max(widest[i], utf8.RuneCountInString(run.Text))
		word[i] = max(word[i], longestWord(run.Text))
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

// leastWidths are the widths in millimetres that hold a word of so many letters, bold.
func (w *letter) leastWidths(letters []int) []int {
	const (
		letter = 2.35 // of a bold word at 12 points, such as “Chuyển” or 100,0%
		edges  = 3.9
		most   = 6 // letters: few Vietnamese words have more; a longer word may be broken
	)
	least := make([]int, len(letters))
	for i, n := range letters {
		least[i] = int(math.Ceil(letter*float64(min(n, most))*float64(w.format.Sizes.Table)/12 + edges))
	}
	return least
}

// roomFor gives columns the least that they need, at the cost of the one that has most to
// spare. Where there is not enough for all, the widths stay.
func roomFor(widths, least []int) []int {
	for i := range widths {
		for widths[i] < least[i] {
			richest := i
			for j := range widths {
				if widths[j]-least[j] > widths[richest]-least[richest] {
					richest = j
				}
			}
			if widths[richest] <= least[richest] {
				return widths
			}
			widths[richest]--
			widths[i]++
		}
	}
	return widths
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
