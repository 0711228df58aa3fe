package content

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Bounds of a table: bytes, packed and unpacked, the lines of a sheet, empty ones
// included, and its columns. A province has a few thousand units, a ward a few
// thousand members.
const (
	maxTable         = 5 << 20
	maxTableUnpacked = 64 << 20
	maxTableLines    = 100_000
	maxTableColumns  = 256
)

// table is the rows of a file, before anything is known about them.
type table struct {
	reader
	name string
	rows []tableRow

	// Of a sheet only.
	merged      []cellRange
	uncounted   map[cellAt]bool // formulas whose result the file does not hold
	otherSheets []string
	// Numbers are read as a spreadsheet shows them, and it is noted which cells are
	// no plain text, see marked.
	shown  bool
	marked map[cellAt]cellKind
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
	in.TrimLeadingSpace = in.Comma != '\t' // or empty cells would be trimmed away
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

// readTable reads a table, CSV or XLSX by the file's name.
func readTable(name string, r io.Reader) *table {
	t := &table{name: name}
	t.read(r)
	return t
}

// readShown reads a table as its writer sees it: numbers and dates as the
// spreadsheet shows them.
func readShown(name string, r io.Reader) *table {
	t := &table{name: name, shown: true, marked: map[cellAt]cellKind{}}
	t.read(r)
	return t
}

func (t *table) read(r io.Reader) {
	name := t.name
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
}

// readXLSX reads the first sheet. A workbook comes from anybody: whatever the
// library makes of a broken one is a broken table.
func (t *table) readXLSX(raw []byte) {
	defer func() {
		if recover() != nil {
			t.rows = nil
			t.add(pos{file: t.name}, "table_broken", nil)
		}
	}()
	file, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{
		RawCellValue: !t.shown, UnzipSizeLimit: maxTableUnpacked, UnzipXMLSizeLimit: maxTableUnpacked,
	})
	if err != nil {
		t.add(pos{file: t.name}, "table_broken", nil)
		return
	}
	sheets := file.GetSheetList()
	err = errors.Join(t.readSheet(file, sheets[0]), t.readMarks(raw, formatsOf(file)), t.seeOthers(file, sheets[1:]), file.Close())
	if err != nil {
		t.rows = nil
		t.add(pos{file: t.name}, "table_broken", nil)
	}
}

// readSheet reads row by row: a single cell at a sheet's far end costs no memory.
func (t *table) readSheet(file *excelize.File, sheet string) error {
	rows, err := file.Rows(sheet)
	if err != nil {
		return err
	}
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return errors.Join(err, rows.Close())
		}
		if len(cells) > maxTableColumns || line > maxTableLines {
			t.add(pos{t.name, line}, "table_vast", data{"Lines": maxTableLines, "Columns": maxTableColumns})
			break
		}
		for j := range cells {
			cells[j] = normalise(cells[j])
		}
		t.rows = append(t.rows, tableRow{line, cells})
	}
	return rows.Close()
}

// seeOthers notes the other sheets that hold anything.
func (t *table) seeOthers(file *excelize.File, sheets []string) error {
	for _, sheet := range sheets {
		rows, err := file.Rows(sheet)
		if err != nil {
			return err
		}
		if rows.Next() {
			t.otherSheets = append(t.otherSheets, sheet)
		}
		if err := rows.Close(); err != nil {
			return err
		}
	}
	return nil
}

func blank(cells []string) bool { return strings.TrimSpace(strings.Join(cells, "")) == "" }
