package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func asking(question string, group loa.GroupID) loa.Asking {
	return loa.Asking{
		Campaign: "dbp", Run: 2024, Question: question, Set: "tuan-1", Strand: "M1", Group: group, Unit: "cb-1", Bot: bot,
		Way: loa.AskNamed, Form: loa.FormButtons, State: loa.AskingWaiting, Created: noon, Closes: noon.Add(8 * time.Hour),
		Asked: loa.Asked{
			Text: "Ngày nào?", Options: []string{"13/3", "07/5"}, Answer: 1, Explanation: "Ngày 07/5.", Order: []int{1, 0}, Seed: 1 << 62,
			Sources: []loa.Source{{ID: "H01", Name: "Báo Nhân Dân", Ref: "nhandan.vn"}}, Grade: loa.GradeA,
		},
		Post: "mo-man", Date: loa.Date{Year: 2024, Month: 3, Day: 13}, By: person,
	}
}

func saveAsking(t *testing.T, db *storage.DB, a loa.Asking) loa.Asking {
	t.Helper()
	update(t, db, func(tx *storage.Tx) (err error) {
		a.ID, err = tx.SaveAsking(a)
		return err
	})
	return a
}

func TestAskings(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		get := func(id loa.AskingID) loa.Asking {
			return read(t, db, func(tx *storage.Tx) (loa.Asking, error) { return tx.Asking(id) })
		}
		asked := func(question string, group loa.GroupID, run int) bool {
			return read(t, db, func(tx *storage.Tx) (bool, error) { return tx.AskedIn("dbp", run, question, group) })
		}
		a := saveAsking(t, db, asking("q-1", 1))
		equal(t, get(a.ID), a)
		equal(t, []bool{asked("q-1", 1, 2024), asked("q-1", 2, 2024), asked("q-1", 1, 2025), asked("q-2", 1, 2024)}, []bool{true, false, false, false})

		err := db.Update(t.Context(), func(tx *storage.Tx) error { _, err := tx.SaveAsking(asking("q-1", 1)); return err })
		if err == nil {
			t.Error("a group was asked the same question twice")
		}
		live := func() []loa.Asking { return read(t, db, (*storage.Tx).LiveAskings) }
		equal(t, live(), []loa.Asking{a})
		a.State, a.Opened, a.Chat, a.Message, a.PollID = loa.AskingOpen, noon, chat, "55", "poll-1"
		saveAsking(t, db, a)
		equal(t, read(t, db, func(tx *storage.Tx) (loa.Asking, error) { return tx.AskingOfPoll(bot, "poll-1") }), a)
		_, err = tryRead(t, db, func(tx *storage.Tx) (loa.Asking, error) { return tx.AskingOfPoll(bot, "") })
		wantNotFound(t, err)
		a.State, a.Closed, a.Counts, a.Total = loa.AskingClosed, noon.Add(time.Hour), []int{0, 3}, 3
		saveAsking(t, db, a)
		equal(t, get(a.ID), a)
		equal(t, live(), nil)
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Asking, error) { return tx.AskingsIn("dbp", 2024, 1) }), []loa.Asking{a})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Asking, error) { return tx.ClosedAskings("dbp", 2024) }), []loa.Asking{a})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Asking, error) { return tx.AskingsAfter(a.Post, a.Date) }), []loa.Asking{a})

		b := asking("q-2", 1) // one that never got there may be asked again
		b.State = loa.AskingDropped
		saveAsking(t, db, b)
		equal(t, asked("q-2", 1, 2024), false)
		saveAsking(t, db, asking("q-2", 1))

		c := asking("q-3", 1)
		c.State = loa.AskingUncertain
		c = saveAsking(t, db, c)
		equal(t, read(t, db, (*storage.Tx).UncertainAskings), []loa.Asking{c})
	})
}

