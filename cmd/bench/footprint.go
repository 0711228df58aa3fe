package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"text/tabwriter"
	"time"

	"loa"
	"loa/bot/sandbox"
	"loa/storage"
)

// The limits leave seven eighths of the smallest server on offer (512 MiB) to others.
const (
	idleLimit  = 40 << 10 // KiB resident, waiting for updates
	peakLimit  = 64 << 10 // KiB resident at most, while a post goes to all groups
	startLimit = time.Second
)

// footprintCmd measures what "loa serve" takes of its machine. It fails only
// when a message was lost: figures above their limits are for people to judge.
type footprintCmd struct {
	Rootfs string `arg:"" help:"What the container image holds, made by make rootfs; the program is in usr/local/bin." type:"existingdir"`
	Groups int    `help:"How many groups there are." default:"300"`
	Starts int    `help:"How often it is started; medians are printed." default:"5"`
}

// The moments of campaign time at which the program is started: at rest in the
// evening, and a few seconds before the post of the default campaign for 13 March.
const (
	atRest     = "2024-03-12T20:00:00+07:00"
	beforePost = "2024-03-13T06:29:57+07:00"
)

// Run is the command.
func (c *footprintCmd) Run(e *env) error {
	if c.Starts < 1 {
		return errors.New("measure starts: --starts is less than 1")
	}
	image, err := measureImage(c.Rootfs)
	if err != nil {
		return fmt.Errorf("measure image: %w", err)
	}
	table := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	row := func(what, measured, limit string, ratio float64) {
		fmt.Fprintf(table, "%s\t%s\t%s\t%.2f\n", what, measured, limit, ratio)
	}
	memory := func(what string, kib, limit int) {
		row(what, mebibytes(kib), mebibytes(limit), float64(kib)/float64(limit))
	}
	fmt.Fprintln(table, "what\tmeasured\tlimit\tratio")
	for _, groups := range []int{0, c.Groups} {
		r, err := c.rest(e.ctx, groups)
		if err != nil {
			return fmt.Errorf("measure %d groups at rest: %w", groups, err)
		}
		row(fmt.Sprintf("start to first getUpdates, %d groups", groups), r.start.Round(time.Millisecond).String(),
			startLimit.String(), r.start.Seconds()/startLimit.Seconds())
		memory(fmt.Sprintf("resident at rest, %d groups", groups), r.resident, idleLimit)
		fmt.Fprintf(table, "  of it not the program's file\t%s\n", mebibytes(r.own))
	}
	peak, took, err := c.post(e.ctx)
	if err != nil {
		return fmt.Errorf("measure a post to %d groups: %w", c.Groups, err)
	}
	memory(fmt.Sprintf("most resident, a post to %d groups", c.Groups), peak, peakLimit)
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	fmt.Fprintf(e.out, "the post with its picture and its question was in all groups after %s\n", took.Round(100*time.Millisecond))
	fmt.Fprintf(e.out, "the program has %.1f MB, the image %.1f MB, to download %.1f MB\n", mb(image.program), mb(image.unpacked), mb(image.packed))
	return nil
}

func (c *footprintCmd) program() string {
	return filepath.Join(c.Rootfs, filepath.FromSlash(programPath))
}

func mebibytes(kib int) string { return fmt.Sprintf("%.1f MiB", float64(kib)/1024) }

// rest is what a program takes that waits for updates.
type rest struct {
	start         time.Duration // until it asked for updates
	resident, own int           // KiB; own is what the system cannot read from the program's file again
}

// rest starts the program several times and returns the medians.
func (c *footprintCmd) rest(ctx context.Context, groups int) (median rest, err error) {
	var starts []time.Duration
	var resident, own []int
	for range c.Starts {
		err := c.serve(ctx, groups, atRest, func(t *tenant) error {
			all, err := t.memory("VmRSS")
			if err != nil {
				return err
			}
			anonymous, err := t.memory("RssAnon")
			starts, resident, own = append(starts, t.polled), append(resident, all), append(own, anonymous)
			return err
		})
		if err != nil {
			return rest{}, err
		}
	}
	slices.Sort(starts)
	slices.Sort(resident)
	slices.Sort(own)
	return rest{starts[c.Starts/2], resident[c.Starts/2], own[c.Starts/2]}, nil
}

// post has the program send a post with a picture and a question to all groups.
func (c *footprintCmd) post(ctx context.Context) (peak int, took time.Duration, err error) {
	err = c.serve(ctx, c.Groups, beforePost, func(r *tenant) error {
		begin := func() bool { return r.box.Calls("sendPhoto", 0) > 0 }
		if err := r.box.Until(ctx, begin); err != nil {
			return fmt.Errorf("wait for the post: %w", err)
		}
		start := time.Now()
		all := func() bool {
			return r.box.Calls("sendPhoto", http.StatusOK) >= c.Groups && r.box.Calls("sendPoll", http.StatusOK) >= c.Groups
		}
		if err := r.box.Until(ctx, all); err != nil {
			return fmt.Errorf("wait for all groups: %w", err)
		}
		took = time.Since(start)
		for _, g := range r.groups {
			if n := len(r.box.Messages(g)); n != 2 {
				return fmt.Errorf("group %d has %d messages, want the post and its question", g, n)
			}
		}
		peak, err = r.memory("VmHWM")
		return err
	})
	return peak, took, err
}

