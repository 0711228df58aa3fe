package bot

import (
	"strconv"

	"loa"
	"loa/campaign"
)

// actQuestionsApprove approves of all questions of a page: page, digest of what it showed.
const actQuestionsApprove = "qaa"

// questionsShown is how many questions stand on a page, each with all that is approved of.
const questionsShown = 5

// questions shows a page of the questions that wait for approval.
func (t *turn) questions() error {
	n, err := strconv.Atoi(t.arg(0))
	if err != nil {
		return errNoSuch("page", t.arg(0))
	}
	w, err := t.desk.AwaitingQuestions(t.from)
	if err != nil {
		return err
	}
	if err := t.heard(); err != nil {
		return err
	}
	return t.questionPage(w, n)
}

// questionPage is a new message: what was shown before stays as it was read.
func (t *turn) questionPage(w campaign.WaitingQuestions, n int) error {
	if len(w.Open) == 0 {
		return t.say("quizapprove.none", map[string]any{"Own": w.Own})
	}
	n, shown := pageOf(w.Open, n)
	parts := []loa.Text{t.words("quizapprove.list", map[string]any{"Count": len(w.Open), "Own": w.Own})}
	var row []loa.Button
	for i := range shown {
		card, err := t.desk.QuestionCard(t.lang, &shown[i])
		if err != nil {
			return err
		}
		parts = append(parts, card.Text)
		code := loa.QuestionCode(shown[i].Question.ID)
		if len(code) > 8 {
			code = code[:8] + "…"
		}
		row = append(row, loa.Button{Text: code, Data: data(campaign.QuestionShowButton, shown[i].Question.ID)})
	}
	rows := [][]loa.Button{{{
		Text: t.line("quizapprove.all_button", map[string]any{"Count": len(shown)}),
		Data: data(actQuestionsApprove, strconv.Itoa(n), campaign.PageDigest(shown)),
	}}, row}
	if more := (len(w.Open) - 1) / questionsShown; more > 0 {
		rows = append(rows, []loa.Button{t.button("quizapprove.next_button", campaign.QuestionListButton, strconv.Itoa((n+1)%(more+1)))})
	}
	return t.answer(loa.Notice{Text: loa.Lines("\n\n", parts...), Buttons: rows})
}

// pageOf returns the questions of a page, or of the last one.
func pageOf(all []loa.StoredQuestion, n int) (int, []loa.StoredQuestion) {
	n = min(max(n, 0), max(0, (len(all)-1)/questionsShown))
	return n, all[n*questionsShown : min((n+1)*questionsShown, len(all))]
}

// questionShow shows one question that waits, to be approved of or given back.
func (t *turn) questionShow() error {
	q, err := t.desk.QuestionToApprove(t.from, t.arg(0))
	if err != nil {
		return err
	}
	card, err := t.desk.QuestionCard(t.lang, &q)
	if err != nil {
		return err
	}
	if err := t.heard(); err != nil {
		return err
	}
	return t.answer(card)
}

// questionApprove approves of exactly the question that was shown.
func (t *turn) questionApprove() error {
	q, err := t.desk.QuestionToApprove(t.from, t.arg(0))
	if err != nil {
		return err
	}
	missing, err := t.desk.ApproveQuestion(t.from, t.arg(0), t.arg(1))
	if err != nil {
		return err
	}
	said := map[string]any{"Code": loa.QuestionCode(q.Question.ID), "Missing": missing, "Contest": t.desk.ForContests(&q)}
	if missing > 0 {
		return t.show(t.words("quizapprove.more", said), nil)
	}
	if q.Import == 0 {
		if err := t.desk.TellQuestionAuthor(&q, "quizapprove.author_approved", nil); err != nil {
			return err
		}
	}
	return t.show(t.words("quizapprove.done", said), nil)
}

// questionsApprove approves of exactly the page that was shown, and shows what is left.
func (t *turn) questionsApprove() error {
	n, err := strconv.Atoi(t.arg(0))
	if err != nil {
		return errNoSuch("page", t.arg(0))
	}
	w, err := t.desk.AwaitingQuestions(t.from)
	if err != nil {
		return err
	}
	_, shown := pageOf(w.Open, n)
	ready, err := t.desk.ApproveQuestions(t.from, shown, t.arg(1))
	if err != nil {
		return err
	}
	kept := 0
	for i := range ready {
		if t.desk.ForContests(&ready[i]) {
			kept++
		}
		if ready[i].Import != 0 { // its author would be told of hundreds
			continue
		}
		if err := t.desk.TellQuestionAuthor(&ready[i], "quizapprove.author_approved", nil); err != nil {
			return err
		}
	}
	left := len(w.Open) - len(shown)
	var rows [][]loa.Button
	if left > 0 {
		rows = [][]loa.Button{{{Text: t.line("quizapprove.list_button", map[string]any{"Count": left}), Data: data(campaign.QuestionListButton, "0")}}}
	}
	return t.show(t.words("quizapprove.page_done", map[string]any{"Approved": len(shown), "Ready": len(ready), "Kept": kept}), rows)
}

// questionReturn gives a question back to its author.
func (t *turn) questionReturn() error {
	q, drafted, err := t.desk.ReturnQuestion(t.from, t.arg(0), t.arg(1))
	if err != nil {
		return err
	}
	key := "quizapprove.author_returned"
	var button func(loa.Lang) [][]loa.Button
	if drafted {
		key = "quizapprove.author_drafted"
		button = func(lang loa.Lang) [][]loa.Button {
			return [][]loa.Button{{{Text: t.desk.Catalog().Line(lang, "quiznew.go_on_button", nil), Data: data(actNewCard)}}}
		}
	}
	if err := t.desk.TellQuestionAuthor(&q, key, button); err != nil {
		return err
	}
	return t.show(t.words("quizapprove.returned", map[string]any{"Code": loa.QuestionCode(q.Question.ID)}), nil)
}
