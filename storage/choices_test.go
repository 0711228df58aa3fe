package storage_test

import (
	"errors"
	"testing"
	"time"

	"loa"
	"loa/storage"
)

// TestChoices numbers questions in a chat, keeps the number of one that is asked
// again, and lists those that somebody may answer.
func TestChoices(t *testing.T) {

	each(t, func(t *testing.T, db *storage.DB) {
		const zalo = loa.BotID("zalo:9")
		an, mai := loa.Account{Platform: loa.Zalo, ID: "an"}, loa.Account{Platform: loa.Zalo, ID: "mai"}
		ask := func(d loa.DeliveryID, who loa.Account, at time.Time) (code int) {
			update(t, db, func(tx *storage.Tx) error {
				c, err := tx.AskChoice(loa.OpenChoice{
					Bot: zalo, Chat: "g", For: who, Delivery: d, Asked: at, Options: []loa.Option{{Text: "Có mặt", Data: "1|mr|7|yes"}, {Text: "Vắng"}},
				})
				code = c.Code
				return err
			})
			return code
		}
		equal(t, []int{ask(1, loa.Account{}, noon), ask(2, loa.Account{}, noon), ask(3, an, noon), ask(1, loa.Account{}, noon)}, []int{1, 2, 3, 1})
		// Asked within the same instant, but sent in another order.
		equal(t, []int{ask(20, loa.Account{}, noon), ask(12, loa.Account{}, noon), ask(21, loa.Account{}, noon)}, []int{4, 5, 6})
		update(t, db, func(tx *storage.Tx) error {
			return errors.Join(tx.CloseChoice(20), tx.CloseChoice(12), tx.CloseChoice(21))
		})
		codes := func(who loa.Account) (all []int) {
			list := read(t, db, func(tx *storage.Tx) ([]loa.OpenChoice, error) { return tx.OpenChoices(zalo, "g", who, 10) })
			for _, c := range list {
				all = append(all, c.Code)
			}
			return all
		}
		equal(t, codes(an), []int{3, 2, 1})
		equal(t, codes(mai), []int{2, 1})
		equal(t, read(t, db, func(tx *storage.Tx) (loa.OpenChoice, error) { return tx.ChoiceOf(1) }).Options[0], loa.Option{Text: "Có mặt", Data: "1|mr|7|yes"})
		update(t, db, func(tx *storage.Tx) error { return tx.CloseChoice(1) })
		equal(t, codes(mai), []int{2})

		for _, a := range []struct {
			who    loa.Account
			option int
			added  bool
		}{{an, 0, true}, {mai, 1, true}, {an, 1, false}} { // the first answer counts
			update(t, db, func(tx *storage.Tx) error {
				added, err := tx.AddTypedAnswer(2, a.who, a.option, noon)
				equal(t, added, a.added)
				return err
			})
		}
		told := func(d loa.DeliveryID, chat loa.ChatID) (first bool) {
			update(t, db, func(tx *storage.Tx) (err error) {
				first, err = tx.ToldUnclear(d, chat, mai, noon)
				return err
			})
			return first
		}
		equal(t, []bool{told(3, "g"), told(3, "g"), told(0, "g"), told(0, "g"), told(0, "h")}, []bool{true, false, true, false, true})
		counted := func(asking loa.AskingID) []int {
			return read(t, db, func(tx *storage.Tx) ([]int, error) {
				counts, total, err := tx.CountTypedAnswers(asking, 2)
				return append(counts, total), err
			})
		}
		equal(t, counted(2), []int{1, 1, 2})
		equal(t, counted(3), []int{0, 0, 0}) // of delivery 3 somebody was told something
		update(t, db, func(tx *storage.Tx) error { return tx.ForgetTypedAnswers(2) })
		equal(t, counted(2), []int{0, 0, 0})

		ask(100, loa.Account{}, noon.Add(time.Hour))
		var n int
		update(t, db, func(tx *storage.Tx) (err error) {
			n, err = tx.PurgeChoices(noon.Add(time.Minute))
			return err
		})
		equal(t, n, 9) // six questions, three that were told
		equal(t, codes(mai), []int{7})
	})
}
