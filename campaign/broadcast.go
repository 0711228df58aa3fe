package campaign

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

const (
	// sameWithin is for how long the identical broadcast to the same groups is taken
	// for a slip (nyaruka/rapidpro#1846 refuses the same text within two days).
	sameWithin = 48 * time.Hour
	// broadcastKeep is how late a broadcast may still reach a group.
	broadcastKeep = 24 * time.Hour
)

// farAway is the due time of what is paused.
func farAway() time.Time { return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) }

// Compose makes a draft of what an editor or official wrote. file is what the
// platform calls the media, if there is any. What must not go into groups is
// refused, with the reason.
func (d *Desk) Compose(who loa.Sender, chat loa.Chat, text loa.Text, media *loa.Media, file string) (loa.Broadcast, error) {
	b := loa.Broadcast{
		Bot: d.bot.ID, Author: who.Account, Chat: chat.ID, Text: text, Media: media,
		State: loa.BroadcastDraft, Created: d.now,
	}
	if err := d.mayBroadcast(who); err != nil {
		return b, err
	}
	if err := d.s.check(b, d.bot.Can); err != nil {
		return b, err
	}
	if media != nil {
		if err := d.tx.SaveRemoteFile(d.bot.ID, media.Digest, file); err != nil {
			return b, err
		}
	}
	id, err := d.tx.SaveBroadcast(b)
	b.ID = id
	return b, err
}

func (d *Desk) mayBroadcast(who loa.Sender) error {
	if who.Anonymous {
		return refuse("campaign.anonymous", nil)
	}
	grants, err := d.Grants(who.Account)
	if err == nil && !grants.Any(loa.Editor, loa.Official) {
		err = refuse("campaign.may_not_broadcast", nil)
	}
	return err
}

// BroadcastUnits lists the units whose groups the person may send to.
func (d *Desk) BroadcastUnits(who loa.Sender) (loa.Units, error) {
	if err := d.mayBroadcast(who); err != nil {
		return nil, err
	}
	grants, err := d.Grants(who.Account)
	if err != nil {
		return nil, err
	}
	units, err := d.tx.Units()
	if err != nil {
		return nil, err
	}
	today := loa.DateOf(d.now, d.s.settings.Zone)
	return slices.DeleteFunc(grants.Reach(units, loa.Editor, loa.Official), func(u loa.Unit) bool { return !u.InEffect(today) }), nil
}

// check refuses content that must not go out, or cannot.
func (s *Service) check(b loa.Broadcast, can loa.Capabilities) error {
	name := ""
	if b.Media != nil {
		name = b.Media.Name
	}
	if found := loa.Concerns(b.Text.String() + "\n" + name); len(found) > 0 {
		return refuse("campaign.concern_"+string(found[0]), nil)
	}
	if n := s.broadcastNotice(b, s.settings.Lang).Text.Len(); b.Media != nil && n > can.CaptionLimit {
		return refuse("campaign.caption_long", map[string]any{"Length": n, "Most": can.CaptionLimit})
	}
	if b.Media == nil && b.Text.String() == "" {
		return refuse("campaign.broadcast_empty", nil)
	}
	return nil
}

// Broadcast returns a broadcast to somebody who may see it: its author, or an
// editor or official.
func (d *Desk) Broadcast(who loa.Sender, id loa.BroadcastID) (loa.Broadcast, error) {
	if err := d.mayBroadcast(who); err != nil {
		return loa.Broadcast{}, err
	}
	b, err := d.tx.Broadcast(id)
	if errors.Is(err, loa.ErrNotFound) {
		return b, refuse("campaign.broadcast_gone", nil)
	}
	return b, err
}

// Revise changes a draft: its audience, strand, source or time. Only the author
// does, and only until it is on its way.
func (d *Desk) Revise(who loa.Sender, id loa.BroadcastID, change func(*loa.Broadcast)) (loa.Broadcast, error) {
	b, err := d.Broadcast(who, id)
	if err != nil {
		return b, err
	}
	if b.Author != who.Account {
		return b, refuse("campaign.not_author", nil)
	}
	switch {
	case b.State == loa.BroadcastStopped && b.Text == nil && b.Media == nil:
		return b, refuse("campaign.draft_dropped", nil)
	case b.State.Ended():
		return b, refuse("campaign.broadcast_is_"+string(b.State), nil)
	case b.State != loa.BroadcastDraft:
		return b, refuse("campaign.broadcast_under_way", nil)
	}
	change(&b)
	_, err = d.tx.SaveBroadcast(b)
	return b, err
}

