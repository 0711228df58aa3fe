package content

import (
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"loa"
)

// ReadUnits reads a table of units, CSV or XLSX by the file's name, with the
// columns id, parent, name, kind, zone, from and until under English or
// Vietnamese headings in any order; id and name must be there. Every parent must
// be a row of the table. With a mistake in any row there are no units at all, so
// that nothing is ever half imported. A mistake's line is the row.
func ReadUnits(name string, r io.Reader) (loa.Units, []Mistake) {
	t := readTable(name, r)
	units := t.units()
	if t.fatal() {
		return nil, t.sorted()
	}
	return units, t.sorted()
}

// columns names the headings, in lower case.
var columns = map[string][]string{
	"id":     {"id", "mã", "mã đơn vị"},
	"parent": {"parent", "trực thuộc", "đơn vị cấp trên"},
	"name":   {"name", "tên", "tên đơn vị"},
	"kind":   {"kind", "loại", "loại đơn vị"},
	"zone":   {"zone", "múi giờ"},
	"from":   {"from", "từ", "từ ngày"},
	"until":  {"until", "đến", "đến ngày"},
}

// columnOf returns the name of the column under the heading.
func columnOf(heading string) (string, bool) {
	heading = strings.ToLower(strings.Join(strings.Fields(heading), " "))
	for name, headings := range columns {
		for _, h := range headings {
			if h == heading {
				return name, true
			}
		}
	}
	return "", false
}

// units reads the rows under the headings.
func (t *table) units() loa.Units {
	for len(t.rows) > 0 && blank(t.rows[0].cells) {
		t.rows = t.rows[1:]
	}
	if len(t.rows) == 0 {
		if !t.fatal() {
			t.add(pos{file: t.name}, "table_empty", nil)
		}
		return nil
	}
	header := t.headings(t.rows[0])
	if t.fatal() {
		return nil
	}
	var rows []unitRow
	for _, row := range t.rows[1:] {
		if blank(row.cells) {
			continue
		}
		at := pos{t.name, row.line}
		cell := func(key string) scalar {
			i, ok := header[key]
			if !ok || i >= len(row.cells) {
				return scalar{key: key, at: at}
			}
			text := strings.TrimSpace(row.cells[i])
			if key == "from" || key == "until" {
				text = isoDate(text)
			}
			return scalar{key: key, text: text, at: at, ok: text != ""}
		}
		if len(row.cells) > len(t.rows[0].cells) && !blank(row.cells[len(t.rows[0].cells):]) {
			t.add(at, "table_cells", data{"Cells": len(row.cells), "Most": len(t.rows[0].cells)})
		}
		u := unitRow{at, cell("id"), cell("parent"), cell("name"), cell("kind"), cell("zone"), cell("from"), cell("until")}
		for _, s := range []scalar{u.id, u.name} {
			if !s.ok {
				t.add(at, "missing", data{"Key": s.key})
			}
		}
		rows = append(rows, u)
	}
	if len(rows) == 0 {
		t.add(pos{file: t.name}, "table_empty", nil)
	}
	t.reader.units = newIndex()
	return t.tree(rows, &t.reader.units, false)
}

// headings returns the index of each column.
func (t *table) headings(row tableRow) map[string]int {
	header, at := map[string]int{}, pos{t.name, row.line}
	for i, heading := range row.cells {
		if strings.TrimSpace(heading) == "" {
			continue
		}
		name, ok := columnOf(heading)
		if _, again := header[name]; !ok || again {
			t.add(at, "table_heading", data{"Heading": strings.TrimSpace(heading)})
			continue
		}
		header[name] = i
	}
	for _, name := range []string{"id", "name"} {
		if _, ok := header[name]; !ok {
			t.add(at, "table_no_column", data{"Column": name})
		}
	}
	return header
}

// isoDate writes dates as tables have them, 13/03/2024 or Excel's number of
// days, as 2024-03-13. Anything else is left for the date's reader to refuse.
func isoDate(s string) string {
	if t, err := time.Parse("2/1/2006", s); err == nil {
		return t.Format(time.DateOnly)
	}
	if days, err := strconv.ParseFloat(s, 64); err == nil && days >= 20000 && days < 100000 { // 1954 to 2173; not a year alone
		if t, err := excelize.ExcelDateToTime(days, false); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return s
}
