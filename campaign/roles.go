package campaign

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

// inviteKeep is how long a role's link can be used.
const inviteKeep = 24 * time.Hour

// Grants returns the roles of an account. Admins come from the configuration.
func (d *Desk) Grants(who loa.Account) (loa.Grants, error) {
	return d.s.grantsOf(d.tx, who)
}

func (s *Service) grantsOf(tx *storage.Tx, who loa.Account) (loa.Grants, error) {
	grants, err := tx.Grants(who)
	if err != nil {
		return nil, err
	}
	if slices.Contains(s.settings.Admins, who) {
		grants = append(grants, loa.Grant{Account: who, Role: loa.Admin})
	}
	return grants, nil
}

// rights returns the roles of a person and the units they are of. Who acts as a group has
// none: that may be anybody.
func (d *Desk) rights(who loa.Sender) (loa.Grants, loa.Units, error) {
	if who.Anonymous {
		return nil, nil, refuse("campaign.anonymous", nil)
	}
	grants, err := d.Grants(who.Account)
	if err != nil {
		return nil, nil, err
	}
	units, err := d.tx.Units()
	return grants, units, err
}

// unitsFor lists the units that one of the person's roles reaches, and refuses who has none
// of them.
func (d *Desk) unitsFor(who loa.Sender, refusal string, roles ...loa.Role) (loa.Units, error) {
	grants, units, err := d.rights(who)
	if err != nil {
		return nil, err
	}
	reach := grants.Reach(units, roles...)
	if len(reach) == 0 {
		return nil, refuse(refusal, nil)
	}
	return reach, nil
}

// GrantableUnits lists the units for which the person may give the role: admins
// all roles everywhere, officials the role of secretary in their own subtree.
func (d *Desk) GrantableUnits(who loa.Sender, role loa.Role) (loa.Units, error) {
	grants, err := d.Grants(who.Account)
	if err != nil {
		return nil, err
	}
	units, err := d.tx.Units()
	if err != nil {
		return nil, err
	}
	var reach loa.Units
	switch {
	case who.Anonymous || !slices.Contains(loa.Roles(), role):
	case grants.Any(loa.Admin):
		reach = units
	case role == loa.Secretary:
		reach = grants.Reach(units, loa.Official)
	}
	if len(reach) == 0 {
		return nil, refuse("campaign.may_not_grant", nil)
	}
	return reach, nil
}

// Invite makes a one-time link that gives the role of the unit to whoever opens
// it first. The token is returned once and never kept.
func (d *Desk) Invite(who loa.Sender, role loa.Role, unit loa.UnitID) (token string, expires time.Time, err error) {
	reach, err := d.GrantableUnits(who, role)
	if err != nil {
		return "", expires, err
	}
	if _, ok := reach.Find(unit); !ok {
		return "", expires, refuse("campaign.not_your_unit", nil)
	}
	token = newToken()
	expires = d.now.Add(inviteKeep)
	if err := d.tx.SaveInvite(loa.Invite{Digest: digestOf(token), Role: role, Unit: unit, By: who.Account, Expires: expires}); err != nil {
		return "", expires, err
	}
	return token, expires, d.audit(who.Account, "role.invite", unitSubject(unit), string(role))
}

// newToken returns 128 random bits, as deep-link payloads allow them
// ([A-Za-z0-9_-], at most 64: core.telegram.org/bots/features).
func newToken() string {
	b := make([]byte, 16)
	rand.Read(b) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(b)
}

func digestOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Invited returns what a link offers, before it is accepted.
func (d *Desk) Invited(token string) (loa.Invite, error) {
	inv, err := d.tx.Invite(digestOf(token), d.now)
	if errors.Is(err, loa.ErrNotFound) {
		return inv, refuse("campaign.invite_stale", nil)
	}
	return inv, err
}

// AcceptInvite spends the link and gives its role to the account. The giver must
// still have the right to give it.
func (d *Desk) AcceptInvite(who loa.Sender, token string) (loa.Grant, error) {
	stale := refuse("campaign.invite_stale", nil)
	if inv, err := d.Invited(token); err != nil || !inv.From.IsZero() {
		return loa.Grant{}, cmp.Or(err, stale) // what is handed over is taken by TakeOver
	}
	inv, err := d.tx.SpendInvite(digestOf(token), who.Account, d.now)
	if errors.Is(err, loa.ErrNotFound) {
		return loa.Grant{}, stale
	}
	if err != nil {
		return loa.Grant{}, err
	}
	reach, err := d.GrantableUnits(loa.Sender{Account: inv.By}, inv.Role)
	if _, refused := errors.AsType[*Refusal](err); err != nil && !refused {
		return loa.Grant{}, err
	}
	if _, ok := reach.Find(inv.Unit); !ok {
		return loa.Grant{}, stale
	}
	g := loa.Grant{Account: who.Account, Unit: inv.Unit, Role: inv.Role}
	if err := d.tx.AddGrant(g, inv.By, d.now); err != nil {
		return g, err
	}
	return g, d.audit(who.Account, "role.accept", unitSubject(g.Unit), fmt.Sprintf("%s, given by %s", g.Role, inv.By))
}

// GivenRoles lists the roles that the person may take back.
func (d *Desk) GivenRoles(who loa.Sender) ([]loa.Grant, error) {
	all, err := d.tx.AllGrants()
	if err != nil {
		return nil, err
	}
	var mine []loa.Grant
	for _, role := range loa.Roles() {
		reach, err := d.GrantableUnits(who, role)
		if _, refused := errors.AsType[*Refusal](err); refused {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, g := range all {
			if _, ok := reach.Find(g.Unit); ok && g.Role == role {
				mine = append(mine, g)
			}
		}
	}
	if len(mine) == 0 {
		if _, err := d.GrantableUnits(who, loa.Secretary); err != nil {
			return nil, err
		}
	}
	return mine, nil
}

// Revoke takes a role back at once.
func (d *Desk) Revoke(who loa.Sender, g loa.Grant) error {
	reach, err := d.GrantableUnits(who, g.Role)
	if err != nil {
		return err
	}
	if _, ok := reach.Find(g.Unit); !ok {
		return refuse("campaign.not_your_unit", nil)
	}
	err = d.tx.RevokeGrant(g, who.Account, d.now)
	if errors.Is(err, loa.ErrNotFound) {
		return refuse("campaign.role_gone", nil)
	}
	if err != nil {
		return err
	}
	return d.audit(who.Account, "role.revoke", unitSubject(g.Unit), fmt.Sprintf("%s of %s", g.Role, g.Account))
}
