package campaign

import (
	"fmt"
	"strconv"

	"loa"
	"loa/content"
)

// ReportWords says reports in a language: the same in the chat and in a file of text.
type ReportWords struct {
	catalog *content.Catalog
	lang    loa.Lang
}

// ReportWords returns the words of a language.
func (d *Desk) ReportWords(lang loa.Lang) ReportWords { return ReportWords{d.s.catalog, lang} }

func (w ReportWords) say(key string, data map[string]any) loa.Text {
	return w.catalog.Say(w.lang, key, data)
}

func (w ReportWords) line(key string, data map[string]any) string {
	return w.catalog.Line(w.lang, key, data)
}

// Whole is all of a report as one text.
func (w ReportWords) Whole(r *ReportFigures, frozen *loa.FrozenReport) loa.Text {
	parts := append([]loa.Text{w.Head(r, frozen)}, w.Overview(r)...)
	if len(r.ByUnit) > 1 {
		units := []loa.Text{w.say("report.by_unit", nil)}
		for _, u := range r.ByUnit {
			units = append(units, w.Unit(u))
		}
		parts = append(parts, loa.Lines("\n", units...))
	}
	return loa.Lines("\n\n", append(parts, w.Strands(r), w.Kinds(r))...)
}

// Head says of whom, of which days and as of when the figures are.
func (w ReportWords) Head(r *ReportFigures, frozen *loa.FrozenReport) loa.Text {
	said := map[string]any{"Unit": r.Unit.Name, "Period": w.Days(r.Query.Days), "At": w.catalog.Moment(w.lang, r.At, r.Zone)}
	if frozen == nil {
		return w.say("report.head", said)
	}
	said["Number"], said["Digest"], said["Issued"], said["Day"] = frozen.Number, ShortDigest(frozen.Digest), frozen.Issued.Number, ""
	if day := frozen.Issued.Day; !day.IsZero() {
		said["Day"] = w.catalog.Day(w.lang, day)
	}
	return w.say("report.head_frozen", said)
}

// Days says a span of days as people do.
func (w ReportWords) Days(d loa.Days) string {
	switch {
	case d == loa.MonthOf(d.From):
		return w.span(Span{d.From.Year, d.From.Month})
	case d == loa.YearOf(d.From):
		return w.span(Span{Year: d.From.Year})
	}
	key := "report.period_days"
	if d.From == d.Until {
		key = "report.period_day"
	}
	return w.line(key, map[string]any{"From": w.catalog.Day(w.lang, d.From), "Until": w.catalog.Day(w.lang, d.Until)})
}

// part names a part of a report's days in few letters, as under a chart.
func (w ReportWords) part(d loa.Days) string {
	if d == loa.MonthOf(d.From) {
		return fmt.Sprintf("%02d/%d", d.From.Month, d.From.Year)
	}
	from := fmt.Sprintf("%d/%d", d.From.Day, d.From.Month)
	if d.From == d.Until {
		return from
	}
	return from + "–" + fmt.Sprintf("%d/%d", d.Until.Day, d.Until.Month)
}

func (w ReportWords) span(s Span) string {
	if s.Month == 0 {
		return w.line("rollcall.span_year", map[string]any{"Year": strconv.Itoa(s.Year)})
	}
	return w.line("rollcall.span_month", map[string]any{"Month": fmt.Sprintf("%02d", s.Month), "Year": strconv.Itoa(s.Year)})
}

// Overview is the first screen: what was sent, who has met.
func (w ReportWords) Overview(r *ReportFigures) []loa.Text {
	parts := []loa.Text{w.say("report.sends", map[string]any{
		"Sent": r.Sends.Sent, "Planned": r.Sends.Planned, "Relayed": r.Sends.Relayed, "Waiting": r.Sends.Waiting, "Late": r.Sends.Late, "Held": r.Sends.Held,
		"Failed": r.Sends.Failed, "Uncertain": r.Sends.Uncertain, "Rate": loa.Percent(r.Sends.Arrived(), r.Sends.Planned, w.lang),
		"Reached": r.Groups.Reached, "Groups": r.Groups.All,
	})}
	for _, sort := range Sorts() {
		f := r.Meetings[sort]
		if f.Figures.Meetings == 0 && f.Of == 0 {
			continue
		}
		said := w.figures(f)
		said["Sign"], said["Sort"] = w.line("report.sign_"+string(sort), nil), w.line("rollcall.sort_"+string(sort), nil)
		key := "report.meetings"
		if f.Figures.Meetings == 0 {
			key = "report.no_meetings"
		}
		parts = append(parts, w.say(key, said))
	}
	if r.Quiz.Questions > 0 {
		parts = append(parts, w.say("report.quiz", map[string]any{
			"Questions": r.Quiz.Questions, "Answers": r.Quiz.Answers, "People": r.Quiz.People, "Few": r.Quiz.Few,
		}))
	}
	if n := r.Contests; n.Rounds > 0 {
		parts = append(parts, w.say("report.contests", map[string]any{"Rounds": n.Rounds, "Papers": n.Papers, "People": n.People, "Few": n.Few}))
	}
	if r.Sends.Planned == 0 && len(parts) == 1 {
		return []loa.Text{w.say("report.nothing", nil)}
	}
	return parts
}

