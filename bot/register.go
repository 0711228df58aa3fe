package bot

import (
	"errors"
	"strconv"

	"loa"
	"loa/campaign"
)

// The buttons of registering: choose a page of units, a unit, a kind; take it back.
const (
	actRegister     = "reg"
	actRegisterUnit = "regu"
	actRegisterBind = "regb"
	actRegisterUndo = "regx"
)

// register begins to bind a group to a unit: the official chooses among the
// units that are theirs. Words after the command narrow the list.
func (t *turn) register() error {
	reach, err := t.desk.BindableUnits(t.from)
	if err != nil {
		return err
	}
	full := t.desk.RoomForGroup(t.chat)
	if refusal, ok := errors.AsType[*campaign.Refusal](full); ok { // told also where nothing is bound: only officials come here
		return t.say(refusal.Key, refusal.Data)
	} else if full != nil {
		return full
	}
	n, err := t.pageArg()
	if err != nil {
		return err
	}
	if t.tap == nil {
		reach = search(reach, t.args)
	}
	if len(reach) == 0 {
		return t.say("bot.no_unit_found", map[string]any{"Words": t.args})
	}
	text := t.words("bot.register_unit", nil)
	bound := false
	if g, err := t.desk.Group(t.chat); err == nil && g.State == loa.GroupActive {
		u, err := t.desk.Unit(g.Unit)
		if err != nil {
			return err
		}
		kind, _ := t.desk.Campaign().Kind(g.Kind) // a kind that is gone shows as empty
		text = loa.Lines("\n\n", t.words("bot.register_now", map[string]any{"Unit": u.Name, "Kind": kind.Name}), text)
		bound = true
	} else if err != nil && !isNotFound(err) {
		return err
	}
	rows := page(t, reach, n, func(p int) []string { return []string{actRegister, strconv.Itoa(p)} }, func(u loa.Unit) loa.Button {
		return loa.Button{Text: u.Name, Data: data(actRegisterUnit, string(u.ID))}
	})
	if bound {
		rows = append(rows, []loa.Button{t.button("bot.register_undo_button", actRegisterUndo)})
	}
	return t.show(text, rows)
}

// registerKind asks what kind of group it is.
func (t *turn) registerKind() error {
	reach, err := t.desk.BindableUnits(t.from)
	if err != nil {
		return err
	}
	u, ok := reach.Find(loa.UnitID(t.arg(0)))
	if !ok {
		return t.toast("campaign.not_your_unit", nil)
	}
	var rows [][]loa.Button
	for _, k := range t.desk.Campaign().Kinds {
		if !k.ID.Chat() { // /nhomchuyen binds these
			continue
		}
		rows = append(rows, []loa.Button{{Text: k.Name, Data: data(actRegisterBind, string(u.ID), string(k.ID))}})
	}
	rows = append(rows, []loa.Button{t.button("bot.back_button", actRegister, "0")})
	return t.show(t.words("bot.register_kind", map[string]any{"Unit": u.Name}), rows)
}

// registerBind binds the group and says when its first post comes.
func (t *turn) registerBind() error {
	g, first, err := t.desk.Bind(t.from, t.chat, loa.UnitID(t.arg(0)), loa.GroupKind(t.arg(1)))
	if err != nil {
		return err
	}
	u, err := t.desk.Unit(g.Unit)
	if err != nil {
		return err
	}
	kind, _ := t.desk.Campaign().Kind(g.Kind) // Bind has seen to it
	zone, err := t.desk.Zone(t.chat)
	if err != nil {
		return err
	}
	when := t.line("bot.register_no_post", nil)
	if !first.IsZero() {
		when = t.desk.Catalog().Moment(t.lang, first, zone)
	}
	text := t.words("bot.registered", map[string]any{
		"Campaign": t.desk.Campaign().Name, "Unit": u.Name, "Kind": kind.Name, "First": when,
	})
	if g.Thread != 0 {
		text = loa.Lines("\n", text, t.words("bot.registered_topic", nil))
	}
	return t.show(text, nil)
}

func (t *turn) registerUndo() error {
	if err := t.desk.Unbind(t.from, t.chat); err != nil {
		return err
	}
	return t.show(t.words("bot.unregistered", nil), [][]loa.Button{{t.button("bot.register_button", actRegister, "0")}})
}
