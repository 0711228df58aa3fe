package campaign

import (
	"errors"
	"time"

	"loa"
	"loa/content"
	"loa/storage"
)

// answerKeep is how long an answer to a person is worth sending.
const answerKeep = time.Hour

// toastKeep is how long an answer to a tap is worth trying: the platform forgets
// taps (Telegram keeps them 150 s, server source Client.cpp:17157).
const toastKeep = 2 * time.Minute

// Desk is the means to handle one update: the use cases, all within the
// transaction of the update's batch.
type Desk struct {
	s   *Service
	tx  *storage.Tx
	bot Bot
	now time.Time

	changed bool                  // what is due may have changed
	moved   bool                  // a broadcast may have moved
	files   bool                  // a file is to be fetched
	orders  bool                  // a report is to be made
	counts  map[loa.AskingID]bool // questions whose number of answers has changed
	toasts  []loa.Delivery        // to be sent once the transaction is committed
	lines   map[string]string     // see LineOnce
	refresh bool                  // approvals or questions have changed, and with them the campaign
}

// Now returns the campaign time of the update's handling.
func (d *Desk) Now() time.Time { return d.now }

// Bot returns the bot account that got the update.
func (d *Desk) Bot() Bot { return d.bot }

// Campaign returns the campaign being carried out.
func (d *Desk) Campaign() *loa.Campaign { return d.s.Campaign() }

// Catalog returns the message catalogs.
func (d *Desk) Catalog() *content.Catalog { return d.s.catalog }

// Lang returns the language to answer in: the person's own choice in private,
// the group's in a group, else the installation's.
func (d *Desk) Lang(chat loa.Chat, who loa.Account) (loa.Lang, error) {
	lang := d.s.settings.Lang
	if chat.Type == loa.PrivateChat {
		return d.s.langOf(d.tx, who)
	}
	g, err := d.tx.GroupByChat(d.bot.ID, chat.ID)
	if errors.Is(err, loa.ErrNotFound) {
		return lang, nil
	}
	return d.s.groupLang(g), err
}

// Answer queues a message to a chat, in parts where it is too long for one.
func (d *Desk) Answer(chat loa.Chat, lang loa.Lang, n loa.Notice) error {
	for _, part := range d.s.split(n, lang, d.s.room(n, lang, d.bot)) {
		if err := d.queue(chat, loa.Payload{Notice: &part}, answerKeep); err != nil {
			return err
		}
	}
	return nil
}

// lend keeps a file until it was sent, or as long as said, and returns it as part of a message.
func (d *Desk) lend(kind loa.MediaKind, name string, raw []byte, keep time.Duration) (*loa.Media, error) {
	m := &loa.Media{Kind: kind, Name: name, Digest: digestOf(string(raw))}
	return m, d.tx.LendFile(m.Digest, name, raw, d.now.Add(keep))
}

// answerFile queues a document for a private chat, with a text.
func (d *Desk) answerFile(chat loa.Chat, lang loa.Lang, name string, raw []byte, text loa.Text) error {
	m, err := d.lend(loa.Document, name, raw, answerKeep)
	if err != nil {
		return err
	}
	return d.Answer(chat, lang, loa.Notice{Text: text, Media: m})
}

// Edit queues a new text and new buttons for a message of Loa's. Where messages
// cannot be changed, and so no button was pressed, it is a new message.
func (d *Desk) Edit(chat loa.Chat, e loa.Edit) error {
	if d.Typed() {
		lang, err := d.s.langOfChat(d.tx, loa.Delivery{Bot: d.bot.ID, Chat: chat.ID, Private: chat.Type == loa.PrivateChat})
		if err != nil {
			return err
		}
		return d.Answer(chat, lang, loa.Notice{Text: e.Text, Buttons: e.Buttons})
	}
	return d.queue(chat, loa.Payload{Edit: &e}, answerKeep)
}

// Toast queues the answer to a tap. Every tap gets one, an empty text included,
// or the button goes on showing that it works. Where there is nothing to tap, what was
// typed is answered by a message, in private if the person has written there.
func (d *Desk) Toast(tap loa.Tap, text string, alert bool) error {
	if d.Typed() {
		return d.answerTyped(tap, text)
	}
	if limit := d.bot.Can.ToastLimit; limit > 0 && loa.UTF16Len(text) > limit {
		text = loa.Plain(text).Split(limit - 1)[0].String() + "…"
	}
	toast := d.answer(tap.Chat, loa.Payload{Toast: &loa.Toast{Tap: tap.ID, Text: text, Alert: alert}}, toastKeep)
	if d.s.toaster(d.bot.ID) != nil {
		d.toasts = append(d.toasts, toast)
		return nil
	}
	_, _, err := d.tx.Enqueue(toast)
	return err
}

// LineOnce returns the line that say makes, and the same again under the same name within
// the batch: many are told the same.
func (d *Desk) LineOnce(name string, say func() string) string {
	line, known := d.lines[name]
	if !known {
		line = say()
		if d.lines == nil {
			d.lines = map[string]string{}
		}
		d.lines[name] = line
	}
	return line
}

func (d *Desk) queue(chat loa.Chat, p loa.Payload, keep time.Duration) error {
	_, _, err := d.tx.Enqueue(d.answer(chat, p, keep))
	return err
}

func (d *Desk) answer(chat loa.Chat, p loa.Payload, keep time.Duration) loa.Delivery {
	return loa.Delivery{
		Bot: d.bot.ID, Chat: chat.ID, Thread: chat.Thread, Private: chat.Type == loa.PrivateChat,
		Priority: loa.Answer, State: loa.Pending, Payload: p,
		Due: d.now, NotAfter: d.now.Add(keep), Created: d.now,
	}
}

func (d *Desk) audit(actor loa.Account, action, subject, detail string) error {
	return d.tx.Audit(loa.Audit{At: d.now, Actor: actor, Action: action, Subject: subject, Detail: detail})
}

// apologise tells the person whose update could not be handled that nothing was
// saved. Updates that nobody waits for get nothing.
func (d *Desk) apologise(u loa.Update) error {
	switch {
	case u.Message != nil && u.Message.Chat.Type == loa.PrivateChat:
		lang, err := d.Lang(u.Message.Chat, u.Message.From.Account)
		if err != nil {
			return err
		}
		return d.Answer(u.Message.Chat, lang, loa.Notice{Text: d.s.catalog.Say(lang, "campaign.apology", nil)})
	case u.Tap != nil:
		lang, err := d.Lang(u.Tap.Chat, u.Tap.From.Account)
		if err != nil {
			return err
		}
		return d.Toast(*u.Tap, d.s.catalog.Line(lang, "campaign.apology", nil), true)
	}
	return nil
}
