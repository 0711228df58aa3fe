package bot

import (
	"slices"
	"strconv"
	"strings"

	"loa"
	"loa/campaign"
)

// The buttons of closing a roll and of a closed one; the first argument is the meeting.
const (
	actRollClose   = "rcc" // what closing would mean; "leave": those of whom nothing is recorded stay so
	actRollCloseGo = "rcz" // mark of what was shown
	actRollMinutes = "rcm"
	actRollFile    = "rcf"
	leaveOpen      = "leave"
)

// rollClose shows what closing would mean. While nothing is recorded of somebody who
// is due, that has to be decided first.
func (t *turn) rollClose() error {
	id, err := meetingID(t.arg(0))
	if err != nil {
		return err
	}
	c, err := t.desk.Closing(t.from, id)
	if err != nil {
		return err
	}
	if c.Meeting.State == loa.MeetingClosed {
		return t.closedShow(id)
	}
	return t.closingShow(c, t.arg(1) == leaveOpen)
}

func (t *turn) closingShow(c campaign.Closing, leave bool) error {
	id := idText(c.Meeting.ID)
	open := c.Open()
	said := map[string]any{"Open": len(open), "Names": t.namesOf(open)}
	head := t.words("rollcall.closing", t.rollFigures(c.RollCall))
	rows := [][]loa.Button{{t.button("rollcall.close_go_button", actRollCloseGo, id, c.Mark)}}
	var who loa.Text
	switch {
	case len(open) > 0 && !leave:
		who = t.words("rollcall.closing_open", said)
		rows = [][]loa.Button{
			{{Text: t.line("rollcall.leave_button", said), Data: data(actRollClose, id, leaveOpen)}},
			{t.button("rollcall.rest_present_button", actRollRest, id, string(loa.Present))},
			{t.button("rollcall.rest_unexcused_button", actRollRest, id, string(loa.Unexcused))},
		}
	case len(open) > 0:
		who = t.words("rollcall.closing_left", said)
	}
	rows = append(rows, []loa.Button{t.button("rollcall.back_button", campaign.RollButton, id)})
	return t.show(loa.Lines("\n\n", head, t.outcome(c), who, t.words("rollcall.closing_sure", nil)), rows)
}

// outcome says the figures of a roll, and how the meeting stands by the conditions.
func (t *turn) outcome(c campaign.Closing) loa.Text {
	if c.Meeting.Headcount {
		return t.words("rollcall.headcount", t.rollFigures(c.RollCall))
	}
	parts := []loa.Text{t.words("rollcall.figures", t.rollFigures(c.RollCall))}
	if c.Judged && c.Figures.Due > 0 {
		for _, short := range []loa.Shortfall{loa.ShortRate, loa.ShortUnexcused, loa.ShortInRow} {
			parts = append(parts, t.words("rollcall.condition_"+strings.ReplaceAll(string(short), "-", "_"), map[string]any{
				"Met": !slices.Contains(c.Short, short), "Rate": c.Rules.Rate, "Times": c.Rules.InRow, "Most": c.InRow,
			}))
		}
	}
	return loa.Lines("\n", parts...)
}

// rollCloseGo closes the roll as it was shown, and warns the one who closed it, alone.
func (t *turn) rollCloseGo() error {
	id, err := meetingID(t.arg(0))
	if err != nil {
		return err
	}
	now, err := t.desk.Closing(t.from, id)
	if err != nil {
		return err
	}
	if now.Meeting.State != loa.MeetingClosed && now.Mark != t.arg(1) {
		if err := t.toast("rollcall.changed", nil); err != nil {
			return err
		}
		return t.closingAnew(now)
	}
	c, err := t.desk.CloseRoll(t.from, id, t.arg(1))
	if err != nil {
		return err
	}
	text, rows := t.closedCard(c)
	if err := t.stored(t.line("rollcall.closed_now", nil), text, rows); err != nil {
		return err
	}
	return t.warn(c)
}

// closingAnew shows what closing would mean now in a message of its own.
func (t *turn) closingAnew(c campaign.Closing) error {
	t.tap = nil
	return t.closingShow(c, false)
}

// warn tells the secretary, and nobody else, whose absences to look after.
func (t *turn) warn(c campaign.Closing) error {
	if len(c.Warnings) == 0 {
		return nil
	}
	lines := []loa.Text{t.words("rollcall.warning", map[string]any{"Title": c.Meeting.Title})}
	for _, w := range c.Warnings {
		lines = append(lines, t.words("rollcall.warning_line", map[string]any{
			"Name": t.nameOf(w.Name), "Row": w.InRow, "Warn": w.InRow > 1, "Over": w.InRow > c.Rules.InRow, "Times": c.Rules.InRow, "Unexcused": w.Unexcused,
		}))
	}
	return t.desk.Answer(t.chat, t.lang, loa.Notice{Text: loa.Lines("\n", lines...)})
}

func (t *turn) closedShow(id loa.MeetingID) error {
	c, err := t.desk.Closing(t.from, id)
	if err != nil {
		return err
	}
	text, rows := t.closedCard(c)
	return t.show(text, rows)
}

