package bot

import (
	"strconv"
	"strings"

	"loa"
	"loa/campaign"
)

// The buttons of a change after the roll was closed; the first argument is the meeting.
const (
	actChange       = "rcx" // a page of people
	actChangeOne    = "rcy" // "0", "", member: what is right?
	actChangeTo     = "rcu" // "0", "", member, marking: why?
	actChangeGuests = "rck"

	dialogChange       = "rollcall.change"        // waits for the reason; its data is meeting, member (0: guests) and what is right
	dialogChangeGuests = "rollcall.change.guests" // waits for the right number of guests; its data is the meeting
)

// change asks whose record is wrong.
func (t *turn) change() error {
	id, err := meetingID(t.arg(0))
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(t.arg(1))
	if err != nil {
		return errNoSuch("page", t.arg(1))
	}
	rc, err := t.desk.ChangeablePeople(t.from, id)
	if err != nil {
		return err
	}
	meeting := t.arg(0)
	rows := page(t, rc.People, n, func(p int) []string { return []string{actChange, meeting, strconv.Itoa(p)} }, func(p campaign.RollPerson) loa.Button {
		return loa.Button{Text: t.rollName(p), Data: data(actChangeOne, meeting, "0", "", idText(p.ID))}
	})
	rows = append(rows, []loa.Button{
		{Text: t.guestsLine("button", rc.Meeting), Data: data(actChangeGuests, meeting)},
		t.button("rollcall.back_button", campaign.RollButton, meeting),
	})
	return t.show(t.words("rollcall.change", map[string]any{"Title": rc.Meeting.Title}), rows)
}

// changeOne asks what is right.
func (t *turn) changeOne() error {
	id, member, err := t.rollMember()
	if err != nil {
		return err
	}
	rc, err := t.desk.ChangeablePeople(t.from, id)
	if err != nil {
		return err
	}
	p, ok := rc.Find(member)
	if !ok {
		return &campaign.Refusal{Key: "rollcall.not_listed"}
	}
	var rows [][]loa.Button
	for _, m := range markings(rc.Online || p.Marking.Presence == loa.Online, p.Standing.Counts()) {
		if m != p.Marking {
			rows = append(rows, []loa.Button{{Text: t.marked(m), Data: data(actChangeTo, t.arg(0), "0", "", t.arg(3), m.String())}})
		}
	}
	rows = append(rows, []loa.Button{t.button("rollcall.back_button", actChange, t.arg(0), "0")})
	return t.show(t.words("rollcall.change_one", map[string]any{"Name": t.nameOf(p.Name), "Mark": t.marked(p.Marking)}), rows)
}

// markings lists all that can be recorded of somebody who is due, or came without being so.
func markings(online, due bool) []loa.Marking {
	all := []loa.Marking{{Presence: loa.Present}, {Presence: loa.Present, Late: true}}
	if online {
		all = append(all, loa.Marking{Presence: loa.Online})
	}
	if due {
		for _, code := range loa.ReasonCodes() {
			all = append(all, loa.Marking{Presence: loa.Excused, Reason: code})
		}
		all = append(all, loa.Marking{Presence: loa.Unexcused})
	}
	return append(all, loa.Marking{})
}

// changeTo asks for the reason, without which nothing is changed.
func (t *turn) changeTo() error {
	id, member, err := t.rollMember()
	if err != nil {
		return err
	}
	marking, ok := loa.ParseMarking(t.arg(4))
	if !ok {
		return errNoSuch("marking", t.arg(4))
	}
	rc, err := t.desk.ChangeablePeople(t.from, id)
	if err != nil {
		return err
	}
	p, ok := rc.Find(member)
	if !ok {
		return &campaign.Refusal{Key: "rollcall.not_listed"}
	}
	if err := t.desk.SaveDialog(t.chat, t.from.Account, dialogChange, strings.Join([]string{t.arg(0), t.arg(3), marking.String()}, "|")); err != nil {
		return err
	}
	return t.show(t.words("rollcall.change_reason", map[string]any{
		"Name": t.nameOf(p.Name), "Was": t.marked(p.Marking), "Now": t.marked(marking),
	}), nil)
}

// changeReason takes the reason and changes the roll. A refusal leaves the dialog open.
func (t *turn) changeReason(d loa.Dialog) error {
	c, err := t.changed(strings.Split(d.Data, "|"), t.args)
	if err != nil {
		return err
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	text, rows := t.closedCard(c)
	return t.stored(t.line("rollcall.change_stored", nil), text, rows)
}

func (t *turn) changed(what []string, reason string) (campaign.Closing, error) {
	const parts = 3 // meeting, member, what is right
	if len(what) != parts {
		return campaign.Closing{}, errNoSuch("change", strings.Join(what, "|"))
	}
	id, err := meetingID(what[0])
	if err != nil {
		return campaign.Closing{}, err
	}
	member, err := memberID(what[1])
	if err != nil {
		return campaign.Closing{}, err
	}
	if member == 0 {
		guests, err := strconv.Atoi(what[2])
		if err != nil {
			return campaign.Closing{}, errNoSuch("number", what[2])
		}
		return t.desk.ChangeGuests(t.from, id, guests, reason)
	}
	marking, ok := loa.ParseMarking(what[2])
	if !ok {
		return campaign.Closing{}, errNoSuch("marking", what[2])
	}
	return t.desk.ChangeRoll(t.from, id, member, marking, reason)
}

// changeGuests waits for the right number of guests.
func (t *turn) changeGuests() error {
	id, err := meetingID(t.arg(0))
	if err != nil {
		return err
	}
	rc, err := t.desk.ChangeablePeople(t.from, id)
	if err != nil {
		return err
	}
	if err := t.desk.SaveDialog(t.chat, t.from.Account, dialogChangeGuests, t.arg(0)); err != nil {
		return err
	}
	return t.show(loa.Plain(t.guestsLine("ask", rc.Meeting)), nil)
}

// changeGuestsTyped takes the number and waits for the reason.
func (t *turn) changeGuestsTyped(d loa.Dialog) error {
	guests, err := strconv.Atoi(strings.TrimSpace(t.args))
	if err != nil || guests < 0 {
		return t.say("rollcall.no_number", map[string]any{"Words": t.args})
	}
	if err := t.desk.SaveDialog(t.chat, t.from.Account, dialogChange, strings.Join([]string{d.Data, "0", strconv.Itoa(guests)}, "|")); err != nil {
		return err
	}
	return t.say("rollcall.change_guests_reason", map[string]any{"Guests": guests})
}
