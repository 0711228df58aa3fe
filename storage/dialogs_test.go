package storage_test

import (
	"errors"
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func TestDialogs(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		save := func(d loa.Dialog) { update(t, db, func(tx *storage.Tx) error { return tx.SaveDialog(d) }) }
		find := func(a loa.Account, now time.Time) (loa.Dialog, error) {
			return tryRead(t, db, func(tx *storage.Tx) (loa.Dialog, error) { return tx.Dialog(bot, chat, a, now) })
		}
		d := loa.Dialog{Bot: bot, Chat: chat, Account: person, Name: "register", Data: `{"step":1}`, Expires: noon.Add(time.Minute)}
		forever := loa.Dialog{Bot: bot, Chat: chat, Account: other, Name: "note"}
		_, err := find(person, noon)
		wantNotFound(t, err)
		save(d)
		d.Name, d.Data = "grant", `{"step":2}`
		save(d)
		save(forever)
		got, err := find(person, noon)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, d)
		_, err = find(person, d.Expires)
		wantNotFound(t, err)
		got, err = find(other, noon.AddDate(10, 0, 0))
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, forever)

		purge := func(before time.Time) (n int) {
			update(t, db, func(tx *storage.Tx) (err error) {
				n, err = tx.PurgeDialogs(before)
				return err
			})
			return n
		}
		equal(t, purge(noon), 0)
		equal(t, purge(d.Expires), 1)
		end := func(tx *storage.Tx) error { return tx.EndDialog(bot, chat, other) }
		update(t, db, end)
		update(t, db, end) // none is no error
		_, err = find(other, noon)
		wantNotFound(t, err)
	})
}

func TestEndDialogs(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		dialogs := []loa.Dialog{{Bot: bot, Chat: chat, Account: person}, {Bot: "zalo:9", Chat: "22", Account: person}, {Bot: bot, Chat: chat, Account: other}}
		update(t, db, func(tx *storage.Tx) error {
			for _, d := range dialogs {
				if err := tx.SaveDialog(d); err != nil {
					return err
				}
			}
			return tx.EndDialogs(person)
		})
		for _, d := range dialogs {
			_, err := tryRead(t, db, func(tx *storage.Tx) (loa.Dialog, error) { return tx.Dialog(d.Bot, d.Chat, d.Account, noon) })
			if ended := errors.Is(err, loa.ErrNotFound); ended != (d.Account == person) {
				t.Errorf("dialog of %s in %s: %v", d.Account, d.Chat, err)
			}
		}
	})
}
