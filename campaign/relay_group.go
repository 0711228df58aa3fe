package campaign

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

// relayTitle is how long the name of a group may be that people serve, in characters.
const relayTitle = 100

const reasonRelayClosed = "the group was closed before anybody had passed it on"

// AddRelay binds a group that no bot can enter, a loudspeaker or a notice board to a unit:
// people pass things on there. It returns the group and when its first post comes; zero if
// none is in sight.
func (d *Desk) AddRelay(who loa.Sender, unit loa.UnitID, kind loa.GroupKind, title string) (g loa.Group, first time.Time, err error) {
	reach, err := d.BindableUnits(who)
	if err != nil {
		return g, first, err
	}
	if g, err = d.s.addRelay(d.tx, d.Campaign(), who.Account, reach, unit, kind, title); err != nil {
		return g, first, err
	}
	d.changed = true
	k, _ := d.Campaign().Kind(kind) // addRelay has seen to it
	if o, ok := nextDue(d.Campaign(), []audience{{kind: k, zone: d.s.zoneOf(reach, unit)}}, d.now); ok {
		first = o.Due
	}
	return g, first, nil
}

// AddRelay is what the operator does: likewise for any unit, by the kinds of the campaign.
func (s *Service) AddRelay(ctx context.Context, c *loa.Campaign, unit loa.UnitID, kind loa.GroupKind, title string) (g loa.Group, err error) {
	err = s.db.Update(ctx, func(tx *storage.Tx) error {
		units, err := tx.Units()
		if err == nil {
			g, err = s.addRelay(tx, c, loa.Account{}, units, unit, kind, title)
		}
		return err
	})
	if err != nil {
		return g, fmt.Errorf("add a group that people serve: %w", err)
	}
	s.calendarChanged()
	return g, nil
}

func (s *Service) addRelay(tx *storage.Tx, c *loa.Campaign, by loa.Account, reach loa.Units, unit loa.UnitID, kind loa.GroupKind, title string) (g loa.Group, err error) {
	u, ok := reach.Find(unit)
	if !ok || !u.InEffect(loa.DateOf(s.now(), s.settings.Zone)) {
		return g, refuse("campaign.not_your_unit", nil)
	}
	k, ok := c.Kind(kind)
	if !ok {
		return g, refuse("campaign.kind_gone", nil)
	}
	title = strings.Join(strings.Fields(title), " ")
	if title == "" || len([]rune(title)) > relayTitle {
		return g, refuse("relay.bad_title", map[string]any{"Most": relayTitle})
	}
	have, err := tx.Groups(loa.GroupActive)
	if err != nil {
		return g, err
	}
	if slices.ContainsFunc(have, func(o loa.Group) bool {
		return o.Channel().Relayed() && o.Unit == unit && o.Kind == kind && strings.EqualFold(o.Title, title)
	}) {
		return g, refuse("relay.same_title", map[string]any{"Title": title, "Unit": u.Name})
	}
	g = loa.Group{
		Bot: loa.RelayBot, Title: title, Unit: u.ID, Kind: k.ID, State: loa.GroupActive, BoundAt: s.now(), BoundBy: by,
	}
	if g.Chat, err = tx.NewRelayChat(); err != nil {
		return g, err
	}
	if g.ID, err = tx.SaveGroup(g); err != nil {
		return g, err
	}
	return g, tx.Audit(loa.Audit{
		At: s.now(), Actor: by, Action: "group.bind", Subject: groupSubject(g.ID), Detail: fmt.Sprintf("unit %s, kind %s, relay", u.ID, k.ID),
	})
}

// RelayGroups lists the groups that people serve, of the units whose groups the person may bind.
func (d *Desk) RelayGroups(who loa.Sender) ([]loa.Group, error) {
	reach, err := d.BindableUnits(who)
	if err != nil {
		return nil, err
	}
	groups, err := d.tx.Groups(loa.GroupActive)
	return slices.DeleteFunc(groups, func(g loa.Group) bool {
		_, ok := reach.Find(g.Unit)
		return !ok || !g.Channel().Relayed()
	}), err
}

// RelayGroup returns one of them.
func (d *Desk) RelayGroup(who loa.Sender, id loa.GroupID) (loa.Group, error) {
	groups, err := d.RelayGroups(who)
	if err != nil {
		return loa.Group{}, err
	}
	i := slices.IndexFunc(groups, func(g loa.Group) bool { return g.ID == id })
	if i < 0 {
		return loa.Group{}, refuse("relay.group_gone", nil)
	}
	return groups[i], nil
}

// CloseRelay ends what a group gets that people serve; what waits for it is taken back.
func (d *Desk) CloseRelay(who loa.Sender, id loa.GroupID) (loa.Group, error) {
	g, err := d.RelayGroup(who, id)
	if err != nil {
		return g, err
	}
	if !g.Rest.IsZero() { // a bot's group that was switched over: it would be without anything
		return g, refuse("relay.switch_back_first", map[string]any{"Title": g.Title})
	}
	waiting, err := d.tx.WaitingOf(g.ID)
	if err != nil {
		return g, err
	}
	for _, x := range waiting {
		if _, err := d.tx.TakeBack(x.ID, reasonRelayClosed, d.now); err != nil {
			return g, err
		}
		if err := d.s.questionSettled(d.tx, x, loa.Outcome{State: loa.Expired, At: d.now}); err != nil {
			return g, err
		}
	}
	g.State = loa.GroupClosed
	if _, err := d.tx.SaveGroup(g); err != nil {
		return g, err
	}
	d.changed, d.moved = true, true
	return g, d.audit(who.Account, "group.close", groupSubject(g.ID), fmt.Sprintf("relay, %d taken back", len(waiting)))
}

// RelayPeople counts those who pass things on in a group; 0: somebody must call.
func (d *Desk) RelayPeople(g loa.Group) (int, error) {
	relayers, err := d.s.relayers(d.tx)
	if err != nil {
		return 0, err
	}
	people, err := relayers.of(g.Unit)
	return len(people), err
}

// AllRelayGroups lists the groups that people serve, for the operator.
func (s *Service) AllRelayGroups(ctx context.Context) (groups []loa.Group, err error) {
	err = s.db.View(ctx, func(tx *storage.Tx) error {
		groups, err = tx.Groups(loa.GroupActive)
		return err
	})
	groups = slices.DeleteFunc(groups, func(g loa.Group) bool { return !g.Channel().Relayed() })
	return groups, wrap("list groups that people serve", err)
}
