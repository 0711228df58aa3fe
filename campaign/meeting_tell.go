package campaign

import (
	"loa"
	"loa/storage"
)

// refreshInvitations queues an edit of each copy of a meeting's invitation in a
// group, with the count of replies as it stands. An edit that waits is renewed.
func (s *Service) refreshInvitations(tx *storage.Tx, m loa.Meeting) error {
	copies, err := tx.MeetingDeliveries(m.ID)
	if err != nil {
		return err
	}
	roll, err := s.rollOf(tx, m)
	if err != nil {
		return err
	}
	replies, err := tx.Replies(m.ID)
	if err != nil {
		return err
	}
	now := s.now()
	for _, x := range copies {
		if x.State != loa.Sent || x.Payload.Notice == nil || x.Group == 0 {
			continue
		}
		g, err := tx.Group(x.Group)
		if err != nil {
			return err
		}
		_, _, err = tx.Enqueue(loa.Delivery{
			Bot: x.Bot, Chat: x.Chat, Thread: x.Thread, Group: x.Group, Priority: loa.Bulk, Due: now, NotAfter: m.At, Created: now, Meeting: m.ID,
			Payload: loa.Payload{Edit: &loa.Edit{
				Message: x.Message, Caption: x.Payload.Notice.Media != nil, Buttons: x.Payload.Notice.Buttons,
				Text: loa.Lines("\n\n", x.Payload.Notice.Text, s.tallyLine(loa.TallyOf(roll, replies), s.groupLang(g))),
			}},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tallyLine(t loa.Tally, lang loa.Lang) loa.Text {
	return s.catalog.Say(lang, "meeting.tally", map[string]any{"Yes": t.Yes, "No": t.No, "Unsure": t.Unsure, "None": t.None})
}

// replyButtons are the answers to an invitation.
func (s *Service) replyButtons(m loa.Meeting, lang loa.Lang) [][]loa.Button {
	var rows [][]loa.Button
	for _, i := range loa.Intents() {
		rows = append(rows, []loa.Button{{
			Text: s.catalog.Line(lang, "meeting.reply_"+string(i), nil), Data: ButtonData(ReplyButton, meetingRef(m.ID), string(i)),
		}})
	}
	return rows
}
