package campaign

import (
	"errors"
	"fmt"
	"time"

	"loa"
)

// Group returns the group of a chat; loa.ErrNotFound if Loa does not know it. That may be
// a group that is reached otherwise just now: the people in the chat are the same.
func (d *Desk) Group(chat loa.Chat) (loa.Group, error) {
	g, err := d.tx.GroupByChat(d.bot.ID, chat.ID)
	if !isMissing(err) {
		return g, err
	}
	if resting, err := d.tx.RestingGroup(d.bot.ID, chat.ID); err == nil && resting.State == loa.GroupActive {
		return resting, nil
	} else if err != nil && !isMissing(err) {
		return g, err
	}
	return g, err
}

// Joined records that the bot is in a group. first is true when the group has
// not been greeted for this stay: it is then due its one polite line.
func (d *Desk) Joined(chat loa.Chat) (g loa.Group, first bool, err error) {
	g, err = d.Group(chat)
	switch {
	case errors.Is(err, loa.ErrNotFound):
		g = loa.Group{Bot: d.bot.ID, Chat: chat.ID, Title: chat.Title, State: loa.GroupWaiting}
	case err != nil:
		return g, false, err
	case g.State != loa.GroupClosed:
		return g, false, d.retitle(&g, chat)
	default: // it was left and joined again: somebody responsible decides anew
		g.Title, g.State, g.Unit, g.Kind, g.Thread, g.Ask = chat.Title, loa.GroupWaiting, "", "", 0, ""
	}
	if g.ID, err = d.tx.SaveGroup(g); err != nil {
		return g, false, err
	}
	return g, true, d.audit(loa.Account{}, "group.join", groupSubject(g.ID), "")
}

func (d *Desk) retitle(g *loa.Group, chat loa.Chat) error {
	if chat.Title == "" || g.Title == chat.Title {
		return nil
	}
	g.Title = chat.Title
	_, err := d.tx.SaveGroup(*g)
	return err
}

// Left records that the bot can no longer write to a chat.
func (d *Desk) Left(chat loa.Chat) error {
	return d.s.closeChat(d.tx, d.bot.ID, chat.ID, chat.Type == loa.PrivateChat, "the bot was removed or blocked")
}

// Moved follows a chat to its new id.
func (d *Desk) Moved(m loa.Moved) error { return d.s.moveChat(d.tx, d.bot.ID, m.From, m.To) }

// BindableUnits lists the units whose groups the person may bind.
func (d *Desk) BindableUnits(who loa.Sender) (loa.Units, error) {
	grants, units, err := d.rights(who)
	if err != nil {
		return nil, err
	}
	today := loa.DateOf(d.now, d.s.settings.Zone)
	var reach loa.Units
	for _, u := range grants.Reach(units, loa.Official) {
		if u.InEffect(today) {
			reach = append(reach, u)
		}
	}
	if len(reach) == 0 {
		return nil, refuse("campaign.not_official", nil)
	}
	return reach, nil
}

// Bind gives a group to a unit as a kind of group, by somebody who may. From
// then on posts are owed to it. It returns the group and when its first post
// comes; zero if none is in sight.
func (d *Desk) Bind(who loa.Sender, chat loa.Chat, unit loa.UnitID, kind loa.GroupKind) (g loa.Group, first time.Time, err error) {
	reach, err := d.BindableUnits(who)
	if err != nil {
		return g, first, err
	}
	u, ok := reach.Find(unit)
	if !ok {
		return g, first, refuse("campaign.not_your_unit", nil)
	}
	k, ok := d.Campaign().Kind(kind)
	if !ok {
		return g, first, refuse("campaign.kind_gone", nil)
	}
	if err := d.RoomForGroup(chat); err != nil {
		return g, first, err
	}
	if g, _, err = d.Joined(chat); err != nil {
		return g, first, err
	}
	if g.Channel().Relayed() {
		return g, first, refuse("relay.switched_over", nil)
	}
	g.Unit, g.Kind, g.Thread, g.State = u.ID, k.ID, chat.Thread, loa.GroupActive
	if g.Title == "" { // Zalo tells none
		g.Title = u.Name
	}
	g.BoundAt, g.BoundBy = d.now, who.Account
	d.changed = true
	if _, err = d.tx.SaveGroup(g); err != nil {
		return g, first, err
	}
	if err = d.audit(who.Account, "group.bind", groupSubject(g.ID), fmt.Sprintf("unit %s, kind %s", u.ID, k.ID)); err != nil {
		return g, first, err
	}
	if o, ok := nextDue(d.Campaign(), []audience{{kind: k, zone: d.s.zoneOf(reach, u.ID)}}, d.now); ok {
		first = o.Due
	}
	return g, first, nil
}

// Unbind ends what a group gets, by somebody who may.
func (d *Desk) Unbind(who loa.Sender, chat loa.Chat) error {
	g, err := d.Group(chat)
	if err != nil {
		return err
	}
	reach, err := d.BindableUnits(who)
	if err != nil {
		return err
	}
	if _, ok := reach.Find(g.Unit); g.Unit != "" && !ok {
		return refuse("campaign.not_your_unit", nil)
	}
	if g.Channel().Relayed() {
		return refuse("relay.switched_over", nil)
	}
	g.State, g.Unit, g.Kind, g.Thread, g.Ask = loa.GroupWaiting, "", "", 0, ""
	if _, err := d.tx.SaveGroup(g); err != nil {
		return err
	}
	return d.audit(who.Account, "group.unbind", groupSubject(g.ID), "")
}

// SetGroupLang chooses the language in which Loa speaks in a group.
func (d *Desk) SetGroupLang(who loa.Sender, chat loa.Chat, lang loa.Lang) error {
	g, err := d.Group(chat)
	if err != nil {
		return err
	}
	if _, err := d.BindableUnits(who); err != nil {
		return err
	}
	g.Lang = lang
	if _, err := d.tx.SaveGroup(g); err != nil {
		return err
	}
	return d.audit(who.Account, "group.language", groupSubject(g.ID), string(lang))
}

// Unit returns the unit with the id.
func (d *Desk) Unit(id loa.UnitID) (loa.Unit, error) {
	units, err := d.tx.Units()
	if err != nil {
		return loa.Unit{}, err
	}
	u, ok := units.Find(id)
	if !ok {
		return u, fmt.Errorf("unit %s: %w", id, loa.ErrNotFound)
	}
	return u, nil
}

// Zone returns the zone of a chat's unit, in a private chat the installation's.
func (d *Desk) Zone(chat loa.Chat) (*time.Location, error) {
	g, err := d.Group(chat)
	if errors.Is(err, loa.ErrNotFound) {
		return d.s.settings.Zone, nil
	}
	if err != nil {
		return nil, err
	}
	units, err := d.tx.Units()
	if err != nil {
		return nil, err
	}
	return d.s.zoneOf(units, g.Unit), nil
}
