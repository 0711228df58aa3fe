package bot

import (
	"strconv"

	"loa"
)

// The buttons of handing a secretary's role over: a page of them, one of them, accept.
const (
	actHandovers      = "hol"
	actHandover       = "ho"
	actHandoverAccept = "hoy"
)

// handovers lists the secretaries' roles that the person may have handed over.
func (t *turn) handovers() error {
	list, err := t.desk.Handovers(t.from)
	if err != nil {
		return err
	}
	n := 0
	if t.tap != nil {
		if n, err = strconv.Atoi(t.arg(0)); err != nil {
			return errNoSuch("page", t.arg(0))
		}
	}
	names := map[loa.UnitID]string{}
	for _, g := range list {
		u, err := t.desk.Unit(g.Unit)
		if err != nil {
			return err
		}
		names[g.Unit] = u.Name
	}
	rows := page(t, list, n, func(p int) []string { return []string{actHandovers, strconv.Itoa(p)} }, func(g loa.Grant) loa.Button {
		text := names[g.Unit]
		if g.Account != t.from.Account {
			text = t.line("handover.of_another", map[string]any{"Unit": text, "Account": ending(g.Account)})
		}
		return loa.Button{Text: text, Data: data(actHandover, string(g.Unit), g.Account.ID)}
	})
	return t.show(t.words("handover.which", nil), rows)
}

// handover makes the one-time link.
func (t *turn) handover() error {
	g := loa.Grant{
		Role: loa.Secretary, Unit: loa.UnitID(t.arg(0)),
		Account: loa.Account{Platform: t.from.Account.Platform, ID: t.arg(1)},
	}
	token, expires, err := t.desk.HandOver(t.from, g)
	if err != nil {
		return err
	}
	u, err := t.desk.Unit(g.Unit)
	if err != nil {
		return err
	}
	zone, err := t.desk.Zone(t.chat)
	if err != nil {
		return err
	}
	return t.show(t.words("handover.link", map[string]any{
		"Unit": u.Name, "Own": g.Account == t.from.Account, "Account": ending(g.Account),
		"Link":    t.desk.Bot().StartLink(invitePrefix + token),
		"Expires": t.desk.Catalog().Moment(t.lang, expires, zone),
	}), nil)
}

// handoverOffer asks the person who opened the link.
func (t *turn) handoverOffer(token string, unit loa.Unit) error {
	return t.answer(loa.Notice{
		Text: t.words("handover.offer", map[string]any{"Unit": unit.Name}),
		Buttons: [][]loa.Button{{
			t.button("bot.accept_button", actHandoverAccept, token),
			t.button("bot.decline_button", actInviteDecline),
		}},
	})
}

// handoverAccept takes the role over and says what came with it.
func (t *turn) handoverAccept() error {
	h, err := t.desk.TakeOver(t.from, t.chat, t.arg(0))
	if err != nil {
		return err
	}
	parts := []loa.Text{t.words("handover.done", map[string]any{"Unit": h.Unit.Name, "Count": len(h.Meetings)})}
	for _, m := range h.Meetings {
		parts = append(parts, t.words("handover.meeting", map[string]any{
			"When": t.desk.Catalog().Moment(t.lang, m.At, h.Zone), "Title": m.Title,
		}))
	}
	return t.show(loa.Lines("\n", parts...), [][]loa.Button{{t.button("bot.help_button", actHelp)}})
}
