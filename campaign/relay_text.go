package campaign

import (
	"encoding/json"
	"strings"

	"loa"
	"loa/content"
	"loa/storage"
)

// relayCopy is what a person passes on: a text to paste exactly as it stands, and a file.
type relayCopy struct {
	Text  string
	Media *loa.Media
}

// digest tells copies apart: people who were given one are told of another.
func (c relayCopy) digest() string { return digestJSON(c) }

// digestJSON tells apart what is written as JSON.
func digestJSON(v any) string {
	raw, err := json.Marshal(v)
	if err != nil { // only texts, numbers and files go in
		raw = []byte(err.Error())
	}
	return digestOf(string(raw))
}

// relay is what stands for a bot where people pass things on. Links open the first bot.
func (s *Service) relay() Bot {
	b := Bot{ID: loa.RelayBot, Can: loa.RelayCan()}
	if all := s.allBots(); len(all) > 0 {
		b.Username, b.Name, b.Can.DeepLinks = all[0].Username, all[0].Name, all[0].Can.DeepLinks
	}
	return b
}

// relayCopy makes what to pass on of a delivery. ok is false if there is nothing to pass
// on: a person cannot edit or unpin in a bot's stead, and a calendar file is only a
// convenience.
func (s *Service) relayCopy(tx *storage.Tx, d loa.Delivery, g loa.Group) (c relayCopy, ok bool, err error) {
	lang := s.groupLang(g)
	var text loa.Text
	switch {
	case d.Asking != 0 && (d.Payload.Notice != nil || d.Payload.Choice != nil):
		if text, err = s.relayQuestion(tx, d, g, lang); err != nil {
			return c, false, err
		}
	case d.Payload.Notice == nil:
		return c, false, nil
	default:
		n, err := s.relayNotice(tx, d, lang)
		if err != nil {
			return c, false, err
		}
		text, c.Media = s.withLinks(n, g, lang), n.Media
	}
	if c.Media != nil && strings.HasSuffix(c.Media.Name, ".ics") {
		if what, _, _ := readMeetingKey(d.Key); what == meetingFile {
			return c, false, nil
		}
		c.Media = nil
	}
	c.Text = spelledOut(text)
	if g.Kind == loa.Loudspeaker && lang == loa.Vietnamese {
		c.Text, c.Media = content.Aloud(s.Campaign(), c.Text), nil
	}
	return c, c.Text != "" || c.Media != nil, nil
}

// relayNotice is the notice without what only a bot can keep.
func (s *Service) relayNotice(tx *storage.Tx, d loa.Delivery, lang loa.Lang) (n loa.Notice, err error) {
	n = *d.Payload.Notice
	if d.Meeting == 0 {
		return n, nil
	}
	m, err := tx.Meeting(d.Meeting)
	if isMissing(err) {
		return n, nil
	}
	if err != nil {
		return n, err
	}
	key := ""
	switch what, _, _ := readMeetingKey(d.Key); what {
	case meetingInvite:
		key = "meeting.invitation"
	case meetingRemind:
		key = "meeting.reminder"
	default:
		return n, nil
	}
	facts, err := s.meetingFacts(tx, m, lang)
	if err != nil {
		return n, err
	}
	facts["Asks"], facts["Cancelled"] = false, m.State == loa.MeetingCancelled
	n.Text = loa.Lines("\n\n", s.rehearsal(lang), s.catalog.Say(lang, key, facts))
	if len(s.replyButtons(m, lang)) > 0 {
		n.Text = loa.Lines("\n\n", n.Text, s.catalog.Say(lang, "relay.meeting_reply", nil))
	}
	return n, nil
}

// relayQuestion is a question to which nobody counts the answers, or its answer. Over a
// loudspeaker it has no code.
func (s *Service) relayQuestion(tx *storage.Tx, d loa.Delivery, g loa.Group, lang loa.Lang) (loa.Text, error) {
	a, err := tx.Asking(d.Asking)
	if err != nil {
		return nil, err
	}
	zone, err := s.zoneOfGroup(tx, g)
	if err != nil {
		return nil, err
	}
	data := s.askedData(a, lang)
	data["When"] = s.catalog.Moment(lang, a.Closes, zone)
	switch {
	case !isQuestion(d) && g.Kind == loa.Loudspeaker:
		return s.catalog.Say(lang, "relay.answer_aloud", data), nil
	case !isQuestion(d):
		return loa.Lines("\n\n", s.rehearsal(lang), loa.Styled(loa.Italic, a.Asked.Text), s.answerText(a, lang)), nil
	}
	head, hint := "quiz.question", "relay.question_hint"
	switch g.Kind {
	case loa.Loudspeaker:
		head, hint = "relay.question_aloud", "relay.question_hint_loudspeaker"
	case loa.NoticeBoard:
		hint = "relay.question_hint_notice_board"
	}
	return loa.Lines("\n\n", s.rehearsal(lang), s.catalog.Say(lang, head, data), s.optionLines(a, lang), s.catalog.Say(lang, hint, data)), nil
}

// withLinks writes below the text what its buttons would open, and the source that one
// would show. Over a loudspeaker nobody reads out addresses.
func (s *Service) withLinks(n loa.Notice, g loa.Group, lang loa.Lang) loa.Text {
	text := n.Text
	if g.Kind == loa.Loudspeaker {
		return text
	}
	for _, row := range n.Buttons {
		for _, b := range row {
			action, args, _ := ReadButton(b.Data)
			switch {
			case b.URL != "":
				text = loa.Lines("\n\n", text, loa.Plain(b.Text+": "+b.URL))
			case action == SourceButton && len(args) > 0:
				if p, ok := s.Campaign().Post(loa.PostID(args[0])); ok {
					text = loa.Lines("\n\n", text, loa.Plain(s.sourceLine(p, lang)))
				}
			}
		}
	}
	return text
}

// spelledOut is the text without styles, an address behind the words that it is under.
func spelledOut(text loa.Text) string {
	var b strings.Builder
	for _, span := range text {
		b.WriteString(span.Text)
		if span.URL != "" && span.URL != span.Text {
			b.WriteString(" (" + span.URL + ")")
		}
	}
	return strings.TrimSpace(b.String())
}
