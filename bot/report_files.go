package bot

import (
	"slices"

	"loa"
	"loa/campaign"
)

// The buttons of files: unit, days, format; number of a frozen report, format. The format
// "png" is the charts.
const (
	actReportFile = "repx"
	actFrozenFile = "rfzx"
	chartFormat   = "png"
)

func (t *turn) reportFile() error {
	q, err := t.reportQuery()
	if err != nil {
		return err
	}
	return t.orderReport(q, 0, t.arg(2))
}

func (t *turn) frozenFile() error {
	number, err := readID[int64]("frozen report", t.arg(0))
	if err != nil {
		return err
	}
	return t.orderReport(campaign.ReportQuery{}, number, t.arg(1))
}

// orderReport has a file made. That takes a moment, so that it comes in a message of its own.
func (t *turn) orderReport(q campaign.ReportQuery, frozen int64, format string) error {
	what := format
	switch {
	case format == chartFormat:
		what = loa.OrderCharts
	case !slices.Contains(campaign.ReportFormats(), campaign.ReportFormat(format)):
		return errNoSuch("format", format)
	}
	if err := t.desk.OrderReport(t.from, t.chat, t.lang, what, q, frozen); err != nil {
		return err
	}
	return t.toast("report.making", nil)
}
