package bot

import (
	"strings"

	"loa"
	"loa/campaign"
)

// The buttons of a member's invite code: it is me, it is not.
const (
	actLinkYes = "ly"
	actLinkNo  = "lx"
)

// linkOffer asks the person who opened a code's link, before anything is stored. The
// name is shown to nobody else.
func (t *turn) linkOffer(token string) error {
	o, err := t.desk.CodeOffer(t.from, token)
	if err != nil {
		return err
	}
	return t.askLink(token, o)
}

func (t *turn) askLink(token string, o campaign.CodeOffer) error {
	var units []string
	for _, u := range o.Units {
		units = append(units, u.Name)
	}
	key, yes := "link.offer", "link.yes_button"
	if o.Now != 0 {
		key, yes = "link.offer_other", "link.move_button"
	}
	return t.show(t.words(key, map[string]any{"Name": o.Member.Name, "Units": strings.Join(units, "; ")}), [][]loa.Button{{
		t.button(yes, actLinkYes, token, idText(o.Now)),
		t.button("link.no_button", actLinkNo),
	}})
}

// linkYes ties the account to the member. An account that became somebody's after
// the question was put is asked about anew.
func (t *turn) linkYes() error {
	now, err := memberID(t.arg(1))
	if err != nil {
		return err
	}
	o, linked, err := t.desk.LinkByCode(t.from, t.arg(0), now)
	if err != nil {
		return err
	}
	if !linked {
		return t.askLink(t.arg(0), o)
	}
	return t.show(t.words("link.done", map[string]any{"Name": o.Member.Name}), [][]loa.Button{{t.button("bot.help_button", actHelp)}})
}

func (t *turn) linkNo() error { return t.show(t.words("link.declined", nil), nil) }
