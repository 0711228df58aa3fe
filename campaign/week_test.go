package campaign_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"loa"
	"loa/campaign"
	"loa/content"
	"loa/delivery"
	"loa/scheduler"
	"loa/storage"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestWeek runs the real scheduler, storage and outbox worker through trouble of
// every kind, in virtual time, and writes down what was sent, when, and what was
// decided. Each case has its golden text in testdata/week.
func TestWeek(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		from  string
		story func(w *week)
	}{
		{"an ordinary week", "2024-03-11T00:00:00+07:00", func(w *week) {
			w.run(7 * 24 * time.Hour)
		}},
		{"down over two posting times", "2024-03-12T20:00:00+07:00", func(w *week) {
			w.run(10 * time.Hour) // until 06:00
			w.off(26 * time.Hour) // until 08:00 the day after
			w.run(time.Hour)
			w.off(time.Minute) // a restart decides nothing anew
			w.run(24 * time.Hour)
		}},
		{"down for the whole peak", "2024-03-12T20:00:00+07:00", func(w *week) {
			w.run(time.Hour)
			w.off(100 * 24 * time.Hour)
			w.run(4 * 24 * time.Hour)
		}},
		{"the unit's zone changes eastward", "2024-03-13T00:00:00+07:00", func(w *week) {
			w.run(5 * time.Hour) // 05:00
			w.zone("Asia/Tokyo") // 07:00 there: the post of 06:30 is due by now, and goes
			w.run(25 * time.Hour)
		}},
		{"the unit's zone changes westward", "2024-03-13T00:00:00+07:00", func(w *week) {
			w.run(8 * time.Hour) // 08:00: today's post is out
			w.zone("Europe/London")
			w.run(31 * time.Hour) // 06:30 comes again, and the post does not
		}},
		{"quiet hours", "2024-04-03T12:00:00+07:00", func(w *week) {
			w.run(42 * time.Hour)
		}},
		{"29 February in a common year", "2023-02-28T00:00:00+07:00", func(w *week) {
			w.run(36 * time.Hour)
		}},
		{"29 February in a leap year", "2024-02-28T00:00:00+07:00", func(w *week) {
			w.run(36 * time.Hour)
		}},
		{"the clock jumps back", "2024-03-13T05:00:00+07:00", func(w *week) {
			w.run(2 * time.Hour)
			w.jump(-2 * time.Hour)
			w.run(30 * time.Hour)
		}},
		{"the clock jumps forward", "2024-03-13T05:00:00+07:00", func(w *week) {
			w.run(time.Minute)
			w.jump(2 * time.Hour) // 07:01: late, but within the rule
			w.run(time.Minute)
			w.jump(-2 * time.Hour) // and right again
			w.run(30 * time.Hour)
		}},
		{"the platform is away for an hour", "2024-03-13T06:00:00+07:00", func(w *week) {
			w.away = true
			w.run(time.Hour)
			w.away = false
			w.run(time.Hour)
		}},
		{"the platform is away until it is too late", "2024-03-13T06:00:00+07:00", func(w *week) {
			w.away = true
			w.run(4 * time.Hour)
			w.away = false
			w.run(24 * time.Hour)
		}},
		{"a group bound in the middle of a day", "2024-03-13T05:00:00+07:00", func(w *week) {
			w.run(3 * time.Hour) // 08:00
			w.bind(2, "cb-2", "household")
			w.run(47 * time.Hour)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			var got []byte
			synctest.Test(t, func(t *testing.T) {
				w := newWeek(t, dir, c.from)
				c.story(w)
				got = w.close()
			})
			golden := filepath.Join("testdata", "week", strings.ReplaceAll(c.name, " ", "-")+".golden")
			if *update {
				if err := os.WriteFile(golden, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("differs from %s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

const weekBot = loa.BotID("telegram:1")

// week is a Loa in virtual time.
type week struct {
	t     *testing.T
	db    *storage.DB
	clock *scheduler.Clock
	home  *time.Location
	away  bool

	mu    sync.Mutex
	lines []string
}

func newWeek(t *testing.T, dir, from string) *week {
	at, err := time.Parse(time.RFC3339, from)
	if err != nil {
		t.Fatal(err)
	}
	home, err := time.LoadLocation(loa.DefaultZone)
	if err != nil {
		t.Fatal(err)
	}
	db, err := storage.Open(t.Context(), filepath.Join(dir, "loa.db"))
	if err != nil {
		t.Fatal(err)
	}
	w := &week{t: t, db: db, clock: scheduler.NewClock(at, 1), home: home}
	w.note("starts")
	w.bind(1, "cb-1", "cell")
	return w
}

// plan is the campaign of the tests: a post each of the days around 13 March,
// some in the evening, one on 29 February, one a week out of the peak.
func plan(t *testing.T) *loa.Campaign {
	weekly, err := scheduler.Cron("0 7 * * 1")
	if err != nil {
		t.Fatal(err)
	}
	source := []loa.Source{{ID: "H01", Name: "Báo Nhân Dân"}}
	post := func(id loa.PostID, day string, more func(*loa.Post)) loa.Post {
		p := loa.Post{ID: id, Title: string(id), Text: loa.Plain("…"), Strand: "M1", Grade: loa.GradeA, Sources: source}
		if day != "" {
			if p.When.Day, err = loa.ParseCalendarDay(day); err != nil {
				t.Fatal(err)
			}
		}
		if more != nil {
			more(&p)
		}
		return p
	}
	evening := func(keep time.Duration) func(*loa.Post) {
		return func(p *loa.Post) {
			p.At, p.HasAt, p.NotAfter = 22*60, true, &loa.Lateness{For: keep}
		}
	}
	day := func(s string) loa.CalendarDay {
		d, err := loa.ParseCalendarDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	return &loa.Campaign{
		ID: "test", Name: "Test", Event: loa.Date{Year: 1954, Month: 5, Day: 7}, Digest: strings.Repeat("0", 64),
		Peak:   loa.Period{From: day("03-01"), Until: day("05-31")},
		InPeak: loa.Rhythm{At: 6*60 + 30, PerDay: 1}, OutOfPeak: loa.Rhythm{At: 7 * 60, PerWeek: 1},
		Quiet: loa.QuietHours{From: 21 * 60, Until: 5*60 + 30}, Late: loa.Lateness{For: 3 * time.Hour},
		Strands: []loa.Strand{{ID: "M1", Name: "M1"}, {ID: "M6", Name: "M6"}},
		Kinds:   []loa.Kind{{ID: "cell", Name: "Cell"}, {ID: "household", Name: "Household", Strands: []loa.StrandID{"M1"}}},
		Units: loa.Units{
			{ID: "ward", Name: "Ward", Kind: "committee"},
			{ID: "cb-1", Parent: "ward", Name: "Cell 1", Kind: "cell"}, {ID: "cb-2", Parent: "ward", Name: "Cell 2", Kind: "cell"},
		},
		Posts: []loa.Post{
			post("p-29-feb", "02-29", func(p *loa.Post) { p.Milestone = true }),
			post("p-12", "03-12", nil), post("p-13", "03-13", func(p *loa.Post) { p.Milestone = true }),
			post("p-13-b", "03-13", nil), // goes beyond the day's share
			post("p-14", "03-14", nil), post("p-15-inner", "03-15", func(p *loa.Post) { p.Strand = "M6" }),
			post("q-late", "04-03", evening(12*time.Hour)), // waits for the morning
			post("q-never", "04-04", evening(time.Hour)),   // would be too late by then
			post("weekly", "", func(p *loa.Post) { p.When.Cron, p.When.CronText = weekly, "0 7 * * 1" }),
		},
	}
}

// run lets Loa work for a while.
func (w *week) run(d time.Duration) {
	ctx, stop := context.WithCancel(w.t.Context())
	catalog, err := content.NewCatalog()
	if err != nil {
		w.t.Fatal(err)
	}
	log := zerolog.New(zerolog.NewTestWriter(w.t)).Level(zerolog.WarnLevel)
	service := campaign.New(w.db, catalog, campaign.Settings{Zone: w.home, Lang: loa.English}, w.clock.Now, log)
	if err := service.Adopt(ctx, plan(w.t), fstest.MapFS{}); err != nil {
		w.t.Fatal(err)
	}
	service.AddBot(campaign.Bot{ID: weekBot, Can: loa.Capabilities{Buttons: true, TextLimit: 4096}})
	worker := delivery.New(weekBot, w.db, service, w, w.clock, delivery.TelegramPace(), log)
	sched := scheduler.New(w.clock, w.home, service, nil, log)
	service.OnQueued(worker.Wake)
	service.OnChanged(sched.Wake)
	var parts sync.WaitGroup
	for _, run := range []func(context.Context) error{worker.Run, sched.Run} {
		parts.Go(func() {
			if err := run(ctx); err != nil && !errors.Is(err, context.Canceled) {
				w.t.Error(err)
			}
		})
	}
	<-time.After(d)
	stop()
	parts.Wait()
}

// off lets time pass while Loa does not run.
func (w *week) off(d time.Duration) {
	w.note("stops for %s", d)
	<-time.After(d)
	w.note("runs again")
}

func (w *week) jump(d time.Duration) {
	w.clock.Jump(w.clock.Now().Add(d))
	w.note("the clock jumps by %s", d)
}

// zone moves every unit.
func (w *week) zone(name string) {
	w.change(func(tx *storage.Tx) error {
		units, err := tx.Units()
		if err != nil {
			return err
		}
		for i := range units {
			units[i].Zone = name
		}
		return tx.SaveUnits(units)
	})
	w.note("units now live in %s", name)
}

func (w *week) bind(group loa.GroupID, unit loa.UnitID, kind loa.GroupKind) {
	w.change(func(tx *storage.Tx) error {
		_, err := tx.SaveGroup(loa.Group{
			Bot: weekBot, Chat: loa.ChatID(fmt.Sprintf("-%d", group)), Title: fmt.Sprintf("group %d", group),
			Unit: unit, Kind: kind, State: loa.GroupActive, BoundAt: w.clock.Now(),
		})
		return err
	})
	w.note("group %d is bound as %s", group, kind)
}

func (w *week) change(f func(*storage.Tx) error) {
	if err := w.db.Update(w.t.Context(), f); err != nil {
		w.t.Fatal(err)
	}
}

// Send is the platform.
func (w *week) Send(_ context.Context, d loa.Delivery) (loa.Receipt, error) {
	if w.away {
		return loa.Receipt{}, &loa.Failure{Class: loa.FailRetry, Err: errors.New("no network")}
	}
	w.note("SENT %s of %s to %s", d.Post, d.Date, d.Chat)
	return loa.Receipt{Message: "1"}, nil
}

func (w *week) note(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lines = append(w.lines, fmt.Sprintf("%s  %s\n", w.clock.Now().In(w.home).Format("Mon 2006-01-02 15:04"), fmt.Sprintf(format, args...)))
}

// close adds what was decided and returns the whole story. What is sent to
// several groups within a minute is in no order worth telling.
func (w *week) close() []byte {
	var out bytes.Buffer
	for i := 0; i < len(w.lines); i++ {
		j := i + 1
		for j < len(w.lines) && sentTogether(w.lines[i], w.lines[j]) {
			j++
		}
		slices.Sort(w.lines[i:j])
		out.WriteString(strings.Join(w.lines[i:j], ""))
		i = j - 1
	}
	err := w.db.View(w.t.Context(), func(tx *storage.Tx) error {
		log, err := tx.AuditLog(100)
		if err != nil {
			return err
		}
		for i := len(log) - 1; i >= 0; i-- {
			if log[i].Action == "calendar.catchup" {
				fmt.Fprintf(&out, "log: %s  %s\n", log[i].At.In(w.home).Format("Mon 2006-01-02 15:04"), log[i].Detail)
			}
		}
		counts, err := tx.CountDeliveries()
		fmt.Fprintf(&out, "in the end: %d sent, %d expired, %d waiting\n", counts[loa.Sent], counts[loa.Expired], counts[loa.Pending])
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.db.Close(); err != nil {
		w.t.Fatal(err)
	}
	return out.Bytes()
}

func sentTogether(a, b string) bool {
	at, what, _ := strings.Cut(a, "  ")
	then, next, _ := strings.Cut(b, "  ")
	return at == then && strings.HasPrefix(what, "SENT") && strings.HasPrefix(next, "SENT")
}
