package content

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"
)

// cellAt is a cell of a sheet, counted from 1.
type cellAt struct{ line, column int }

// cellRange is a range of cells, both ends included.
type cellRange struct{ from, to cellAt }

func (r cellRange) String() string {
	from, _ := excelize.CoordinatesToCellName(r.from.column, r.from.line) // both were read
	to, _ := excelize.CoordinatesToCellName(r.to.column, r.to.line)
	return from + ":" + to
}

func (r cellRange) holds(c cellAt) bool {
	return c.line >= r.from.line && c.line <= r.to.line && c.column >= r.from.column && c.column <= r.to.column
}

// readMarks reads what the values of the first sheet do not tell: which cells are
// merged, and which hold a formula without a result. Excelize tells either only of
// a sheet that it holds in memory as a whole, which a small file can make vast.
func (t *table) readMarks(raw []byte, formats formats) error {
	pack, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return err
	}
	name, err := firstSheet(pack)
	if err != nil {
		return err
	}
	part, err := openPart(pack, name)
	if err != nil {
		return err
	}
	defer part.Close()
	t.uncounted = map[cellAt]bool{}
	in := xml.NewDecoder(io.LimitReader(part, maxTableUnpacked))
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if start, ok := token.(xml.StartElement); ok {
			if err := t.mark(in, start, formats); err != nil {
				return err
			}
		}
	}
}

// mark reads an element of a sheet: a merged range, or a cell with all in it.
func (t *table) mark(in *xml.Decoder, start xml.StartElement, formats formats) error {
	switch start.Name.Local {
	case "mergeCell":
		from, to, _ := strings.Cut(attribute(start, "ref"), ":")
		a, errA := coordinates(from)
		b, errB := coordinates(to)
		if err := errors.Join(errA, errB); err != nil {
			return err
		}
		t.merged = append(t.merged, cellRange{a, b})
	case "c":
		var cell sheetCell
		if err := in.DecodeElement(&cell, &start); err != nil {
			return err
		}
		return t.markCell(cell, formats)
	}
	return nil
}

// sheetCell is a cell as the file holds it.
type sheetCell struct {
	At      string  `xml:"r,attr"`
	Type    string  `xml:"t,attr"`
	Style   int     `xml:"s,attr"`
	Formula *string `xml:"f"`
	Value   string  `xml:"v"`
}

// markCell notes a cell whose value alone would mislead.
func (t *table) markCell(cell sheetCell, formats formats) error {
	kind := plainCell
	if t.shown {
		kind = cell.kind(formats)
	}
	lacks := cell.Formula != nil && cell.Value == ""
	if !lacks && kind == plainCell {
		return nil
	}
	at, err := coordinates(cell.At)
	if err != nil {
		return err
	}
	if lacks {
		t.uncounted[at] = true
	}
	if kind != plainCell {
		t.markKind(at, kind)
	}
	return nil
}

func coordinates(name string) (cellAt, error) {
	column, line, err := excelize.CellNameToCoordinates(name)
	return cellAt{line, column}, err
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// firstSheet returns the part of the workbook that is its first sheet (ECMA-376,
// Part 1, 18.2.19: a sheet names a relationship, and that the part).
func firstSheet(pack *zip.Reader) (string, error) {
	var book struct {
		Sheets []struct {
			Part string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
			// The strict form of the format has a name of its own for the same.
			Strict string `xml:"http://purl.oclc.org/ooxml/officeDocument/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := errors.Join(readPart(pack, "xl/workbook.xml", &book), readPart(pack, "xl/_rels/workbook.xml.rels", &links)); err != nil {
		return "", err
	}
	if len(book.Sheets) == 0 {
		return "", errors.New("a workbook without sheets")
	}
	first := book.Sheets[0].Part + book.Sheets[0].Strict
	for _, link := range links.All {
		if link.ID != first {
			continue
		}
		if absolute, ok := strings.CutPrefix(link.Target, "/"); ok {
			return path.Clean(absolute), nil
		}
		return path.Join("xl", link.Target), nil
	}
	return "", errors.New("a workbook whose first sheet is missing")
}

// openPart opens a part that is only read.
func openPart(pack *zip.Reader, name string) (io.ReadCloser, error) { return pack.Open(name) }

func readPart(pack *zip.Reader, name string, into any) error {
	part, err := openPart(pack, name)
	if err != nil {
		return err
	}
	defer part.Close()
	return xml.NewDecoder(io.LimitReader(part, maxTable)).Decode(into)
}
