package report

import (
	"encoding/json"
	"fmt"

	"loa"
)

// The fields of the JSON are for other programs and stay as they are; they are
// documented in docs/reports.md. A new field may come, none is renamed.
type (
	reportJSON struct {
		Format       string       `json:"format"` // "loa-report/1"
		Language     string       `json:"language"`
		Kind         string       `json:"kind"`
		Subject      string       `json:"subject"`
		Draft        bool         `json:"draft"`
		Number       string       `json:"number"`
		Date         string       `json:"date"`
		Layout       string       `json:"layout"`
		Organisation string       `json:"organisation"`
		Above        string       `json:"above"`
		Place        string       `json:"place"`
		Made         string       `json:"made"`
		Period       periodJSON   `json:"period"`
		Basis        []string     `json:"basis"`
		Parts        []partJSON   `json:"parts"`
		Figures      []figureJSON `json:"figures"`
		Electronic   []string     `json:"electronic"`
		Paper        []string     `json:"paper"`
	}
	periodJSON struct {
		From  string `json:"from"`
		Until string `json:"until"`
	}
	partJSON struct {
		Number   string        `json:"number"`
		Title    string        `json:"title"`
		Content  []contentJSON `json:"content"`
		Sections []partJSON    `json:"sections,omitempty"`
	}
	contentJSON struct {
		Type    string       `json:"type"` // prose, prompt, table, chart
		Text    string       `json:"text,omitempty"`
		Figures []string     `json:"figures,omitempty"` // ids, in the order of the text
		Title   string       `json:"title,omitempty"`
		Chart   string       `json:"chart,omitempty"`
		Show    []string     `json:"show,omitempty"`
		Columns []columnJSON `json:"columns,omitempty"`
		Rows    []rowJSON    `json:"rows,omitempty"`
		Total   []valueJSON  `json:"total,omitempty"`
	}
	columnJSON struct {
		ID     string `json:"id"`
		Title  string `json:"title"`
		Figure string `json:"figure,omitempty"`
		Part   string `json:"part,omitempty"`
		Of     string `json:"of,omitempty"`
	}
	rowJSON struct {
		Key   string      `json:"key"`
		Cells []valueJSON `json:"cells"`
	}
	figureJSON struct {
		ID         string     `json:"id"`
		Section    string     `json:"section"`
		Label      string     `json:"label"`
		Value      valueJSON  `json:"value"`
		Unit       string     `json:"unit,omitempty"`
		Definition string     `json:"definition"`
		Period     periodJSON `json:"period"`
		Source     string     `json:"source,omitempty"`
	}
	// valueJSON has the number or text that its kind names, and never a rounded rate.
	valueJSON struct {
		Kind  string `json:"kind"` // missing, withheld, count, share, rate, words, date, instant
		Count *int64 `json:"count,omitempty"`
		Of    *int64 `json:"of,omitempty"`
		Text  string `json:"text,omitempty"`
	}
)

// JSON writes the report for other programs.
func (r Report) JSON(l Labels) ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("write report: %w", err)
	}
	out := reportJSON{
		Format: "loa-report/1", Language: string(r.Lang), Kind: r.Kind, Subject: r.Subject, Draft: r.Head.Draft(), Number: r.Head.Number,
		Date: dateJSON(r.Head.Date), Layout: r.Format().ID, Organisation: r.Head.Organisation, Above: r.Head.Above, Place: r.Head.Place,
		Made: dateJSON(r.Made), Period: r.Period.json(), Basis: []string{}, Parts: []partJSON{}, Figures: []figureJSON{},
		Electronic: append([]string{}, r.Electronic...), Paper: append([]string{}, r.Paper...),
	}
	for _, p := range r.Basis {
		out.Basis = append(out.Basis, p.text(r.Lang, l))
	}
	for _, p := range r.Parts {
		part := partJSON{Number: p.Number, Title: p.Title, Content: contentsJSON(p.Content, r.Lang, l)}
		for _, s := range p.Sections {
			part.Sections = append(part.Sections, partJSON{Number: s.Number, Title: s.Title, Content: contentsJSON(s.Content, r.Lang, l)})
		}
		out.Parts = append(out.Parts, part)
	}
	for _, f := range r.Figures() {
		out.Figures = append(out.Figures, figureJSON{
			ID: f.ID, Section: f.Section, Label: f.Label, Value: f.Value.json(), Unit: f.Unit, Definition: f.Definition,
			Period: f.Period.json(), Source: f.Source,
		})
	}
	raw, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write report: %w", err)
	}
	return append(raw, '\n'), nil
}

func contentsJSON(all []Content, lang loa.Lang, l Labels) []contentJSON {
	out := []contentJSON{}
	for _, c := range all {
		switch content := c.(type) {
		case Prose:
			text := contentJSON{Type: "prose", Text: content.text(lang, l)}
			for _, f := range content.figures() {
				text.Figures = append(text.Figures, f.ID)
			}
			out = append(out, text)
		case Prompt:
			out = append(out, contentJSON{Type: "prompt", Text: string(content)})
		case DataTable:
			out = append(out, content.json())
		case Chart:
			chart := content.Table.json()
			chart.Type, chart.Title, chart.Chart, chart.Show = "chart", content.Title, string(content.Kind), content.Show
			out = append(out, chart)
		}
	}
	return out
}

func (t DataTable) json() contentJSON {
	out := contentJSON{Type: "table", Title: t.Title}
	for _, c := range t.Columns {
		column := columnJSON{ID: c.ID, Title: c.Title, Part: c.Part, Of: c.Of}
		if c.Figure != nil {
			column.Figure = c.Figure.ID
		}
		out.Columns = append(out.Columns, column)
	}
	for _, row := range t.Rows {
		out.Rows = append(out.Rows, rowJSON{row.Key, t.cellsJSON(row)})
	}
	if t.Total != "" {
		out.Total = t.cellsJSON(t.Sum())
	}
	return out
}

func (t DataTable) cellsJSON(row DataRow) []valueJSON {
	cells := []valueJSON{}
	for i := range t.Columns {
		cells = append(cells, t.Cell(row, i).json())
	}
	return cells
}

func (v Value) json() valueJSON {
	out := valueJSON{Kind: string(v.Kind)}
	switch v.Kind {
	case MissingValue:
		out.Kind = "missing"
	case CountValue:
		out.Count = &v.Count
	case ShareValue, RateValue:
		out.Count, out.Of = &v.Count, &v.Whole
	case WordsValue:
		out.Text = v.Words
	case DateValue:
		out.Text = v.At.Format("2006-01-02")
	case InstantValue:
		out.Text = v.At.Format("2006-01-02T15:04:05Z07:00")
	}
	return out
}

func (p Period) json() periodJSON { return periodJSON{dateJSON(p.From), dateJSON(p.Until)} }

func dateJSON(d loa.Date) string {
	if d.IsZero() {
		return ""
	}
	return Day(d).At.Format("2006-01-02")
}
