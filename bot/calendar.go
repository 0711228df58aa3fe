package bot

import (
	"fmt"
	"strconv"

	"loa"
)

const actCalendar = "cal"

// calendarWeeks is how far one can turn the pages: a year either way.
const calendarWeeks = 53

// calendar shows what goes out when, a week on a page.
func (t *turn) calendar() error {
	v, err := t.desk.ViewOf(t.chat, t.from.Account)
	if isNotFound(err) {
		if t.tap != nil {
			return t.toast("bot.stale_button", nil)
		}
		return nil
	}
	if err != nil {
		return err
	}
	week := 0
	if t.tap != nil {
		if week, err = strconv.Atoi(t.arg(0)); err != nil || week < -calendarWeeks || week > calendarWeeks {
			return errNoSuch("week", t.arg(0))
		}
	}
	first := t.desk.Today(v).Monday().AddDays(7 * week)
	cat := t.desk.Catalog()
	parts := []loa.Text{t.words("bot.calendar_head", map[string]any{
		"From": cat.Day(t.lang, first), "Until": cat.Day(t.lang, first.AddDays(6)),
	})}
	for _, o := range t.desk.Agenda(v, first, 7) {
		line := t.words("bot.calendar_line", map[string]any{
			"When": cat.Moment(t.lang, o.Due, v.Zone), "Title": t.desk.Title(o), "Strand": string(o.Post.Strand),
		})
		if o.Skip != loa.SkipNone {
			line = loa.Join(line, t.words("bot.calendar_skip_"+string(o.Skip), nil))
		}
		parts = append(parts, line)
	}
	if len(parts) == 1 {
		parts = append(parts, t.words("bot.calendar_empty", nil))
	}
	var turnPage []loa.Button
	if week > -calendarWeeks {
		turnPage = append(turnPage, t.button("bot.earlier_button", actCalendar, strconv.Itoa(week-1)))
	}
	if week < calendarWeeks {
		turnPage = append(turnPage, t.button("bot.later_button", actCalendar, strconv.Itoa(week+1)))
	}
	buttons := [][]loa.Button{turnPage}
	if v.Editor {
		buttons = append(buttons, []loa.Button{t.button("bot.coverage_button", actCoverage, "0")})
	}
	return t.show(loa.Lines("\n\n", parts...), buttons)
}

// pageSize is how many rows of buttons fit a phone's screen.
const pageSize = 8

// page cuts a list into pages of button rows and adds the buttons to turn them.
func page[T any](t *turn, all []T, n int, action func(page int) []string, row func(T) loa.Button) [][]loa.Button {
	last := max(0, (len(all)-1)/pageSize)
	n = min(max(n, 0), last)
	var rows [][]loa.Button
	for _, item := range all[n*pageSize : min((n+1)*pageSize, len(all))] {
		rows = append(rows, []loa.Button{row(item)})
	}
	var turnPage []loa.Button
	if n > 0 {
		a := action(n - 1)
		turnPage = append(turnPage, t.button("bot.page_back_button", a[0], a[1:]...))
	}
	if n < last {
		a := action(n + 1)
		b := t.button("bot.page_on_button", a[0], a[1:]...)
		b.Text = fmt.Sprintf("%s (%d/%d)", b.Text, n+2, last+1)
		turnPage = append(turnPage, b)
	}
	if len(turnPage) > 0 {
		rows = append(rows, turnPage)
	}
	return rows
}
