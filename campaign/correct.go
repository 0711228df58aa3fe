package campaign

import (
	"fmt"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

const (
	// headRoom is kept free, in UTF-16 units, for what stands above a corrected text.
	headRoom = 256
	// reasonMost bounds the reason of a withdrawal, in UTF-16 units.
	reasonMost = 500
)

// DraftCorrection keeps the right content of a thing, or the reason for its
// withdrawal, until the author confirms it.
func (d *Desk) DraftCorrection(who loa.Sender, chat loa.Chat, ref loa.DeliveryID, withdraw bool, text loa.Text) (loa.Correction, error) {
	t, err := d.Thing(who, ref)
	if err != nil {
		return loa.Correction{}, err
	}
	c := loa.Correction{
		Item: t.Item, Withdraw: withdraw, Text: text.Trim(), Bot: d.bot.ID, Author: who.Account,
		State: loa.CorrectionDraft, Chat: chat.ID, Created: d.now,
	}
	if err := d.checkCorrection(who, c, t); err != nil {
		return c, err
	}
	c.ID, err = d.tx.SaveCorrection(c)
	return c, err
}

// Correctable refuses what can be neither corrected nor withdrawn any more.
func (d *Desk) Correctable(who loa.Sender, t Thing) error {
	if t.Last != nil && t.Last.Withdraw {
		return d.refuseSince("correct.withdrawn", who, t.Last.Started)
	}
	return nil
}

func (d *Desk) checkCorrection(who loa.Sender, c loa.Correction, t Thing) error {
	if err := d.Correctable(who, t); err != nil {
		return err
	}
	if found := loa.Concerns(c.Text.String()); len(found) > 0 {
		return refuse("campaign.concern_"+string(found[0]), nil)
	}
	most := d.bot.Can.TextLimit - headRoom
	if c.Withdraw {
		most = reasonMost
	}
	switch n := c.Text.Len(); {
	case n == 0 && !c.Withdraw:
		return refuse("correct.empty", nil)
	case n > most:
		return refuse("correct.too_long", map[string]any{"Length": n, "Most": most})
	case !c.Withdraw && slices.Equal(c.Text, t.Text):
		return refuse("correct.same", nil)
	}
	return nil
}

// refuseSince refuses because of something that happened at the time.
func (d *Desk) refuseSince(key string, who loa.Sender, at time.Time) error {
	lang, err := d.s.langOf(d.tx, who.Account)
	if err != nil {
		return err
	}
	return refuse(key, map[string]any{"When": d.s.catalog.Moment(lang, at, d.s.settings.Zone)})
}

// PreviewCorrection returns what the groups will read.
func (d *Desk) PreviewCorrection(c loa.Correction, lang loa.Lang) loa.Text {
	c.Started = d.now
	return d.s.mendedText(c, lang, d.s.settings.Zone)
}

// Correction returns a correction to its author.
func (d *Desk) Correction(who loa.Sender, id loa.CorrectionID) (loa.Correction, error) {
	if _, err := d.mayCorrect(who); err != nil {
		return loa.Correction{}, err
	}
	c, err := d.tx.Correction(id)
	if isMissing(err) || err == nil && c.Author != who.Account {
		return c, refuse("correct.gone", nil)
	}
	return c, err
}

// DropCorrection gives up a draft.
func (d *Desk) DropCorrection(who loa.Sender, id loa.CorrectionID) error {
	c, err := d.Correction(who, id)
	if err != nil {
		return err
	}
	if c.State != loa.CorrectionDraft {
		return refuse("correct.is_"+string(c.State), nil)
	}
	c.State, c.Ended = loa.CorrectionDropped, d.now
	_, err = d.tx.SaveCorrection(c)
	return err
}

// StartCorrection sends a draft on its way: to approval where the content asks
// for it, else to every copy. A withdrawal never waits: an error spreads while it
// stands, and what is taken back says nothing new.
func (d *Desk) StartCorrection(who loa.Sender, id loa.CorrectionID, card loa.MessageID) (loa.Correction, error) {
	c, err := d.Correction(who, id)
	if err != nil {
		return c, err
	}
	if c.State != loa.CorrectionDraft {
		return c, refuse("correct.is_"+string(c.State), nil)
	}
	c.Card = card
	t, err := d.ready(who, c)
	if err != nil {
		return c, err
	}
	_, needed, err := d.CorrectionApprovals(c)
	if err != nil {
		return c, err
	}
	if needed > 0 {
		return d.awaitCorrection(c, t, needed)
	}
	return d.run(who, c, t)
}

// ready checks that a correction may still be carried out, in the name of its
// author. It takes the place of older ones of the same thing; but somebody
// else's that was started while this one was written is shown first.
func (d *Desk) ready(who loa.Sender, c loa.Correction) (Thing, error) {
	t, err := d.thing(who, c.Item)
	if err != nil {
		return t, err
	}
	if t.Last != nil && t.Last.Started.After(c.Created) {
		key := "correct.overtaken"
		if c.State == loa.CorrectionWaiting {
			key = "correct.overtaken_waiting"
		}
		return t, d.refuseSince(key, who, t.Last.Started)
	}
	return t, d.checkCorrection(who, c, t)
}

// run has every copy mended.
func (d *Desk) run(who loa.Sender, c loa.Correction, t Thing) (loa.Correction, error) {
	c.State, c.Started = loa.CorrectionRunning, d.now
	if _, err := d.tx.SaveCorrection(c); err != nil {
		return c, err
	}
	if err := d.s.replaceOlder(d.tx, c); err != nil {
		return c, err
	}
	if err := d.s.mendAll(d.tx, c); err != nil {
		return c, err
	}
	if c.Withdraw {
		if err := d.s.withdrawQuestions(d.tx, c.Item); err != nil {
			return c, err
		}
	}
	if err := d.keepContent(c); err != nil {
		return c, err
	}
	d.moved = true
	return c, d.audit(who.Account, c.Kind()+".start", itemSubject(c.Item), fmt.Sprintf("correction %d, %d groups", c.ID, t.Groups))
}

// keepContent makes what a broadcast is sent with from now on right.
func (d *Desk) keepContent(c loa.Correction) error {
	if c.Item.Broadcast == 0 {
		return nil // the folder is the source of posts: the editor is told to mend it
	}
	b, err := d.tx.Broadcast(c.Item.Broadcast)
	if err != nil {
		return err
	}
	switch {
	case !c.Withdraw:
		b.Text = c.Text
		if b.Text.Len() > d.bot.Can.CaptionLimit {
			b.Media = nil // the text counts
		}
	case !b.State.Ended():
		b.State, b.Ended = loa.BroadcastStopped, d.now
	}
	if _, err := d.tx.SaveBroadcast(b); err != nil {
		return err
	}
	return d.s.refreshCard(d.tx, b)
}

// withdrawn reports whether an item was withdrawn: it goes nowhere any more.
func (s *Service) withdrawn(tx *storage.Tx, item loa.Item) (bool, error) {
	past, err := tx.CorrectionsOf(item)
	return len(past) > 0 && past[0].Withdraw, err
}

func itemSubject(i loa.Item) string {
	if i.Post != "" {
		return fmt.Sprintf("post:%s:%s", i.Post, i.Date)
	}
	return broadcastSubject(i.Broadcast)
}
