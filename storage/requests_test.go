package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func TestRequests(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		today := loa.Date{Year: 2024, Month: 3, Day: 13}
		ask := func(kind loa.RequestKind) loa.DataRequest {
			return loa.DataRequest{
				Kind: kind, Account: person, Bot: bot, Chat: chat, Member: 5, Unit: "cb-1", Note: "Sai tên đệm", At: noon,
				AnswerBy: kind.AnswerBy(today), DoneBy: kind.DoneBy(today),
			}
		}
		object, correct := ask(loa.RequestObject), ask(loa.RequestCorrect)
		update(t, db, func(tx *storage.Tx) (err error) {
			if object.ID, err = tx.SaveRequest(object); err != nil {
				return err
			}
			correct.ID, err = tx.SaveRequest(correct)
			return err
		})
		open := func() []loa.DataRequest {
			return read(t, db, func(tx *storage.Tx) ([]loa.DataRequest, error) { return tx.OpenRequests() })
		}
		equal(t, open(), []loa.DataRequest{correct, object}) // the most urgent first

		correct.Answered, correct.AnsweredBy = noon.Add(time.Hour), other
		correct.Closed, correct.ClosedBy, correct.Outcome = noon.Add(2*time.Hour), other, loa.RequestRefused
		update(t, db, func(tx *storage.Tx) error {
			_, err := tx.SaveRequest(correct)
			return err
		})
		equal(t, open(), []loa.DataRequest{object})
		of := func(a loa.Account) []loa.DataRequest {
			return read(t, db, func(tx *storage.Tx) ([]loa.DataRequest, error) { return tx.RequestsOf(a) })
		}
		equal(t, of(person), []loa.DataRequest{correct, object})
		equal(t, of(other), nil)

		// What is closed long enough is nobody's any more; what is open stays.
		purge := func(before time.Time) (n int) {
			update(t, db, func(tx *storage.Tx) (err error) {
				n, err = tx.PurgeRequests(before)
				return err
			})
			return n
		}
		equal(t, purge(correct.Closed), 0)
		equal(t, purge(correct.Closed.Add(time.Minute)), 1)
		equal(t, of(person), []loa.DataRequest{object})
		correct.Account, correct.Chat, correct.Note = loa.Account{}, "", ""
		equal(t, read(t, db, func(tx *storage.Tx) (loa.DataRequest, error) { return tx.Request(correct.ID) }), correct)
		equal(t, of(loa.Account{}), nil)
		_, err := tryRead(t, db, func(tx *storage.Tx) (loa.DataRequest, error) { return tx.Request(99) })
		wantNotFound(t, err)
	})
}
