package bot

import "loa"

// approveBroadcast approves of exactly the message that was shown, and tells its author.
func (t *turn) approveBroadcast() error {
	id, err := draftID(t.arg(0))
	if err != nil {
		return err
	}
	b, err := t.desk.ApproveBroadcast(t.from, id, t.arg(1))
	if err != nil {
		return err
	}
	have, need, err := t.desk.Approvals(b)
	if err != nil {
		return err
	}
	stands := map[string]any{"Have": have, "Need": need}
	if err := t.show(t.words("post.approved", stands), nil); err != nil {
		return err
	}
	key := "post.author_approved"
	if b.State != loa.BroadcastWaiting {
		key = "post.author_released"
		if err := t.authorCard(b); err != nil {
			return err
		}
	}
	a, err := t.author(b)
	if err != nil {
		return err
	}
	return a.answer(loa.Notice{Text: a.words(key, stands), ReplyTo: b.Card})
}

// returnBroadcast gives a broadcast back to its author, who gets the card of the
// draft again.
func (t *turn) returnBroadcast() error {
	id, err := draftID(t.arg(0))
	if err != nil {
		return err
	}
	b, err := t.desk.ReturnBroadcast(t.from, id)
	if err != nil {
		return err
	}
	if err := t.show(t.words("post.returned", nil), nil); err != nil {
		return err
	}
	a, err := t.author(b)
	if err != nil {
		return err
	}
	if err := a.answer(loa.Notice{Text: a.words("post.author_returned", nil), ReplyTo: b.Card}); err != nil {
		return err
	}
	return a.newCard(b)
}
