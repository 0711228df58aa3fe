package content

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"loa"
)

// maxTable bounds a table of units in bytes, packed and unpacked: a province has
// a few thousand rows.
const (
	maxTable         = 5 << 20
	maxTableUnpacked = 64 << 20
)

// ReadUnits reads a table of units, CSV or XLSX by the file's name, with the
// columns id, parent, name, kind, zone, from and until under English or
// Vietnamese headings in any order; id and name must be there. Every parent must
// be a row of the table. With a mistake in any row there are no units at all, so
// that nothing is ever half imported. A mistake's line is the row.
func ReadUnits(name string, r io.Reader) (loa.Units, []Mistake) {
	t := &table{name: name}
	raw, err := io.ReadAll(io.LimitReader(r, maxTable+1))
	switch {
	case err != nil:
		t.add(pos{file: name}, "file_unreadable", nil)
	case len(raw) > maxTable:
		t.add(pos{file: name}, "file_large", data{"Size": megabytes(int64(len(raw))), "Most": megabytes(maxTable)})
	case strings.EqualFold(path.Ext(name), ".xlsx"):
		t.readXLSX(raw)
	case strings.EqualFold(path.Ext(name), ".csv"):
		t.readCSV(raw)
	default:
		t.add(pos{file: name}, "table_type", nil)
	}
	units := t.units()
	if t.fatal() {
		return nil, t.sorted()
	}
	return units, t.sorted()
}

// table is the rows of a file, before anything is known about them.
type table struct {
	reader
	name string
	rows []tableRow
}

type tableRow struct {
	line  int
	cells []string
}

func (t *table) readCSV(raw []byte) {
	if at := invalidUTF8(raw); at >= 0 {
		t.add(pos{t.name, 1 + bytes.Count(raw[:at], []byte("\n"))}, "not_utf8", nil)
		return
	}
	src := normalise(string(raw))
	in := csv.NewReader(strings.NewReader(src))
	in.Comma = separator(src)
	in.FieldsPerRecord = -1
	in.TrimLeadingSpace = true
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			line := 1
			if e := (&csv.ParseError{}); errors.As(err, &e) {
				line = e.StartLine
			}
			t.add(pos{t.name, line}, "table_quotes", nil)
			return
		}
		line, _ := in.FieldPos(0)
		t.rows = append(t.rows, tableRow{line, cells})
	}
}

// separator guesses how a CSV file parts its cells: Excel writes semicolons
// where the comma is the decimal mark, as it is in Vietnam.
func separator(src string) rune {
	header, _, _ := strings.Cut(src, "\n")
	best := ','
	for _, c := range []rune{';', '\t'} {
		if strings.Count(header, string(c)) > strings.Count(header, string(best)) {
			best = c
		}
	}
	return best
}

// readXLSX reads the first sheet.
func (t *table) readXLSX(raw []byte) {
	file, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxTableUnpacked, UnzipXMLSizeLimit: maxTableUnpacked,
	})
	if err != nil {
		t.add(pos{file: t.name}, "table_broken", nil)
		return
	}
	rows, err := file.GetRows(file.GetSheetName(0))
	if closeErr := file.Close(); err != nil || closeErr != nil {
		t.add(pos{file: t.name}, "table_broken", nil)
		return
	}
	for i, cells := range rows {
		for j := range cells {
			cells[j] = normalise(cells[j])
		}
		t.rows = append(t.rows, tableRow{i + 1, cells})
	}
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

func blank(cells []string) bool { return strings.TrimSpace(strings.Join(cells, "")) == "" }

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
