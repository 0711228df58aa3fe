package campaign

import (
	"fmt"
	"strings"

	"loa"
	"loa/content"
	"loa/storage"
)

// The buttons of questions that wait for approval.
const (
	QuestionListButton    = "qal" // page
	QuestionShowButton    = "qas" // question
	QuestionApproveButton = "qao" // question, digest
	QuestionReturnButton  = "qar" // question, digest
)

// SendQuestion stores the question that the person has seen in the preview, and asks
// others for their approval. others is how many of them Loa can write to.
func (d *Desk) SendQuestion(who loa.Sender, digest string) (q loa.StoredQuestion, others int, err error) {
	draft, err := d.QuestionDraft(who)
	if err != nil {
		return q, 0, err
	}
	content := draft.Question
	if draft.Step != StepCard || digest == "" || !strings.HasPrefix(content.ContentDigest(), digest) {
		return q, 0, refuse("quiznew.changed_since", nil)
	}
	known, err := d.knownQuestions()
	if err != nil {
		return q, 0, err
	}
	if err := mayStore(content, known); err != nil {
		return q, 0, err
	}
	q = loa.StoredQuestion{Campaign: known.ID, Question: content, By: who.Account, At: d.now}
	if _, have := known.Set(content.Set); !have {
		if err := d.tx.SaveQuestionSet(known.ID, loa.QuizSet{ID: content.Set, Title: draft.SetTitle}); err != nil {
			return q, 0, err
		}
	}
	if err := d.storeQuestion(q); err != nil {
		return q, 0, err
	}
	if err := d.tx.DropQuestionDraft(who.Account); err != nil {
		return q, 0, err
	}
	if q, err = d.tx.Question(known.ID, content.ID); err != nil {
		return q, 0, err
	}
	others, err = d.askApproval(&q)
	if err != nil {
		return q, 0, err
	}
	return q, others, d.audit(who.Account, "question.write", questionSubject(content.ID), fmt.Sprintf("digest %.12s", q.Question.Digest))
}

// askApproval shows a question to all who may approve of it, and returns how many they are.
func (d *Desk) askApproval(q *loa.StoredQuestion) (int, error) {
	known, err := d.knownQuestions()
	if err != nil {
		return 0, err
	}
	approvers, err := d.s.approvers(d.tx, d.bot.ID, q.By)
	if err != nil {
		return 0, err
	}
	for _, p := range approvers {
		if err := d.s.tellQuestion(d.tx, d.bot.ID, p, known, q); err != nil {
			return 0, err
		}
	}
	return len(approvers), nil
}

// mayStore refuses what became wrong while the draft lay there.
func mayStore(q loa.Question, c *loa.Campaign) error {
	if _, fault := content.TypedQuestion(q.Text, c); fault != nil {
		return refuse("quiznew.fault."+fault.Kind, fault.Data)
	}
	if _, known := c.Strand(q.Strand); !known {
		return refuse("quiznew.fault.strand", nil)
	}
	if _, taken := c.Question(q.ID); taken {
		return refuse("quiznew.fault.text_asked", map[string]any{"Code": loa.QuestionCode(q.ID)})
	}
	return nil
}

// tellQuestion shows somebody a question that waits for approval, with all that is
// approved of.
func (s *Service) tellQuestion(tx *storage.Tx, bot loa.BotID, to loa.Person, c *loa.Campaign, q *loa.StoredQuestion) error {
	lang, err := s.langOf(tx, to.Account)
	if err != nil {
		return err
	}
	return s.writeTo(tx, bot, to, loa.Notice{
		Text:    loa.Lines("\n\n", s.catalog.Say(lang, "quizapprove.asked", nil), s.QuestionCard(lang, c, q)),
		Buttons: s.questionButtons(lang, q),
	})
}

// questionButtons approve of exactly this content, or give it back.
func (s *Service) questionButtons(lang loa.Lang, q *loa.StoredQuestion) [][]loa.Button {
	button := func(key, action string) loa.Button {
		return loa.Button{Text: s.catalog.Line(lang, key, nil), Data: ButtonData(action, q.Question.ID, q.Question.Digest[:shownDigest])}
	}
	return [][]loa.Button{{button("quizapprove.approve_button", QuestionApproveButton), button("quizapprove.return_button", QuestionReturnButton)}}
}

// QuestionCard is all there is to know of a stored question.
func (s *Service) QuestionCard(lang loa.Lang, c *loa.Campaign, q *loa.StoredQuestion) loa.Text {
	content := &q.Question
	set := content.Set
	if known, ok := c.Set(set); ok {
		set = known.Title
	}
	strand, _ := c.Strand(content.Strand) // what waits has one that is known
	lines := []loa.Text{s.catalog.Say(lang, "quizapprove.question", map[string]any{"Code": loa.QuestionCode(content.ID), "Text": content.Text})}
	for i, option := range content.Options {
		lines = append(lines, s.catalog.Say(lang, "quizapprove.option", map[string]any{"Letter": loa.Letter(i), "Option": option, "Right": i == content.Answer}))
	}
	return loa.Lines("\n", append(lines, s.catalog.Say(lang, "quizapprove.facts", map[string]any{
		"Explanation": content.Explanation, "Source": s.sourcesLine(content.Sources, content.Grade, lang),
		"Strand": string(strand.ID) + " – " + strand.Name, "Set": set,
		"Have": content.Approvals, "Need": content.Approvals + c.Missing(content),
	}))...)
}

// QuestionSources names the sources of a question that is being written.
func (d *Desk) QuestionSources(q *loa.Question, lang loa.Lang) string {
	return d.s.sourcesLine(q.Sources, q.Grade, lang)
}
