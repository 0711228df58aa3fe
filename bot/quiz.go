package bot

import (
	"errors"
	"slices"
	"strconv"

	"loa"
	"loa/campaign"
)

// The buttons of questions.
const (
	actPractice    = "qp"  // question, seed; none: the first one
	actPracticeTry = "qt"  // question, seed, place
	actQuizGroups  = "qgs" // page
	actQuizGroup   = "qg"  // group
	actQuizWay     = "qw"  // group, way; empty: as the set says
	actQuizSet     = "qs"  // group, set, page
	actQuizPick    = "qq"  // group, question
	actQuizGo      = "qy"  // group, question
	actQuizClose   = "qc"  // asking
	actQuizSure    = "qcy" // asking
	actQuizFigures = "qf"  // unit
)

// quizAnswer takes a tap on an option under a question in a group. Only the one who
// tapped sees the answer.
func (t *turn) quizAnswer() error {
	id, err := readID[loa.AskingID]("asking", t.arg(0))
	if err != nil {
		return err
	}
	place, err := strconv.Atoi(t.arg(1))
	if err != nil {
		return errNoSuch("option", t.arg(1))
	}
	r, err := t.desk.AnswerQuestion(t.from, id, place)
	if t.choice != nil {
		return t.typedAnswer(r, err)
	}
	if err != nil {
		return err
	}
	return t.desk.Toast(*t.tap, t.answered(r), true)
}

// answered says what became of an answer under a name. The same is said to many in a batch.
func (t *turn) answered(r campaign.Answered) string {
	if r.Before != nil {
		return t.line("quiz.before_"+verdict(r.Before.Right), map[string]any{"Said": r.Said, "Elsewhere": r.Elsewhere})
	}
	key := "quiz." + verdict(r.Right)
	if !r.Known {
		key += "_unknown"
	}
	return t.desk.LineOnce(key+" "+t.arg(0)+" "+string(t.lang), func() string {
		return t.line(key, map[string]any{
			"Letter": loa.Letter(r.Asked.Answer), "Option": r.Asked.Options[r.Asked.Answer], "Explanation": r.Asked.Explanation,
		})
	})
}

func verdict(right bool) string {
	if right {
		return "right"
	}
	return "wrong"
}

// typedAnswer says what became of an answer that was typed. Where no names are kept, a
// group is told once, when the question closes.
func (t *turn) typedAnswer(r campaign.Answered, err error) error {
	refusal, refused := errors.AsType[*campaign.Refusal](err)
	said := map[string]any{"Code": loa.QuestionCode(r.Question), "Letter": loa.Letter(r.Place)}
	switch {
	case refused:
		text := t.line(refusal.Key, refusal.Data)
		return t.desk.TellAnswered(*t.tap, *t.choice, text, text)
	case err != nil:
		return err
	case !r.CountedByLoa():
		key := "typed.quiz_unknown"
		if r.Known {
			key = "typed.quiz_stored"
		}
		return t.desk.TellAnswered(*t.tap, *t.choice, t.answered(r), t.line(key, said))
	case t.chat.Type != loa.PrivateChat:
		return nil
	case !r.Stored:
		return t.say("typed.quiz_before", said)
	}
	return t.say("typed.quiz_kept", said)
}

// letterButton is a button with the letter of the option at a place.
func letterButton(place int, action string, args ...string) loa.Button {
	letter := loa.Letter(place)
	return loa.Button{Text: letter, Data: data(action, args...), Key: letter}
}

// quiz practises in private; who is responsible for groups or figures chooses first.
func (t *turn) quiz() error {
	groups, err := t.desk.AskGroups(t.from)
	if err != nil {
		return err
	}
	grants, err := t.desk.Grants(t.from.Account)
	if err != nil {
		return err
	}
	row := []loa.Button{t.button("quiz.practise_button", actPractice)}
	if len(groups) > 0 {
		row = append(row, t.button("quiz.ask_button", actQuizGroups, "0"))
	}
	if grants.Any(loa.Editor, loa.Official) {
		row = append(row, t.button("quiz.figures_button", actQuizFigures))
	}
	if len(row) == 1 {
		return t.practice()
	}
	return t.show(t.words("quiz.menu", nil), [][]loa.Button{row})
}

