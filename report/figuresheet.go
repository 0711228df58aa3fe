package report

import "strings"

// FigureTable lists the figures of the whole report as a table: the first sheet of its
// workbook. Parts, wholes and rates are columns of their own, so that a reader counts
// on with them.
func (r Report) FigureTable(title string, l Labels) DataTable {
	t := DataTable{Title: title, Columns: []DataColumn{
		{ID: "section", Title: l.SectionHead, Width: 7},
		{ID: "label", Title: l.FigureHeading, Width: 32},
		{ID: "value", Title: l.ValueHeading, Width: 12},
		{ID: "whole", Title: l.WholeHeading, Width: 9},
		{ID: "rate", Title: l.RateHeading, Part: "value", Of: "whole", Width: 9},
		{ID: "means", Title: l.MeansHeading, Width: 38},
		{ID: "period", Title: l.PeriodHeading, Width: 13},
		{ID: "source", Title: l.SourceHeading, Width: 20},
		{ID: "id", Title: l.IDHeading, Width: 20},
	}}
	for _, f := range r.Figures() {
		if strings.Contains(f.ID, "@") { // of one row of a table, which has a sheet of its own
			continue
		}
		value, whole := f.Value, Value{Kind: WordsValue}
		if f.Value.Kind == ShareValue || f.Value.Kind == RateValue {
			value, whole = Value{Kind: CountValue, Count: f.Value.Count}, Value{Kind: CountValue, Count: f.Value.Whole}
		}
		if f.Value.Missing() || f.Value.Kind == WithheldValue {
			value = Words(f.Value.or(r.Lang, l))
		}
		t.Rows = append(t.Rows, DataRow{Key: f.ID, Cells: []Value{
			Words(f.Section), Words(f.Label), value, whole, {}, Words(f.Definition), Words(f.Period.String()), Words(f.Source), Words(f.ID),
		}})
	}
	return t
}
