package storage_test

import (
	"testing"
	"time"

	"loa/storage"
)

func TestFiles(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		_, _, err := db.File(t.Context(), "d")
		wantNotFound(t, err)
		bytes := make([]byte, 3000) // every value, also those that are no text
		for i := range bytes {
			bytes[i] = byte(i)
		}
		for digest, data := range map[string][]byte{"d": bytes, "text": []byte("0042"), "empty": nil} {
			update(t, db, func(tx *storage.Tx) error { return tx.SaveFile(digest, "ảnh.jpg", data) })
			update(t, db, func(tx *storage.Tx) error { return tx.SaveFile(digest, "other.jpg", []byte("other")) }) // changes nothing
			name, got, err := db.File(t.Context(), digest)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, name, "ảnh.jpg")
			equal(t, string(got), string(data))
		}
	})
}

func TestRemoteFiles(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		find := func(tx *storage.Tx) (string, error) { return tx.RemoteFile(bot, "d") }
		_, err := tryRead(t, db, find)
		wantNotFound(t, err)
		for _, id := range []string{"f1", "f2"} {
			update(t, db, func(tx *storage.Tx) error { return tx.SaveRemoteFile(bot, "d", id) })
			equal(t, read(t, db, find), id)
		}
		_, err = tryRead(t, db, func(tx *storage.Tx) (string, error) { return tx.RemoteFile("zalo:9", "d") })
		wantNotFound(t, err)
	})
}

// A file with names goes when its time is over, with what platforms know of it.
func TestLentFiles(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		update(t, db, func(tx *storage.Tx) error {
			if err := tx.SaveFile("stays", "ảnh.jpg", []byte("1")); err != nil {
				return err
			}
			for _, digest := range []string{"lent", "stays"} {
				if err := tx.LendFile(digest, "danh-sach.docx", []byte("2"), noon); err != nil {
					return err
				}
				if err := tx.SaveRemoteFile(bot, digest, "f-"+digest); err != nil {
					return err
				}
			}
			return tx.LendFile("lent", "danh-sach.docx", []byte("2"), noon.Add(time.Hour)) // asked for again
		})
		for _, c := range []struct {
			at   time.Time
			gone int
		}{{noon, 0}, {noon.Add(time.Hour), 1}, {noon.AddDate(10, 0, 0), 0}} {
			update(t, db, func(tx *storage.Tx) error {
				n, err := tx.PurgeFiles(c.at)
				equal(t, n, c.gone)
				return err
			})
		}
		_, _, err := db.File(t.Context(), "lent")
		wantNotFound(t, err)
		_, err = tryRead(t, db, func(tx *storage.Tx) (string, error) { return tx.RemoteFile(bot, "lent") })
		wantNotFound(t, err)
		if _, _, err := db.File(t.Context(), "stays"); err != nil {
			t.Error(err)
		}
	})
}