// Discard drops a draft: what was to be sent is not kept. Its author may do so
// even without the right to send.
func (d *Desk) Discard(who loa.Sender, id loa.BroadcastID) (loa.Broadcast, error) {
	b, err := d.tx.Broadcast(id)
	switch {
	case errors.Is(err, loa.ErrNotFound):
		return b, refuse("campaign.broadcast_gone", nil)
	case err != nil:
		return b, err
	case b.Author != who.Account:
		return b, refuse("campaign.not_author", nil)
	case b.State != loa.BroadcastDraft:
		return b, refuse("campaign.broadcast_is_"+string(b.State), nil)
	}
	b.State, b.Ended = loa.BroadcastStopped, d.now
	b.Text, b.Media, b.Source = nil, nil, ""
	_, err = d.tx.SaveBroadcast(b)
	return b, err
}

// Recipients lists the groups a broadcast goes to: those of its audience whose
// kind may receive its strand, among the units of its author.
func (d *Desk) Recipients(b loa.Broadcast) ([]loa.Group, error) {
	return d.s.recipients(d.tx, b)
}

func (s *Service) recipients(tx *storage.Tx, b loa.Broadcast) ([]loa.Group, error) {
	grants, err := s.grantsOf(tx, b.Author)
	if err != nil {
		return nil, err
	}
	units, err := tx.Units()
	if err != nil {
		return nil, err
	}
	groups, err := tx.Groups(loa.GroupActive)
	if err != nil {
		return nil, err
	}
	c := s.Campaign()
	return slices.DeleteFunc(groups, func(g loa.Group) bool {
		kind, ok := c.Kind(g.Kind)
		return !ok || g.Bot != b.Bot || !kind.Receives(b.Strand) || !b.To.Includes(g, units) ||
			!grants.Holds(units, g.Unit, loa.Editor, loa.Official)
	}), nil
}

// Try sends a draft to its author alone.
func (d *Desk) Try(who loa.Sender, id loa.BroadcastID) error {
	b, err := d.Broadcast(who, id)
	if err != nil {
		return err
	}
	lang, err := d.s.langOf(d.tx, b.Author)
	if err != nil {
		return err
	}
	return d.Answer(loa.Chat{ID: b.Chat, Type: loa.PrivateChat}, lang, d.s.broadcastNotice(b, lang))
}

// Launch sends a draft on its way: to approval if its strand asks for it, to its
// time, or at once. again confirms that the identical broadcast is meant to go
// to the same groups a second time within two days.
func (d *Desk) Launch(who loa.Sender, id loa.BroadcastID, card loa.MessageID, again bool) (loa.Broadcast, error) {
	b, err := d.Revise(who, id, func(b *loa.Broadcast) { b.Card = card })
	if err != nil {
		return b, err
	}
	strand, ok := d.Campaign().Strand(b.Strand)
	if !ok {
		return b, refuse("campaign.no_strand", nil)
	}
	if err := d.s.check(b, d.bot.Can); err != nil {
		return b, err
	}
	if !b.At.IsZero() && b.At.Before(d.now) {
		return b, refuse("campaign.time_past", nil)
	}
	groups, err := d.Recipients(b)
	if err != nil {
		return b, err
	}
	if len(groups) == 0 {
		return b, refuse("campaign.no_recipients", nil)
	}
	if !again {
		if err := d.notTwice(b, groups); err != nil {
			return b, err
		}
	}
	if err := d.audit(who.Account, "broadcast.launch", broadcastSubject(b.ID), fmt.Sprintf("%d groups, strand %s", len(groups), b.Strand)); err != nil {
		return b, err
	}
	if strand.Approvals > 0 {
		return d.awaitApproval(b, strand)
	}
	return d.release(b)
}

// release lets a broadcast go on its way, and has its card kept up to date.
func (d *Desk) release(b loa.Broadcast) (loa.Broadcast, error) {
	d.moved, d.changed = true, true // Tick starts what is scheduled
	return d.s.release(d.tx, b, d.now)
}

// notTwice refuses the identical broadcast to a group that got it within two days.
func (d *Desk) notTwice(b loa.Broadcast, groups []loa.Group) error {
	before, err := d.tx.SameBroadcast(b.Digest(), d.now.Add(-sameWithin))
	if errors.Is(err, loa.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	had, err := d.tx.BroadcastDeliveries(before.ID)
	if err != nil {
		return err
	}
	twice := 0
	for _, g := range groups {
		if slices.ContainsFunc(had, func(x loa.Delivery) bool { return x.Group == g.ID }) {
			twice++
		}
	}
	if twice == 0 {
		return nil
	}
	return refuse(SameBroadcast, map[string]any{
		"Groups": twice, "When": d.s.catalog.Moment(d.s.settings.Lang, before.Started, d.s.settings.Zone),
	})
}

// SameBroadcast is the refusal that Launch's again overrides.
const SameBroadcast = "campaign.same_broadcast"

func broadcastSubject(id loa.BroadcastID) string { return fmt.Sprintf("broadcast:%d", id) }
