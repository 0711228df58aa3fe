package bot

import (
	"errors"
	"slices"
	"strconv"

	"loa"
	"loa/campaign"
)

// remindAskUnit asks for the unit among those given; nil: all that are the person's.
func (t *turn) remindAskUnit(m remindDraft, units loa.Units, n int) error {
	if units == nil {
		var err error
		if units, err = t.desk.KeptUnits(t.from); err != nil {
			return err
		}
	}
	rows := page(t, units, n, func(p int) []string { return []string{actRemindUnits, strconv.Itoa(p)} }, func(u loa.Unit) loa.Button {
		return loa.Button{Text: u.Name, Data: data(actRemindUnit, string(u.ID))}
	})
	return t.remindAsk(dialogRemindUnit, m, "meeting.ask_unit", rows)
}

func (t *turn) remindUnits() error {
	n, err := strconv.Atoi(t.arg(0))
	if err != nil {
		return errNoSuch("page", t.arg(0))
	}
	m, err := t.remindDraftOf()
	if err != nil {
		return err
	}
	return t.remindAskUnit(m, nil, n)
}

// remindUnitSearch takes a typed part of a unit's name.
func (t *turn) remindUnitSearch(d loa.Dialog) error {
	m, err := t.remindTake(d)
	if err != nil {
		return err
	}
	kept, err := t.desk.KeptUnits(t.from)
	if err != nil {
		return err
	}
	found := search(kept, t.args)
	switch {
	case len(found) == 0:
		return t.say("bot.no_unit_found", map[string]any{"Words": t.args})
	case len(found) > pageSize:
		return t.say("bot.too_many_units", map[string]any{"Count": len(found)})
	}
	return t.remindAskUnit(m, found, 0)
}

func (t *turn) remindUnit() error {
	kept, err := t.desk.KeptUnits(t.from)
	if err != nil {
		return err
	}
	u, ok := kept.Find(loa.UnitID(t.arg(0)))
	if !ok {
		return t.toast("campaign.not_your_unit", nil)
	}
	return t.remindChange(func(m *remindDraft) { m.Unit = u.ID })
}

// remindChange changes the draft whose button was tapped, and goes on.
func (t *turn) remindChange(change func(*remindDraft)) error {
	m, err := t.remindDraftOf()
	if err != nil {
		return err
	}
	change(&m)
	return t.remindNext(m)
}

func (t *turn) remindAskKind(m remindDraft) error {
	if err := t.remindAwait(dialogRemindCard, m); err != nil {
		return err
	}
	u, err := t.desk.Unit(m.Unit)
	if err != nil {
		return err
	}
	var rows [][]loa.Button
	for _, k := range loa.MeetingKinds() {
		rows = append(rows, []loa.Button{t.button("meeting.kind_"+string(k), actRemindKind, string(k))})
	}
	return t.show(t.words("meeting.ask_kind", map[string]any{"Unit": u.Name}), rows)
}

func (t *turn) remindKind() error {
	kind := loa.MeetingKind(t.arg(0))
	if !slices.Contains(loa.MeetingKinds(), kind) {
		return errNoSuch("kind of meeting", t.arg(0))
	}
	return t.remindChange(func(m *remindDraft) { m.Kind = kind })
}

// remindTake returns the draft of a dialog, with the document if one came with the text.
func (t *turn) remindTake(d loa.Dialog) (remindDraft, error) {
	m, err := readRemindDraft(d)
	if err == nil && t.msg.Media != nil {
		err = t.remindDocument(&m)
	}
	return m, err
}

// remindDocument takes a photo or a file to go with the invitation.
func (t *turn) remindDocument(m *remindDraft) error {
	if t.msg.FileID == "" {
		return &campaign.Refusal{Key: "post.not_sent_on", Data: map[string]any{"Name": t.msg.Media.Name}}
	}
	m.Document = t.msg.Media
	return t.desk.KeepDocument(*m.Document, t.msg.FileID)
}

// remindWhen takes the moment, or the day of the month on which it recurs.
func (t *turn) remindWhen(d loa.Dialog) error {
	m, err := t.remindTake(d)
	if err != nil {
		return err
	}
	if t.args == "" { // a document alone
		return t.remindNext(m)
	}
	zone, err := t.remindZone(m)
	if err != nil {
		return err
	}
	l := readRemindLine(t.args, t.desk.Now(), zone)
	key := ""
	switch {
	case errors.Is(l.err, loa.ErrPast):
		key = "meeting.time_past"
	case l.err != nil, l.place != "" && m.Place != "":
		key = "meeting.time_unclear"
	}
	if key != "" {
		if err := t.remindAwait(dialogRemindWhen, m); err != nil { // the document, if there was one
			return err
		}
		return t.say(key, map[string]any{"Words": t.args})
	}
	m.At, m.Monthly = l.at, l.monthly
	if l.place != "" {
		m.Place, m.NoPlace = l.place, false
	}
	if l.title != "" {
		m.Title = l.title
	}
	return t.remindNext(m)
}

func (t *turn) remindPlace(d loa.Dialog) error {
	m, err := t.remindTake(d)
	if err != nil {
		return err
	}
	if t.args != "" {
		m.Place, m.NoPlace = oneLine(t.args), false
	}
	return t.remindNext(m)
}

func (t *turn) remindNoPlace() error {
	return t.remindChange(func(m *remindDraft) { m.Place, m.NoPlace = "", true })
}

func (t *turn) remindAskTitle(m remindDraft) error {
	title, err := t.desk.MeetingTitle(m.meeting(), t.lang)
	if err != nil {
		return err
	}
	return t.remindAsk(dialogRemindTitle, m, "meeting.ask_title", [][]loa.Button{{{Text: title, Data: data(actRemindSuggested)}}})
}

func (t *turn) remindTitle(d loa.Dialog) error {
	m, err := t.remindTake(d)
	if err != nil {
		return err
	}
	if t.args != "" {
		m.Title = oneLine(t.args)
	}
	return t.remindNext(m)
}

func (t *turn) remindSuggested() error {
	m, err := t.remindDraftOf()
	if err != nil {
		return err
	}
	if m.Title, err = t.desk.MeetingTitle(m.meeting(), t.lang); err != nil {
		return err
	}
	return t.remindNext(m)
}

// remindWaits takes a document while the card waits for a button.
func (t *turn) remindWaits(d loa.Dialog) error {
	if t.msg.Media == nil {
		return t.say("meeting.press_button", nil)
	}
	m, err := t.remindTake(d)
	if err != nil {
		return err
	}
	return t.remindNext(m)
}
