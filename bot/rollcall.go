package bot

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"loa"
	"loa/campaign"
)

// The buttons of a roll call. After the meeting's id they carry what is to be stored,
// never "the other way round": a tap that arrives twice, or late, does no harm.
const (
	actRollList   = "rcl" // a page of meetings
	actRollNote   = "rct" // page, mode, member, marking
	actRollWhy    = "rcw" // page, mode, member: why is the person excused?
	actRollRest   = "rcr" // marking: the rest, is that sure?
	actRollRestGo = "rcg" // marking
	actRollGuests = "rcn" // number
	actRollNumber = "rcq" // type the number of guests
	actRollOnline = "rco" // whether the unit lets people attend online
	actRollWalkIn = "rcv" // a page of people who are not due
	actRollAdd    = "rca" // member

	actRollLegend = "rch"

	dialogRollGuests = "rollcall.guests" // waits for the number of guests
	dialogRollWalkIn = "rollcall.walkin" // waits for part of a name
)

// rollMode is what a tap on a name means.
type rollMode string

const (
	modePresent   rollMode = "p"
	modeLate      rollMode = "l"
	modeOnline    rollMode = "o"
	modeExcused   rollMode = "e"
	modeUnexcused rollMode = "u"
)

// marking is what a tap stores of a person in the mode: the same mark again takes it
// back. An excuse is asked for first; ask reports that.
func (m rollMode) marking(p campaign.RollPerson) (next loa.Marking, ask bool) {
	was := p.Marking
	switch m {
	case modeLate:
		next = loa.Marking{Presence: loa.Present, Late: true}
		if was.Presence == loa.Online {
			next.Presence = loa.Online
		}
	case modeOnline:
		next.Presence = loa.Online
	case modeExcused:
		if p.Standing.Counts() {
			return loa.Marking{}, was.Presence != loa.Excused
		}
		next.Presence = loa.Unexcused // it is refused with the reason, as any absence of who need not come
	case modeUnexcused:
		next.Presence = loa.Unexcused
	default:
		next.Presence = loa.Present
	}
	if was == next {
		return loa.Marking{}, false
	}
	return next, false
}

// rollcall begins a roll call: of which meeting?
func (t *turn) rollcall() error {
	list, err := t.desk.RollMeetings(t.from)
	if err != nil {
		return err
	}
	switch len(list) {
	case 0:
		return t.show(t.words("rollcall.no_meetings", nil), nil)
	case 1:
		return t.rollShow(list[0].Meeting.ID, 0, modePresent)
	}
	n := 0
	if t.tap != nil {
		if n, err = strconv.Atoi(t.arg(0)); err != nil {
			return errNoSuch("page", t.arg(0))
		}
	}
	rows := page(t, list, n, func(p int) []string { return []string{actRollList, strconv.Itoa(p)} }, func(m campaign.RollItem) loa.Button {
		return loa.Button{
			Text: t.line("rollcall.item", map[string]any{
				"Day": two(m.Day.Day), "Month": two(int(m.Day.Month)), "Title": m.Meeting.Title, "Unit": m.Unit,
				"Closed": m.Meeting.State == loa.MeetingClosed,
			}),
			Data: data(campaign.RollButton, idText(m.Meeting.ID)),
		}
	})
	return t.show(t.words("rollcall.choose", nil), rows)
}

