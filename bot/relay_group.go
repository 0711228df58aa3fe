package bot

import (
	"strconv"
	"strings"

	"loa"
)

// The buttons of groups that people serve: the list, one of them, close it; a new one: units,
// kinds, its title, the title that Loa proposes.
const (
	actRelayGroups = "rgl"
	actRelayGroup  = "rgs"
	actRelayClose  = "rgx"
	actRelayUnits  = "rgu"
	actRelayKinds  = "rgk"
	actRelayTitle  = "rgt"
	actRelayNamed  = "rgn"

	dialogRelayTitle = "relay.title" // waits for the title; its data is unit and kind
)

// pageArg reads the page of a list; after a command it is the first.
func (t *turn) pageArg() (int, error) {
	if t.tap == nil {
		return 0, nil
	}
	n, err := strconv.Atoi(t.arg(0))
	if err != nil {
		return 0, errNoSuch("page", t.arg(0))
	}
	return n, nil
}

// relayGroups lists the groups that people serve. Words after the command are a unit's name:
// a new group is for that.
func (t *turn) relayGroups() error {
	groups, err := t.desk.RelayGroups(t.from)
	if err != nil {
		return err
	}
	if t.tap == nil && t.args != "" {
		return t.relayUnits()
	}
	n, err := t.pageArg()
	if err != nil {
		return err
	}
	rows := page(t, groups, n, func(p int) []string { return []string{actRelayGroups, strconv.Itoa(p)} }, func(g loa.Group) loa.Button {
		return loa.Button{Text: g.Title, Data: data(actRelayGroup, idText(g.ID))}
	})
	rows = append(rows, []loa.Button{t.button("relay.add_button", actRelayUnits, "0")})
	return t.show(t.words("relay.groups", map[string]any{"Count": len(groups)}), rows)
}

// relayGroup shows one group, and what closing it means.
func (t *turn) relayGroup() error {
	id, err := readID[loa.GroupID]("group", t.arg(0))
	if err != nil {
		return err
	}
	g, err := t.desk.RelayGroup(t.from, id)
	if err != nil {
		return err
	}
	said, err := t.relaySaid(g)
	if err != nil {
		return err
	}
	return t.show(t.words("relay.group", said), [][]loa.Button{
		{t.button("relay.close_button", actRelayClose, idText(g.ID))}, {t.button("relay.back_button", actRelayGroups, "0")},
	})
}

func (t *turn) relaySaid(g loa.Group) (map[string]any, error) {
	u, err := t.desk.Unit(g.Unit)
	kind, _ := t.desk.Campaign().Kind(g.Kind) // a kind that is gone shows as empty
	return map[string]any{"Title": g.Title, "Unit": u.Name, "Kind": kind.Name}, err
}

func (t *turn) relayClose() error {
	id, err := readID[loa.GroupID]("group", t.arg(0))
	if err != nil {
		return err
	}
	g, err := t.desk.CloseRelay(t.from, id)
	if err != nil {
		return err
	}
	return t.show(t.words("relay.closed", map[string]any{"Title": g.Title}), [][]loa.Button{{t.button("relay.back_button", actRelayGroups, "0")}})
}

// relayUnits asks for which unit a new group is.
func (t *turn) relayUnits() error {
	return t.chooseBindable("relay.ask_unit", actRelayUnits, actRelayKinds)
}

// chooseBindable asks for one of the units whose groups the person may bind: those whose
// names have the words after the command. again shows another page, then goes on with the unit.
func (t *turn) chooseBindable(question, again, then string) error {
	reach, err := t.desk.BindableUnits(t.from)
	if err != nil {
		return err
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
	return t.show(t.words(question, nil), page(t, reach, n, func(p int) []string { return []string{again, strconv.Itoa(p)} },
		func(u loa.Unit) loa.Button { return loa.Button{Text: u.Name, Data: data(then, string(u.ID))} }))
}

// relayKinds asks what kind of group it is.
func (t *turn) relayKinds() error {
	u, err := t.relayUnit(loa.UnitID(t.arg(0)))
	if err != nil {
		return err
	}
	var rows [][]loa.Button
	for _, k := range t.desk.Campaign().Kinds {
		rows = append(rows, []loa.Button{{Text: k.Name, Data: data(actRelayTitle, string(u.ID), string(k.ID))}})
	}
	rows = append(rows, []loa.Button{t.button("relay.back_button", actRelayUnits, "0")})
	return t.show(t.words("relay.ask_kind", map[string]any{"Unit": u.Name}), rows)
}

func (t *turn) relayUnit(id loa.UnitID) (loa.Unit, error) {
	reach, err := t.desk.BindableUnits(t.from)
	if err != nil {
		return loa.Unit{}, err
	}
	if u, ok := reach.Find(id); ok {
		return u, nil
	}
	return loa.Unit{}, errNoSuch("unit", string(id))
}

// relayTitle asks for the title, and proposes one.
func (t *turn) relayTitle() error {
	u, err := t.relayUnit(loa.UnitID(t.arg(0)))
	if err != nil {
		return err
	}
	kind := loa.GroupKind(t.arg(1))
	if err := t.desk.SaveDialog(t.chat, t.from.Account, dialogRelayTitle, string(u.ID)+"|"+string(kind)); err != nil {
		return err
	}
	said := map[string]any{"Title": t.relayProposal(u, kind)}
	return t.show(t.words("relay.ask_title", said), [][]loa.Button{
		{{Text: t.line("relay.title_button", said), Data: data(actRelayNamed, string(u.ID), string(kind))}},
		{t.button("relay.back_button", actRelayKinds, string(u.ID))},
	})
}

func (t *turn) relayProposal(u loa.Unit, kind loa.GroupKind) string {
	k, _ := t.desk.Campaign().Kind(kind) // one that is gone is refused when the group is made
	if strings.HasPrefix(u.Name, k.Name) {
		return u.Name
	}
	return strings.TrimSpace(k.Name + " – " + u.Name)
}

func (t *turn) relayNamed() error {
	u, err := t.relayUnit(loa.UnitID(t.arg(0)))
	if err != nil {
		return err
	}
	kind := loa.GroupKind(t.arg(1))
	return t.relayAdd(u.ID, kind, t.relayProposal(u, kind))
}

func (t *turn) relayTitleTyped(d loa.Dialog) error {
	unit, kind, _ := strings.Cut(d.Data, "|")
	return t.relayAdd(loa.UnitID(unit), loa.GroupKind(kind), t.args)
}

// relayAdd binds the group and says who will pass things on there.
func (t *turn) relayAdd(unit loa.UnitID, kind loa.GroupKind, title string) error {
	g, first, err := t.desk.AddRelay(t.from, unit, kind, title)
	if err != nil {
		return err
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	said, err := t.relaySaid(g)
	if err != nil {
		return err
	}
	if said["People"], err = t.desk.RelayPeople(g); err != nil {
		return err
	}
	if !first.IsZero() {
		zone, err := t.desk.UnitZone(unit)
		if err != nil {
			return err
		}
		said["First"] = t.desk.Catalog().Moment(t.lang, first, zone)
	}
	return t.show(t.words("relay.added", said), [][]loa.Button{{t.button("relay.more_button", actRelayUnits, "0")}, {t.button("relay.groups_button", actRelayGroups, "0")}})
}
