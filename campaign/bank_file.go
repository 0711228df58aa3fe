package campaign

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"loa"
	"loa/content"
)

// BankUndoButton undoes an import of questions; its argument is the import.
const BankUndoButton = "bku"

// MayImportBank refuses who may not write questions.
func (d *Desk) MayImportBank(who loa.Sender) error { return d.mayWriteQuestions(who) }

// WishBank notes that a bank of questions is to be read and shown. It is fetched after
// the update is committed.
func (d *Desk) WishBank(who loa.Sender, chat loa.Chat, fileID, name string) error {
	if err := d.MayImportBank(who); err != nil {
		return err
	}
	return d.wish(loa.WishBank, who, chat, fileID, name)
}

// UndoBank takes an import of questions back, and returns how many.
func (d *Desk) UndoBank(who loa.Sender, id loa.QuestionImportID) (int, error) {
	if err := d.mayWriteQuestions(who); err != nil {
		return 0, err
	}
	d.refresh = true
	return d.s.undoBank(d.tx, id, who.Account)
}

// SendBankTemplate queues a workbook to fill in.
func (d *Desk) SendBankTemplate(who loa.Sender, chat loa.Chat, lang loa.Lang) error {
	if err := d.MayImportBank(who); err != nil {
		return err
	}
	raw, err := d.s.catalog.BankTemplate(lang)
	if err != nil {
		return err
	}
	return d.answerFile(chat, lang, d.s.catalog.Line(lang, "quizimport.template_name", nil), raw, d.s.catalog.Say(lang, "quizimport.template", nil))
}

// bankAnswer reads a bank that was fetched, and returns what to do about it within a
// transaction.
func (s *Service) bankAnswer(ctx context.Context, w loa.RollWish, raw []byte, fetched error) (func(*Desk) error, error) {
	if fetched != nil {
		return func(d *Desk) error { return d.notFetched(w, fetched) }, nil
	}
	r, err := s.readBank(ctx, w.Name, raw)
	return func(d *Desk) error { return d.answerBank(w, r) }, err
}

// answerBank shows what a bank would change, or imports what was shown.
func (d *Desk) answerBank(w loa.RollWish, r *readBank) error {
	may := d.mayWriteQuestions(loa.Sender{Account: w.By})
	if refusal, refused := errors.AsType[*Refusal](may); refused {
		return d.endWish(w, refusal.Key, refusal.Data)
	}
	if may != nil {
		return may
	}
	if r.bank == nil {
		return d.refuseBank(w, r.mistakes)
	}
	plan, moved, err := d.s.planBank(d.tx, r)
	switch {
	case err != nil:
		return err
	case moved:
		return errMoved
	case plan.IsEmpty():
		return d.endWish(w, "quizimport.nothing_changes", map[string]any{"File": w.Name, "Same": plan.Same})
	case w.State == loa.RollToImport && plan.Print == w.Print:
		return d.importBank(w, r.folder.ID, plan)
	}
	return d.showBank(w, plan, r.mistakes)
}

// refuseBank tells all that is wrong with a bank; more than fits a message as a file.
func (d *Desk) refuseBank(w loa.RollWish, mistakes []content.Mistake) error {
	lang, err := d.s.langOf(d.tx, w.By)
	if err != nil {
		return err
	}
	mistakes = slices.DeleteFunc(slices.Clone(mistakes), func(m content.Mistake) bool { return m.Warning })
	if err := d.endWish(w, "quizimport.refused", map[string]any{"File": w.Name, "Mistakes": d.s.mistakesOf(lang, mistakes), "Number": len(mistakes)}); err != nil {
		return err
	}
	if len(mistakes) <= rollMistakesShown || !d.bot.Can.Files {
		return nil
	}
	lines := make([]string, len(mistakes))
	for i, m := range mistakes {
		lines[i] = d.s.catalog.Mistake(lang, m)
	}
	return d.answerFile(loa.Chat{ID: w.Chat, Type: loa.PrivateChat}, lang, d.s.catalog.Line(lang, "quizimport.mistakes_name", nil),
		[]byte(strings.Join(lines, "\n")+"\n"), d.s.catalog.Say(lang, "quizimport.mistakes", nil))
}

