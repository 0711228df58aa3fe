package bot

import (
	"slices"
	"strconv"
	"strings"

	"loa"
	"loa/campaign"
	"loa/content"
)

// The buttons of giving a role: choose it, a unit (or a page of units), accept, decline, take back.
const (
	actGrant         = "gr"
	actGrantRole     = "gru"
	actGrantLink     = "grl"
	actInviteAccept  = "inv"
	actInviteDecline = "invx"
	actRevoke        = "rv"

	dialogGrant = "grant" // waits for a part of a unit's name; its data is the role
)

func data(action string, args ...string) string { return campaign.ButtonData(action, args...) }

// search keeps the units whose names hold all the words, marks and case aside.
func search(units loa.Units, words string) loa.Units {
	for _, w := range strings.Fields(content.Fold(words)) {
		units = slices.DeleteFunc(slices.Clone(units), func(u loa.Unit) bool { return !strings.Contains(content.Fold(u.Name), w) })
	}
	return units
}

// grant begins to give a role: which one?
func (t *turn) grant() error {
	var rows [][]loa.Button
	for _, role := range loa.Roles() {
		if _, err := t.desk.GrantableUnits(t.from, role); err == nil {
			rows = append(rows, []loa.Button{t.button("bot.role_"+string(role), actGrantRole, string(role), "0")})
		} else if len(rows) == 0 && role == loa.Secretary {
			return err // who may not give this one may give none
		}
	}
	return t.show(t.words("bot.grant_role", nil), rows)
}

// grantUnit asks for which unit; the name may be typed instead.
func (t *turn) grantUnit() error {
	role := loa.Role(t.arg(0))
	reach, err := t.desk.GrantableUnits(t.from, role)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(t.arg(1))
	if err != nil {
		return errNoSuch("page", t.arg(1))
	}
	if err := t.desk.SaveDialog(t.chat, t.from.Account, dialogGrant, string(role)); err != nil {
		return err
	}
	return t.show(t.words("bot.grant_unit", map[string]any{"Role": t.line("bot.role_"+string(role), nil)}), t.grantRows(reach, role, n))
}

func (t *turn) grantRows(units loa.Units, role loa.Role, n int) [][]loa.Button {
	return page(t, units, n, func(p int) []string { return []string{actGrantRole, string(role), strconv.Itoa(p)} }, func(u loa.Unit) loa.Button {
		return loa.Button{Text: u.Name, Data: data(actGrantLink, string(role), string(u.ID))}
	})
}

// grantSearch takes a typed part of a unit's name.
func (t *turn) grantSearch(d loa.Dialog) error {
	role := loa.Role(d.Data)
	reach, err := t.desk.GrantableUnits(t.from, role)
	if err != nil {
		return err
	}
	found := search(reach, t.args)
	const most = 8
	switch {
	case len(found) == 0:
		return t.say("bot.no_unit_found", map[string]any{"Words": t.args})
	case len(found) > most:
		return t.say("bot.too_many_units", map[string]any{"Count": len(found)})
	}
	return t.show(t.words("bot.grant_unit", map[string]any{"Role": t.line("bot.role_"+string(role), nil)}), t.grantRows(found, role, 0))
}

// grantLink makes the one-time link.
func (t *turn) grantLink() error {
	role := loa.Role(t.arg(0))
	token, expires, err := t.desk.Invite(t.from, role, loa.UnitID(t.arg(1)))
	if err != nil {
		return err
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	u, err := t.desk.Unit(loa.UnitID(t.arg(1)))
	if err != nil {
		return err
	}
	zone, err := t.desk.Zone(t.chat)
	if err != nil {
		return err
	}
	return t.show(t.words("bot.grant_link", map[string]any{
		"Role": t.line("bot.role_"+string(role), nil), "Unit": u.Name,
		"Link":    t.desk.Bot().StartLink(invitePrefix + token),
		"Expires": t.desk.Catalog().Moment(t.lang, expires, zone),
	}), nil)
}

// invited asks the person who opened the link, before anything is stored.
func (t *turn) invited(token string) error {
	inv, err := t.desk.Invited(token)
	if err != nil {
		return err
	}
	u, err := t.desk.Unit(inv.Unit)
	if err != nil {
		return err
	}
	if !inv.From.IsZero() {
		return t.handoverOffer(token, u)
	}
	return t.answer(loa.Notice{
		Text: t.words("bot.invited", map[string]any{"Role": t.line("bot.role_"+string(inv.Role), nil), "Unit": u.Name}),
		Buttons: [][]loa.Button{{
			t.button("bot.accept_button", actInviteAccept, token),
			t.button("bot.decline_button", actInviteDecline),
		}},
	})
}

func (t *turn) inviteAccept() error {
	g, err := t.desk.AcceptInvite(t.from, t.arg(0))
	if err != nil {
		return err
	}
	u, err := t.desk.Unit(g.Unit)
	if err != nil {
		return err
	}
	return t.show(t.words("bot.role_accepted", map[string]any{
		"Role": t.line("bot.role_"+string(g.Role), nil), "Unit": u.Name,
	}), [][]loa.Button{{t.button("bot.help_button", actHelp)}})
}

func (t *turn) inviteDecline() error { return t.show(t.words("bot.invite_declined", nil), nil) }
