package loa_test

import (
	"testing"

	"loa"
)

func TestNeeded(t *testing.T) {
	t.Parallel()
	c := campaign()
	c.Questions = []loa.Question{
		{ID: "sure", Grade: loa.GradeA, Sources: []loa.Source{{ID: "H01"}}},
		{ID: "one-source", Grade: loa.GradeB, Sources: []loa.Source{{ID: "H01"}}},
		{ID: "unfit", Grade: loa.GradeC, Sources: []loa.Source{{ID: "H01"}}},
		{ID: "two", Strand: "M2", Grade: loa.GradeA, Sources: []loa.Source{{ID: "H01"}}},
		{ID: "two-unfit", Strand: "M2", Grade: loa.GradeC, Sources: []loa.Source{{ID: "H01"}}},
	}
	for _, tc := range []struct {
		strand   loa.StrandID
		grade    loa.Grade
		question string
		want     int
	}{
		{"M1", loa.GradeA, "", 0},
		{"M1", loa.GradePlan, "sure", 0},
		{"M1", loa.GradeB, "", 1},
		{"M1", loa.GradeC, "", 1},
		{"M1", loa.GradeA, "one-source", 1},
		{"M1", loa.GradeA, "unfit", 0}, // it is never asked
		{"M1", loa.GradeA, "two", 2},   // the question's strand asks for two
		{"M1", loa.GradeB, "two", 2},
		{"M1", loa.GradeA, "two-unfit", 0},
		{"M2", loa.GradeA, "", 2},
		{"M2", loa.GradeB, "one-source", 2},
		{"gone", loa.GradeB, "gone", 1},
	} {
		p := loa.Post{Strand: tc.strand, Grade: tc.grade, Question: tc.question}
		if got := c.Needed(&p); got != tc.want {
			t.Errorf("strand %s, grade %s, question %q: %d people, want %d", tc.strand, tc.grade, tc.question, got, tc.want)
		}
	}
}
