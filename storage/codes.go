package storage

import (
	"fmt"
	"time"

	"loa"
)

// SaveMemberCode stores the digest of a member's new invite code; the older one is void.
func (tx *Tx) SaveMemberCode(member loa.MemberID, digest string, by loa.Account, at time.Time) error {
	_, err := tx.exec(`INSERT INTO member_codes (member, digest, issued_by, issued_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (member) DO UPDATE SET digest = excluded.digest, issued_by = excluded.issued_by,
		issued_at = excluded.issued_at, spent_at = 0`, member, digest, account(by), millis(at))
	if err != nil {
		return fmt.Errorf("save invite code of member %d: %w", member, err)
	}
	return nil
}

// CodeMember returns whose unspent invite code it is, if it was issued after then;
// else loa.ErrNotFound: who tries learns nothing more.
func (tx *Tx) CodeMember(digest string, after time.Time) (loa.Member, error) {
	m, err := one(tx, scanMember, `SELECT m.id, m.name, m.removed FROM members AS m
		JOIN member_codes AS c ON c.member = m.id
		WHERE c.digest = ? AND c.spent_at = 0 AND c.issued_at > ? AND NOT m.removed`, digest, millis(after))
	if err != nil {
		return m, fmt.Errorf("read invite code: %w", err)
	}
	return m, nil
}

// SpendMemberCode uses an invite code up.
func (tx *Tx) SpendMemberCode(digest string, at time.Time) error {
	if _, err := tx.exec(`UPDATE member_codes SET spent_at = ? WHERE digest = ?`, millis(at), digest); err != nil {
		return fmt.Errorf("spend invite code: %w", err)
	}
	return nil
}

// SaveCodeTry notes that the account tried a code that was none.
func (tx *Tx) SaveCodeTry(a loa.Account, at time.Time) error {
	if _, err := tx.exec(`INSERT INTO code_tries (account, at) VALUES (?, ?)`, account(a), millis(at)); err != nil {
		return fmt.Errorf("save try of a code: %w", err)
	}
	return nil
}

// CodeTries returns how many codes that were none the account tried after then.
func (tx *Tx) CodeTries(a loa.Account, after time.Time) (int, error) {
	n, err := one(tx, value[int], `SELECT COUNT(*) FROM code_tries WHERE account = ? AND at > ?`, account(a), millis(after))
	if err != nil {
		return 0, fmt.Errorf("count tries of codes: %w", err)
	}
	return n, nil
}

// PurgeCodeTries forgets the tries before then and returns how many.
func (tx *Tx) PurgeCodeTries(before time.Time) (int, error) {
	n, err := tx.exec(`DELETE FROM code_tries WHERE at < ?`, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge tries of codes: %w", err)
	}
	return int(n), nil
}