// rollOpen shows the roll of the meeting whose button was tapped: a page of names, or
// how it stands once it is closed.
func (t *turn) rollOpen() error {
	id, err := meetingID(t.arg(0))
	if err != nil {
		return err
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	n := 0
	if t.arg(1) != "" {
		if n, err = strconv.Atoi(t.arg(1)); err != nil {
			return errNoSuch("page", t.arg(1))
		}
	}
	return t.rollShow(id, n, rollMode(t.arg(2)))
}

func (t *turn) rollShow(id loa.MeetingID, n int, mode rollMode) error {
	rc, err := t.desk.RollCall(t.from, id)
	if err != nil {
		return err
	}
	if rc.Meeting.State == loa.MeetingClosed {
		return t.closedShow(id)
	}
	text, rows := t.rollCard(rc, n, mode)
	return t.show(text, rows)
}

// stored says in passing what was stored, and shows how the roll stands now.
func (t *turn) stored(line string, text loa.Text, rows [][]loa.Button) error {
	both := loa.Notice{Text: loa.Lines("\n\n", loa.Plain(line), text), Buttons: rows}
	if t.tap == nil {
		return t.answer(both)
	}
	if t.choice != nil {
		return t.next(both)
	}
	if err := t.desk.Toast(*t.tap, line, false); err != nil {
		return err
	}
	if t.tap.Message == "" { // the platform has forgotten the message
		return t.desk.Answer(t.chat, t.lang, loa.Notice{Text: text, Buttons: rows})
	}
	return t.desk.Edit(t.chat, loa.Edit{Message: t.tap.Message, Text: text, Buttons: rows})
}

// rollCard is a page of the roll: nothing on it but what is stored.
func (t *turn) rollCard(rc campaign.RollCall, n int, mode rollMode) (loa.Text, [][]loa.Button) {
	if !t.known(mode, rc) {
		mode = modePresent
	}
	said := t.rollFigures(rc)
	said["Mode"] = t.line("rollcall.mode_"+string(mode), nil)
	text := t.words("rollcall.card", said)
	if rc.Meeting.Headcount {
		text = t.words("rollcall.card_headcount", said)
	}
	var rows [][]loa.Button
	if !rc.Meeting.Headcount {
		rows = append(t.modeRows(rc, n, mode), t.nameRows(rc, n, mode)...)
		if len(rc.Open()) > 0 {
			rows = append(rows, []loa.Button{
				t.button("rollcall.rest_present_button", actRollRest, idText(rc.Meeting.ID), string(loa.Present)),
				t.button("rollcall.rest_unexcused_button", actRollRest, idText(rc.Meeting.ID), string(loa.Unexcused)),
			})
		}
	}
	return text, append(rows, t.rollEnd(rc, n, mode)...)
}

func (t *turn) known(mode rollMode, rc campaign.RollCall) bool {
	switch mode {
	case modePresent, modeLate, modeExcused, modeUnexcused:
		return true
	case modeOnline:
		return rc.Online
	}
	return false
}

// rollFigures are the figures of a roll as texts show them.
func (t *turn) rollFigures(rc campaign.RollCall) map[string]any {
	f := rc.Figures
	return map[string]any{
		"Title": rc.Meeting.Title, "Unit": rc.Unit.Name, "When": t.desk.Catalog().Moment(t.lang, rc.Meeting.At, rc.Zone),
		"Total": f.Total, "Exempt": f.Exempt, "Away": f.Away, "Temporary": f.Guests, "Due": f.Due, "Present": f.Present,
		"Online": f.Online, "Late": f.Late, "Excused": f.Excused, "Unexcused": f.Unexcused, "Open": f.Open,
		"Visitors": f.Visitors, "Rate": f.Rate(t.lang),
	}
}

func (t *turn) modeRows(rc campaign.RollCall, n int, mode rollMode) [][]loa.Button {
	button := func(m rollMode) loa.Button {
		b := t.button("rollcall.mode_"+string(m), campaign.RollButton, idText(rc.Meeting.ID), strconv.Itoa(n), string(m))
		if m == mode {
			b.Text = "● " + b.Text
		}
		return b
	}
	came := []loa.Button{button(modePresent), button(modeLate)}
	if rc.Online {
		came = append(came, button(modeOnline))
	}
	return [][]loa.Button{came, {button(modeExcused), button(modeUnexcused)}}
}

// rollPage is how many names fit a page; shortName is up to how many characters two
// of them fit a row of a phone, marks aside: a tap must not move the names.
const (
	rollPage  = 10
	shortName = 16
)

func (t *turn) nameRows(rc campaign.RollCall, n int, mode rollMode) [][]loa.Button {
	last := max(0, (len(rc.People)-1)/rollPage)
	n = min(max(n, 0), last)
	var names []loa.Button
	short := true
	for _, p := range rc.People[n*rollPage : min((n+1)*rollPage, len(rc.People))] {
		b := loa.Button{Text: t.rollName(p), Data: t.noteData(rc.Meeting.ID, n, mode, p)}
		short = short && utf8.RuneCountInString(p.Name) <= shortName
		names = append(names, b)
	}
	var rows [][]loa.Button
	for i, b := range names {
		if short && i%2 == 1 {
			rows[len(rows)-1] = append(rows[len(rows)-1], b)
			continue
		}
		rows = append(rows, []loa.Button{b})
	}
	return append(rows, t.rollPages(rc.Meeting.ID, n, last, mode)...)
}

// rollPages are the buttons to the other pages of names.
func (t *turn) rollPages(id loa.MeetingID, n, last int, mode rollMode) [][]loa.Button {
	if last == 0 {
		return nil
	}
	var row []loa.Button
	for i := range last + 1 {
		text := strconv.Itoa(i + 1)
		if i == n {
			text = "· " + text + " ·"
		}
		row = append(row, loa.Button{Text: text, Data: data(campaign.RollButton, idText(id), strconv.Itoa(i), string(mode))})
	}
	const most = 8 // Telegram's widest row of buttons
	var rows [][]loa.Button
	for len(row) > most {
		rows, row = append(rows, row[:most]), row[most:]
	}
	return append(rows, row)
}

// noteData is what a tap on the name does: it depends on what is stored now.
func (t *turn) noteData(id loa.MeetingID, n int, mode rollMode, p campaign.RollPerson) string {
	next, ask := mode.marking(p)
	args := []string{idText(id), strconv.Itoa(n), string(mode), idText(p.ID)}
	if ask {
		return data(actRollWhy, args...)
	}
	return data(actRollNote, append(args, next.String())...)
}

// rollName is a name with the marks of what is stored and of what the person replied.
func (t *turn) rollName(p campaign.RollPerson) string {
	text := t.sign(p.Marking)
	if p.Self {
		text += "📱"
	}
	if !p.Standing.Counts() {
		text = "+" + text
	}
	text += " " + t.nameOf(p.Name)
	switch p.Reply.Intent {
	case loa.IntentYes:
		text += " (+)"
	case loa.IntentNo:
		text += " (−)"
	case loa.IntentUnsure:
		text += " (?)"
	}
	return text
}

// nameOf returns the name, or words for somebody who was removed.
func (t *turn) nameOf(name string) string {
	if name == "" {
		return t.line("rollcall.removed", nil)
	}
	return name
}

func (t *turn) sign(m loa.Marking) string {
	sign := "☐"
	switch m.Presence {
	case loa.Present:
		sign = "✓"
	case loa.Online:
		sign = "🌐"
	case loa.Excused:
		return t.line("rollcall.sign_excused", nil)
	case loa.Unexcused:
		return t.line("rollcall.sign_unexcused", nil)
	}
	if m.Late {
		sign += "⏱"
	}
	return sign
}

// marked says a marking in words.
func (t *turn) marked(m loa.Marking) string {
	return t.line("rollcall.mark_"+strings.ReplaceAll(m.String(), "-", "_"), nil)
}

// rollEnd are the buttons below the names.
func (t *turn) rollEnd(rc campaign.RollCall, n int, mode rollMode) [][]loa.Button {
	id, guests := idText(rc.Meeting.ID), rc.Meeting.Guests
	place := []string{strconv.Itoa(n), string(mode)}
	set := func(text string, guests int) loa.Button {
		return loa.Button{Text: text, Data: data(actRollGuests, append([]string{id, strconv.Itoa(guests)}, place...)...)}
	}
	number := loa.Button{Text: t.guestsLine("button", rc.Meeting), Data: data(actRollNumber, id)}
	count := []loa.Button{number, set("+1", guests+1)}
	if guests > 0 {
		count = append([]loa.Button{set("−1", guests-1)}, count...)
	}
	rows := [][]loa.Button{count}
	if !rc.Meeting.Headcount {
		online := t.button("rollcall.online_off_button", actRollOnline, append([]string{id, "true"}, place...)...)
		if rc.Online {
			online = t.button("rollcall.online_on_button", actRollOnline, append([]string{id, "false"}, place...)...)
		}
		rows = append(rows, []loa.Button{t.button("rollcall.walkin_button", actRollWalkIn, id, "0"), online})
	}
	end := []loa.Button{t.button("rollcall.close_button", actRollClose, id), t.button("rollcall.list_button", actRollList, "0")}
	if !rc.Meeting.Headcount {
		end = append(end, t.button("rollcall.legend_button", actRollLegend))
	}
	return append(rows, end)
}

// rollLegend explains the signs.
func (t *turn) rollLegend() error { return t.desk.Toast(*t.tap, t.line("rollcall.legend", nil), true) }

// guestsLine speaks of guests, or where there is no roll of the people who came.
func (t *turn) guestsLine(what string, m loa.Meeting) string {
	key := "rollcall.guests_" + what
	if m.Headcount {
		key = "rollcall.people_" + what
	}
	return t.line(key, map[string]any{"Guests": m.Guests, "Title": m.Title})
}

// place reads where on the roll the button stood: the page and the mode.
func (t *turn) place() (n int, mode rollMode, err error) {
	if t.tap == nil || t.arg(2) == "" {
		return 0, modePresent, nil
	}
	if n, err = strconv.Atoi(t.arg(2)); err != nil {
		return 0, "", errNoSuch("page", t.arg(2))
	}
	return n, rollMode(t.arg(3)), nil
}
