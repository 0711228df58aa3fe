package campaign

import (
	"fmt"
	"time"

	"loa"
	"loa/content"
	"loa/storage"
)

// The buttons of a card of what is to be passed on: it is, to one group or to all; it cannot
// be, and why; the card again; take it back.
const (
	RelayDoneButton = "ryd"
	RelayAllButton  = "rya"
	RelayNotButton  = "ryn"
	RelayWhyButton  = "ryw"
	RelayCardButton = "ryc"
	RelayUndoButton = "ryu"
)

// What may stand behind a group on a card.
const (
	relayWaits   = "waits"
	relayDone    = "done"
	relayFailed  = "failed"
	relayLate    = "late"
	relayDropped = "dropped" // withdrawn or stopped: nobody need pass it on
	relayChanged = "changed" // there is another card with what it is now
	relayByBot   = "by_bot"  // the group was switched over
)

// standing says how something on a card stands.
func (r relayed) standing(c loa.RelayCard) string {
	switch {
	case r.State == loa.Relayed:
		return relayDone
	case r.State == loa.Failed:
		return relayFailed
	case r.State == loa.Expired && r.Reason == reasonRelayLate:
		return relayLate
	case r.State == loa.Expired:
		return relayDropped
	case r.Bot != loa.RelayBot || r.State != loa.Pending:
		return relayByBot
	case r.copy.digest() != c.Digest:
		return relayChanged
	}
	return relayWaits
}

// undoable reports whether what somebody pressed can be taken back: not for long, and not
// once it would be too late at once.
func (r relayed) undoable(now time.Time) bool {
	return r.Bot == loa.RelayBot && (r.State == loa.Relayed || r.State == loa.Failed && r.Reason != reasonRelayNot) &&
		now.Sub(r.Settled) <= relayUndo && (r.NotAfter.IsZero() || !now.After(r.NotAfter))
}

