package bot

import (
	"strconv"
	"strings"

	"loa"
	"loa/campaign"
)

// The buttons of a report: unit, days, view, page; number of a frozen one, view, page.
const (
	actReport        = campaign.ReportButton
	actFrozen        = campaign.FrozenButton
	actReportUnits   = "repu" // days, page: another unit
	actReportRecords = "repf" // unit, days, figure, page
	actFrozenRecords = "rfzf" // number, figure, page
	actFreeze        = "rfa"  // unit, days: asks first
	actFreezeGo      = "rfg"
)

// The views of a report.
const (
	reportOverview = campaign.ReportFirst // what was frozen, if anything was
	reportNow      = "n"                  // as it stands now, frozen or not
	reportUnits    = "u"
	reportStrands  = "s"
	reportFigures  = "f"
)

// shown is a report on the screen, and where its numbers come from.
type shown struct {
	*campaign.ReportFigures
	frozen *loa.FrozenReport // nil: as things stand now
}

// report shows the figures of a unit. Words after the command name the days.
func (t *turn) report() error {
	reach, err := t.desk.ReportUnits(t.from)
	if err != nil {
		return err
	}
	days := loa.MonthOf(t.desk.ReportDay())
	if words := strings.TrimSpace(t.args); words != "" {
		var ok bool
		if days, ok = loa.ParseDays(words); !ok {
			return t.say("report.bad_period", map[string]any{"Words": words})
		}
	}
	tops := topsOf(reach)
	if len(tops) == 1 {
		return t.reportShow(campaign.ReportQuery{Unit: tops[0].ID, Days: days}, reportOverview, 0)
	}
	return t.reportChoose(tops, days, 0)
}

// reportInGroup says where reports are shown: they are nobody's but the asker's.
func (t *turn) reportInGroup() error { return t.say("report.in_private", nil) }

func (t *turn) reportChooseUnit() error {
	days, err := readDays(t.arg(0))
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(t.arg(1))
	if err != nil {
		return errNoSuch("page", t.arg(1))
	}
	reach, err := t.desk.ReportUnits(t.from)
	if err != nil {
		return err
	}
	return t.reportChoose(reach, days, n)
}

func (t *turn) reportChoose(units loa.Units, days loa.Days, n int) error {
	return t.show(t.words("report.which_unit", nil), page(t, units, n,
		func(p int) []string { return []string{actReportUnits, campaign.PackDays(days), strconv.Itoa(p)} },
		func(u loa.Unit) loa.Button {
			return t.reportButton(u.Name, campaign.ReportQuery{Unit: u.ID, Days: days}, reportOverview)
		}))
}

// readDays reads what campaign.PackDays writes, from a button that may be anybody's making.
func readDays(arg string) (loa.Days, error) {
	words := arg
	if from, until, ok := strings.Cut(arg, "-"); ok && len(from) == 8 && len(until) == 8 {
		words = from[:4] + "-" + from[4:6] + "-" + from[6:] + ".." + until[:4] + "-" + until[4:6] + "-" + until[6:]
	}
	days, ok := loa.ParseDays(words)
	if !ok {
		return days, errNoSuch("span of days", arg)
	}
	return days, nil
}

func (t *turn) reportButton(text string, q campaign.ReportQuery, view string) loa.Button {
	return loa.Button{Text: text, Data: data(actReport, string(q.Unit), campaign.PackDays(q.Days), view, "0")}
}

// view is the button to another view of what is shown.
func (s shown) view(name string, page int) []string {
	if s.frozen != nil {
		return []string{actFrozen, strconv.FormatInt(s.frozen.Number, 10), name, strconv.Itoa(page)}
	}
	return []string{actReport, string(s.Query.Unit), campaign.PackDays(s.Query.Days), name, strconv.Itoa(page)}
}

// records is the button to what a figure counts.
func (s shown) records(f campaign.FigureName, page int) []string {
	if s.frozen != nil {
		return []string{actFrozenRecords, strconv.FormatInt(s.frozen.Number, 10), f.Code(), strconv.Itoa(page)}
	}
	return []string{actReportRecords, string(s.Query.Unit), campaign.PackDays(s.Query.Days), f.Code(), strconv.Itoa(page)}
}

// file is the button to a file of what is shown.
func (s shown) file(format string) []string {
	if s.frozen != nil {
		return []string{actFrozenFile, strconv.FormatInt(s.frozen.Number, 10), format}
	}
	return []string{actReportFile, string(s.Query.Unit), campaign.PackDays(s.Query.Days), format}
}

