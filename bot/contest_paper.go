package bot

import (
	"errors"
	"strconv"
	"strings"

	"loa"
	"loa/campaign"
)

// The buttons of a paper: choose an option, turn to a question, hand in, see what was right.
const (
	actPaperAnswer = "cta"
	actPaperTurn   = "ctp"
	actPaperHandIn = "cth"
	actPaperMarked = "ctm"
)

// dialogPredict takes the number that breaks ties; its data is the paper.
const dialogPredict = "contest.predict"

// perRow is how many short buttons stand in a row of a narrow screen.
const perRow = 5

// paper shows a paper: the question at its place, the review, or that it is handed in.
// Before it is in progress nothing is to be typed.
func (t *turn) paper(w campaign.Writing) error {
	switch {
	case w.Over():
		return t.handedIn(w)
	case w.Review():
		return t.review(w)
	}
	if err := t.endPrediction(); err != nil {
		return err
	}
	p := w.Paper
	text := t.words("contest.question", map[string]any{
		"N": w.Place + 1, "Of": len(p.Questions), "Left": t.left(w), "Question": w.Question.Text,
	})
	var options []loa.Text
	var row []loa.Button
	var rows [][]loa.Button
	for i, option := range p.Questions[w.Place].Options {
		chosen := p.Answers[w.Place].Option == option
		line := loa.Plain(loa.Letter(i) + ". " + w.Question.Options[option])
		name := loa.Letter(i)
		if chosen {
			line, name = loa.Styled(loa.Bold, "● "+line.String()), "● "+name
		}
		options = append(options, line)
		if len(row) == perRow {
			rows, row = append(rows, row), nil
		}
		row = append(row, loa.Button{Text: name, Data: data(actPaperAnswer, idText(p.ID), strconv.Itoa(w.Place), strconv.Itoa(option)), Key: loa.Letter(i)})
	}
	rows = append(rows, row, t.paperTurns(w))
	rows = append(rows, []loa.Button{t.button("contest.review_button", actPaperTurn, idText(p.ID), strconv.Itoa(len(p.Questions)))})
	return t.show(loa.Lines("\n\n", text, loa.Lines("\n", options...)), rows)
}

func (t *turn) paperTurns(w campaign.Writing) []loa.Button {
	turnTo := func(key string, place int) loa.Button {
		return t.button(key, actPaperTurn, idText(w.Paper.ID), strconv.Itoa(place))
	}
	var row []loa.Button
	if w.Place > 0 {
		row = append(row, turnTo("contest.back_button", w.Place-1))
	}
	if w.Place+1 < len(w.Paper.Questions) {
		row = append(row, turnTo("contest.next_button", w.Place+1))
	}
	return row
}

// review shows what is missing before the paper is handed in, and asks for the prediction.
func (t *turn) review(w campaign.Writing) error {
	p := w.Paper
	var missing []string
	var row []loa.Button
	var rows [][]loa.Button
	for i, a := range p.Answers {
		if a.Option >= 0 {
			continue
		}
		missing = append(missing, strconv.Itoa(i+1))
		if len(row) == perRow {
			rows, row = append(rows, row), nil
		}
		row = append(row, t.reviewButton("turn", i, actPaperTurn, idText(p.ID), strconv.Itoa(i)))
	}
	if len(row) > 0 {
		rows = append(rows, row)
	}
	parts := []loa.Text{t.words("contest.review", map[string]any{
		"N": p.Number, "Left": t.left(w), "Answered": p.Answered(), "Of": len(p.Questions), "Missing": strings.Join(missing, ", "),
	})}
	if question := w.Round.Contest.Prediction; question != "" {
		given := ""
		if p.Prediction != nil {
			given = strconv.Itoa(*p.Prediction)
		}
		parts = append(parts, t.words("contest.predict", map[string]any{"Question": question, "Given": given}))
		if err := t.desk.SaveDialog(t.chat, t.from.Account, dialogPredict, idText(p.ID)); err != nil {
			return err
		}
	}
	last := len(p.Questions) - 1
	rows = append(rows, []loa.Button{t.reviewButton("back", last, actPaperTurn, idText(p.ID), strconv.Itoa(last))})
	rows = append(rows, []loa.Button{t.reviewButton("hand_in", last, actPaperHandIn, idText(p.ID))})
	return t.show(loa.Lines("\n\n", parts...), rows)
}

// reviewButton is a button of the review. What is typed for it is no number, which would be
// the prediction, and no letter of an option, which would be late for a question.
func (t *turn) reviewButton(name string, question int, action string, args ...string) loa.Button {
	values := map[string]any{"N": question + 1}
	return loa.Button{Text: t.line("contest."+name+"_button", values), Data: data(action, args...), Key: t.line("contest."+name+"_key", values)}
}

