package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"loa"
	"loa/campaign"
	"loa/content"
)

// The dialogs of planning a meeting: what the next text is. Their data is the
// draft, so that a restart loses nothing.
const (
	dialogRemindUnit  = "remind.unit"  // part of a unit's name
	dialogRemindWhen  = "remind.when"  // the moment
	dialogRemindPlace = "remind.place" // the place
	dialogRemindTitle = "remind.title" // the title
	dialogRemindCard  = "remind.card"  // nothing: a button decides
)

// The buttons of planning a meeting.
const (
	actRemindUnits     = "rul" // a page of them
	actRemindUnit      = "ru"
	actRemindKind      = "rk"
	actRemindNoPlace   = "rnp"
	actRemindSuggested = "rst" // take the suggested title
)

// remindDraft is a meeting that is being planned.
type remindDraft struct {
	Unit      loa.UnitID      `json:",omitempty"`
	Kind      loa.MeetingKind `json:",omitempty"`
	At        time.Time       `json:",omitzero"`
	Place     string          `json:",omitempty"`
	NoPlace   bool            `json:",omitempty"` // it was asked for, and there is none
	Title     string          `json:",omitempty"`
	Document  *loa.Media      `json:",omitempty"`
	Reminders []int           `json:",omitempty"`
	Reminded  bool            `json:",omitempty"` // the reminders are chosen
	Monthly   int             `json:",omitempty"` // day of the month on which it recurs; 0: once
}

func (m remindDraft) meeting() loa.Meeting {
	return loa.Meeting{
		Unit: m.Unit, Kind: m.Kind, At: m.At, Place: m.Place, Title: m.Title, Document: m.Document, Reminders: m.Reminders,
	}
}

// mark tells one version of a draft from another: what is sent is what the card
// showed whose button was pressed.
func (m remindDraft) mark() (string, error) {
	data, err := json.Marshal(m)
	if err != nil {
		return "", fmt.Errorf("mark draft of a meeting: %w", err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:4]), nil // enough to notice a change
}

// remind begins to plan a meeting. What stands after the command is moment, place
// and title; a document that comes with it goes with the invitation.
func (t *turn) remind() error {
	kept, err := t.desk.KeptUnits(t.from)
	if err != nil {
		return err
	}
	var m remindDraft
	if len(kept) == 1 {
		m.Unit = kept[0].ID
	}
	return t.remindFrom(m)
}

// remindFrom plans a meeting of which the unit may be known.
func (t *turn) remindFrom(m remindDraft) error {
	key, err := t.remindTyped(&m)
	if err != nil {
		return err
	}
	if t.msg.Media != nil {
		if err := t.remindDocument(&m); err != nil {
			return err
		}
	}
	if key == "" {
		return t.remindNext(m)
	}
	if err := t.remindAwait(dialogRemindWhen, m); err != nil {
		return err
	}
	return t.say(key, map[string]any{"Words": t.args})
}

// remindTyped fills in what stands after the command. key names what is wrong with
// the moment, "" if nothing is.
func (t *turn) remindTyped(m *remindDraft) (key string, err error) {
	if t.args == "" {
		return "", nil
	}
	zone, err := t.remindZone(*m)
	if err != nil {
		return "", err
	}
	l := readRemindLine(t.args, t.desk.Now(), zone)
	m.Kind, m.Place, m.NoPlace, m.Title = kindOf(l.title), l.place, l.place == "", l.title
	switch {
	case errors.Is(l.err, loa.ErrPast):
		return "meeting.time_past", nil
	case l.err != nil:
		return "meeting.time_unclear", nil
	}
	m.At, m.Monthly = l.at, l.monthly
	return "", nil
}

// kindOf guesses the kind of a meeting by its title; the card shows it.
func kindOf(title string) loa.MeetingKind {
	folded := content.Fold(title)
	for _, guess := range []struct {
		kind  loa.MeetingKind
		words []string
	}{
		{loa.Meeting213, []string{"213"}},
		{loa.MeetingThematic, []string{"chuyen de", "thematic"}},
		{loa.MeetingActivity, []string{"hoat dong", "tham ", "ve nguon", "activity", "visit"}},
	} {
		for _, w := range guess.words {
			if strings.Contains(folded, w) {
				return guess.kind
			}
		}
	}
	return loa.MeetingMonthly
}

func (t *turn) remindZone(m remindDraft) (*time.Location, error) {
	if m.Unit == "" {
		return t.desk.Zone(t.chat)
	}
	return t.desk.UnitZone(m.Unit)
}

// remindInGroup plans a meeting of a group's unit in the private chat: what is being
// planned is nobody's business yet.
func (t *turn) remindInGroup() error {
	g, err := t.desk.Group(t.chat)
	if err != nil {
		return err
	}
	chat, open, err := t.desk.PrivateChat(t.from, g.Unit)
	if err != nil {
		return err
	}
	if !open {
		return t.say("meeting.in_group_closed", nil)
	}
	if err := t.say("meeting.in_group", nil); err != nil {
		return err
	}
	p, err := t.bot.turn(t.desk, chat, t.from)
	if err != nil {
		return err
	}
	p.args = t.args
	return p.remindFrom(remindDraft{Unit: g.Unit})
}

// remindDraftOf returns the draft that the person is at.
func (t *turn) remindDraftOf() (m remindDraft, err error) {
	d, err := t.desk.Dialog(t.chat, t.from.Account)
	if isNotFound(err) || err == nil && !strings.HasPrefix(d.Name, "remind.") {
		return m, &campaign.Refusal{Key: "meeting.draft_gone"}
	}
	if err != nil {
		return m, err
	}
	return readRemindDraft(d)
}

func readRemindDraft(d loa.Dialog) (m remindDraft, err error) {
	if err := json.Unmarshal([]byte(d.Data), &m); err != nil {
		return m, fmt.Errorf("read draft of a meeting: %w", err)
	}
	return m, nil
}

// remindAwait keeps the draft and notes what the next text is about it.
func (t *turn) remindAwait(dialog string, m remindDraft) error {
	data, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("keep draft of a meeting: %w", err)
	}
	return t.desk.SaveDialog(t.chat, t.from.Account, dialog, string(data))
}

// remindNext asks for what is still missing, or shows the whole.
func (t *turn) remindNext(m remindDraft) error {
	switch {
	case m.Unit == "":
		return t.remindAskUnit(m, nil, 0)
	case m.Kind == "":
		return t.remindAskKind(m)
	case m.At.IsZero():
		return t.remindAsk(dialogRemindWhen, m, "meeting.ask_when", nil)
	case m.Place == "" && !m.NoPlace:
		return t.remindAsk(dialogRemindPlace, m, "meeting.ask_place", [][]loa.Button{{t.button("meeting.no_place_button", actRemindNoPlace)}})
	case m.Title == "":
		return t.remindAskTitle(m)
	}
	return t.remindPreview(m)
}

func (t *turn) remindAsk(dialog string, m remindDraft, key string, rows [][]loa.Button) error {
	if err := t.remindAwait(dialog, m); err != nil {
		return err
	}
	return t.show(t.words(key, nil), rows)
}
