package report

import (
	"fmt"
	"strconv"
	"strings"
)

// Letter makes the report a document in the format of its day, with the sources of
// its figures as an appendix. DOCX and PDF are made of the same letter.
func (r Report) Letter(l Labels) (Document, error) {
	if err := r.check(); err != nil {
		return Document{}, fmt.Errorf("write report: %w", err)
	}
	w := letter{report: r, labels: l, format: r.Format()}
	d := Document{Lang: r.Lang, Title: strings.Join(strings.Fields(r.title()), " "), Size: w.format.Sizes.Body, Margins: w.format.Margins}
	w.add(w.head())
	w.add(w.title()...)
	for _, p := range r.Basis {
		w.add(w.body(p))
	}
	for _, p := range r.Parts {
		if err := w.part(p); err != nil {
			return Document{}, fmt.Errorf("write report: %w", err)
		}
	}
	w.end()
	w.add(w.foot())
	w.add(w.sources()...)
	d.Blocks = w.blocks
	return d, nil
}

// DOCX writes the report as a letter to be completed in a word processor.
func (r Report) DOCX(l Labels) ([]byte, error) {
	d, err := r.Letter(l)
	if err != nil {
		return nil, err
	}
	return d.DOCX()
}

// PDF writes the same letter to be read.
func (r Report) PDF(l Labels) ([]byte, error) {
	d, err := r.Letter(l)
	if err != nil {
		return nil, err
	}
	return d.PDF()
}

// title is the title of the file and of the chat's text.
func (r Report) title() string { return strings.TrimSpace(r.Kind + " " + r.Subject) }

// letter is a report as it becomes a document.
type letter struct {
	report Report
	labels Labels
	format Format
	blocks []Block
	count  numbering
}

func (w *letter) add(blocks ...Block) { w.blocks = append(w.blocks, blocks...) }

// pageWidth is the room for text in millimetres.
func (w *letter) pageWidth() int { return 210 - w.format.Margins.Left - w.format.Margins.Right }

func centred(runs ...Run) Paragraph { return Paragraph{Runs: runs, Align: AlignCentre} }

// head has who writes, number and draft mark on the left, motto, place and day on the right.
func (w *letter) head() Table {
	h, sizes := w.report.Head, w.format.Sizes
	var who []Paragraph
	if h.Above != "" {
		who = append(who, centred(Run{Text: h.Above, Size: sizes.Above}))
	}
	who = append(who, centred(Run{Text: h.Organisation, Bold: true, Size: sizes.Organisation}), centred(Run{Text: "*", Size: sizes.Number}))
	number := []Paragraph{centred(Run{Text: w.number(), Size: sizes.Number})}
	if h.Draft() {
		number = append(number, centred(Run{Text: w.labels.Draft, Bold: true, Size: sizes.Number}))
	}
	left := w.pageWidth() * 47 / 100
	return Table{Widths: []int{left, w.pageWidth() - left}, Rows: []Row{
		{Cells: []Cell{
			{Paragraphs: who},
			{Paragraphs: []Paragraph{centred(Run{Text: h.Motto, Bold: true, Underlined: true, Size: sizes.Motto})}},
		}},
		{Cells: []Cell{
			{Paragraphs: number},
			{Paragraphs: []Paragraph{centred(Run{Text: w.placeDate(), Italic: true, Size: sizes.PlaceDate})}},
		}},
	}}
}

// blank is the room that is left for what the office enters by hand.
const blank = "\u00a0\u00a0\u00a0\u00a0"

func (w *letter) number() string {
	number := w.report.Head.Number
	if number == "" {
		number = blank
	}
	return strings.NewReplacer("{number}", number, "{symbol}", w.report.Head.Symbol).Replace(w.labels.Number)
}

// placeDate has the month of one digit without a nought, except January and February,
// which could be made into others with a pen.
func (w *letter) placeDate() string {
	day, month, year := blank, blank, blank
	if !w.report.Made.IsZero() {
		year = strconv.Itoa(w.report.Made.Year)
	}
	if d := w.report.Head.Date; !d.IsZero() {
		day, month, year = fmt.Sprintf("%02d", d.Day), strconv.Itoa(int(d.Month)), strconv.Itoa(d.Year)
		if d.Month <= 2 {
			month = "0" + month
		}
	}
	return strings.NewReplacer("{place}", w.report.Head.Place, "{day}", day, "{month}", month, "{year}", year).Replace(w.labels.PlaceDate)
}

func (w *letter) title() []Block {
	sizes := w.format.Sizes
	return []Block{
		Paragraph{Runs: []Run{{Text: w.report.Kind, Bold: true, Size: sizes.Kind}}, Align: AlignCentre, Before: 18, WithNext: true},
		Paragraph{Runs: []Run{{Text: w.report.Subject, Bold: true, Size: sizes.Subject}}, Align: AlignCentre, WithNext: true},
		Paragraph{Runs: []Run{{Text: "-----", Size: sizes.Subject}}, Align: AlignCentre, After: 12, WithNext: true},
	}
}
