package bot

import (
	"strconv"

	"loa"
	"loa/campaign"
)

// The buttons of withdrawing a question that is in use.
const (
	actUsedList     = "qul" // page
	actUsedShow     = "qus" // question
	actWithdraw     = "quw" // question
	actWithdrawSure = "quy" // question, digest
)

// usedRows is the way to the questions in use, if there are any.
func (t *turn) usedRows() ([][]loa.Button, error) {
	used, err := t.desk.UsedQuestions(t.from)
	if err != nil || len(used) == 0 {
		return nil, err
	}
	return [][]loa.Button{{{Text: t.line("quizwithdraw.list_button", map[string]any{"Count": len(used)}), Data: data(actUsedList, "0")}}}, nil
}

// usedList shows a page of the stored questions that are in use.
func (t *turn) usedList() error {
	n, err := strconv.Atoi(t.arg(0))
	if err != nil {
		return errNoSuch("page", t.arg(0))
	}
	used, err := t.desk.UsedQuestions(t.from)
	if err != nil {
		return err
	}
	if len(used) == 0 {
		return t.show(t.words("quizwithdraw.none", nil), nil)
	}
	rows := page(t, used, n, func(p int) []string { return []string{actUsedList, strconv.Itoa(p)} }, func(q loa.StoredQuestion) loa.Button {
		return loa.Button{
			Text: t.line("quizwithdraw.item", map[string]any{"Code": loa.QuestionCode(q.Question.ID), "Text": q.Question.Text}),
			Data: data(actUsedShow, q.Question.ID),
		}
	})
	return t.show(t.words("quizwithdraw.list", map[string]any{"Count": len(used)}), rows)
}

// usedShow shows a question in use with the button that withdraws it.
func (t *turn) usedShow() error {
	q, err := t.desk.UsedQuestion(t.from, t.arg(0))
	if err != nil {
		return err
	}
	card, err := t.desk.QuestionCard(t.lang, &q)
	if err != nil {
		return err
	}
	return t.show(card.Text, [][]loa.Button{
		{t.button("quizwithdraw.button", actWithdraw, q.Question.ID)},
		{t.button("quizwithdraw.back_button", actUsedList, "0")},
	})
}

// questionWithdraw says what would become of the question, and asks whether to.
func (t *turn) questionWithdraw() error {
	q, err := t.desk.UsedQuestion(t.from, t.arg(0))
	if err != nil {
		return err
	}
	w, err := t.desk.WhereAsked(q)
	if err != nil {
		return err
	}
	return t.show(t.words("quizwithdraw.sure", withdrawn(w)), [][]loa.Button{
		{t.button("quizwithdraw.sure_button", actWithdrawSure, q.Question.ID, q.Question.Digest[:shownDigest])},
		{t.button("quizwithdraw.leave_button", actUsedShow, q.Question.ID)},
	})
}

// questionWithdrawSure withdraws exactly the question that was shown.
func (t *turn) questionWithdrawSure() error {
	w, err := t.desk.WithdrawQuestion(t.from, t.arg(0), t.arg(1))
	if err != nil {
		return err
	}
	if w.Import == 0 && w.By != t.from.Account {
		if err := t.desk.TellQuestionAuthor(&w.StoredQuestion, "quizwithdraw.author", nil); err != nil {
			return err
		}
	}
	return t.show(t.words("quizwithdraw.done", withdrawn(w)), nil)
}

func withdrawn(w campaign.WithdrawnQuestion) map[string]any {
	return map[string]any{"Code": loa.QuestionCode(w.Question.ID), "Text": w.Question.Text, "Open": w.Open, "Rounds": w.Rounds}
}
