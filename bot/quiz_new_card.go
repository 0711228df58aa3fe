package bot

import (
	"loa"
	"loa/campaign"
)

// quizNewCard shows the question exactly as members will see it, then all else that is
// sent for approval, and what may be done.
func (t *turn) quizNewCard(d loa.QuestionDraft) error {
	q := d.Question
	if err := t.desk.QuestionPreview(t.chat, t.lang, &q); err != nil {
		return err
	}
	c := t.desk.Campaign()
	strand, _ := c.Strand(q.Strand) // one that is gone is refused when it is sent
	set := d.SetTitle
	if known, ok := c.Set(q.Set); ok {
		set = known.Title
	}
	rows := [][]loa.Button{{t.button("quiznew.send_button", actNewSend, q.ContentDigest()[:shownDigest])}}
	var row []loa.Button
	for _, step := range campaign.QuestionSteps() {
		if step == campaign.StepCard {
			continue
		}
		row = append(row, t.button("quiznew.change_"+step, actNewStep, step))
		if len(row) == 2 {
			rows, row = append(rows, row), nil
		}
	}
	rows = append(rows, []loa.Button{t.button("quiznew.drop_button", actNewDrop)})
	return t.answer(loa.Notice{
		Text: t.words("quiznew.card", map[string]any{
			"Code": loa.QuestionCode(q.ID), "Letter": loa.Letter(q.Answer), "Option": q.Options[q.Answer], "Explanation": q.Explanation,
			"Source": t.desk.QuestionSources(&q, t.lang), "Strand": string(strand.ID) + " – " + strand.Name, "Set": set,
			"Need": c.Missing(&loa.Question{Strand: q.Strand, Grade: q.Grade, Digest: q.ContentDigest()}),
		}),
		Buttons: rows,
	})
}

// quizNewStep asks for one part anew.
func (t *turn) quizNewStep() error {
	q, err := t.desk.ChangeStep(t.from, t.arg(0))
	if err != nil {
		return err
	}
	return t.quizNewGoOn(q)
}

// quizNewAgain goes on with the draft.
func (t *turn) quizNewAgain() error {
	q, err := t.desk.QuestionDraft(t.from)
	if err != nil {
		return err
	}
	return t.quizNewGoOn(q)
}

// quizNewGoOn waits for the next part and asks for it.
func (t *turn) quizNewGoOn(q loa.QuestionDraft) error {
	if err := t.desk.KeepWriting(t.chat, t.from.Account, dialogQuizNew); err != nil {
		return err
	}
	if err := t.heard(); err != nil {
		return err
	}
	return t.quizNewAsk(q)
}

// quizNewSend sends exactly what the preview shows for approval.
func (t *turn) quizNewSend() error {
	q, others, err := t.desk.SendQuestion(t.from, t.arg(0))
	if err != nil {
		return err
	}
	if err := t.endQuizNew(); err != nil {
		return err
	}
	return t.show(t.words("quiznew.sent", map[string]any{
		"Code": loa.QuestionCode(q.Question.ID), "Need": t.desk.Campaign().Missing(&q.Question), "Others": others,
		"Contest": t.desk.ForContests(&q),
	}), nil)
}

// endQuizNew ends the dialog, unless the person is in another one by now.
func (t *turn) endQuizNew() error {
	d, err := t.desk.Dialog(t.chat, t.from.Account)
	if isNotFound(err) || err == nil && d.Name != dialogQuizNew {
		return nil
	}
	if err != nil {
		return err
	}
	return t.desk.EndDialog(t.chat, t.from.Account)
}

// quizNewLeave forgets the draft and says so.
func (t *turn) quizNewLeave() error {
	if err := t.desk.DropQuestion(t.from); err != nil {
		return err
	}
	if err := t.endQuizNew(); err != nil {
		return err
	}
	return t.show(t.words("quiznew.left", nil), nil)
}

// quizNewDrop is the card's button for the same.
func (t *turn) quizNewDrop() error {
	if _, err := t.desk.QuestionDraft(t.from); err != nil {
		return err
	}
	return t.quizNewLeave()
}
