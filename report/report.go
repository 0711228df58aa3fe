package report

import (
	"fmt"
	"slices"
	"strconv"

	"loa"
)

// Report is what a committee reports to the level above, before it has a form. Chat,
// letter, workbook and JSON are all made of it, so that they cannot differ.
type Report struct {
	Lang       loa.Lang
	Kind       string // what sort of paper it is: "BÁO CÁO"
	Subject    string // what it is about: "kết quả tuyên truyền kỷ niệm …"
	Period     Period
	Made       loa.Date // the day of the figures; it decides the format until the letter has a date
	Head       Head
	Basis      []Prose // what it is based on, before the first part
	Parts      []Part
	Electronic []string // who receives it so
	Paper      []string
	Signature  Signature
}

// Head is what stands above the title. Until the office has entered number and date
// the report is a draft and says so.
type Head struct {
	Above        string // "ĐẢNG BỘ THÀNH PHỐ BẮC GIANG"; may be empty
	Organisation string // "ĐẢNG ỦY PHƯỜNG …"
	Motto        string // "ĐẢNG CỘNG SẢN VIỆT NAM"
	Number       string // empty until entered
	Symbol       string // behind the number: "BC/ĐU"
	Place        string
	Date         loa.Date // zero until entered
}

// Draft reports whether number or date are still to be entered.
func (h Head) Draft() bool { return h.Number == "" || h.Date.IsZero() }

// Signature is who signs. There is no field for a name or a picture: nothing is ever
// signed for anybody.
type Signature struct {
	For    string // "T/M ĐẢNG ỦY"
	Office string // "BÍ THƯ"
}

// Part is a part of a report, I to IV.
type Part struct {
	Number   string // "I"
	Title    string
	Content  []Content
	Sections []Section
}

// Section is a numbered part of a part.
type Section struct {
	Number  string // "1"
	Title   string
	Content []Content
}

// Content is Prose, a Prompt, a DataTable or a Chart.
type Content interface{ content() }

func (Prose) content()     {}
func (Prompt) content()    {}
func (DataTable) content() {}
func (Chart) content()     {}

// Prompt is where a person writes and Loa does not: what to write about.
type Prompt string

// Labels are the words of a report that are not its own, in its language.
type Labels struct {
	Draft         string // "DỰ THẢO"
	Number        string // with {number} and {symbol}: "Số {number}-{symbol}"
	PlaceDate     string // with {place}, {day}, {month} and {year}
	Missing       string // "chưa có số liệu"; what is missing follows
	Withheld      string // "không nêu số liệu của dưới 5 người"; likewise
	Prompt        string // "Người viết bổ sung"; what to write follows
	Table, Chart  string // "Bảng", "Biểu đồ"; the number follows
	Recipients    string // "Nơi nhận"
	Electronic    string // "Bản điện tử"
	Paper         string // "Bản giấy"
	Sources       string // heading of the appendix: "NGUỒN SỐ LIỆU"
	SourcesHow    string // under it: what the appendix is for
	EachOf        string // of a figure with a number for each row of a table: "theo từng dòng của {table}"
	FigureHeading string // headings of the appendix and of the sheet of figures
	ValueHeading  string
	WholeHeading  string // of the number that a part is divided by
	RateHeading   string
	MeansHeading  string
	PeriodHeading string
	SourceHeading string
	IDHeading     string
	SectionHead   string // heading of the column of sections: "Mục"
	Alt           AltLabels
}

// placed is content with the section in which it stands, such as "II.4".
type placed struct {
	section string
	content Content
}

// contents lists all content in the order in which it is read.
func (r Report) contents() []placed {
	var all []placed
	for _, p := range r.Parts {
		for _, c := range p.Content {
			all = append(all, placed{p.Number, c})
		}
		for _, s := range p.Sections {
			for _, c := range s.Content {
				all = append(all, placed{p.Number + "." + s.Number, c})
			}
		}
	}
	return all
}

// PlacedFigure is a figure with the section in which it stands; empty: the basis.
type PlacedFigure struct {
	Section string
	Figure
}

// Figures lists every number of the report once, in the order in which it is read:
// those within sentences, and those of tables row by row.
func (r Report) Figures() []PlacedFigure {
	var all []PlacedFigure
	known := map[string]bool{}
	add := func(section string, figures ...Figure) {
		for _, f := range figures {
			if !known[f.ID] {
				known[f.ID] = true
				all = append(all, PlacedFigure{section, f})
			}
		}
	}
	for _, p := range r.Basis {
		add("", p.figures()...)
	}
	for _, c := range r.contents() {
		add(c.section, figuresOf(c.content)...)
	}
	return all
}

// check looks for a figure that is said with two values: then one of them is wrong.
func (r Report) check() error {
	said := map[string]Value{}
	look := func(figures []Figure) error {
		for _, f := range figures {
			if before, again := said[f.ID]; again && before != f.Value {
				return fmt.Errorf("figure %q is %s and %s", f.ID, before.In(r.Lang), f.Value.In(r.Lang))
			}
			said[f.ID] = f.Value
		}
		return nil
	}
	for _, p := range r.Basis {
		if err := look(p.figures()); err != nil {
			return err
		}
	}
	for _, c := range r.contents() {
		if err := look(figuresOf(c.content)); err != nil {
			return err
		}
	}
	return nil
}

func figuresOf(c Content) []Figure {
	switch content := c.(type) {
	case Prose:
		return content.figures()
	case DataTable:
		return content.figures()
	case Chart:
		return content.Table.figures()
	}
	return nil
}

func (p Prose) figures() []Figure {
	var all []Figure
	for _, piece := range p {
		if piece.Figure != nil {
			all = append(all, *piece.Figure)
		}
	}
	return all
}

// numbering counts tables and charts as they are read.
type numbering struct{ tables, charts int }

// caption is what stands above a table or under a chart: "Bảng 1. …".
func caption(word string, n int, title string) string {
	return word + " " + strconv.Itoa(n) + ". " + title
}

// Missing lists the figures that nobody has yet, for the person who completes the draft.
func (r Report) Missing() []PlacedFigure {
	return slices.DeleteFunc(r.Figures(), func(f PlacedFigure) bool { return !f.Value.Missing() })
}