// tenant is a program that serves groups in a sandbox of its own.
type tenant struct {
	box    *sandbox.Sandbox
	groups []sandbox.ChatID
	pid    int

	once   sync.Once
	waits  chan struct{} // closed at the first getUpdates
	polled time.Duration // from the start of the program until then
	begun  time.Time
}

// serve starts the program, has it looked at once it waits for updates, and stops it.
func (c *footprintCmd) serve(ctx context.Context, groups int, moment string, look func(*tenant) error) (err error) {
	t := &tenant{waits: make(chan struct{})}
	if t.box, err = sandbox.New(sandbox.Options{}); err != nil {
		return err
	}
	server := httptest.NewServer(t)
	defer server.Close()
	defer t.box.Close()
	dir, err := os.MkdirTemp("", "loa-footprint-")
	if err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	database := filepath.Join(dir, "loa.db")
	if err := t.bind(ctx, database, groups); err != nil {
		return err
	}
	if err := t.forget(ctx); err != nil {
		return err
	}
	var log strings.Builder
	cmd := exec.CommandContext(ctx, c.program(), "serve", "--at", moment)
	cmd.Env = []string{
		"LOA_TELEGRAM_TOKEN=" + t.box.Token(), "LOA_TELEGRAM_API=" + server.URL, "LOA_DATABASE=" + database,
		"LOA_LISTEN=127.0.0.1:0", "LOA_LANGUAGE=en",
	}
	cmd.Stdout, cmd.Stderr = &log, &log
	t.begun = time.Now()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start program: %w", err)
	}
	t.pid = cmd.Process.Pid
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-t.waits:
		err = look(t)
	case exit := <-ended:
		return fmt.Errorf("the program ended by itself (%w):\n%s", exit, log.String())
	}
	if stopped := errors.Join(cmd.Process.Signal(syscall.SIGTERM), <-ended); stopped != nil {
		return errors.Join(err, fmt.Errorf("stop program: %w:\n%s", stopped, log.String()))
	}
	return err
}

// ServeHTTP is the sandbox, with a note of the first getUpdates.
func (t *tenant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !t.begun.IsZero() && strings.HasSuffix(r.URL.Path, "/getUpdates") {
		t.once.Do(func() {
			t.polled = time.Since(t.begun)
			close(t.waits)
		})
	}
	t.box.ServeHTTP(w, r)
}

// bind makes groups that were registered long ago.
func (t *tenant) bind(ctx context.Context, database string, n int) (err error) {
	db, err := storage.Open(ctx, database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	owner := t.box.AddPerson("Lan", "vi")
	id, _, _ := strings.Cut(t.box.Token(), ":")
	return db.Update(ctx, func(tx *storage.Tx) error {
		for i := range n {
			title := fmt.Sprintf("Chi bộ %d", i+1)
			group := t.box.AddGroup(title, sandbox.GroupOptions{Supergroup: true}, owner)
			t.box.AddBot(group, owner)
			t.groups = append(t.groups, group)
			if _, err := tx.SaveGroup(loa.Group{
				Bot: loa.BotID("telegram:" + id), Chat: chatID(group), Title: title, State: loa.GroupActive,
				Unit: "dang-uy", Kind: "cell", BoundAt: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC),
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

// forget confirms all updates about it, as the program did long ago.
func (t *tenant) forget(ctx context.Context) error {
	for offset := int64(0); ; {
		path := fmt.Sprintf("http://127.0.0.1/bot%s/getUpdates?offset=%d", t.box.Token(), offset)
		w := httptest.NewRecorder()
		t.box.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil))
		var got struct {
			Result []struct {
				ID int64 `json:"update_id"`
			}
		}
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			return fmt.Errorf("read updates: %w", err)
		}
		if len(got.Result) == 0 {
			return nil
		}
		offset = got.Result[len(got.Result)-1].ID + 1
	}
}

// memory reads a line of /proc/PID/status, in KiB (proc_pid_status(5)): VmRSS is
// what is resident now, VmHWM the most that ever was, RssAnon what has no file behind it.
func (t *tenant) memory(name string) (kib int, err error) { return memoryOf(t.pid, name) }

func memoryOf(pid int, name string) (kib int, err error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			return strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
		}
	}
	return 0, fmt.Errorf("read memory: the system says nothing of %s", name)
}
