package bot

import (
	"strconv"

	"loa"
	"loa/campaign"
)

// The buttons of correcting and withdrawing: the list, one thing, write the right
// content, write a reason, without a reason, do it, leave it.
const (
	actFixList   = "fxl"
	actFixShow   = "fxs"
	actFixWrite  = "fxw"
	actFixSilent = "fxn"
	actFixGo     = "fxg"
	actFixDrop   = "fxd"

	// The next text is the right content, or the reason; the data names the thing.
	dialogCorrect  = "correct"
	dialogWithdraw = "withdraw"
)

// What a list is for, as its buttons carry it.
const (
	toCorrect  = "c"
	toWithdraw = "w"
)

// correct offers the newest things sent, to correct one of them.
func (t *turn) correct() error { return t.fixList(toCorrect) }

// withdraw offers the newest things sent, to withdraw one of them.
func (t *turn) withdraw() error { return t.fixList(toWithdraw) }

func (t *turn) fixListAgain() error { return t.fixList(t.arg(0)) }

func (t *turn) fixList(purpose string) error {
	things, err := t.desk.SentThings(t.from)
	if err != nil {
		return err
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	if len(things) == 0 {
		return t.show(t.words("correct.nothing_sent", nil), nil)
	}
	var rows [][]loa.Button
	for _, x := range things {
		rows = append(rows, []loa.Button{{
			Text: t.line("correct.item", map[string]any{"Day": t.shortDay(x), "Title": x.Title, "Mark": sign(x)}),
			Data: data(actFixShow, purpose, ref(x.Ref)),
		}})
	}
	return t.show(t.words("correct.list_"+purpose, nil), rows)
}

// sign shows at a glance what was corrected or withdrawn before.
func sign(x campaign.Thing) string {
	switch {
	case x.Last == nil:
		return ""
	case x.Last.Withdraw:
		return "✖ "
	}
	return "✎ "
}

func (t *turn) shortDay(x campaign.Thing) string {
	day := x.Item.Date
	if day.IsZero() {
		day = loa.DateOf(x.At, x.Zone)
	}
	return t.line("correct.day", map[string]any{"Day": two(day.Day), "Month": two(int(day.Month))})
}

func two(n int) string {
	s := strconv.Itoa(n)
	if len(s) < 2 {
		s = "0" + s
	}
	return s
}

func ref(id loa.DeliveryID) string { return strconv.FormatInt(int64(id), 10) }

// fixShow shows what it is and where it went.
func (t *turn) fixShow() error {
	purpose := t.arg(0)
	id, err := deliveryID(t.arg(1))
	if err != nil {
		return err
	}
	x, err := t.desk.Thing(t.from, id)
	if err != nil {
		return err
	}
	if err := t.desk.Correctable(t.from, x); err != nil {
		return err
	}
	said := map[string]any{
		"Title": x.Title, "When": t.desk.Catalog().Moment(t.lang, x.At, x.Zone),
		"Groups": x.Groups, "Uncertain": x.Uncertain, "Path": x.Path,
	}
	parts := []loa.Text{t.words("correct.thing", said), excerpt(x.Text)}
	if x.Last != nil {
		said["When"] = t.desk.Catalog().Moment(t.lang, x.Last.Started, x.Zone)
		parts = append(parts, t.words("correct.corrected_before", said))
	}
	rows := [][]loa.Button{{t.button("correct.write_"+purpose+"_button", actFixWrite, purpose, ref(x.Ref))}}
	if purpose == toWithdraw {
		rows = append(rows, []loa.Button{t.button("correct.no_reason_button", actFixSilent, ref(x.Ref))})
	}
	return t.show(loa.Lines("\n\n", parts...), append(rows, []loa.Button{t.button("correct.list_button", actFixList, purpose)}))
}

// excerpt is as much of a text as leaves room for what else is on the card.
func excerpt(text loa.Text) loa.Text {
	const most = 3000 // UTF-16 units
	parts := text.Split(most)
	if len(parts) == 1 {
		return text
	}
	return loa.Join(parts[0], loa.Plain("…"))
}

// fixWrite waits for the right content, or for the reason.
func (t *turn) fixWrite() error {
	id, err := deliveryID(t.arg(1))
	if err != nil {
		return err
	}
	x, err := t.desk.Thing(t.from, id)
	if err != nil {
		return err
	}
	purpose, dialog := t.arg(0), dialogCorrect
	if purpose == toWithdraw {
		dialog = dialogWithdraw
	}
	if err := t.desk.Correctable(t.from, x); err != nil {
		return err
	}
	if err := t.desk.SaveDialog(t.chat, t.from.Account, dialog, ref(id)); err != nil {
		return err
	}
	return t.show(t.words("correct.write_"+purpose, map[string]any{"Title": x.Title}), nil)
}

// fixContent takes the right content. A refusal leaves the dialog open.
func (t *turn) fixContent(d loa.Dialog) error { return t.fixDraft(d.Data, false) }

// fixReason takes the reason of a withdrawal.
func (t *turn) fixReason(d loa.Dialog) error { return t.fixDraft(d.Data, true) }

// fixSilent withdraws without giving a reason.
func (t *turn) fixSilent() error { return t.fixDraft(t.arg(0), true) }

// fixDraft keeps what is to be done and asks, with a preview and the number of
// groups, whether to do it.
func (t *turn) fixDraft(thing string, withdraw bool) error {
	id, err := deliveryID(thing)
	if err != nil {
		return err
	}
	if t.tap == nil && t.msg.Media != nil {
		return t.say("correct.text_only", nil)
	}
	c, err := t.desk.DraftCorrection(t.from, t.chat, id, withdraw, t.msg.Body)
	if err != nil {
		return err
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	x, err := t.desk.Thing(t.from, id)
	if err != nil {
		return err
	}
	_, needed, err := t.desk.CorrectionApprovals(c)
	if err != nil {
		return err
	}
	purpose, button := toCorrect, "correct.go_c_button"
	switch {
	case withdraw:
		purpose, button = toWithdraw, "correct.go_w_button"
	case needed > 0:
		button = "correct.ask_button"
	}
	number := strconv.FormatInt(int64(c.ID), 10)
	rows := [][]loa.Button{{
		{Text: t.line(button, map[string]any{"Groups": x.Groups - x.Uncertain}), Data: data(actFixGo, number)},
		t.button("correct.drop_button", actFixDrop, number),
	}}
	if t.tap == nil {
		if err := t.answer(loa.Notice{Text: t.desk.PreviewCorrection(c, t.lang)}); err != nil {
			return err
		}
	}
	return t.show(t.words("correct.sure_"+purpose, map[string]any{
		"Title": x.Title, "Groups": x.Groups - x.Uncertain, "Uncertain": x.Uncertain, "Approvals": needed,
	}), rows)
}

// fixGo does it: the message becomes the card that shows how it goes.
func (t *turn) fixGo() error {
	id, err := correctionID(t.arg(0))
	if err != nil {
		return err
	}
	c, err := t.desk.StartCorrection(t.from, id, t.tap.Message)
	if err != nil {
		return err
	}
	card, err := t.desk.CorrectionCard(c, t.lang)
	if err != nil {
		return err
	}
	return t.show(card, nil)
}

// fixDrop leaves everything as it is.
func (t *turn) fixDrop() error {
	id, err := correctionID(t.arg(0))
	if err != nil {
		return err
	}
	if err := t.desk.DropCorrection(t.from, id); err != nil {
		return err
	}
	return t.show(t.words("correct.left", nil), nil)
}
