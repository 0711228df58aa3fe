package bot

import (
	"strconv"

	"loa"
	"loa/campaign"
)

// The buttons of the figures: unit, sort of meetings, span, page of the units below.
const (
	actFigures     = "rf"
	actFigureUnits = "rfl" // a page of units
	actFigureYear  = "rfy" // the sheets of the year as a file
)

// figures shows the figures of meetings: names to nobody, not even the secretary.
func (t *turn) figures() error {
	reach, err := t.desk.FigureUnits(t.from)
	if err != nil {
		return err
	}
	if t.tap != nil && t.arg(0) != "" {
		return t.figuresOf(reach)
	}
	tops := topsOf(reach)
	if len(tops) == 1 {
		return t.figuresShow(reach, tops[0].ID, campaign.CellMeetings, t.desk.ThisMonth(), 0)
	}
	return t.figureTops(tops, 0)
}

// topsOf keeps the units whose parents are not among them.
func topsOf(units loa.Units) (tops loa.Units) {
	for _, u := range units {
		if _, below := units.Find(u.Parent); !below {
			tops = append(tops, u)
		}
	}
	return tops
}

func (t *turn) figureUnits() error {
	n, err := strconv.Atoi(t.arg(0))
	if err != nil {
		return errNoSuch("page", t.arg(0))
	}
	reach, err := t.desk.FigureUnits(t.from)
	if err != nil {
		return err
	}
	return t.figureTops(topsOf(reach), n)
}

func (t *turn) figureTops(tops loa.Units, n int) error {
	return t.show(t.words("rollcall.figures_unit", nil), page(t, tops, n,
		func(p int) []string { return []string{actFigureUnits, strconv.Itoa(p)} },
		func(u loa.Unit) loa.Button {
			return t.figureButton(u.Name, u.ID, campaign.CellMeetings, t.desk.ThisMonth(), 0)
		}))
}

func (t *turn) figureButton(text string, unit loa.UnitID, sort campaign.Sort, span campaign.Span, n int) loa.Button {
	return loa.Button{Text: text, Data: data(actFigures, string(unit), string(sort), span.String(), strconv.Itoa(n))}
}

// figuresOf shows what the button asks for.
func (t *turn) figuresOf(reach loa.Units) error {
	span, err := campaign.ParseSpan(t.arg(2))
	if err != nil {
		return errNoSuch("span", t.arg(2))
	}
	n, err := strconv.Atoi(t.arg(3))
	if err != nil {
		return errNoSuch("page", t.arg(3))
	}
	return t.figuresShow(reach, loa.UnitID(t.arg(0)), campaign.Sort(t.arg(1)), span, n)
}

func (t *turn) figuresShow(reach loa.Units, unit loa.UnitID, sort campaign.Sort, span campaign.Span, n int) error {
	v, err := t.desk.FiguresView(t.from, unit, sort, span)
	if err != nil {
		return err
	}
	parts := []loa.Text{
		t.words("rollcall.figures_head", map[string]any{
			"Unit": v.All.Unit.Name, "Sort": t.line("rollcall.sort_"+string(sort), nil), "Span": t.spanName(span),
		}),
		t.figuresSum("rollcall.figures_all", v.All),
	}
	var below []loa.Text
	for _, f := range v.Below {
		below = append(below, t.figuresSum("rollcall.figures_below", f))
	}
	var own []loa.Text
	for _, m := range v.Own {
		f := campaign.UnitFigures{Figures: m.Figures}
		said := t.sumData(f)
		day := loa.DateOf(m.Meeting.At, v.Zone)
		said["Day"], said["Month"], said["Title"] = two(day.Day), two(int(day.Month)), m.Meeting.Title
		own = append(own, t.words("rollcall.figures_own", said))
	}
	parts = append(parts, loa.Lines("\n", below...), loa.Lines("\n", own...))
	return t.show(loa.Lines("\n\n", parts...), t.figureRows(reach, v, n))
}

func (t *turn) spanName(s campaign.Span) string {
	if s.Month == 0 {
		return t.line("rollcall.span_year", map[string]any{"Year": strconv.Itoa(s.Year)})
	}
	return t.line("rollcall.span_month", map[string]any{"Month": two(int(s.Month)), "Year": strconv.Itoa(s.Year)})
}

func (t *turn) figuresSum(key string, f campaign.UnitFigures) loa.Text {
	return t.words(key, t.sumData(f))
}

func (t *turn) sumData(f campaign.UnitFigures) map[string]any {
	return map[string]any{
		"Unit": f.Unit.Name, "Few": f.Few, "Meetings": f.Figures.Meetings, "Due": f.Figures.Due, "Present": f.Figures.Present,
		"Online": f.Figures.Online, "Excused": f.Figures.Excused, "Unexcused": f.Figures.Unexcused, "Open": f.Figures.Open,
		"Visitors": f.Figures.Visitors, "Rate": f.Figures.Rate(t.lang), "Reported": f.Reported, "Of": f.Of,
	}
}

// figureRows are the ways from one view to the next.
func (t *turn) figureRows(reach loa.Units, v campaign.FiguresView, n int) [][]loa.Button {
	unit, id := v.All.Unit, v.All.Unit.ID
	var sorts []loa.Button
	for _, s := range campaign.Sorts() {
		text := ticked(t.line("rollcall.sort_"+string(s)+"_button", nil), s == v.Sort)
		sorts = append(sorts, t.figureButton(text, id, s, v.Span, 0))
	}
	year := t.figureButton(t.spanName(campaign.Span{Year: v.Span.Year}), id, v.Sort, campaign.Span{Year: v.Span.Year}, 0)
	if v.Span.Month == 0 {
		month := campaign.Span{Year: v.Span.Year, Month: t.desk.ThisMonth().Month}
		year = t.figureButton(t.spanName(month), id, v.Sort, month, 0)
	}
	rows := [][]loa.Button{sorts, {
		t.figureButton("◀ "+t.spanName(v.Span.Next(-1)), id, v.Sort, v.Span.Next(-1), 0), year,
		t.figureButton(t.spanName(v.Span.Next(1))+" ▶", id, v.Sort, v.Span.Next(1), 0),
	}}
	rows = append(rows, page(t, v.Below, n,
		func(p int) []string {
			return []string{actFigures, string(id), string(v.Sort), v.Span.String(), strconv.Itoa(p)}
		},
		func(f campaign.UnitFigures) loa.Button {
			return t.figureButton(f.Unit.Name, f.Unit.ID, v.Sort, v.Span, 0)
		})...)
	if v.Keeps && v.Span.Month == 0 && v.All.Figures.Due > 0 && t.desk.WritesDocuments() {
		rows = append(rows, []loa.Button{t.button("rollcall.year_button", actFigureYear, string(id), string(v.Sort), strconv.Itoa(v.Span.Year))})
	}
	if above, ok := reach.Find(unit.Parent); ok {
		rows = append(rows, []loa.Button{t.figureButton("▲ "+above.Name, above.ID, v.Sort, v.Span, 0)})
	}
	return rows
}

// figureYear sends the sheets of the year.
func (t *turn) figureYear() error {
	year, err := yearOf(t.arg(2))
	if err != nil {
		return err
	}
	if err := t.desk.SendYear(t.from, t.chat, t.lang, loa.UnitID(t.arg(0)), campaign.Sort(t.arg(1)), year); err != nil {
		return err
	}
	return t.heard()
}
