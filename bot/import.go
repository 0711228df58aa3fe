package bot

import (
	"errors"
	"path"
	"strconv"
	"strings"

	"loa"
	"loa/campaign"
)

// dialogImport waits for the file of a roll.
const dialogImport = "import"

// importMembers begins to import a roll. The file may come with the command.
func (t *turn) importMembers() error {
	if err := t.desk.MayImportRoll(t.from); err != nil {
		return err
	}
	if t.msg.Media != nil {
		return t.importFile(loa.Dialog{})
	}
	if err := t.desk.SaveDialog(t.chat, t.from.Account, dialogImport, ""); err != nil {
		return err
	}
	return t.say("members.begin", nil)
}

// importFile takes the file. What it holds is said later, once it is fetched.
func (t *turn) importFile(loa.Dialog) error {
	m := t.msg.Media
	switch {
	case m == nil:
		return t.say("members.send_file", nil)
	case m.Kind != loa.Document || !isTable(m.Name):
		return t.say("members.file_type", map[string]any{"File": m.Name})
	case t.msg.FileID == "":
		return t.say("members.not_fetched", map[string]any{"File": m.Name})
	}
	if err := t.desk.WishRoll(t.from, t.chat, t.msg.FileID, m.Name); err != nil {
		return err
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	return t.say("members.reading", map[string]any{"File": m.Name})
}

func isTable(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".csv" || ext == ".xlsx"
}

// importGo imports what the message shows.
func (t *turn) importGo() error {
	id, err := t.wish()
	if err != nil {
		return err
	}
	kind, err := t.desk.WishKind(t.from, id)
	if err != nil {
		return err
	}
	if err := t.desk.ConfirmRoll(t.from, id); err != nil {
		return err
	}
	if kind == loa.WishBank {
		return t.show(t.words("quizimport.importing", nil), nil)
	}
	return t.show(t.words("members.importing", nil), nil)
}

// importWhole takes the file for the whole roll, or no longer.
func (t *turn) importWhole() error {
	id, err := t.wish()
	if err != nil {
		return err
	}
	if err := t.desk.TurnRollWhole(t.from, id); err != nil {
		return err
	}
	return t.show(t.words("members.reading_again", nil), nil)
}

func (t *turn) importDrop() error {
	id, err := t.wish()
	if err != nil {
		return err
	}
	kind, err := t.desk.WishKind(t.from, id)
	if err != nil {
		return err
	}
	if err := t.desk.DropRoll(t.from, id); err != nil {
		return err
	}
	if kind == loa.WishBank {
		return t.show(t.words("quizimport.dropped", nil), nil)
	}
	return t.show(t.words("members.dropped", nil), nil)
}

func (t *turn) importUndo() error {
	id, err := strconv.ParseInt(t.arg(0), 10, 64)
	if err != nil {
		return errNoSuch("import", t.arg(0))
	}
	people, err := t.desk.UndoRoll(t.from, loa.RollImportID(id))
	if refusal, refused := errors.AsType[*campaign.Refusal](err); refused && len(refusal.Data) > 0 {
		if err := t.heard(); err != nil { // names do not fit the answer to a tap
			return err
		}
		return t.say(refusal.Key, refusal.Data)
	}
	if err != nil {
		return err
	}
	return t.show(t.words("members.undone", map[string]any{"Count": people}), nil)
}

// wish is the file whose button was tapped.
func (t *turn) wish() (loa.RollWishID, error) {
	id, err := strconv.ParseInt(t.arg(0), 10, 64)
	if err != nil {
		return 0, errNoSuch("wish", t.arg(0))
	}
	return loa.RollWishID(id), nil
}
