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

// freezeGo has the figures put away. What they are comes once that is done.
func (t *turn) freezeGo() error {
	q, err := t.reportQuery()
	if err != nil {
		return err
	}
	if err := t.desk.OrderReport(t.from, t.chat, t.lang, loa.OrderFreeze, q, 0); err != nil {
		return err
	}
	u, err := t.desk.Unit(q.Unit)
	if err != nil {
		return err
	}
	return t.show(t.words("report.freezing", map[string]any{"Unit": u.Name, "Period": t.desk.ReportWords(t.lang).Days(q.Days)}), nil)
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
