package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/rs/zerolog"

	"loa/scheduler"
)

// serveCmd carries out the campaign until it is stopped.
type serveCmd struct {
	rehearsal
	OldIsStopped bool `help:"${cli_old_stopped}"`
}

// rehearsal are the flags that move the clock.
type rehearsal struct {
	At    time.Time `help:"${cli_at}" format:"2006-01-02T15:04:05Z07:00" placeholder:"TIME"`
	Speed float64   `help:"${cli_speed}" default:"1" placeholder:"N"`
}

// clock makes the campaign's clock: the machine's, unless it was moved.
func (r rehearsal) clock() *scheduler.Clock {
	at := r.At
	if at.IsZero() && r.Speed != 1 {
		at = time.Now()
	}
	return scheduler.NewClock(at, r.Speed)
}

// Run is the command.
func (c *serveCmd) Run(e *env) error {
	cfg, err := e.load()
	if err != nil {
		return err
	}
	if err := cfg.ForServe(); err != nil {
		return err
	}
	if c.Speed < 0 {
		return misuse{e.line("cli.bad_speed", nil)}
	}
	clock := c.clock()
	log := newLog(e.stderr, cfg.LogLevel)
	if clock.Moved() {
		fmt.Fprintln(e.stderr, e.line("cli.rehearsing", map[string]any{"Now": e.catalog.Moment(e.lang, clock.Now(), cfg.Timezone), "Speed": c.Speed}))
		log.Warn().Time("campaign_time", clock.Now()).Float64("speed", c.Speed).Msg("REHEARSAL: the clock is moved; posts are marked as a rehearsal")
	}
	a, err := newApp(e.ctx, e, cfg, log, options{clock: clock, rehearsal: clock.Moved(), stopped: c.OldIsStopped})
	if err != nil {
		return err
	}
	log.Info().Str("listen", a.server.Addr()).Str("database", cfg.Database.String()).Str("version", version()).Msg("Loa is serving")
	return stopInTime(e.ctx, log, a)
}

// stopWithin bounds an orderly stop: five seconds for requests in flight
// (delivery), the same at once for the web server, and the database's closing.
const stopWithin = 10 * time.Second

// stopInTime runs the app and, once told to stop, does not wait for ever.
func stopInTime(ctx context.Context, log zerolog.Logger, a *app, more ...part) error {
	done := make(chan error, 1)
	go func() { done <- errors.Join(a.run(ctx, more...), a.close()) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	log.Info().Msg("stopping")
	select {
	case err := <-done:
		log.Info().Msg("stopped")
		return err
	case <-time.After(stopWithin):
		return fmt.Errorf("stop: parts still running after %s; what was being sent is listed as uncertain at the next start", stopWithin)
	}
}

// newLog writes JSON, or lines for people on a terminal.
func newLog(w io.Writer, level string) zerolog.Logger {
	if f, ok := w.(*os.File); ok && isatty.IsTerminal(f.Fd()) {
		w = zerolog.ConsoleWriter{Out: f, TimeFormat: time.TimeOnly}
	}
	l, err := zerolog.ParseLevel(level)
	if err != nil {
		l = zerolog.InfoLevel // the configuration has been checked
	}
	return zerolog.New(w).Level(l).With().Timestamp().Logger()
}
