package storage_test

import (
	"testing"

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
