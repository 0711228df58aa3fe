package campaign

import (
	"fmt"
	"slices"
	"strings"

	"loa"
	"loa/content"
)

// The steps of writing a question, in their order; the last one is the preview.
const (
	StepText        = "text"
	StepOptions     = "options"
	StepAnswer      = "answer"
	StepExplanation = "explanation"
	StepSource      = "source"
	StepGrade       = "grade"
	StepStrand      = "strand"
	StepSet         = "set"
	StepCard        = "card"
)

// QuestionSteps lists the steps in their order.
func QuestionSteps() []string {
	return []string{StepText, StepOptions, StepAnswer, StepExplanation, StepSource, StepGrade, StepStrand, StepSet, StepCard}
}

// NoExplanation is what one types to leave the explanation out.
const NoExplanation = "-"

// OfferedGrades lists the grades that a question in the chat may have: those with which
// it is asked by itself.
func OfferedGrades() []loa.Grade {
	return slices.DeleteFunc(loa.Grades(), func(g loa.Grade) bool { return g == loa.GradeC || g == loa.GradeKT })
}

// mayWriteQuestions refuses who is neither editor nor official.
func (d *Desk) mayWriteQuestions(who loa.Sender) error {
	if who.Anonymous {
		return refuse("campaign.anonymous", nil)
	}
	grants, err := d.Grants(who.Account)
	if err == nil && !grants.Any(loa.Editor, loa.Official) {
		err = refuse("quiznew.may_not", nil)
	}
	return err
}

// BeginQuestion returns the question that the person is writing; begun is true if there
// was one.
func (d *Desk) BeginQuestion(who loa.Sender) (q loa.QuestionDraft, begun bool, err error) {
	if err := d.mayWriteQuestions(who); err != nil {
		return q, false, err
	}
	q, err = d.tx.QuestionDraft(who.Account)
	if !isMissing(err) {
		return q, err == nil, err
	}
	id, err := d.freeQuestionID()
	if err != nil {
		return q, false, err
	}
	q = loa.QuestionDraft{By: who.Account, Question: loa.Question{ID: id, Answer: -1}, Step: StepText}
	return q, false, d.saveDraft(&q)
}

// freeQuestionID gives out an id that people can type: ch-1, ch-2 and on.
func (d *Desk) freeQuestionID() (string, error) {
	known, err := d.knownQuestions()
	if err != nil {
		return "", err
	}
	for {
		n, err := d.tx.NextQuestion()
		if err != nil {
			return "", err
		}
		id := fmt.Sprintf("ch-%d", n)
		_, taken := known.Question(id)
		if !taken {
			return id, nil
		}
	}
}

// QuestionDraft returns the question that the person is writing.
func (d *Desk) QuestionDraft(who loa.Sender) (loa.QuestionDraft, error) {
	if err := d.mayWriteQuestions(who); err != nil {
		return loa.QuestionDraft{}, err
	}
	q, err := d.tx.QuestionDraft(who.Account)
	if isMissing(err) {
		err = refuse("quiznew.no_draft", nil)
	}
	return q, err
}

func (d *Desk) saveDraft(q *loa.QuestionDraft) error {
	q.At = d.now
	return d.tx.SaveQuestionDraft(*q)
}

// TakeStep puts what was typed, or chosen, into the draft and goes on to the next step.
// What cannot be taken is refused; the draft stays as it was.
func (d *Desk) TakeStep(who loa.Sender, step, typed string) (loa.QuestionDraft, error) {
	q, err := d.QuestionDraft(who)
	if err != nil {
		return q, err
	}
	if q.Step != step {
		return q, refuse("quiznew.other_step", nil)
	}
	known, err := d.knownQuestions()
	if err != nil {
		return q, err
	}
	if fault := takeStep(&q, typed, known); fault != nil {
		return q, refuse("quiznew.fault."+fault.Kind, fault.Data)
	}
	nextStep(&q)
	return q, d.saveDraft(&q)
}

