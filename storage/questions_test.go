package storage_test

import (
	"errors"
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func storedQuestion() loa.StoredQuestion {
	q := loa.Question{
		ID: "ch-1", Set: "bo-1", Text: "Ai?", Options: []string{"Một", "“Hai”"}, Answer: 1, Explanation: "Vì\nvậy.", Strand: "M1",
		Sources: []loa.Source{{ID: "H01", Name: "Báo", Ref: "a.vn"}}, Grade: loa.GradeA, Path: "x.csv",
	}
	q.Digest = q.ContentDigest()
	return loa.StoredQuestion{Campaign: "c", Question: q, By: other, At: noon, Import: 3}
}

func TestQuestions(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		q := storedQuestion()
		elsewhere := storedQuestion()
		elsewhere.Campaign = "d"
		update(t, db, func(tx *storage.Tx) error { return errors.Join(tx.SaveQuestion(q), tx.SaveQuestion(elsewhere)) })
		get := func(tx *storage.Tx) (loa.StoredQuestion, error) { return tx.Question("c", "ch-1") }
		list := func(tx *storage.Tx) ([]loa.StoredQuestion, error) { return tx.Questions("c") }
		equal(t, read(t, db, get), q)
		equal(t, read(t, db, list), []loa.StoredQuestion{q})

		// The author's own approval does not count, nor does that of another content.
		update(t, db, func(tx *storage.Tx) error {
			return errors.Join(
				tx.Approve(loa.Approval{Digest: q.Question.Digest, By: other, At: noon}), tx.Approve(loa.Approval{Digest: q.Question.Digest, By: person, At: noon}),
				tx.Approve(loa.Approval{Digest: "another", By: person, At: noon}))
		})
		q.Question.Approvals = 1
		equal(t, read(t, db, get), q)
		equal(t, read(t, db, func(tx *storage.Tx) (map[string]bool, error) { return tx.ApprovedBy(other) }), map[string]bool{q.Question.Digest: true})

		// Another content has no approval, and an old digest in it is not believed.
		q.Question.Text, q.Retired = "Ai thế?", noon.Add(time.Hour)
		update(t, db, func(tx *storage.Tx) error { return tx.SaveQuestion(q) })
		q.Question.Digest, q.Question.Approvals = q.Question.ContentDigest(), 0
		equal(t, read(t, db, list), []loa.StoredQuestion{q})

		update(t, db, func(tx *storage.Tx) error { return tx.DropQuestion("c", "ch-1") })
		_, err := tryRead(t, db, get)
		wantNotFound(t, err)
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.StoredQuestion, error) { return tx.Questions("d") })[0].Question.ID, "ch-1")
	})
}

func TestQuestionSetsAndImports(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		was := storedQuestion()
		made := loa.QuestionImport{
			Campaign: "c", At: noon, By: other, File: "câu hỏi.xlsx",
			Changes: []loa.QuestionChange{{ID: "ch-1", Digest: "d", Before: &was}, {ID: "ch-2", Digest: "e"}},
		}
		update(t, db, func(tx *storage.Tx) (err error) {
			for _, title := range []string{"Bộ", "Bộ một"} {
				if err := tx.SaveQuestionSet("c", loa.QuizSet{ID: "bo-1", Title: title}); err != nil {
					return err
				}
			}
			made.ID, err = tx.SaveQuestionImport(made)
			return err
		})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.QuizSet, error) { return tx.QuestionSets("c") }), []loa.QuizSet{{ID: "bo-1", Title: "Bộ một"}})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.QuizSet, error) { return tx.QuestionSets("d") }), nil)
		get := func(tx *storage.Tx) (loa.QuestionImport, error) { return tx.QuestionImport(made.ID) }
		equal(t, read(t, db, get), made)
		update(t, db, func(tx *storage.Tx) error { return tx.MarkQuestionsUndone(made.ID, noon.Add(time.Minute)) })
		made.Undone = noon.Add(time.Minute)
		equal(t, read(t, db, get), made)
		_, err := tryRead(t, db, func(tx *storage.Tx) (loa.QuestionImport, error) { return tx.QuestionImport(9) })
		wantNotFound(t, err)
	})
}

func TestQuestionDrafts(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		d := loa.QuestionDraft{By: other, Question: loa.Question{ID: "ch-1", Text: "Ai?", Answer: -1}, Step: "options", At: noon}
		get := func(tx *storage.Tx) (loa.QuestionDraft, error) { return tx.QuestionDraft(other) }
		update(t, db, func(tx *storage.Tx) error { return tx.SaveQuestionDraft(d) })
		d.Step, d.SetTitle, d.Again = "set", "Bộ", true
		update(t, db, func(tx *storage.Tx) error { return tx.SaveQuestionDraft(d) })
		equal(t, read(t, db, get), d)
		for _, tt := range []struct {
			before time.Time
			gone   int
		}{{noon, 0}, {noon.Add(time.Millisecond), 1}} {
			update(t, db, func(tx *storage.Tx) error {
				n, err := tx.PurgeQuestionDrafts(tt.before)
				equal(t, n, tt.gone)
				return err
			})
		}
		_, err := tryRead(t, db, get)
		wantNotFound(t, err)

		update(t, db, func(tx *storage.Tx) error { return errors.Join(tx.SaveQuestionDraft(d), tx.ErasePerson(other)) })
		_, err = tryRead(t, db, get)
		wantNotFound(t, err)
		update(t, db, func(tx *storage.Tx) error { return errors.Join(tx.SaveQuestionDraft(d), tx.DropQuestionDraft(other)) })
		_, err = tryRead(t, db, get)
		wantNotFound(t, err)
	})
}
