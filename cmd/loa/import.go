package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/campaign"
	"loa/content"
	"loa/storage"
)

// importCmd reads lists into the database.
type importCmd struct {
	Units   importUnitsCmd   `cmd:"" help:"${cli_import_units}"`
	Members importMembersCmd `cmd:"" help:"${cli_import_members}"`
}

// importUnitsCmd adds units to the tree, or replaces those with the same id:
// the whole file or nothing.
type importUnitsCmd struct {
	File string `arg:"" help:"${cli_file}" type:"path"`
}

// Run is the command. It may be run beside a serving Loa.
func (c *importUnitsCmd) Run(e *env) error {
	cfg, err := e.load()
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return misuse{e.line("cli.cannot_read", map[string]any{"File": c.File, "Problem": err.Error()})}
	}
	defer f.Close()
	units, mistakes := content.ReadUnits(filepath.Base(c.File), f)
	for _, m := range mistakes {
		fmt.Fprintln(e.stderr, e.catalog.Mistake(e.lang, m))
	}
	if units == nil {
		fmt.Fprintln(e.stderr, e.line("cli.nothing_imported", nil))
		return errShown
	}
	db, err := storage.Open(e.ctx, string(cfg.Database))
	if err != nil {
		return err
	}
	service := campaign.New(db, e.catalog, campaign.Settings{Zone: cfg.Timezone, Lang: cfg.Language}, time.Now, zerolog.Nop())
	err = errors.Join(service.ImportUnits(e.ctx, units, loa.Account{}), db.Close())
	if refusal, refused := errors.AsType[*campaign.Refusal](err); refused {
		fmt.Fprintln(e.stderr, e.line(refusal.Key, refusal.Data))
		return errShown
	}
	if err != nil {
		return err
	}
	e.say("cli.units_imported", map[string]any{"Count": len(units)})
	return nil
}
