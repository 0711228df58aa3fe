package campaign

import (
	"loa"
	"loa/storage"
)

// consented reports whether a member agrees, now, to a purpose.
func (s *Service) consented(tx *storage.Tx, member loa.MemberID, p loa.Purpose) (bool, error) {
	all, err := tx.Consents(member)
	for _, c := range all {
		if c.Purpose == p && c.Withdrawn.IsZero() {
			return true, err
		}
	}
	return false, err
}
