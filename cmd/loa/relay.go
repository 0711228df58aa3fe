package main

import (
	"errors"

	"loa"
	"loa/campaign"
	"loa/config"
	"loa/storage"
)

// relayCmd is about the groups that people serve. Its commands may be run beside a serving Loa.
type relayCmd struct {
	Add  relayAddCmd  `cmd:"" help:"${cli_relay_add}"`
	List relayListCmd `cmd:"" help:"${cli_relay_list}"`
}

// relayAddCmd adds such a group.
type relayAddCmd struct {
	Unit  string `required:"" help:"${cli_relay_unit}" placeholder:"ID"`
	Kind  string `required:"" help:"${cli_relay_kind}" placeholder:"KIND"`
	Title string `required:"" help:"${cli_relay_title}" placeholder:"TITLE"`
}

// Run is the command.
func (c *relayAddCmd) Run(e *env) error {
	return e.withService(storage.Open, func(cfg config.Config, service *campaign.Service) error {
		_, folder, err := openFolder(e, cfg.Campaign)
		if err != nil {
			return err
		}
		if _, known := folder.Kind(loa.GroupKind(c.Kind)); !known {
			return misuse{e.line("cli.no_kind", map[string]any{"Kind": c.Kind, "Known": kindIDs(folder)})}
		}
		g, err := service.AddRelay(e.ctx, folder, loa.UnitID(c.Unit), loa.GroupKind(c.Kind), c.Title)
		if refusal, ok := errors.AsType[*campaign.Refusal](err); ok && refusal.Key == "campaign.not_your_unit" {
			return misuse{e.line("cli.relay_no_unit", map[string]any{"Unit": c.Unit})}
		}
		if err == nil {
			e.say("cli.relay_added", map[string]any{"ID": int64(g.ID), "Title": g.Title})
		}
		return err
	})
}

// relayListCmd lists them.
type relayListCmd struct{}

// Run is the command.
func (c *relayListCmd) Run(e *env) error {
	return e.withService(storage.Open, func(_ config.Config, service *campaign.Service) error {
		groups, err := service.AllRelayGroups(e.ctx)
		for _, g := range groups {
			e.say("cli.relay_line", map[string]any{"ID": int64(g.ID), "Unit": string(g.Unit), "Kind": string(g.Kind), "Title": g.Title})
		}
		return err
	})
}
