// Package bot turns what people do in a chat into use cases of package campaign
// and says the answer: one file per command. It knows no platform and no storage.
package bot

import (
	"context"
	"errors"
	"fmt"

	"loa"
	"loa/campaign"
)

// Bot answers people through one bot account.
type Bot struct {
	id       loa.BotID
	service  *campaign.Service
	commands []command
	actions  map[string]func(*turn) error
	dialogs  map[string]func(*turn, loa.Dialog) error
}

// New returns the bot that answers through the account.
func New(id loa.BotID, service *campaign.Service) *Bot {
	return &Bot{id: id, service: service, commands: commands(), actions: actions(), dialogs: dialogs()}
}

// Receive handles a batch of updates and commits it with the new offset. It is
// what an adapter's receive loop calls.
func (b *Bot) Receive(ctx context.Context, batch []loa.Update, next int64) error {
	return b.service.Receive(ctx, b.id, batch, next, b.step)
}

// turn is one thing a person did, and the means to answer it.
type turn struct {
	desk *campaign.Desk
	bot  *Bot
	chat loa.Chat
	from loa.Sender
	lang loa.Lang
	args string      // what follows a command; a private text
	tap  *loa.Tap    // nil unless a button was pressed
	data []string    // the button's arguments
	msg  loa.Message // zero unless something was written

	choice *loa.OpenChoice // of which an option was typed, in place of a press
	quiet  bool            // refusals are not told: the group is bound to nothing
}

func (b *Bot) step(d *campaign.Desk, u loa.Update) error {
	switch {
	case u.Message != nil:
		return b.message(d, *u.Message)
	case u.Tap != nil:
		return b.tapped(d, u.Tap)
	case u.BotMember != nil:
		return b.membership(d, *u.BotMember)
	case u.Moved != nil:
		return d.Moved(*u.Moved)
	case u.PollState != nil:
		return d.PollState(*u.PollState)
	case u.PollAnswer != nil:
		return d.PollAnswer(*u.PollAnswer)
	}
	return nil
}

func (b *Bot) turn(d *campaign.Desk, chat loa.Chat, from loa.Sender) (*turn, error) {
	lang, err := d.Lang(chat, from.Account)
	return &turn{desk: d, bot: b, chat: chat, from: from, lang: lang}, err
}

func (b *Bot) message(d *campaign.Desk, m loa.Message) error {
	t, err := b.turn(d, m.Chat, m.From)
	if err != nil {
		return err
	}
	t.msg, t.args = m, m.Args
	if m.Chat.Type == loa.PrivateChat {
		if err := d.Opened(m.From.Account, m.Chat.ID); err != nil {
			return err
		}
		if m.Command == "" {
			t.args = m.Text
			return t.finish(t.text())
		}
	}
	c, ok := b.find(m.Command)
	switch {
	case ok && m.Chat.Type == loa.PrivateChat && c.private != nil:
		return t.finish(c.private(t))
	case ok && m.Chat.Type == loa.GroupChat && c.group != nil:
		return t.finish(t.inGroup(c))
	case m.Chat.Type == loa.PrivateChat && ok:
		return t.say("bot.only_in_group", map[string]any{"Command": "/" + c.name})
	case m.Chat.Type == loa.PrivateChat:
		return t.say("bot.unknown_command", nil)
	case d.Typed() && m.Command == "":
		return t.finish(t.groupText())
	}
	return nil // in a group: not for Loa
}

// inGroup runs a command in a group. A group that is bound to nothing gets its
// one polite line and no more, until somebody who may do so binds it.
func (t *turn) inGroup(c command) error {
	g, first, err := t.desk.Joined(t.chat)
	switch {
	case err != nil:
		return err
	case g.State == loa.GroupActive:
		return c.group(t)
	case first:
		if err := t.greetGroup(); err != nil {
			return err
		}
	}
	if !c.unbound {
		return nil
	}
	err = c.group(t)
	if _, refused := errors.AsType[*campaign.Refusal](err); refused && !t.from.Anonymous {
		return nil // who may not bind it is not told so in front of all; the line before says who may
	}
	return err
}

