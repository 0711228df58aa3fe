package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func TestMembers(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		day := loa.Date{Year: 2024, Month: 3, Day: 1}
		full := loa.Membership{Member: 1, Unit: "cb-1", Kind: loa.FullMember, From: day}
		update(t, db, func(tx *storage.Tx) error {
			for _, name := range []string{"Nguyễn Văn An", "Nguyễn Văn An"} { // two people with one name
				if _, err := tx.SaveMember(loa.Member{Name: name}); err != nil {
					return err
				}
			}
			if err := tx.SaveMembership(full); err != nil {
				return err
			}
			full.Until = day.AddDays(30) // the same one ends
			if err := tx.SaveMembership(full); err != nil {
				return err
			}
			return tx.SaveMembership(loa.Membership{Member: 2, Unit: "cb-2", Kind: loa.Resident})
		})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Membership, error) { return tx.Memberships("cb-1") }), []loa.Membership{full})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Member, error) { return tx.MembersOf("cb-2") }), []loa.Member{{ID: 2, Name: "Nguyễn Văn An"}})

		// Codes: a newer one voids the older one; a spent one is none.
		update(t, db, func(tx *storage.Tx) error {
			if err := tx.SaveMemberCode(1, "old", other, noon); err != nil {
				return err
			}
			return tx.SaveMemberCode(1, "new", other, noon)
		})
		code := func(digest string) (loa.Member, error) {
			return tryRead(t, db, func(tx *storage.Tx) (loa.Member, error) { return tx.CodeMember(digest, noon.Add(-time.Second)) })
		}
		_, err := code("old")
		wantNotFound(t, err)
		m, err := code("new")
		if err != nil || m.ID != 1 {
			t.Errorf("the code is of %+v, %v", m, err)
		}
		_, err = tryRead(t, db, func(tx *storage.Tx) (loa.Member, error) { return tx.CodeMember("new", noon) }) // too old
		wantNotFound(t, err)
		update(t, db, func(tx *storage.Tx) error { return tx.SpendMemberCode("new", noon) })
		_, err = code("new")
		wantNotFound(t, err)

		// Two accounts of one person; an account moves to another person.
		link := func(a loa.Account, id loa.MemberID) loa.Link {
			return loa.Link{Account: a, Member: id, At: noon, By: a}
		}
		update(t, db, func(tx *storage.Tx) error {
			for _, l := range []loa.Link{link(person, 1), link(other, 1), link(person, 2)} {
				if err := tx.LinkAccount(l); err != nil {
					return err
				}
			}
			return nil
		})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Link, error) { return tx.Links(1, 2) }), []loa.Link{link(other, 1), link(person, 2)})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.MemberID, error) { return tx.LinkedMembers("cb-1") }), []loa.MemberID{1})

		// The person goes, the numbers stay.
		update(t, db, func(tx *storage.Tx) error { return tx.RemoveMember(1) })
		equal(t, read(t, db, func(tx *storage.Tx) (loa.Member, error) { return tx.Member(1) }), loa.Member{ID: 1, Removed: true})
		equal(t, len(read(t, db, func(tx *storage.Tx) ([]loa.Membership, error) { return tx.Memberships("cb-1") })), 1)
		_, err = tryRead(t, db, func(tx *storage.Tx) (loa.Member, error) { return tx.MemberOf(other) })
		wantNotFound(t, err)
	})
}
