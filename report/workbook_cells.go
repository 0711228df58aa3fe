package report

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// dataRow writes a row, and adds up what its columns add.
func (s *sheetStream) dataRow(row DataRow) error {
	lines := 1
	for i := range s.table.Columns {
		if _, _, rate := s.table.rate(i); rate {
			s.cells[i] = s.rateCell(i, s.last, s.table.Cell(row, i), "rate")
			continue
		}
		var v Value
		if i < len(row.Cells) {
			v = row.Cells[i]
		}
		if v.Kind == CountValue {
			s.sums[i] += v.Count
		}
		if v.Kind == WordsValue {
			lines = max(lines, linesOf(v.Words, s.wide[i]-1))
		}
		s.cells[i] = s.cell(v)
	}
	return s.out.SetRow(fmt.Sprintf("A%d", s.last), s.cells, rowHeight(lines))
}

// rowHeight makes room for so many lines: not every program does by itself.
func rowHeight(lines int) excelize.RowOpts {
	if lines < 2 {
		return excelize.RowOpts{}
	}
	return excelize.RowOpts{Height: min(16*float64(lines), excelize.MaxRowHeight)}
}

// linesOf is into how many lines a text is broken that is so many characters wide.
func linesOf(text string, width float64) int {
	if len(text) <= int(width) && !strings.Contains(text, "\n") {
		return 1 // most cells; letters are at most as many as bytes
	}
	lines := 0
	for part := range strings.SplitSeq(text, "\n") {
		lines++
		used := 0
		for _, word := range strings.Fields(part) {
			n := utf8.RuneCountInString(word)
			if used > 0 && used+n > int(width) {
				lines++
				used = 0
			}
			used += n + 1
		}
	}
	return lines
}

// cell is a value as a sheet counts with it. Text stays text, whatever it begins with.
// What is missing is an empty cell, not a nought.
func (s *sheetStream) cell(v Value) excelize.Cell {
	switch v.Kind {
	case MissingValue:
		return excelize.Cell{StyleID: s.styles["count"]}
	case CountValue:
		return excelize.Cell{StyleID: s.styles["count"], Value: v.Count}
	case RateValue:
		if v.Whole > 0 {
			return excelize.Cell{StyleID: s.styles["rate"], Value: v.ratio()}
		}
	case DateValue:
		return excelize.Cell{StyleID: s.styles["date"], Value: v.At}
	case InstantValue:
		return excelize.Cell{StyleID: s.styles["instant"], Value: v.At}
	case WordsValue:
		return excelize.Cell{StyleID: s.styles["text"], Value: clean(v.Words)}
	}
	return excelize.Cell{StyleID: s.styles["count"], Value: v.In(s.lang)}
}

// rateCell divides by formula; beside it stands the result, which phones show that do
// not count.
func (s *sheetStream) rateCell(column, row int, v Value, style string) excelize.Cell {
	part, of, _ := s.table.rate(column)
	above, below := fmt.Sprintf("%s%d", columnLetters(part), row), fmt.Sprintf("%s%d", columnLetters(of), row)
	cell := excelize.Cell{StyleID: s.styles[style], Value: nothing}
	cell.Formula = fmt.Sprintf(`IF(COUNT(%s,%s)<2,"%s",IF(%s=0,"%s",%s/%s))`, above, below, nothing, below, nothing, above, below)
	if v.Kind == RateValue && v.Whole > 0 {
		cell.Value = v.ratio()
	}
	return cell
}

// totalRow adds the rows up by formula.
func (s *sheetStream) totalRow() error {
	total := s.last + 1
	for i, c := range s.table.Columns {
		part, of, rate := s.table.rate(i)
		switch {
		case rate && !s.table.blankTotal(i):
			s.cells[i] = s.rateCell(i, total, Value{Kind: RateValue, Count: s.sums[part], Whole: s.sums[of]}, "rate")
		case c.Adds && !rate:
			name := columnLetters(i)
			s.cells[i] = excelize.Cell{
				StyleID: s.styles["total"], Value: s.sums[i], Formula: fmt.Sprintf("SUM(%s%d:%s%d)", name, headingRow+1, name, s.last),
			}
		case i == 0:
			s.cells[i] = excelize.Cell{StyleID: s.styles["total text"], Value: clean(s.table.Total)}
		default:
			s.cells[i] = excelize.Cell{StyleID: s.styles["total text"]}
		}
	}
	return s.out.SetRow(fmt.Sprintf("A%d", total), s.cells)
}
