package report

import (
	"bytes"
	"fmt"
	"image/png"
	"strings"
)

// part writes a part with its sections.
func (w *letter) part(p Part) error {
	w.add(w.heading(p.Number, strings.ToUpper(p.Title)))
	if err := w.contents(p.Content); err != nil {
		return err
	}
	for _, s := range p.Sections {
		w.add(w.heading(s.Number, s.Title))
		if err := w.contents(s.Content); err != nil {
			return err
		}
	}
	return nil
}

func (w *letter) heading(number, title string) Paragraph {
	p := w.justified(Run{Text: number + ". " + title, Bold: true})
	p.WithNext = true
	return p
}

// justified is a paragraph of the text, in the measures of the format.
func (w *letter) justified(runs ...Run) Paragraph {
	return Paragraph{Runs: runs, Align: AlignJustify, Indent: w.format.Indent, After: w.format.After, Spacing: w.format.Spacing}
}

func (w *letter) contents(all []Content) error {
	for _, c := range all {
		switch content := c.(type) {
		case Prose:
			w.add(w.body(content))
		case Prompt:
			w.add(w.justified(Run{Text: "[" + w.labels.Prompt + ": " + string(content) + "]", Italic: true, Marked: true}))
		case DataTable:
			w.table(content)
		case Chart:
			if err := w.chart(content); err != nil {
				return err
			}
		}
	}
	return nil
}

// body writes prose; a figure that is missing is marked.
func (w *letter) body(p Prose) Paragraph {
	var runs []Run
	for _, piece := range p {
		text, marked := piece.text(w.report.Lang, w.labels)
		if n := len(runs); n > 0 && runs[n-1].Marked == marked {
			runs[n-1].Text += text
			continue
		}
		runs = append(runs, Run{Text: text, Marked: marked})
	}
	return w.justified(runs...)
}

// chart writes the pictures of a chart with one caption under the last.
func (w *letter) chart(c Chart) error {
	pages, err := c.PNG(w.report.Lang, w.labels)
	if err != nil {
		return err
	}
	const width = 130 // millimetres
	for i, page := range pages {
		size, err := png.DecodeConfig(bytes.NewReader(page.PNG))
		if err != nil {
			return fmt.Errorf("read chart: %w", err)
		}
		picture := Image{PNG: page.PNG, Width: width, Height: width * size.Height / size.Width, Alt: page.Alt}
		w.add(Paragraph{Runs: []Run{{Image: &picture}}, Align: AlignCentre, Before: 6, WithNext: i == len(pages)-1})
	}
	w.count.charts++
	w.add(Paragraph{
		Runs:  []Run{{Text: caption(w.labels.Chart, w.count.charts, c.Title), Bold: true, Italic: true, Size: w.format.Sizes.Table}},
		Align: AlignCentre, After: w.format.After,
	})
	return nil
}

// end puts the sign of the end behind the last word.
func (w *letter) end() {
	if last, ok := w.blocks[len(w.blocks)-1].(Paragraph); ok && last.Align == AlignJustify {
		text := strings.TrimRight(last.Runs[len(last.Runs)-1].Text, ".")
		last.Runs[len(last.Runs)-1].Text = text
		last.Runs = append(last.Runs, Run{Text: w.format.End})
		w.blocks[len(w.blocks)-1] = last
		return
	}
	w.add(w.justified(Run{Text: w.format.End}))
}

// foot names who receives the report, on the left; the right is left free to sign.
func (w *letter) foot() Table {
	small := w.format.Sizes.Recipients
	left := []Paragraph{{Runs: []Run{{Text: w.labels.Recipients + ":", Bold: true, Italic: true, Size: small}}, Before: 12, WithNext: true}}
	list := func(heading string, names []string) {
		if len(names) == 0 {
			return
		}
		left = append(left, Paragraph{Runs: []Run{{Text: heading + ":", Italic: true, Size: small}}})
		for _, name := range names {
			left = append(left, Paragraph{Runs: []Run{{Text: "- " + name + ",", Size: small}}})
		}
		last := &left[len(left)-1].Runs[0]
		last.Text = strings.TrimSuffix(last.Text, ",") + "."
	}
	list(w.labels.Electronic, w.report.Electronic)
	list(w.labels.Paper, w.report.Paper)
	s := w.report.Signature
	right := []Paragraph{
		{Runs: []Run{{Text: s.For, Bold: true}}, Align: AlignCentre, Before: 12, WithNext: true},
		{Runs: []Run{{Text: s.Office, Bold: true}}, Align: AlignCentre, After: 80},
	}
	half := w.pageWidth() / 2
	return Table{Widths: []int{half, w.pageWidth() - half}, Rows: []Row{{Cells: []Cell{{Paragraphs: left}, {Paragraphs: right}}}}}
}
