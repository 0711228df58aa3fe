package main

import (
	"context"
	"fmt"
	"time"

	"loa"
	"loa/bot"
	"loa/bot/telegram"
	"loa/content"
	"loa/scheduler"
	"loa/storage"
	"loa/web"
)

// newScheduler makes the scheduler with the regular jobs.
func (a *app) newScheduler() (*scheduler.Scheduler, error) {
	var jobs []scheduler.Job
	for _, j := range []struct {
		name, when string
		run        func(context.Context, time.Time) error
	}{
		{"reload campaign folder", "* * * * *", a.reload},
		{"remind of what waits for approval", "0 17 * * *", a.service.RemindApprovers},
		{"ask anew for consent to a changed text", "0 8 * * *", a.service.AskConsentAnew},
		{"remind of requests concerning data", "0 8 * * *", a.service.RemindRequests},
		{"send reports that people asked for", "0 * * * *", a.service.SendReports},
		{"warn of messages of the month", "5 * * * *", a.service.WarnOfQuota},
		// When officials are home from work, and before the posts of the next morning.
		{"plan messages of the month", "30 17 * * *", a.service.PlanQuota},
		{"forget what is kept no longer", "15 3 * * *", a.service.Purge},
	} {
		when, err := scheduler.Cron(j.when)
		if err != nil {
			return nil, fmt.Errorf("plan job %s: %w", j.name, err)
		}
		jobs = append(jobs, scheduler.Job{Name: j.name, When: when, Run: j.run})
	}
	return scheduler.New(a.clock, a.cfg.Timezone, ticks{a}, jobs, a.log), nil
}

// ticks is the planner, with a note of when it last worked.
type ticks struct{ a *app }

func (t ticks) Tick(ctx context.Context, now time.Time) (time.Time, error) {
	next, err := t.a.service.Tick(ctx, now)
	t.a.standing.undecided.Store(err != nil)
	if err == nil {
		t.a.metrics.Ticked(time.Now())
	}
	return next, err
}

// watch lets the metrics ask the outbox, and tells them of what was put aside.
func (a *app) watch() {
	a.service.OnDeadLetter(a.metrics.DeadLettered)
	a.metrics.WatchOutbox(web.Outbox{
		Count: func(ctx context.Context) (counts map[loa.DeliveryState]int, err error) {
			err = a.db.View(ctx, func(tx *storage.Tx) error {
				counts, err = tx.CountDeliveries()
				return err
			})
			return counts, err
		},
		Oldest: func(ctx context.Context) (oldest time.Time, err error) {
			err = a.db.View(ctx, func(tx *storage.Tx) error {
				oldest, err = tx.OldestPending(a.clock.Now())
				return err
			})
			return oldest, err
		},
		Now: a.clock.Now,
	})
	a.metrics.WatchGroups(web.Groups{
		Count: func(ctx context.Context) (counts map[loa.GroupState]int, err error) {
			err = a.db.View(ctx, func(tx *storage.Tx) error {
				counts, err = tx.CountGroups()
				return err
			})
			return counts, err
		},
		DeadLetters: func(ctx context.Context) (n int, err error) {
			err = a.db.View(ctx, func(tx *storage.Tx) error {
				n, err = tx.DeadLetters()
				return err
			})
			return n, err
		},
		Next: func(ctx context.Context) (time.Time, error) {
			at, _, _, err := a.service.NextEvent(ctx, a.clock.Now())
			return at, err
		},
	})
}

// announcement is what the bot shows of itself: menus by scope and language,
// and the texts before Start.
func announcement(b *bot.Bot, catalog *content.Catalog) telegram.Announcement {
	a := telegram.Announcement{Descriptions: map[loa.Lang]telegram.Description{}}
	scopes := map[bot.Scope]telegram.Scope{
		bot.ScopePrivate: telegram.PrivateScope, bot.ScopeGroups: telegram.GroupsScope, bot.ScopeGroupAdmins: telegram.GroupAdminsScope,
	}
	// The list without a language serves everybody else: Vietnamese first.
	for _, l := range []struct{ list, speaks loa.Lang }{{"", loa.Vietnamese}, {loa.Vietnamese, loa.Vietnamese}, {loa.English, loa.English}} {
		line := func(key string) string { return catalog.Line(l.speaks, key, nil) }
		for _, scope := range []bot.Scope{bot.ScopePrivate, bot.ScopeGroups, bot.ScopeGroupAdmins} {
			list := telegram.CommandList{Scope: scopes[scope], Lang: l.list}
			for _, entry := range b.Menu(scope, l.speaks, line) {
				list.Commands = append(list.Commands, telegram.Command{Name: entry.Name, Description: entry.Description})
			}
			a.Commands = append(a.Commands, list)
		}
		a.Descriptions[l.list] = telegram.Description{Long: line("bot.profile"), Short: line("bot.profile_short")}
	}
	return a
}
