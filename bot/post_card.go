package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"loa"
	"loa/campaign"
)

// The buttons of a draft's card; the first argument is the broadcast. Those that
// send carry a mark of what the card showed.
const (
	actPostPreview = "pv"
	actPostCard    = "pc"
	actPostTry     = "pt"
	actPostNow     = "pn"
	actPostLater   = "pl"
	actPostTwice   = "pg" // the identical one again
	actPostTime    = "ph"
	actPostSource  = "pq"
	actPostContent = "pe"
	actPostAgain   = "par" // choose the recipients again
	actPostDrop    = "px"
)

// groupsNamed is how many recipients a card names.
const groupsNamed = 5

// mark tells one version of a draft from another: what is sent is what the card
// showed whose button was pressed.
func mark(b loa.Broadcast) string {
	const length = 8 // enough to notice a change; nobody attacks their own draft
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %v %v %d", b.Digest(), b.To.Units, b.To.Kinds, b.At.UnixMilli()))
	return hex.EncodeToString(sum[:])[:length]
}

// isCard notes which message shows the draft.
func (t *turn) isCard(b *loa.Broadcast) { b.Card = t.tap.Message }

// postPreview shows the message as the groups will see it, then the card. Where
// the card was turned into the choice of recipients it becomes the card again.
func (t *turn) postPreview() error {
	b, err := t.draft()
	if err != nil {
		return err
	}
	groups, err := t.desk.Recipients(b)
	switch {
	case err != nil:
		return err
	case b.Strand == "":
		return &campaign.Refusal{Key: "campaign.no_strand"}
	case len(groups) == 0:
		return &campaign.Refusal{Key: "campaign.no_recipients"}
	case t.tap.Message != "" && t.tap.Message == b.Card:
		return t.showCard(b)
	}
	if err := t.show(t.words("post.preview", nil), nil); err != nil {
		return err
	}
	return t.sendPreview(b)
}

func (t *turn) sendPreview(b loa.Broadcast) error {
	if err := t.desk.Try(t.from, b.ID); err != nil {
		return err
	}
	return t.newCard(b)
}

// newCard sends the card of the draft; the former one loses its buttons.
func (t *turn) newCard(b loa.Broadcast) error {
	if err := t.awaiting(dialogPostDraft, b); err != nil {
		return err
	}
	if err := t.retireCard(b); err != nil {
		return err
	}
	text, rows, err := t.draftCard(b)
	if err != nil {
		return err
	}
	return t.answer(loa.Notice{Text: text, Buttons: rows})
}

// retireCard takes the buttons off a draft's card.
func (t *turn) retireCard(b loa.Broadcast) error {
	if b.Card == "" {
		return nil
	}
	return t.desk.Edit(t.chat, loa.Edit{Message: b.Card, Text: t.words("post.card_below", nil)})
}

// showCard puts the card onto the message whose button was tapped.
func (t *turn) showCard(b loa.Broadcast) error {
	if err := t.awaiting(dialogPostDraft, b); err != nil {
		return err
	}
	text, rows, err := t.draftCard(b)
	if err != nil {
		return err
	}
	return t.show(text, rows)
}

func (t *turn) postCard() error {
	b, err := t.draft(t.isCard)
	if err != nil {
		return err
	}
	return t.showCard(b)
}

