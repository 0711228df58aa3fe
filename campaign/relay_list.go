package campaign

import (
	"time"

	"loa"
)

// RelayUnit is what is to be passed on in one unit's groups.
type RelayUnit struct {
	Unit   loa.Unit
	Zone   *time.Location
	Count  int
	Until  time.Time // the first deadline; zero: there is none
	People int       // who pass it on; 0: somebody must call
	Mine   bool      // the person is one of them
}

// Relays lists what is due to be passed on, by unit, to those who answer for units.
func (d *Desk) Relays(who loa.Sender) ([]RelayUnit, error) {
	reach, err := d.unitsFor(who, "relay.not_yours", loa.Secretary, loa.Official)
	if err != nil {
		return nil, err
	}
	due, err := d.tx.DueRelays(d.now)
	if err != nil {
		return nil, err
	}
	counted := map[loa.UnitID]RelayUnit{}
	for _, x := range due {
		r, ok, err := d.s.relayOf(d.tx, x)
		if err != nil {
			return nil, err
		}
		if !ok || d.late(x) {
			continue
		}
		u := counted[r.unit.ID]
		u.Zone, u.Until = r.zone, soonerSet(u.Until, r.NotAfter)
		u.Count++
		counted[r.unit.ID] = u
	}
	relayers, err := d.s.relayers(d.tx)
	if err != nil {
		return nil, err
	}
	var list []RelayUnit
	for _, unit := range reach {
		u, ok := counted[unit.ID]
		if !ok {
			continue
		}
		people, err := relayers.of(unit.ID)
		if err != nil {
			return nil, err
		}
		u.Unit, u.People = unit, len(people)
		for _, p := range people {
			u.Mine = u.Mine || p.Account == who.Account
		}
		list = append(list, u)
	}
	return list, nil
}

// HandRelays gives the person, once more or in somebody's stead, all that is to be passed on
// in a unit's groups, and returns how many texts for groups that was.
func (d *Desk) HandRelays(who loa.Sender, chat loa.Chat, unit loa.UnitID) (int, error) {
	reach, err := d.unitsFor(who, "relay.not_yours", loa.Secretary, loa.Official)
	if err != nil {
		return 0, err
	}
	if _, ok := reach.Find(unit); !ok {
		return 0, refuse("relay.not_yours", nil)
	}
	due, err := d.tx.DueRelays(d.now)
	if err != nil {
		return 0, err
	}
	lists, order, count := map[string][]relayed{}, []string(nil), 0
	for _, x := range due {
		r, ok, err := d.s.relayOf(d.tx, x)
		if err != nil {
			return 0, err
		}
		if !ok || d.late(x) || r.unit.ID != unit {
			continue
		}
		digest := r.copy.digest()
		if lists[digest] == nil {
			order = append(order, digest)
		}
		lists[digest] = append(lists[digest], r)
		count++
	}
	if count == 0 {
		return 0, refuse("relay.nothing_left_here", nil)
	}
	p := loa.Person{Account: who.Account, Chat: chat.ID, Bot: d.bot.ID}
	for _, digest := range order {
		if err := d.s.handRelay(d.tx, p, lists[digest], d.now); err != nil {
			return 0, err
		}
	}
	return count, nil
}
