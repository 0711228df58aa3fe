package report

import "iter"

// DataTable is a table of numbers before it has a form: the chat makes lines of it,
// the letter a table with rules, the workbook a sheet with formulas.
type DataTable struct {
	Title   string
	Columns []DataColumn
	Rows    []DataRow
	// Stream gives further rows one by one, so that a log of a year is never in memory
	// at once. Only workbooks write them; the cells may be used again for the next row.
	Stream iter.Seq2[DataRow, error]
	Total  string // heading of the line of totals: "Cộng"; empty: none
}

// DataColumn is a column. Its cells are the figure of the column, of what the row is about.
type DataColumn struct {
	ID     string // by which rates and charts name it
	Title  string
	Short  string // in the chat; empty: the title
	Figure *Figure
	// Part and Of make it a column of rates: the columns that are divided. Such a
	// column has no cells of its own.
	Part, Of string
	Adds     bool    // the total is the sum of the rows
	Hidden   bool    // on paper and in the chat: only workbooks have it
	Width    float64 // in a workbook, in characters; 0: as its words need
}

// DataRow is a row: a cell for each column, cells at the end may be left out.
type DataRow struct {
	Key   string // what it is about, as figures are named: "unit=cb-3"
	Cells []Value
}

// rate reports whether the column divides two others, and which.
func (t DataTable) rate(column int) (part, of int, ok bool) {
	c := t.Columns[column]
	if c.Part == "" || c.Of == "" {
		return 0, 0, false
	}
	part, of = t.column(c.Part), t.column(c.Of)
	return part, of, part >= 0 && of >= 0
}

// column returns the index of the column with the id, or -1.
func (t DataTable) column(id string) int {
	for i, c := range t.Columns {
		if c.ID == id {
			return i
		}
	}
	return -1
}

// Cell returns the value of a cell; a rate is made of its part and whole.
func (t DataTable) Cell(row DataRow, column int) Value {
	part, of, ok := t.rate(column)
	if !ok {
		if column < len(row.Cells) {
			return row.Cells[column]
		}
		return Value{}
	}
	return t.divided(row, part, of)
}

// divided is the rate of two cells; missing or withheld as soon as one of them is.
func (t DataTable) divided(row DataRow, part, of int) Value {
	a, b := t.Cell(row, part), t.Cell(row, of)
	switch {
	case a.Kind == CountValue && b.Kind == CountValue:
		return Value{Kind: RateValue, Count: a.Count, Whole: b.Count}
	case a.Kind == WithheldValue || b.Kind == WithheldValue:
		return Withheld()
	}
	return Value{}
}

// Sum adds the rows up: the cells of the line of totals, rates made of the sums. What
// is missing or withheld adds nothing.
func (t DataTable) Sum() DataRow {
	sum := DataRow{Key: "total", Cells: make([]Value, len(t.Columns))}
	for i, c := range t.Columns {
		if !c.Adds {
			continue
		}
		sum.Cells[i] = Count(0)
		for _, row := range t.Rows {
			switch v := t.Cell(row, i); v.Kind {
			case CountValue:
				sum.Cells[i].Count += v.Count
			case ShareValue:
				sum.Cells[i].Kind = ShareValue
				sum.Cells[i].Count += v.Count
				sum.Cells[i].Whole += v.Whole
			}
		}
	}
	if len(sum.Cells) > 0 && !t.Columns[0].Adds {
		sum.Cells[0] = Words(t.Total)
	}
	return sum
}

// shown lists the columns that paper and chat have.
func (t DataTable) shown() []int {
	var all []int
	for i, c := range t.Columns {
		if !c.Hidden {
			all = append(all, i)
		}
	}
	return all
}

// figures lists the cells that are figures, row by row.
func (t DataTable) figures() []Figure {
	var all []Figure
	for _, row := range t.Rows {
		for i, c := range t.Columns {
			if c.Figure == nil {
				continue
			}
			f := *c.Figure
			f.Value = t.Cell(row, i)
			if row.Key != "" {
				f.ID += "@" + row.Key
			}
			all = append(all, f)
		}
	}
	return all
}
