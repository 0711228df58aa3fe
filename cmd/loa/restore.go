package main

import (
	"context"
	"time"

	"loa/campaign"
	"loa/config"
	"loa/storage"
)

// restoreCmd puts a backup in the place of the database.
type restoreCmd struct {
	File         string `arg:"" help:"${cli_restore_file}" type:"path"`
	Force        bool   `help:"${cli_restore_force}"`
	OldIsStopped bool   `help:"${cli_old_stopped}"`
}

// Run is the command.
func (c *restoreCmd) Run(e *env) error {
	cfg, err := e.load()
	if err != nil {
		return err
	}
	return c.restore(e, cfg, time.Now())
}

// restore is Run at a time.
func (c *restoreCmd) restore(e *env, cfg config.Config, now time.Time) error {
	if cfg.Database.PostgreSQL() {
		return misuse{e.line("operate.restore_postgres", map[string]any{"Database": withoutPassword(cfg.Database)})}
	}
	var d campaign.Decided
	r := storage.Restoring{File: c.File, Target: string(cfg.Database), Force: c.Force, At: now.In(cfg.Timezone)}
	aside, err := storage.Restore(e.ctx, r, func(tx *storage.Tx, at time.Time) (err error) {
		mark := campaign.Restoration{Backup: at, At: now}
		if c.OldIsStopped {
			mark.Stopped = now
		}
		d, err = campaign.MarkRestored(tx, mark)
		return err
	})
	if err != nil {
		return e.fileTrouble("operate.restore", err, map[string]any{"File": c.File, "Database": cfg.Database.String()})
	}
	e.say("operate.restored", map[string]any{
		"Database": cfg.Database.String(), "File": c.File, "Backup": e.catalog.Moment(e.lang, d.Backup, cfg.Timezone),
	})
	if aside != "" {
		e.say("operate.restored_aside", map[string]any{"Aside": aside})
	}
	e.sayDecided(d)
	e.say("operate.restored_next", nil)
	if c.OldIsStopped {
		e.say("operate.restored_start", nil)
	} else {
		e.say("operate.restored_stop_old", nil)
	}
	return nil
}

// sayDecided lists what was decided in the outbox.
func (e *env) sayDecided(d campaign.Decided) {
	const shown = 20
	if len(d.Doubtful) == 0 {
		e.say("operate.restored_nothing", nil)
	} else {
		e.say("operate.restored_decided", nil)
	}
	for _, t := range d.Doubtful[:min(shown, len(d.Doubtful))] {
		what := e.line("operate.restored_other", nil)
		if t.Post != "" {
			what = e.line("operate.restored_post", map[string]any{"Post": t.Post, "Date": e.catalog.Day(e.lang, t.Date)})
		}
		e.say("operate.restored_"+string(t.State), map[string]any{"What": what, "Count": t.Count})
	}
	if more := len(d.Doubtful) - shown; more > 0 {
		e.say("operate.more", map[string]any{"Count": more})
	}
	if d.Broadcasts > 0 {
		e.say("operate.restored_broadcasts", map[string]any{"Count": d.Broadcasts})
	}
}

// mayStart refuses to work on a restored database until the operator has said
// that the Loa which worked on after the backup has stopped: Telegram has no
// lock on a bot, and two that poll take each other's updates away before either
// is told (409, "terminated by other getUpdates request").
func (a *app) mayStart(ctx context.Context, e *env, oldIsStopped bool) error {
	r, err := a.service.Restoration(ctx)
	if err != nil || r.IsZero() || !r.Stopped.IsZero() {
		return err
	}
	if oldIsStopped {
		return a.service.ConfirmStopped(ctx)
	}
	return misuse{e.line("operate.not_confirmed", map[string]any{
		"Database": a.cfg.Database.String(), "Backup": e.catalog.Moment(e.lang, r.Backup, a.cfg.Timezone),
	})}
}
