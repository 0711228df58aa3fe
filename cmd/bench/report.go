package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/bot"
	"loa/campaign"
	"loa/content"
	"loa/storage"
)

// reportCmd measures how long reports on a ward's full year take.
type reportCmd struct {
	Scale    []int  `help:"Wards of so many times the plan's size." default:"1,4,16"`
	Years    int    `help:"Years that the database holds; the report is on the newest." default:"1"`
	Rounds   int    `help:"How often each is asked; medians are printed." default:"5"`
	Database string `help:"An empty PostgreSQL database to use, as postgres://…; without it a file of SQLite. One scale only."`
}

// The limits of the ward's year: within which time the first screen of a report and the
// spreadsheet must come.
const (
	screenLimit = 200 * time.Millisecond
	sheetLimit  = 2 * time.Second
)

// Run is the command.
func (c *reportCmd) Run(e *env) error {
	if c.Database != "" && len(c.Scale) != 1 {
		return errors.New("measure reports: a database that was filled is not empty any more: give one --scale")
	}
	fmt.Fprintln(e.out, "size | posts sent | database | what | median | of the limit | memory")
	fmt.Fprintln(e.out, "--:|--:|--:|---|--:|--:|--:")
	for _, n := range c.Scale {
		if err := c.measure(e, n); err != nil {
			return fmt.Errorf("measure reports at %d×: %w", n, err)
		}
	}
	return nil
}

// measure fills a database and asks for reports as people do.
func (c *reportCmd) measure(e *env, n int) (err error) {
	dir, err := os.MkdirTemp("", "loa-report-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	target := c.Database
	if target == "" {
		target = filepath.Join(dir, "loa.db")
	}
	db, err := storage.Open(e.ctx, target)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	zone, err := time.LoadLocation(loa.DefaultZone)
	if err != nil {
		return err
	}
	if err := planned(n, c.Years).fill(e.ctx, db, zone); err != nil {
		return err
	}
	official, err := newOfficial(e.ctx, db, zone)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(e.out, 0, 0, 1, ' ', tabwriter.Debug)
	for _, q := range []struct {
		what  string
		limit time.Duration
		ask   func(context.Context) error
	}{
		{"first screen, the year", screenLimit, official.says("/baocao 2024")},
		{"first screen, a month", screenLimit, official.says("/baocao 3/2024")},
		{"first screen, a unit's year", screenLimit, official.taps("rep", "cb-1", "20240101-20241231", "n", "0")},
		{"all units, the year", screenLimit, official.taps("rep", "dang-uy", "20240101-20241231", "u", "0")},
		{"what a number counts: 109,800 sends", 0, official.taps("repf", "dang-uy", "20240101-20241231", "pp", "0")},
		{"spreadsheet, the year", sheetLimit, official.taps("repx", "dang-uy", "20240101-20241231", "xlsx")},
		{"document, the year", 0, official.taps("repx", "dang-uy", "20240101-20241231", "docx")},
		{"freeze the year", 0, official.taps("rfg", "dang-uy", "20240101-20241231")},
		{"first screen, frozen", screenLimit, official.says("/baocao 2024")},
	} {
		took, memory, err := c.ask(e.ctx, q.ask)
		if err != nil {
			return fmt.Errorf("%s: %w", q.what, err)
		}
		ratio := "–"
		if q.limit > 0 {
			ratio = fmt.Sprintf("%.2f", float64(took)/float64(q.limit))
		}
		fmt.Fprintf(table, "%d×\t %d\t %s\t %s\t %d ms\t %s\t %d MB\n", n, planned(n, 1).groups*366, engineOf(c.Database), q.what, took.Milliseconds(), ratio, memory>>20)
	}
	return table.Flush()
}

func engineOf(database string) string {
	if database == "" {
		return "SQLite"
	}
	return "PostgreSQL"
}

// ask asks several times, and returns the median and how far the heap has grown at most.
func (c *reportCmd) ask(ctx context.Context, ask func(context.Context) error) (median time.Duration, grown uint64, err error) {
	var all []time.Duration
	for range c.Rounds {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		if err := ask(ctx); err != nil {
			return 0, 0, err
		}
		all = append(all, time.Since(start))
		runtime.ReadMemStats(&after)
		grown = max(grown, after.HeapSys-after.HeapReleased)
	}
	slices.Sort(all)
	return all[len(all)/2], grown, nil
}

// official asks the real bot for reports.
type official struct {
	bot    *bot.Bot
	update int64
	aside  atomic.Int64 // updates that could not be handled
}

// newOfficial makes a service on the database, and an official of the ward.
func newOfficial(ctx context.Context, db *storage.DB, zone *time.Location) (*official, error) {
	catalog, err := content.NewCatalog()
	if err != nil {
		return nil, err
	}
	who := loa.Account{Platform: loa.Telegram, ID: "3"}
	now := pastYear(zone).AddDate(1, 0, 0)
	service := campaign.New(db, catalog, campaign.Settings{Zone: zone, Lang: loa.Vietnamese, Admins: []loa.Account{who}},
		func() time.Time { return now }, zerolog.Nop())
	if err := service.Adopt(ctx, pastCampaign(), nil); err != nil {
		return nil, err
	}
	service.AddBot(campaign.Bot{ID: pastBot, Username: "loa_bot", Can: loa.Capabilities{Buttons: true, Edits: true, TextLimit: 4096, ToastLimit: 200}})
	o := &official{bot: bot.New(pastBot, service)}
	service.OnDeadLetter(func() { o.aside.Add(1) })
	return o, nil
}

// says sends a command and waits until the answer is stored.
func (o *official) says(text string) func(context.Context) error {
	return func(ctx context.Context) error {
		command, args, _ := strings.Cut(strings.TrimPrefix(text, "/"), " ")
		return o.receive(ctx, loa.Update{Message: &loa.Message{
			Chat: loa.Chat{ID: "3", Type: loa.PrivateChat}, From: o.sender(), Command: command, Args: args,
		}})
	}
}

// taps presses a button with the data.
func (o *official) taps(words ...string) func(context.Context) error {
	return func(ctx context.Context) error {
		return o.receive(ctx, loa.Update{Tap: &loa.Tap{
			ID: fmt.Sprint("t", o.update), From: o.sender(), Chat: loa.Chat{ID: "3", Type: loa.PrivateChat}, Message: "1",
			Data: campaign.ButtonData(words[0], words[1:]...),
		}})
	}
}

func (o *official) sender() loa.Sender {
	return loa.Sender{Account: loa.Account{Platform: loa.Telegram, ID: "3"}, Name: "Quang"}
}

// receive hands in an update as an adapter does. What was put aside is an error: nothing
// would have been measured.
func (o *official) receive(ctx context.Context, u loa.Update) error {
	o.update++
	u.ID = o.update
	if err := o.bot.Receive(ctx, []loa.Update{u}, u.ID+1); err != nil {
		return err
	}
	if n := o.aside.Load(); n > 0 {
		return fmt.Errorf("%d updates were put aside", n)
	}
	return nil
}
