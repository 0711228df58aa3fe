package content

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"loa"
)

// maxMembers bounds a roll: a large ward has a few thousand members.
const maxMembers = 20_000

// Lengths of what is read of a member, in characters.
const (
	maxMemberName = 80
	maxMemberMark = 12
)

// maxMerged is how many merged ranges are looked at: one is enough to refuse a roll.
const maxMerged = 100

// headingWithin is among how many lines a roll's headings are looked for: titles stand above them.
const headingWithin = 30

// MemberRow is a row of a roll: one way in which one person belongs to one unit.
type MemberRow struct {
	Line int
	Name string
	// Mark tells two people of one name at one unit apart, such as "A" and "B". It
	// is kept, as part of the name, only where it is needed.
	Mark  string
	Unit  loa.UnitID
	Kind  loa.MembershipKind
	From  loa.Date // zero: not said
	Until loa.Date // likewise
}

// Membership is the row as a membership of somebody.
func (r MemberRow) Membership(m loa.MemberID) loa.Membership {
	return loa.Membership{Member: m, Unit: r.Unit, Kind: r.Kind, From: r.From, Until: r.Until}
}

// Roll is a roll as people write it.
type Roll struct {
	File string
	Rows []MemberRow
}

// Mistake is a mistake in a row of the roll that shows only beside what is stored.
func (r *Roll) Mistake(line int, kind string, d map[string]any) Mistake {
	return Mistake{File: r.File, Line: line, Key: memberArea + kind, Data: d}
}

// ReadMembers reads a roll, CSV or XLSX by the file's name, with columns under
// Vietnamese or English headings in any order, with or without marks. Name and
// unit must be there, the unit by its id or by the name of one of the units.
// Somebody without a kind is a full member. One person may have several rows, such
// as member and excused for a while.
//
// Nothing else is read: columns that look like numbers of papers, telephones or
// birth dates are left out with a warning that they do not belong into the file.
// With a mistake in any row there is no roll at all. A mistake's line is the row.
func ReadMembers(name string, r io.Reader, units loa.Units) (*Roll, []Mistake) {
	m := memberTable{table: readTable(name, r), roll: Roll{File: name}, units: unitNames(units)}
	if !m.fatal() && m.findHeadings() {
		m.readRows()
		m.findDoubles()
	}
	if m.fatal() {
		return nil, m.sorted()
	}
	return &m.roll, m.sorted()
}

// memberTable is a roll while it is read.
type memberTable struct {
	*table
	roll    Roll
	units   map[string][]loa.UnitID // by id and by folded name
	heading tableRow
	columns map[string]int
}

const memberArea = "members.mistake."

func (m *memberTable) wrong(line int, kind string, d data) {
	m.list = append(m.list, Mistake{File: m.name, Line: line, Key: memberArea + kind, Data: d})
}

func (m *memberTable) note(line int, kind string, d data) {
	m.list = append(m.list, Mistake{File: m.name, Line: line, Warning: true, Key: memberArea + kind, Data: d})
}

func unitNames(units loa.Units) map[string][]loa.UnitID {
	names := map[string][]loa.UnitID{}
	for _, u := range units {
		names[string(u.ID)] = []loa.UnitID{u.ID}
	}
	for _, u := range units {
		name := words(u.Name)
		if slices.Contains(names[name], u.ID) {
			continue
		}
		names[name] = append(names[name], u.ID)
	}
	return names
}

