package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"loa"
	"loa/campaign"
)

// The dialogs of changing a meeting; their data is a pendingChange.
const (
	dialogMeetingTime     = "meeting.time"
	dialogMeetingPlace    = "meeting.place"
	dialogMeetingTitle    = "meeting.title"
	dialogMeetingDocument = "meeting.document"
	dialogMeetingSure     = "meeting.sure" // nothing: a button decides
)

// The buttons that change or cancel: the meeting, the scope, then what they confirm.
const (
	actMeetingSure       = "mts"
	actMeetingCancelSure = "mty"
)

// pendingChange is a change of a meeting that is not confirmed yet.
type pendingChange struct {
	ID       loa.MeetingID
	Revision int        // that the person saw
	At       *time.Time `json:",omitempty"`
	Title    *string    `json:",omitempty"`
	Place    *string    `json:",omitempty"`
	Document *loa.Media `json:",omitempty"`
}

func (p pendingChange) change() campaign.MeetingChange {
	return campaign.MeetingChange{At: p.At, Title: p.Title, Place: p.Place, Document: p.Document}
}

// meetingAsk returns the action of a card's button after which something is sent.
func meetingAsk(dialog, key string) func(*turn) error {
	return func(t *turn) error {
		id, err := t.meetingID()
		if err != nil {
			return err
		}
		m, err := t.desk.ChangeableMeeting(t.from, id)
		if err != nil {
			return err
		}
		facts, err := t.meetingFacts(m)
		if err != nil {
			return err
		}
		if err := t.keepChange(dialog, pendingChange{ID: m.ID, Revision: m.Revision}); err != nil {
			return err
		}
		return t.show(t.words(key, facts), [][]loa.Button{{t.button("meeting.back_button", actMeeting, fmt.Sprint(m.ID))}})
	}
}

func (t *turn) keepChange(dialog string, p pendingChange) error {
	data, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("keep change of a meeting: %w", err)
	}
	return t.desk.SaveDialog(t.chat, t.from.Account, dialog, string(data))
}

// meetingChange returns what takes the text or the document of a change.
func meetingChange(take func(*turn, loa.Meeting, *pendingChange) error) func(*turn, loa.Dialog) error {
	return func(t *turn, d loa.Dialog) error {
		var p pendingChange
		if err := json.Unmarshal([]byte(d.Data), &p); err != nil {
			return fmt.Errorf("read change of a meeting: %w", err)
		}
		m, err := t.desk.ChangeableMeeting(t.from, p.ID)
		if err != nil {
			return err
		}
		if err := take(t, m, &p); err != nil {
			return err
		}
		return t.meetingAskSure(m, p)
	}
}

func (t *turn) meetingNewTime(m loa.Meeting, p *pendingChange) error {
	zone, err := t.desk.UnitZone(m.Unit)
	if err != nil {
		return err
	}
	at, err := loa.ParseMoment(t.args, t.desk.Now(), zone)
	switch {
	case errors.Is(err, loa.ErrPast):
		return &campaign.Refusal{Key: "campaign.time_past"}
	case err != nil:
		return &campaign.Refusal{Key: "post.time_unclear", Data: map[string]any{"Words": t.args}}
	}
	p.At = &at
	return nil
}

func (t *turn) meetingNewPlace(_ loa.Meeting, p *pendingChange) error {
	place := oneLine(t.args)
	p.Place = &place
	return nil
}

func (t *turn) meetingNewTitle(_ loa.Meeting, p *pendingChange) error {
	title := oneLine(t.args)
	p.Title = &title
	return nil
}

func (t *turn) meetingNewDocument(_ loa.Meeting, p *pendingChange) error {
	switch {
	case t.msg.Media == nil:
		return &campaign.Refusal{Key: "meeting.new_document"}
	case t.msg.FileID == "":
		return &campaign.Refusal{Key: "post.not_sent_on", Data: map[string]any{"Name": t.msg.Media.Name}}
	}
	p.Document = t.msg.Media
	return t.desk.KeepDocument(*p.Document, t.msg.FileID)
}

