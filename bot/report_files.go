package bot

import (
	"slices"

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
	return t.sendReport(q, 0, t.arg(2))
}

func (t *turn) frozenFile() error {
	number, err := readID[int64]("frozen report", t.arg(0))
	if err != nil {
		return err
	}
	return t.sendReport(campaign.ReportQuery{}, number, t.arg(1))
}

func (t *turn) sendReport(q campaign.ReportQuery, frozen int64, format string) error {
	if format == chartFormat {
		if err := t.desk.SendCharts(t.from, t.chat, t.lang, q, frozen); err != nil {
			return err
		}
		return t.heard()
	}
	if !slices.Contains(campaign.ReportFormats(), campaign.ReportFormat(format)) {
		return errNoSuch("format", format)
	}
	if err := t.desk.SendReportFile(t.from, t.chat, t.lang, q, frozen, campaign.ReportFormat(format)); err != nil {
		return err
	}
	return t.heard()
}
