package report

import (
	"strconv"

	"loa"
)

// Minutes is what a meeting's minutes need to know of attendance.
type Minutes struct {
	Lang                  loa.Lang
	Above, Unit           string // the unit above it, may be empty; the unit
	Title                 string // of the meeting
	When, Place           string // as they are to be read
	Figures               loa.Figures
	Excused               []Absence
	Unexcused, Unrecorded []string // names; Unrecorded are those of whom nothing was recorded
	Guests                []string // names of those who came without being on the roll
	Conditions            []Condition
}

// Absence is somebody who is excused and why.
type Absence struct{ Name, Reason string }

// Condition is a condition of a good meeting, in words, and whether it is met.
type Condition struct {
	Text string
	Met  bool
}

// MinutesLabels are the words of the list for the minutes.
type MinutesLabels struct {
	Motto                           string // "ĐẢNG CỘNG SẢN VIỆT NAM"
	Heading                         string // "DANH SÁCH ĐIỂM DANH"
	When, Place                     string
	Total, Exempt, Away, Temporary  string // of the roll
	Due, Present, Online, Late      string
	Excused, Unexcused, Open        string
	Visitors, Rate                  string
	Number, Name, Reason            string // headings of columns
	ExcusedList, UnexcusedList      string
	UnrecordedList, GuestList       string
	Nobody                          string
	Conditions, Met, NotMet         string
	Chair, Secretary, SignatureHint string // who signs, and how
}

// DOCX writes the list that is kept with the minutes.
func (m Minutes) DOCX(l MinutesLabels) ([]byte, error) {
	d := Document{Lang: m.Lang, Title: l.Heading + " – " + m.Title, Size: 13, Blocks: []Block{
		m.letterhead(l),
		Paragraph{Runs: []Run{{Text: l.Heading, Bold: true, Size: 15}}, Align: AlignCentre, Before: 18},
		Paragraph{Runs: []Run{{Text: m.Title, Bold: true, Size: 14}}, Align: AlignCentre, After: 12},
		field(l.When, m.When),
	}}
	if m.Place != "" {
		d.Blocks = append(d.Blocks, field(l.Place, m.Place))
	}
	d.Blocks = append(d.Blocks, Paragraph{}, m.numbers(l))
	d.Blocks = append(d.Blocks, heading(l.ExcusedList, m.Figures.Excused))
	switch {
	case len(m.Excused) > 0:
		d.Blocks = append(d.Blocks, excusedTable(l, m.Excused))
	case m.Figures.Excused == 0:
		d.Blocks = append(d.Blocks, plain(l.Nobody))
	}
	d.Blocks = append(d.Blocks, nameList(l.UnexcusedList, m.Figures.Unexcused, m.Unexcused)...)
	if m.Figures.Unexcused == 0 {
		d.Blocks = append(d.Blocks, plain(l.Nobody))
	}
	if len(m.Unrecorded) > 0 {
		d.Blocks = append(d.Blocks, nameList(l.UnrecordedList, m.Figures.Open, m.Unrecorded)...)
	}
	if len(m.Guests) > 0 {
		d.Blocks = append(d.Blocks, nameList(l.GuestList, m.Figures.Visitors, m.Guests)...)
	}
	d.Blocks = append(d.Blocks, m.conditions(l)...)
	d.Blocks = append(d.Blocks, Paragraph{}, signatures(l))
	return d.DOCX()
}

// letterhead is who writes, on the left, and the motto on the right.
func (m Minutes) letterhead(l MinutesLabels) Table {
	left := []Paragraph{}
	if m.Above != "" {
		left = append(left, Paragraph{Runs: []Run{{Text: m.Above}}, Align: AlignCentre})
	}
	left = append(left,
		Paragraph{Runs: []Run{{Text: m.Unit, Bold: true}}, Align: AlignCentre},
		Paragraph{Runs: []Run{{Text: "*"}}, Align: AlignCentre})
	return Table{Widths: []int{80, 85}, Rows: []Row{{Cells: []Cell{
		{Paragraphs: left},
		{Paragraphs: []Paragraph{{Runs: []Run{{Text: l.Motto, Bold: true, Underlined: true, Size: 15}}, Align: AlignCentre}}},
	}}}}
}

