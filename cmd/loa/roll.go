package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/bot/telegram"
	"loa/campaign"
	"loa/config"
	"loa/storage"
)

// rollCmd is about the lists of members.
type rollCmd struct {
	Invites rollInvitesCmd `cmd:"" help:"${cli_roll_invites}"`
}

// rollInvitesCmd writes a sheet of invite codes for a unit's members who have no
// linked account. It may be run beside a serving Loa.
type rollInvitesCmd struct {
	Unit string `required:"" help:"${cli_roll_unit}" placeholder:"ID"`
	Out  string `short:"o" required:"" help:"${cli_roll_out}" placeholder:"FILE.docx" type:"path"`
	Bot  string `help:"${cli_roll_bot}" placeholder:"NAME"`
}

// Run is the command.
func (c *rollInvitesCmd) Run(e *env) error {
	cfg, err := e.load()
	if err != nil {
		return err
	}
	bot, err := c.bot(e, cfg)
	if err != nil {
		return err
	}
	// First the file, then the codes: those of before are void once there are new ones.
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return misuse{e.line("cli.roll_cannot_write", map[string]any{"File": c.Out, "Problem": err.Error()})}
	}
	n, err := c.write(e, cfg, bot, f)
	if err = errors.Join(err, f.Close()); err == nil {
		e.say("cli.roll_invited", map[string]any{"File": c.Out, "Count": n, "Days": campaign.CodeDays})
		return nil
	}
	if removed := os.Remove(c.Out); removed != nil {
		err = errors.Join(err, removed)
	}
	if refusal, refused := errors.AsType[*campaign.Refusal](err); refused {
		fmt.Fprintln(e.stderr, e.line(refusal.Key, refusal.Data))
		return errShown
	}
	return err
}

func (c *rollInvitesCmd) write(e *env, cfg config.Config, bot campaign.Bot, f *os.File) (int, error) {
	db, err := storage.Open(e.ctx, string(cfg.Database))
	if err != nil {
		return 0, err
	}
	service := campaign.New(db, e.catalog, campaign.Settings{
		Zone: cfg.Timezone, Lang: cfg.Language, InviteSheet: e.inviteSheet,
	}, time.Now, zerolog.Nop())
	sheet, n, err := service.PrintInvites(e.ctx, bot, loa.UnitID(c.Unit), cfg.Language)
	if err := errors.Join(err, db.Close()); err != nil {
		return 0, err
	}
	_, err = f.Write(sheet)
	return n, err
}

// bot says which bot the links open: the one that was named, else Telegram is asked.
func (c *rollInvitesCmd) bot(e *env, cfg config.Config) (campaign.Bot, error) {
	can := loa.Capabilities{DeepLinks: true} // a sheet is for links; Zalo has none
	if c.Bot != "" {
		return campaign.Bot{Username: c.Bot, Can: can}, nil
	}
	if err := cfg.ForServe(); err != nil {
		return campaign.Bot{}, err
	}
	a, err := telegram.New(telegram.Config{
		Token: string(cfg.Telegram.Token), API: cfg.Telegram.API, HTTP: &http.Client{}, Log: zerolog.Nop(),
	})
	if err != nil {
		return campaign.Bot{}, err
	}
	me, err := a.Connect(e.ctx)
	if err != nil {
		return campaign.Bot{}, fmt.Errorf("ask Telegram for the bot's name (or name it with --bot): %w", err)
	}
	return campaign.Bot{ID: me.Bot, Username: me.Username, Can: can}, nil
}
