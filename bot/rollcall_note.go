package bot

import (
	"strconv"
	"strings"

	"loa"
	"loa/campaign"
)

// rollNote stores what a tap on a name means, and says what was stored.
func (t *turn) rollNote() error {
	id, member, err := t.rollMember()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(t.arg(1))
	if err != nil {
		return errNoSuch("page", t.arg(1))
	}
	marking, ok := loa.ParseMarking(t.arg(4))
	if !ok {
		return errNoSuch("marking", t.arg(4))
	}
	rc, p, err := t.desk.Note(t.from, id, member, marking)
	if err != nil {
		return err
	}
	text, rows := t.rollCard(rc, n, rollMode(t.arg(2)))
	return t.stored(t.line("rollcall.stored", map[string]any{"Name": t.nameOf(p.Name), "Mark": t.marked(p.Marking)}), text, rows)
}

// rollMember reads the meeting and the member of a button on a name.
func (t *turn) rollMember() (loa.MeetingID, loa.MemberID, error) {
	id, err := meetingID(t.arg(0))
	if err != nil {
		return 0, 0, err
	}
	member, err := memberID(t.arg(3))
	return id, member, err
}

// rollWhy asks why somebody is excused. What the member gave as a reason helps.
func (t *turn) rollWhy() error {
	id, member, err := t.rollMember()
	if err != nil {
		return err
	}
	rc, err := t.desk.RollCall(t.from, id)
	if err != nil {
		return err
	}
	p, ok := rc.Find(member)
	if rc.Meeting.State == loa.MeetingClosed || !ok {
		return &campaign.Refusal{Key: "rollcall.closed"}
	}
	var rows [][]loa.Button
	for _, code := range loa.ReasonCodes() {
		m := loa.Marking{Presence: loa.Excused, Reason: code}
		rows = append(rows, []loa.Button{{
			Text: t.line("rollcall.reason_"+string(code), nil),
			Data: data(actRollNote, t.arg(0), t.arg(1), t.arg(2), t.arg(3), m.String()),
		}})
	}
	rows = append(rows, []loa.Button{t.button("rollcall.back_button", campaign.RollButton, t.arg(0), t.arg(1), t.arg(2))})
	return t.show(t.words("rollcall.why", map[string]any{"Name": t.nameOf(p.Name), "Replied": p.Reply.Reason}), rows)
}

// rollRest asks whether the rest is really to be recorded alike.
func (t *turn) rollRest() error {
	id, err := meetingID(t.arg(0))
	if err != nil {
		return err
	}
	rc, err := t.desk.RollCall(t.from, id)
	if err != nil {
		return err
	}
	marking, ok := loa.ParseMarking(t.arg(1))
	if !ok {
		return errNoSuch("marking", t.arg(1))
	}
	if rc.Meeting.State == loa.MeetingClosed {
		return &campaign.Refusal{Key: "rollcall.closed"}
	}
	open := rc.Open()
	if len(open) == 0 {
		return &campaign.Refusal{Key: "rollcall.none_open"}
	}
	said := map[string]any{"Open": len(open), "Mark": t.marked(marking), "Names": t.namesOf(open)}
	return t.show(t.words("rollcall.rest", said), [][]loa.Button{
		{{Text: t.line("rollcall.rest_go_button", said), Data: data(actRollRestGo, t.arg(0), t.arg(1))}},
		{t.button("rollcall.back_button", campaign.RollButton, t.arg(0))},
	})
}

func (t *turn) namesOf(people []campaign.RollPerson) string {
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = t.nameOf(p.Name)
	}
	return strings.Join(names, ", ")
}

func (t *turn) rollRestGo() error {
	id, err := meetingID(t.arg(0))
	if err != nil {
		return err
	}
	marking, ok := loa.ParseMarking(t.arg(1))
	if !ok {
		return errNoSuch("marking", t.arg(1))
	}
	rc, stored, err := t.desk.NoteRest(t.from, id, marking)
	if err != nil {
		return err
	}
	text, rows := t.rollCard(rc, 0, modePresent)
	return t.stored(t.line("rollcall.rest_stored", map[string]any{"Stored": stored, "Mark": t.marked(marking)}), text, rows)
}

// rollGuests stores the number of guests that the button carries.
func (t *turn) rollGuests() error {
	id, err := meetingID(t.arg(0))
	if err != nil {
		return err
	}
	guests, err := strconv.Atoi(t.arg(1))
	if err != nil {
		return errNoSuch("number", t.arg(1))
	}
	return t.guestsStored(id, guests)
}

