package campaign

import (
	"fmt"
	"time"

	"loa"
	"loa/storage"
)

const (
	// mendKeep is how long a correction may take to reach a copy.
	mendKeep = 48 * time.Hour
	// deleteWithin is how old a message may be for the bot to delete it (Telegram,
	// Bot API, deleteMessage). The platform has the last word.
	deleteWithin = 48 * time.Hour
)

// Why a delivery of something mended did not go out.
const (
	reasonReplaced  = "a newer correction took its place"
	reasonWithdrawn = "withdrawn before it was sent"
	reasonMended    = "corrected before it was sent"
	reasonUncertain = "nobody knows whether this part has arrived"
)

// replaceOlder takes the place of the older corrections of the same item: what
// waits of them does not go out.
func (s *Service) replaceOlder(tx *storage.Tx, c loa.Correction) error {
	past, err := tx.CorrectionsOf(c.Item)
	if err != nil {
		return err
	}
	for _, old := range past {
		if old.ID == c.ID || old.State == loa.CorrectionReplaced {
			continue
		}
		list, err := tx.CorrectionDeliveries(old.ID)
		if err != nil {
			return err
		}
		for _, d := range list {
			if !d.Item().IsZero() {
				continue // a copy: it is mended anew
			}
			if _, err := tx.TakeBack(d.ID, reasonReplaced, c.Started); err != nil {
				return err
			}
		}
		old.State, old.Ended = loa.CorrectionReplaced, c.Started
		if _, err := tx.SaveCorrection(old); err != nil {
			return err
		}
		if err := s.editCorrectionCard(tx, old); err != nil {
			return err
		}
	}
	return nil
}

// mendAll begins to mend every copy there is. What is being sent just now is
// mended when it is known to be there (see mendSettled); what is uncertain is
// left alone and shown to be called.
func (s *Service) mendAll(tx *storage.Tx, c loa.Correction) error {
	copies, err := tx.Copies(c.Item)
	if err != nil {
		return err
	}
	for _, d := range copies {
		switch d.State {
		case loa.Pending:
			err = s.mendWaiting(tx, c, d)
		case loa.Sent:
			err = s.mendCopy(tx, c, d)
		case loa.Relayed:
			err = s.mendByMessage(tx, c, d)
		}
		if err != nil {
			return fmt.Errorf("mend delivery %d: %w", d.ID, err)
		}
	}
	return nil
}

// mendWaiting gives a copy that waits the right content, in one message; or does
// not let it out at all.
func (s *Service) mendWaiting(tx *storage.Tx, c loa.Correction, d loa.Delivery) error {
	parts, err := s.parts(tx, d, c.Withdraw)
	if err != nil {
		return err
	}
	reason := reasonMended
	if c.Withdraw {
		reason = reasonWithdrawn
	} else if d.Payload.Notice != nil {
		g, err := tx.Group(d.Group)
		if err != nil && !isMissing(err) {
			return err
		}
		if _, err := tx.Amend(d.ID, s.mendedPayload(c, d, parts, s.groupLang(g)), c.ID); err != nil {
			return err
		}
		parts = parts[1:]
	}
	for _, p := range parts {
		if _, err := tx.TakeBack(p.ID, reason, s.now()); err != nil {
			return err
		}
	}
	return nil
}

// mendedPayload is the payload of a copy that goes out with the right content at once.
func (s *Service) mendedPayload(c loa.Correction, d loa.Delivery, parts []loa.Delivery, lang loa.Lang) loa.Payload {
	n := *d.Payload.Notice
	n.Text, n.Buttons = loa.Lines("\n\n", s.rehearsal(lang), c.Text), buttonsOf(parts)
	if n.Media != nil && n.Text.Len() > s.bot(d.Bot).Can.CaptionLimit {
		n.Media = nil // the text counts, and it must be in one message
	}
	return loa.Payload{Notice: &n}
}

