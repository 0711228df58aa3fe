package bot

import (
	"strconv"

	"loa"
	"loa/campaign"
)

// quizFigures shows editors and officials the numbers of questions; no name is among them.
func (t *turn) quizFigures() error {
	reach, err := t.desk.QuizUnits(t.from)
	if err != nil {
		return err
	}
	top := loa.UnitID(t.arg(0))
	if top == "" {
		tops := topsOf(reach)
		if len(tops) > 1 {
			return t.show(t.words("rollcall.figures_unit", nil), t.quizUnitRows(tops))
		}
		top = tops[0].ID
	}
	f, err := t.desk.QuizFigures(t.from, top)
	if err != nil {
		return err
	}
	u, _ := reach.Find(top) // QuizFigures has seen to it
	head := t.words("quiz.figures", map[string]any{"Unit": u.Name, "Year": strconv.Itoa(f.Run)})
	if f.All.Askings == 0 {
		return t.show(loa.Lines("\n\n", head, t.words("quiz.figures_none", nil)), nil)
	}
	parts := []loa.Text{head, t.words("quiz.figures_all", map[string]any{"Count": t.quizCount(f.All)})}
	var units, strands, sets, missed []loa.Text
	for _, x := range f.Units {
		units = append(units, t.quizLine(x.Unit.Name, x.QuizCount))
	}
	for _, x := range f.Strands {
		strands = append(strands, t.quizLine(string(x.Strand.ID)+" "+x.Strand.Name, x.QuizCount))
	}
	for _, x := range f.Sets {
		sets = append(sets, t.quizLine(x.Set.Title, x.QuizCount))
	}
	for _, m := range f.Missed {
		missed = append(missed, t.words("quiz.figures_missed_line", map[string]any{
			"Code": loa.QuestionCode(m.Question), "Text": m.Text, "Right": m.Right, "Answers": m.Answers,
		}))
	}
	for _, part := range []struct {
		key   string
		lines []loa.Text
	}{{"quiz.figures_units", units}, {"quiz.figures_strands", strands}, {"quiz.figures_sets", sets}, {"quiz.figures_missed", missed}} {
		if len(part.lines) > 0 {
			parts = append(parts, loa.Lines("\n", append([]loa.Text{t.words(part.key, nil)}, part.lines...)...))
		}
	}
	return t.showLong(loa.Lines("\n\n", parts...))
}

// showLong shows a text that may need more than one message.
func (t *turn) showLong(text loa.Text) error {
	if text.Len() <= t.desk.Bot().Can.TextLimit {
		return t.show(text, nil)
	}
	if t.tap != nil {
		if err := t.heard(); err != nil {
			return err
		}
	}
	return t.answer(loa.Notice{Text: text})
}

func (t *turn) quizUnitRows(tops loa.Units) (rows [][]loa.Button) {
	for _, u := range tops[:min(len(tops), pageSize)] {
		rows = append(rows, []loa.Button{{Text: u.Name, Data: data(actQuizFigures, string(u.ID))}})
	}
	return rows
}

func (t *turn) quizLine(name string, n campaign.QuizCount) loa.Text {
	return t.words("quiz.figures_line", map[string]any{"Name": name, "Count": t.quizCount(n)})
}

func (t *turn) quizCount(n campaign.QuizCount) string {
	return t.line("quiz.figures_count", map[string]any{
		"Askings": n.Askings, "Answers": n.Answers, "Right": n.Right, "Named": n.Named, "People": n.People, "Few": n.Few,
	})
}