func (w ReportWords) figures(f UnitFigures) map[string]any {
	return map[string]any{
		"Few": f.Few, "Meetings": f.Figures.Meetings, "Due": f.Figures.Due, "Present": f.Figures.Present, "Excused": f.Figures.Excused,
		"Unexcused": f.Figures.Unexcused, "Open": f.Figures.Open, "Visitors": f.Figures.Visitors, "Rate": f.Figures.Rate(w.lang),
		"Reported": f.Reported, "Of": f.Of,
	}
}

// Unit is one line on a unit alone.
func (w ReportWords) Unit(u UnitReport) loa.Text {
	said := w.figures(u.Meetings[CellMeetings])
	said["Unit"], said["Arrived"], said["Planned"] = u.Unit.Name, u.Sends.Arrived(), u.Sends.Planned
	said["Reached"], said["Groups"] = u.Groups.Reached, u.Groups.All
	return w.say("report.unit_line", said)
}

// Strands says what was sent of each strand.
func (w ReportWords) Strands(r *ReportFigures) loa.Text {
	lines := []loa.Text{w.say("report.by_strand", nil)}
	for _, s := range r.ByStrand {
		lines = append(lines, w.say("report.strand_line", map[string]any{
			"Strand": w.Strand(s.Strand), "Items": s.Items, "Arrived": s.Sends.Arrived(), "Planned": s.Sends.Planned,
		}))
	}
	return loa.Lines("\n", lines...)
}

// Strand names a strand, or says that it is not known.
func (w ReportWords) Strand(s loa.Strand) string {
	if s.ID == "" {
		return w.line("report.strand_unknown", nil)
	}
	return string(s.ID) + " " + s.Name
}

// Kinds says what was sent to each kind of group.
func (w ReportWords) Kinds(r *ReportFigures) loa.Text {
	lines := []loa.Text{w.say("report.by_kind", nil)}
	for _, k := range r.ByKind {
		lines = append(lines, w.say("report.kind_line", map[string]any{
			"Kind": k.Kind.Name, "Arrived": k.Sends.Arrived(), "Planned": k.Sends.Planned, "Reached": k.Groups.Reached, "Groups": k.Groups.All,
		}))
	}
	return loa.Lines("\n", lines...)
}

// Figure names a figure; one of meetings with its sort.
func (w ReportWords) Figure(name FigureName) string {
	sort, of := name.Sort()
	if sort == "" {
		return w.line("report.name_"+name.Key(), nil)
	}
	return w.line("rollcall.sort_"+string(sort)+"_button", nil) + " – " + w.line("report.name_"+of, nil)
}

// Means says what a figure counts.
func (w ReportWords) Means(name FigureName) string {
	sort, of := name.Sort()
	if sort == "" {
		of = name.Key()
	}
	return w.line("report.means_"+of, nil)
}

// Record is one line on what a figure counts.
func (w ReportWords) Record(r *ReportFigures, number int, record FigureRecord) loa.Text {
	if record.Ref == "" {
		return w.say("report.record_hidden", map[string]any{"Number": number})
	}
	said := map[string]any{
		"Number": number, "When": w.catalog.Moment(w.lang, record.At, r.Zone), "What": record.What, "Unit": record.Unit.Name,
		"Who": record.Who, "State": "", "Why": record.Why,
	}
	if record.State != "" {
		said["State"] = w.line("report.state_"+record.State, nil)
	}
	return w.say("report.record", said)
}
