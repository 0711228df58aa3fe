package campaign

import (
	"fmt"
	"time"

	"loa"
	"loa/storage"
)

// How a person decided about something uncertain.
const (
	reasonSentAgain  = "not there: sent again"
	reasonNotThere   = "not there: too late to send again"
	reasonNotWanted  = "not there: withdrawn or stopped meanwhile"
	uncertainSubject = "delivery:%d"
)

// Unsure is something of which nobody knows whether a group got it.
type Unsure struct {
	ID    loa.DeliveryID
	What  string
	Group string
	Unit  string
	When  time.Time
	Zone  *time.Location
	Late  bool // it may not be sent again
}

// Uncertain lists what is uncertain in the groups that the person is responsible
// for, oldest first.
func (d *Desk) Uncertain(who loa.Sender, lang loa.Lang) ([]Unsure, error) {
	grants, err := d.mayClear(who)
	if err != nil {
		return nil, err
	}
	units, err := d.tx.Units()
	if err != nil {
		return nil, err
	}
	all, err := d.tx.UncertainInGroups()
	if err != nil {
		return nil, err
	}
	var list []Unsure
	for _, x := range all {
		g, err := d.tx.Group(x.Group)
		if err != nil && !isMissing(err) {
			return nil, err
		}
		if !clears(grants, units, g) {
			continue
		}
		what, err := d.s.describe(d.tx, x, lang)
		if err != nil {
			return nil, err
		}
		u, _ := units.Find(g.Unit) // a group that is bound no more has no unit to name
		list = append(list, Unsure{
			ID: x.ID, What: what, Group: g.Title, Unit: u.Name, When: x.Due, Zone: d.s.zoneOf(units, g.Unit), Late: d.late(x),
		})
	}
	return list, nil
}

func (d *Desk) mayClear(who loa.Sender) (loa.Grants, error) {
	if who.Anonymous {
		return nil, refuse("campaign.anonymous", nil)
	}
	grants, err := d.Grants(who.Account)
	if err == nil && !grants.Any(loa.Secretary, loa.Editor, loa.Official) {
		err = refuse("correct.may_not_clear", nil)
	}
	return grants, err
}

// clears reports whether somebody decides for the group; for one that is bound
// to nothing any more every editor and official does.
func clears(grants loa.Grants, units loa.Units, g loa.Group) bool {
	if g.Unit == "" {
		return grants.Any(loa.Editor, loa.Official)
	}
	return grants.Holds(units, g.Unit, loa.Secretary, loa.Editor, loa.Official)
}

func (d *Desk) late(x loa.Delivery) bool { return !x.NotAfter.IsZero() && d.now.After(x.NotAfter) }

// describe says what a delivery carries, for the one who looks for it in the group.
func (s *Service) describe(tx *storage.Tx, x loa.Delivery, lang loa.Lang) (string, error) {
	item, key := x.Item(), "correct.what_item"
	if x.Correction != 0 && item.IsZero() {
		c, err := tx.Correction(x.Correction)
		if err != nil {
			return "", err
		}
		item, key = c.Item, "correct.what_correction"
		if c.Withdraw {
			key = "correct.what_withdrawal"
		}
	}
	if !item.IsZero() {
		name, err := s.nameOf(tx, item)
		return s.catalog.Line(lang, key, map[string]any{"Title": name}), err
	}
	if q := x.Payload.Choice; q != nil {
		return s.catalog.Line(lang, "correct.what_question", map[string]any{"Title": q.Question}), nil
	}
	begins := ""
	if x.Payload.Notice != nil {
		begins = called(loa.Broadcast{Text: x.Payload.Notice.Text, Media: x.Payload.Notice.Media})
	}
	return s.catalog.Line(lang, "correct.what_part", map[string]any{"Title": begins}), nil
}

// unsure returns what is uncertain still, to somebody who decides about it.
func (d *Desk) unsure(who loa.Sender, id loa.DeliveryID) (loa.Delivery, loa.Group, error) {
	var g loa.Group
	grants, err := d.mayClear(who)
	if err != nil {
		return loa.Delivery{}, g, err
	}
	x, err := d.tx.Delivery(id)
	if isMissing(err) || err == nil && x.Group == 0 { // an answer to a person is not decided about
		return x, g, refuse("correct.gone", nil)
	}
	if err != nil {
		return x, g, err
	}
	if g, err = d.tx.Group(x.Group); err != nil && !isMissing(err) {
		return x, g, err
	}
	units, err := d.tx.Units()
	if err != nil {
		return x, g, err
	}
	switch {
	case !clears(grants, units, g):
		return x, g, refuse("campaign.not_your_unit", nil)
	case x.State != loa.Uncertain:
		return x, g, refuse("correct.decided_"+string(x.State), nil)
	}
	return x, g, nil
}

// IsThere records that a person saw something uncertain in its group.
func (d *Desk) IsThere(who loa.Sender, id loa.DeliveryID) error {
	x, _, err := d.unsure(who, id)
	if err != nil {
		return err
	}
	o := loa.Outcome{State: loa.Sent, At: d.now}
	if err := d.tx.SettleDelivery(id, o); err != nil {
		return err
	}
	if _, err := d.s.mendSettled(d.tx, x, o); err != nil { // an error in it is known by now
		return err
	}
	if err := d.s.questionSettled(d.tx, x, o); err != nil {
		return err
	}
	if err := d.decided(x); err != nil {
		return err
	}
	return d.audit(who.Account, "delivery.there", fmt.Sprintf(uncertainSubject, id), "")
}

