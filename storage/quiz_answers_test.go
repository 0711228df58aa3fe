package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

// TestVoters: what is read ahead is right also after the transaction has changed it.
func TestVoters(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		third := loa.Account{Platform: loa.Telegram, ID: "33"}
		older := loa.Consent{Member: 1, Purpose: loa.PurposeQuiz, Version: "1", Given: noon}
		newer := loa.Consent{Member: 1, Purpose: loa.PurposeQuiz, Version: "2", Given: noon.Add(time.Hour)}
		update(t, db, func(tx *storage.Tx) error {
			for _, a := range []loa.Account{person, other} {
				id, err := tx.SaveMember(loa.Member{Name: a.ID})
				if err != nil {
					return err
				}
				if err := tx.LinkAccount(loa.Link{Account: a, Member: id, At: noon, By: other}); err != nil {
					return err
				}
			}
			if err := tx.GiveConsent(older); err != nil {
				return err
			}
			return tx.GiveConsent(newer)
		})
		older.Withdrawn = newer.Given
		want := func(tx *storage.Tx, a loa.Account, member loa.MemberID, given ...loa.Consent) {
			t.Helper()
			id, got, err := tx.Voter(a)
			if member == 0 {
				wantNotFound(t, err)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			equal(t, id, member)
			equal(t, got, given)
		}
		update(t, db, func(tx *storage.Tx) error {
			if err := tx.ReadVoters([]loa.Account{person, other, third}); err != nil {
				return err
			}
			want(tx, person, 1, older, newer)
			want(tx, other, 2)
			want(tx, third, 0)
			if err := tx.WithdrawConsent(1, loa.PurposeQuiz, noon.Add(2*time.Hour)); err != nil {
				return err
			}
			newer.Withdrawn = noon.Add(2 * time.Hour)
			want(tx, person, 1, older, newer)
			if err := tx.UnlinkAccount(other); err != nil {
				return err
			}
			want(tx, other, 0)
			if err := tx.LinkAccount(loa.Link{Account: third, Member: 2, At: noon, By: person}); err != nil {
				return err
			}
			want(tx, third, 2)
			return nil
		})
	})
}

func TestMarkAllSeen(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		mark := func(ids ...int64) (fresh map[int64]bool) {
			update(t, db, func(tx *storage.Tx) (err error) {
				fresh, err = tx.MarkAllSeen(bot, ids, noon)
				return err
			})
			return fresh
		}
		equal(t, mark(), nil)
		equal(t, mark(1, 2, 3, 3, 5), map[int64]bool{1: true, 2: true, 3: true, 5: true})
		equal(t, mark(5, 6), map[int64]bool{6: true})
	})
}
