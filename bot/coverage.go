package bot

import (
	"strconv"

	"loa"
)

const actCoverage = "cov"

// coverageMonths is how far one can turn the pages: a year either way.
const coverageMonths = 12

// coverage shows editors what the calendar holds, a month on a page.
func (t *turn) coverage() error {
	v, err := t.desk.ViewOf(t.chat, t.from.Account)
	if isNotFound(err) {
		return t.toast("bot.stale_button", nil)
	}
	if err != nil {
		return err
	}
	month, err := strconv.Atoi(t.arg(0))
	if err != nil || month < -coverageMonths || month > coverageMonths {
		return errNoSuch("month", t.arg(0))
	}
	today := t.desk.Today(v)
	covered, err := t.desk.Coverage(v, today.Month1st(month), today.Month1st(month+1).AddDays(-1))
	if err != nil {
		return err
	}
	var turnPage []loa.Button
	if month > -coverageMonths {
		turnPage = append(turnPage, t.button("bot.month_before_button", actCoverage, strconv.Itoa(month-1)))
	}
	if month < coverageMonths {
		turnPage = append(turnPage, t.button("bot.month_after_button", actCoverage, strconv.Itoa(month+1)))
	}
	return t.show(t.desk.Catalog().CoveragePicture(t.lang, covered, t.desk.Bot().Can.TextLimit), [][]loa.Button{
		turnPage, {t.button("bot.calendar_button", actCalendar, "0")},
	})
}
