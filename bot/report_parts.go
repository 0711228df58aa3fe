package bot

import (
	"strconv"

	"loa"
	"loa/campaign"
)

// unitLines shows a page of units, each alone.
func (t *turn) unitLines(r shown, n int) (loa.Text, [][]loa.Button) {
	words := t.desk.ReportWords(t.lang)
	var lines []loa.Text
	rows := page(t, r.ByUnit, n, func(p int) []string { return r.view(reportUnits, p) }, func(u campaign.UnitReport) loa.Button {
		lines = append(lines, words.Unit(u))
		return t.reportButton(u.Unit.Name, campaign.ReportQuery{Unit: u.Unit.ID, Days: r.Query.Days}, reportOverview)
	})
	return loa.Lines("\n", lines...), rows
}

// figureNames are the numbers of the whole report as buttons that lead to what they count.
func (t *turn) figureNames(r shown, n int) [][]loa.Button {
	var whole []campaign.Figure
	for _, f := range r.Figures() {
		if f.Whole() && f.Value > 0 {
			whole = append(whole, f)
		}
	}
	words := t.desk.ReportWords(t.lang)
	return page(t, whole, n, func(p int) []string { return r.view(reportFigures, p) }, func(f campaign.Figure) loa.Button {
		to := r.records(f.Name, 0)
		return loa.Button{Text: words.Figure(f.Name) + ": " + strconv.Itoa(f.Value), Data: data(to[0], to[1:]...)}
	})
}
