package bot

import (
	"errors"
	"slices"
	"strconv"

	"loa"
	"loa/campaign"
	"loa/content"
)

// dialogQuizNew takes the next part of a question that somebody writes. The draft says
// which part; it is kept on its own, so that another dialog in between loses nothing.
const dialogQuizNew = "quiznew"

// The buttons of writing a question.
const (
	actNewPick    = "qnp" // step, what is chosen
	actNewSources = "qnr" // page
	actNewStep    = "qnc" // step to write anew
	actNewSend    = "qns" // digest
	actNewCard    = "qnv" // nothing: go on with the draft
	actNewDrop    = "qnd"
)

// shownDigest is how much of a digest a button carries.
const shownDigest = 16

// quizNew begins to write a question, or goes on with one that was begun. What stands
// after the command is its text.
func (t *turn) quizNew() error {
	q, begun, err := t.desk.BeginQuestion(t.from)
	if err != nil {
		return err
	}
	if err := t.desk.KeepWriting(t.chat, t.from.Account, dialogQuizNew); err != nil {
		return err
	}
	switch {
	case t.msg.Media != nil:
		return t.say("quiznew.text_only", nil)
	case begun && t.args != "" && q.Step == campaign.StepText, !begun && t.args != "":
		return t.quizNewTake(campaign.StepText, t.args)
	case begun:
		if err := t.say("quiznew.go_on", nil); err != nil {
			return err
		}
	}
	return t.quizNewAsk(q)
}

// quizNewTyped takes what was typed for the step that the draft is at.
func (t *turn) quizNewTyped(loa.Dialog) error {
	if t.msg.Media != nil {
		return t.say("quiznew.text_only", nil)
	}
	q, err := t.desk.QuestionDraft(t.from)
	if err != nil {
		return err
	}
	return t.quizNewTake(q.Step, t.args)
}

// quizNewTake puts what was typed or chosen into the draft and asks for what is next.
// What is refused leaves the dialog open.
func (t *turn) quizNewTake(step, typed string) error {
	q, err := t.desk.TakeStep(t.from, step, typed)
	if refusal, refused := errors.AsType[*campaign.Refusal](err); refused && t.tap == nil {
		return t.say(refusal.Key, refusal.Data)
	}
	if err != nil {
		return err
	}
	if err := t.desk.KeepWriting(t.chat, t.from.Account, dialogQuizNew); err != nil {
		return err
	}
	if t.tap != nil {
		if err := t.picked(step, typed); err != nil {
			return err
		}
	}
	return t.quizNewAsk(q)
}

// picked leaves on the message what was chosen on it.
func (t *turn) picked(step, chosen string) error {
	if t.choice != nil { // it was typed, and stands there
		return t.desk.CloseChoice(*t.choice)
	}
	if step == campaign.StepExplanation {
		return t.show(t.words("quiznew.no_explanation", nil), nil)
	}
	return t.show(t.words("quiznew.chosen", map[string]any{"Chosen": chosen}), nil)
}

// quizNewPick takes the button for what may be chosen.
func (t *turn) quizNewPick() error {
	step := t.arg(0)
	if !slices.Contains(campaign.QuestionSteps(), step) {
		return errNoSuch("step", step)
	}
	return t.quizNewTake(step, t.arg(1))
}

// quizNewAsk asks for the part that the draft is at.
func (t *turn) quizNewAsk(q loa.QuestionDraft) error {
	if q.Step == campaign.StepCard {
		return t.quizNewCard(q)
	}
	n := loa.Notice{Text: t.words("quiznew.ask_"+q.Step, content.QuestionLimits())}
	switch q.Step {
	case campaign.StepAnswer:
		n.Text = loa.Lines("\n\n", n.Text, t.options(loa.Asked{Options: q.Question.Options}, -1))
		var row []loa.Button
		for i := range q.Question.Options {
			row = append(row, letterButton(i, actNewPick, q.Step, loa.Letter(i)))
		}
		n.Buttons = slices.Collect(slices.Chunk(row, 5))
	case campaign.StepExplanation:
		n.Buttons = [][]loa.Button{{t.button("quiznew.skip_button", actNewPick, q.Step, campaign.NoExplanation)}}
	case campaign.StepSource:
		n.Buttons = t.sourceButtons(0)
	case campaign.StepGrade:
		for _, g := range campaign.OfferedGrades() {
			n.Buttons = append(n.Buttons, []loa.Button{{Text: t.line("quiznew.grade_"+string(g), nil), Data: data(actNewPick, q.Step, string(g)), Key: string(g)}})
		}
	case campaign.StepStrand:
		for _, s := range t.desk.Campaign().Strands {
			n.Buttons = append(n.Buttons, []loa.Button{{Text: string(s.ID) + " – " + short(s.Name), Data: data(actNewPick, q.Step, string(s.ID))}})
		}
	case campaign.StepSet:
		for _, s := range t.desk.Campaign().Sets {
			n.Buttons = append(n.Buttons, []loa.Button{{Text: short(s.Title), Data: data(actNewPick, q.Step, s.ID)}})
		}
	}
	return t.answer(n)
}

// sourceButtons are a page of the campaign's sources.
func (t *turn) sourceButtons(n int) [][]loa.Button {
	return page(t, t.desk.Campaign().Sources, n,
		func(p int) []string { return []string{actNewSources, strconv.Itoa(p)} },
		func(s loa.Source) loa.Button {
			return loa.Button{Text: s.ID + " – " + short(s.Name), Data: data(actNewPick, campaign.StepSource, s.ID)}
		})
}

// quizNewSources turns to another page of sources.
func (t *turn) quizNewSources() error {
	q, err := t.desk.QuestionDraft(t.from)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(t.arg(0))
	if err != nil {
		return errNoSuch("page", t.arg(0))
	}
	if q.Step != campaign.StepSource {
		return &campaign.Refusal{Key: "quiznew.other_step"}
	}
	return t.show(t.words("quiznew.ask_source", content.QuestionLimits()), t.sourceButtons(n))
}