func TestQuizAnswers(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		here, there := saveAsking(t, db, asking("q-1", 1)), saveAsking(t, db, asking("q-1", 2))
		next := saveAsking(t, db, asking("q-2", 1))
		add := func(a loa.Asking, member loa.MemberID, place int) (added bool) {
			update(t, db, func(tx *storage.Tx) (err error) {
				added, err = tx.AddQuizAnswer(a, loa.QuizAnswer{Asking: a.ID, Member: member, Place: place, Right: place == a.Asked.Answer, At: noon})
				return err
			})
			return added
		}
		counted := func(a loa.Asking) []int {
			return read(t, db, func(tx *storage.Tx) ([]int, error) {
				counts, total, err := tx.CountQuizAnswers(a.ID, 2)
				if err != nil {
					return nil, err
				}
				n, err := tx.QuizAnswers(a.ID)
				equal(t, n, total)
				return append(counts, total), err
			})
		}
		// The first answer to a question counts, wherever it is given.
		equal(t, []bool{add(here, 1, 1), add(here, 1, 0), add(there, 1, 0), add(there, 2, 0), add(next, 1, 0)}, []bool{true, false, false, true, true})
		equal(t, counted(here), []int{0, 1, 1})
		equal(t, counted(there), []int{1, 0, 1})
		of := func(m loa.MemberID) []loa.QuizAnswer {
			return read(t, db, func(tx *storage.Tx) ([]loa.QuizAnswer, error) { return tx.QuizAnswersOf(m) })
		}
		first := loa.QuizAnswer{Asking: here.ID, Member: 1, Place: 1, Right: true, At: noon}
		equal(t, of(1), []loa.QuizAnswer{{Asking: next.ID, Member: 1, Place: 0, At: noon}, first})
		equal(t, read(t, db, func(tx *storage.Tx) (loa.QuizAnswer, error) { return tx.QuizAnswerOf(there, 1) }), first)

		update(t, db, func(tx *storage.Tx) error { return tx.RetractQuizAnswer(next.ID, 1) })
		equal(t, counted(next), []int{0, 0, 0})
		// Names go, numbers stay; and several may be nobody's.
		update(t, db, func(tx *storage.Tx) error { return tx.ForgetQuizAnswers(1) })
		equal(t, purged(t, db, func(tx *storage.Tx) (int, error) { return tx.PurgeQuizNames(noon) }), 0)
		equal(t, purged(t, db, func(tx *storage.Tx) (int, error) { return tx.PurgeQuizNames(noon.Add(time.Second)) }), 1)
		equal(t, of(1), nil)
		equal(t, of(2), nil)
		equal(t, counted(here), []int{0, 1, 1})
		_, err := tryRead(t, db, func(tx *storage.Tx) (loa.QuizAnswer, error) { return tx.QuizAnswerOf(there, 1) })
		wantNotFound(t, err)
	})
}

func TestPollStates(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		save := func(poll string, closed bool, counts ...int) {
			update(t, db, func(tx *storage.Tx) error {
				return tx.SavePollState(bot, loa.PollState{PollID: poll, Counts: counts, Total: counts[0] + counts[1], Closed: closed}, noon)
			})
		}
		get := func(poll string) (loa.PollState, error) {
			return tryRead(t, db, func(tx *storage.Tx) (loa.PollState, error) { return tx.PollState(bot, poll) })
		}
		save("p", false, 3, 1)
		save("p", false, 2, 1) // a vote was taken back
		save("p", true, 2, 2)
		save("p", false, 9, 9) // late: the poll is closed
		p, err := get("p")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, p, loa.PollState{PollID: "p", Counts: []int{2, 2}, Total: 4, Closed: true})

		save("unknown", false, 1, 0)
		a := asking("q-1", 1)
		a.State, a.PollID = loa.AskingOpen, "p"
		saveAsking(t, db, a)
		vote := storage.EarlyVote{Member: 3, Place: 1, At: noon}
		update(t, db, func(tx *storage.Tx) error { return tx.SaveEarlyVote(bot, "unknown", vote) })
		equal(t, purged(t, db, func(tx *storage.Tx) (int, error) { return tx.PurgePollStates(noon.Add(time.Second)) }), 1)
		_, err = get("unknown")
		wantNotFound(t, err)
		if _, err := get("p"); err != nil {
			t.Error("the count of an open question is gone:", err)
		}
		taken := func(poll string) (votes []storage.EarlyVote) {
			update(t, db, func(tx *storage.Tx) (err error) {
				votes, err = tx.TakeEarlyVotes(bot, poll)
				return err
			})
			return votes
		}
		equal(t, taken("unknown"), nil)
		for _, v := range []storage.EarlyVote{{Member: 4, Place: 0, At: noon}, vote, {Member: 4, Place: 1, At: noon}, {Member: 5, At: noon}} {
			update(t, db, func(tx *storage.Tx) error { return tx.SaveEarlyVote(bot, "q", v) })
		}
		update(t, db, func(tx *storage.Tx) error { return tx.DropEarlyVote(bot, "q", 5) })
		equal(t, taken("q"), []storage.EarlyVote{vote, {Member: 4, Place: 1, At: noon}})
		equal(t, taken("q"), nil)
	})
}
