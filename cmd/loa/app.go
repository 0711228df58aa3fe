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
	adapter  *telegram.Adapter // nil: there is no bot on Telegram
	sched    *scheduler.Scheduler
	standing standing
	lines    []*line       // one for each bot
	begun    chan struct{} // closed when the bots may receive and send

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
	a = &app{cfg: cfg, log: log, clock: o.clock, catalog: e.catalog, folder: f, links: o.links, begun: make(chan struct{})}
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
		Attendance: cfg.Attendance, Outage: outage(o.clock), Quota: cfg.Zalo.Limits,
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
	pages, err := a.openLines(o.pages)
	if err != nil {
		return a, err
	}
	a.server = web.New(web.Config{Listen: cfg.Listen, Ready: a.ready, Registry: registry, Pages: pages, Log: log})
	if err = a.server.Listen(ctx); err != nil {
		return a, err
	}
	if err = a.openCheckin(ctx); err != nil {
		return a, err
	}
	a.sched, err = a.newScheduler()
	return a, err
}

// openLines makes a line for each bot, and what their webhooks are reached by in front
// of the other pages. Nothing is sent yet.
func (a *app) openLines(pages http.Handler) (http.Handler, error) {
	if token := a.cfg.Telegram.Token; token != "" {
		var err error
		a.adapter, err = telegram.New(telegram.Config{
			Token: string(token), API: a.cfg.Telegram.API, HTTP: &http.Client{}, Log: a.log, Observe: a.metrics.Observe,
			Files: &files{a.db, botOf(token)},
		})
		if err != nil {
			return nil, err
		}
		l := newLine("telegram")
		l.lastPoll = a.adapter.LastPoll
		l.serve = func(ctx context.Context) error { return a.serveTelegram(ctx, l) }
		a.lines = append(a.lines, l)
	}
	return a.openZalo(pages)
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
	for _, l := range a.lines {
		parts.start(l.name, l.serve)
	}
	parts.start("work", a.work)
	return parts.wait()
}

// work does what is no one bot's: it decides what is due. It begins when the bots are
// connected, since what a platform can do decides what is sent.
func (a *app) work(ctx context.Context) error {
	if err := a.awaitBots(ctx); err != nil {
		return err
	}
	if err := a.service.AfterRestore(ctx); err != nil {
		return err
	}
	a.service.OnChanged(a.sched.Wake)
	close(a.begun)
	parts := newGroup(ctx)
	parts.start("scheduler", a.sched.Run)
	parts.start("cards", a.service.RunCards)
	parts.start("reports", a.service.RunReportOrders)
	return parts.wait()
}

// serveTelegram connects, as often as it takes, and then receives and delivers.
func (a *app) serveTelegram(ctx context.Context, l *line) error {
	var me telegram.Me
	err := a.persist(ctx, "Telegram", "connect", func() (err error) {
		me, err = a.adapter.Connect(ctx)
		return err
	})
	if err != nil {
		return err
	}
	a.service.AddBot(campaign.Bot{ID: me.Bot, Username: me.Username, Name: me.Name, Can: a.adapter.Capabilities()})
	if err := a.join(ctx, l); err != nil {
		return err
	}
	answers := bot.New(me.Bot, a.service)
	if err := a.persist(ctx, "Telegram", "announce", func() error { return a.adapter.Announce(ctx, announcement(answers, a.catalog)) }); err != nil {
		return err
	}
	worker := delivery.New(me.Bot, a.db, settled{a.service, l}, a.adapter, a.clock, delivery.TelegramPace(), a.log)
	a.service.OnQueued(worker.Wake)
	a.service.OnToasts(me.Bot, worker.Toasts)
	l.isConnected()
	a.log.Info().Str("bot", string(me.Bot)).Str("username", me.Username).Msg("connected to Telegram")

	parts := newGroup(ctx)
	parts.start("receive", func(ctx context.Context) error {
		return a.adapter.Receive(ctx, counted{answers, a.metrics, l})
	})
	parts.start("delivery", worker.Run)
	parts.start("rolls", func(ctx context.Context) error { return a.service.RunRolls(ctx, me.Bot, a.adapter) })
	return parts.wait()
}

// persist tries again until it works, unless the set-up is wrong: the network
// may come after the machine has started.
func (a *app) persist(ctx context.Context, platform, what string, try func() error) error {
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
			return fmt.Errorf("%s to %s: %w", what, platform, err)
		}
		wait := max(f.After, loa.Backoff(attempt))
		a.log.Warn().Err(err).Dur("again_in", wait).Msg(platform + " cannot be reached: " + what)
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
