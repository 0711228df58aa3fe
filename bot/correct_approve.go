package bot

import "loa"

// approveFix approves of exactly the correction that was shown, and tells its author.
func (t *turn) approveFix() error {
	id, err := correctionID(t.arg(0))
	if err != nil {
		return err
	}
	c, err := t.desk.ApproveCorrection(t.from, id, t.arg(1))
	if err != nil {
		return err
	}
	have, need, err := t.desk.CorrectionApprovals(c)
	if err != nil {
		return err
	}
	stands := map[string]any{"Have": have, "Need": need}
	if err := t.show(t.words("correct.approved", stands), nil); err != nil {
		return err
	}
	key := "correct.author_approved"
	if c.State != loa.CorrectionWaiting {
		key = "correct.author_released"
	}
	return t.tellFixAuthor(c, key, stands)
}

// returnFix refuses a correction; no group sees it.
func (t *turn) returnFix() error {
	id, err := correctionID(t.arg(0))
	if err != nil {
		return err
	}
	c, err := t.desk.ReturnCorrection(t.from, id)
	if err != nil {
		return err
	}
	if err := t.show(t.words("correct.returned", nil), nil); err != nil {
		return err
	}
	return t.tellFixAuthor(c, "correct.author_returned", nil)
}

// tellFixAuthor brings the author's card up to date and says what has happened.
func (t *turn) tellFixAuthor(c loa.Correction, key string, data map[string]any) error {
	a, err := t.bot.turn(t.desk, loa.Chat{ID: c.Chat, Type: loa.PrivateChat}, loa.Sender{Account: c.Author})
	if err != nil {
		return err
	}
	card, err := t.desk.CorrectionCard(c, a.lang)
	if err != nil {
		return err
	}
	if err := t.desk.Edit(a.chat, loa.Edit{Message: c.Card, Text: card}); err != nil {
		return err
	}
	return a.answer(loa.Notice{Text: a.words(key, data), ReplyTo: c.Card})
}
