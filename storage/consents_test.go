package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func TestConsents(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		give := func(version string, at time.Time) {
			update(t, db, func(tx *storage.Tx) error {
				return tx.GiveConsent(loa.Consent{Member: 1, Purpose: loa.PurposeAttendance, Version: version, Given: at})
			})
		}
		later := noon.Add(time.Hour)
		give("1", noon)
		give("2", later)                                                                                   // a newer text
		update(t, db, func(tx *storage.Tx) error { return tx.WithdrawConsent(1, loa.PurposeQuiz, later) }) // never given
		update(t, db, func(tx *storage.Tx) error {
			return tx.WithdrawConsent(1, loa.PurposeAttendance, later.Add(1*time.Hour))
		})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Consent, error) { return tx.Consents(1) }), []loa.Consent{
			{Member: 1, Purpose: loa.PurposeAttendance, Version: "1", Given: noon, Withdrawn: later},
			{Member: 1, Purpose: loa.PurposeAttendance, Version: "2", Given: later, Withdrawn: later.Add(time.Hour)},
		})
	})
}
