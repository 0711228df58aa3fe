package campaign

import (
	"context"
	"fmt"

	"loa"
	"loa/storage"
)

// Step handles one update with the means of the desk. A returned error undoes
// the step and puts the update into the dead-letter table.
type Step func(d *Desk, u loa.Update) error

// Receive handles a batch of updates in one transaction: the updates, all they
// cause, and the new offset are committed together or not at all. Duplicates are
// skipped. A poisonous update goes to the dead-letter table and the rest go on.
// Only an error of the storage itself is returned; nothing is stored then.
func (s *Service) Receive(ctx context.Context, bot loa.BotID, batch []loa.Update, next int64, step Step) error {
	var d *Desk
	before := s.Campaign()
	err := s.db.Update(ctx, func(tx *storage.Tx) error {
		d = &Desk{s: s, tx: tx, bot: s.bot(bot), now: s.now()}
		for _, u := range batch {
			if err := d.receive(u, step); err != nil {
				return err
			}
		}
		if err := d.countAll(); err != nil {
			return err
		}
		return tx.SetOffset(bot, next)
	})
	if err != nil {
		return fmt.Errorf("receive %d updates: %w", len(batch), err)
	}
	if d.adopt != nil {
		// Unless a changed folder was adopted meanwhile, which counted the approvals itself.
		s.campaign.CompareAndSwap(before, d.adopt)
	}
	s.wake()
	if d.changed {
		s.calendarChanged()
	}
	if d.moved {
		s.broadcastMoved()
	}
	if d.files {
		s.rollWished()
	}
	return nil
}

func (d *Desk) receive(u loa.Update, step Step) error {
	fresh, err := d.tx.MarkSeen(d.bot.ID, u.ID, d.now)
	if err != nil || !fresh {
		return err
	}
	problem := u.Bad
	if problem == nil {
		problem = d.tx.Try(func() error { return step(d, u) })
	}
	if problem == nil {
		return nil
	}
	d.s.log.Error().Err(problem).Int64("update", u.ID).Msg("update put aside")
	d.s.call(&d.s.aside)
	if err := d.tx.DeadLetter(d.bot.ID, u.ID, u.Raw, problem.Error(), d.now); err != nil {
		return err
	}
	return d.apologise(u)
}
