package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"loa"
	"loa/bot"
	"loa/bot/telegram"
	"loa/campaign"
	"loa/config"
	"loa/content"
	"loa/delivery"
	"loa/scheduler"
	"loa/storage"
	"loa/web"
)

// app is a whole Loa, built but not yet running.
type app struct {
	cfg      config.Config
	log      zerolog.Logger
	clock    *scheduler.Clock
	catalog  *content.Catalog
	db       *storage.DB
	unlock   func() error
	folder   *folder
	service  *campaign.Service
	server   *web.Server
	metrics  *web.Metrics
	adapter  *telegram.Adapter
	sched    *scheduler.Scheduler
	standing standing

	links        string            // see options
	checkinPages *web.CheckinPages // nil: there are none
	checkin      *web.Server       // of these pages alone; nil: none
}

// options are what the demo does otherwise than a server.
type options struct {
	clock     *scheduler.Clock
	rehearsal bool // every post says so, and the database is marked
	stopped   bool // the operator says that no other Loa works on a later state of a restored database
	pages     http.Handler
	links     string // address of the sandbox that opens deep links in Telegram's place
}

// newApp builds a Loa from its configuration. Nothing is sent or received yet.
func newApp(ctx context.Context, e *env, cfg config.Config, log zerolog.Logger, o options) (a *app, err error) {
	f, c, err := openFolder(e, cfg.Campaign)
	if err != nil {
		return nil, err
	}
	a = &app{cfg: cfg, log: log, clock: o.clock, catalog: e.catalog, folder: f, links: o.links}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.close())
		}
	}()
	if a.db, err = storage.Open(ctx, string(cfg.Database)); err != nil {
		return a, err
	}
	a.unlock, err = a.db.Lock(ctx, "serve")
	if errors.Is(err, storage.ErrLocked) {
		return a, errors.New(e.line("cli.locked", map[string]any{"Database": cfg.Database.String()}))
	}
	if err != nil {
		return a, err
	}
	a.service = campaign.New(a.db, e.catalog, campaign.Settings{
		Zone: cfg.Timezone, Lang: cfg.Language, Admins: cfg.Admins, Rehearsal: o.rehearsal, InviteSheet: e.inviteSheet,
		CheckinURL: checkinURL(cfg.Checkin),
		Attendance: cfg.Attendance, Outage: outage(o.clock),
	}, o.clock.Now, log)
	a.service.UseDocuments(documents{e.catalog})
	if err = a.service.Claim(ctx, o.clock.Moved()); err != nil {
		if _, refused := errors.AsType[*campaign.Refusal](err); refused {
			return a, misuse{e.line("cli.rehearsal_mixed", map[string]any{"Database": cfg.Database.String()})}
		}
		return a, err
	}
	if err = a.mayStart(ctx, e, o.stopped); err != nil {
		return a, err
	}
	registry := prometheus.NewRegistry()
	a.metrics = web.NewMetrics(registry)
	a.watch()
	if err = a.adopt(ctx, c); err != nil {
		return a, err
	}
	a.server = web.New(web.Config{Listen: cfg.Listen, Ready: a.ready, Registry: registry, Pages: o.pages, Log: log})
	if err = a.server.Listen(ctx); err != nil {
		return a, err
	}
	if err = a.openCheckin(ctx); err != nil {
		return a, err
	}
	if a.sched, err = a.newScheduler(); err != nil {
		return a, err
	}
	a.adapter, err = telegram.New(telegram.Config{
		Token: string(cfg.Telegram.Token), API: cfg.Telegram.API, HTTP: &http.Client{}, Log: log, Observe: a.metrics.Observe,
		Files: &files{a.db, botOf(cfg.Telegram.Token)},
	})
	return a, err
}

// outage is how long Loa is away before contests get the time back. A moved clock jumps,
// and nobody was away.
func outage(clock *scheduler.Clock) time.Duration {
	if clock.Moved() {
		return 0
	}
	return campaign.DefaultOutage
}