// draftCard says what is about to happen: to how many, which first, when.
func (t *turn) draftCard(b loa.Broadcast) (loa.Text, [][]loa.Button, error) {
	groups, err := t.desk.Recipients(b)
	if err != nil {
		return nil, nil, err
	}
	titles := make([]string, 0, groupsNamed)
	for _, g := range groups[:min(groupsNamed, len(groups))] {
		titles = append(titles, g.Title)
	}
	zone, err := t.desk.Zone(t.chat)
	if err != nil {
		return nil, nil, err
	}
	cat := t.desk.Catalog()
	at, when, quiet := t.desk.Now(), "", ""
	if !b.At.IsZero() {
		at, when = b.At, cat.Moment(t.lang, b.At, zone)
	}
	if until := t.desk.Campaign().Quiet.HoldIn(zone, at); until.After(at) {
		quiet = cat.Moment(t.lang, until, zone)
	}
	strand, _ := t.desk.Campaign().Strand(b.Strand) // one that is gone is refused at launch
	text := t.words("post.card", map[string]any{
		"Strand": strandName(strand), "Groups": len(groups), "Titles": t.listed(titles, len(groups)), "When": when,
		"Quiet": quiet, "Source": b.Source, "Approvals": strand.Approvals,
	})
	return text, t.draftRows(b, when), nil
}

func (t *turn) draftRows(b loa.Broadcast, when string) [][]loa.Button {
	button := func(key, action string, more ...string) loa.Button {
		return t.button(key, action, append([]string{idOf(b)}, more...)...)
	}
	rows := [][]loa.Button{{button("post.try_button", actPostTry)}}
	if when != "" {
		rows = append(rows, []loa.Button{{
			Text: t.line("post.later_button", map[string]any{"When": when}), Data: data(actPostLater, idOf(b), mark(b)),
		}})
	}
	return append(rows,
		[]loa.Button{button("post.now_button", actPostNow, mark(b)), button("post.time_button", actPostTime)},
		[]loa.Button{button("post.source_button", actPostSource), button("post.content_button", actPostContent)},
		[]loa.Button{button("post.audience_button", actPostAgain), button("post.drop_button", actPostDrop)},
	)
}

// postAudienceAgain turns the card into the choice of recipients.
func (t *turn) postAudienceAgain() error {
	b, err := t.draft(t.isCard)
	if err != nil {
		return err
	}
	return t.askAudience(b)
}

// postTry sends the draft to its author alone, and the card after it.
func (t *turn) postTry() error {
	b, err := t.draft(t.isCard)
	if err != nil {
		return err
	}
	if err := t.toast("post.tried", nil); err != nil {
		return err
	}
	return t.sendPreview(b)
}

// postAsk returns the action of a card's button after which something is typed.
func postAsk(dialog, key string) func(*turn) error {
	return func(t *turn) error {
		b, err := t.draft(t.isCard)
		if err != nil {
			return err
		}
		if err := t.awaiting(dialog, b); err != nil {
			return err
		}
		if err := t.heard(); err != nil {
			return err
		}
		return t.say(key, nil)
	}
}

// postNow sends at once what was meant for later, too.
func (t *turn) postNow() error {
	return t.postLaunch(false, func(b *loa.Broadcast) { b.At = time.Time{} })
}

func (t *turn) postLater() error { return t.postLaunch(false) }

func (t *turn) postTwice() error { return t.postLaunch(true) }

// postLaunch sends the draft on its way: the message whose button was tapped
// becomes the card that shows how it goes.
func (t *turn) postLaunch(again bool, changes ...func(*loa.Broadcast)) error {
	b, err := t.draft(t.isCard)
	if err != nil {
		return err
	}
	if t.arg(1) != mark(b) { // the card is an old one
		if err := t.toast("post.changed", nil); err != nil {
			return err
		}
		return t.newCard(b)
	}
	if b, err = t.draft(changes...); err != nil {
		return err
	}
	launched, err := t.desk.Launch(t.from, b.ID, t.tap.Message, again)
	if refusal, ok := errors.AsType[*campaign.Refusal](err); ok && refusal.Key == campaign.SameBroadcast {
		return t.show(t.words(refusal.Key, refusal.Data), [][]loa.Button{{
			t.button("post.twice_button", actPostTwice, idOf(b), mark(b)), t.button("post.not_twice_button", actPostCard, idOf(b)),
		}})
	}
	if err != nil {
		return err
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	text, rows, err := t.desk.Card(launched, t.lang)
	if err != nil {
		return err
	}
	return t.show(text, rows)
}