// SendUncertain records that a person saw that something is not in its group,
// and sends it once more if it still may go out. again tells whether it did.
func (d *Desk) SendUncertain(who loa.Sender, id loa.DeliveryID) (again bool, err error) {
	x, g, err := d.unsure(who, id)
	if err != nil {
		return false, err
	}
	if g.State == loa.GroupClosed {
		return false, refuse("correct.group_closed", nil)
	}
	reason, err := d.tooLate(x)
	if err != nil {
		return false, err
	}
	again = reason == ""
	if again {
		reason = reasonSentAgain
	}
	if err := d.tx.SettleDelivery(id, loa.Outcome{State: loa.Failed, At: d.now, Reason: reason}); err != nil {
		return false, err
	}
	if err := d.tx.MarkTold([]loa.DeliveryID{id}); err != nil { // somebody just decided it
		return false, err
	}
	if again {
		err = d.sendCopy(x, g)
	} else {
		err = d.s.notThere(d.tx, x)
	}
	if err != nil {
		return false, err
	}
	if err := d.decided(x); err != nil {
		return false, err
	}
	return again, d.audit(who.Account, "delivery.not_there", fmt.Sprintf(uncertainSubject, id), reason)
}

// tooLate says why something must not be sent again, empty if it may.
func (d *Desk) tooLate(x loa.Delivery) (string, error) {
	if d.late(x) {
		return reasonNotThere, nil
	}
	if x.Correction != 0 && x.Item().IsZero() {
		c, err := d.tx.Correction(x.Correction)
		if err == nil && c.State == loa.CorrectionReplaced {
			return reasonNotWanted, nil
		}
		return "", err
	}
	if x.Meeting != 0 {
		if _, ok, err := d.s.meetingPayload(d.tx, x); err != nil || !ok {
			return reasonNotWanted, err
		}
	}
	if isQuestion(x) {
		a, err := d.tx.Asking(x.Asking)
		if isMissing(err) || err == nil && a.State != loa.AskingUncertain {
			return reasonNotWanted, nil
		}
		if err != nil {
			return "", err
		}
	}
	if x.Item().IsZero() {
		return "", nil
	}
	if gone, err := d.s.withdrawn(d.tx, x.Item()); err != nil || gone {
		return reasonNotWanted, err
	}
	if x.Broadcast == 0 {
		return "", nil
	}
	b, err := d.tx.Broadcast(x.Broadcast)
	if err == nil && b.State == loa.BroadcastStopped {
		return reasonNotWanted, nil
	}
	return "", err
}

// sendCopy queues what was not there once more, with the content as it is right now.
func (d *Desk) sendCopy(x loa.Delivery, g loa.Group) error {
	x.Key = resentKey(x)
	x.ID, x.State, x.Due, x.Created, x.Settled = 0, loa.Pending, d.now, d.now, time.Time{}
	if x.Bot != g.Bot { // the group is reached otherwise since
		x.Bot, x.Thread = g.Bot, g.Thread
	}
	x.Attempt, x.Reason, x.Chat = 0, "", g.Chat
	if x.Meeting != 0 {
		p, _, err := d.s.meetingPayload(d.tx, x)
		if err != nil {
			return err
		}
		x.Payload = p
	}
	if x.Item().IsZero() {
		_, _, err := d.tx.Enqueue(x)
		return err
	}
	x.Correction = 0
	past, err := d.tx.CorrectionsOf(x.Item())
	if err != nil {
		return err
	}
	if len(past) > 0 && x.Payload.Notice != nil {
		x.Correction = past[0].ID
		x.Payload = d.s.mendedPayload(past[0], x, []loa.Delivery{x}, d.s.groupLang(g))
	}
	if x.Broadcast != 0 {
		if err := d.goOn(&x); err != nil {
			return err
		}
	}
	_, _, err = d.tx.Enqueue(x)
	return err
}

// goOn makes a broadcast that is done count again; a paused one keeps its copy back.
func (d *Desk) goOn(x *loa.Delivery) error {
	b, err := d.tx.Broadcast(x.Broadcast)
	if err != nil {
		return err
	}
	switch b.State {
	case loa.BroadcastPaused:
		x.Due = farAway()
	case loa.BroadcastDone:
		b.State, b.Ended = loa.BroadcastRunning, time.Time{}
		_, err = d.tx.SaveBroadcast(b)
	}
	return err
}

// decided has the cards shown anew on which the thing counted as uncertain.
func (d *Desk) decided(x loa.Delivery) error {
	d.moved = true
	if !x.Item().IsZero() {
		past, err := d.tx.CorrectionsOf(x.Item())
		if err != nil || len(past) == 0 {
			return err
		}
		return d.s.reopen(d.tx, past[0])
	}
	if x.Correction == 0 {
		return nil
	}
	c, err := d.tx.Correction(x.Correction)
	if err != nil {
		return err
	}
	return d.s.reopen(d.tx, c)
}
