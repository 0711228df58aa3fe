package campaign

import (
	"slices"

	"loa"
)

// Erasure is what erasing a person means, and what is left to be done by others.
type Erasure struct {
	Only   loa.Unit // whose only secretary the person is: that is handed over first
	Roles  bool     // the person holds roles, which end
	Admin  bool     // is an administrator of the configuration, which Loa cannot change
	Linked bool     // is on a roll
	Units  []string // on whose roll the name stays until somebody responsible takes it off
	Request
}

// Erasing returns what erasing the person would mean; nothing is changed.
func (d *Desk) Erasing(who loa.Sender) (Erasure, error) {
	var e Erasure
	if who.Anonymous {
		return e, refuse("campaign.anonymous", nil)
	}
	grants, err := d.Grants(who.Account)
	if err != nil {
		return e, err
	}
	if e.Only, err = d.onlySecretary(grants); err != nil {
		return e, err
	}
	e.Roles, e.Admin = grants.Any(loa.Roles()...), slices.Contains(d.s.settings.Admins, who.Account)
	m, err := d.tx.MemberOf(who.Account)
	if isMissing(err) {
		return e, nil
	}
	if err != nil {
		return e, err
	}
	e.Linked = true
	units, err := d.unitsOf(m.ID)
	for _, u := range units {
		e.Units = append(e.Units, u.Name)
	}
	return e, err
}

// onlySecretary returns a unit that has no other secretary, if there is one.
func (d *Desk) onlySecretary(grants loa.Grants) (loa.Unit, error) {
	for _, g := range grants {
		if g.Role != loa.Secretary {
			continue
		}
		at, err := d.tx.GrantsAt(g.Unit)
		if err != nil {
			return loa.Unit{}, err
		}
		if slices.ContainsFunc(at, func(o loa.Grant) bool { return o.Role == loa.Secretary && o.Account != g.Account }) {
			continue
		}
		u, err := d.Unit(g.Unit)
		if isMissing(err) {
			continue // a unit that is gone needs nobody
		}
		return u, err
	}
	return loa.Unit{}, nil
}

// AskRelease asks those responsible to end a secretary's role that nobody took over,
// and to erase the person.
func (d *Desk) AskRelease(who loa.Sender, chat loa.Chat) (Request, error) {
	e, err := d.Erasing(who)
	if err == nil && e.Only.ID == "" {
		err = refuse("bot.stale_button", nil)
	}
	if err != nil {
		return Request{}, err
	}
	m, err := d.tx.MemberOf(who.Account)
	if err != nil && !isMissing(err) {
		return Request{}, err
	}
	return d.ask(who, chat, loa.RequestErase, m.ID, e.Only.ID, "")
}

// Erase erases the person at once, as far as the own account goes: accounts, roles,
// unfinished conversations, what was written in private, consents and reasons.
// Numbers stay. Where the person is on a roll today the name stays there until
// somebody responsible takes it off: that is requested, with the legal clock. The only
// secretary of a unit hands over first: members must not be left without one.
func (d *Desk) Erase(who loa.Sender, chat loa.Chat) (Erasure, error) {
	e, err := d.Erasing(who)
	if err == nil && e.Only.ID != "" {
		err = refuse("erase.secretary", map[string]any{"Unit": e.Only.Name})
	}
	if err != nil {
		return e, err
	}
	m, err := d.tx.MemberOf(who.Account)
	if err != nil && !isMissing(err) {
		return e, err
	}
	switch {
	case !e.Linked:
		err = d.eraseAccount(who.Account)
	case len(e.Units) == 0:
		err = d.removeMember(m.ID)
	default:
		if err = d.eraseAccounts(m.ID); err == nil {
			e.Request, err = d.ask(who, chat, loa.RequestErase, m.ID, "", "")
		}
	}
	if err != nil {
		return e, err
	}
	if e.Linked {
		return e, d.auditSelf("person.erase", m.ID, "")
	}
	return e, d.audit(loa.Account{}, "person.erase", "account", "")
}

// eraseAccount forgets an account. What it did in a role stays, and so does the audit log.
func (d *Desk) eraseAccount(a loa.Account) error {
	grants, err := d.tx.Grants(a)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if err := d.tx.RevokeGrant(g, a, d.now); err != nil {
			return err
		}
	}
	return d.tx.ErasePerson(a)
}

// eraseAccounts forgets the accounts of a member and what the member agreed to and said.
func (d *Desk) eraseAccounts(member loa.MemberID) error {
	for _, p := range loa.Purposes() {
		if err := d.withdraw(member, p); err != nil {
			return err
		}
	}
	links, err := d.tx.Links(member)
	if err != nil {
		return err
	}
	for _, l := range links {
		if err := d.tx.UnlinkAccount(l.Account); err != nil {
			return err
		}
		if err := d.eraseAccount(l.Account); err != nil {
			return err
		}
	}
	return d.tx.DropMemberCode(member)
}

// removeMember takes a person off every roll from today on. The numbers of the past stay.
func (d *Desk) removeMember(member loa.MemberID) error {
	if err := d.eraseAccounts(member); err != nil {
		return err
	}
	yesterday := loa.DateOf(d.now, d.s.settings.Zone).AddDays(-1)
	if err := d.tx.EndMemberships(member, yesterday); err != nil {
		return err
	}
	return d.tx.RemoveMember(member)
}