// words folds a heading or a name to words with single spaces between them.
func words(s string) string {
	return strings.Join(strings.FieldsFunc(Fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// The columns of a roll.
const (
	columnName    = "name"
	columnSurname = "surname" // stands before the name
	columnMark    = "mark"
	columnUnit    = "unit"
	columnKind    = "kind"
	columnFrom    = "from"
	columnUntil   = "until"
)

// memberColumns names the headings, as words makes them.
var memberColumns = map[string]string{
	"ho va ten": columnName, "ho ten": columnName, "ten": columnName, "ho va ten dang vien": columnName,
	"ho ten dang vien": columnName, "ten dang vien": columnName, "dang vien": columnName, "name": columnName, "full name": columnName, "member": columnName,
	"ho va ten dem": columnSurname, "ho va dem": columnSurname, "ho dem": columnSurname, "ho ten dem": columnSurname,
	"ho va chu dem": columnSurname, "ho": columnSurname, "surname": columnSurname, "family name": columnSurname,
	"ma": columnMark, "ma phan biet": columnMark, "phan biet": columnMark, "ky hieu": columnMark, "code": columnMark, "mark": columnMark,
	"chi bo": columnUnit, "don vi": columnUnit, "ma don vi": columnUnit, "ten don vi": columnUnit, "ma chi bo": columnUnit,
	"ten chi bo": columnUnit, "chi bo sinh hoat": columnUnit, "unit": columnUnit, "unit id": columnUnit, "cell": columnUnit,
	"dien": columnKind, "loai": columnKind, "dien dang vien": columnKind, "loai dang vien": columnKind, "dien sinh hoat": columnKind, "kind": columnKind,
	"tu": columnFrom, "tu ngay": columnFrom, "sinh hoat tu ngay": columnFrom, "ngay bat dau": columnFrom, "from": columnFrom, "start": columnFrom,
	"den": columnUntil, "den ngay": columnUntil, "sinh hoat den ngay": columnUntil, "ngay ket thuc": columnUntil, "until": columnUntil, "end": columnUntil, "to": columnUntil,
}

// private are words in headings of what Loa must not have.
var private = []string{
	"cccd", "cmnd", "cmt", "cmtnd", "can cuoc", "chung minh", "giay to", "ho chieu", "passport", "dinh danh", "identity", "id number", "id card",
	"so the", "the dang", "party card", "card number", "so ly lich", "ly lich", "ma dang vien", "so dang vien", "so huy hieu", "huy hieu",
	"ngay sinh", "thang sinh", "nam sinh", "sinh ngay", "sinh nam", "noi sinh", "tuoi", "birth", "birthday", "date of birth", "dob", "age",
	"dien thoai", "so dt", "dt", "sdt", "di dong", "so may", "phone", "mobile", "tel", "telephone", "zalo", "telegram", "facebook",
	"email", "e mail", "mail", "thu dien tu", "dia chi", "address", "que quan", "cho o", "noi o", "thuong tru", "tam tru",
	"tai khoan", "ngan hang", "bank", "bhxh", "bhyt", "bao hiem", "ma so thue", "tax", "ngay vao dang", "vao dang", "ket nap",
	"dan toc", "ton giao", "religion", "ethnicity", "suc khoe", "health", "luong", "dang phi",
}

func isPrivate(heading string) bool {
	return slices.ContainsFunc(private, func(p string) bool { return strings.Contains(" "+heading+" ", " "+p+" ") })
}

// findHeadings finds the line of headings: the first that names people and units.
func (m *memberTable) findHeadings() bool {
	m.rows = slices.DeleteFunc(m.rows, func(r tableRow) bool { return blank(r.cells) })
	if len(m.rows) == 0 {
		m.wrong(0, "empty", nil)
		return false
	}
	for i, row := range m.rows[:min(len(m.rows), headingWithin)] {
		columns := map[string]int{}
		for j, cell := range row.cells {
			if c, ok := memberColumns[words(cell)]; ok {
				columns[c] = j
			}
		}
		_, named := columns[columnName]
		if _, ok := columns[columnUnit]; ok && named {
			m.heading, m.columns, m.rows = row, columns, m.rows[i+1:]
			m.checkHeadings()
			ok := !m.fatal()
			m.checkMarks()
			return ok
		}
	}
	m.wrong(m.rows[0].line, "no_columns", nil)
	return false
}

// checkHeadings tells which columns are not read, and which are there twice.
func (m *memberTable) checkHeadings() {
	var unread []string
	for j, cell := range m.heading.cells {
		heading := strings.Join(strings.Fields(cell), " ")
		column, known := memberColumns[words(cell)]
		switch {
		case heading == "":
		case known && m.columns[column] != j:
			m.wrong(m.heading.line, "heading_twice", data{"Heading": heading, "Other": strings.TrimSpace(m.heading.cells[m.columns[column]])})
		case known:
		case isPrivate(words(cell)):
			m.note(m.heading.line, "private", data{"Heading": heading})
		default:
			unread = append(unread, heading)
		}
	}
	if len(unread) > 0 {
		m.note(m.heading.line, "unread", data{"Headings": strings.Join(unread, ", ")})
	}
}

// checkMarks tells of merged cells among the rows, and of sheets that are not read.
func (m *memberTable) checkMarks() {
	m.merged = slices.DeleteFunc(m.merged, func(r cellRange) bool { return r.to.line <= m.heading.line }) // titles
	m.merged = m.merged[:min(len(m.merged), maxMerged)]
	for _, r := range m.merged {
		m.wrong(r.from.line, "merged", data{"Range": r.String()})
	}
	if len(m.otherSheets) > 0 {
		m.note(0, "other_sheets", data{"Sheets": strings.Join(m.otherSheets, ", ")})
	}
}

func (m *memberTable) readRows() {
	if len(m.rows) == 0 {
		m.wrong(0, "empty", nil)
	}
	if len(m.rows) > maxMembers {
		m.wrong(m.rows[maxMembers].line, "too_many", data{"Rows": len(m.rows), "Most": maxMembers})
		return
	}
	for _, row := range m.rows {
		m.readRow(row)
	}
}

// cellError is what a spreadsheet shows where a formula has failed.
var cellError = regexp.MustCompile(`^#(N/A|[A-Z/0]+[!?])$`)

// cell returns the text of a row's cell under the column. told is true when it was
// reported already why there is none.
func (m *memberTable) cell(row tableRow, column string) (text string, told bool) {
	j, ok := m.columns[column]
	if !ok {
		return "", false
	}
	if j < len(row.cells) {
		text = strings.Join(strings.Fields(row.cells[j]), " ")
	}
	at := cellAt{row.line, j + 1}
	switch {
	case cellError.MatchString(text):
		m.wrong(row.line, "cell_error", data{"Column": m.headingOf(column), "Value": text})
		return "", true
	case text != "":
		return text, false
	case m.uncounted[at]:
		m.wrong(row.line, "formula", data{"Column": m.headingOf(column)})
		return "", true
	}
	return "", false
}

// headingOf is a column as the file calls it.
func (m *memberTable) headingOf(column string) string {
	return strings.Join(strings.Fields(m.heading.cells[m.columns[column]]), " ")
}

func (m *memberTable) readRow(row tableRow) {
	r := MemberRow{Line: row.line}
	if len(row.cells) > len(m.heading.cells) && !blank(row.cells[len(m.heading.cells):]) {
		m.add(pos{m.name, row.line}, "table_cells", data{"Cells": len(row.cells), "Most": len(m.heading.cells)})
		return
	}
	r.Name = m.personName(row)
	r.Mark = m.mark(row)
	r.Unit = m.unit(row)
	r.Kind = m.kind(row)
	r.From, r.Until = m.day(row, columnFrom), m.day(row, columnUntil)
	if !r.From.IsZero() && !r.Until.IsZero() && r.Until.Before(r.From) {
		m.wrong(row.line, "until_before_from", data{"From": dayMonthYear(r.From), "Until": dayMonthYear(r.Until)})
	}
	m.roll.Rows = append(m.roll.Rows, r)
}

// inMerged reports whether the cell is empty because it is part of a merged one.
func (m *memberTable) inMerged(row tableRow, column string) bool {
	at := cellAt{row.line, m.columns[column] + 1}
	return slices.ContainsFunc(m.merged, func(r cellRange) bool { return r.holds(at) })
}

var (
	longNumber = regexp.MustCompile(`\d[\d .-]{4,}\d`) // no name and no mark has six digits in a row
	oddInName  = regexp.MustCompile(`[^\p{L}\p{M}\p{N} .,'’()/-]`)
)

func (m *memberTable) personName(row tableRow) string {
	name, told := m.cell(row, columnName)
	surname, _ := m.cell(row, columnSurname)
	if name = strings.TrimSpace(surname + " " + name); name == "" {
		if !told && !m.inMerged(row, columnName) {
			m.wrong(row.line, "no_name", nil)
		}
		return ""
	}
	switch {
	case longNumber.MatchString(name):
		m.wrong(row.line, "number", data{"Column": m.headingOf(columnName)})
	case len([]rune(name)) > maxMemberName || oddInName.MatchString(name) || !unicode.IsLetter([]rune(name)[0]):
		m.wrong(row.line, "odd_name", data{"Name": shortened(name), "Most": maxMemberName})
	}
	return name
}

func shortened(s string) string {
	if r := []rune(s); len(r) > maxMemberName {
		return string(r[:maxMemberName]) + "…"
	}
	return s
}

func (m *memberTable) mark(row tableRow) string {
	mark, _ := m.cell(row, columnMark)
	if longNumber.MatchString(mark) {
		m.wrong(row.line, "number", data{"Column": m.headingOf(columnMark)})
	} else if len([]rune(mark)) > maxMemberMark || oddInName.MatchString(mark) || strings.ContainsAny(mark, "()") {
		m.wrong(row.line, "odd_mark", data{"Mark": shortened(mark), "Most": maxMemberMark})
	}
	return mark
}

func (m *memberTable) unit(row tableRow) loa.UnitID {
	written, told := m.cell(row, columnUnit)
	if written == "" {
		if !told && !m.inMerged(row, columnUnit) {
			m.wrong(row.line, "no_unit", nil)
		}
		return ""
	}
	found := m.units[strings.ToLower(written)]
	if len(found) == 0 {
		found = m.units[words(written)]
	}
	switch len(found) {
	case 0:
		m.wrong(row.line, "unknown_unit", data{"Unit": shortened(written)})
		return ""
	case 1:
		return found[0]
	}
	m.wrong(row.line, "many_units", data{"Unit": written, "Known": listed(found)})
	return ""
}

// memberKinds names the kinds, as words makes them.
var memberKinds = map[string]loa.MembershipKind{
	"chinh thuc": loa.FullMember, "dang vien chinh thuc": loa.FullMember, "ct": loa.FullMember, "dvct": loa.FullMember, "full": loa.FullMember,
	"du bi": loa.Probationary, "dang vien du bi": loa.Probationary, "db": loa.Probationary, "dvdb": loa.Probationary,
	"tam den": loa.TemporaryIn, "sinh hoat tam": loa.TemporaryIn, "sinh hoat tam thoi": loa.TemporaryIn, "tam tru sinh hoat": loa.TemporaryIn,
	"tam di": loa.TemporaryOut, "tam di noi khac": loa.TemporaryOut,
	"mien": loa.Exempt, "mien sinh hoat": loa.Exempt, "duoc mien": loa.Exempt, "excused": loa.Exempt,
	"dang vien 213": loa.Resident, "dv 213": loa.Resident, "dien 213": loa.Resident, "qd 213": loa.Resident,
	"213 mien": loa.ResidentFree, "mien 213": loa.ResidentFree, "213 mien sinh hoat": loa.ResidentFree, "dang vien 213 mien": loa.ResidentFree, "213 duoc mien": loa.ResidentFree,
}

func (m *memberTable) kind(row tableRow) loa.MembershipKind {
	written, _ := m.cell(row, columnKind)
	if written == "" {
		return loa.FullMember
	}
	if kind, ok := memberKinds[words(written)]; ok {
		return kind
	}
	for _, kind := range loa.MembershipKinds() {
		if words(written) == words(string(kind)) {
			return kind
		}
	}
	m.wrong(row.line, "unknown_kind", data{"Kind": shortened(written)})
	return ""
}

// day reads 05/04/2024 as well as 2024-04-05 and a spreadsheet's number of days.
func (m *memberTable) day(row tableRow, column string) loa.Date {
	written, _ := m.cell(row, column)
	if written == "" {
		return loa.Date{}
	}
	text := strings.TrimSuffix(written, " 00:00:00")
	if t, err := time.Parse("2/1/2006", strings.NewReplacer(".", "/", "-", "/").Replace(text)); err == nil {
		text = t.Format(time.DateOnly)
	}
	d, err := loa.ParseDate(isoDate(text))
	if err != nil {
		m.wrong(row.line, "bad_date", data{"Column": m.headingOf(column), "Value": shortened(written)})
	}
	return d
}

func dayMonthYear(d loa.Date) string { return fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year) }

// findDoubles looks for rows of one unit, name and mark that cannot be one
// person's: the same row twice, or two people of one name.
func (m *memberTable) findDoubles() {
	type key struct {
		unit       loa.UnitID
		name, mark string
	}
	seen := map[key][]MemberRow{}
	for _, r := range m.roll.Rows {
		if r.Name == "" || r.Unit == "" || r.Kind == "" {
			continue // told already
		}
		k := key{r.Unit, loa.SameName(r.Name), loa.SameName(r.Mark)}
		i := slices.IndexFunc(seen[k], func(o MemberRow) bool { return !r.Membership(0).Together(o.Membership(0)) })
		if i >= 0 {
			m.wrong(r.Line, "double", data{"Name": r.Name, "First": seen[k][i].Line})
		}
		seen[k] = append(seen[k], r)
	}
}
