package campaign

import (
	"cmp"
	"slices"
	"time"

	"loa"
)

// RelayCard returns a card of what is to be passed on as it stands, to somebody who answers
// for a group on it.
func (d *Desk) RelayCard(who loa.Sender, id loa.RelayCardID, lang loa.Lang) (loa.Notice, error) {
	c, err := d.relayCardOf(who, id)
	if err != nil {
		return loa.Notice{}, err
	}
	n, _, err := d.s.relayCard(d.tx, c, lang, d.now)
	return n, err
}

func (d *Desk) relayCardOf(who loa.Sender, id loa.RelayCardID) (loa.RelayCard, error) {
	if _, err := d.unitsFor(who, "relay.not_yours", loa.Secretary, loa.Official); err != nil {
		return loa.RelayCard{}, err
	}
	c, err := d.tx.RelayCard(id)
	if isMissing(err) {
		return c, refuse("relay.card_gone", nil)
	}
	if err == nil && c.Person != who.Account { // a button of somebody else's message
		return c, refuse("relay.not_yours", nil)
	}
	return c, err
}

// relayItem returns something on a card, to somebody who answers for its group.
func (d *Desk) relayItem(who loa.Sender, id loa.RelayCardID, item loa.DeliveryID) (loa.RelayCard, relayed, error) {
	c, err := d.relayCardOf(who, id)
	if err != nil {
		return c, relayed{}, err
	}
	if !slices.Contains(c.Items, item) {
		return c, relayed{}, refuse("relay.card_gone", nil)
	}
	x, err := d.tx.Delivery(item)
	if isMissing(err) {
		return c, relayed{}, refuse("relay.card_gone", nil)
	}
	if err != nil {
		return c, relayed{}, err
	}
	r, _, err := d.s.relayOf(d.tx, x)
	if err != nil {
		return c, r, err
	}
	return c, r, d.mayRelay(who, r)
}

func (d *Desk) mayRelay(who loa.Sender, r relayed) error {
	grants, units, err := d.rights(who)
	if err == nil && !grants.Holds(units, r.unit.ID, loa.Secretary, loa.Official) {
		err = refuse("relay.not_yours", nil)
	}
	return err
}

// RelayDone records that the person has passed something on to its group.
func (d *Desk) RelayDone(who loa.Sender, id loa.RelayCardID, item loa.DeliveryID) error {
	return d.settleRelay(who, id, item, loa.Outcome{State: loa.Relayed, At: d.now}, "delivery.relayed", "")
}

// RelayFailed records that the person cannot pass something on, and why.
func (d *Desk) RelayFailed(who loa.Sender, id loa.RelayCardID, item loa.DeliveryID, why loa.RelayHitch) error {
	if !slices.Contains(loa.RelayHitches(), why) {
		return refuse("relay.card_gone", nil)
	}
	o := loa.Outcome{State: loa.Failed, At: d.now, Reason: d.s.catalog.Line(d.s.settings.Lang, "relay.reason_"+string(why), nil)}
	return d.settleRelay(who, id, item, o, "delivery.not_relayed", string(why))
}

// MayStillRelay refuses what nobody need pass on any more.
func (d *Desk) MayStillRelay(who loa.Sender, id loa.RelayCardID, item loa.DeliveryID) (loa.Group, error) {
	c, r, err := d.relayItem(who, id, item)
	if err == nil {
		err = d.waits(c, r)
	}
	return r.group, err
}

// waits refuses what does not wait, in words that say how it stands. What is too late but
// not ended yet is late.
func (d *Desk) waits(c loa.RelayCard, r relayed) error {
	state := r.standing(c)
	if state == relayWaits && !r.NotAfter.IsZero() && d.now.After(r.NotAfter) {
		state = relayLate
	}
	if state == relayWaits {
		return nil
	}
	return refuse("relay.is_"+state, nil)
}

// RelayAll records that the person has passed the text on to all groups of the card that
// waited, and returns to how many.
func (d *Desk) RelayAll(who loa.Sender, id loa.RelayCardID) (count int, err error) {
	c, err := d.relayCardOf(who, id)
	if err != nil {
		return 0, err
	}
	list, err := d.s.relayItems(d.tx, c)
	if err != nil {
		return 0, err
	}
	var refused error
	for _, r := range list {
		if err := d.mayRelay(who, r); err != nil {
			refused = err
			continue
		}
		if err := d.waits(c, r); err != nil {
			refused = err
			continue
		}
		if err := d.RelayDone(who, id, r.ID); err != nil {
			return count, err
		}
		count++
	}
	if count == 0 && refused != nil {
		return 0, refused
	}
	return count, nil
}

