package storage_test

import (
	"testing"

	"loa"
	"loa/storage"
)

func TestAudit(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		first := loa.Audit{At: noon, Actor: person, Action: "group.bind", Subject: "group:12", Detail: "đơn vị cb-1"}
		second := loa.Audit{At: noon, Action: "catch-up", Subject: "campaign"} // Loa itself
		for _, a := range []loa.Audit{first, second} {
			update(t, db, func(tx *storage.Tx) error { return tx.Audit(a) })
		}
		log := func(limit int) []loa.Audit {
			return read(t, db, func(tx *storage.Tx) ([]loa.Audit, error) { return tx.AuditLog(limit) })
		}
		equal(t, log(10), []loa.Audit{second, first})
		equal(t, log(1), []loa.Audit{second})
	})
}
