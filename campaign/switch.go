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

// How a group is reached once it is switched over.
const (
	WayBot   = "bot"
	WayRelay = "relay"
	WayCall  = "call" // by people, and nobody has a private chat with Loa: somebody must call
)

// Scope is which groups are switched over: one, or all of a unit and of those below it.
type Scope struct {
	Group loa.GroupID
	Unit  loa.UnitID
}

// SwitchLine is one group of a switch-over.
type SwitchLine struct {
	Group   loa.Group
	Unit    loa.Unit
	Way     string // how it is reached afterwards
	Moves   bool   // false: it stays as it is
	Waiting []loa.DeliveryID
	Unclear []loa.DeliveryID // being sent, or may have arrived: these stay
}

// SwitchPlan is what a switch-over would do. Nothing has changed.
type SwitchPlan struct {
	To     SwitchTo
	Scope  Scope
	Lines  []SwitchLine
	Digest string
}

// Count counts the groups that are reached that way afterwards.
func (p SwitchPlan) Count(way string) int {
	n := 0
	for _, l := range p.Lines {
		if l.Way == way {
			n++
		}
	}
	return n
}

// Moving lists what is switched over.
func (p SwitchPlan) Moving() []SwitchLine {
	return slices.DeleteFunc(slices.Clone(p.Lines), func(l SwitchLine) bool { return !l.Moves })
}

// Waiting and Unclear count what goes with the groups and what stays.
func (p SwitchPlan) Waiting() (n int) {
	for _, l := range p.Moving() {
		n += len(l.Waiting)
	}
	return n
}

// Unclear counts what stays where it is: it is being sent, or may have arrived.
func (p SwitchPlan) Unclear() (n int) {
	for _, l := range p.Moving() {
		n += len(l.Unclear)
	}
	return n
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

func (s *Service) switchPlan(tx *storage.Tx, reach loa.Units, scope Scope, to SwitchTo) (SwitchPlan, error) {
	p := SwitchPlan{To: to, Scope: scope}
	if to != SwitchRelay && to != SwitchBack {
		return p, refuse("relay.switch_nothing", nil)
	}
	units, err := tx.Units()
	if err != nil {
		return p, err
	}
	groups, err := tx.Groups()
	if err != nil {
		return p, err
	}
	for _, g := range groups {
		if scope.Group != 0 && g.ID != scope.Group || scope.Group == 0 && !units.Under(g.Unit, scope.Unit) {
			continue
		}
		u, ok := reach.Find(g.Unit)
		if g.Unit == "" || !ok {
			continue
		}
		l, ok, err := s.switchLine(tx, g, u, to)
		if err != nil {
			return p, err
		}
		if ok {
			p.Lines = append(p.Lines, l)
		}
	}
	if len(p.Moving()) == 0 {
		return p, refuse("relay.switch_nothing_"+string(to), nil)
	}
	p.Digest = p.digest()
	return p, nil
}

// switchLine says what happens to one group. ok is false for one that gets nothing, before
// and after: one that a bot was thrown out of can be served by people.
func (s *Service) switchLine(tx *storage.Tx, g loa.Group, u loa.Unit, to SwitchTo) (l SwitchLine, ok bool, err error) {
	l = SwitchLine{Group: g, Unit: u, Way: WayBot}
	relayed := g.Channel().Relayed()
	switch {
	case to == SwitchRelay:
		l.Moves = !relayed && g.State != loa.GroupWaiting
	case relayed && g.State == loa.GroupActive && !g.Rest.IsZero() && !g.Rest.Relayed() && s.knows(g.Rest.Bot):
		other, err := tx.GroupByChat(g.Rest.Bot, g.Rest.Chat)
		if err != nil && !isMissing(err) {
			return l, false, err
		}
		l.Moves = isMissing(err) || other.State != loa.GroupActive // else it was bound anew meanwhile
	}
	if relayed != l.Moves { // by people afterwards
		people, err := s.relayers(tx, u.ID)
		if err != nil {
			return l, false, err
		}
		if l.Way = WayRelay; len(people) == 0 {
			l.Way = WayCall
		}
	}
	if !l.Moves {
		return l, g.State == loa.GroupActive, nil
	}
	waiting, err := tx.WaitingOf(g.ID)
	if err != nil {
		return l, false, err
	}
	unclear, err := tx.UnclearOf(g.ID)
	if err != nil {
		return l, false, err
	}
	l.Waiting, l.Unclear = deliveryIDs(waiting), deliveryIDs(unclear)
	return l, true, nil
}

func deliveryIDs(list []loa.Delivery) []loa.DeliveryID {
	ids := make([]loa.DeliveryID, len(list))
	for i, d := range list {
		ids[i] = d.ID
	}
	return ids
}

// digest names what was shown: which groups are reached how afterwards, and what goes with them.
func (p SwitchPlan) digest() string {
	type line struct {
		Group            loa.GroupID
		From, Rest       loa.Channel
		Way              string
		Moves            bool
		Waiting, Unclear []loa.DeliveryID
	}
	lines := make([]line, len(p.Lines))
	for i, l := range p.Lines {
		lines[i] = line{l.Group.ID, l.Group.Channel(), l.Group.Rest, l.Way, l.Moves, l.Waiting, l.Unclear}
	}
	return digestJSON(struct {
		To    SwitchTo
		Lines []line
	}{p.To, lines})[:shownDigest]
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