// mendCopy mends a copy that is in its group: in place where the platform can,
// else by a message of its own.
func (s *Service) mendCopy(tx *storage.Tx, c loa.Correction, d loa.Delivery) error {
	g, err := tx.Group(d.Group)
	if isMissing(err) || err == nil && g.State == loa.GroupClosed {
		return nil // a person must call there
	}
	if err != nil {
		return err
	}
	there, err := s.messages(tx, c, d)
	if err != nil {
		return err
	}
	bearer := s.bearer(c, there) // which message gets the right content
	for i, m := range there {
		if m.Message == "" || m.Chat != g.Chat { // unknown, or the group has moved and its messages have new ids
			err = s.mustCall(tx, c, m)
		} else {
			err = s.mendMessage(tx, c, m, i == bearer, loa.Payload{})
		}
		if err != nil {
			return err
		}
	}
	if !c.Withdraw && bearer < 0 || d.Message == "" || d.Chat != g.Chat {
		return s.mendByMessage(tx, c, d)
	}
	return nil
}

// messages lists what is in a group of an item: its first message, further ones,
// and what earlier corrections sent. Where one of these holds the content now, a
// correction mends that one only.
func (s *Service) messages(tx *storage.Tx, c loa.Correction, d loa.Delivery) ([]loa.Delivery, error) {
	parts, err := s.parts(tx, d, c.Withdraw)
	if err != nil {
		return nil, err
	}
	past, err := tx.CorrectionsOf(c.Item)
	if err != nil {
		return nil, err
	}
	own := 0
	for _, old := range past {
		list, err := tx.CorrectionDeliveries(old.ID)
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			if x.Group == d.Group && x.Item().IsZero() && x.Payload.Notice != nil && (x.State == loa.Sent || x.State == loa.Uncertain) {
				parts = append(parts, x)
				own++
			}
		}
	}
	if own > 0 && !c.Withdraw {
		parts = parts[len(parts)-own:][:1] // the newest: past begins with it
	}
	var there []loa.Delivery
	for _, p := range parts {
		switch p.State {
		case loa.Sent:
			there = append(there, p)
		case loa.Pending:
			_, err = tx.TakeBack(p.ID, reasonMended, s.now())
		case loa.Uncertain, loa.Sending:
			err = s.mustCall(tx, c, p)
		}
		if err != nil {
			return nil, err
		}
	}
	return there, nil
}

// mustCall records that a person must look at a message.
func (s *Service) mustCall(tx *storage.Tx, c loa.Correction, d loa.Delivery) error {
	x := s.mending(c, d)
	x.State, x.Reason, x.Key = loa.Expired, reasonUncertain, fmt.Sprintf("correct:%d:call:%d", c.ID, d.ID)
	_, _, err := tx.Enqueue(x)
	return err
}

// bearer chooses the message that can hold the right content, -1 if none can.
func (s *Service) bearer(c loa.Correction, there []loa.Delivery) int {
	room := c.Text.Len() + headRoom
	for i, m := range there {
		can := s.bot(m.Bot).Can
		switch n := m.Payload.Notice; {
		case n == nil || !can.Edits || m.Message == "":
		case n.Media == nil && room <= can.TextLimit, n.Media != nil && room <= can.CaptionLimit:
			return i
		}
	}
	return -1
}

// mendMessage mends one message in place by the next means after the one that
// was refused; when there is none left, by a message of its own.
func (s *Service) mendMessage(tx *storage.Tx, c loa.Correction, m loa.Delivery, bears bool, refused loa.Payload) error {
	x := s.mending(c, m)
	can, n := s.bot(m.Bot).Can, m.Payload.Notice
	switch {
	case c.Withdraw && refused == (loa.Payload{}) && s.now().Sub(m.Settled) < deleteWithin:
		x.Payload.Delete = &loa.Delete{Message: m.Message}
		x.Key = fmt.Sprintf("withdraw:%d:%d", c.ID, m.ID)
	case n == nil && refused.ClosePoll == nil:
		x.Payload.ClosePoll = &loa.ClosePoll{Message: m.Message}
		x.Key = fmt.Sprintf("close:%d:%d", c.ID, m.ID)
	case n != nil && refused.Edit == nil && can.Edits:
		g, err := tx.Group(m.Group)
		if err != nil {
			return err
		}
		zone, err := s.zoneOfGroup(tx, g)
		if err != nil {
			return err
		}
		text, buttons := s.mendedText(c, s.groupLang(g), zone), [][]loa.Button(nil)
		if !c.Withdraw && !bears {
			text = s.catalog.Say(s.groupLang(g), "correct.elsewhere", nil)
		}
		if !c.Withdraw && bears {
			parts, err := s.parts(tx, m, false)
			if err != nil {
				return err
			}
			buttons = buttonsOf(parts)
		}
		x.Payload.Edit = &loa.Edit{Message: m.Message, Text: text, Caption: n.Media != nil, Buttons: buttons}
		x.Key = fmt.Sprintf("correct:%d:%d", c.ID, m.ID)
	default:
		return s.mendByMessage(tx, c, m)
	}
	_, _, err := tx.Enqueue(x)
	return err
}