// takeStep reads what was typed for the draft's step.
func takeStep(draft *loa.QuestionDraft, typed string, c *loa.Campaign) (fault *content.Fault) {
	q := &draft.Question
	switch draft.Step {
	case StepText:
		var text string
		if text, fault = content.TypedQuestion(typed, c); fault == nil {
			q.Text = text
		}
	case StepOptions:
		var options []string
		if options, fault = content.TypedOptions(typed); fault == nil {
			q.Options, q.Answer = options, -1
		}
	case StepAnswer:
		var answer int
		if answer, fault = content.TypedAnswer(typed, q.Options); fault == nil {
			q.Answer = answer
		}
	case StepExplanation:
		var text string
		if strings.TrimSpace(typed) != NoExplanation {
			text, fault = content.TypedExplanation(typed)
		}
		if fault == nil {
			q.Explanation = text
		}
	case StepSource:
		var sources []loa.Source
		if sources, fault = content.TypedSources(typed, c); fault == nil {
			q.Sources = sources
		}
	case StepGrade:
		return takeGrade(q, typed)
	case StepStrand:
		return takeStrand(q, typed, c)
	case StepSet:
		var set loa.QuizSet
		if set, fault = content.TypedSet(typed, c); fault == nil {
			q.Set, draft.SetTitle = set.ID, set.Title
		}
	default:
		return &content.Fault{Kind: "press"}
	}
	return fault
}

func takeGrade(q *loa.Question, typed string) *content.Fault {
	g := loa.Grade(strings.ToUpper(strings.TrimSpace(typed)))
	if !slices.Contains(OfferedGrades(), g) {
		return &content.Fault{Kind: "grade"}
	}
	q.Grade = g
	return nil
}

func takeStrand(q *loa.Question, typed string, c *loa.Campaign) *content.Fault {
	typed = content.Fold(strings.TrimSpace(typed))
	i := slices.IndexFunc(c.Strands, func(s loa.Strand) bool {
		return content.Fold(string(s.ID)) == typed || content.Fold(s.Name) == typed
	})
	if i < 0 {
		return &content.Fault{Kind: "strand"}
	}
	q.Strand = c.Strands[i].ID
	return nil
}

// nextStep goes on. New options leave nothing of the former answer.
func nextStep(q *loa.QuestionDraft) {
	steps := QuestionSteps()
	next := steps[slices.Index(steps, q.Step)+1]
	if q.Again && q.Step != StepOptions {
		next, q.Again = StepCard, false
	}
	q.Step = next
}

// ChangeStep goes back to one step; the preview follows it.
func (d *Desk) ChangeStep(who loa.Sender, step string) (loa.QuestionDraft, error) {
	q, err := d.QuestionDraft(who)
	switch {
	case err != nil:
		return q, err
	case q.Step != StepCard && !q.Again: // not complete yet
		return q, refuse("quiznew.other_step", nil)
	case step == StepCard || !slices.Contains(QuestionSteps(), step):
		return q, fmt.Errorf("change step %q of a question", step)
	case q.Question.Answer < 0 && step != StepOptions && step != StepAnswer: // new options wait for their answer
		return q, refuse("quiznew.other_step", nil)
	}
	q.Step, q.Again = step, true
	return q, d.saveDraft(&q)
}

// DropQuestion forgets what the person was writing.
func (d *Desk) DropQuestion(who loa.Sender) error { return d.tx.DropQuestionDraft(who.Account) }

// KeepWriting has the next text taken for the question.
func (d *Desk) KeepWriting(chat loa.Chat, who loa.Account, dialog string) error {
	return d.tx.SaveDialog(loa.Dialog{Bot: d.bot.ID, Chat: chat.ID, Account: who, Name: dialog, Expires: d.now.Add(draftKeep)})
}

// QuestionPreview is a question as members will see it, in each of the forms that the
// platform has. In groups its options come in an order of their own.
func (d *Desk) QuestionPreview(chat loa.Chat, lang loa.Lang, q *loa.Question) error {
	shown := loa.Asking{
		Question: q.ID, Way: loa.AskAnonymous,
		Asked: loa.Asked{Text: q.Text, Options: q.Options, Answer: q.Answer, Explanation: q.Explanation},
	}
	if d.bot.Can.Polls {
		if err := d.queue(chat, loa.Payload{Choice: d.s.askChoice(shown)}, answerKeep); err != nil {
			return err
		}
	}
	return d.Answer(chat, lang, loa.Notice{Silent: true, Text: loa.Lines("\n\n", d.s.rehearsal(lang), d.s.questionText(shown, lang))})
}