// meetingAskSure shows what would change and who would be told of it.
func (t *turn) meetingAskSure(m loa.Meeting, p pendingChange) error {
	changed := p.change().Of(m)
	if err := t.desk.CheckMeeting(t.from, changed); err != nil {
		return err
	}
	facts, err := t.meetingFacts(changed)
	if err != nil {
		return err
	}
	was, err := t.meetingFacts(m)
	if err != nil {
		return err
	}
	same := p.Document == nil
	for _, name := range []string{"Title", "When", "Place"} {
		facts["Was"+name] = ""
		if was[name] != facts[name] {
			facts["Was"+name], same = was[name], false
		}
	}
	if same {
		return &campaign.Refusal{Key: "meeting.unchanged"}
	}
	facts["Document"] = ""
	if p.Document != nil {
		if facts["Document"] = p.Document.Name; p.Document.Name == "" {
			facts["Document"] = t.line("meeting.document_unnamed", nil)
		}
	}
	if err := t.keepChange(dialogMeetingSure, p); err != nil {
		return err
	}
	mark, err := p.mark()
	if err != nil {
		return err
	}
	_, recurs := m.RecurringOf()
	facts["Recurs"] = recurs && p.Document == nil
	return t.answer(loa.Notice{
		Text:    t.words("meeting.sure", facts),
		Buttons: t.scopeRows(m, p.Document != nil, "meeting.change_button", actMeetingSure, mark),
	})
}

// mark tells one change from another: what is done is what was shown.
func (p pendingChange) mark() (string, error) {
	data, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("mark change of a meeting: %w", err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:4]), nil // enough to notice another one
}

// scopeRows are the buttons that confirm: one, or one for each scope of a meeting
// that recurs.
func (t *turn) scopeRows(m loa.Meeting, alone bool, key, action, mark string) [][]loa.Button {
	id := fmt.Sprint(m.ID)
	button := func(key string, scope campaign.MeetingScope) []loa.Button {
		return []loa.Button{t.button(key, action, id, string(scope), mark)}
	}
	back := []loa.Button{t.button("meeting.back_button", actMeeting, id)}
	if _, recurs := m.RecurringOf(); !recurs || alone {
		return [][]loa.Button{button(key, campaign.ThisMeeting), back}
	}
	return [][]loa.Button{
		button("meeting.this_button", campaign.ThisMeeting), button("meeting.next_button", campaign.FollowingMeetings),
		button("meeting.all_button", campaign.AllMeetings), back,
	}
}

// meetingSure makes the change that was shown.
func (t *turn) meetingSure() error {
	d, err := t.desk.Dialog(t.chat, t.from.Account)
	if isNotFound(err) || err == nil && d.Name != dialogMeetingSure {
		return t.toast("bot.stale_button", nil)
	}
	if err != nil {
		return err
	}
	var p pendingChange
	if err := json.Unmarshal([]byte(d.Data), &p); err != nil {
		return fmt.Errorf("read change of a meeting: %w", err)
	}
	mark, err := p.mark()
	if err != nil {
		return err
	}
	scope := t.arg(1)
	if t.arg(0) != fmt.Sprint(p.ID) || t.arg(2) != mark {
		return t.toast("bot.stale_button", nil)
	}
	m, err := t.desk.ChangeMeeting(t.from, p.ID, p.Revision, p.change(), campaign.MeetingScope(scope), t.arg(3) == anyway)
	if refusal, ok := errors.AsType[*campaign.Refusal](err); ok && refusal.Key == campaign.MeetingOverlaps {
		return t.show(t.words(refusal.Key, refusal.Data), [][]loa.Button{{
			t.button("meeting.change_anyway_button", actMeetingSure, t.arg(0), scope, mark, anyway),
			t.button("meeting.back_button", actMeeting, t.arg(0)),
		}})
	}
	if err != nil {
		return err
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	return t.showMeeting(m, t.words("meeting.done", nil))
}

// meetingCancel asks whether, and which meetings.
func (t *turn) meetingCancel() error {
	id, err := t.meetingID()
	if err != nil {
		return err
	}
	m, err := t.desk.ChangeableMeeting(t.from, id)
	if err != nil {
		return err
	}
	facts, err := t.meetingFacts(m)
	if err != nil {
		return err
	}
	_, facts["Recurs"] = m.RecurringOf()
	rows := t.scopeRows(m, false, "meeting.cancel_sure_button", actMeetingCancelSure, strconv.Itoa(m.Revision))
	return t.show(t.words("meeting.sure_cancel", facts), rows)
}

func (t *turn) meetingCancelSure() error {
	id, err := t.meetingID()
	if err != nil {
		return err
	}
	revision, err := strconv.Atoi(t.arg(2))
	if err != nil {
		return errNoSuch("revision", t.arg(2))
	}
	m, err := t.desk.ChangeMeeting(t.from, id, revision, campaign.MeetingChange{Cancel: true}, campaign.MeetingScope(t.arg(1)), false)
	if err != nil {
		return err
	}
	return t.showMeeting(m, t.words("meeting.done_cancel", nil))
}

// meetingWaits answers a text where a button is to be pressed.
func (t *turn) meetingWaits(loa.Dialog) error { return t.say("meeting.press_button", nil) }