func (t *turn) guestsStored(id loa.MeetingID, guests int) error {
	n, mode, err := t.place()
	if err != nil {
		return err
	}
	rc, err := t.desk.SetGuests(t.from, id, guests)
	if err != nil {
		return err
	}
	text, rows := t.rollCard(rc, n, mode)
	return t.stored(t.guestsLine("stored", rc.Meeting), text, rows)
}

// rollNumber waits for the number of guests.
func (t *turn) rollNumber() error {
	id, err := meetingID(t.arg(0))
	if err != nil {
		return err
	}
	rc, err := t.desk.RollCall(t.from, id)
	if err != nil {
		return err
	}
	if rc.Meeting.State == loa.MeetingClosed {
		return &campaign.Refusal{Key: "rollcall.closed"}
	}
	if err := t.desk.SaveDialog(t.chat, t.from.Account, dialogRollGuests, t.arg(0)); err != nil {
		return err
	}
	if err := t.heard(); err != nil {
		return err
	}
	return t.answer(loa.Notice{Text: loa.Plain(t.guestsLine("ask", rc.Meeting))})
}

// rollGuestsTyped takes the number of guests. What is no number leaves the dialog open.
func (t *turn) rollGuestsTyped(d loa.Dialog) error {
	id, err := meetingID(d.Data)
	if err != nil {
		return err
	}
	guests, err := strconv.Atoi(strings.TrimSpace(t.args))
	if err != nil {
		return t.say("rollcall.no_number", map[string]any{"Words": t.args})
	}
	if err := t.guestsStored(id, guests); err != nil {
		return err
	}
	return t.desk.EndDialog(t.chat, t.from.Account)
}

// rollOnline lets the unit's people attend online, or no more.
func (t *turn) rollOnline() error {
	id, err := meetingID(t.arg(0))
	if err != nil {
		return err
	}
	n, mode, err := t.place()
	if err != nil {
		return err
	}
	on := t.arg(1) == "true"
	rc, err := t.desk.SetOnline(t.from, id, on)
	if err != nil {
		return err
	}
	line := "rollcall.online_stored_off"
	if on {
		line = "rollcall.online_stored_on"
	}
	text, rows := t.rollCard(rc, n, mode)
	return t.stored(t.line(line, nil), text, rows)
}

// rollWalkIn offers people who are not due, to record that one of them came.
func (t *turn) rollWalkIn() error {
	n, err := strconv.Atoi(t.arg(1))
	if err != nil {
		return errNoSuch("page", t.arg(1))
	}
	return t.walkIns(t.arg(0), n, "")
}

func (t *turn) walkIns(meeting string, n int, words string) error {
	id, err := meetingID(meeting)
	if err != nil {
		return err
	}
	list, err := t.desk.WalkIns(t.from, id, words)
	if err != nil {
		return err
	}
	if err := t.desk.SaveDialog(t.chat, t.from.Account, dialogRollWalkIn, meeting); err != nil {
		return err
	}
	rows := page(t, list, n, func(p int) []string { return []string{actRollWalkIn, meeting, strconv.Itoa(p)} }, func(w campaign.WalkIn) loa.Button {
		return loa.Button{Text: t.line("rollcall.walkin_item", map[string]any{"Name": w.Name, "Unit": w.Unit}), Data: data(actRollAdd, meeting, "0", "", idText(w.ID))}
	})
	key := "rollcall.walkin"
	if len(list) == 0 {
		key = "rollcall.walkin_none"
	}
	return t.show(t.words(key, map[string]any{"Words": words}), append(rows, []loa.Button{t.button("rollcall.back_button", campaign.RollButton, meeting)}))
}

// rollWalkInTyped takes a typed part of a name.
func (t *turn) rollWalkInTyped(d loa.Dialog) error {
	const most = 8 // a longer list would have pages, whose buttons do not carry the words
	id, err := meetingID(d.Data)
	if err != nil {
		return err
	}
	list, err := t.desk.WalkIns(t.from, id, t.args)
	if err != nil {
		return err
	}
	if len(list) > most {
		return t.say("rollcall.walkin_many", map[string]any{"Found": len(list)})
	}
	return t.walkIns(d.Data, 0, t.args)
}

// rollAdd records that somebody who is not due came.
func (t *turn) rollAdd() error {
	id, member, err := t.rollMember()
	if err != nil {
		return err
	}
	rc, p, err := t.desk.Note(t.from, id, member, loa.Marking{Presence: loa.Present})
	if err != nil {
		return err
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	text, rows := t.rollCard(rc, len(rc.People)/rollPage, modePresent)
	return t.stored(t.line("rollcall.stored", map[string]any{"Name": t.nameOf(p.Name), "Mark": t.marked(p.Marking)}), text, rows)
}
