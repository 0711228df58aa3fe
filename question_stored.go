package loa

import (
	"cmp"
	"slices"
	"time"
)

// StoredQuestion is a question that somebody wrote in the chat or imported from a
// table, beside those of the campaign folder.
type StoredQuestion struct {
	Campaign string
	Question Question
	By       Account // zero: the operator
	At       time.Time
	Import   QuestionImportID // 0: written in the chat
	Retired  time.Time        // from then on it is asked no more; zero: it is not retired
}

// ContentDigest names what is approved of: all that people read of a question, and where
// it belongs. What was approved is what is asked.
func (q *Question) ContentDigest() string {
	return digest(struct {
		ID, Set, Text string
		Options       []string
		Answer        int
		Explanation   string
		Strand        StrandID
		Sources       []Source
		Grade         Grade
	}{q.ID, q.Set, q.Text, q.Options, q.Answer, q.Explanation, q.Strand, q.Sources, q.Grade})
}

// QuestionImportID numbers the imports of questions.
type QuestionImportID int64

// QuestionImport is a bank that was imported, with all that is needed to undo it.
type QuestionImport struct {
	ID       QuestionImportID
	Campaign string
	At       time.Time
	By       Account // zero: the operator
	File     string
	Changes  []QuestionChange
	Undone   time.Time
}

// QuestionChange is what an import did to one question.
type QuestionChange struct {
	ID     string
	Digest string          // of the content that it brought
	Before *StoredQuestion `json:",omitempty"` // nil: the import brought the question in
}

// QuestionDraft is a question while somebody writes it in the chat.
type QuestionDraft struct {
	By       Account
	Question Question
	SetTitle string `json:",omitempty"` // of a set that is new
	Step     string // what is asked for now
	Again    bool   `json:",omitempty"` // only this step is written anew; the preview follows
	At       time.Time
}

// WithQuestions returns the campaign with the stored questions and sets among its own.
// What the folder has under the same id goes first. Left out are retired questions,
// and those of a strand that the campaign has no more.
func (c *Campaign) WithQuestions(stored []StoredQuestion, sets []QuizSet) *Campaign {
	merged := *c
	merged.Questions, merged.Sets = slices.Clone(c.Questions), slices.Clone(c.Sets)
	own := map[string]bool{}
	for _, q := range c.Questions {
		own[q.ID] = true
	}
	used := map[string]bool{}
	for _, s := range stored {
		used[s.Question.Set] = true // figures name the set of a retired question, too
		_, known := c.Strand(s.Question.Strand)
		if !s.Retired.IsZero() || own[s.Question.ID] || !known {
			continue
		}
		merged.Questions = append(merged.Questions, s.Question)
	}
	for _, s := range sets {
		if _, known := c.Set(s.ID); !known && used[s.ID] {
			merged.Sets = append(merged.Sets, s)
		}
	}
	slices.SortFunc(merged.Questions, func(a, b Question) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(merged.Sets, func(a, b QuizSet) int { return cmp.Compare(a.ID, b.ID) })
	return &merged
}