// mendByMessage tells the group in a message of its own, as a reply where the
// first one still is. One per correction and group, whatever led to it.
func (s *Service) mendByMessage(tx *storage.Tx, c loa.Correction, m loa.Delivery) error {
	g, err := tx.Group(m.Group)
	if err != nil {
		return err
	}
	zone, err := s.zoneOfGroup(tx, g)
	if err != nil {
		return err
	}
	title := "" // how a broadcast began would only repeat the error
	if c.Item.Post != "" {
		title = s.titleOf(c.Item.Post, c.Item.Date)
	}
	lang := s.groupLang(g)
	key, body := "correct.own", c.Text
	if c.Withdraw {
		key, body = "correct.own_withdrawn", s.reasonText(c, lang)
	}
	data := map[string]any{"Title": title, "When": s.catalog.Moment(lang, c.Started, zone), "Sent": s.catalog.Moment(lang, m.Settled, zone)}
	n := loa.Notice{Text: loa.Lines("\n\n", s.rehearsal(lang), s.catalog.Say(lang, key, data), body), Silent: true}
	if m.Chat == g.Chat {
		n.ReplyTo = m.Message
	}
	if m.Payload.Notice != nil && !c.Withdraw {
		n.Buttons = m.Payload.Notice.Buttons
	}
	x := s.mending(c, m)
	if x.Bot != g.Bot { // the group is reached otherwise since
		x.Bot, x.Thread = g.Bot, g.Thread
	}
	x.Chat, x.Priority, x.Payload.Notice, x.Key = g.Chat, loa.Bulk, &n, fmt.Sprintf("correct:%d:group:%d", c.ID, g.ID)
	x.Quiet = s.Campaign().Quiet // a new message rings, an edit does not
	x.Quiet.Zone = zone.String()
	_, _, err = tx.Enqueue(x)
	return err
}

// mending is a delivery of the correction that mends the message. It goes before
// what is sent in bulk: an error spreads while it stands.
func (s *Service) mending(c loa.Correction, m loa.Delivery) loa.Delivery {
	now := s.now()
	return loa.Delivery{
		Bot: m.Bot, Chat: m.Chat, Thread: m.Thread, Group: m.Group, Priority: loa.Answer, State: loa.Pending,
		Due: now, NotAfter: now.Add(mendKeep), Created: now, Correction: c.ID, Corrects: m.ID,
	}
}

// mendedText is what stands in place of the content from now on.
func (s *Service) mendedText(c loa.Correction, lang loa.Lang, zone *time.Location) loa.Text {
	when := map[string]any{"When": s.catalog.Moment(lang, c.Started, zone)}
	if c.Withdraw {
		return loa.Lines("\n\n", s.rehearsal(lang), s.catalog.Say(lang, "correct.head_withdrawn", when), s.reasonText(c, lang))
	}
	return loa.Lines("\n\n", s.catalog.Say(lang, "correct.head", when), s.rehearsal(lang), c.Text)
}

func (s *Service) reasonText(c loa.Correction, lang loa.Lang) loa.Text {
	if c.Text.String() == "" {
		return nil
	}
	return s.catalog.Say(lang, "correct.reason", map[string]any{"Reason": c.Text.String()})
}

func (s *Service) rehearsal(lang loa.Lang) loa.Text {
	if !s.settings.Rehearsal {
		return nil
	}
	return s.catalog.Say(lang, "campaign.rehearsal", nil)
}

func (s *Service) zoneOfGroup(tx *storage.Tx, g loa.Group) (*time.Location, error) {
	units, err := tx.Units()
	return s.zoneOf(units, g.Unit), err
}
