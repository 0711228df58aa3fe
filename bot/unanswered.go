package bot

import (
	"slices"
	"strconv"

	"loa"
	"loa/campaign"
)

// The buttons of who said what: one member, take down what the member said, remind
// those who have not answered.
const (
	actMemberReply      = "mnm"
	actRecordReply      = "mns"
	actRemindUnanswered = "mnr"
)

// anyMeeting stands in a button for the choice among meetings.
const anyMeeting = "0"

// unanswered shows the secretary, in private, who has not answered an invitation,
// and what the others said.
func (t *turn) unanswered() error {
	if err := t.privately(); err != nil {
		return err
	}
	n := 0
	if t.arg(1) != "" {
		var err error
		if n, err = strconv.Atoi(t.arg(1)); err != nil {
			return errNoSuch("page", t.arg(1))
		}
	}
	if t.tap == nil || t.arg(0) == anyMeeting {
		return t.unansweredMeetings(n)
	}
	id, err := meetingID(t.arg(0))
	if err != nil {
		return err
	}
	if t.arg(1) != "" {
		return t.replyList(id, n, t.show)
	}
	return t.replyList(id, n, func(text loa.Text, rows [][]loa.Button) error { // the card whose button it is stays
		if err := t.heard(); err != nil {
			return err
		}
		return t.answer(loa.Notice{Text: text, Buttons: rows})
	})
}

// unansweredMeetings asks which meeting, where there are several.
func (t *turn) unansweredMeetings(n int) error {
	coming, err := t.desk.KeptMeetings(t.from)
	if err != nil {
		return err
	}
	switch len(coming) {
	case 0:
		return t.show(t.words("reply.none_coming", nil), nil)
	case 1:
		return t.replyList(coming[0].ID, 0, t.show)
	}
	rows := page(t, coming, n, func(p int) []string {
		return []string{campaign.UnansweredButton, anyMeeting, strconv.Itoa(p)}
	}, func(m campaign.Invitation) loa.Button {
		return loa.Button{Text: t.meetingLine(m), Data: data(campaign.UnansweredButton, idText(m.ID), "0")}
	})
	return t.show(t.words("reply.which_meeting", nil), rows)
}

// replyList makes a page of the list and has it shown.
func (t *turn) replyList(id loa.MeetingID, n int, show func(loa.Text, [][]loa.Button) error) error {
	list, err := t.desk.ReplyList(t.from, id)
	if err != nil {
		return err
	}
	n = min(max(n, 0), max(0, (len(list.Lines)-1)/pageSize))
	parts := []loa.Text{t.words("reply.list", map[string]any{
		"Title": list.Meeting.Title, "Unit": list.Meeting.UnitName,
		"When": t.desk.Catalog().Moment(t.lang, list.Meeting.At, list.Meeting.Zone),
	}), list.Tally, t.replyLines(list, n)}
	switch {
	case len(list.Lines) == 0:
		parts = append(parts, t.words("reply.nobody_due", nil))
	case !list.Open:
		parts = append(parts, t.words("reply.list_closed", nil))
	default:
		parts = append(parts, t.words("reply.list_hint", nil))
	}
	return show(loa.Lines("\n\n", parts...), t.replyListRows(id, list, n))
}

// replyLines writes the lines of a page under what they have in common.
func (t *turn) replyLines(list campaign.ReplyList, n int) loa.Text {
	var lines []loa.Text
	for i := n * pageSize; i < min((n+1)*pageSize, len(list.Lines)); i++ {
		l := list.Lines[i]
		if i == n*pageSize || l.Intent() != list.Lines[i-1].Intent() {
			lines = append(lines, t.words("reply.list_"+intentKey(l), nil))
		}
		lines = append(lines, t.words("reply.list_line", t.replyLine(l, i+1)))
	}
	return loa.Lines("\n", lines...)
}

// memberName names a member; who was removed has no name any more.
func (t *turn) memberName(m loa.Member) string {
	if m.Name == "" {
		return t.line("reply.nameless", nil)
	}
	return m.Name
}

func intentKey(l campaign.ReplyLine) string {
	if l.Reply == nil {
		return "none"
	}
	return string(l.Reply.Intent)
}

func (t *turn) replyLine(l campaign.ReplyLine, n int) map[string]any {
	said := map[string]any{"N": n, "Name": t.memberName(l.Member), "Reason": "", "ByOther": l.ByOther, "Call": ""}
	if l.Reply != nil {
		said["Reason"] = t.desk.Reason(t.lang, l.Reply.Reason)
	} else if l.Call != "" {
		said["Call"] = t.line("reply."+l.Call, nil)
	}
	return said
}

