package campaign

import (
	"slices"
	"strconv"

	"loa"
	"loa/content"
)

// The buttons of an import; the first argument is the wish, of undoing the import.
const (
	RollGoButton    = "rlg"
	RollWholeButton = "rlw"
	RollDropButton  = "rld"
	RollUndoButton  = "rlu"
)

// MayImportRoll refuses who keeps no unit's roll.
func (d *Desk) MayImportRoll(who loa.Sender) error {
	_, err := d.KeptUnits(who)
	return err
}

// WishRoll notes that a file is to be read and its changes are to be shown. It is
// fetched after the update is committed.
func (d *Desk) WishRoll(who loa.Sender, chat loa.Chat, fileID, name string) error {
	if err := d.MayImportRoll(who); err != nil {
		return err
	}
	return d.wish(loa.WishRoll, who, chat, fileID, name)
}

// ConfirmRoll has the file imported that was shown.
func (d *Desk) ConfirmRoll(who loa.Sender, id loa.RollWishID) error {
	w, err := d.shownRoll(who, id)
	if err != nil {
		return err
	}
	return d.wishAgain(w, loa.RollToImport)
}

// TurnRollWhole takes the file for the whole roll of its units, or no longer, and
// has it shown anew.
func (d *Desk) TurnRollWhole(who loa.Sender, id loa.RollWishID) error {
	w, err := d.shownRoll(who, id)
	if err != nil {
		return err
	}
	if w.Kind != loa.WishRoll { // a bank is never the whole of anything
		return refuse("members.wish_over", nil)
	}
	w.Whole = !w.Whole
	return d.wishAgain(w, loa.RollToRead)
}

// DropRoll forgets a file that was shown.
func (d *Desk) DropRoll(who loa.Sender, id loa.RollWishID) error {
	w, err := d.shownRoll(who, id)
	if err != nil {
		return err
	}
	return d.tx.DropRollWish(w.ID)
}

// UndoRoll takes an import back, and returns of how many people.
func (d *Desk) UndoRoll(who loa.Sender, id loa.RollImportID) (int, error) {
	if who.Anonymous {
		return 0, refuse("campaign.anonymous", nil)
	}
	grants, err := d.Grants(who.Account)
	if err != nil {
		return 0, err
	}
	return d.s.undoRoll(d.tx, id, who.Account, keptBy(grants))
}

// keptBy says whose units somebody with the grants keeps.
func keptBy(grants loa.Grants) func(loa.Units, loa.UnitID) bool {
	return func(units loa.Units, unit loa.UnitID) bool { return grants.Holds(units, unit, loa.Secretary) }
}

// answerWish shows what a file would change, or imports what was shown.
func (d *Desk) answerWish(w loa.RollWish, roll *content.Roll, mistakes []content.Mistake, fetched error) error {
	switch {
	case fetched != nil:
		return d.notFetched(w, fetched)
	case roll == nil:
		return d.refuseRoll(w, mistakes)
	}
	grants, err := d.Grants(w.By)
	if err != nil {
		return err
	}
	plan, wrong, err := d.s.planRoll(d.tx, roll, w.Whole, keptBy(grants))
	switch {
	case err != nil:
		return err
	case len(wrong) > 0:
		return d.refuseRoll(w, wrong)
	case len(plan.People) == 0 && w.Whole:
		return d.endWish(w, "members.nothing_changes", map[string]any{"File": w.Name})
	case w.State == loa.RollToImport && plan.Print == w.Print:
		return d.importWish(w, plan)
	}
	return d.showPlan(w, plan, mistakes)
}

// refuseRoll tells all that is wrong with a file, warnings apart.
func (d *Desk) refuseRoll(w loa.RollWish, mistakes []content.Mistake) error {
	lang, err := d.s.langOf(d.tx, w.By)
	if err != nil {
		return err
	}
	mistakes = slices.DeleteFunc(mistakes, func(m content.Mistake) bool { return m.Warning })
	return d.endWish(w, "members.refused", map[string]any{"File": w.Name, "Mistakes": d.s.mistakesOf(lang, mistakes), "Number": len(mistakes)})
}

func (d *Desk) importWish(w loa.RollWish, plan RollPlan) error {
	id, err := d.s.applyRoll(d.tx, plan, w.By)
	if err != nil {
		return err
	}
	lang, err := d.s.langOf(d.tx, w.By)
	if err != nil {
		return err
	}
	fresh, changed, leave := plan.Counts()
	return d.endWish(w, "members.imported", map[string]any{"File": w.Name, "New": fresh, "Changed": changed, "Leave": leave, "Same": plan.Same},
		loa.Button{Text: d.s.catalog.Line(lang, "members.undo_button", nil), Data: ButtonData(RollUndoButton, strconv.FormatInt(int64(id), 10))})
}

// showPlan shows what a file would change, with the warnings, and asks.
func (d *Desk) showPlan(w loa.RollWish, plan RollPlan, warnings []content.Mistake) error {
	whole := wishButton{"members.whole_button", RollWholeButton}
	if plan.Whole {
		whole.key = "members.part_button"
	}
	p := wishPreview{
		digest: plan.Print, moved: "members.moved_on", warnings: warnings,
		says: func(lang loa.Lang) loa.Text { return d.s.DescribeRoll(lang, plan) },
		ask:  "members.ask", data: map[string]any{"Whole": plan.Whole},
		rows: [][]wishButton{{{"members.go_button", RollGoButton}, {"members.drop_button", RollDropButton}}, {whole}},
	}
	if len(plan.People) == 0 {
		p.ask, p.rows[0] = "members.ask_nothing", p.rows[0][1:]
	}
	return d.previewWish(w, p)
}
