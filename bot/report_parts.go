package bot

import (
	"strconv"

	"loa"
	"loa/campaign"
)

// unitLines shows a page of units, each alone.
func (t *turn) unitLines(r *campaign.ReportFigures, n int) (loa.Text, [][]loa.Button) {
	var lines []loa.Text
	rows := page(t, r.ByUnit, n,
		func(p int) []string {
			return []string{actReport, string(r.Query.Unit), shortDays(r.Query.Days), reportUnits, strconv.Itoa(p)}
		},
		func(u campaign.UnitReport) loa.Button {
			said := t.sumData(u.Meetings[campaign.CellMeetings])
			said["Unit"], said["Arrived"], said["Planned"] = u.Unit.Name, u.Sends.Arrived(), u.Sends.Planned
			said["Reached"], said["Groups"] = u.Groups.Reached, u.Groups.All
			lines = append(lines, t.words("report.unit_line", said))
			return t.reportButton(u.Unit.Name, campaign.ReportQuery{Unit: u.Unit.ID, Days: r.Query.Days}, reportOverview)
		})
	return loa.Lines("\n", lines...), rows
}

func (t *turn) strandLines(r *campaign.ReportFigures) loa.Text {
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

func (t *turn) kindLines(r *campaign.ReportFigures) loa.Text {
	lines := []loa.Text{t.words("report.by_kind", nil)}
	for _, k := range r.ByKind {
		lines = append(lines, t.words("report.kind_line", map[string]any{
			"Kind": k.Kind.Name, "Arrived": k.Sends.Arrived(), "Planned": k.Sends.Planned, "Reached": k.Groups.Reached, "Groups": k.Groups.All,
		}))
	}
	return loa.Lines("\n", lines...)
}

// figureNames are the numbers of the whole report as buttons that lead to what they count.
func (t *turn) figureNames(r *campaign.ReportFigures, n int) [][]loa.Button {
	var whole []campaign.Figure
	for _, f := range r.Figures() {
		if f.Whole() && (f.Value > 0 || f.Few) {
			whole = append(whole, f)
		}
	}
	q := r.Query
	return page(t, whole, n,
		func(p int) []string {
			return []string{actReport, string(q.Unit), shortDays(q.Days), reportFigures, strconv.Itoa(p)}
		},
		func(f campaign.Figure) loa.Button {
			text := t.figureName(f.Name)
			if !f.Few {
				text += ": " + strconv.Itoa(f.Value)
			}
			return loa.Button{Text: text, Data: data(actReportOf, string(q.Unit), shortDays(q.Days), f.String(), "0")}
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

// recordsShown is how many records stand on a page of the chat.
const recordsShown = 15

// reportRecords shows what a number counts, a page of it.
func (t *turn) reportRecords() error {
	q, err := t.reportQuery()
	if err != nil {
		return err
	}
	key, err := campaign.ParseFigureKey(t.arg(2))
	if err != nil {
		return errNoSuch("figure", t.arg(2))
	}
	n, err := strconv.Atoi(t.arg(3))
	if err != nil || n < 0 {
		return errNoSuch("page", t.arg(3))
	}
	records, err := t.desk.ReportRecords(t.from, q, key)
	if err != nil {
		return err
	}
	zone, err := t.desk.Zone(t.chat)
	if err != nil {
		return err
	}
	pages := max(1, (len(records)+recordsShown-1)/recordsShown)
	n = min(n, pages-1)
	lines := []loa.Text{t.words("report.figure", map[string]any{
		"Name": t.figureName(key.Name), "Value": len(records), "Means": t.figureMeans(key.Name), "Period": t.daysName(q.Days), "Part": "",
	})}
	for i, r := range records[n*recordsShown : min(len(records), (n+1)*recordsShown)] {
		said := map[string]any{
			"Number": n*recordsShown + i + 1, "When": t.desk.Catalog().Moment(t.lang, r.At, zone), "What": r.What, "Unit": r.Unit.Name,
			"Who": r.Who, "State": "", "Why": r.Why,
		}
		if r.State != "" {
			said["State"] = t.line("report.state_"+r.State, nil)
		}
		line := "report.record"
		if r.Ref == "" {
			line = "report.record_hidden"
		}
		lines = append(lines, t.words(line, said))
	}
	var rows [][]loa.Button
	turnTo := func(key string, p int) loa.Button {
		return t.button(key, actReportOf, t.arg(0), t.arg(1), t.arg(2), strconv.Itoa(p))
	}
	var turnPage []loa.Button
	if n > 0 {
		turnPage = append(turnPage, turnTo("bot.page_back_button", n-1))
	}
	if n < pages-1 {
		turnPage = append(turnPage, turnTo("bot.page_on_button", n+1))
	}
	if pages > 1 {
		lines = append(lines, t.words("report.record_pages", map[string]any{"Page": n + 1, "Pages": pages}))
		rows = append(rows, turnPage)
	}
	rows = append(rows, []loa.Button{
		t.reportButton(t.line("report.figures_button", nil), q, reportFigures), t.reportButton(t.line("report.overview_button", nil), q, reportOverview),
	})
	return t.show(loa.Lines("\n", lines...), rows)
}
