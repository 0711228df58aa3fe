package bot

import (
	"strconv"

	"loa"
	"loa/campaign"
)

// freeze asks before figures are put away: a number once given is never used again.
func (t *turn) freeze() error {
	q, err := t.reportQuery()
	if err != nil {
		return err
	}
	r, err := t.desk.ReportHead(t.from, q)
	if err != nil {
		return err
	}
	return t.show(t.words("report.freeze", map[string]any{"Unit": r.Unit.Name, "Period": t.desk.ReportWords(t.lang).Days(q.Days)}), [][]loa.Button{
		{t.button("report.freeze_go_button", actFreezeGo, t.arg(0), t.arg(1))},
		{t.reportButton(t.line("report.overview_button", nil), q, reportNow)},
	})
}

// freezeGo puts the figures away and says what has changed since the last time.
func (t *turn) freezeGo() error {
	q, err := t.reportQuery()
	if err != nil {
		return err
	}
	f, err := t.desk.Freeze(t.from, q)
	if err != nil {
		return err
	}
	if err := t.frozenShow(f.Number, reportOverview, 0); err != nil {
		return err
	}
	return t.frozenChanges(f)
}

func (t *turn) frozenChanges(f loa.FrozenReport) error {
	before, changes, err := t.desk.FrozenChanges(t.from, f.Number)
	if err != nil || before.Number == 0 {
		return err
	}
	lines := []loa.Text{t.words("report.changes", map[string]any{"Number": f.Number, "Before": before.Number, "None": len(changes) == 0})}
	for _, c := range changes {
		lines = append(lines, t.words("report.change", map[string]any{"Name": t.desk.ReportWords(t.lang).Figure(c.Name), "Before": c.Before, "Now": c.Now}))
	}
	return t.answer(loa.Notice{Text: loa.Lines("\n", lines...)})
}

// frozenView shows a view of a frozen report.
func (t *turn) frozenView() error {
	number, err := readID[int64]("frozen report", t.arg(0))
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(t.arg(2))
	if err != nil {
		return errNoSuch("page", t.arg(2))
	}
	return t.frozenShow(number, t.arg(1), n)
}

func (t *turn) frozenShow(number int64, view string, n int) error {
	f, r, err := t.desk.FrozenReport(t.from, number)
	if err != nil {
		return err
	}
	return t.reportScreen(shown{r, &f}, view, n)
}

// frozenRecords shows what a number of a frozen report counts.
func (t *turn) frozenRecords() error {
	number, err := readID[int64]("frozen report", t.arg(0))
	if err != nil {
		return err
	}
	name, n, err := figureArgs(t.arg(1), t.arg(2))
	if err != nil {
		return err
	}
	f, r, err := t.desk.FrozenReport(t.from, number)
	if err != nil {
		return err
	}
	records, err := t.desk.FrozenRecords(t.from, number, campaign.FigureKey{Name: name})
	if err != nil {
		return err
	}
	return t.recordPage(shown{r, &f}, name, records, n)
}