func (d *Desk) importBank(w loa.RollWish, campaign string, plan BankPlan) error {
	id, err := d.s.applyBank(d.tx, campaign, plan, w.By)
	if err != nil {
		return err
	}
	d.refresh = true
	lang, err := d.s.langOf(d.tx, w.By)
	if err != nil {
		return err
	}
	approvers, err := d.s.approvers(d.tx, w.Bot, w.By)
	if err != nil {
		return err
	}
	fit := len(plan.New) + len(plan.Changed) - plan.Unfit
	if fit > 0 {
		for _, p := range approvers {
			if err := d.tellImported(w, p, fit); err != nil {
				return err
			}
		}
	}
	return d.endWish(w, "quizimport.imported", map[string]any{
		"File": w.Name, "New": len(plan.New), "Changed": len(plan.Changed), "Same": plan.Same, "Fit": fit, "Others": len(approvers),
	}, loa.Button{Text: d.s.catalog.Line(lang, "quizimport.undo_button", nil), Data: ButtonData(BankUndoButton, strconv.FormatInt(int64(id), 10))})
}

// tellImported asks somebody for approval of what was imported.
func (d *Desk) tellImported(w loa.RollWish, p loa.Person, count int) error {
	lang, err := d.s.langOf(d.tx, p.Account)
	if err != nil {
		return err
	}
	return d.s.writeTo(d.tx, w.Bot, p, loa.Notice{
		Text:    d.s.catalog.Say(lang, "quizapprove.imported", map[string]any{"Count": count, "File": w.Name}),
		Buttons: [][]loa.Button{{{Text: d.s.catalog.Line(lang, "quizapprove.list_button", map[string]any{"Count": count}), Data: ButtonData(QuestionListButton, "0")}}},
	})
}

// showBank shows what a bank would change, with the warnings, and asks.
func (d *Desk) showBank(w loa.RollWish, plan BankPlan, warnings []content.Mistake) error {
	return d.previewWish(w, wishPreview{
		digest: plan.Print, moved: "quizimport.moved_on", warnings: warnings, ask: "quizimport.ask",
		says: func(lang loa.Lang) loa.Text { return d.s.DescribeBank(lang, plan) },
		rows: [][]wishButton{{{"quizimport.go_button", RollGoButton}, {"quizimport.drop_button", RollDropButton}}},
	})
}

// bankQuestionsShown is how many questions a preview names.
const bankQuestionsShown = 20

// DescribeBank says what an import would do: the counts, and the first questions.
func (s *Service) DescribeBank(lang loa.Lang, plan BankPlan) loa.Text {
	lines := []loa.Text{s.catalog.Say(lang, "quizimport.preview", map[string]any{
		"File": plan.File, "New": len(plan.New), "Changed": len(plan.Changed), "Same": plan.Same, "Again": plan.Again, "Unfit": plan.Unfit,
	})}
	shown := 0
	name := func(key string, list []loa.Question) {
		for _, q := range list[:min(len(list), bankQuestionsShown-shown)] {
			shown++
			lines = append(lines, s.catalog.Say(lang, key, map[string]any{
				"Code": loa.QuestionCode(q.ID), "Text": q.Text, "Letter": loa.Letter(q.Answer), "Option": q.Options[q.Answer],
			}))
		}
	}
	name("quizimport.line_new", plan.New)
	name("quizimport.line_changed", plan.Changed)
	if more := len(plan.New) + len(plan.Changed) - shown; more > 0 {
		lines = append(lines, s.catalog.Say(lang, "quizimport.more_questions", map[string]any{"Count": more}))
	}
	return loa.Lines("\n", lines...)
}
