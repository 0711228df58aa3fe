package main

import (
	"context"
	"errors"
	"time"

	"loa/campaign"
	"loa/config"
	"loa/storage"
)

// restoreCmd puts a backup in the place of the database, or is told that other
// means did so: pg_restore, or a snapshot of the machine.
type restoreCmd struct {
	File         string    `arg:"" optional:"" help:"${cli_restore_file}" type:"path"`
	BackupOf     time.Time `help:"${cli_backup_of}" format:"2006-01-02T15:04:05Z07:00" placeholder:"TIME"`
	Force        bool      `help:"${cli_restore_force}"`
	OldIsStopped bool      `help:"${cli_old_stopped}"`
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
	byOthers := !c.BackupOf.IsZero()
	switch {
	case byOthers == (c.File != "") || c.BackupOf.After(now):
		return misuse{e.line("operate.restore_either", nil)}
	case cfg.Database.PostgreSQL() && !byOthers:
		return misuse{e.line("operate.restore_postgres", map[string]any{"Database": withoutPassword(cfg.Database), "File": c.File})}
	}
	var d campaign.Decided
	decide := func(tx *storage.Tx, at time.Time) (err error) {
		mark := campaign.Restoration{Backup: at, At: now}
		if c.OldIsStopped {
			mark.Stopped = now
		}
		d, err = campaign.MarkRestored(tx, mark)
		return err
	}
	var aside string
	var err error
	if byOthers {
		err = decideInPlace(e.ctx, cfg.Database, func(tx *storage.Tx) error { return decide(tx, c.BackupOf) })
	} else {
		r := storage.Restoring{File: c.File, Target: string(cfg.Database), Force: c.Force, At: now.In(cfg.Timezone)}
		aside, err = storage.Restore(e.ctx, r, decide)
	}
	if err != nil {
		return e.fileTrouble("operate.restore", err, map[string]any{"File": c.File, "Database": cfg.Database.String()})
	}
	key := "operate.restored"
	if byOthers {
		key = "operate.restored_by_others"
	}
	e.say(key, map[string]any{
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

// decideInPlace decides within a database that is in its place already, while no
// Loa works on it.
func decideInPlace(ctx context.Context, database config.Database, decide func(*storage.Tx) error) error {
	looked, err := storage.Look(ctx, string(database)) // so that a missing one is not created
	if err == nil {
		err = looked.Close()
	}
	if err != nil && !errors.Is(err, storage.ErrOlder) {
		return err
	}
	db, err := storage.Open(ctx, string(database))
	if err != nil {
		return err
	}
	release, err := db.Lock(ctx, "serve")
	if err != nil {
		return errors.Join(err, db.Close())
	}
	return errors.Join(db.Update(ctx, decide), release(), db.Close())
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
