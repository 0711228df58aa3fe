package bot

import (
	"strconv"
	"strings"

	"loa"
	"loa/campaign"
)

// The buttons of a unit's list: a page of units, a page of names, one member, a new
// code, unlink (asked first), a sheet for printing (asked first), one member's year.
const (
	actMembersUnits   = "mbu"
	actMembers        = "mb"
	actMember         = "mbm"
	actMemberCode     = "mbc"
	actMemberUnlink   = "mbx"
	actMemberUnlinkOK = "mby"
	actInvites        = "mbp"
	actInvitesOK      = "mbq"
	actMemberYear     = "mbs"
)

// members shows the list of the secretary's unit; of several, one is chosen first.
// Words after the command narrow the units.
func (t *turn) members() error {
	kept, err := t.desk.KeptUnits(t.from)
	if err != nil {
		return err
	}
	n := 0
	if t.tap != nil {
		if n, err = strconv.Atoi(t.arg(0)); err != nil {
			return errNoSuch("page", t.arg(0))
		}
	} else if kept = search(kept, t.args); len(kept) == 0 {
		return t.say("bot.no_unit_found", map[string]any{"Words": t.args})
	}
	if len(kept) == 1 {
		return t.memberPage(kept[0].ID, 0)
	}
	return t.show(t.words("link.which_unit", nil), page(t, kept, n,
		func(p int) []string { return []string{actMembersUnits, strconv.Itoa(p)} },
		func(u loa.Unit) loa.Button {
			return loa.Button{Text: u.Name, Data: data(actMembers, string(u.ID), "0")}
		}))
}

func (t *turn) membersOf() error {
	n, err := strconv.Atoi(t.arg(1))
	if err != nil {
		return errNoSuch("page", t.arg(1))
	}
	return t.memberPage(loa.UnitID(t.arg(0)), n)
}

// memberPage shows a page of names: how each belongs to the unit, and whether an
// account is linked; no more.
func (t *turn) memberPage(unit loa.UnitID, n int) error {
	list, err := t.desk.MemberList(t.from, unit)
	if err != nil {
		return err
	}
	u, err := t.desk.Unit(unit)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return t.show(t.words("link.list_empty", map[string]any{"Unit": u.Name}), nil)
	}
	linked := 0
	for _, l := range list {
		if l.Linked {
			linked++
		}
	}
	rows := page(t, list, n, func(p int) []string { return []string{actMembers, string(unit), strconv.Itoa(p)} }, func(l campaign.Listed) loa.Button {
		return loa.Button{Text: t.listedLine(l), Data: data(actMember, string(unit), idText(l.Member.ID))}
	})
	if t.desk.CanPrint() && linked < len(list) {
		rows = append(rows, []loa.Button{t.button("link.print_button", actInvites, string(unit))})
	}
	return t.show(t.words("link.list", map[string]any{"Unit": u.Name, "Count": len(list), "Linked": linked}), rows)
}

func (t *turn) listedLine(l campaign.Listed) string {
	return t.line("link.list_line", map[string]any{"Name": t.desk.ListedName(l, t.lang), "Kinds": t.kinds(l), "Linked": l.Linked})
}

func (t *turn) kinds(l campaign.Listed) string {
	var names []string
	for _, k := range l.Kinds {
		names = append(names, t.line("link.kind_"+string(k), nil))
	}
	return strings.Join(names, ", ")
}

// member shows one of the list, and what can be done.
func (t *turn) member() error {
	id, err := memberID(t.arg(1))
	if err != nil {
		return err
	}
	unit := loa.UnitID(t.arg(0))
	l, err := t.desk.ListedMember(t.from, unit, id)
	if err != nil {
		return err
	}
	return t.memberCard(unit, l)
}

func (t *turn) memberCard(unit loa.UnitID, l campaign.Listed) error {
	u, err := t.desk.Unit(unit)
	if err != nil {
		return err
	}
	args := []string{string(unit), idText(l.Member.ID)}
	rows := [][]loa.Button{{t.button("link.code_button", actMemberCode, args...)}}
	if l.Linked {
		rows = append(rows, []loa.Button{t.button("link.unlink_button", actMemberUnlink, args...)})
	}
	years, err := t.yearRows(unit, l.Member.ID)
	if err != nil {
		return err
	}
	rows = append(rows, years...)
	rows = append(rows, []loa.Button{t.button("link.list_button", actMembers, string(unit), "0")})
	return t.show(t.words("link.card", map[string]any{
		"Name": t.desk.ListedName(l, t.lang), "Kinds": t.kinds(l), "Unit": u.Name, "Linked": l.Linked,
	}), rows)
}

