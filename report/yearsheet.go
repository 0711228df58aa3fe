package report

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"loa"
)

// YearSheet is the meetings of a year of some members, for a comment on one of
// them (Regulation 213-QĐ/TW) or for the whole unit.
type YearSheet struct {
	Lang    loa.Lang
	Unit    string
	Year    int
	Members []YearMember
}

// YearMember is one member's year.
type YearMember struct {
	Name     string
	Meetings []YearMeeting
}

// YearMeeting is one meeting as it was for one member.
type YearMeeting struct {
	Date     loa.Date
	Kind     string // in words
	Due      bool
	Presence loa.Presence
	Reason   string // in words
}

// YearLabels are the words of a year sheet.
type YearLabels struct {
	Title                                       string // "THEO DÕI DỰ SINH HOẠT NĂM"; the year follows
	Meetings, Totals                            string // names of the sheets
	Number, Name, Date, Kind                    string // headings of columns
	Due, Presence, Reason, Rate                 string
	Present, Online, Excused, Unexcused, Unsaid string // what stands under Presence
	Total                                       string
}

// The columns of the sheet of meetings; the first two are those of the totals, too.
const (
	columnNumber   = "A"
	columnName     = "B"
	columnDate     = "C"
	columnKind     = "D"
	columnDue      = "E"
	columnPresence = "F"
	columnReason   = "G"
)

// XLSX writes a workbook of two sheets: the totals of each member, and the meetings
// that they are counted from by formula. With one member there is one line of totals.
func (y YearSheet) XLSX(l YearLabels) ([]byte, error) {
	file := excelize.NewFile()
	b := newBook(file)
	b.do(file.SetSheetName("Sheet1", l.Totals))
	_, err := file.NewSheet(l.Meetings)
	b.do(err)
	y.writeTotals(b, l, y.writeMeetings(b, l))
	b.do(file.SetDocProps(&excelize.DocProperties{Title: y.title(l), Creator: "Loa", Language: string(y.Lang)}))
	raw := b.bytes()
	b.do(file.Close())
	if b.err != nil {
		return nil, fmt.Errorf("write year sheet: %w", b.err)
	}
	return raw, nil
}

func (y YearSheet) title(l YearLabels) string { return fmt.Sprintf("%s %d", l.Title, y.Year) }

// writeMeetings writes a row for each meeting of each member and returns the last.
func (y YearSheet) writeMeetings(b *book, l YearLabels) int {
	s := b.sheet(l.Meetings, y.title(l), y.Unit, []column{
		{l.Number, 6}, {l.Name, 28}, {l.Date, 13}, {l.Kind, 22}, {l.Due, 10}, {l.Presence, 22}, {l.Reason, 26},
	})
	for i, member := range y.Members {
		for _, m := range member.Meetings {
			due := 0
			if m.Due {
				due = 1
			}
			s.nextRow()
			s.number(columnNumber, i+1)
			s.text(columnName, member.Name)
			s.date(columnDate, m.Date)
			s.text(columnKind, m.Kind)
			s.mark(columnDue, due)
			s.text(columnPresence, m.said(l))
			s.text(columnReason, m.Reason)
		}
	}
	b.do(b.file.AutoFilter(l.Meetings, fmt.Sprintf("A%d:%s%d", headingRow, columnReason, s.row), nil))
	s.page()
	return s.row
}

// said is what the meeting's row says of the member: of somebody who need not have come
// it is no omission that nothing was recorded.
func (m YearMeeting) said(l YearLabels) string {
	if !m.Due && m.Presence == "" {
		return ""
	}
	return l.presence(m.Presence)
}

func (l YearLabels) presence(p loa.Presence) string {
	switch p {
	case loa.Present:
		return l.Present
	case loa.Online:
		return l.Online
	case loa.Excused:
		return l.Excused
	case loa.Unexcused:
		return l.Unexcused
	}
	return l.Unsaid
}

// countedPresences are the columns D to H of the totals.
func countedPresences() []loa.Presence {
	return []loa.Presence{loa.Present, loa.Online, loa.Excused, loa.Unexcused, ""}
}

// writeTotals writes a row for each member, counted by the member's number, as two
// people may have one name; and one for all, if there are several. Formulas count
// up to the last row of the meetings.
func (y YearSheet) writeTotals(b *book, l YearLabels, last int) {
	columns := []column{{l.Number, 6}, {l.Name, 28}, {l.Due, 10}}
	for _, p := range countedPresences() {
		columns = append(columns, column{l.presence(p), 13})
	}
	s := b.sheet(l.Totals, y.title(l), y.Unit, append(columns, column{l.Rate, 10}))
	cells := func(column string) string {
		return fmt.Sprintf("'%s'!$%s$%d:$%s$%d", quoted(l.Meetings), column, headingRow+1, column, max(last, headingRow+1))
	}
	var all yearTotals
	for i, m := range y.Members {
		t := m.totals()
		all = all.add(t)
		s.nextRow()
		s.number(columnNumber, i+1)
		s.text(columnName, m.Name)
		s.formula("C", t.due, fmt.Sprintf("SUMIFS(%s,%s,A%d)", cells(columnDue), cells(columnNumber), s.row))
		for j, n := range t.of {
			column := string(rune('D' + j))
			s.formula(column, n, fmt.Sprintf("COUNTIFS(%s,A%d,%s,1,%s,%s$%d)",
				cells(columnNumber), s.row, cells(columnDue), cells(columnPresence), column, headingRow))
		}
		s.rate("I", t.due, t.of[0]+t.of[1])
	}
	if len(y.Members) > 1 {
		s.sum(l.Total, all)
	}
	s.page()
}

// sum writes the totals of all members.
func (s *sheet) sum(label string, all yearTotals) {
	s.nextRow()
	s.text(columnNumber, "")
	s.text(columnName, label)
	for j, n := range append([]int{all.due}, all.of[:]...) {
		column := string(rune('C' + j))
		s.formula(column, n, fmt.Sprintf("SUM(%s%d:%s%d)", column, headingRow+1, column, s.row-1))
	}
	s.rate("I", all.due, all.of[0]+all.of[1])
}

// yearTotals is how often a member was due, and of these what was recorded, in the
// order of countedPresences.
type yearTotals struct {
	due int
	of  [5]int
}

func (t yearTotals) add(o yearTotals) yearTotals {
	t.due += o.due
	for i := range t.of {
		t.of[i] += o.of[i]
	}
	return t
}

func (m YearMember) totals() yearTotals {
	var t yearTotals
	for _, meeting := range m.Meetings {
		if !meeting.Due {
			continue
		}
		t.due++
		for i, p := range countedPresences() {
			if meeting.Presence == p {
				t.of[i]++
			}
		}
	}
	return t
}
