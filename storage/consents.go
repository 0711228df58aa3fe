package storage

import (
	"fmt"
	"time"

	"loa"
)

const consentColumns = `member, purpose, version, given, withdrawn`

func scanConsent(r row, c *loa.Consent) error {
	return r.Scan(&c.Member, &c.Purpose, &c.Version, toTime(&c.Given), toTime(&c.Withdrawn))
}

// GiveConsent stores that a member agrees to a purpose. Where consent holds already,
// the older one ends: the newest text counts.
func (tx *Tx) GiveConsent(c loa.Consent) error {
	if err := tx.WithdrawConsent(c.Member, c.Purpose, c.Given); err != nil {
		return err
	}
	id, err := tx.next("consents")
	if err != nil {
		return fmt.Errorf("give consent: %w", err)
	}
	_, err = tx.exec(`INSERT INTO consents (id, member, purpose, version, given) VALUES (?, ?, ?, ?, ?)`,
		id, c.Member, c.Purpose, c.Version, millis(c.Given))
	if err != nil {
		return fmt.Errorf("give consent: %w", err)
	}
	return nil
}

// WithdrawConsent ends a member's consent to a purpose; where there is none nothing changes.
func (tx *Tx) WithdrawConsent(member loa.MemberID, p loa.Purpose, at time.Time) error {
	_, err := tx.exec(`UPDATE consents SET withdrawn = ? WHERE member = ? AND purpose = ? AND withdrawn = 0`, millis(at), member, p)
	if err != nil {
		return fmt.Errorf("withdraw consent: %w", err)
	}
	return nil
}

// Consents returns all consents that a member ever gave, oldest first.
func (tx *Tx) Consents(member loa.MemberID) ([]loa.Consent, error) {
	list, err := all(tx, scanConsent, `SELECT `+consentColumns+` FROM consents WHERE member = ? ORDER BY id`, member)
	if err != nil {
		return nil, fmt.Errorf("list consents of member %d: %w", member, err)
	}
	return list, nil
}

// OpenConsents returns the consents to a purpose that were not withdrawn, of everybody.
func (tx *Tx) OpenConsents(p loa.Purpose) ([]loa.Consent, error) {
	list, err := all(tx, scanConsent, `SELECT `+consentColumns+` FROM consents WHERE purpose = ? AND withdrawn = 0 ORDER BY id`, p)
	if err != nil {
		return nil, fmt.Errorf("list consents to %s: %w", p, err)
	}
	return list, nil
}
