package loa_test

import (
	"slices"
	"testing"

	"loa"
)

func stored(id string, change func(*loa.StoredQuestion)) loa.StoredQuestion {
	q := loa.StoredQuestion{Campaign: "c", Question: loa.Question{
		ID: id, Set: "more", Text: id + "?", Options: []string{"a", "b"}, Strand: "M1", Sources: []loa.Source{{Name: "x"}}, Grade: loa.GradeA,
	}}
	if change != nil {
		change(&q)
	}
	q.Question.Digest = q.Question.ContentDigest()
	return q
}

// TestWithQuestions: stored questions are among the campaign's, and asked once enough
// others have approved.
func TestWithQuestions(t *testing.T) {
	t.Parallel()
	folder := &loa.Campaign{
		Strands: []loa.Strand{{ID: "M1"}, {ID: "M8", Approvals: 2}}, Kinds: []loa.Kind{{ID: "cell"}},
		Sets:      []loa.QuizSet{{ID: "week", Title: "Week"}},
		Questions: []loa.Question{{ID: "q-1", Set: "week", Text: "Folder?", Strand: "M1", Sources: []loa.Source{{Name: "x"}}, Grade: loa.GradeA}},
	}
	approved := func(n int, strand loa.StrandID, g loa.Grade) func(*loa.StoredQuestion) {
		return func(q *loa.StoredQuestion) { q.Question.Approvals, q.Question.Strand, q.Question.Grade = n, strand, g }
	}
	merged := folder.WithQuestions([]loa.StoredQuestion{
		stored("a", nil),
		stored("b", approved(1, "M1", loa.GradeA)),
		stored("c", approved(1, "M8", loa.GradeA)),
		stored("d", approved(2, "M8", loa.GradeB)),
		stored("e", approved(1, "M1", loa.GradeB)),
		stored("f", approved(1, "M1", loa.GradeKT)),
		stored("g", approved(1, "M9", loa.GradeA)),
		stored("h", func(q *loa.StoredQuestion) { q.Retired = q.At.AddDate(1, 0, 0) }),
		stored("q-1", approved(1, "M1", loa.GradeA)),
		stored("i", func(q *loa.StoredQuestion) { q.Question.Set, q.Question.Approvals = "week", 1 }),
	}, []loa.QuizSet{{ID: "more", Title: "More"}, {ID: "week", Title: "Stored"}, {ID: "unused", Title: "Unused"}})
	var all, askable, pool, sets []string
	for _, q := range merged.Questions {
		all = append(all, q.ID)
	}
	for _, q := range merged.AskableNow(merged.Kinds[0], loa.Date{Year: 2024, Month: 3, Day: 1}) {
		askable = append(askable, q.ID)
	}
	for _, q := range merged.Pool(&loa.Contest{}) {
		pool = append(pool, q.ID)
	}
	for _, s := range merged.Sets {
		sets = append(sets, s.ID+" "+s.Title)
	}
	for _, tt := range []struct {
		what      string
		got, want []string
	}{
		{"all", all, []string{"a", "b", "c", "d", "e", "f", "i", "q-1"}},
		{"askable", askable, []string{"b", "d", "e", "i", "q-1"}},
		{"pool", pool, []string{"b", "d", "e", "i", "q-1"}},
		{"sets", sets, []string{"more More", "week Week"}},
	} {
		if !slices.Equal(tt.got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.what, tt.got, tt.want)
		}
	}
	if q, _ := merged.Question("q-1"); q.Text != "Folder?" {
		t.Error("a stored question stands in the place of the folder's")
	}
	if len(folder.Questions) != 1 || len(folder.Sets) != 1 {
		t.Error("the folder's campaign was changed")
	}
}

// TestContentDigest: whatever people read of a question is in its digest.
func TestContentDigest(t *testing.T) {
	t.Parallel()
	changes := []func(*loa.Question){
		func(q *loa.Question) { q.ID = "b" },
		func(q *loa.Question) { q.Set = "other" },
		func(q *loa.Question) { q.Text = "b?" },
		func(q *loa.Question) { q.Options = []string{"b", "a"} },
		func(q *loa.Question) { q.Answer = 1 },
		func(q *loa.Question) { q.Explanation = "." },
		func(q *loa.Question) { q.Strand = "M2" },
		func(q *loa.Question) { q.Sources = nil },
		func(q *loa.Question) { q.Grade = loa.GradeB },
	}
	seen := map[string]int{stored("a", nil).Question.Digest: -1}
	for i, change := range changes {
		d := stored("a", func(q *loa.StoredQuestion) { change(&q.Question) }).Question.Digest
		if other, same := seen[d]; same {
			t.Errorf("changes %d and %d have one digest", i, other)
		}
		seen[d] = i
	}
	counted := stored("a", nil).Question
	counted.Approvals, counted.Path = 3, "elsewhere.csv"
	if counted.ContentDigest() != stored("a", nil).Question.Digest {
		t.Error("approvals or the file change the digest")
	}
}
