package content

import (
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// cellKind says what a cell holds besides plain text.
type cellKind string

// The kinds of cell.
const (
	plainCell   cellKind = ""
	formulaCell cellKind = "formula"
	numberCell  cellKind = "number"
	dateCell    cellKind = "date" // a date that every computer shows in a way of its own
)

// maxMarked is how many cells that are no plain text are noted of a sheet.
const maxMarked = 200_000

// kind is what the cell holds.
func (c sheetCell) kind(formats formats) cellKind {
	number := c.Type == "" || c.Type == "n" || c.Type == "d"
	switch {
	case c.Formula != nil:
		return formulaCell
	case !number || c.Value == "":
		return plainCell
	case formats.dateOfItsOwn(c.Style):
		return dateCell
	}
	return numberCell
}

// markKind notes what a cell holds. A sheet of nothing but numbers is no text to
// be read, so it is given up rather than held in memory.
func (t *table) markKind(at cellAt, kind cellKind) {
	if len(t.marked) > maxMarked {
		return
	}
	if len(t.marked) == maxMarked {
		t.add(pos{t.name, at.line}, "table_vast", data{"Lines": maxTableLines, "Columns": maxTableColumns})
	}
	t.marked[at] = kind
}

// formats tells the number formats of a workbook's styles.
type formats struct {
	file *excelize.File
	own  map[int]bool // by style: a date that every computer shows in a way of its own
}

func formatsOf(file *excelize.File) formats { return formats{file, map[int]bool{}} }

func (f formats) dateOfItsOwn(style int) bool {
	own, known := f.own[style]
	if known {
		return own
	}
	// A cell of a style that the file lacks is shown as the number that it is.
	if s, err := f.file.GetStyle(style); err == nil {
		own = ownBuiltIn(s.NumFmt)
		if s.CustomNumFmt != nil {
			own = ownFormat(*s.CustomNumFmt)
		}
	}
	f.own[style] = own
	return own
}

// ownBuiltIn tells the dates among the built-in formats (ECMA-376, Part 1,
// 18.8.30). Excel gives them to what it takes for a date while it is typed, such as
// 13/3, and shows them by the settings of the computer.
func ownBuiltIn(id int) bool {
	return id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 36 || id >= 50 && id <= 58
}

var (
	literalParts = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.`)
	bracketParts = regexp.MustCompile(`\[[^\]]*[^\]hmsHMS][^\]]*\]`) // colours and languages, not [h]:mm
	systemFormat = regexp.MustCompile(`(?i)\[\$-(F800|F400|x-sys)`)
)

// ownFormat tells formats that show less than a whole date, or names of months and
// days, which every language has its own of. What remains, such as dd/mm/yyyy, is
// shown alike everywhere.
func ownFormat(code string) bool {
	if systemFormat.MatchString(code) {
		return true
	}
	code, _, _ = strings.Cut(literalParts.ReplaceAllString(code, ""), ";")
	code = strings.ToLower(bracketParts.ReplaceAllString(code, ""))
	has := func(part string) bool { return strings.Contains(code, part) }
	day, month, year := has("d"), has("m"), has("y")
	if !day && !year && (!month || has("h") || has("s")) {
		return false // a number or a time of day
	}
	return !day || !month || !year || slices.ContainsFunc([]string{"mmm", "ddd"}, has)
}
