package main

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"loa"
	"loa/campaign"
	"loa/config"
	"loa/content"
	"loa/storage"
)

// switchCmd has groups reached otherwise: by people who pass things on, or by the bot that
// they had. It says first what would happen, and may be run beside a serving Loa.
type switchCmd struct {
	Unit  string      `help:"${cli_switch_unit}" placeholder:"ID"`
	Group loa.GroupID `help:"${cli_switch_group}" placeholder:"N"`
	To    string      `required:"" enum:"relay,back" help:"${cli_switch_to} (${enum})."`
	Yes   bool        `help:"${cli_switch_yes}"`
}

// Run is the command.
func (c *switchCmd) Run(e *env) error {
	if (c.Unit == "") == (c.Group == 0) {
		return misuse{e.line("cli.switch_either", nil)}
	}
	return e.withService(storage.Open, func(_ config.Config, service *campaign.Service) error {
		p, err := service.PlanSwitch(e.ctx, campaign.Scope{Group: c.Group, Unit: loa.UnitID(c.Unit)}, campaign.SwitchTo(c.To))
		if err != nil {
			return err
		}
		said := map[string]any{
			"Groups": len(p.Moving()), "Bot": p.Count(campaign.WayBot), "Relay": p.Count(campaign.WayRelay), "Call": p.Count(campaign.WayCall),
			"Waiting": p.Waiting(), "Unclear": p.Unclear(),
		}
		e.say("cli.switch_plan", said)
		for _, l := range p.Moving() {
			e.say("cli.switch_line", map[string]any{
				"ID": int64(l.Group.ID), "Way": l.Way, "Title": l.Group.Title, "Unit": l.Unit.Name, "Waiting": len(l.Waiting), "Unclear": len(l.Unclear),
			})
		}
		if agreed, err := c.agreed(e); err != nil || !agreed {
			return err
		}
		if err := service.SwitchOver(e.ctx, p); err != nil {
			return err
		}
		e.say("cli.switch_done", said)
		return nil
	})
}

// agreed asks whoever is at the terminal, unless --yes has said it. With nobody there it was
// a rehearsal.
func (c *switchCmd) agreed(e *env) (bool, error) {
	if c.Yes {
		return true, nil
	}
	if e.stdin != nil {
		fmt.Fprint(e.stdout, e.line("cli.switch_confirm", nil), " ")
		answer, err := readLine(e.ctx, bufio.NewReader(e.stdin))
		if err != nil {
			return false, err
		}
		if slices.Contains([]string{"y", "yes", "c", "co"}, content.Fold(strings.TrimSpace(answer))) {
			return true, nil
		}
	}
	e.say("cli.switch_rehearsed", nil)
	return false, nil
}
