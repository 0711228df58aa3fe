package bot

import (
	"errors"
	"strconv"
	"strings"

	"loa"
	"loa/campaign"
)

// The dialogs of composing a broadcast: what the next text is. Their data is the
// broadcast's id; all else is in the draft, so that a restart loses nothing.
const (
	dialogPost       = "post"        // the content; without an id that of a new draft
	dialogPostDraft  = "post.draft"  // nothing: a button decides
	dialogPostUnit   = "post.unit"   // part of a unit's name
	dialogPostTime   = "post.time"   // when to send
	dialogPostSource = "post.source" // where the content comes from
)

// noSource is what one types to take a source back.
const noSource = "-"

// sourceMost is how long a source may be, in UTF-16 units: it goes on a card.
const sourceMost = 500

// post begins to compose a broadcast. What stands after the command, or comes
// with it, is the content.
func (t *turn) post() error {
	if _, err := t.desk.BroadcastUnits(t.from); err != nil {
		return err
	}
	if err := t.desk.SaveDialog(t.chat, t.from.Account, dialogPost, ""); err != nil {
		return err
	}
	if t.args != "" || t.msg.Media != nil {
		return t.postContent(loa.Dialog{})
	}
	return t.say("post.begin", nil)
}

// postContent makes the draft, or puts a new content into its place. A refusal
// leaves the dialog open.
func (t *turn) postContent(d loa.Dialog) error {
	if t.msg.Media != nil && t.msg.FileID == "" {
		return t.say("post.not_sent_on", map[string]any{"Name": t.msg.Media.Name})
	}
	b, err := t.desk.Compose(t.from, t.chat, t.msg.Body, t.msg.Media, t.msg.FileID)
	if err != nil {
		return err
	}
	if d.Data == "" {
		return t.askStrand(b)
	}
	return t.postReplace(d, b)
}

// postReplace carries over to the draft with the new content what was chosen
// for the former one, which is dropped.
func (t *turn) postReplace(d loa.Dialog, b loa.Broadcast) error {
	id, err := draftID(d.Data)
	if err != nil {
		return err
	}
	was, err := t.desk.Revise(t.from, id, func(*loa.Broadcast) {})
	if err != nil {
		return err
	}
	b, err = t.desk.Revise(t.from, b.ID, func(b *loa.Broadcast) {
		b.Strand, b.To, b.Source, b.At = was.Strand, was.To, was.Source, was.At
	})
	if err != nil {
		return err
	}
	if _, err := t.desk.Discard(t.from, id); err != nil {
		return err
	}
	if err := t.retireCard(was); err != nil {
		return err
	}
	return t.sendPreview(b)
}

// postWaits answers a text where a button is to be pressed.
func (t *turn) postWaits(loa.Dialog) error { return t.say("post.press_button", nil) }

// postTime takes the time at which to send; the card that follows says how it
// was understood, before it counts.
func (t *turn) postTime(d loa.Dialog) error {
	zone, err := t.desk.Zone(t.chat)
	if err != nil {
		return err
	}
	at, err := loa.ParseMoment(t.args, t.desk.Now(), zone)
	switch {
	case errors.Is(err, loa.ErrPast):
		return t.say("campaign.time_past", nil)
	case err != nil:
		return t.say("post.time_unclear", map[string]any{"Words": t.args})
	}
	return t.postRevise(d, func(b *loa.Broadcast) { b.At = at })
}

// postSource takes where the content comes from.
func (t *turn) postSource(d loa.Dialog) error {
	source := strings.TrimSpace(t.args)
	switch {
	case t.msg.Media != nil:
		return t.say("post.source", nil)
	case loa.UTF16Len(source) > sourceMost:
		return t.say("post.source_long", map[string]any{"Most": sourceMost})
	case source == noSource:
		source = ""
	}
	return t.postRevise(d, func(b *loa.Broadcast) { b.Source = source })
}

// postRevise changes the draft by what was typed and shows its card anew.
func (t *turn) postRevise(d loa.Dialog, change func(*loa.Broadcast)) error {
	id, err := draftID(d.Data)
	if err != nil {
		return err
	}
	b, err := t.desk.Revise(t.from, id, change)
	if err != nil {
		return err
	}
	return t.newCard(b)
}

// postLeave drops the draft of an unfinished dialog and says so.
func (t *turn) postLeave(d loa.Dialog) error {
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	if d.Data == "" {
		return t.say("post.left", nil)
	}
	id, err := draftID(d.Data)
	if err != nil {
		return err
	}
	b, err := t.desk.Discard(t.from, id)
	if _, refused := errors.AsType[*campaign.Refusal](err); refused { // it is no draft any more
		return t.say("bot.cancelled", nil)
	}
	if err != nil {
		return err
	}
	if err := t.retireCard(b); err != nil {
		return err
	}
	return t.say("post.left", nil)
}

// postDrop is the card's button for the same.
func (t *turn) postDrop() error {
	id, err := draftID(t.arg(0))
	if err != nil {
		return err
	}
	if _, err := t.desk.Discard(t.from, id); err != nil {
		return err
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	return t.show(t.words("post.left", nil), nil)
}

// draft changes the draft whose button was tapped and returns it; without
// changes it only makes sure that it is the person's own and still a draft.
func (t *turn) draft(changes ...func(*loa.Broadcast)) (loa.Broadcast, error) {
	id, err := draftID(t.arg(0))
	if err != nil {
		return loa.Broadcast{}, err
	}
	return t.desk.Revise(t.from, id, func(b *loa.Broadcast) {
		for _, change := range changes {
			change(b)
		}
	})
}

// awaiting notes what the next text is about the draft.
func (t *turn) awaiting(dialog string, b loa.Broadcast) error {
	return t.desk.SaveDialog(t.chat, t.from.Account, dialog, idOf(b))
}

func idOf(b loa.Broadcast) string { return strconv.FormatInt(int64(b.ID), 10) }
