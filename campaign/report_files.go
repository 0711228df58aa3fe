package campaign

import (
	"fmt"
	"slices"

	"loa"
	"loa/report"
)

// ReportFormat is a form in which a report is handed out.
type ReportFormat string

// The formats.
const (
	FormatText ReportFormat = "text"
	FormatJSON ReportFormat = "json"
	FormatXLSX ReportFormat = "xlsx"
	FormatDOCX ReportFormat = "docx"
	FormatPDF  ReportFormat = "pdf"
)

// ReportFormats lists the formats.
func ReportFormats() []ReportFormat {
	return []ReportFormat{FormatText, FormatJSON, FormatXLSX, FormatDOCX, FormatPDF}
}

// reported is a report with the means to go on: what its numbers count.
type reported struct {
	*ReportFigures
	frozen  *loa.FrozenReport // nil: as things stand
	issued  loa.Issued
	names   bool // some of them may be told
	records func(FigureName) ([]FigureRecord, error)
}

// File writes the report in a format.
func (w ReportWords) file(c *loa.Campaign, r reported, format ReportFormat) ([]byte, error) {
	if format == FormatText {
		return []byte(w.Whole(r.ReportFigures, r.frozen).String() + "\n"), nil
	}
	if format == FormatXLSX {
		book, err := w.workbook(c, r)
		if err != nil {
			return nil, err
		}
		return book.XLSX()
	}
	letter, err := w.letter(c, r)
	if err != nil {
		return nil, err
	}
	switch format {
	case FormatJSON:
		return letter.JSON(w.Labels())
	case FormatDOCX:
		return letter.DOCX(w.Labels())
	case FormatPDF:
		return letter.PDF(w.Labels())
	}
	return nil, fmt.Errorf("write report: there is no format %q", format)
}

// reported counts what is asked: a frozen report, or how things stand.
func (d *Desk) reported(who loa.Sender, q ReportQuery, frozen int64) (reported, error) {
	if frozen != 0 {
		f, r, err := d.frozenReport(who, frozen, countWholeReport)
		return reported{r, &f, f.Issued, true, func(name FigureName) ([]FigureRecord, error) {
			return d.FrozenRecords(who, frozen, FigureKey{Name: name})
		}}, err
	}
	keeps, err := d.mayReport(who, q.Unit)
	if err != nil {
		return reported{}, err
	}
	r, err := countWholeReport(factsNow{d.Campaign(), d.tx, q.Days}, q, asked{d.now, d.s.zoneOf, keeps})
	if err != nil {
		return reported{}, err
	}
	names := slices.ContainsFunc(r.ByUnit, func(u UnitReport) bool { return keeps(u.Unit.ID) })
	return reported{r, nil, loa.Issued{}, names, func(name FigureName) ([]FigureRecord, error) {
		return d.ReportRecords(who, q, FigureKey{Name: name})
	}}, nil
}

// makeFile writes a report as a file, and returns how to hand it out.
func (d *Desk) makeFile(o loa.ReportOrder) (func(*Desk) error, error) {
	who := loa.Sender{Account: o.By}
	r, err := d.reported(who, ReportQuery{o.Unit, o.Days}, o.Frozen)
	if err != nil {
		return nil, err
	}
	words := d.ReportWords(o.Lang)
	raw, err := words.file(d.Campaign(), r, ReportFormat(o.What))
	if err != nil {
		return nil, err
	}
	days := r.Query.Days
	name := words.line("report.file_name", map[string]any{"From": days.From.String(), "Until": days.Until.String()}) + "." + o.What
	return func(d *Desk) error {
		if err := d.audit(o.By, "report.file", "unit:"+string(r.Query.Unit), name); err != nil {
			return err
		}
		return d.handOut(o, name, raw, loa.Document, d.s.catalog.Say(o.Lang, "report.file", nil))
	}, nil
}

// handOut queues a file to whoever ordered it.
func (d *Desk) handOut(o loa.ReportOrder, name string, raw []byte, kind loa.MediaKind, text loa.Text) error {
	m, err := d.lend(kind, name, raw, answerKeep)
	if err != nil {
		return err
	}
	return d.answerOrder(o, loa.Notice{Text: text, Media: m})
}

// makeCharts draws the charts of a report, and returns how to hand them out, with the
// same in words.
func (d *Desk) makeCharts(o loa.ReportOrder) (func(*Desk) error, error) {
	r, err := d.reported(loa.Sender{Account: o.By}, ReportQuery{o.Unit, o.Days}, o.Frozen)
	if err != nil {
		return nil, err
	}
	words := d.ReportWords(o.Lang)
	var pictures []report.ChartPicture
	for _, chart := range words.charts(r.ReportFigures) {
		drawn, err := chart.PNG(o.Lang, words.Labels())
		if err != nil {
			return nil, err
		}
		pictures = append(pictures, drawn...)
	}
	if len(pictures) == 0 {
		return nil, refuse("report.no_chart", nil)
	}
	return func(d *Desk) error {
		for _, p := range pictures {
			if err := d.handOut(o, "chart.png", p.PNG, loa.Photo, loa.Plain(p.Short)); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// charts are the pictures of a report: what was sent by strand, who attended by unit, and
// how many took part over time.
func (w ReportWords) charts(r *ReportFigures) []report.Chart {
	l := letterParts{w, r}
	var all []report.Chart
	if r.Sends.Planned > 0 {
		t := l.strandTable()
		all = append(all, report.Chart{Kind: report.ChartBars, Title: t.Title, Table: t, Show: []string{"sent"}})
	}
	for _, sort := range []Sort{CellMeetings, ResidentMeetings} {
		if t := l.meetingTable(sort); r.Meetings[sort].Figures.Meetings > 0 {
			all = append(all, report.Chart{Kind: report.ChartBars, Title: t.Title, Table: t, Show: []string{"rate"}})
		}
	}
	return append(all, l.timeCharts()...)
}
