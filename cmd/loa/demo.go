package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"loa"
	"loa/bot/sandbox"
	"loa/config"
	"loa/scheduler"
)

// demoCmd shows Loa at work on this machine: the real bot with its real Telegram
// adapter against the sandbox, whose page lets a visitor be everybody.
type demoCmd struct {
	rehearsal
	Dir    string `arg:"" optional:"" help:"${cli_dir}" type:"path"`
	Keep   string `help:"${cli_keep}" placeholder:"DIR" type:"path"`
	Listen string `help:"${cli_listen}" default:"127.0.0.1:8214"`
}

const databaseFile = "loa.db" // in the demo's folder

// demoMonthly is Zalo's quota in the demo, whose clock passes a year in minutes.
const demoMonthly = 100_000

// Run is the command.
func (c *demoCmd) Run(e *env) (err error) {
	if c.Speed < 0 {
		return misuse{e.line("cli.bad_speed", nil)}
	}
	dir := c.Keep
	if dir == "" {
		if dir, err = os.MkdirTemp("", "loa-demo-"); err != nil {
			return fmt.Errorf("make temporary folder: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	} else if err := keepIn(e, dir); err != nil {
		return err
	}
	_, campaign, err := openFolder(e, c.Dir)
	if err != nil {
		return err
	}
	cfg := config.Defaults()
	cfg.Database = config.Database(filepath.Join(dir, databaseFile))
	cfg.Campaign, cfg.Listen, cfg.Language = c.Dir, "127.0.0.1:0", e.lang
	if c.At.IsZero() {
		c.At = curtain(campaign, cfg.Timezone)
	}
	clock := c.clock()
	stage := &controls{clock: clock}
	box, err := sandbox.New(sandbox.Options{Lang: string(e.lang), Clock: clock, Controls: stage})
	if err != nil {
		return fmt.Errorf("make sandbox: %w", err)
	}
	defer box.Close()
	cast := castOf(box, e)
	onZalo := box.AddZaloBot(sandbox.ZaloOptions{Monthly: demoMonthly})
	cfg.Zalo.Tokens = []config.Secret{config.Secret(onZalo)}
	cfg.Zalo.Limits.Messages = demoMonthly
	cfg.Admins = []loa.Account{
		{Platform: loa.Telegram, ID: fmt.Sprint(cast.official)},
		{Platform: loa.Zalo, ID: sandbox.ZaloAccount(cast.official)},
	}
	cfg.Telegram.Token = config.Secret(box.Token())

	listener, err := listenNear(e.ctx, c.Listen)
	if err != nil {
		return fmt.Errorf("open the page's address: %w", err)
	}
	cfg.Telegram.API = "http://" + listener.Addr().String()
	cfg.Zalo.API = cfg.Telegram.API + "/zalo"
	cfg.Checkin.URL = cfg.Telegram.API
	log := newLog(e.stderr, "warn")
	a, err := newApp(e.ctx, e, cfg, log, options{clock: clock, links: cfg.Telegram.API})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	stage.next = a.service.NextEvent
	e.say("cli.demo_open", map[string]any{
		"Address": cfg.Telegram.API, "Now": e.catalog.Moment(e.lang, clock.Now(), cfg.Timezone), "Campaign": campaign.Name,
	})
	return stopInTime(e.ctx, log, a, part{"sandbox", func(ctx context.Context) error {
		return servePage(ctx, listener, box, withCheckin(a.checkinPages, box))
	}},
		part{"scene", scene{cast, box, campaign, a.service, clock, cfg.Timezone, onZalo, log}.play})
}

// keepIn makes the folder for a database that is kept. The one of an earlier demo
// is not used again: what it has sent to groups that are gone counts as sent.
func keepIn(e *env, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	file := filepath.Join(dir, databaseFile)
	switch _, err := os.Stat(file); {
	case err == nil:
		return misuse{e.line("cli.keep_used", map[string]any{"File": file})}
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("look for a database: %w", err)
	}
	return nil
}

// curtain is when the demo begins: two minutes before the first milestone of the
// peak (or the first post, if there is none), in the year of the plan.
func curtain(c *loa.Campaign, zone *time.Location) time.Time {
	year := time.Now().In(zone).Year()
	if len(c.Bases) > 0 && !c.Bases[0].Date.IsZero() {
		year = c.Bases[0].Date.Year
	}
	first := loa.Date{Year: year, Month: time.January, Day: 1}
	if from, ok := c.Peak.From.In(year); ok {
		first = from
	}
	start := first.At(0, zone)
	posts := slices.DeleteFunc(c.Occurrences(loa.EveryKind(), zone, start, start.AddDate(1, 0, 0)), func(o loa.Occurrence) bool {
		return o.Skip != loa.SkipNone
	})
	if len(posts) == 0 {
		return start
	}
	opening := max(0, slices.IndexFunc(posts, func(o loa.Occurrence) bool { return o.Post.Milestone }))
	return posts[opening].Due.Add(-2 * time.Minute)
}

// controls are the page's hands on the clock.
type controls struct {
	clock *scheduler.Clock
	next  func(ctx context.Context, now time.Time) (time.Time, string, bool, error)
}

func (c *controls) Now() time.Time         { return c.clock.Now() }
func (c *controls) Speed() float64         { return c.clock.Speed() }
func (c *controls) SetSpeed(speed float64) { c.clock.SetSpeed(speed) }
func (c *controls) Jump(to time.Time)      { c.clock.Jump(to) }

func (c *controls) NextEvent(ctx context.Context) (time.Time, string, bool) {
	at, what, ok, err := c.next(ctx, c.clock.Now())
	return at, what, ok && err == nil // the page shows no event; the scheduler logs the same error
}

// listenNear opens the address, or a free port beside it when it is taken.
func listenNear(ctx context.Context, address string) (net.Listener, error) {
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", address)
	if err == nil {
		return listener, nil
	}
	host, _, splitErr := net.SplitHostPort(address)
	if splitErr != nil {
		return nil, err
	}
	return lc.Listen(ctx, "tcp", net.JoinHostPort(host, "0"))
}

// servePage serves the sandbox, and what the handler has beside it, until ctx ends.
func servePage(ctx context.Context, listener net.Listener, box *sandbox.Sandbox, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	box.Close() // ends event streams and long polls
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	err := server.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		// A connection that a browser keeps ready for its next request counts as busy
		// for 5 s (net/http, Shutdown). Nobody waits for an answer on it.
		err = server.Close()
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// sandboxCmd serves the sandbox alone, for a bot under test.
type sandboxCmd struct {
	rehearsal
	Listen   string `help:"${cli_listen}" default:"127.0.0.1:8214"`
	Token    string `help:"${cli_token}" placeholder:"ID:SECRET"`
	NoPeople bool   `help:"${cli_no_people}"`
}

// Run is the command.
func (c *sandboxCmd) Run(e *env) error {
	if c.Speed < 0 {
		return misuse{e.line("cli.bad_speed", nil)}
	}
	clock := c.clock()
	stage := &controls{clock: clock, next: func(context.Context, time.Time) (time.Time, string, bool, error) {
		return time.Time{}, "", false, nil // the sandbox alone does not know what its bot will do
	}}
	box, err := sandbox.New(sandbox.Options{Token: c.Token, Lang: string(e.lang), Clock: clock, Controls: stage})
	if err != nil {
		return misuse{err.Error()}
	}
	defer box.Close()
	if !c.NoPeople {
		cast := castOf(box, e)
		box.AddGroup(e.line("cli.scene_free_group", nil), sandbox.GroupOptions{Supergroup: true}, cast.everybody()...)
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(e.ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("open the address: %w", err)
	}
	e.say("cli.sandbox_open", map[string]any{"Address": "http://" + listener.Addr().String(), "Token": box.Token()})
	return servePage(e.ctx, listener, box, box)
}
