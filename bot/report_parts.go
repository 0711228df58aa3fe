package bot

import (
	"strconv"

	"loa"
	"loa/campaign"
)

// overview is the first screen: what was sent, who has met.
func (t *turn) overview(r shown) []loa.Text {
	parts := []loa.Text{t.words("report.sends", map[string]any{
		"Sent": r.Sends.Sent, "Planned": r.Sends.Planned, "Relayed": r.Sends.Relayed, "Waiting": r.Sends.Waiting, "Late": r.Sends.Late,
		"Failed": r.Sends.Failed, "Uncertain": r.Sends.Uncertain, "Rate": loa.Percent(r.Sends.Arrived(), r.Sends.Planned, t.lang),
		"Reached": r.Groups.Reached, "Groups": r.Groups.All,
	})}
	for _, sort := range campaign.Sorts() {
		f := r.Meetings[sort]
		if f.Figures.Meetings == 0 && f.Of == 0 {
			continue
		}
		said := t.sumData(f)
		said["Sign"], said["Sort"] = t.line("report.sign_"+string(sort), nil), t.line("rollcall.sort_"+string(sort), nil)
		key := "report.meetings"
		if f.Figures.Meetings == 0 {
			key = "report.no_meetings"
		}
		parts = append(parts, t.words(key, said))
	}
	if r.Sends.Planned == 0 && len(parts) == 1 {
		return []loa.Text{t.words("report.nothing", nil)}
	}
	return parts
}

// unitLines shows a page of units, each alone.
func (t *turn) unitLines(r shown, n int) (loa.Text, [][]loa.Button) {
	var lines []loa.Text
	rows := page(t, r.ByUnit, n,
		func(p int) []string { return r.view(reportUnits, p) },
		func(u campaign.UnitReport) loa.Button {
			said := t.sumData(u.Meetings[campaign.CellMeetings])
			said["Unit"], said["Arrived"], said["Planned"] = u.Unit.Name, u.Sends.Arrived(), u.Sends.Planned
			said["Reached"], said["Groups"] = u.Groups.Reached, u.Groups.All
			lines = append(lines, t.words("report.unit_line", said))
			return t.reportButton(u.Unit.Name, campaign.ReportQuery{Unit: u.Unit.ID, Days: r.Query.Days}, reportOverview)
		})
	return loa.Lines("\n", lines...), rows
}

func (t *turn) strandLines(r shown) loa.Text {
	lines := []loa.Text{t.words("report.by_strand", nil)}
	for _, s := range r.ByStrand {
		name := string(s.Strand.ID) + " " + s.Strand.Name
		if s.Strand.ID == "" {
			name = t.line("report.strand_unknown", nil)
		}
		lines = append(lines, t.words("report.strand_line", map[string]any{
			"Strand": name, "Items": s.Items, "Arrived": s.Sends.Arrived(), "Planned": s.Sends.Planned,
		}))
	}
	return loa.Lines("\n", lines...)
}

func (t *turn) kindLines(r shown) loa.Text {
	lines := []loa.Text{t.words("report.by_kind", nil)}
	for _, k := range r.ByKind {
		lines = append(lines, t.words("report.kind_line", map[string]any{
			"Kind": k.Kind.Name, "Arrived": k.Sends.Arrived(), "Planned": k.Sends.Planned, "Reached": k.Groups.Reached, "Groups": k.Groups.All,
		}))
	}
	return loa.Lines("\n", lines...)
}

// figureNames are the numbers of the whole report as buttons that lead to what they count.
func (t *turn) figureNames(r shown, n int) [][]loa.Button {
	var whole []campaign.Figure
	for _, f := range r.Figures() {
		if f.Whole() && (f.Value > 0 || f.Few) {
			whole = append(whole, f)
		}
	}
	return page(t, whole, n,
		func(p int) []string { return r.view(reportFigures, p) },
		func(f campaign.Figure) loa.Button {
			text := t.figureName(f.Name)
			if !f.Few {
				text += ": " + strconv.Itoa(f.Value)
			}
			to := r.records(f.Name, 0)
			return loa.Button{Text: text, Data: data(to[0], to[1:]...)}
		})
}

// figureName says what a figure counts: of meetings, which sort.
func (t *turn) figureName(name campaign.FigureName) string {
	sort, of := name.Sort()
	if sort == "" {
		return t.line("report.name_"+name.Key(), nil)
	}
	return t.line("rollcall.sort_"+string(sort)+"_button", nil) + " – " + t.line("report.name_"+of, nil)
}

func (t *turn) figureMeans(name campaign.FigureName) string {
	sort, of := name.Sort()
	if sort == "" {
		of = name.Key()
	}
	return t.line("report.means_"+of, nil)
}
