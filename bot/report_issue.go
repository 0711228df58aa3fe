package bot

import (
	"fmt"
	"strconv"

	"loa"
	"loa/campaign"
)

// The buttons of what was frozen: unit and page of the list; number of which the letter is
// issued.
const (
	actFrozenList = "rfzl"
	actIssue      = "rfzi"
)

const dialogIssue = "issue"

// frozenList shows what was frozen, so that a number is found again.
func (t *turn) frozenList() error {
	unit := loa.UnitID(t.arg(0))
	n, err := strconv.Atoi(t.arg(1))
	if err != nil {
		return errNoSuch("page", t.arg(1))
	}
	all, err := t.desk.FrozenReports(t.from, unit)
	if err != nil {
		return err
	}
	u, err := t.desk.Unit(unit)
	if err != nil {
		return err
	}
	words := t.desk.ReportWords(t.lang)
	rows := page(t, all, n, func(p int) []string { return []string{actFrozenList, t.arg(0), strconv.Itoa(p)} }, func(f loa.FrozenReport) loa.Button {
		at := t.desk.DayOf(f.At)
		label := fmt.Sprintf("%d · %s · %02d/%02d", f.Number, words.Days(f.Days), at.Day, at.Month)
		if below, err := t.desk.Unit(f.Unit); err == nil && f.Unit != unit {
			label += " · " + below.Name
		}
		return loa.Button{Text: label, Data: data(actFrozen, strconv.FormatInt(f.Number, 10), reportOverview, "0")}
	})
	rows = append(rows, []loa.Button{t.reportButton(t.line("report.overview_button", nil), campaign.ReportQuery{Unit: unit, Days: loa.MonthOf(t.desk.ReportDay())}, reportNow)})
	return t.show(t.words("report.frozen_list", map[string]any{"Unit": u.Name, "None": len(all) == 0}), rows)
}

// issue asks for number and day of a letter.
func (t *turn) issue() error {
	number, err := readID[int64]("frozen report", t.arg(0))
	if err != nil {
		return err
	}
	f, err := t.desk.MayIssue(t.from, number)
	if err != nil {
		return err
	}
	if err := t.desk.SaveDialog(t.chat, t.from.Account, dialogIssue, t.arg(0)); err != nil {
		return err
	}
	return t.show(t.words("report.issue", t.issued(f)), [][]loa.Button{{t.button("report.overview_button", actFrozen, t.arg(0), reportOverview, "0")}})
}

// issueWritten takes what was typed. What cannot be read is said, and may be typed again.
func (t *turn) issueWritten(d loa.Dialog) error {
	number, err := readID[int64]("frozen report", d.Data)
	if err != nil {
		return err
	}
	i, ok := loa.ParseIssued(t.args)
	if !ok {
		return t.say("report.issue_unclear", map[string]any{"Words": t.args})
	}
	f, err := t.desk.Issue(t.from, number, i)
	if err != nil {
		return err
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	return t.show(t.words("report.issue_saved", t.issued(f)), [][]loa.Button{
		{t.button("report.docx_button", actFrozenFile, d.Data, "docx"), t.button("report.pdf_button", actFrozenFile, d.Data, "pdf")},
		{t.button("report.overview_button", actFrozen, d.Data, reportOverview, "0")},
	})
}

func (t *turn) issued(f loa.FrozenReport) map[string]any {
	said := map[string]any{"Number": f.Number, "Issued": f.Issued.Number, "Place": f.Issued.Place, "Day": ""}
	if !f.Issued.Day.IsZero() {
		said["Day"] = t.desk.Catalog().Day(t.lang, f.Issued.Day)
	}
	return said
}
