package storage

import (
	"fmt"
	"time"

	"loa"
)

func scanGrant(r row, g *loa.Grant) error { return r.Scan(toAccount(&g.Account), &g.Unit, &g.Role) }

// Grants returns the roles that the account holds.
func (tx *Tx) Grants(a loa.Account) (loa.Grants, error) {
	grants, err := all(tx, scanGrant, `SELECT account, unit, role FROM roles
		WHERE held AND account = ? ORDER BY id`, account(a))
	if err != nil {
		return nil, fmt.Errorf("list roles: %w", err)
	}
	return grants, nil
}

// GrantsAt returns the roles held of the unit itself, not of those above it.
func (tx *Tx) GrantsAt(unit loa.UnitID) ([]loa.Grant, error) {
	grants, err := all(tx, scanGrant, `SELECT account, unit, role FROM roles
		WHERE held AND unit = ? ORDER BY id`, unit)
	if err != nil {
		return nil, fmt.Errorf("list roles of unit %s: %w", unit, err)
	}
	return grants, nil
}

// AllGrants returns the roles held by anybody.
func (tx *Tx) AllGrants() ([]loa.Grant, error) {
	grants, err := all(tx, scanGrant, `SELECT account, unit, role FROM roles WHERE held ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list roles: %w", err)
	}
	return grants, nil
}

// AddGrant gives a role. A role that is held already stays as it is.
func (tx *Tx) AddGrant(g loa.Grant, by loa.Account, at time.Time) error {
	id, err := tx.next("roles")
	if err != nil {
		return fmt.Errorf("give role: %w", err)
	}
	_, err = tx.exec(`INSERT INTO roles (id, account, unit, role, granted_by, granted_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, id, account(g.Account), g.Unit, g.Role, account(by), millis(at))
	if err != nil {
		return fmt.Errorf("give role: %w", err)
	}
	return nil
}

// RevokeGrant takes a role away; its history stays. A role not held is loa.ErrNotFound.
func (tx *Tx) RevokeGrant(g loa.Grant, by loa.Account, at time.Time) error {
	n, err := tx.exec(`UPDATE roles SET held = FALSE, revoked_by = ?, revoked_at = ?
		WHERE held AND account = ? AND unit = ? AND role = ?`,
		account(by), millis(at), account(g.Account), g.Unit, g.Role)
	if err == nil && n == 0 {
		err = loa.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("revoke role: %w", err)
	}
	return nil
}