// close gives everything back. It may be called on a half-built app.
func (a *app) close() error {
	var errs []error
	if a.unlock != nil {
		errs = append(errs, a.unlock())
	}
	if a.db != nil {
		errs = append(errs, a.db.Close())
	}
	return errors.Join(errs...)
}

// run runs everything until ctx ends or a part fails for good, then waits for
// all parts. Each part ends within five seconds of its context.
func (a *app) run(ctx context.Context, more ...part) error {
	parts := newGroup(ctx)
	for _, p := range more {
		parts.start(p.name, p.run)
	}
	parts.start("web", a.server.Run)
	if a.checkin != nil {
		parts.start("check-in pages", a.checkin.Run)
	}
	parts.start("telegram", a.serveTelegram)
	return parts.wait()
}

// serveTelegram connects, as often as it takes, and then receives, delivers and schedules.
func (a *app) serveTelegram(ctx context.Context) error {
	me, err := a.connect(ctx)
	if err != nil {
		return err
	}
	a.service.AddBot(campaign.Bot{ID: me.Bot, Username: me.Username, Can: a.adapter.Capabilities()})
	if err := a.service.AfterRestore(ctx); err != nil {
		return err
	}
	answers := bot.New(me.Bot, a.service)
	if err := a.persist(ctx, "announce", func() error { return a.adapter.Announce(ctx, announcement(answers, a.catalog)) }); err != nil {
		return err
	}
	worker := delivery.New(me.Bot, a.db, settled{a.service, &a.standing}, a.adapter, a.clock, delivery.TelegramPace(), a.log)
	a.service.OnQueued(worker.Wake)
	a.service.OnChanged(a.sched.Wake)
	now := time.Now()
	a.standing.connected.Store(&now)
	a.log.Info().Str("bot", string(me.Bot)).Str("username", me.Username).Msg("connected to Telegram")

	parts := newGroup(ctx)
	parts.start("receive", func(ctx context.Context) error {
		return a.adapter.Receive(ctx, counted{answers, a.metrics, &a.standing})
	})
	parts.start("delivery", worker.Run)
	parts.start("scheduler", a.sched.Run)
	parts.start("cards", a.service.RunCards)
	parts.start("rolls", func(ctx context.Context) error { return a.service.RunRolls(ctx, me.Bot, a.adapter) })
	return parts.wait()
}

func (a *app) connect(ctx context.Context) (me telegram.Me, err error) {
	err = a.persist(ctx, "connect", func() error {
		me, err = a.adapter.Connect(ctx)
		return err
	})
	return me, err
}

// persist tries again until it works, unless the set-up is wrong: the network
// may come after the machine has started.
func (a *app) persist(ctx context.Context, what string, try func() error) error {
	for attempt := 1; ; attempt++ {
		err := try()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		f := loa.FailureOf(err)
		if f.Class == loa.FailMisconfigured {
			return fmt.Errorf("%s to Telegram: %w", what, err)
		}
		wait := max(f.After, loa.Backoff(attempt))
		a.log.Warn().Err(err).Dur("again_in", wait).Msg("Telegram cannot be reached: " + what)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

// files gives the adapter the bytes of media and what the bot has uploaded.
type files struct {
	db  *storage.DB
	bot loa.BotID
}

func (f *files) File(ctx context.Context, digest string) (string, []byte, error) {
	return f.db.File(ctx, digest)
}

func (f *files) RemoteFile(ctx context.Context, digest string) (id string, err error) {
	err = f.db.View(ctx, func(tx *storage.Tx) error {
		id, err = tx.RemoteFile(f.bot, digest)
		return err
	})
	return id, err
}

// botOf returns the bot a token belongs to: its id stands before the colon
// (core.telegram.org/bots/features#generating-an-authentication-token).
func botOf(token config.Secret) loa.BotID {
	id, _, _ := strings.Cut(string(token), ":")
	return loa.BotID(string(loa.Telegram) + ":" + id)
}
