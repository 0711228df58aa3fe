package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

// phones are what people see of the chats. They take whatever is due as a platform
// without a network would: everything arrives at once.
type phones struct {
	*ward
	groups   map[loa.ChatID][]*shown // all that Loa wrote into the groups
	private  map[loa.ChatID][]*shown // the newest messages with buttons of each private chat
	heard    map[string]bool         // taps that were answered
	next     int                     // message ids given out
	settled  int
	settling sample
	reminded int // messages of reminders that arrived
}

// shown is a message of Loa's.
type shown struct {
	id      loa.MessageID
	text    string
	buttons [][]loa.Button
	media   bool
	meeting string // that it is about
}

func newPhones(w *ward) *phones {
	return &phones{ward: w, groups: map[loa.ChatID][]*shown{}, private: map[loa.ChatID][]*shown{}, heard: map[string]bool{}}
}

// deliver takes what is due, as the worker does: begins it, and has its outcome settled.
func (p *phones) deliver(ctx context.Context) error {
	const most = 1000
	for {
		due, _, err := p.db.Due(ctx, wardBot, p.now, most)
		if err != nil || len(due) == 0 {
			return err
		}
		ids := make([]loa.DeliveryID, len(due))
		for i, d := range due {
			ids[i] = d.ID
		}
		taken, err := p.db.Begin(ctx, ids, p.now)
		if err != nil {
			return err
		}
		for _, d := range taken {
			o := loa.Outcome{State: loa.Sent, At: p.now, Receipt: loa.Receipt{Message: p.show(d)}}
			start := time.Now()
			if err := p.service.Settle(ctx, d, o); err != nil {
				return err
			}
			p.settling = append(p.settling, time.Since(start))
			p.settled++
		}
	}
}

// show puts a delivery before people's eyes and returns the id of a new message.
func (p *phones) show(d loa.Delivery) loa.MessageID {
	if strings.Contains(d.Key, ":remind:") {
		p.reminded++
	}
	switch {
	case d.Payload.Toast != nil:
		p.heard[d.Payload.Toast.Tap] = true
	case d.Payload.Edit != nil:
		e := d.Payload.Edit
		if m := p.message(d.Chat, e.Message); m != nil {
			m.text, m.buttons = e.Text.String(), e.Buttons
		}
	case d.Payload.Notice != nil:
		p.next++
		n := d.Payload.Notice
		m := &shown{id: loa.MessageID(fmt.Sprint(p.next)), text: n.Text.String(), buttons: n.Buttons, media: n.Media != nil, meeting: fmt.Sprint(d.Meeting)}
		if !d.Private {
			p.groups[d.Chat] = append(p.groups[d.Chat], m)
		} else if len(m.buttons) > 0 {
			p.private[d.Chat] = append(lastOf(p.private[d.Chat], onScreen-1), m)
		}
		return m.id
	}
	return ""
}

// onScreen is how many messages with buttons people look back in a private chat: what
// they are asked may come just before a reminder.
const onScreen = 3

func lastOf(all []*shown, n int) []*shown { return all[max(0, len(all)-n):] }

// message finds a message of a chat; of a private one among the newest with buttons.
func (p *phones) message(chat loa.ChatID, id loa.MessageID) *shown {
	for _, all := range [][]*shown{p.private[chat], p.groups[chat]} {
		if i := slices.IndexFunc(all, func(m *shown) bool { return m.id == id }); i >= 0 {
			return all[i]
		}
	}
	return nil
}

// newest returns what stands last in a chat; nil if nothing.
func (p *phones) newest(chat loa.ChatID) *shown {
	for _, all := range [][]*shown{p.private[chat], p.groups[chat]} {
		if len(all) > 0 {
			return all[len(all)-1]
		}
	}
	return nil
}

// with returns the newest message of a private chat that has the button; the newest
// if none has.
func (p *phones) with(chat loa.ChatID, meant func(loa.Button) bool) *shown {
	for _, m := range slices.Backward(p.private[chat]) {
		if m.has(meant) {
			return m
		}
	}
	return p.newest(chat)
}

// find returns a message's button, the first that is meant.
func (m *shown) find(meant func(loa.Button) bool) (loa.Button, bool) {
	if m == nil {
		return loa.Button{}, false
	}
	for _, row := range m.buttons {
		for _, b := range row {
			if meant(b) {
				return b, true
			}
		}
	}
	return loa.Button{}, false
}

func (m *shown) has(meant func(loa.Button) bool) bool {
	_, ok := m.find(meant)
	return ok
}

// deadLetters counts the updates that were put aside.
func (p *phones) deadLetters(ctx context.Context) (n int, err error) {
	err = p.db.View(ctx, func(tx *storage.Tx) error {
		n, err = tx.DeadLetters()
		return err
	})
	return n, err
}
