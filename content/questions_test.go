package content_test

import (
	"fmt"
	"slices"
	"testing"
	"unicode/utf8"

	"loa"
)

// unlike says in what a question does not agree with the seed it was made from.
func unlike(q loa.Question, seed fact) []string {
	var wrong []string
	if !slices.Equal(seed.strands, []loa.StrandID{q.Strand}) {
		wrong = append(wrong, fmt.Sprintf("strand %s, the seed has %s", q.Strand, seed.strands))
	}
	if q.Grade != seed.grade {
		wrong = append(wrong, fmt.Sprintf("grade %s, the seed has %s", q.Grade, seed.grade))
	}
	if !q.Fit() {
		wrong = append(wrong, "not fit to be asked by itself")
	}
	for _, id := range seed.sources {
		if !slices.ContainsFunc(q.Sources, func(s loa.Source) bool { return s.ID == id }) {
			wrong = append(wrong, "does not cite "+id)
		}
	}
	return wrong
}

// TestQuestionsAgreeWithSeeds compares the questions of the default campaign with the
// seeds in the collection of facts, both ways.
func TestQuestionsAgreeWithSeeds(t *testing.T) {
	t.Parallel()
	facts := readFacts(t)
	campaign := defaultCampaign(t)
	for _, q := range campaign.Questions {
		seed, ok := facts[q.ID]
		if !ok {
			t.Errorf("%s: there is no seed %s", q.Path, q.ID)
			continue
		}
		for _, wrong := range unlike(q, seed) {
			t.Errorf("%s: %s: %s", q.Path, q.ID, wrong)
		}
	}
	for code := range facts {
		if _, ok := campaign.Question(code); !ok && code[0] == 'Q' {
			t.Errorf("no question is made from the seed %s", code)
		}
	}
}

func TestUnlike(t *testing.T) {
	t.Parallel()
	seed := fact{"Q01", "", []loa.StrandID{"M1"}, []string{"H01", "H02"}, loa.GradeA}
	cited := []loa.Source{{ID: "H02"}, {ID: "H03"}, {ID: "H01"}}
	for name, tt := range map[string]struct {
		q    loa.Question
		want int
	}{
		"right":          {loa.Question{Strand: "M1", Grade: loa.GradeA, Sources: cited}, 0},
		"wrong strand":   {loa.Question{Strand: "M2", Grade: loa.GradeA, Sources: cited}, 1},
		"wrong grade":    {loa.Question{Strand: "M1", Grade: loa.GradeB, Sources: cited}, 1},
		"unfit grade":    {loa.Question{Strand: "M1", Grade: loa.GradeC, Sources: cited}, 2},
		"source missing": {loa.Question{Strand: "M1", Grade: loa.GradeA, Sources: cited[:2]}, 1},
	} {
		if got := unlike(tt.q, seed); len(got) != tt.want {
			t.Errorf("%s: %q, want %d", name, got, tt.want)
		}
	}
}

// TestQuestions looks at the questions of the default campaign as a whole: enough for the
// peak, over every strand, each in a set with its days, and nothing in their form that
// gives the right answers away.
func TestQuestions(t *testing.T) {
	t.Parallel()
	campaign := defaultCampaign(t)
	n := len(campaign.Questions)
	if n < 82 {
		t.Fatalf("there are %d questions, want 82 at least", n)
	}
	strands := map[loa.StrandID]int{}
	var places [4]int
	longest := 0
	for _, q := range campaign.Questions {
		strands[q.Strand]++
		if len(q.Options) != len(places) {
			t.Errorf("%s has %d options", q.ID, len(q.Options))
			continue
		}
		places[q.Answer]++
		if longer(q.Options, q.Answer) {
			longest++
		}
		if set, ok := campaign.Set(q.Set); !ok || set.Window().IsZero() {
			t.Errorf("%s is in the set %q, which has no days", q.ID, q.Set)
		}
	}
	for _, s := range campaign.Strands {
		if strands[s.ID] == 0 {
			t.Errorf("there is no question of the strand %s", s.ID)
		}
	}
	for i, k := range places {
		if 100*k < 15*n || 100*k > 35*n {
			t.Errorf("the right answer is option %d in %d of %d questions", i+1, k, n)
		}
	}
	if 100*longest > 35*n {
		t.Errorf("the right answer is the longest in %d of %d questions", longest, n)
	}
}

// longer reports whether the option is longer than all others.
func longer(options []string, at int) bool {
	for i, o := range options {
		if i != at && utf8.RuneCountInString(o) >= utf8.RuneCountInString(options[at]) {
			return false
		}
	}
	return true
}
