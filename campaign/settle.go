package campaign

import (
	"context"
	"errors"
	"fmt"

	"loa"
	"loa/storage"
)

// Settle stores how an attempt to send ended, together with what follows from
// it: a chat that moved is followed, one that is gone is closed and those
// responsible are told; a group whose topic was deleted gets it in General; what was
// to be mended is mended by the next means.
func (s *Service) Settle(ctx context.Context, d loa.Delivery, o loa.Outcome) error {
	mending := false
	err := s.db.Update(ctx, func(tx *storage.Tx) (err error) {
		mending, err = s.settle(tx, d, o)
		return err
	})
	if err != nil {
		return fmt.Errorf("settle delivery %d: %w", d.ID, err)
	}
	if o.ChatGone || o.TopicGone || o.NewChat != "" || mending || d.Asking != 0 {
		s.wake()
	}
	if d.Broadcast != 0 || d.Correction != 0 || mending {
		s.broadcastMoved()
	}
	return nil
}

// settle is Settle within a transaction. mending is true if something follows.
func (s *Service) settle(tx *storage.Tx, d loa.Delivery, o loa.Outcome) (mending bool, err error) {
	if o.TopicGone {
		left, err := s.leaveTopic(tx, d)
		if err != nil {
			return false, err
		}
		if left {
			o.State, o.Due, o.Reason = loa.Pending, o.At, "the topic was deleted"
		}
	}
	o, err = s.keepReplaced(tx, d, o)
	if err != nil {
		return false, err
	}
	if err := tx.SettleDelivery(d.ID, o); err != nil {
		return false, err
	}
	if err := s.followSwitch(tx, d, o); err != nil {
		return false, err
	}
	if o.NewChat != "" {
		if err := s.moveChat(tx, d.Bot, d.Chat, o.NewChat); err != nil {
			return false, err
		}
	}
	if o.ChatGone {
		if err := s.closeChat(tx, d.Bot, d.Chat, d.Private, o.Reason); err != nil {
			return false, err
		}
	}
	if mending, err = s.mendSettled(tx, d, o); err != nil {
		return false, err
	}
	if err := s.meetingSettled(tx, d, o); err != nil {
		return false, err
	}
	if err := s.questionSettled(tx, d, o); err != nil {
		return false, err
	}
	if m := mediaOf(d.Payload); m != nil && o.State == loa.Sent && o.Receipt.FileID != "" {
		return mending, tx.SaveRemoteFile(d.Bot, m.Digest, o.Receipt.FileID)
	}
	return mending, nil
}

func mediaOf(p loa.Payload) *loa.Media {
	if p.Notice == nil {
		return nil
	}
	return p.Notice.Media
}

func (s *Service) moveChat(tx *storage.Tx, bot loa.BotID, from, to loa.ChatID) error {
	if from == to {
		return nil
	}
	if err := tx.MoveChat(bot, from, to); err != nil {
		return err
	}
	return tx.Audit(loa.Audit{At: s.now(), Action: "group.move", Subject: "chat:" + string(from), Detail: "now " + string(to)})
}

// closeChat stops everything for a chat that the bot may no longer write to.
func (s *Service) closeChat(tx *storage.Tx, bot loa.BotID, chat loa.ChatID, private bool, reason string) error {
	if private {
		return tx.CloseChat(bot, chat)
	}
	g, err := tx.GroupByChat(bot, chat)
	if errors.Is(err, loa.ErrNotFound) {
		return nil
	}
	if err != nil || g.State == loa.GroupClosed {
		return err
	}
	was := g.State
	g.State = loa.GroupClosed
	if _, err := tx.SaveGroup(g); err != nil {
		return err
	}
	if err := tx.Audit(loa.Audit{At: s.now(), Action: "group.close", Subject: groupSubject(g.ID), Detail: reason}); err != nil {
		return err
	}
	if was != loa.GroupActive {
		return nil
	}
	return s.tellOfGroup(tx, g, "campaign.group_closed")
}

// leaveTopic lets a group whose topic was deleted get everything in General from
// now on, and those responsible know. It returns false for any other topic, such
// as one somebody wrote in.
func (s *Service) leaveTopic(tx *storage.Tx, d loa.Delivery) (bool, error) {
	g, err := tx.GroupByChat(d.Bot, d.Chat)
	if errors.Is(err, loa.ErrNotFound) {
		return false, nil
	}
	if err != nil || d.Thread == 0 || g.Thread != d.Thread {
		return false, err
	}
	g.Thread = 0
	if _, err := tx.SaveGroup(g); err != nil {
		return false, err
	}
	if err := tx.LeaveTopic(d.Bot, d.Chat, d.Thread); err != nil {
		return false, err
	}
	if err := tx.Audit(loa.Audit{
		At: s.now(), Action: "group.topic", Subject: groupSubject(g.ID), Detail: fmt.Sprintf("topic %d was deleted, General instead", d.Thread),
	}); err != nil {
		return false, err
	}
	return true, s.tellOfGroup(tx, g, "campaign.topic_gone")
}

// tellOfGroup tells those responsible for a group what has happened to it.
func (s *Service) tellOfGroup(tx *storage.Tx, g loa.Group, key string) error {
	units, err := tx.Units()
	if err != nil {
		return err
	}
	u, _ := units.Find(g.Unit) // a unit that is gone has no name to show
	return s.tell(tx, g.Bot, g.Unit, []loa.Role{loa.Secretary, loa.Editor, loa.Official}, key, map[string]any{
		"Group": g.Title, "Unit": u.Name,
	})
}

func groupSubject(id loa.GroupID) string { return fmt.Sprintf("group:%d", id) }