// goTo is a button with words of the catalog.
func (t *turn) goTo(key string, action []string) loa.Button {
	return t.button(key, action[0], action[1:]...)
}

// reportQuery reads unit and days from a button, which may be anybody's making.
func (t *turn) reportQuery() (campaign.ReportQuery, error) {
	days, err := readDays(t.arg(1))
	return campaign.ReportQuery{Unit: loa.UnitID(t.arg(0)), Days: days}, err
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

// reportShow shows a view. The first screen is that of the newest frozen report, where
// there is one of exactly these days.
func (t *turn) reportShow(q campaign.ReportQuery, view string, n int) error {
	frozen, err := t.desk.FrozenOf(t.from, q)
	if err != nil {
		return err
	}
	if view == reportOverview && len(frozen) > 0 {
		return t.frozenShow(frozen[0].Number, view, n)
	}
	r, err := t.desk.Report(t.from, q)
	if err != nil {
		return err
	}
	return t.reportScreen(shown{r, nil}, view, n)
}

func (t *turn) reportScreen(r shown, view string, n int) error {
	words := t.desk.ReportWords(t.lang)
	parts := []loa.Text{words.Head(r.ReportFigures, r.frozen)}
	var rows [][]loa.Button
	switch view {
	case reportUnits:
		lines, turnPage := t.unitLines(r, n)
		parts, rows = append(parts, t.words("report.by_unit", nil), lines), turnPage
	case reportStrands:
		parts = append(parts, words.Strands(r.ReportFigures), words.Kinds(r.ReportFigures))
	case reportFigures:
		parts, rows = append(parts, t.words("report.figures", nil)), t.figureNames(r, n)
	default:
		rows, err := t.overviewRows(r)
		if err != nil {
			return err
		}
		return t.show(loa.Lines("\n\n", append(parts, words.Overview(r.ReportFigures)...)...), rows)
	}
	rows = append(rows, []loa.Button{t.goTo("report.overview_button", r.view(r.home(), 0))})
	return t.show(loa.Lines("\n\n", parts...), rows)
}

// home is the view to go back to.
func (s shown) home() string {
	if s.frozen != nil {
		return reportOverview
	}
	return reportNow
}

// overviewRows are the ways from the first screen.
func (t *turn) overviewRows(r shown) ([][]loa.Button, error) {
	q, today := r.Query, t.desk.ReportDay()
	span := func(key string, days loa.Days) loa.Button {
		return t.reportButton(ticked(t.line(key, nil), days == q.Days), campaign.ReportQuery{Unit: q.Unit, Days: days}, reportOverview)
	}
	rows := [][]loa.Button{
		{span("report.today_button", loa.Days{From: today, Until: today}), span("report.week_button", loa.WeekOf(today))},
		{span("report.month_button", loa.MonthOf(today)), span("report.campaign_button", t.desk.CampaignDays())},
	}
	if len(r.ByUnit) > 1 {
		rows = append(rows, []loa.Button{t.goTo("report.units_button", r.view(reportUnits, 0))})
	}
	rows = append(rows, []loa.Button{t.goTo("report.strands_button", r.view(reportStrands, 0))},
		[]loa.Button{t.goTo("report.figures_button", r.view(reportFigures, 0))})
	rows = append(rows,
		[]loa.Button{t.goTo("report.chart_button", r.file(chartFormat)), t.goTo("report.xlsx_button", r.file("xlsx"))},
		[]loa.Button{t.goTo("report.docx_button", r.file("docx")), t.goTo("report.pdf_button", r.file("pdf"))})
	may, err := t.desk.MayFreeze(t.from, q.Unit)
	if err != nil {
		return nil, err
	}
	frozen := []loa.Button{t.button("report.frozen_button", actFrozenList, string(q.Unit), "0")}
	switch {
	case may && r.frozen == nil:
		frozen = append([]loa.Button{t.button("report.freeze_button", actFreeze, string(q.Unit), campaign.PackDays(q.Days))}, frozen...)
	case may:
		frozen = append([]loa.Button{t.button("report.issue_button", actIssue, strconv.FormatInt(r.frozen.Number, 10))}, frozen...)
	}
	rows = append(rows, frozen)
	if r.frozen != nil {
		rows = append(rows, []loa.Button{t.reportButton(t.line("report.now_button", nil), q, reportNow)})
	}
	return append(rows, []loa.Button{
		t.button("report.wishes_button", actReportWishes, string(q.Unit)), t.button("report.other_unit_button", actReportUnits, campaign.PackDays(q.Days), "0"),
	}), nil
}
