package bot

import (
	"strconv"

	"loa"
)

// The buttons of what is uncertain: a page of the list, it is there, it is not.
const (
	actUnsureList  = "unl"
	actUnsureThere = "uny"
	actUnsureAgain = "unn"
)

// unsureSize is how many things with two buttons each fit a phone's screen.
const unsureSize = 5

// uncertain lists what may or may not have arrived in groups, for those who can
// look there. Nothing but their buttons ever sends any of it again.
func (t *turn) uncertain() error {
	n := 0
	if t.tap != nil {
		var err error
		if n, err = strconv.Atoi(t.arg(0)); err != nil {
			return errNoSuch("page", t.arg(0))
		}
	}
	return t.unsureList(n, t.show)
}

// unsureList makes a page of the list and has it shown.
func (t *turn) unsureList(n int, show func(loa.Text, [][]loa.Button) error) error {
	list, err := t.desk.Uncertain(t.from, t.lang)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return show(t.words("correct.none_uncertain", nil), nil)
	}
	last := (len(list) - 1) / unsureSize
	n = min(max(n, 0), last)
	parts := []loa.Text{t.words("correct.uncertain", map[string]any{"Count": len(list)})}
	var rows [][]loa.Button
	for i := n * unsureSize; i < min((n+1)*unsureSize, len(list)); i++ {
		x := list[i]
		said := map[string]any{
			"N": i + 1, "What": x.What, "Group": x.Group, "Unit": x.Unit, "When": t.desk.Catalog().Moment(t.lang, x.When, x.Zone),
		}
		parts = append(parts, t.words("correct.uncertain_line", said))
		not := "correct.not_there_button"
		if x.Late {
			not = "correct.not_there_late_button"
		}
		args := []string{ref(x.ID), strconv.Itoa(n)}
		rows = append(rows, []loa.Button{
			{Text: t.line("correct.there_button", said), Data: data(actUnsureThere, args...)},
			{Text: t.line(not, said), Data: data(actUnsureAgain, args...)},
		})
	}
	return show(loa.Lines("\n\n", parts...), append(rows, t.turnPages(n, last)...))
}

// turnPages are the buttons to the pages before and after.
func (t *turn) turnPages(n, last int) [][]loa.Button {
	var row []loa.Button
	if n > 0 {
		row = append(row, t.button("bot.page_back_button", actUnsureList, strconv.Itoa(n-1)))
	}
	if n < last {
		row = append(row, t.button("bot.page_on_button", actUnsureList, strconv.Itoa(n+1)))
	}
	if len(row) == 0 {
		return nil
	}
	return [][]loa.Button{row}
}

// unsureThere takes down that somebody saw it in the group.
func (t *turn) unsureThere() error {
	id, err := deliveryID(t.arg(0))
	if err != nil {
		return err
	}
	if err := t.desk.IsThere(t.from, id); err != nil {
		return err
	}
	return t.unsureDone("correct.marked_there")
}

// unsureAgain takes down that it is not in the group, and sends it if it may.
func (t *turn) unsureAgain() error {
	id, err := deliveryID(t.arg(0))
	if err != nil {
		return err
	}
	again, err := t.desk.SendUncertain(t.from, id)
	if err != nil {
		return err
	}
	if again {
		return t.unsureDone("correct.marked_again")
	}
	return t.unsureDone("correct.marked_late")
}

// unsureDone says what was done and shows what is left.
func (t *turn) unsureDone(key string) error {
	n, err := strconv.Atoi(t.arg(1))
	if err != nil {
		return errNoSuch("page", t.arg(1))
	}
	if err := t.desk.Toast(*t.tap, t.line(key, nil), false); err != nil {
		return err
	}
	return t.unsureList(n, func(text loa.Text, rows [][]loa.Button) error {
		return t.desk.Edit(t.chat, loa.Edit{Message: t.tap.Message, Text: text, Buttons: rows})
	})
}