// endPrediction forgets that a number is waited for.
func (t *turn) endPrediction() error {
	d, err := t.desk.Dialog(t.chat, t.from.Account)
	if isNotFound(err) || err == nil && d.Name != dialogPredict {
		return nil
	}
	if err != nil {
		return err
	}
	return t.desk.EndDialog(t.chat, t.from.Account)
}

// handedIn says what became of a paper.
func (t *turn) handedIn(w campaign.Writing) error {
	if err := t.endPrediction(); err != nil {
		return err
	}
	text, rows := t.desk.HandedIn(w.Round, w.Paper, t.lang)
	if campaign.ShowsAnswers(w.Round) {
		rows = append(rows, []loa.Button{t.button("contest.marked_button", actPaperMarked, idText(w.Paper.ID))})
	}
	return t.show(text, append(rows, []loa.Button{t.button("contest.rank_button", actRank, idText(w.Round.ID))}))
}

// onPaper runs a use case on the paper that a button names.
func onPaper(do func(*turn, loa.PaperID) (campaign.Writing, error)) func(*turn) error {
	return inPrivate("reply.private_only", func(t *turn) error {
		id, err := paperID(t.arg(0))
		if err != nil {
			return err
		}
		w, err := do(t, id)
		if err != nil {
			return err
		}
		return t.paper(w)
	})
}

func (t *turn) number(i int) (int, error) {
	n, err := strconv.Atoi(t.arg(i))
	if err != nil {
		return 0, errNoSuch("number", t.arg(i))
	}
	return n, nil
}

func (t *turn) paperResume(id loa.PaperID) (campaign.Writing, error) {
	return t.desk.ResumePaper(t.from, id)
}

func (t *turn) paperTurn(id loa.PaperID) (campaign.Writing, error) {
	place, err := t.number(1)
	if err != nil {
		return campaign.Writing{}, err
	}
	return t.desk.TurnPaper(t.from, id, place)
}

func (t *turn) paperAnswer(id loa.PaperID) (campaign.Writing, error) {
	place, err := t.number(1)
	if err != nil {
		return campaign.Writing{}, err
	}
	option, err := t.number(2)
	if err != nil {
		return campaign.Writing{}, err
	}
	return t.desk.AnswerPaper(t.from, t.chat, id, place, option)
}

func (t *turn) paperHandIn(id loa.PaperID) (campaign.Writing, error) {
	return t.desk.HandIn(t.from, id)
}

// paperShown records whether the name may stand in the ranking.
func paperShown(shown bool) func(*turn) error {
	return onPaper(func(t *turn, id loa.PaperID) (campaign.Writing, error) { return t.desk.ShowName(t.from, id, shown) })
}

// paperMarked shows what was right, question by question.
func (t *turn) paperMarked() error {
	id, err := paperID(t.arg(0))
	if err != nil {
		return err
	}
	w, all, err := t.desk.MarkedPaper(t.from, id)
	if err != nil {
		return err
	}
	lines := []loa.Text{t.words("contest.marked_head", map[string]any{"N": w.Paper.Number, "Score": w.Paper.Score, "Of": len(all)})}
	for i, m := range all {
		chosen := ""
		if m.Chosen >= 0 {
			chosen = m.Question.Options[m.Chosen]
		}
		lines = append(lines, t.words("contest.marked", map[string]any{
			"N": i + 1, "Question": m.Question.Text, "Chosen": chosen, "Right": m.Question.Options[m.Question.Answer], "Good": m.Chosen == m.Question.Answer,
		}))
	}
	if err := t.heard(); err != nil {
		return err
	}
	return t.answer(loa.Notice{Text: loa.Lines("\n\n", lines...)})
}

// paperPredict takes the typed number.
func (t *turn) paperPredict(d loa.Dialog) error {
	id, err := paperID(d.Data)
	if err != nil {
		return err
	}
	n, err := readNumber(t.args)
	if err != nil {
		return t.say("contest.bad_number", nil)
	}
	w, err := t.desk.PredictPaper(t.from, id, n)
	if err != nil {
		return err
	}
	return t.paper(w)
}

// maxNumber is the largest number that a prediction can be.
const maxNumber = 1_000_000_000

// readNumber reads a whole number, with or without dots between its thousands.
func readNumber(text string) (int, error) {
	n, err := strconv.Atoi(strings.NewReplacer(".", "", " ", "").Replace(strings.TrimSpace(text)))
	if err == nil && (n < 0 || n > maxNumber) {
		err = errors.New("out of range")
	}
	return n, err
}