func (t *turn) replyListRows(id loa.MeetingID, list campaign.ReplyList, n int) [][]loa.Button {
	meeting := idText(id)
	var remind [][]loa.Button
	if list.Open && list.Reach > 0 {
		remind = [][]loa.Button{{{
			Text: t.line("reply.remind_button", map[string]any{"Count": list.Reach}), Data: data(actRemindUnanswered, meeting),
		}}}
	}
	lines := make([]int, len(list.Lines))
	for i := range lines {
		lines[i] = i
	}
	rows := page(t, lines, n, func(p int) []string {
		return []string{campaign.UnansweredButton, meeting, strconv.Itoa(p)}
	}, func(i int) loa.Button {
		l := list.Lines[i]
		return loa.Button{
			Text: t.line("reply.member_button", map[string]any{"N": i + 1, "Name": t.memberName(l.Member)}),
			Data: data(actMemberReply, meeting, idText(l.Member.ID), strconv.Itoa(n)),
		}
	})
	if !list.Open { // nothing is left but turning the pages
		return rows[min(pageSize, len(lines)-n*pageSize):]
	}
	return append(remind, rows...)
}

// memberArgs reads what the buttons of one member carry first.
func (t *turn) memberArgs() (loa.MeetingID, loa.MemberID, error) {
	if err := t.privately(); err != nil {
		return 0, 0, err
	}
	id, err := meetingID(t.arg(0))
	if err != nil {
		return 0, 0, err
	}
	member, err := memberID(t.arg(1))
	return id, member, err
}

// memberReply asks what a member told the secretary.
func (t *turn) memberReply() error {
	id, member, err := t.memberArgs()
	if err != nil {
		return err
	}
	m, line, err := t.desk.ReplyOf(t.from, id, member)
	if err != nil {
		return err
	}
	record := func(intent loa.Intent, code loa.ReasonCode) loa.Button {
		key := "reply.record_" + string(intent)
		if code != "" {
			key += "_" + string(code)
		}
		return t.button(key, actRecordReply, idText(id), idText(member), string(intent), string(code), t.arg(2))
	}
	rows := [][]loa.Button{{record(loa.IntentYes, ""), record(loa.IntentNo, "")}}
	for pair := range slices.Chunk([]loa.ReasonCode{loa.ReasonIll, loa.ReasonWork, loa.ReasonFamily, loa.ReasonStudy}, 2) {
		rows = append(rows, []loa.Button{record(loa.IntentNo, pair[0]), record(loa.IntentNo, pair[1])})
	}
	rows = append(rows, []loa.Button{record(loa.IntentUnsure, ""), t.button("reply.list_button", campaign.UnansweredButton, idText(id), t.arg(2))})
	said := t.replyLine(line, 0)
	said["Title"], said["When"] = m.Title, t.desk.Catalog().Moment(t.lang, m.At, m.Zone)
	said["Said"] = t.line("reply.said_"+intentKey(line), nil)
	return t.show(t.words("reply.member", said), rows)
}

// recordReply takes down what a member told the secretary, and shows the list again.
func (t *turn) recordReply() error {
	id, member, err := t.memberArgs()
	if err != nil {
		return err
	}
	intent, code := loa.Intent(t.arg(2)), loa.ReasonCode(t.arg(3))
	if !slices.Contains(loa.Intents(), intent) || code != "" && (intent != loa.IntentNo || !code.Valid()) {
		return errNoSuch("reply", t.arg(2)+" "+t.arg(3))
	}
	n, err := strconv.Atoi(t.arg(4))
	if err != nil {
		return errNoSuch("page", t.arg(4))
	}
	line, err := t.desk.RecordReply(t.from, id, member, intent, code)
	if err != nil {
		return err
	}
	if err := t.toast("reply.recorded", map[string]any{"Name": t.memberName(line.Member), "Said": t.line("reply.said_"+string(intent), nil)}); err != nil {
		return err
	}
	return t.replyList(id, n, func(text loa.Text, rows [][]loa.Button) error {
		return t.desk.Edit(t.chat, loa.Edit{Message: t.tap.Message, Text: text, Buttons: rows})
	})
}

// remindUnanswered writes to those who have not answered, and says who must be called.
func (t *turn) remindUnanswered() error {
	id, err := meetingID(t.arg(0))
	if err != nil {
		return err
	}
	if err := t.privately(); err != nil {
		return err
	}
	r, err := t.desk.RemindUnanswered(t.from, id)
	if err != nil {
		return err
	}
	if err := t.heard(); err != nil {
		return err
	}
	said := map[string]any{"Count": r.Written, "Title": r.Meeting.Title, "Held": ""}
	if !r.Held.IsZero() {
		said["Held"] = t.desk.Catalog().Moment(t.lang, r.Held, r.Meeting.Zone)
	}
	key := "reply.reminded"
	if r.Written == 0 {
		key = "reply.nobody_reminded"
	}
	parts := []loa.Text{t.words(key, said)}
	if len(r.Call) > 0 {
		parts = append(parts, t.words("reply.call", map[string]any{"Count": len(r.Call)}))
	}
	for i, l := range r.Call {
		parts = append(parts, t.words("reply.list_line", t.replyLine(l, i+1)))
	}
	return t.answer(loa.Notice{Text: loa.Lines("\n", parts...)})
}
