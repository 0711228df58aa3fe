package bot

import (
	"strconv"
	"strings"

	"loa"
	"loa/campaign"
)

// The buttons of a report: unit, days, view, page; a figure and a page of its records.
const (
	actReport      = "rep"
	actReportUnits = "repu"
	actReportOf    = "repf"
)

// The views of a report.
const (
	reportOverview = "o"
	reportUnits    = "u"
	reportStrands  = "s"
	reportFigures  = "f"
)

// report shows the figures of a unit. Words after the command name the days.
func (t *turn) report() error {
	reach, err := t.desk.ReportUnits(t.from)
	if err != nil {
		return err
	}
	days := loa.MonthOf(t.desk.ReportDay())
	if words := strings.TrimSpace(t.args); t.tap == nil && words != "" {
		var ok bool
		if days, ok = loa.ParseDays(words); !ok {
			return t.say("report.bad_period", map[string]any{"Words": words})
		}
	}
	tops := topsOf(reach)
	if len(tops) == 1 {
		return t.reportShow(campaign.ReportQuery{Unit: tops[0].ID, Days: days}, reportOverview, 0)
	}
	return t.reportTops(tops, days, 0)
}

// reportInGroup says where reports are shown: they are nobody's but the asker's.
func (t *turn) reportInGroup() error { return t.say("report.in_private", nil) }

func (t *turn) reportChooseUnit() error {
	days, ok := loa.ParseDays(t.arg(0))
	n, err := strconv.Atoi(t.arg(1))
	if err != nil || !ok {
		return errNoSuch("page", strings.Join(t.data, " "))
	}
	reach, err := t.desk.ReportUnits(t.from)
	if err != nil {
		return err
	}
	return t.reportTops(reach, days, n)
}

func (t *turn) reportTops(units loa.Units, days loa.Days, n int) error {
	return t.show(t.words("report.which_unit", nil), page(t, units, n,
		func(p int) []string { return []string{actReportUnits, shortDays(days), strconv.Itoa(p)} },
		func(u loa.Unit) loa.Button {
			return t.reportButton(u.Name, campaign.ReportQuery{Unit: u.ID, Days: days}, reportOverview)
		}))
}

// shortDays fits a span into a button: a day, a month or a year by itself, else both ends.
func shortDays(d loa.Days) string {
	switch {
	case d.From == d.Until:
		return d.From.String()
	case d == loa.MonthOf(d.From):
		return d.From.String()[:7]
	}
	return d.String()
}

func (t *turn) reportButton(text string, q campaign.ReportQuery, view string) loa.Button {
	return loa.Button{Text: text, Data: data(actReport, string(q.Unit), shortDays(q.Days), view, "0")}
}

// reportQuery reads unit and days from a button, which may be anybody's making.
func (t *turn) reportQuery() (campaign.ReportQuery, error) {
	days, ok := loa.ParseDays(t.arg(1))
	if !ok {
		return campaign.ReportQuery{}, errNoSuch("span of days", t.arg(1))
	}
	return campaign.ReportQuery{Unit: loa.UnitID(t.arg(0)), Days: days}, nil
}

func (t *turn) reportView() error {
	q, err := t.reportQuery()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(t.arg(3))
	if err != nil {
		return errNoSuch("page", t.arg(3))
	}
	return t.reportShow(q, t.arg(2), n)
}

func (t *turn) reportShow(q campaign.ReportQuery, view string, n int) error {
	r, err := t.desk.Report(t.from, q)
	if err != nil {
		return err
	}
	parts := []loa.Text{t.reportHead(r)}
	var rows [][]loa.Button
	switch view {
	case reportUnits:
		lines, turnPage := t.unitLines(r, n)
		parts, rows = append(parts, t.words("report.by_unit", nil), lines), turnPage
	case reportStrands:
		parts = append(parts, t.strandLines(r), t.kindLines(r))
	case reportFigures:
		parts, rows = append(parts, t.words("report.figures", nil)), t.figureNames(r, n)
	default:
		parts = append(parts, t.overview(r)...)
		return t.show(loa.Lines("\n\n", parts...), t.overviewRows(r))
	}
	rows = append(rows, []loa.Button{t.reportButton(t.line("report.overview_button", nil), q, reportOverview)})
	return t.show(loa.Lines("\n\n", parts...), rows)
}

func (t *turn) reportHead(r *campaign.ReportFigures) loa.Text {
	return t.words("report.head", map[string]any{
		"Unit": r.Unit.Name, "Period": t.daysName(r.Query.Days), "At": t.desk.Catalog().Moment(t.lang, r.At, r.Zone),
	})
}

// daysName says a span of days as people do.
func (t *turn) daysName(d loa.Days) string {
	switch {
	case d == loa.MonthOf(d.From):
		return t.spanName(campaign.Span{Year: d.From.Year, Month: d.From.Month})
	case d == loa.YearOf(d.From):
		return t.spanName(campaign.Span{Year: d.From.Year})
	}
	key := "report.period_days"
	if d.From == d.Until {
		key = "report.period_day"
	}
	return t.line(key, map[string]any{"From": t.desk.Catalog().Day(t.lang, d.From), "Until": t.desk.Catalog().Day(t.lang, d.Until)})
}

// overview is the first screen: what was sent, who has met.
func (t *turn) overview(r *campaign.ReportFigures) []loa.Text {
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

// overviewRows are the ways from the first screen.
func (t *turn) overviewRows(r *campaign.ReportFigures) [][]loa.Button {
	q, today := r.Query, t.desk.ReportDay()
	span := func(key string, days loa.Days) loa.Button {
		return t.reportButton(ticked(t.line(key, nil), days == q.Days), campaign.ReportQuery{Unit: q.Unit, Days: days}, reportOverview)
	}
	from, until := t.desk.Campaign().Period.In(today.Year)
	view := func(key, view string) []loa.Button {
		return []loa.Button{t.reportButton(t.line(key, nil), q, view)}
	}
	rows := [][]loa.Button{
		{span("report.today_button", loa.Days{From: today, Until: today}), span("report.week_button", loa.WeekOf(today))},
		{span("report.month_button", loa.MonthOf(today)), span("report.campaign_button", loa.Days{From: from, Until: until})},
	}
	if len(r.ByUnit) > 1 {
		rows = append(rows, view("report.units_button", reportUnits))
	}
	return append(rows, view("report.strands_button", reportStrands), view("report.figures_button", reportFigures),
		[]loa.Button{t.button("report.other_unit_button", actReportUnits, shortDays(q.Days), "0")})
}
