package bot

import (
	"slices"

	"loa"
	"loa/campaign"
)

// The buttons of reports that come by themselves: unit; unit and cadence.
const (
	actReportWishes = "rw"
	actReportWish   = "rws"
)

// reportWishes shows how often a report is sent.
func (t *turn) reportWishes() error {
	unit := loa.UnitID(t.arg(0))
	on, err := t.desk.ReportWishes(t.from, unit)
	if err != nil {
		return err
	}
	u, err := t.desk.Unit(unit)
	if err != nil {
		return err
	}
	var rows [][]loa.Button
	for _, c := range loa.Cadences() {
		text := ticked(t.line("report.wish_"+string(c), nil), slices.Contains(on, c))
		rows = append(rows, []loa.Button{{Text: text, Data: data(actReportWish, t.arg(0), string(c))}})
	}
	rows = append(rows, []loa.Button{t.button("report.overview_button", actReport, t.arg(0), campaign.PackDays(loa.MonthOf(t.desk.ReportDay())), reportOverview, "0")})
	return t.show(t.words("report.wishes", map[string]any{"Unit": u.Name}), rows)
}

// reportWish switches one of them.
func (t *turn) reportWish() error {
	c := loa.Cadence(t.arg(1))
	if !slices.Contains(loa.Cadences(), c) {
		return errNoSuch("cadence", t.arg(1))
	}
	if err := t.desk.SwitchReportWish(t.from, loa.UnitID(t.arg(0)), c); err != nil {
		return err
	}
	return t.reportWishes()
}
