package bot

import (
	"errors"
	"strings"

	"loa"
	"loa/campaign"
)

// The buttons of a switch-over: units, a unit, the rehearsal, do it.
const (
	actSwitchUnits = "swu"
	actSwitchUnit  = "sw"
	actSwitchPlan  = "swp"
	actSwitchGo    = "swg"
)

// switchUnits asks whose groups are to be reached otherwise.
func (t *turn) switchUnits() error {
	return t.chooseBindable("relay.switch_unit", actSwitchUnits, actSwitchUnit)
}

// switchUnit asks which of the unit's groups, and where to.
func (t *turn) switchUnit() error {
	u, err := t.relayUnit(loa.UnitID(t.arg(0)))
	if err != nil {
		return err
	}
	groups, err := t.desk.SwitchGroups(t.from, u.ID)
	if err != nil {
		return err
	}
	scope := "u:" + string(u.ID)
	rows := [][]loa.Button{
		{t.button("relay.switch_all_relay", actSwitchPlan, scope, string(campaign.SwitchRelay))},
		{t.button("relay.switch_all_back", actSwitchPlan, scope, string(campaign.SwitchBack))},
	}
	const most = 12
	for _, g := range groups[:min(most, len(groups))] {
		key, to := "relay.switch_one_relay", campaign.SwitchRelay
		if g.Channel().Relayed() {
			key, to = "relay.switch_one_back", campaign.SwitchBack
		}
		rows = append(rows, []loa.Button{{
			Text: t.line(key, map[string]any{"Title": g.Title}), Data: data(actSwitchPlan, "g:"+idText(g.ID), string(to)),
		}})
	}
	rows = append(rows, []loa.Button{t.button("relay.back_button", actSwitchUnits, "0")})
	return t.show(t.words("relay.switch_what", map[string]any{"Unit": u.Name}), rows)
}

// readScope reads which groups a button is about.
func readScope(arg string) (campaign.Scope, error) {
	if unit, ok := strings.CutPrefix(arg, "u:"); ok {
		return campaign.Scope{Unit: loa.UnitID(unit)}, nil
	}
	id, err := readID[loa.GroupID]("group", strings.TrimPrefix(arg, "g:"))
	return campaign.Scope{Group: id}, err
}

// switchPlan shows what a switch-over would do.
func (t *turn) switchPlan() error {
	scope, err := readScope(t.arg(0))
	if err != nil {
		return err
	}
	p, err := t.desk.SwitchPlan(t.from, scope, campaign.SwitchTo(t.arg(1)))
	if err != nil {
		return err
	}
	return t.switchShow(p, false)
}

func (t *turn) switchShow(p campaign.SwitchPlan, stale bool) error {
	said := t.switchSaid(p)
	said["Stale"] = stale
	return t.show(loa.Lines("\n\n", t.words("relay.switch_plan", said), t.switchLines(p)), [][]loa.Button{
		{{Text: t.line("relay.switch_go_button", said), Data: data(actSwitchGo, t.arg(0), string(p.To), p.Digest)}},
		{t.button("relay.back_button", actSwitchUnits, "0")},
	})
}

func (t *turn) switchSaid(p campaign.SwitchPlan) map[string]any {
	return map[string]any{
		"To": string(p.To), "Groups": len(p.Moving()), "Bot": p.Count(campaign.WayBot), "Relay": p.Count(campaign.WayRelay),
		"Call": p.Count(campaign.WayCall), "Waiting": p.Waiting(), "Unclear": p.Unclear(),
	}
}

// switchLines names the groups that are switched over, those first for which somebody must call.
func (t *turn) switchLines(p campaign.SwitchPlan) loa.Text {
	const most = 20
	var lines []loa.Text
	moving := p.Moving()
	for _, way := range []string{campaign.WayCall, campaign.WayRelay, campaign.WayBot} {
		for _, l := range moving {
			if l.Way == way && len(lines) < most {
				lines = append(lines, t.words("relay.switch_line_"+way, map[string]any{
					"Group": l.Group.Title, "Unit": l.Unit.Name, "Waiting": len(l.Waiting), "Unclear": len(l.Unclear),
				}))
			}
		}
	}
	if more := len(moving) - most; more > 0 {
		lines = append(lines, t.words("relay.switch_more", map[string]any{"Count": more}))
	}
	return loa.Lines("\n", lines...)
}

// switchGo does what was shown; if something has changed since, it shows that instead.
func (t *turn) switchGo() error {
	scope, err := readScope(t.arg(0))
	if err != nil {
		return err
	}
	p, err := t.desk.SwitchOver(t.from, scope, campaign.SwitchTo(t.arg(1)), t.arg(2))
	if refusal, ok := errors.AsType[*campaign.Refusal](err); ok && refusal.Key == "relay.switch_stale" {
		return t.switchShow(p, true)
	}
	if err != nil {
		return err
	}
	to, key := campaign.SwitchBack, "relay.switch_back_button"
	if p.To == campaign.SwitchBack {
		to, key = campaign.SwitchRelay, "relay.switch_again_button"
	}
	return t.show(loa.Lines("\n\n", t.words("relay.switch_done", t.switchSaid(p)), t.switchLines(p)),
		[][]loa.Button{{t.button(key, actSwitchPlan, t.arg(0), string(to))}})
}
