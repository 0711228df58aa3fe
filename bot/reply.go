package bot

import (
	"slices"

	"loa"
	"loa/campaign"
)

// reply takes a tap on an invitation, in a group or in private. Only the one who
// tapped sees the answer.
func (t *turn) reply() error {
	id, err := meetingID(t.arg(0))
	if err != nil {
		return err
	}
	intent := loa.Intent(t.arg(1))
	if !slices.Contains(loa.Intents(), intent) {
		return errNoSuch("intent", t.arg(1))
	}
	reason := loa.ReasonCode(t.arg(2)) // of words typed, where it had to be asked which meeting they are about
	if reason != "" && !reason.Valid() {
		return errNoSuch("reason", t.arg(2))
	}
	return t.replyTo(id, intent, string(reason))
}

// replyTo records an answer, says so, and asks in private for a reason that is missing.
func (t *turn) replyTo(id loa.MeetingID, intent loa.Intent, reason string) error {
	r, err := t.desk.Reply(t.from, id, intent, reason)
	if err != nil {
		return err
	}
	key := "reply.saved_"
	if r.Same {
		key = "reply.same_"
	}
	said := map[string]any{
		"When": t.desk.Catalog().Moment(t.lang, r.Meeting.At, r.Meeting.Zone), "Changed": r.Before != nil && r.Before.Intent != intent,
		"Reason": t.desk.Reason(t.lang, r.Reason), "Waits": r.Waits, "Here": t.chat.Type == loa.PrivateChat,
		"Bot": t.desk.Bot().Address(), "Free": r.Standing == loa.StandsFree, "Away": r.Standing == loa.StandsAway,
	}
	if t.tap != nil {
		err = t.toast(key+string(intent), said)
	} else {
		err = t.say(key+string(intent), said)
	}
	if err != nil || r.Ask.ID == "" {
		return err
	}
	return t.askReason(r)
}

// askReason asks in the private chat why somebody does not come.
func (t *turn) askReason(r campaign.Replied) error {
	lang, err := t.desk.Lang(r.Ask, t.from.Account)
	if err != nil {
		return err
	}
	in := *t
	in.chat, in.lang, in.tap = r.Ask, lang, nil
	codes := loa.ReasonCodes()
	var rows [][]loa.Button
	for pair := range slices.Chunk(codes, 2) {
		var row []loa.Button
		for _, c := range pair {
			row = append(row, in.button("reply.reason_button_"+string(c), campaign.ReplyReasonButton, idText(r.Meeting.ID), string(c)))
		}
		rows = append(rows, row)
	}
	return in.answer(loa.Notice{Buttons: rows, Text: in.words("reply.ask_reason", map[string]any{
		"Title": r.Meeting.Title, "When": t.desk.Catalog().Moment(lang, r.Meeting.At, r.Meeting.Zone),
	})})
}

// privately refuses a button in a group that shows names or reasons: it was made
// for a private chat.
func (t *turn) privately() error { return t.privateOnly("reply.private_only") }

func (t *turn) privateOnly(refusal string) error {
	if t.chat.Type != loa.PrivateChat {
		return &campaign.Refusal{Key: refusal, Data: map[string]any{"Bot": t.desk.Bot().Address()}}
	}
	return nil
}

// inPrivate keeps a button out of groups: it shows names, or is what one person does alone.
func inPrivate(refusal string, run func(*turn) error) func(*turn) error {
	return func(t *turn) error {
		if err := t.privateOnly(refusal); err != nil {
			return err
		}
		return run(t)
	}
}

// replyReason takes a reason by its button; another one is typed.
func (t *turn) replyReason() error {
	id, err := meetingID(t.arg(0))
	if err != nil {
		return err
	}
	code := loa.ReasonCode(t.arg(1))
	if !code.Valid() {
		return errNoSuch("reason", t.arg(1))
	}
	if err := t.privately(); err != nil {
		return err
	}
	if code == loa.ReasonOther {
		if err := t.desk.SaveDialog(t.chat, t.from.Account, campaign.ReplyReasonDialog, idText(id)); err != nil {
			return err
		}
		return t.show(t.words("reply.write_reason", nil), nil)
	}
	return t.saveReason(id, string(code))
}

func (t *turn) saveReason(id loa.MeetingID, reason string) error {
	r, err := t.desk.ReplyReason(t.from, id, reason)
	if err != nil {
		return err
	}
	return t.show(t.words("reply.reason_saved", map[string]any{
		"Title": r.Meeting.Title, "When": t.desk.Catalog().Moment(t.lang, r.Meeting.At, r.Meeting.Zone),
		"Reason": t.desk.Reason(t.lang, r.Reason),
	}), nil)
}

// replyReasonWritten takes a typed reason. Who has changed their mind meanwhile may
// write that just as well.
func (t *turn) replyReasonWritten(d loa.Dialog) error {
	id, err := meetingID(d.Data)
	if err != nil {
		return err
	}
	if t.args == "" {
		return t.say("reply.no_reason", nil)
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	switch intent, reason, ok := loa.ParseReply(t.args); {
	case ok && (intent != loa.IntentNo || reason == ""):
		return t.replyTo(id, intent, "")
	case ok:
		return t.saveReason(id, reason)
	}
	return t.saveReason(id, t.args)
}

// replyWords takes what was typed in private for the answer to an invitation, if it
// reads as one and an invitation awaits one.
func (t *turn) replyWords() (answered bool, err error) {
	intent, reason, ok := loa.ParseReply(t.args)
	if !ok {
		return false, nil
	}
	coming, err := t.desk.Awaiting(t.from)
	if err != nil || len(coming) == 0 {
		return false, err
	}
	if len(coming) == 1 {
		return true, t.finish(t.replyTo(coming[0].ID, intent, reason))
	}
	args := []string{string(intent)}
	if loa.ReasonCode(reason).Valid() {
		args = append(args, reason)
	}
	var rows [][]loa.Button
	for _, m := range coming[:min(pageSize, len(coming))] {
		rows = append(rows, []loa.Button{{
			Text: t.meetingLine(m), Data: data(campaign.ReplyButton, append([]string{idText(m.ID)}, args...)...),
		}})
	}
	return true, t.show(t.words("reply.which", map[string]any{"Answer": t.line("reply.said_"+string(intent), nil)}), rows)
}

func (t *turn) meetingLine(m campaign.Invitation) string {
	return t.line("reply.meeting_button", map[string]any{
		"When": t.desk.Catalog().Moment(t.lang, m.At, m.Zone), "Unit": m.UnitName, "Title": m.Title,
	})
}
