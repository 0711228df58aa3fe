package bot

import (
	"loa"
)

// dialogQuizImport waits for the file of a question bank.
const dialogQuizImport = "quizimport"

// actBankTemplate sends the table to fill in.
const actBankTemplate = "bkt"

// quizImport begins to import questions. The file may come with the command; without one
// the table to fill in is sent.
func (t *turn) quizImport() error {
	if err := t.desk.MayImportBank(t.from); err != nil {
		return err
	}
	if t.msg.Media != nil {
		return t.bankFile(loa.Dialog{})
	}
	if err := t.desk.SaveDialog(t.chat, t.from.Account, dialogQuizImport, ""); err != nil {
		return err
	}
	if err := t.desk.SendBankTemplate(t.from, t.chat, t.lang); err != nil {
		return err
	}
	used, err := t.usedRows()
	if err != nil {
		return err
	}
	return t.answer(loa.Notice{Text: t.words("quizimport.begin", nil), Buttons: used})
}

// bankTemplate sends the table again.
func (t *turn) bankTemplate() error {
	if err := t.desk.SendBankTemplate(t.from, t.chat, t.lang); err != nil {
		return err
	}
	return t.heard()
}

// bankFile takes the file. What it holds is said later, once it is fetched.
func (t *turn) bankFile(loa.Dialog) error {
	m := t.msg.Media
	again := [][]loa.Button{{t.button("quizimport.template_button", actBankTemplate)}}
	switch {
	case m == nil:
		return t.answer(loa.Notice{Text: t.words("quizimport.send_file", nil), Buttons: again})
	case m.Kind != loa.Document || !isTable(m.Name):
		return t.answer(loa.Notice{Text: t.words("quizimport.file_type", map[string]any{"File": m.Name}), Buttons: again})
	case t.msg.FileID == "":
		return t.say("quizimport.not_fetched", map[string]any{"File": m.Name})
	}
	if err := t.desk.WishBank(t.from, t.chat, t.msg.FileID, m.Name); err != nil {
		return err
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	return t.say("quizimport.reading", map[string]any{"File": m.Name})
}

func (t *turn) bankUndo() error {
	id, err := readID[loa.QuestionImportID]("import", t.arg(0))
	if err != nil {
		return err
	}
	n, err := t.desk.UndoBank(t.from, id)
	if err != nil {
		return err
	}
	return t.show(t.words("quizimport.undone", map[string]any{"Count": n}), nil)
}
