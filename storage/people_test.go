package storage_test

import (
	"testing"

	"loa"
	"loa/storage"
)

func TestPeople(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		find := func(a loa.Account) func(tx *storage.Tx) (loa.Person, error) {
			return func(tx *storage.Tx) (loa.Person, error) { return tx.Person(a) }
		}
		_, err := tryRead(t, db, find(person))
		wantNotFound(t, err)
		onZalo := loa.Account{Platform: loa.Zalo, ID: "a:b"}
		people := []loa.Person{
			{Account: person, Lang: loa.English, Chat: "11", Open: true},
			{Account: other, Chat: "22", Open: true},
			{Account: onZalo, Lang: loa.Vietnamese, Chat: "11", Open: true},
		}
		for _, p := range people {
			update(t, db, func(tx *storage.Tx) error { return tx.SavePerson(loa.Person{Account: p.Account}) })
			update(t, db, func(tx *storage.Tx) error { return tx.SavePerson(p) })
		}
		update(t, db, func(tx *storage.Tx) error { return tx.CloseChat(bot, "11") })
		update(t, db, func(tx *storage.Tx) error { return tx.CloseChat(bot, "-999") }) // nobody's
		people[0].Open = false
		for _, p := range people {
			equal(t, read(t, db, find(p.Account)), p)
		}
	})
}
