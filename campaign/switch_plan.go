package campaign

import (
	"slices"

	"loa"
	"loa/storage"
)

// How a group is reached once it is switched over.
const (
	WayBot   = "bot"
	WayRelay = "relay"
	WayCall  = "call" // by people, and nobody has a private chat with Loa: somebody must call
)

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

// Waiting counts what goes with the groups.
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
	relayers, err := s.relayers(tx)
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
		l, ok, err := s.switchLine(tx, g, u, to, relayers)
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
func (s *Service) switchLine(tx *storage.Tx, g loa.Group, u loa.Unit, to SwitchTo, relayers relayers) (l SwitchLine, ok bool, err error) {
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
		people, err := relayers.of(u.ID)
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
