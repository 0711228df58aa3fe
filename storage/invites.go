package storage

import (
	"fmt"
	"time"

	"loa"
)

const inviteColumns = `digest, role, unit, invited_by, taken_from, expires`

// SaveInvite stores a new invite. Its digest must be new.
func (tx *Tx) SaveInvite(i loa.Invite) error {
	_, err := tx.exec(`INSERT INTO invites (`+inviteColumns+`) VALUES (?, ?, ?, ?, ?, ?)`,
		i.Digest, i.Role, i.Unit, account(i.By), account(i.From), millis(i.Expires))
	if err != nil {
		return fmt.Errorf("save invite: %w", err)
	}
	return nil
}

// Invite returns an invite that can still be used; else loa.ErrNotFound.
func (tx *Tx) Invite(digest string, at time.Time) (loa.Invite, error) {
	i, err := one(tx, scanInvite, `SELECT `+inviteColumns+` FROM invites
		WHERE digest = ? AND spent_by = '' AND expires > ?`, digest, millis(at))
	if err != nil {
		return loa.Invite{}, fmt.Errorf("read invite: %w", err)
	}
	return i, nil
}

// SpendInvite uses the invite up for the account. One that is unknown, spent or
// expired is loa.ErrNotFound: who tries learns nothing more.
func (tx *Tx) SpendInvite(digest string, by loa.Account, at time.Time) (loa.Invite, error) {
	i, err := one(tx, scanInvite, `UPDATE invites SET spent_by = ?, spent_at = ?
		WHERE digest = ? AND spent_by = '' AND expires > ?
		RETURNING `+inviteColumns,
		account(by), millis(at), digest, millis(at))
	if err != nil {
		return loa.Invite{}, fmt.Errorf("spend invite: %w", err)
	}
	return i, nil
}

func scanInvite(r row, i *loa.Invite) error {
	return r.Scan(&i.Digest, &i.Role, &i.Unit, toAccount(&i.By), toAccount(&i.From), toTime(&i.Expires))
}
