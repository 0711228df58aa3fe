package campaign

import (
	"context"
	"fmt"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

const (
	// relayOnCard is for how many groups one card stands: each has a row of buttons.
	relayOnCard = 8
	// relayUndo is how long what somebody has pressed can be taken back.
	relayUndo = 30 * time.Minute

	reasonRelayLate = "its time was over before anybody had passed it on"
	reasonRelayNot  = "a person cannot do this in a bot's stead"
)

// relayed is something to be passed on, with its group.
type relayed struct {
	loa.Delivery
	group loa.Group
	unit  loa.Unit
	zone  *time.Location
	copy  relayCopy
}

// relayOf reads what a person needs to know to pass something on. ok is false if there is
// nothing to pass on.
func (s *Service) relayOf(tx *storage.Tx, d loa.Delivery) (r relayed, ok bool, err error) {
	r.Delivery = d
	if r.group, err = tx.Group(d.Group); err != nil && !isMissing(err) {
		return r, false, err
	}
	units, err := tx.Units()
	if err != nil {
		return r, false, err
	}
	r.unit, _ = units.Find(r.group.Unit) // a unit that is gone has no name to show
	r.zone = s.zoneOf(units, r.group.Unit)
	r.copy, ok, err = s.relayCopy(tx, d, r.group)
	return r, ok, err
}

// tickRelays gives what is due to those who pass it on, ends what is too late, reminds, and
// brings cards up to date. It returns when it has to look again.
func (s *Service) tickRelays(ctx context.Context, now time.Time) (next time.Time, err error) {
	idle := false
	err = s.db.View(ctx, func(tx *storage.Tx) error {
		due, err := tx.DueRelays(now)
		if err != nil {
			return err
		}
		if next, err = tx.NextRelay(now); err != nil {
			return err
		}
		cards, err := tx.OpenRelayCards()
		idle = len(due)+len(cards) == 0
		return err
	})
	if err != nil || idle || len(s.allBots()) == 0 {
		return next, wrap("look for what is to be passed on", err)
	}
	moved := false
	err = s.db.Update(ctx, func(tx *storage.Tx) error {
		due, err := tx.DueRelays(now)
		if err != nil {
			return err
		}
		var open []relayed
		for _, d := range due {
			r, ok, err := s.relayOf(tx, d)
			if err != nil {
				return err
			}
			if ended, err := s.endRelay(tx, d, ok, now); err != nil {
				return err
			} else if ended {
				moved = true
				continue
			}
			next = soonerSet(next, pastEnd(d))
			open = append(open, r)
		}
		if err := s.tellRelays(tx, open, now); err != nil {
			return err
		}
		at, err := s.remindRelays(tx, now)
		next = soonerSet(next, at)
		return err
	})
	if err != nil {
		return next, wrap("have things passed on", err)
	}
	s.wake()
	if moved {
		s.broadcastMoved()
	}
	return next, nil
}

// pastEnd is when something is too late; zero: never.
func pastEnd(d loa.Delivery) time.Time {
	if d.NotAfter.IsZero() {
		return d.NotAfter
	}
	return d.NotAfter.Add(time.Millisecond)
}

// endRelay settles what is too late, and what nobody can pass on.
func (s *Service) endRelay(tx *storage.Tx, d loa.Delivery, ok bool, now time.Time) (ended bool, err error) {
	o := loa.Outcome{State: loa.Expired, At: now, Reason: reasonRelayLate}
	if late := !d.NotAfter.IsZero() && now.After(d.NotAfter); !late && ok {
		return false, nil
	} else if !late {
		o.State, o.Reason = loa.Failed, reasonRelayNot
	}
	if _, err := s.settle(tx, d, o); err != nil {
		return false, err
	}
	if o.State == loa.Failed { // nothing is missing in the group
		return true, tx.MarkTold([]loa.DeliveryID{d.ID})
	}
	return true, nil
}

// relayers says who passes things on for a unit.
type relayers struct {
	s      *Service
	tx     *storage.Tx
	units  loa.Units
	grants []loa.Grant
}

func (s *Service) relayers(tx *storage.Tx) (relayers, error) {
	units, err := tx.Units()
	if err != nil {
		return relayers{}, err
	}
	grants, err := tx.AllGrants()
	return relayers{s, tx, units, grants}, err
}

// of lists the people: the unit's own secretaries; if none has a private chat with a bot,
// those of a unit above, then its officials, then the admins.
func (r relayers) of(unit loa.UnitID) ([]loa.Person, error) {
	holds := func(role loa.Role, exactly bool) []loa.Account {
		var list []loa.Account
		for _, g := range r.grants {
			if g.Role == role && (g.Unit == unit || !exactly && r.units.Under(unit, g.Unit)) {
				list = append(list, g.Account)
			}
		}
		return list
	}
	for _, accounts := range [][]loa.Account{
		holds(loa.Secretary, true), holds(loa.Secretary, false), holds(loa.Official, false), r.s.settings.Admins,
	} {
		people, err := r.s.reachable(r.tx, accounts)
		if err != nil || len(people) > 0 {
			return people, err
		}
	}
	return nil, nil
}

// reachable lists those of the accounts whom a bot can write to, each once.
func (s *Service) reachable(tx *storage.Tx, accounts []loa.Account) ([]loa.Person, error) {
	var people []loa.Person
	for i, a := range accounts {
		if slices.Contains(accounts[:i], a) {
			continue
		}
		p, err := tx.Person(a)
		if isMissing(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if p.Bot = s.botFor(p, loa.RelayBot); p.Open && p.Bot != "" {
			people = append(people, p)
		}
	}
	return people, nil
}

// tellRelays gives people what they were not given yet: each text once, with all the groups
// that it is for.
func (s *Service) tellRelays(tx *storage.Tx, open []relayed, now time.Time) error {
	type key struct {
		person loa.Account
		digest string
	}
	theirs := map[key][]relayed{}
	people := map[loa.Account]loa.Person{}
	var order []key
	relayers, err := s.relayers(tx)
	if err != nil {
		return err
	}
	for _, r := range open {
		digest := r.copy.digest()
		told, err := relayTold(tx, r.ID, digest)
		if err != nil {
			return err
		}
		if told {
			continue
		}
		found, err := relayers.of(r.unit.ID)
		if err != nil {
			return err
		}
		for _, p := range found {
			k := key{p.Account, digest}
			if theirs[k] == nil {
				order = append(order, k)
			}
			theirs[k], people[p.Account] = append(theirs[k], r), p
		}
	}
	for _, k := range order {
		if err := s.handRelay(tx, people[k.person], theirs[k], now); err != nil {
			return err
		}
	}
	return nil
}

// relayTold reports whether anybody was given the delivery as it is now.
func relayTold(tx *storage.Tx, id loa.DeliveryID, digest string) (bool, error) {
	cards, err := tx.RelayCardsOf(id)
	return slices.ContainsFunc(cards, func(c loa.RelayCard) bool { return c.Digest == digest }), err
}

// handRelay gives one person one text for its groups: the picture and the text in messages of
// their own, so that one long press copies them, and below the card with the buttons.
func (s *Service) handRelay(tx *storage.Tx, p loa.Person, list []relayed, now time.Time) error {
	lang, err := s.langOf(tx, p.Account)
	if err != nil {
		return err
	}
	var until time.Time
	for _, r := range list {
		until = soonerSet(until, r.NotAfter)
	}
	send := func(n loa.Notice) (loa.DeliveryID, error) {
		id, _, err := tx.Enqueue(loa.Delivery{
			Bot: p.Bot, Chat: p.Chat, Private: true, Priority: loa.Answer, State: loa.Pending,
			Due: now, NotAfter: soonerSet(now.Add(tellKeep), until), Created: now, Payload: loa.Payload{Notice: &n},
		})
		return id, err
	}
	c, limit := list[0].copy, s.bot(p.Bot).Can.TextLimit
	if c.Media != nil {
		if _, err := send(loa.Notice{Media: c.Media}); err != nil {
			return err
		}
	}
	if c.Text != "" {
		for _, part := range splitPlain(c.Text, limit) {
			if _, err := send(loa.Notice{Text: part}); err != nil {
				return err
			}
		}
	}
	for chunk := range slices.Chunk(list, relayOnCard) {
		card := loa.RelayCard{
			Person: p.Account, Bot: p.Bot, Chat: p.Chat, Digest: c.digest(), Told: now, Open: true,
			Remind: s.relayRemind(chunk, now, until),
		}
		for _, r := range chunk {
			card.Items = append(card.Items, r.ID)
		}
		if card.ID, err = tx.SaveRelayCard(card); err != nil {
			return err
		}
		n, open, err := s.relayCard(tx, card, lang, now)
		if err != nil {
			return err
		}
		if card.Delivery, err = send(n); err != nil {
			return err
		}
		card.Shown, card.Open = digestJSON(n), open
		if _, err := tx.SaveRelayCard(card); err != nil {
			return err
		}
	}
	return nil
}

// relayRemind is when to remind of a card, never in quiet hours.
func (s *Service) relayRemind(list []relayed, now, until time.Time) time.Time {
	at := loa.RelayRemind(now, until)
	if at.IsZero() {
		return at
	}
	if at = list[0].Quiet.Hold(at); at.After(until) {
		return time.Time{}
	}
	return at
}

// splitPlain cuts a text that must arrive word for word: no part has a number.
func splitPlain(text string, limit int) []loa.Text {
	if limit <= 0 {
		return []loa.Text{loa.Plain(text)}
	}
	return loa.Plain(text).Split(limit)
}

func relaySubject(id loa.DeliveryID) string { return fmt.Sprintf("delivery:%d", id) }