func (b *Bot) tapped(d *campaign.Desk, tap *loa.Tap) error {
	t, err := b.turn(d, tap.Chat, tap.From)
	if err != nil {
		return err
	}
	t.tap = tap
	action, args, ok := campaign.ReadButton(tap.Data)
	run := b.actions[action]
	if !ok || run == nil {
		return t.toast("bot.stale_button", nil)
	}
	t.data = args
	return t.finish(run(t))
}

func (b *Bot) membership(d *campaign.Desk, m loa.BotMember) error {
	t, err := b.turn(d, m.Chat, m.By)
	if err != nil {
		return err
	}
	switch {
	case !m.Present:
		return d.Left(m.Chat)
	case m.Chat.Type == loa.PrivateChat:
		return nil // unblocked: /start follows
	}
	_, first, err := d.Joined(m.Chat)
	if err != nil || !first {
		return err
	}
	return t.greetGroup()
}

// finish turns a refusal into words for the person; nothing was saved then.
func (t *turn) finish(err error) error {
	refusal, ok := errors.AsType[*campaign.Refusal](err)
	if !ok {
		return err
	}
	if t.quiet {
		return nil
	}
	if t.tap != nil {
		return t.desk.Toast(*t.tap, t.line(refusal.Key, refusal.Data), true)
	}
	return t.say(refusal.Key, refusal.Data)
}

// arg returns the button's argument with the index, empty if it has fewer.
func (t *turn) arg(i int) string {
	if i >= len(t.data) {
		return ""
	}
	return t.data[i]
}

func (t *turn) line(key string, data map[string]any) string {
	return t.desk.Catalog().Line(t.lang, key, data)
}

func (t *turn) words(key string, data map[string]any) loa.Text {
	return t.desk.Catalog().Say(t.lang, key, data)
}

// say answers with a message of the catalog.
func (t *turn) say(key string, data map[string]any) error {
	return t.answer(loa.Notice{Text: t.words(key, data)})
}

// answer answers with a message, in a group as a reply to the command.
func (t *turn) answer(n loa.Notice) error {
	if t.chat.Type == loa.GroupChat {
		n.ReplyTo, n.Silent = t.msg.ID, true
		n.Asks = t.asks(n)
	}
	return t.desk.Answer(t.chat, t.lang, n)
}

// asks is who may answer by typing what is asked in a group: who began it.
func (t *turn) asks(n loa.Notice) loa.Account {
	if !t.desk.Typed() || len(n.Buttons) == 0 {
		return loa.Account{}
	}
	return t.from.Account
}

// next answers an option that was typed with a new message, and ends the question
// in whose place a press would have put it.
func (t *turn) next(n loa.Notice) error {
	if err := t.desk.CloseChoice(*t.choice); err != nil {
		return err
	}
	return t.answer(n)
}

// toast answers a tap with a passing line.
func (t *turn) toast(key string, data map[string]any) error {
	return t.desk.Toast(*t.tap, t.line(key, data), false)
}

// heard ends a tap that is answered in another way.
func (t *turn) heard() error { return t.desk.Toast(*t.tap, "", false) }

// show puts the text and buttons onto the message whose button was tapped, and
// says so to the one who tapped; after a command it is a new message.
func (t *turn) show(text loa.Text, buttons [][]loa.Button) error {
	if t.tap == nil {
		return t.answer(loa.Notice{Text: text, Buttons: buttons})
	}
	if t.choice != nil {
		return t.next(loa.Notice{Text: text, Buttons: buttons})
	}
	if t.tap.Message == "" { // the platform has forgotten the message
		if err := t.toast("bot.stale_button", nil); err != nil {
			return err
		}
		return t.desk.Answer(t.chat, t.lang, loa.Notice{Text: text, Buttons: buttons})
	}
	if err := t.heard(); err != nil {
		return err
	}
	return t.desk.Edit(t.chat, loa.Edit{Message: t.tap.Message, Text: text, Buttons: buttons, Caption: t.tap.Media})
}

func (t *turn) button(key string, action string, args ...string) loa.Button {
	return loa.Button{Text: t.line(key, nil), Data: campaign.ButtonData(action, args...)}
}

// errNoSuch is for button arguments that no button of this version carries.
func errNoSuch(what, value string) error { return fmt.Errorf("button with %s %q", what, value) }