// relayItems reads what stands on a card. What is kept no longer is left out.
func (s *Service) relayItems(tx *storage.Tx, c loa.RelayCard) ([]relayed, error) {
	var list []relayed
	for _, id := range c.Items {
		d, err := tx.Delivery(id)
		if isMissing(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		r, _, err := s.relayOf(tx, d)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, nil
}

// relayCard makes a card. open is true while something on it may still change.
func (s *Service) relayCard(tx *storage.Tx, c loa.RelayCard, lang loa.Lang, now time.Time) (n loa.Notice, open bool, err error) {
	list, err := s.relayItems(tx, c)
	if err != nil || len(list) == 0 {
		return loa.Notice{Text: s.catalog.Say(lang, "relay.nothing_left", nil)}, false, err
	}
	what, err := s.relayWhat(tx, list[0].Delivery, lang)
	if err != nil {
		return n, false, err
	}
	head := map[string]any{"What": what, "Waiting": 0}
	var lines []loa.Text
	var rows [][]loa.Button
	waiting, id := 0, fmt.Sprint(c.ID)
	for _, r := range list {
		state, named := r.standing(c), map[string]any{"Group": r.group.Title, "Unit": r.unit.Name, "Many": len(list) > 1}
		if !r.Settled.IsZero() {
			named["At"] = s.catalog.Moment(lang, r.Settled, r.zone)
		}
		lines = append(lines, s.catalog.Say(lang, "relay.line_"+state, named))
		delivery := fmt.Sprint(r.ID)
		switch {
		case state == relayWaits:
			if waiting++; waiting == 1 && !r.NotAfter.IsZero() {
				head["Until"] = s.catalog.Moment(lang, r.NotAfter, r.zone)
			}
			rows = append(rows, []loa.Button{
				{Text: s.catalog.Line(lang, "relay.done_button", named), Data: ButtonData(RelayDoneButton, id, delivery)},
				{Text: s.catalog.Line(lang, "relay.not_button", named), Data: ButtonData(RelayNotButton, id, delivery)},
			})
		case r.undoable(now):
			open = true
			rows = append(rows, []loa.Button{{Text: s.catalog.Line(lang, "relay.undo_button", named), Data: ButtonData(RelayUndoButton, id, delivery)}})
		}
	}
	if waiting > 1 {
		all := loa.Button{Text: s.catalog.Line(lang, "relay.all_button", map[string]any{"Count": waiting}), Data: ButtonData(RelayAllButton, id)}
		rows = append([][]loa.Button{{all}}, rows...)
	}
	head["Waiting"] = waiting
	n.Buttons = rows
	n.Text = loa.Lines("\n\n", s.catalog.Say(lang, "relay.card", head), loa.Lines("\n", lines...))
	if waiting > 0 {
		n.Text = loa.Lines("\n\n", n.Text, s.relayTip(list[0], lang))
	}
	return n, open || waiting > 0, nil
}

// relayTip says what to do with the text, by what kind of group it is for.
func (s *Service) relayTip(r relayed, lang loa.Lang) loa.Text {
	data := map[string]any{}
	key := "relay.tip"
	switch r.group.Kind {
	case loa.Loudspeaker:
		_, fast, slow := content.ReadingTime(r.copy.Text)
		key, data["Fast"], data["Slow"] = "relay.tip_loudspeaker", fast, slow
	case loa.NoticeBoard:
		key = "relay.tip_notice_board"
	}
	return s.catalog.Say(lang, key, data)
}

// relayWhat says what is to be passed on.
func (s *Service) relayWhat(tx *storage.Tx, d loa.Delivery, lang loa.Lang) (string, error) {
	if d.Asking != 0 {
		a, err := tx.Asking(d.Asking)
		if err == nil {
			key := "relay.what_answer"
			if isQuestion(d) {
				key = "relay.what_question"
			}
			return s.catalog.Line(lang, key, map[string]any{"Code": loa.QuestionCode(a.Question)}), nil
		}
		if !isMissing(err) {
			return "", err
		}
	}
	if d.Meeting != 0 {
		m, err := tx.Meeting(d.Meeting)
		if err == nil {
			return s.catalog.Line(lang, "relay.what_meeting", map[string]any{"Title": m.Title}), nil
		}
		if !isMissing(err) {
			return "", err
		}
	}
	return s.describe(tx, d, lang)
}

// refreshRelayCard has a card shown anew if it looks otherwise than it did. but is a message
// that is brought up to date already.
func (s *Service) refreshRelayCard(tx *storage.Tx, c loa.RelayCard, but loa.MessageID, now time.Time) error {
	lang, err := s.langOf(tx, c.Person)
	if err != nil {
		return err
	}
	n, open, err := s.relayCard(tx, c, lang, now)
	if err != nil {
		return err
	}
	looks := digestJSON(n)
	if looks == c.Shown && open == c.Open {
		return nil
	}
	if looks != c.Shown {
		d, err := tx.Delivery(c.Delivery)
		switch {
		case isMissing(err):
		case err != nil:
			return err
		case d.State == loa.Pending:
			if _, err := tx.Amend(d.ID, loa.Payload{Notice: &n}, d.Correction); err != nil {
				return err
			}
		case d.Message != "" && d.Message != but && s.bot(c.Bot).Can.Edits:
			if _, _, err := tx.Enqueue(loa.Delivery{
				Bot: c.Bot, Chat: c.Chat, Private: true, Priority: loa.Answer, State: loa.Pending,
				Due: now, NotAfter: now.Add(tellKeep), Created: now,
				Payload: loa.Payload{Edit: &loa.Edit{Message: d.Message, Text: n.Text, Buttons: n.Buttons}},
			}); err != nil {
				return err
			}
		case d.State == loa.Sending: // its message is not known yet: the next look finds it
			return nil
		}
	}
	c.Shown, c.Open = looks, open
	if !open {
		c.Remind = time.Time{}
	}
	_, err = tx.SaveRelayCard(c)
	return err
}

// remindRelays reminds once of what is still to be passed on, brings the cards up to date and
// returns when somebody is reminded next.
func (s *Service) remindRelays(tx *storage.Tx, now time.Time) (next time.Time, err error) {
	cards, err := tx.OpenRelayCards()
	if err != nil {
		return next, err
	}
	for _, c := range cards {
		if !c.Remind.IsZero() && !c.Remind.After(now) {
			if err := s.remindRelay(tx, c, now); err != nil {
				return next, err
			}
			c.Remind = time.Time{}
			if _, err := tx.SaveRelayCard(c); err != nil {
				return next, err
			}
		}
		next = soonerSet(next, c.Remind)
		if err := s.refreshRelayCard(tx, c, "", now); err != nil {
			return next, err
		}
	}
	return next, nil
}

// remindRelay writes to the person of a card in reply to it, if anything waits.
func (s *Service) remindRelay(tx *storage.Tx, c loa.RelayCard, now time.Time) error {
	list, err := s.relayItems(tx, c)
	if err != nil {
		return err
	}
	waiting := 0
	var first relayed
	for _, r := range list {
		if r.standing(c) == relayWaits {
			if waiting++; waiting == 1 {
				first = r
			}
		}
	}
	if waiting == 0 {
		return nil
	}
	lang, err := s.langOf(tx, c.Person)
	if err != nil {
		return err
	}
	what, err := s.relayWhat(tx, first.Delivery, lang)
	if err != nil {
		return err
	}
	n := loa.Notice{Text: s.catalog.Say(lang, "relay.reminder", map[string]any{
		"What": what, "Count": waiting, "Group": first.group.Title, "Until": s.catalog.Moment(lang, first.NotAfter, first.zone),
	})}
	if d, err := tx.Delivery(c.Delivery); err == nil {
		n.ReplyTo = d.Message
	} else if !isMissing(err) {
		return err
	}
	_, _, err = tx.Enqueue(loa.Delivery{
		Bot: c.Bot, Chat: c.Chat, Private: true, Priority: loa.Answer, State: loa.Pending,
		Due: now, NotAfter: first.NotAfter, Created: now, Payload: loa.Payload{Notice: &n},
	})
	return err
}