func (d *Desk) settleRelay(who loa.Sender, id loa.RelayCardID, item loa.DeliveryID, o loa.Outcome, action, detail string) error {
	c, r, err := d.relayItem(who, id, item)
	if err != nil {
		return err
	}
	if err := d.waits(c, r); err != nil {
		return err
	}
	if _, err := d.s.settle(d.tx, r.Delivery, o); err != nil {
		return err
	}
	if err := d.relayMoved(r.ID, c); err != nil {
		return err
	}
	return d.audit(who.Account, action, relaySubject(r.ID), detail)
}

// relayMoved has all cards shown anew on which the delivery stands; the one whose button was
// pressed is answered by who asked.
func (d *Desk) relayMoved(id loa.DeliveryID, pressed loa.RelayCard) error {
	d.moved = true
	cards, err := d.tx.RelayCardsOf(id)
	if err != nil {
		return err
	}
	for _, c := range cards {
		but := loa.MessageID("")
		if c.ID == pressed.ID {
			card, err := d.tx.Delivery(c.Delivery)
			if err != nil && !isMissing(err) {
				return err
			}
			but = card.Message
		}
		if err := d.s.refreshRelayCard(d.tx, c, but, d.now); err != nil {
			return err
		}
	}
	return nil
}

// RelayUndo takes back what was pressed, within half an hour.
func (d *Desk) RelayUndo(who loa.Sender, id loa.RelayCardID, item loa.DeliveryID) error {
	c, r, err := d.relayItem(who, id, item)
	if err != nil {
		return err
	}
	if r.State == loa.Pending {
		return refuse("relay.nothing_to_undo", nil)
	}
	if final, err := d.isFinal(r); err != nil || final {
		return cmp.Or(err, refuse("relay.too_late_to_undo", nil))
	}
	if r.Broadcast != 0 {
		b, err := d.tx.Broadcast(r.Broadcast)
		if err != nil {
			return err
		}
		if b.State == loa.BroadcastStopped || b.State == loa.BroadcastPaused {
			return refuse("relay.too_late_to_undo", nil)
		}
		if err := d.goOn(&r.Delivery); err != nil {
			return err
		}
	}
	if err := d.unask(r.Delivery); err != nil {
		return err
	}
	if ok, err := d.tx.TakeRelayBack(r.ID); err != nil || !ok {
		return cmp.Or(err, refuse("relay.nothing_to_undo", nil))
	}
	if !r.group.Channel().Relayed() { // it was switched over meanwhile
		if err := d.s.moveWaiting(d.tx, r.group); err != nil {
			return err
		}
	}
	if err := d.relayMoved(r.ID, c); err != nil {
		return err
	}
	return d.audit(who.Account, "delivery.relay_undone", relaySubject(r.ID), string(r.State))
}

// isFinal reports whether what was pressed can be taken back no more: it is too long ago, the
// group is closed, or it was corrected or withdrawn since, which was told the group.
func (d *Desk) isFinal(r relayed) (bool, error) {
	if !r.undoable(d.now) || r.group.State != loa.GroupActive {
		return true, nil
	}
	if r.Item().IsZero() {
		return false, nil
	}
	past, err := d.tx.CorrectionsOf(r.Item())
	return err == nil && len(past) > 0 && past[0].Started.After(r.Settled), err
}

// unask makes a question wait again that nobody was asked after all; one that is closed
// stays closed, and so what asked it stays passed on.
func (d *Desk) unask(x loa.Delivery) error {
	if x.Asking == 0 || !isQuestion(x) {
		return nil
	}
	a, err := d.tx.Asking(x.Asking)
	if isMissing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if a.State != loa.AskingOpen && a.State != loa.AskingDropped {
		return refuse("relay.too_late_to_undo", nil)
	}
	if a.State == loa.AskingDropped { // somebody may have asked it anew meanwhile
		if again, err := d.tx.AskedIn(a.Campaign, a.Run, a.Question, a.Group); err != nil || again {
			return cmp.Or(err, refuse("relay.too_late_to_undo", nil))
		}
	}
	a.State, a.Opened, a.Chat = loa.AskingWaiting, time.Time{}, ""
	_, err = d.tx.SaveAsking(a)
	return err
}
