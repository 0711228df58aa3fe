package storage_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"loa"
	"loa/storage"
	"loa/storage/storagetest"
)

func TestRoles(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		secretary := loa.Grant{Account: person, Unit: "cb-1", Role: loa.Secretary}
		editor := loa.Grant{Account: person, Unit: "dang-uy", Role: loa.Editor}
		second := loa.Grant{Account: other, Unit: "cb-1", Role: loa.Secretary}
		for _, g := range []loa.Grant{secretary, editor, second, secretary} { // the last one changes nothing
			update(t, db, func(tx *storage.Tx) error { return tx.AddGrant(g, other, noon) })
		}
		grants := func(a loa.Account) loa.Grants {
			return read(t, db, func(tx *storage.Tx) (loa.Grants, error) { return tx.Grants(a) })
		}
		equal(t, grants(person), loa.Grants{secretary, editor})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Grant, error) { return tx.GrantsAt("cb-1") }), []loa.Grant{secretary, second})
		equal(t, read(t, db, (*storage.Tx).AllGrants), []loa.Grant{secretary, editor, second})

		revoke := func(tx *storage.Tx) error { return tx.RevokeGrant(secretary, other, noon) }
		update(t, db, revoke)
		wantNotFound(t, db.Update(t.Context(), revoke))
		equal(t, grants(person), loa.Grants{editor})
		equal(t, grants(other), loa.Grants{second})

		// Given and taken again within one millisecond: every time is kept.
		update(t, db, func(tx *storage.Tx) error { return tx.AddGrant(secretary, other, noon) })
		equal(t, grants(person), loa.Grants{editor, secretary})
		update(t, db, revoke)
		equal(t, read(t, db, (*storage.Tx).AllGrants), []loa.Grant{editor, second})
	})
}

func TestRoleHistoryStays(t *testing.T) {
	t.Parallel()
	target := filepath.Join(t.TempDir(), "loa.db")
	db := storagetest.OpenTarget(t, target)
	g := loa.Grant{Account: person, Unit: "cb-1", Role: loa.Secretary}
	for range 2 {
		update(t, db, func(tx *storage.Tx) error { return tx.AddGrant(g, other, noon) })
		update(t, db, func(tx *storage.Tx) error { return tx.RevokeGrant(g, person, noon.Add(time.Second)) })
	}
	raw, err := sql.Open("sqlite3", target)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := raw.Close(); err != nil {
			t.Error(err)
		}
	}()
	var kept int
	if err := raw.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM roles WHERE granted_by = 'telegram:22'
		AND revoked_by = 'telegram:11' AND revoked_at = granted_at + 1000`).Scan(&kept); err != nil {
		t.Fatal(err)
	}
	equal(t, kept, 2)
}
