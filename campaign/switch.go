package campaign

import (
	"context"
	"fmt"
	"slices"

	"loa"
	"loa/storage"
)

// SwitchTo is where groups are switched over to.
type SwitchTo string

// The directions: to people who pass things on, and back to the bot that a group had.
const (
	SwitchRelay SwitchTo = "relay"
	SwitchBack  SwitchTo = "back"
)

// Scope is which groups are switched over: one, or all of a unit and of those below it.
type Scope struct {
	Group loa.GroupID
	Unit  loa.UnitID
}

// SwitchPlan rehearses a switch-over by somebody who may bind the groups.
func (d *Desk) SwitchPlan(who loa.Sender, scope Scope, to SwitchTo) (SwitchPlan, error) {
	reach, err := d.BindableUnits(who)
	if err != nil {
		return SwitchPlan{}, err
	}
	return d.s.switchPlan(d.tx, reach, scope, to)
}

// SwitchOver does what the plan with the digest said. If it would do something else by now,
// it is refused as stale, and the plan of now is returned.
func (d *Desk) SwitchOver(who loa.Sender, scope Scope, to SwitchTo, digest string) (SwitchPlan, error) {
	p, err := d.SwitchPlan(who, scope, to)
	if err != nil {
		return p, err
	}
	if err := d.s.switchOver(d.tx, p, digest, who.Account); err != nil {
		return p, err
	}
	d.changed, d.moved = true, true
	return p, nil
}

// PlanSwitch rehearses a switch-over for the operator, of any unit.
func (s *Service) PlanSwitch(ctx context.Context, scope Scope, to SwitchTo) (p SwitchPlan, err error) {
	err = s.db.View(ctx, func(tx *storage.Tx) error {
		units, err := tx.Units()
		if err == nil {
			p, err = s.switchPlan(tx, units, scope, to)
		}
		return err
	})
	return p, wrap("rehearse a switch-over", err)
}

// SwitchOver does what the plan said, for the operator, unless it would do something else by now.
func (s *Service) SwitchOver(ctx context.Context, p SwitchPlan) error {
	err := s.db.Update(ctx, func(tx *storage.Tx) error {
		units, err := tx.Units()
		if err != nil {
			return err
		}
		now, err := s.switchPlan(tx, units, p.Scope, p.To)
		if err != nil {
			return err
		}
		return s.switchOver(tx, now, p.Digest, loa.Account{})
	})
	if err != nil {
		return fmt.Errorf("switch over: %w", err)
	}
	s.calendarChanged()
	s.wake()
	return nil
}

func (s *Service) switchOver(tx *storage.Tx, p SwitchPlan, digest string, by loa.Account) error {
	if p.Digest != digest {
		return refuse("relay.switch_stale", nil)
	}
	for _, l := range p.Moving() {
		g, from := l.Group, l.Group.Channel()
		to := g.Rest
		if p.To == SwitchRelay && !to.Relayed() {
			chat, err := tx.NewRelayChat()
			if err != nil {
				return err
			}
			to = loa.Channel{Bot: loa.RelayBot, Chat: chat}
		}
		g = g.Switched(to)
		if g.State == loa.GroupClosed { // nothing is owed from before somebody served it
			g.State, g.BoundAt, g.BoundBy = loa.GroupActive, s.now(), by
		}
		if err := s.moveWaiting(tx, g); err != nil {
			return err
		}
		if err := tx.Audit(loa.Audit{
			At: s.now(), Actor: by, Action: "group.switch", Subject: groupSubject(g.ID),
			Detail: fmt.Sprintf("%s to %s, waiting %d, unclear %d", from.Bot, to.Bot, len(l.Waiting), len(l.Unclear)),
		}); err != nil {
			return err
		}
	}
	return nil
}

// moveWaiting stores the group with the channel that it has now, and has what waits for it
// go there. A question that waits is asked as it can be asked there.
func (s *Service) moveWaiting(tx *storage.Tx, g loa.Group) error {
	if err := tx.SwitchGroup(g); err != nil {
		return err
	}
	waiting, err := tx.WaitingOf(g.ID)
	if err != nil {
		return err
	}
	for _, d := range waiting {
		if d.Asking == 0 || !isQuestion(d) {
			continue
		}
		if err := s.moveQuestion(tx, d, g); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) moveQuestion(tx *storage.Tx, d loa.Delivery, g loa.Group) error {
	a, err := tx.Asking(d.Asking)
	if isMissing(err) {
		return nil
	}
	if err != nil || a.Bot == g.Bot {
		return err
	}
	a.Bot = g.Bot
	if can := s.bot(g.Bot).Can; can != (loa.Capabilities{}) { // what is not known here stays a text
		a.Form = a.Way.Form(can)
	}
	if err := tx.SwitchAsking(a.ID, a.Bot, a.Form); err != nil {
		return err
	}
	zone, err := s.zoneOfGroup(tx, g)
	if err != nil {
		return err
	}
	p := loa.Payload{Choice: s.askChoice(a)}
	if a.Form != loa.FormPoll {
		n := s.askNotice(a, 0, s.groupLang(g), zone)
		p = loa.Payload{Notice: &n}
	}
	_, err = tx.Amend(d.ID, p, d.Correction)
	return err
}

// followSwitch sends to a group as it is reached now what was on its way when the group was
// switched over, and provably did not arrive.
func (s *Service) followSwitch(tx *storage.Tx, d loa.Delivery, o loa.Outcome) error {
	if o.State != loa.Pending || d.Group == 0 || d.Private || d.Priority != loa.Bulk || d.Payload.Edit != nil {
		return nil
	}
	g, err := tx.Group(d.Group)
	if isMissing(err) || err == nil && g.Bot == d.Bot {
		return nil
	}
	if err != nil {
		return err
	}
	return s.moveWaiting(tx, g)
}

// SwitchGroups lists the unit's own groups that can be reached otherwise, to somebody who
// may bind them.
func (d *Desk) SwitchGroups(who loa.Sender, unit loa.UnitID) ([]loa.Group, error) {
	reach, err := d.BindableUnits(who)
	if err != nil {
		return nil, err
	}
	if _, ok := reach.Find(unit); !ok {
		return nil, refuse("campaign.not_your_unit", nil)
	}
	groups, err := d.tx.Groups(loa.GroupActive, loa.GroupClosed)
	return slices.DeleteFunc(groups, func(g loa.Group) bool {
		return g.Unit != unit || g.Channel().Relayed() && (g.Rest.IsZero() || g.State == loa.GroupClosed)
	}), err
}
