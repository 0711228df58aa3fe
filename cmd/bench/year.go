package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"loa"
	"loa/campaign"
)

// year is a simulated year: what people do, and how long Loa took over each of it.
type year struct {
	*phones
	times    times
	runs     []reminderRun
	evenings []*evening
	rng      *rand.Rand
	monthNo  int
	updates  int64
}

// evening is a meeting of one unit, with what people tapped about it.
type evening struct {
	*cell
	number  string // of the meeting, as buttons carry it
	intents map[*person]loa.Intent
	marked  map[*person]loa.Marking
	silent  []*person // have not replied, in the order in which they will
}

// meetsOn is the day of the month on which every unit meets: on the same one, so that
// all reminders are due at once.
const meetsOn = 10

func newYear(w *ward) *year {
	return &year{phones: newPhones(w), rng: rand.New(rand.NewPCG(1954, 5))}
}

// month plays a month: the secretaries plan, people reply and are reminded, the roll
// is taken and closed, and the figures are looked at.
func (y *year) month(ctx context.Context, n int) error {
	y.monthNo = n
	day := loa.Date{Year: wardYear, Month: 1, Day: 1}.Month1st(n).AddDays(meetsOn - 1)
	if err := y.night(ctx, day.AddDays(1-meetsOn)); err != nil {
		return err
	}
	y.now = day.AddDays(2-meetsOn).At(8*60, y.zone)
	tonight := make([]*evening, 0, len(y.cells))
	for _, c := range y.cells {
		e, err := y.plan(ctx, c, day)
		if err != nil {
			return fmt.Errorf("plan meeting of %s: %w", c.id, err)
		}
		tonight = append(tonight, e)
	}
	y.evenings = append(y.evenings, tonight...)
	if err := y.invited(ctx, tonight, day); err != nil {
		return err
	}
	y.now = day.At(19*60+35, y.zone)
	for _, e := range tonight {
		if err := y.rollCall(ctx, e); err != nil {
			return fmt.Errorf("call the roll of %s: %w", e.id, err)
		}
	}
	return y.look(ctx, tonight)
}

// invited plays the days from the invitation to the meeting. A part of the members
// replies after each message.
func (y *year) invited(ctx context.Context, tonight []*evening, day loa.Date) error {
	if err := y.reply(ctx, tonight, 30, 1); err != nil {
		return err
	}
	for _, r := range []struct {
		name    string
		days    int
		at      loa.Clock
		percent int // of the members reply to it
		batch   int // so many taps come in one answer of the platform
	}{
		{"7 days before", -7, loa.RemindDaysBefore, 25, 1},
		{"2 days before", -2, loa.RemindDaysBefore, 15, 10},
		{"1 day before", -1, loa.RemindDaysBefore, 10, 1},
		{"on the day", 0, loa.RemindSameDay, 5, 1},
	} {
		if err := y.night(ctx, day.AddDays(r.days)); err != nil {
			return err
		}
		y.now = day.AddDays(r.days).At(r.at, y.zone)
		if err := y.remind(ctx, r.name, tonight); err != nil {
			return fmt.Errorf("remind %s: %w", r.name, err)
		}
		if err := y.reply(ctx, tonight, r.percent, r.batch); err != nil {
			return err
		}
		if r.days == -1 {
			if err := y.unanswered(ctx, tonight); err != nil {
				return err
			}
		}
	}
	return nil
}

// night has forgotten what is kept no longer, as the job of every night does.
func (y *year) night(ctx context.Context, day loa.Date) error {
	y.now = day.At(3*60+15, y.zone)
	return y.service.Purge(ctx, y.now)
}

// hand hands a batch of updates in as the adapter does. What it measures is the time
// until all they cause is committed, the answers included; then these are delivered.
func (y *year) hand(ctx context.Context, kind string, batch ...loa.Update) error {
	if err := y.receive(ctx, kind, batch...); err != nil {
		return err
	}
	return y.answered(ctx, batch...)
}

func (y *year) receive(ctx context.Context, kind string, batch ...loa.Update) error {
	for i := range batch {
		y.updates++
		batch[i].ID = y.updates
		if batch[i].Tap != nil {
			batch[i].Tap.ID = fmt.Sprint(y.updates)
		}
	}
	start := time.Now()
	err := y.bot.Receive(ctx, batch, y.updates+1)
	took := time.Since(start)
	for range batch {
		y.times.add(kind, y.monthNo, took)
	}
	return err
}

