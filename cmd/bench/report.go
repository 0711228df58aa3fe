package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
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
	Postgres string `help:"A PostgreSQL to measure, too, as postgres://…; schemas are made in it and dropped."`
}

// The limits of the ward's year: within which time the first screen of a report and the
// spreadsheet must come.
const (
	screenLimit = 200 * time.Millisecond
	sheetLimit  = 2 * time.Second
)

// engine is a kind of database: open makes a place for one, and says how to remove it.
type engine struct {
	name string
	open func(context.Context) (target string, drop func() error, err error)
}

// Run is the command.
func (c *reportCmd) Run(e *env) error {
	engines := []engine{{"SQLite", newFile}}
	if c.Postgres != "" {
		engines = append(engines, engine{"PostgreSQL", func(ctx context.Context) (string, func() error, error) { return newSchema(ctx, c.Postgres) }})
	}
	fmt.Fprintln(e.out, "database | size | what | median | of the limit | grows by | memory")
	fmt.Fprintln(e.out, "---|--:|---|--:|--:|--:|--:")
	for _, on := range engines {
		first := map[string]time.Duration{} // of the first scale
		for _, n := range c.Scale {
			if err := c.measure(e, on, n, first); err != nil {
				return fmt.Errorf("measure reports on %s at %d×: %w", on.name, n, err)
			}
		}
	}
	return nil
}

// newFile is where a database of SQLite is to be, and how to remove it.
func newFile(context.Context) (target string, drop func() error, err error) {
	dir, err := os.MkdirTemp("", "loa-report-")
	return filepath.Join(dir, "loa.db"), func() error { return os.RemoveAll(dir) }, err
}

// newSchema makes a schema of its own in a PostgreSQL database. The driver comes with storage.
func newSchema(ctx context.Context, database string) (target string, drop func() error, err error) {
	address, err := url.Parse(database)
	if err != nil {
		return "", nil, errors.New("the address of PostgreSQL is no URL")
	}
	name := "loa_bench_" + strings.ToLower(rand.Text())
	if err := execute(ctx, database, "CREATE SCHEMA "+name); err != nil {
		return "", nil, err
	}
	query := address.Query()
	query.Set("search_path", name)
	address.RawQuery = query.Encode()
	drop = func() error { return execute(context.WithoutCancel(ctx), database, "DROP SCHEMA "+name+" CASCADE") }
	return address.String(), drop, nil
}

// execute runs a statement on a connection of its own.
func execute(ctx context.Context, database, statement string) (err error) {
	db, err := sql.Open("pgx", database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, statement)
	return err
}

// measure fills a database and asks for reports as people do.
func (c *reportCmd) measure(e *env, on engine, n int, first map[string]time.Duration) (err error) {
	target, drop, err := on.open(e.ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, drop()) }()
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
	if on.name == "PostgreSQL" { // as its autovacuum does by and by
		if err := execute(e.ctx, target, "VACUUM ANALYZE"); err != nil {
			return err
		}
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
		{"what a number counts: all sends", 0, official.taps("repf", "dang-uy", "20240101-20241231", campaign.PostsPlanned.Code(), "0")},
		{"what a number counts: all answers", 0, official.taps("repf", "dang-uy", "20240101-20241231", campaign.QuizAnswers.Code(), "0")},
		{"spreadsheet, the year", sheetLimit, official.orders("repx", "dang-uy", "20240101-20241231", "xlsx")},
		{"document, the year", 0, official.orders("repx", "dang-uy", "20240101-20241231", "docx")},
		{"freezing the year", 0, official.orders("rfg", "dang-uy", "20240101-20241231")},
		{"first screen, frozen", screenLimit, official.says("/baocao 2024")},
	} {
		took, memory, err := c.ask(e.ctx, q.ask)
		if err != nil {
			return fmt.Errorf("%s: %w", q.what, err)
		}
		ratio, grows := "–", "–"
		if q.limit > 0 {
			ratio = fmt.Sprintf("%.2f", float64(took)/float64(q.limit))
		}
		if before, known := first[q.what]; known {
			grows = fmt.Sprintf("%.1f", float64(took)/float64(before))
		} else {
			first[q.what] = took
		}
		fmt.Fprintf(table, "%s\t %d×\t %s\t %d ms\t %s\t %s\t %d MB\n", on.name, n, q.what, took.Milliseconds(), ratio, grows, memory>>20)
	}
	return table.Flush()
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
	bot     *bot.Bot
	service *campaign.Service
	update  int64
	aside   atomic.Int64 // updates that could not be handled
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
	o := &official{bot: bot.New(pastBot, service), service: service}
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

// orders presses a button that orders a file, and waits until it has been handed out.
func (o *official) orders(words ...string) func(context.Context) error {
	tap := o.taps(words...)
	return func(ctx context.Context) error {
		if err := tap(ctx); err != nil {
			return err
		}
		return o.service.MakeReports(ctx)
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
