package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"loa"
	"loa/bot/sandbox"
	"loa/storage"
)

// round is one broadcast by a Loa that is killed on the way.
type round struct {
	*chatServer
	number int
	dir    string // campaign, database and log
	loa    string // the program
	rng    *rand.Rand
	day    loa.Date
	faults map[sandbox.ChatID]string      // what each chat's first message meets
	killed map[loa.DeliveryID]int         // what was in flight at which kill
	ids    map[sandbox.ChatID]loa.GroupID // Loa's own numbers
	db     *storage.DB
	kills  int
}

// newRound makes the platform, a campaign with one post that is due, and a
// database in which an official has bound every group.
func newRound(program string, number, groups int, rng *rand.Rand) (r *round, err error) {
	r = &round{number: number, loa: program, rng: rng, faults: map[sandbox.ChatID]string{}, killed: map[loa.DeliveryID]int{}, ids: map[sandbox.ChatID]loa.GroupID{}}
	if r.dir, err = os.MkdirTemp("", "loa-crash-"); err != nil {
		return r, err
	}
	zone, err := time.LoadLocation(loa.DefaultZone)
	if err != nil {
		return r, err
	}
	r.day = loa.DateOf(time.Now(), zone)
	if err := writeCampaign(r.campaign(), r.day); err != nil {
		return r, err
	}
	if r.chatServer, err = newChatServer(groups, spread{roundTrip, roundTrip}); err != nil {
		return r, err
	}
	if r.db, err = storage.Open(context.Background(), r.database()); err != nil {
		return r, err
	}
	err = r.db.Update(context.Background(), func(tx *storage.Tx) error {
		for _, chat := range r.groups {
			id, err := tx.SaveGroup(loa.Group{
				Bot: r.bot(), Chat: chatID(chat), Title: "Chi bộ", Unit: unit, Kind: kind, Lang: loa.Vietnamese, State: loa.GroupActive,
				BoundAt: time.Now().AddDate(0, 0, -7), BoundBy: loa.Account{Platform: loa.Telegram, ID: "1"},
			})
			if err != nil {
				return err
			}
			r.ids[chat] = id
		}
		return nil
	})
	return r, err
}

func (r *round) campaign() string { return filepath.Join(r.dir, "campaign") }
func (r *round) database() string { return filepath.Join(r.dir, "loa.db") }

func (r *round) remove() error { return os.RemoveAll(r.dir) }

// play broadcasts with one to three kills, and looks at what became of it.
func (r *round) play(ctx context.Context) (t tally, err error) {
	defer func() { err = errors.Join(err, r.db.Close(), r.close()) }()
	start := time.Now()
	planned := r.fail()
	for range 1 + r.rng.IntN(3) {
		if err := r.interrupt(ctx); err != nil {
			return t, err
		}
	}
	p, err := r.serve()
	if err != nil {
		return t, err
	}
	err = errors.Join(r.settled(ctx, p), p.stop())
	if err != nil {
		return t, err
	}
	t = tally{kills: r.kills, failures: planned - r.Faults(), refused: r.Calls("sendMessage", 429), took: time.Since(start)}
	return t, r.judge(ctx, &t)
}

// fail lets about one first message in thirty meet a failure; returns how many.
func (r *round) fail() (planned int) {
	kinds := map[string]sandbox.Fault{
		"dropped":                 {Kind: sandbox.Drop},
		"502 after carrying out":  {Kind: sandbox.HTML, CarryOut: true},
		"502 instead of it":       {Kind: sandbox.HTML},
		"hung after carrying out": {Kind: sandbox.Hang, CarryOut: true},
		"hung instead of it":      {Kind: sandbox.Hang},
	}
	names := []string{"dropped", "502 after carrying out", "502 instead of it"}
	for i, chat := range r.groups {
		if r.rng.IntN(30) > 0 {
			continue
		}
		name := names[r.rng.IntN(len(names))]
		// What hangs is given up after 30 s. So only among the first messages, which a kill cuts short.
		if i < len(r.groups)/10 && r.rng.IntN(2) == 0 {
			name = []string{"hung after carrying out", "hung instead of it"}[r.rng.IntN(2)]
		}
		f := kinds[name]
		f.Method, f.Chat = "sendMessage", chat
		r.Fail(f)
		r.faults[chat] = name
		planned++
	}
	return planned
}