// yearRows are the buttons for the sheets of a member's year: of this year, and of the
// one before, which is commented on after its end. A year without a closed meeting has none.
func (t *turn) yearRows(unit loa.UnitID, member loa.MemberID) (rows [][]loa.Button, err error) {
	if !t.desk.WritesDocuments() {
		return nil, nil
	}
	this := t.desk.ThisMonth().Year
	for _, year := range []int{this, this - 1} {
		years, err := t.desk.MemberYears(t.from, unit, member, year)
		if err != nil {
			return nil, err
		}
		if len(years) == 0 {
			continue
		}
		rows = append(rows, []loa.Button{{
			Text: t.line("link.year_button", map[string]any{"Year": strconv.Itoa(year)}),
			Data: data(actMemberYear, string(unit), idText(member), strconv.Itoa(year)),
		}})
	}
	return rows, nil
}

// memberYear sends the sheet of one member's year. It has no other names.
func (t *turn) memberYear() error {
	if err := t.privately(); err != nil {
		return err
	}
	id, err := memberID(t.arg(1))
	if err != nil {
		return err
	}
	year, err := yearOf(t.arg(2))
	if err != nil {
		return err
	}
	if err := t.desk.SendMemberYear(t.from, t.chat, t.lang, loa.UnitID(t.arg(0)), id, year); err != nil {
		return err
	}
	return t.heard()
}

// memberCode makes a new code, as a message of its own that can be handed on whole.
func (t *turn) memberCode() error {
	id, err := memberID(t.arg(1))
	if err != nil {
		return err
	}
	l, token, expires, err := t.desk.IssueCode(t.from, loa.UnitID(t.arg(0)), id)
	if err != nil {
		return err
	}
	zone, err := t.desk.Zone(t.chat)
	if err != nil {
		return err
	}
	if err := t.toast("link.code_made", nil); err != nil {
		return err
	}
	return t.answer(loa.Notice{Text: t.words("link.code", map[string]any{
		"Name": l.Member.Name, "Link": t.desk.Bot().StartLink(campaign.CodePrefix + token),
		"Expires": t.desk.Catalog().Moment(t.lang, expires, zone),
	})})
}

// memberUnlink asks before it takes the accounts away.
func (t *turn) memberUnlink() error {
	id, err := memberID(t.arg(1))
	if err != nil {
		return err
	}
	l, err := t.desk.ListedMember(t.from, loa.UnitID(t.arg(0)), id)
	if err != nil {
		return err
	}
	if !l.Linked {
		return t.toast("link.not_linked", nil)
	}
	args := []string{t.arg(0), t.arg(1)}
	return t.show(t.words("link.unlink", map[string]any{"Name": t.desk.ListedName(l, t.lang)}), [][]loa.Button{{
		t.button("link.unlink_sure_button", actMemberUnlinkOK, args...),
		t.button("link.back_button", actMember, args...),
	}})
}

func (t *turn) memberUnlinkOK() error {
	id, err := memberID(t.arg(1))
	if err != nil {
		return err
	}
	if err := t.desk.Unlink(t.from, loa.UnitID(t.arg(0)), id); err != nil {
		return err
	}
	return t.member()
}

// invites asks before codes that were given out before become void.
func (t *turn) invites() error {
	unit := loa.UnitID(t.arg(0))
	list, err := t.desk.MemberList(t.from, unit)
	if err != nil {
		return err
	}
	u, err := t.desk.Unit(unit)
	if err != nil {
		return err
	}
	count := 0
	for _, l := range list {
		if !l.Linked {
			count++
		}
	}
	return t.show(t.words("link.print", map[string]any{"Unit": u.Name, "Count": count}), [][]loa.Button{{
		t.button("link.print_sure_button", actInvitesOK, string(unit)),
		t.button("link.back_button", actMembers, string(unit), "0"),
	}})
}

// invitesOK sends the sheet with names, links and their squares to scan.
func (t *turn) invitesOK() error {
	unit := loa.UnitID(t.arg(0))
	sheet, n, err := t.desk.PrintInvites(t.from, unit, t.lang)
	if err != nil {
		return err
	}
	u, err := t.desk.Unit(unit)
	if err != nil {
		return err
	}
	if err := t.memberPage(unit, 0); err != nil { // the question and its buttons go
		return err
	}
	return t.answer(loa.Notice{Text: t.words("link.printed", map[string]any{"Unit": u.Name, "Count": n, "Days": campaign.CodeDays}), Media: sheet})
}