// answered delivers, and makes sure that every tap got an answer.
func (y *year) answered(ctx context.Context, batch ...loa.Update) error {
	if err := y.deliver(ctx); err != nil {
		return err
	}
	for _, u := range batch {
		if u.Tap == nil {
			continue
		}
		if !y.heard[u.Tap.ID] {
			return fmt.Errorf("the tap on %s was not answered", u.Tap.Data)
		}
		delete(y.heard, u.Tap.ID)
	}
	return nil
}

// write has somebody write to Loa in private.
func (y *year) write(ctx context.Context, kind string, who loa.Sender, command, args string) error {
	return y.hand(ctx, kind, loa.Update{Message: &loa.Message{
		ID: "1", Chat: privateChat(who), From: who, At: y.now, Command: command, Args: args, Body: loa.Plain(args),
	}})
}

// press has somebody tap a button in the private chat.
func (y *year) press(ctx context.Context, kind string, who loa.Sender, meant func(loa.Button) bool) error {
	u, err := y.tapOn(y.with(loa.ChatID(who.Account.ID), meant), who, privateChat(who), meant)
	if err != nil {
		return err
	}
	return y.hand(ctx, kind, u)
}

func (y *year) tapOn(m *shown, who loa.Sender, chat loa.Chat, meant func(loa.Button) bool) (loa.Update, error) {
	b, ok := m.find(meant)
	if !ok {
		return loa.Update{}, fmt.Errorf("%s has no such button to tap in chat %s: %+v", who.Account, chat.ID, m)
	}
	return loa.Update{Tap: &loa.Tap{From: who, Chat: chat, Message: m.id, Data: b.Data, Media: m.media}}, nil
}

// called means the button with the text of the catalog.
func (y *year) called(key string) func(loa.Button) bool {
	text := y.catalog.Line(speaks, key, nil)
	return func(b loa.Button) bool { return b.Text == text }
}

func privateChat(who loa.Sender) loa.Chat {
	return loa.Chat{ID: loa.ChatID(who.Account.ID), Type: loa.PrivateChat}
}

// plan has the secretary plan the unit's meeting.
func (y *year) plan(ctx context.Context, c *cell, day loa.Date) (*evening, error) {
	y.now = y.now.Add(10 * time.Second)
	who := c.secretary.who
	line := fmt.Sprintf("%d/%d/%d 19:30 Nhà văn hóa tổ dân phố | Sinh hoạt chi bộ tháng %d", day.Day, int(day.Month), day.Year, int(day.Month))
	if err := y.write(ctx, "/nhac", who, "nhac", line); err != nil {
		return nil, err
	}
	if err := y.press(ctx, "/nhac: send the invitation", who, y.called("meeting.go_button")); err != nil {
		return nil, err
	}
	b, ok := y.newest(c.groups[0]).find(isReply)
	if !ok {
		return nil, errors.New("the groups were not invited")
	}
	_, args, _ := campaign.ReadButton(b.Data)
	e := &evening{cell: c, number: args[0], intents: map[*person]loa.Intent{}, marked: map[*person]loa.Marking{}, silent: slices.Clone(c.due)}
	y.rng.Shuffle(len(e.silent), func(i, j int) { e.silent[i], e.silent[j] = e.silent[j], e.silent[i] })
	return e, nil
}

// isReply means any button by which people reply to an invitation.
func isReply(b loa.Button) bool {
	action, _, ok := campaign.ReadButton(b.Data)
	return ok && action == campaign.ReplyButton
}

// look has the secretaries and the ward look at the figures: of the month, then of
// the year so far.
func (y *year) look(ctx context.Context, tonight []*evening) error {
	for _, e := range tonight {
		if err := y.figuresFor(ctx, "/sosinhhoat", e.secretary.who); err != nil {
			return err
		}
	}
	const looks = 20
	for range looks {
		if err := y.figuresFor(ctx, "/sosinhhoat of the ward", y.official); err != nil {
			return err
		}
	}
	return nil
}

func (y *year) figuresFor(ctx context.Context, kind string, who loa.Sender) error {
	if err := y.write(ctx, kind, who, "sosinhhoat", ""); err != nil {
		return err
	}
	whole := strconv.Itoa(y.now.Year())
	return y.press(ctx, kind+": the year", who, func(b loa.Button) bool {
		_, args, _ := campaign.ReadButton(b.Data)
		return len(args) == 4 && args[2] == whole
	})
}
