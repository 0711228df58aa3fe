package campaign

import (
	"fmt"

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
	frozen  *loa.FrozenReport
	records func(FigureName) ([]FigureRecord, error)
}

// File writes the report in a format.
func (w ReportWords) file(c *loa.Campaign, r reported, format ReportFormat) ([]byte, error) {
	if format == FormatText {
		return []byte(w.Whole(r.ReportFigures, r.frozen).String() + "\n"), nil
	}
	if format == FormatXLSX {
		book, err := w.Workbook(c, r.ReportFigures, r.frozen, r.records)
		if err != nil {
			return nil, err
		}
		return book.XLSX()
	}
	letter, err := w.Letter(c, r.ReportFigures, r.frozen)
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
		f, r, err := d.FrozenReport(who, frozen)
		return reported{r, &f, func(name FigureName) ([]FigureRecord, error) {
			return d.FrozenRecords(who, frozen, FigureKey{Name: name})
		}}, err
	}
	r, err := d.Report(who, q)
	return reported{r, nil, func(name FigureName) ([]FigureRecord, error) {
		return d.ReportRecords(who, q, FigureKey{Name: name})
	}}, err
}

// SendReportFile queues a report as a file: that frozen under the number or, with 0, of the
// query as things stand.
func (d *Desk) SendReportFile(who loa.Sender, chat loa.Chat, lang loa.Lang, q ReportQuery, frozen int64, format ReportFormat) error {
	r, err := d.reported(who, q, frozen)
	if err != nil {
		return err
	}
	words := d.ReportWords(lang)
	raw, err := words.file(d.Campaign(), r, format)
	if err != nil {
		return err
	}
	days := r.Query.Days
	name := words.line("report.file_name", map[string]any{"From": days.From.String(), "Until": days.Until.String()}) + "." + string(format)
	digest := digestOf(string(raw))
	if err := d.tx.LendFile(digest, name, raw, d.now.Add(answerKeep)); err != nil {
		return err
	}
	if err := d.audit(who.Account, "report.file", "unit:"+string(r.Query.Unit), name); err != nil {
		return err
	}
	return d.Answer(chat, lang, loa.Notice{
		Text: d.s.catalog.Say(lang, "report.file", nil), Media: &loa.Media{Kind: loa.Document, Name: name, Digest: digest},
	})
}

// SendCharts queues the charts of a report as pictures, with the same in words.
func (d *Desk) SendCharts(who loa.Sender, chat loa.Chat, lang loa.Lang, q ReportQuery, frozen int64) error {
	r, err := d.reported(who, q, frozen)
	if err != nil {
		return err
	}
	words := d.ReportWords(lang)
	sent := 0
	for _, chart := range words.charts(r.ReportFigures) {
		pictures, err := chart.PNG(lang, words.Labels())
		if err != nil {
			return err
		}
		for _, p := range pictures {
			digest := digestOf(string(p.PNG))
			if err := d.tx.LendFile(digest, "chart.png", p.PNG, d.now.Add(answerKeep)); err != nil {
				return err
			}
			n := loa.Notice{Text: loa.Plain(p.Short), Media: &loa.Media{Kind: loa.Photo, Name: "chart.png", Digest: digest}}
			if err := d.Answer(chat, lang, n); err != nil {
				return err
			}
			sent++
		}
	}
	if sent == 0 {
		return refuse("report.no_chart", nil)
	}
	return nil
}

// charts are the pictures of a report: what was sent by strand, and who attended by unit.
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
	return all
}
