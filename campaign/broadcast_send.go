package campaign

import (
	"fmt"
	"time"

	"loa"
	"loa/storage"
)

// release starts a broadcast, or leaves it to Tick until its time.
func (s *Service) release(tx *storage.Tx, b loa.Broadcast, now time.Time) (loa.Broadcast, error) {
	if b.At.After(now) {
		b.State = loa.BroadcastScheduled
		_, err := tx.SaveBroadcast(b)
		return b, err
	}
	groups, err := s.recipients(tx, b)
	if err != nil {
		return b, err
	}
	b.State, b.Started = loa.BroadcastRunning, now
	for _, g := range groups {
		if err := s.queueBroadcast(tx, b, g, fmt.Sprintf("broadcast:%d:%d", b.ID, g.ID), now); err != nil {
			return b, err
		}
	}
	_, err = tx.SaveBroadcast(b)
	return b, err
}

func (s *Service) queueBroadcast(tx *storage.Tx, b loa.Broadcast, g loa.Group, key string, now time.Time) error {
	units, err := tx.Units()
	if err != nil {
		return err
	}
	quiet := s.Campaign().Quiet
	quiet.Zone = s.zoneOf(units, g.Unit).String()
	can := s.bot(g.Bot).Can
	for i, n := range s.split(s.broadcastNotice(b, s.groupLang(g)), s.groupLang(g), textLimit(b, can)) {
		d := loa.Delivery{
			Bot: g.Bot, Chat: g.Chat, Thread: g.Thread, Group: g.ID, Priority: loa.Bulk, State: loa.Pending,
			Due: quiet.Hold(now), NotAfter: now.Add(broadcastKeep), Quiet: quiet, Created: now,
			Payload: loa.Payload{Notice: &n}, Key: key, Broadcast: b.ID,
		}
		if i > 0 { // further parts follow the first, and a broadcast counts once for a group
			d.Key, d.Broadcast = fmt.Sprintf("%s:%d", key, i+1), 0
		}
		if _, _, err := tx.Enqueue(d); err != nil {
			return err
		}
	}
	return nil
}

// broadcastNotice is a broadcast as people see it.
func (s *Service) broadcastNotice(b loa.Broadcast, lang loa.Lang) loa.Notice {
	n := loa.Notice{Text: b.Text, Media: b.Media}
	if s.settings.Rehearsal {
		n.Text = loa.Lines("\n\n", s.catalog.Say(lang, "campaign.rehearsal", nil), b.Text)
	}
	return n
}

func textLimit(b loa.Broadcast, can loa.Capabilities) int {
	if b.Media != nil {
		return can.CaptionLimit
	}
	return can.TextLimit
}
