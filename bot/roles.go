package bot

import (
	"loa"
)

// roles lists the roles that the person may take back.
func (t *turn) roles() error {
	given, err := t.desk.GivenRoles(t.from)
	if err != nil {
		return err
	}
	if len(given) == 0 {
		return t.show(t.words("bot.no_roles", nil), [][]loa.Button{{t.button("bot.grant_button", actGrant)}})
	}
	parts := []loa.Text{t.words("bot.roles_head", nil)}
	var rows [][]loa.Button
	for _, g := range given {
		u, err := t.desk.Unit(g.Unit)
		if err != nil {
			return err
		}
		what := map[string]any{"Role": t.line("bot.role_"+string(g.Role), nil), "Unit": u.Name, "Account": ending(g.Account)}
		parts = append(parts, t.words("bot.roles_line", what))
		rows = append(rows, []loa.Button{{
			Text: t.line("bot.revoke_button", what),
			Data: data(actRevoke, string(g.Role), string(g.Unit), g.Account.ID),
		}})
	}
	return t.show(loa.Lines("\n", parts...), rows)
}

// ending shows enough of an account to tell it from another; Loa keeps no names.
func ending(a loa.Account) string {
	const shown = 4
	if len(a.ID) <= shown {
		return a.ID
	}
	return "…" + a.ID[len(a.ID)-shown:]
}

func (t *turn) revoke() error {
	g := loa.Grant{
		Role: loa.Role(t.arg(0)), Unit: loa.UnitID(t.arg(1)),
		Account: loa.Account{Platform: t.from.Account.Platform, ID: t.arg(2)},
	}
	if err := t.desk.Revoke(t.from, g); err != nil {
		return err
	}
	return t.roles()
}
