package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/campaign"
	"loa/storage"
)

// statusCmd shows how Loa stands. It reads only, beside a serving Loa or without one.
type statusCmd struct {
	JSON bool `help:"${cli_as_json}"`
}

// Run is the command.
func (c *statusCmd) Run(e *env) error {
	cfg, err := e.load()
	if err != nil {
		return err
	}
	_, carriedOut, err := openFolder(e, cfg.Campaign)
	if err != nil {
		return err
	}
	db, err := storage.Look(e.ctx, string(cfg.Database))
	if err != nil {
		return e.fileTrouble("operate.status", err, map[string]any{"Database": cfg.Database.String()})
	}
	service := campaign.New(db, e.catalog, campaign.Settings{Zone: cfg.Timezone, Lang: cfg.Language}, time.Now, zerolog.Nop())
	st, err := service.Status(e.ctx, carriedOut, time.Now())
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	if c.JSON {
		out := json.NewEncoder(e.stdout)
		out.SetIndent("", "  ")
		return out.Encode(st)
	}
	e.sayStatus(st, cfg.Database.String(), cfg.Timezone)
	return nil
}

// sayStatus writes a status for people.
func (e *env) sayStatus(st campaign.Status, database string, zone *time.Location) {
	moment := func(t time.Time) string { return e.catalog.Moment(e.lang, t, zone) }
	say := func(key string, data map[string]any) { e.say("operate.status_"+key, data) }

	say("head", map[string]any{"Database": database, "Now": moment(st.At)})
	if st.Rehearsal {
		say("rehearsal", nil)
	}
	if !st.Restored.IsZero() {
		say("restored", map[string]any{"At": moment(st.Restored)})
	}
	say("campaign", map[string]any{"Name": st.Campaign.Name, "ID": st.Campaign.ID, "Digest": fmt.Sprintf("%.12s", st.Campaign.Digest)})
	if !st.Campaign.Adopted {
		say("changed", nil)
	}
	if st.Next != nil {
		say("next", map[string]any{"At": moment(st.Next.At), "Title": st.Next.Title})
	} else {
		say("no_next", nil)
	}
	if st.DecidedUntil.IsZero() {
		say("undecided", nil)
	} else {
		say("decided", map[string]any{"At": moment(st.DecidedUntil)})
	}
	e.sayQueue(st)
	say("groups", map[string]any{
		"Active": st.Groups[loa.GroupActive], "Waiting": st.Groups[loa.GroupWaiting], "Closed": st.Groups[loa.GroupClosed],
	})
	for _, g := range st.Closed {
		say("closed", map[string]any{"Title": g.Title, "Unit": g.Name})
	}
	say("dead", map[string]any{"Count": st.DeadLetters})
	if st.LastBackup.IsZero() {
		say("no_backup", nil)
	} else {
		say("backup", map[string]any{"At": moment(st.LastBackup), "Age": e.age(st.At.Sub(st.LastBackup))})
	}
	if len(st.Problems) == 0 {
		say("no_problems", nil)
		return
	}
	say("problems", nil)
	for _, p := range st.Problems {
		say("problem_"+string(p.State), map[string]any{"Count": p.Count, "Reason": p.Reason, "Last": moment(p.Last)})
	}
}

func (e *env) sayQueue(st campaign.Status) {
	n := st.Deliveries
	e.say("operate.status_queue", map[string]any{
		"Pending": n[loa.Pending], "Sending": n[loa.Sending], "Sent": n[loa.Sent], "Uncertain": n[loa.Uncertain],
		"Failed": n[loa.Failed], "Expired": n[loa.Expired], "Relayed": n[loa.Relayed],
	})
	if !st.Oldest.IsZero() {
		e.say("operate.status_oldest", map[string]any{"Age": e.age(st.At.Sub(st.Oldest))})
	}
	for _, b := range st.Bots {
		e.say("operate.status_bot", map[string]any{"Bot": string(b.ID), "Count": b.LastMinute})
		if m := b.Month; m != nil {
			e.say("operate.status_month", map[string]any{"Used": m.Messages, "Groups": m.Groups, "People": m.People, "Held": m.Held})
		}
	}
}

// age writes a span of time in its largest unit, rounded down.
func (e *env) age(d time.Duration) string {
	const day = 24 * time.Hour
	for _, u := range []struct {
		key  string
		unit time.Duration
	}{{"days", day}, {"hours", time.Hour}, {"minutes", time.Minute}} {
		if d >= 2*u.unit || u.unit == time.Minute && d >= u.unit {
			return e.line("operate.age_"+u.key, map[string]any{"Count": int(d / u.unit)})
		}
	}
	return e.line("operate.age_seconds", map[string]any{"Count": int(max(0, d) / time.Second)})
}
