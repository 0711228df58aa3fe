package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/bot"
	"loa/bot/telegram"
	"loa/campaign"
	"loa/content"
	"loa/delivery"
	"loa/scheduler"
	"loa/storage"
)

// Run is the child: a Loa with its clock in the hands of whoever writes to its standard
// input, a line for each moment. It ends when the input does.
func (c *contestLoaCmd) Run(e *env) (err error) {
	at, err := time.Parse(time.RFC3339, c.At)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(loa.DefaultZone)
	if err != nil {
		return err
	}
	db, err := storage.Open(e.ctx, filepath.Join(c.Dir, "loa.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	catalog, err := content.NewCatalog()
	if err != nil {
		return err
	}
	log := zerolog.New(os.Stderr).Level(zerolog.WarnLevel)
	clock := scheduler.NewClock(at, 1)
	service := campaign.New(db, catalog, campaign.Settings{
		Zone: zone, Lang: loa.Vietnamese, Admins: []loa.Account{{Platform: loa.Telegram, ID: os.Getenv(contestAdmin)}},
	}, clock.Now, log)
	folder := os.DirFS(filepath.Join(c.Dir, "campaign"))
	plan, mistakes := content.Read(folder)
	if plan == nil {
		return fmt.Errorf("read campaign: %v", mistakes)
	}
	if err := service.Adopt(e.ctx, plan, folder); err != nil {
		return err
	}
	adapter, err := telegram.New(telegram.Config{
		Token: os.Getenv(contestToken), API: c.API, HTTP: &http.Client{}, Log: log, Files: &contestFiles{db, os.Getenv(contestToken)},
	})
	if err != nil {
		return err
	}
	me, err := adapter.Connect(e.ctx)
	if err != nil {
		return err
	}
	service.AddBot(campaign.Bot{ID: me.Bot, Username: me.Username, Can: adapter.Capabilities()})
	if _, err := service.Tick(e.ctx, clock.Now()); err != nil { // the round is open before anybody comes
		return err
	}
	worker := delivery.New(me.Bot, db, service, adapter, clock, delivery.Pace{}, log)
	sched := scheduler.New(clock, zone, service, nil, log)
	service.OnQueued(worker.Wake)
	service.OnChanged(sched.Wake)
	return c.serve(e, clock, []func(context.Context) error{
		func(ctx context.Context) error { return adapter.Receive(ctx, bot.New(me.Bot, service)) },
		worker.Run, sched.Run,
	})
}

// serve runs the parts while it moves the clock.
func (c *contestLoaCmd) serve(e *env, clock *scheduler.Clock, parts []func(context.Context) error) error {
	ctx, stop := context.WithCancel(e.ctx)
	var running sync.WaitGroup
	failed := make(chan error, len(parts))
	for _, part := range parts {
		running.Go(func() {
			defer stop()
			if err := part(ctx); err != nil && ctx.Err() == nil {
				failed <- err
			}
		})
	}
	fmt.Fprintln(e.out, "ready")
	moments := bufio.NewScanner(os.Stdin)
	for moments.Scan() {
		at, err := time.Parse(time.RFC3339, moments.Text())
		if err != nil {
			break
		}
		clock.Jump(at)
		fmt.Fprintln(e.out, "at", moments.Text())
	}
	stop()
	running.Wait()
	close(failed)
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	fmt.Fprintf(e.out, "memory heap %s, from the system %s, collections %d\n",
		mebibytes(int(memory.HeapAlloc>>10)), mebibytes(int(memory.Sys>>10)), memory.NumGC)
	return errors.Join(moments.Err(), <-failed)
}

// What the child is told beside its arguments.
const (
	contestToken = "BENCH_CONTEST_TOKEN" // opens the sandbox and nothing else
	contestAdmin = "BENCH_CONTEST_ADMIN"
)

// contestFiles gives the adapter the bytes of the record.
type contestFiles struct {
	db    *storage.DB
	token string
}

func (f *contestFiles) File(ctx context.Context, digest string) (string, []byte, error) {
	return f.db.File(ctx, digest)
}

func (f *contestFiles) RemoteFile(ctx context.Context, digest string) (id string, err error) {
	bot, _, _ := strings.Cut(f.token, ":")
	err = f.db.View(ctx, func(tx *storage.Tx) error {
		id, err = tx.RemoteFile(loa.BotID(string(loa.Telegram)+":"+bot), digest)
		return err
	})
	return id, err
}

// contestLoa is the child as its parent sees it.
type contestLoa struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines *bufio.Scanner
	heard []string
}

// startContestLoa starts this program once more, as the Loa of the simulation.
func startContestLoa(ctx context.Context, w *contestWard, api string) (*contestLoa, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &contestLoa{cmd: exec.CommandContext(ctx, self, "contest-loa", w.dir, api, w.opens.Format(time.RFC3339))}
	p.cmd.Env = append(os.Environ(), contestToken+"="+w.Token(), contestAdmin+"="+strconv.FormatInt(int64(w.admin.id), 10), asBench+"=1")
	p.cmd.Stderr = os.Stderr
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.lines = bufio.NewScanner(out)
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start Loa: %w", err)
	}
	return p, p.await("ready")
}

// asBench has a test binary be this program.
const asBench = "LOA_BENCH_AS_PROGRAM"

func (p *contestLoa) await(line string) error {
	for p.lines.Scan() {
		p.heard = append(p.heard, p.lines.Text())
		if p.lines.Text() == line {
			return nil
		}
	}
	return errors.Join(errors.New("the Loa of the simulation ended by itself"), p.lines.Err())
}

// to moves the clock.
func (p *contestLoa) to(at time.Time) error {
	if _, err := fmt.Fprintln(p.in, at.Format(time.RFC3339)); err != nil {
		return err
	}
	return p.await("at " + at.Format(time.RFC3339))
}

// stop ends it and hears what it says last.
func (p *contestLoa) stop() error {
	err := p.in.Close()
	for p.lines.Scan() {
		p.heard = append(p.heard, p.lines.Text())
	}
	return errors.Join(err, p.cmd.Wait())
}

// said returns the line that begins so.
func (p *contestLoa) said(begins string) string {
	for _, line := range p.heard {
		if rest, ok := strings.CutPrefix(line, begins); ok {
			return rest
		}
	}
	return ""
}
