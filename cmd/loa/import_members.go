package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/campaign"
	"loa/content"
	"loa/storage"
)

// importMembersCmd shows what a roll would change, and changes it once somebody
// agrees: the whole file or nothing.
type importMembersCmd struct {
	File string           `arg:"" optional:"" help:"${cli_file}" type:"path"`
	Full bool             `help:"${cli_full}"`
	Yes  bool             `help:"${cli_yes}"`
	Undo loa.RollImportID `help:"${cli_undo}" placeholder:"ID"`
}

// Run is the command. It may be run beside a serving Loa.
func (c *importMembersCmd) Run(e *env) error {
	if (c.File == "") == (c.Undo == 0) {
		return misuse{e.line("members.cli_either", nil)}
	}
	cfg, err := e.load()
	if err != nil {
		return err
	}
	db, err := storage.Open(e.ctx, string(cfg.Database))
	if err != nil {
		return err
	}
	service := campaign.New(db, e.catalog, campaign.Settings{Zone: cfg.Timezone, Lang: cfg.Language}, time.Now, zerolog.Nop())
	if c.Undo != 0 {
		err = c.undo(e, service)
	} else {
		err = c.importFile(e, db, service)
	}
	err = errors.Join(err, db.Close())
	if refusal, refused := errors.AsType[*campaign.Refusal](err); refused {
		fmt.Fprintln(e.stderr, e.line(refusal.Key, refusal.Data))
		return errShown
	}
	return err
}

func (c *importMembersCmd) undo(e *env, service *campaign.Service) error {
	people, err := service.UndoRoll(e.ctx, c.Undo)
	if err != nil {
		return err
	}
	e.say("members.undone", map[string]any{"Count": people})
	return nil
}

func (c *importMembersCmd) importFile(e *env, db *storage.DB, service *campaign.Service) error {
	roll, err := c.read(e, db)
	if err != nil {
		return err
	}
	plan, wrong, err := service.PreviewRoll(e.ctx, roll, c.Full)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return e.refuseRoll(wrong)
	}
	if len(plan.People) == 0 {
		e.say("members.cli_nothing", map[string]any{"File": c.File})
		return nil
	}
	fmt.Fprintln(e.stdout, service.DescribeRoll(e.lang, plan).String())
	if err := e.agreed(c.Yes); err != nil {
		return err
	}
	id, err := service.ImportRoll(e.ctx, roll, c.Full, plan.Print)
	if err != nil {
		return err
	}
	fresh, changed, leave := plan.Counts()
	e.say("members.cli_imported", map[string]any{"File": c.File, "ID": int64(id), "New": fresh, "Changed": changed, "Leave": leave, "Same": plan.Same})
	return nil
}

// read reads the file beside the units that are stored.
func (c *importMembersCmd) read(e *env, db *storage.DB) (*content.Roll, error) {
	f, err := os.Open(c.File)
	if err != nil {
		return nil, misuse{e.line("cli.cannot_read", map[string]any{"File": c.File, "Problem": err.Error()})}
	}
	defer f.Close()
	var units loa.Units
	err = db.View(e.ctx, func(tx *storage.Tx) (err error) {
		units, err = tx.Units()
		return err
	})
	if err != nil {
		return nil, err
	}
	roll, mistakes := content.ReadMembers(filepath.Base(c.File), f, units)
	if roll == nil {
		return nil, e.refuseRoll(mistakes)
	}
	for _, m := range mistakes {
		fmt.Fprintln(e.stderr, e.catalog.Mistake(e.lang, m))
	}
	return roll, nil
}

func (e *env) refuseRoll(mistakes []content.Mistake) error {
	for _, m := range mistakes {
		fmt.Fprintln(e.stderr, e.catalog.Mistake(e.lang, m))
	}
	fmt.Fprintln(e.stderr, e.line("cli.nothing_imported", nil))
	return errShown
}

// agreed asks whoever is at the terminal, unless --yes has said it.
func (e *env) agreed(yes bool) error {
	if yes {
		return nil
	}
	if e.stdin == nil {
		return misuse{e.line("members.cli_need_yes", nil)}
	}
	fmt.Fprint(e.stdout, e.line("members.cli_confirm", nil), " ")
	answer, err := readLine(e.ctx, bufio.NewReader(e.stdin))
	if err == nil && slices.Contains([]string{"y", "yes", "c", "co"}, content.Fold(strings.TrimSpace(answer))) {
		return nil
	}
	fmt.Fprintln(e.stderr, e.line("members.cli_left", nil))
	return errShown
}
