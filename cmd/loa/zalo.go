package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"loa"
	"loa/bot"
	"loa/bot/zalo"
	"loa/campaign"
	"loa/delivery"
)

// openZalo makes a line for each bot on Zalo, and the pages of their webhooks.
func (a *app) openZalo(pages http.Handler) (http.Handler, error) {
	hooks := http.NewServeMux()
	for i, token := range a.cfg.Zalo.Tokens {
		l := newLine(fmt.Sprintf("zalo %d", i+1))
		late := &lateInbox{}
		at := &zaloPhotos{app: a}
		config := zalo.Config{
			Token: string(token), API: a.cfg.Zalo.API, HTTP: &http.Client{}, Aliases: a.cfg.Zalo.Names, Files: at,
			Log: a.log.With().Str("part", l.name).Logger(),
			Observe: func(method, outcome string, took time.Duration) {
				a.metrics.Observe("zalo."+method, outcome, took)
			},
		}
		if a.cfg.Zalo.Webhook != "" {
			config.Secret = string(a.cfg.Zalo.Secret)
		}
		if a.cfg.Zalo.Webhook == "" && a.links == "" { // the demo has nothing to lose
			config.Polled = a.noteHeard(at)
		}
		adapter, err := zalo.New(config)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.name, err)
		}
		if a.cfg.Zalo.Webhook != "" {
			hooks.Handle(adapter.HookPath(), adapter.Webhook(late))
		} else {
			l.lastPoll = adapter.LastPoll
		}
		l.serve = func(ctx context.Context) error { return a.serveZalo(ctx, l, adapter, late, at) }
		a.lines = append(a.lines, l)
	}
	if a.cfg.Zalo.Webhook == "" {
		return pages, nil
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, zalo.HookPrefix):
			hooks.ServeHTTP(w, r)
		case pages != nil:
			pages.ServeHTTP(w, r)
		default:
			http.NotFound(w, r)
		}
	}), nil
}

// serveZalo connects, as often as it takes, and then receives and delivers.
func (a *app) serveZalo(ctx context.Context, l *line, adapter *zalo.Adapter, late *lateInbox, at *zaloPhotos) error {
	var me zalo.Me
	err := a.persist(ctx, "Zalo", "connect", func() (err error) {
		me, err = adapter.Connect(ctx)
		return err
	})
	if err != nil {
		return err
	}
	name := me.Name
	if name == "" {
		name = me.Account
	}
	at.bot.Store(&me.Bot)
	a.service.AddBot(campaign.Bot{ID: me.Bot, Username: me.Account, Name: name, Can: adapter.Capabilities()})
	answers := bot.New(me.Bot, a.service)
	take := counted{answers, a.metrics, l}
	if err := a.join(ctx, l); err != nil {
		return err
	}
	late.open(take)
	err = a.persist(ctx, "Zalo", "make ready", func() error {
		if a.cfg.Zalo.Webhook != "" {
			return adapter.SetWebhook(ctx, a.cfg.Zalo.Webhook)
		}
		return adapter.Ready(ctx)
	})
	if err != nil {
		return err
	}
	worker := delivery.New(me.Bot, a.db, settled{a.service, l}, a.service.Plain(adapter), a.clock, delivery.ZaloPace(), a.log)
	a.service.OnQueued(worker.Wake)
	l.isConnected()
	a.log.Info().Str("bot", string(me.Bot)).Str("name", name).Bool("webhook", a.cfg.Zalo.Webhook != "").Msg("connected to Zalo")

	parts := newGroup(ctx)
	if a.cfg.Zalo.Webhook == "" {
		if a.links == "" { // the demo has nothing to lose
			a.log.Warn().Str("bot", string(me.Bot)).Msg("polling Zalo: answers sent while Loa is off are lost; a webhook loses fewer")
		}
		parts.start("receive", a.whileAllowed(l, func(ctx context.Context) error { return adapter.Receive(ctx, take) }))
	}
	parts.start("delivery", a.whileAllowed(l, worker.Run))
	return parts.wait()
}

// heardEvery is how often it is noted that a bot was heard.
const heardEvery = time.Minute

// noteHeard has it noted now and then that Zalo answers, so that a gap is told of also if
// Loa was not running.
func (a *app) noteHeard(at *zaloPhotos) func(context.Context, time.Time) {
	var last time.Time // the polls of one bot follow each other
	return func(ctx context.Context, now time.Time) {
		id := at.bot.Load()
		if id == nil || now.Sub(last) < heardEvery || ctx.Err() != nil {
			return
		}
		if err := a.service.Heard(ctx, *id, now); err != nil {
			a.log.Error().Err(err).Msg("when the bot was heard could not be stored")
			return
		}
		last = now
	}
}

// whileAllowed runs a part of one bot on Zalo. When the platform does not let the bot go
// on (its messages of the month are used up, its token was reset), that bot stops and
// the others go on: what waits stays pending, and readiness tells. With a new month it
// begins anew.
func (a *app) whileAllowed(l *line, run func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		for {
			err := run(ctx)
			if ctx.Err() != nil || err == nil {
				return err
			}
			if loa.FailureOf(err).Class != loa.FailMisconfigured {
				return err
			}
			why := "stopped: Zalo does not take the token any more; start Loa again with a new one"
			wait := make(<-chan time.Time) // for ever
			if errors.Is(err, zalo.ErrQuota) {
				why = "stopped: the bot's messages of this month are used up"
				wait = time.After(time.Until(nextMonth(time.Now(), a.cfg.Timezone)))
			}
			l.stopped.Store(&why)
			a.log.Error().Err(err).Str("bot", l.name).Msg("this bot is stopped, the others go on")
			select {
			case <-wait:
				l.stopped.Store(nil)
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// nextMonth is the first hour of the next month. When Zalo counts anew is not documented.
func nextMonth(now time.Time, zone *time.Location) time.Time {
	now = now.In(zone)
	return time.Date(now.Year(), now.Month()+1, 1, 0, 10, 0, 0, zone)
}

// lateInbox is where a webhook, which is served from the start, hands updates over
// once the bot is there.
type lateInbox struct {
	to atomic.Pointer[counted]
}

func (i *lateInbox) open(to counted) { i.to.Store(&to) }

func (i *lateInbox) Receive(ctx context.Context, batch []loa.Update, next int64) error {
	to := i.to.Load()
	if to == nil {
		return errors.New("receive updates: the bot is not ready yet")
	}
	return to.Receive(ctx, batch, next)
}

// zaloPhotos knows where on the web the photos are that a bot was sent.
type zaloPhotos struct {
	app *app
	bot atomic.Pointer[loa.BotID]
}

func (p *zaloPhotos) RemoteFile(ctx context.Context, digest string) (string, error) {
	id := p.bot.Load()
	if id == nil {
		return "", loa.ErrNotFound
	}
	return (&files{p.app.db, *id}).RemoteFile(ctx, digest)
}