// practice shows a question to try alone.
func (t *turn) practice() error {
	all, err := t.desk.Practices(t.from)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return t.show(t.words("quiz.nothing_to_practise", nil), nil)
	}
	p, seed, err := t.practised(all)
	if err != nil {
		return err
	}
	var row []loa.Button
	for place := range p.Asked.Options {
		row = append(row, letterButton(place, actPracticeTry, p.ID, strconv.FormatUint(seed, 10), strconv.Itoa(place)))
	}
	rows := slices.Collect(slices.Chunk(row, 5))
	if more := t.another(all, p, seed); more != nil {
		rows = append(rows, more)
	}
	head := t.words("quiz.practice", map[string]any{"Text": p.Asked.Text, "Group": p.Group})
	return t.show(loa.Lines("\n\n", head, t.options(p.Asked, -1), t.words("quiz.practice_foot", nil)), rows)
}

// practised returns the question that the button names, in the order of its seed; else
// the first one, in one that the moment gives.
func (t *turn) practised(all []campaign.Practice) (campaign.Practice, uint64, error) {
	if t.tap == nil || t.arg(0) == "" {
		seed := uint64(t.desk.Now().Unix() % 1000)
		return all[0].Practise(seed), seed, nil
	}
	seed, err := strconv.ParseUint(t.arg(1), 10, 32)
	if err != nil {
		return campaign.Practice{}, 0, errNoSuch("seed", t.arg(1))
	}
	i := slices.IndexFunc(all, func(p campaign.Practice) bool { return p.ID == t.arg(0) })
	if i < 0 {
		return campaign.Practice{}, 0, &campaign.Refusal{Key: "quiz.gone"}
	}
	return all[i].Practise(seed), seed, nil
}

// another leads to the next question of the list.
func (t *turn) another(all []campaign.Practice, p campaign.Practice, seed uint64) []loa.Button {
	if len(all) < 2 {
		return nil
	}
	i := slices.IndexFunc(all, func(x campaign.Practice) bool { return x.ID == p.ID })
	next := all[(i+1)%len(all)]
	return []loa.Button{t.button("quiz.another_button", actPractice, next.ID, strconv.FormatUint((seed+1)%1000, 10))}
}

// options lists the options with their letters; when one was chosen, with marks.
func (t *turn) options(a loa.Asked, chosen int) loa.Text {
	lines := make([]loa.Text, len(a.Options))
	for place, option := range a.Options {
		said, key := map[string]any{"Letter": loa.Letter(place), "Text": option}, "quiz.option"
		if chosen >= 0 {
			key = "quiz.option_marked"
			switch place {
			case a.Answer:
				said["Mark"] = "✅"
			case chosen:
				said["Mark"] = "❌"
			default:
				said["Mark"] = "▫"
			}
		}
		lines[place] = t.words(key, said)
	}
	return loa.Lines("\n", lines...)
}

// practiceTry says at once whether the option is right, why, and where that stands.
func (t *turn) practiceTry() error {
	all, err := t.desk.Practices(t.from)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return &campaign.Refusal{Key: "quiz.gone"}
	}
	p, seed, err := t.practised(all)
	if err != nil {
		return err
	}
	place, err := strconv.Atoi(t.arg(2))
	if err != nil || place < 0 || place >= len(p.Asked.Options) {
		return errNoSuch("option", t.arg(2))
	}
	key := "quiz.practice_wrong"
	if place == p.Asked.Answer {
		key = "quiz.practice_right"
	}
	text := loa.Lines("\n\n",
		t.words("quiz.practice_done", map[string]any{"Text": p.Asked.Text}), t.options(p.Asked, place),
		t.words(key, map[string]any{"Letter": loa.Letter(p.Asked.Answer), "Explanation": p.Asked.Explanation}),
		loa.Styled(loa.Italic, t.desk.SourcesLine(p, t.lang)), t.words("quiz.practice_foot", nil))
	var rows [][]loa.Button
	if more := t.another(all, p, seed); more != nil {
		rows = append(rows, more)
	}
	return t.show(text, rows)
}
