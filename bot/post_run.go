package bot

import "loa"

// The buttons of the question before a broadcast is stopped.
const (
	actStopSure = "bsure"
	actStopNot  = "bnot"
)

// control returns the action of a running card's button: do it, and show how the
// broadcast stands then.
func control(do func(*turn, loa.BroadcastID) (loa.Broadcast, error)) func(*turn) error {
	return func(t *turn) error {
		id, err := draftID(t.arg(0))
		if err != nil {
			return err
		}
		b, err := do(t, id)
		if err != nil {
			return err
		}
		text, rows, err := t.desk.Card(b, t.lang)
		if err != nil {
			return err
		}
		if err := t.show(text, rows); err != nil {
			return err
		}
		if t.chat.ID == b.Chat && t.tap.Message == b.Card {
			return nil
		}
		return t.authorCard(b)
	}
}

func (t *turn) pause(id loa.BroadcastID) (loa.Broadcast, error) { return t.desk.Pause(t.from, id) }

func (t *turn) resume(id loa.BroadcastID) (loa.Broadcast, error) { return t.desk.Resume(t.from, id) }

func (t *turn) sendAgain(id loa.BroadcastID) (loa.Broadcast, error) {
	return t.desk.SendAgain(t.from, id)
}

// stop asks once more. The question is a message of its own: the card is brought
// up to date every few seconds, which would wipe it away.
func (t *turn) stop() error {
	id, err := draftID(t.arg(0))
	if err != nil {
		return err
	}
	b, err := t.desk.Broadcast(t.from, id)
	if err != nil {
		return err
	}
	if b.State.Ended() {
		return t.toast("campaign.broadcast_is_"+string(b.State), nil)
	}
	if err := t.heard(); err != nil {
		return err
	}
	return t.desk.Answer(t.chat, t.lang, loa.Notice{
		Text: t.words("post.stop", nil),
		Buttons: [][]loa.Button{{
			t.button("post.stop_button", actStopSure, idOf(b)), t.button("post.stop_not_button", actStopNot),
		}},
	})
}

// stopSure stops for good. The question becomes the answer.
func (t *turn) stopSure() error {
	id, err := draftID(t.arg(0))
	if err != nil {
		return err
	}
	b, err := t.desk.Stop(t.from, id)
	if err != nil {
		return err
	}
	if err := t.show(t.words("post.stopped", nil), nil); err != nil {
		return err
	}
	return t.authorCard(b)
}

func (t *turn) stopNot() error { return t.show(t.words("post.not_stopped", nil), nil) }

// author returns a turn to speak to the author of the broadcast.
func (t *turn) author(b loa.Broadcast) (*turn, error) {
	return t.bot.turn(t.desk, loa.Chat{ID: b.Chat, Type: loa.PrivateChat}, loa.Sender{Account: b.Author})
}

// authorCard brings the author's card up to date.
func (t *turn) authorCard(b loa.Broadcast) error {
	if b.Card == "" {
		return nil
	}
	a, err := t.author(b)
	if err != nil {
		return err
	}
	text, rows, err := t.desk.Card(b, a.lang)
	if err != nil {
		return err
	}
	return t.desk.Edit(a.chat, loa.Edit{Message: b.Card, Text: text, Buttons: rows})
}