// numbers is the table of figures. What is of the whole roll is left out where the
// roll has nothing of it.
func (m Minutes) numbers(l MinutesLabels) Table {
	t := Table{Widths: []int{125, 40}, Lines: LinesSolid}
	line := func(label, value string, bold bool) {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Paragraphs: []Paragraph{{Runs: []Run{{Text: label, Bold: bold}}}}},
			{Paragraphs: []Paragraph{{Runs: []Run{{Text: value, Bold: bold}}, Align: AlignRight}}},
		}})
	}
	count := func(label string, n int) { line(label, strconv.Itoa(n), false) }
	some := func(label string, n int) {
		if n > 0 {
			count(label, n)
		}
	}
	f := m.Figures
	count(l.Total, f.Total)
	some(l.Exempt, f.Exempt)
	some(l.Away, f.Away)
	some(l.Temporary, f.Guests)
	line(l.Due, strconv.Itoa(f.Due), true)
	line(l.Present, strconv.Itoa(f.Present), true)
	some(l.Online, f.Online)
	some(l.Late, f.Late)
	count(l.Excused, f.Excused)
	count(l.Unexcused, f.Unexcused)
	some(l.Open, f.Open)
	some(l.Visitors, f.Visitors)
	line(l.Rate, f.Rate(m.Lang), true)
	return t
}

func excusedTable(l MinutesLabels, all []Absence) Table {
	t := Table{Widths: []int{15, 75, 75}, Header: 1, Lines: LinesSolid}
	row := func(bold bool, words ...string) {
		var r Row
		for i, w := range words {
			p := Paragraph{Runs: []Run{{Text: w, Bold: bold}}}
			if bold || i == 0 {
				p.Align = AlignCentre
			}
			r.Cells = append(r.Cells, Cell{Paragraphs: []Paragraph{p}})
		}
		t.Rows = append(t.Rows, r)
	}
	row(true, l.Number, l.Name, l.Reason)
	for i, a := range all {
		row(false, strconv.Itoa(i+1), a.Name, a.Reason)
	}
	return t
}

// nameList writes names one under the other, numbered. Their number is that of the
// figures: of somebody who was removed only the number stays.
func nameList(title string, n int, names []string) []Block {
	all := []Block{heading(title, n)}
	for i, name := range names {
		all = append(all, plain(strconv.Itoa(i+1)+". "+name))
	}
	return all
}

func plain(text string) Paragraph { return Paragraph{Runs: []Run{{Text: text}}} }

func (m Minutes) conditions(l MinutesLabels) []Block {
	if len(m.Conditions) == 0 {
		return nil
	}
	all := []Block{Paragraph{Runs: []Run{{Text: l.Conditions, Bold: true}}, Before: 12, After: 3, WithNext: true}}
	for _, c := range m.Conditions {
		met := l.Met
		if !c.Met {
			met = l.NotMet
		}
		all = append(all, Paragraph{Runs: []Run{{Text: "- " + c.Text + ": "}, {Text: met, Bold: true}}, Align: AlignJustify})
	}
	return all
}

// signatures leaves room for two names; nothing is ever signed for anybody.
func signatures(l MinutesLabels) Table {
	signer := func(who string) Cell {
		return Cell{Paragraphs: []Paragraph{
			{Runs: []Run{{Text: who, Bold: true}}, Align: AlignCentre, Before: 12, WithNext: true},
			{Runs: []Run{{Text: l.SignatureHint, Italic: true}}, Align: AlignCentre, After: 60},
		}}
	}
	return Table{Widths: []int{82, 83}, Rows: []Row{{Cells: []Cell{signer(l.Secretary), signer(l.Chair)}}}}
}

func field(label, value string) Paragraph {
	return Paragraph{Runs: []Run{{Text: label + ": ", Bold: true}, {Text: value}}}
}

func heading(title string, n int) Paragraph {
	return Paragraph{Runs: []Run{{Text: title + " (" + strconv.Itoa(n) + ")", Bold: true}}, Before: 12, After: 3, WithNext: true}
}