// interrupt runs Loa until a random moment: mostly between two messages, at times
// while it starts. Then it notes what was in flight.
func (r *round) interrupt(ctx context.Context) error {
	open := len(r.groups)
	err := r.deliveries(ctx, func(_ sandbox.ChatID, d loa.Delivery) {
		if d.State != loa.Pending {
			open--
		}
	})
	if err != nil {
		return err
	}
	p, err := r.serve()
	if err != nil {
		return err
	}
	if open == 0 || r.rng.IntN(5) == 0 {
		pause(ctx, time.Duration(r.rng.Int64N(int64(1500*time.Millisecond))))
	} else {
		r.between(ctx, p, r.Calls("sendMessage", 200)+r.rng.IntN(open*3/4+1))
		pause(ctx, time.Duration(r.rng.Int64N(int64(100*time.Millisecond))))
	}
	if err := errors.Join(ctx.Err(), p.kill()); err != nil {
		return err
	}
	r.kills++
	return r.deliveries(ctx, func(_ sandbox.ChatID, d loa.Delivery) {
		if d.State == loa.Sending {
			r.killed[d.ID] = r.kills
		}
	})
}

// between waits until so many messages were taken. It gives up when the program
// ends or when failures have left too few.
func (r *round) between(ctx context.Context, p *program, messages int) {
	wait, cancel := context.WithTimeout(ctx, 5*time.Second+time.Duration(len(r.groups))*50*time.Millisecond)
	defer cancel()
	defer context.AfterFunc(p.ended, cancel)()
	_ = r.Until(wait, func() bool { return r.Calls("sendMessage", 200) >= messages }) // an error is no matter
}

// settled waits until nothing is pending or being sent.
func (r *round) settled(ctx context.Context, p *program) error {
	patience, cancel := context.WithTimeout(ctx, time.Duration(len(r.groups))*100*time.Millisecond+2*time.Minute)
	defer cancel()
	for patience.Err() == nil && p.ended.Err() == nil {
		settled := 0
		err := r.db.View(patience, func(tx *storage.Tx) error {
			states, err := tx.CountDeliveries()
			for state, n := range states {
				if state != loa.Pending && state != loa.Sending {
					settled += n
				}
			}
			return err
		})
		if err != nil || settled >= len(r.groups) {
			return err
		}
		pause(patience, 200*time.Millisecond) // another process's database wakes nobody
	}
	if p.ended.Err() != nil {
		return errors.New("loa ended by itself")
	}
	return fmt.Errorf("not settled: %w", patience.Err())
}

// deliveries gives the post's delivery of each group that has one.
func (r *round) deliveries(ctx context.Context, each func(sandbox.ChatID, loa.Delivery)) error {
	return r.db.View(ctx, func(tx *storage.Tx) error {
		for _, chat := range r.groups {
			all, err := tx.SentOn(r.ids[chat], r.day)
			if err != nil {
				return err
			}
			for _, d := range all {
				each(chat, d)
			}
		}
		return nil
	})
}

// judge compares the outbox with what the people see.
func (r *round) judge(ctx context.Context, t *tally) error {
	t.groups = len(r.groups)
	open := map[sandbox.ChatID]bool{}
	for _, chat := range r.groups {
		open[chat] = true
	}
	err := r.deliveries(ctx, func(chat sandbox.ChatID, d loa.Delivery) {
		delete(open, chat)
		n := r.shown(chat, postText)
		kill, inFlight := r.killed[d.ID]
		fault, hit := r.faults[chat]
		switch {
		case n > 1:
			t.doubled += n - 1
			t.note("DOUBLED: chat %d shows it %d times, delivery %d is %s", chat, n, d.ID, d.State)
		case d.State == loa.Sent && n == 1:
			t.sent++
		case d.State != loa.Uncertain:
			t.skipped++
			t.note("SKIPPED: chat %d shows nothing, delivery %d is %s (%s)", chat, d.ID, d.State, d.Reason)
		case !inFlight && !hit:
			t.baseless++
			t.note("WITHOUT CAUSE: delivery %d to chat %d is uncertain (%s)", d.ID, chat, d.Reason)
		case n == 1:
			t.arrived++
		default:
			t.absent++
		}
		if d.State == loa.Uncertain {
			var why []string
			if inFlight {
				why = append(why, fmt.Sprintf("in flight at kill %d", kill))
			}
			if hit {
				why = append(why, fault)
			}
			t.note("uncertain: chat %d, %s; arrived: %v", chat, strings.Join(why, ", "), n > 0)
		}
	})
	for chat := range maps.Keys(open) {
		t.skipped++
		t.note("SKIPPED: nothing was queued for chat %d", chat)
	}
	return err
}
