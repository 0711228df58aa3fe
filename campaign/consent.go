package campaign

import (
	"fmt"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

// consented reports whether a member agrees, now, to a purpose as its text stands.
func (s *Service) consented(tx *storage.Tx, member loa.MemberID, p loa.Purpose) (bool, error) {
	all, err := tx.Consents(member)
	return agrees(all, p), err
}

// Standing is how a member stands to one purpose.
type Standing struct {
	Purpose  loa.Purpose
	Given    time.Time // zero: no consent holds
	Outdated bool      // consent was given to an older text, and not withdrawn
}

// Consents is what the person behind an account agreed to.
type Consents struct {
	Member loa.MemberID
	Units  []string // to which the member belongs today
	Zone   *time.Location
	All    []Standing // one for each purpose
}

// Consents returns how the member whose account it is stands to each purpose.
func (d *Desk) Consents(who loa.Sender) (Consents, error) {
	m, err := d.self(who)
	if err != nil {
		return Consents{}, err
	}
	units, err := d.unitsOf(m.ID)
	if err != nil {
		return Consents{}, err
	}
	given, err := d.tx.Consents(m.ID)
	if err != nil {
		return Consents{}, err
	}
	c := Consents{Member: m.ID, Zone: d.s.settings.Zone}
	for _, u := range units {
		c.Units = append(c.Units, u.Name)
	}
	for _, p := range loa.Purposes() {
		st := Standing{Purpose: p}
		for _, g := range given { // oldest first; at most one is not withdrawn
			if g.Purpose == p && g.Withdrawn.IsZero() {
				st.Outdated = !g.Holds()
				if g.Holds() {
					st.Given = g.Given
				}
			}
		}
		c.All = append(c.All, st)
	}
	return c, nil
}

// self returns the member whose account it is. Nobody acts for another here.
func (d *Desk) self(who loa.Sender) (loa.Member, error) {
	if who.Anonymous {
		return loa.Member{}, refuse("campaign.anonymous", nil)
	}
	m, err := d.tx.MemberOf(who.Account)
	if isMissing(err) {
		return m, refuse("consent.unlinked", nil)
	}
	return m, err
}

// unitsOf returns the units to which a member belongs today, the own ones first.
func (d *Desk) unitsOf(member loa.MemberID) (loa.Units, error) {
	units, err := d.tx.Units()
	if err != nil {
		return nil, err
	}
	memberships, err := d.tx.MembershipsOf(member)
	if err != nil {
		return nil, err
	}
	var own, others loa.Units
	for _, m := range memberships {
		u, ok := units.Find(m.Unit)
		today := loa.DateOf(d.now, d.s.zoneOf(units, m.Unit))
		if !ok || !u.InEffect(today) || !m.On(today) {
			continue
		}
		if m.Kind == loa.FullMember || m.Kind == loa.Probationary {
			own = append(own, u)
		} else {
			others = append(others, u)
		}
	}
	var all loa.Units
	for _, u := range append(own, others...) {
		if _, again := all.Find(u.ID); !again {
			all = append(all, u)
		}
	}
	return all, nil
}

// GiveConsent records that the member agrees to one purpose, to the text with the
// version. The button names the member it was made for: an account that meanwhile is
// another's agrees to nothing.
func (d *Desk) GiveConsent(who loa.Sender, member loa.MemberID, p loa.Purpose, version string) error {
	m, err := d.meant(who, member, p)
	if err != nil {
		return err
	}
	if version != p.Version() {
		return refuse("consent.text_changed", nil)
	}
	if have, err := d.s.consented(d.tx, m.ID, p); err != nil || have {
		return err
	}
	if err := d.tx.GiveConsent(loa.Consent{Member: m.ID, Purpose: p, Version: version, Given: d.now}); err != nil {
		return err
	}
	return d.auditSelf("consent.give", m.ID, fmt.Sprintf("%s, text %s", p, version))
}

// WithdrawConsent takes consent to one purpose back. It takes effect at once: what
// waits to be sent for the purpose is dropped, why the member could not come and what
// the member answered in contests is forgotten, and the name goes from answers to
// questions. Numbers stay.
func (d *Desk) WithdrawConsent(who loa.Sender, member loa.MemberID, p loa.Purpose) error {
	m, err := d.meant(who, member, p)
	if err != nil {
		return err
	}
	if err := d.withdraw(m.ID, p); err != nil {
		return err
	}
	return d.auditSelf("consent.withdraw", m.ID, string(p))
}

func (d *Desk) withdraw(member loa.MemberID, p loa.Purpose) error {
	if err := d.tx.WithdrawConsent(member, p, d.now); err != nil {
		return err
	}
	switch p {
	case loa.PurposeAttendance:
		return d.tx.ClearReasons(member)
	case loa.PurposeQuiz:
		if err := d.tx.ForgetQuizAnswers(member); err != nil {
			return err
		}
		return d.tx.WithdrawPapers(member, d.now)
	case loa.PurposeReminders:
		links, err := d.tx.Links(member)
		if err != nil {
			return err
		}
		for _, l := range links {
			if err := d.tx.DropReminders(l.Account); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *Desk) meant(who loa.Sender, member loa.MemberID, p loa.Purpose) (loa.Member, error) {
	m, err := d.self(who)
	if err == nil && (m.ID != member || !slices.Contains(loa.Purposes(), p)) {
		err = refuse("bot.stale_button", nil)
	}
	return m, err
}

// auditSelf logs what a member did concerning the own data. The log is never changed,
// so it does not tie the account to the member: it would outlast the person's erasure.
func (d *Desk) auditSelf(action string, member loa.MemberID, detail string) error {
	return d.audit(loa.Account{}, action, fmt.Sprintf("member:%d", member), detail)
}
