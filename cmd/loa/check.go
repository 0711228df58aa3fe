package main

import (
	"fmt"
	"os"

	"loa/content"
)

// checkCmd reports every mistake of a campaign folder at once.
type checkCmd struct {
	Dir string `arg:"" optional:"" help:"${cli_dir}" type:"path"`
}

// Run is the command.
func (c *checkCmd) Run(e *env) error {
	f := &folder{e: e, dir: c.Dir, fsys: content.Default()}
	if c.Dir != "" {
		if info, err := os.Stat(c.Dir); err != nil || !info.IsDir() {
			return misuse{e.line("cli.no_folder", map[string]any{"Dir": c.Dir})}
		}
		f.fsys = os.DirFS(c.Dir)
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
		"Questions": len(campaign.Questions), "Units": len(campaign.Units), "Warnings": warned,
	})
	return nil
}
