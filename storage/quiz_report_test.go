package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

// TestQuizReport: answers are counted by the quarter of an hour and by question, of closed
// questions of the time and the units alone.
func TestQuizReport(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		group := loa.GroupID(0)
		for _, of := range []struct {
			question string
			unit     loa.UnitID
			state    loa.AskingState
			closed   time.Duration // after noon
			counts   []int
		}{
			{"a", "cb-1", loa.AskingClosed, 0, []int{3, 1}},
			{"a", "cb-2", loa.AskingClosed, 14 * time.Minute, []int{0, 2}},
			{"b", "cb-1", loa.AskingClosed, 15 * time.Minute, []int{5, 0}},
			{"b", "cb-2", loa.AskingOpen, 0, nil},
			{"b", "elsewhere", loa.AskingClosed, 0, []int{9, 9}},
			{"c", "cb-1", loa.AskingClosed, time.Hour, []int{9, 9}},
		} {
			group++
			a := loa.Asking{
				Campaign: "test", Run: 2024, Question: of.question, Group: group, Unit: of.unit, Bot: bot, Way: loa.AskAnonymous, Form: loa.FormPoll,
				State: of.state, Asked: loa.Asked{Options: []string{"x", "y"}}, Closes: noon, Closed: noon.Add(of.closed), Counts: of.counts,
			}
			for _, n := range of.counts {
				a.Total += n
			}
			update(t, db, func(tx *storage.Tx) error { _, err := tx.SaveAsking(a); return err })
		}
		q := storage.QuizQuery{Start: noon, End: noon.Add(time.Hour), Units: []loa.UnitID{"cb-1", "cb-2"}}
		equal(t, read(t, db, func(tx *storage.Tx) ([]storage.QuizTime, error) { return tx.QuizTimes(q) }), []storage.QuizTime{
			{At: noon, Answers: 6}, {At: noon.Add(15 * time.Minute), Answers: 5},
		})
		equal(t, read(t, db, func(tx *storage.Tx) ([]storage.QuestionCount, error) { return tx.QuestionCounts(q) }), []storage.QuestionCount{
			{Question: "a", Answers: 6, Right: 3}, {Question: "b", Answers: 5, Right: 5},
		})
	})
}
