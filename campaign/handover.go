package campaign

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"loa"
)

// Handovers lists the secretaries' roles that the person may have handed over: those
// the person holds, and those that the person may take back.
func (d *Desk) Handovers(who loa.Sender) ([]loa.Grant, error) {
	if who.Anonymous {
		return nil, refuse("campaign.anonymous", nil)
	}
	own, err := d.tx.Grants(who.Account)
	if err != nil {
		return nil, err
	}
	given, err := d.GivenRoles(who)
	if _, refused := errors.AsType[*Refusal](err); err != nil && !refused {
		return nil, err
	}
	var list []loa.Grant
	for _, g := range append(own, given...) {
		if g.Role == loa.Secretary && !slices.Contains(list, g) {
			list = append(list, g)
		}
	}
	if len(list) == 0 {
		return nil, refuse("handover.may_not", nil)
	}
	return list, nil
}

// HandOver makes a one-time link: who accepts it takes the secretary's role from the
// one who holds it.
func (d *Desk) HandOver(who loa.Sender, g loa.Grant) (token string, expires time.Time, err error) {
	list, err := d.Handovers(who)
	if err != nil {
		return "", expires, err
	}
	if !slices.Contains(list, g) {
		return "", expires, refuse("handover.gone", nil)
	}
	token, expires = newToken(), d.now.Add(inviteKeep)
	err = d.tx.SaveInvite(loa.Invite{
		Digest: digestOf(token), Role: g.Role, Unit: g.Unit, By: who.Account, From: g.Account, Expires: expires,
	})
	if err != nil {
		return "", expires, err
	}
	return token, expires, d.audit(who.Account, "role.hand_over", unitSubject(g.Unit), fmt.Sprintf("%s of %s", g.Role, g.Account))
}

// Handed is what a new secretary has taken over.
type Handed struct {
	Unit     loa.Unit
	Meetings []loa.Meeting  // that are planned
	Zone     *time.Location // to show their times in
}

// TakeOver spends a link of hand-over. All at once the role goes from its holder to
// the account, with the planned meetings; what the holder had begun ends. Who made
// the link must still have the right to.
func (d *Desk) TakeOver(who loa.Sender, chat loa.Chat, token string) (Handed, error) {
	inv, err := d.Invited(token)
	if err != nil {
		return Handed{}, err
	}
	from := loa.Grant{Account: inv.From, Unit: inv.Unit, Role: inv.Role}
	if inv.From == who.Account {
		return Handed{}, refuse("handover.yourself", nil)
	}
	list, err := d.Handovers(loa.Sender{Account: inv.By})
	if _, refused := errors.AsType[*Refusal](err); err != nil && !refused {
		return Handed{}, err
	}
	if !slices.Contains(list, from) {
		return Handed{}, refuse("campaign.invite_stale", nil)
	}
	if _, err := d.tx.SpendInvite(inv.Digest, who.Account, d.now); err != nil {
		return Handed{}, err
	}
	if err := d.tx.RevokeGrant(from, inv.By, d.now); err != nil {
		return Handed{}, err
	}
	to := loa.Grant{Account: who.Account, Unit: inv.Unit, Role: inv.Role}
	if err := d.tx.AddGrant(to, inv.By, d.now); err != nil {
		return Handed{}, err
	}
	if err := d.tx.EndDialogs(from.Account); err != nil {
		return Handed{}, err
	}
	return d.handed(from, to, chat)
}

// handed moves the planned meetings, tells the former holder and writes it down.
func (d *Desk) handed(from, to loa.Grant, chat loa.Chat) (h Handed, err error) {
	units, err := d.tx.Units()
	if err != nil {
		return h, err
	}
	h.Unit, _ = units.Find(to.Unit) // units are never deleted
	h.Zone = d.s.zoneOf(units, to.Unit)
	planned, err := d.tx.PlannedMeetings(time.Time{})
	if err != nil {
		return h, err
	}
	for _, m := range planned {
		moves, err := d.meetingMoves(units, m, from)
		if err != nil {
			return h, err
		}
		if !moves {
			continue
		}
		m.Author, m.Bot, m.Chat, m.Card = to.Account, d.bot.ID, chat.ID, ""
		if _, err := d.tx.SaveMeeting(m); err != nil {
			return h, err
		}
		h.Meetings = append(h.Meetings, m)
	}
	if err := d.recurringMoves(units, from, to, chat); err != nil {
		return h, err
	}
	if err := d.tellAccount(from.Account, "handover.told", map[string]any{"Unit": h.Unit.Name}); err != nil {
		return h, err
	}
	return h, d.audit(to.Account, "role.take_over", unitSubject(to.Unit),
		fmt.Sprintf("%s from %s, meetings: %d", to.Role, from.Account, len(h.Meetings)))
}

// recurringMoves gives the meetings of every month that are still to be made to the
// new secretary, too.
func (d *Desk) recurringMoves(units loa.Units, from, to loa.Grant, chat loa.Chat) error {
	series, err := d.tx.AllRecurring(loa.DateOf(d.now, d.s.zoneOf(units, to.Unit)))
	if err != nil {
		return err
	}
	for _, r := range series {
		moves, err := d.meetingMoves(units, loa.Meeting{Unit: r.Unit, Author: r.Author}, from)
		if err != nil {
			return err
		}
		if !moves {
			continue
		}
		r.Author, r.Bot, r.Chat = to.Account, d.bot.ID, chat.ID
		if _, err := d.tx.SaveRecurring(r); err != nil {
			return err
		}
	}
	return nil
}

// meetingMoves reports whether a planned meeting goes to the unit's new secretary:
// one of the unit that the former holder planned, or somebody who is no longer
// responsible for it, and what else the former holder planned below and may no
// longer touch.
func (d *Desk) meetingMoves(units loa.Units, m loa.Meeting, from loa.Grant) (bool, error) {
	its, former := m.Unit == from.Unit, m.Author == from.Account
	if its && former || !units.Under(m.Unit, from.Unit) {
		return its && former, nil
	}
	grants, err := d.Grants(m.Author)
	return (its || former) && !grants.Holds(units, m.Unit, loa.Secretary), err
}

func unitSubject(id loa.UnitID) string { return "unit:" + string(id) }
