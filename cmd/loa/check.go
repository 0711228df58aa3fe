package main

import (
	"fmt"

	"loa/content"
)

// checkCmd reports every mistake of a campaign folder at once.
type checkCmd struct {
	Dir string `arg:"" optional:"" help:"${cli_dir}" type:"path"`
}

// Run is the command.
func (c *checkCmd) Run(e *env) error {
	f, err := newFolder(e, c.Dir)
	if err != nil {
		return err
	}
	campaign, found := content.Read(f.fsys)
	wrong, warned := 0, 0
	for _, m := range found {
		fmt.Fprintln(e.stdout, e.catalog.Mistake(e.lang, m))
		if m.Warning {
			warned++
		} else {
			wrong++
		}
	}
	if campaign == nil {
		e.say("cli.check_failed", map[string]any{"Dir": f.name(), "Mistakes": wrong, "Warnings": warned})
		return errShown
	}
	e.say("cli.check_passed", map[string]any{
		"Dir": f.name(), "Name": campaign.Name, "Posts": len(campaign.Posts),
		"Questions": len(campaign.Questions), "Activities": len(campaign.Activities), "Meetings": len(campaign.Meetings), "Contests": len(campaign.Contests),
		"Units": len(campaign.Units), "Warnings": warned,
	})
	return nil
}
