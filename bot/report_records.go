package bot

import (
	"strconv"

	"loa"
	"loa/campaign"
)

// recordsShown is how many records stand on a page of the chat.
const recordsShown = 15

// figureArgs reads a figure and a page from a button, which may be anybody's making.
func figureArgs(code, page string) (name campaign.FigureName, n int, err error) {
	name, ok := campaign.FigureOf(code)
	if !ok {
		return name, 0, errNoSuch("figure", code)
	}
	if n, err = strconv.Atoi(page); err != nil || n < 0 {
		return name, 0, errNoSuch("page", page)
	}
	return name, n, nil
}

// reportRecords shows what a number counts, a page of it.
func (t *turn) reportRecords() error {
	q, err := t.reportQuery()
	if err != nil {
		return err
	}
	name, n, err := figureArgs(t.arg(2), t.arg(3))
	if err != nil {
		return err
	}
	r, err := t.desk.ReportHead(t.from, q)
	if err != nil {
		return err
	}
	records, err := t.desk.ReportRecords(t.from, q, campaign.FigureKey{Name: name})
	if err != nil {
		return err
	}
	return t.recordPage(shown{r, nil}, name, records, n)
}

func (t *turn) recordPage(r shown, name campaign.FigureName, records []campaign.FigureRecord, n int) error {
	pages := max(1, (len(records)+recordsShown-1)/recordsShown)
	n = min(n, pages-1)
	words := t.desk.ReportWords(t.lang)
	lines := []loa.Text{t.words("report.figure", map[string]any{
		"Name": words.Figure(name), "Value": len(records), "Means": words.Means(name), "Period": words.Days(r.Query.Days), "Unit": r.Unit.Name,
	})}
	for i, record := range records[n*recordsShown : min(len(records), (n+1)*recordsShown)] {
		lines = append(lines, words.Record(r.ReportFigures, n*recordsShown+i+1, record))
	}
	var rows [][]loa.Button
	if pages > 1 {
		lines = append(lines, t.words("report.record_pages", map[string]any{"Page": n + 1, "Pages": pages}))
		var turnPage []loa.Button
		if n > 0 {
			turnPage = append(turnPage, t.goTo("bot.page_back_button", r.records(name, n-1)))
		}
		if n < pages-1 {
			turnPage = append(turnPage, t.goTo("bot.page_on_button", r.records(name, n+1)))
		}
		rows = append(rows, turnPage)
	}
	rows = append(rows, []loa.Button{
		t.goTo("report.figures_button", r.view(reportFigures, 0)), t.goTo("report.overview_button", r.view(r.home(), 0)),
	})
	return t.show(loa.Lines("\n", lines...), rows)
}
