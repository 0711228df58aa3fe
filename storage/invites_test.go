package storage_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func spend(t testing.TB, db *storage.DB, digest string, by loa.Account, at time.Time) (i loa.Invite, err error) {
	t.Helper()
	err = db.Update(t.Context(), func(tx *storage.Tx) error {
		i, err = tx.SpendInvite(digest, by, at)
		return err
	})
	return i, err
}

func TestInvites(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		invite := loa.Invite{Digest: "d1", Role: loa.Secretary, Unit: "cb-1", By: person, Expires: noon.Add(time.Hour)}
		late := invite
		late.Digest = "d2"
		invite.From = other
		for _, i := range []loa.Invite{invite, late} {
			update(t, db, func(tx *storage.Tx) error { return tx.SaveInvite(i) })
		}
		_, err := spend(t, db, "unknown", other, noon)
		wantNotFound(t, err)
		_, err = spend(t, db, "d2", other, late.Expires)
		wantNotFound(t, err)
		look := func(at time.Time) (loa.Invite, error) {
			return tryRead(t, db, func(tx *storage.Tx) (loa.Invite, error) { return tx.Invite("d1", at) })
		}
		for range 2 { // looking does not use it up
			got, err := look(noon)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, got, invite)
		}
		_, err = look(invite.Expires)
		wantNotFound(t, err)
		got, err := spend(t, db, "d1", other, noon)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, invite)
		_, err = spend(t, db, "d1", other, noon)
		wantNotFound(t, err)
		_, err = look(noon)
		wantNotFound(t, err)
	})
}

func TestInviteIsSpentOnce(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		update(t, db, func(tx *storage.Tx) error {
			return tx.SaveInvite(loa.Invite{Digest: "d", Expires: noon.Add(time.Hour)})
		})
		var spent atomic.Int32
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				switch _, err := spend(t, db, "d", person, noon); {
				case err == nil:
					spent.Add(1)
				case !errors.Is(err, loa.ErrNotFound):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		equal(t, spent.Load(), int32(1))
	})
}