// changesShown is how many changes after the closing a card names.
const changesShown = 5

// closedCard is how a closed roll stands.
func (t *turn) closedCard(c campaign.Closing) (loa.Text, [][]loa.Button) {
	said := t.rollFigures(c.RollCall)
	said["Closed"] = t.desk.Catalog().Moment(t.lang, c.Meeting.ClosedAt, c.Zone)
	parts := []loa.Text{t.words("rollcall.closed_card", said), t.outcome(c), t.changes(c)}
	id := idText(c.Meeting.ID)
	list := []loa.Button{t.button("rollcall.minutes_button", actRollMinutes, id)}
	if t.desk.WritesDocuments() && !c.Meeting.Headcount {
		list = append(list, t.button("rollcall.file_button", actRollFile, id))
	}
	day := loa.DateOf(c.Meeting.At, c.Zone)
	list = append(list, t.figureButton(t.line("rollcall.figures_button", nil), c.Unit.ID, campaign.SortOf(c.Meeting.Kind), campaign.Span{Year: day.Year}, 0))
	return loa.Lines("\n\n", parts...), [][]loa.Button{
		list, {t.button("rollcall.change_button", actChange, id, "0"), t.button("rollcall.list_button", actRollList, "0")},
	}
}

// changes lists what was changed after the closing, the newest.
func (t *turn) changes(c campaign.Closing) loa.Text {
	if len(c.Changes) == 0 {
		return nil
	}
	lines := []loa.Text{t.words("rollcall.changes", map[string]any{"Changes": len(c.Changes)})}
	for _, x := range c.Changes[max(0, len(c.Changes)-changesShown):] {
		said := map[string]any{
			"When": t.desk.Catalog().Moment(t.lang, x.At, c.Zone), "Was": x.Was, "Now": x.Now, "Reason": x.Reason, "Name": t.guestsLine("word", c.Meeting),
		}
		if x.Member != 0 {
			said["Name"] = t.nameOf(x.Name)
			said["Was"], said["Now"] = t.markedCode(x.Was), t.markedCode(x.Now)
		}
		lines = append(lines, t.words("rollcall.change_line", said))
	}
	return loa.Lines("\n", lines...)
}

// markedCode says a marking that was kept as a code in words.
func (t *turn) markedCode(code string) string {
	m, ok := loa.ParseMarking(code)
	if !ok {
		return code
	}
	return t.marked(m)
}

// rollMinutes writes the list for the minutes.
func (t *turn) rollMinutes() error {
	id, err := meetingID(t.arg(0))
	if err != nil {
		return err
	}
	m, err := t.desk.Minutes(t.from, id)
	if err != nil {
		return err
	}
	if err := t.heard(); err != nil {
		return err
	}
	return t.answer(loa.Notice{Text: t.minutes(m)})
}

func (t *turn) minutes(m campaign.Minutes) loa.Text {
	f := m.Figures
	excused := make([]string, len(m.Excused))
	for i, a := range m.Excused {
		excused[i] = t.line("rollcall.minutes_absence", map[string]any{"Name": t.nameOf(a.Name), "Reason": t.line("rollcall.reason_"+string(a.Reason), nil)})
	}
	names := func(all []string) string {
		named := make([]string, len(all))
		for i, name := range all {
			named[i] = t.nameOf(name)
		}
		return strings.Join(named, ", ")
	}
	return t.words("rollcall.minutes", map[string]any{
		"Unit": m.Unit, "Title": m.Title, "Place": m.Place, "When": t.desk.Catalog().Moment(t.lang, m.At, m.Zone),
		"Residents": m.Kind == loa.Meeting213, "Total": f.Total, "Official": m.Official, "Probationary": m.Probationary, "Temporary": m.Temporary,
		"Exempt": m.Exempt, "Away": m.Away, "Due": f.Due, "Present": f.Present, "PresentOfficial": m.PresentOfficial,
		"PresentProbationary": m.PresentProbationary, "PresentTemporary": m.PresentTemporary, "Online": f.Online, "Late": f.Late,
		"Rate": f.Rate(t.lang), "Excused": f.Excused, "ExcusedNames": strings.Join(excused, "; "),
		"Unexcused": f.Unexcused, "UnexcusedNames": names(m.Unexcused), "Open": f.Open, "OpenNames": names(m.Open),
		"WalkIns": names(m.WalkIns), "Guests": m.Guests, "Closed": t.desk.Catalog().Moment(t.lang, m.Closed, m.Zone), "Changes": m.Changes,
		"Headcount": f.Due == 0 && f.Total == 0,
	})
}

// rollFile sends the minutes' list as a document.
func (t *turn) rollFile() error {
	id, err := meetingID(t.arg(0))
	if err != nil {
		return err
	}
	if err := t.desk.SendMinutes(t.from, t.chat, t.lang, id); err != nil {
		return err
	}
	return t.heard()
}

// yearOf reads a year of a button.
func yearOf(s string) (int, error) {
	year, err := strconv.Atoi(s)
	if err != nil {
		return 0, errNoSuch("year", s)
	}
	return year, nil
}
