package campaign

import (
	"context"
	"fmt"
	"slices"

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
	err := s.db.Update(ctx, func(tx *storage.Tx) error {
		fresh, err := tx.MarkAllSeen(bot, numbers(batch), s.now())
		if err != nil {
			return err
		}
		came := unseen(batch, fresh)
		if err := s.countReceived(tx, bot, came); err != nil {
			return err
		}
		if d, err = s.handle(tx, bot, came, step); err != nil {
			return err
		}
		if err := d.countAll(); err != nil {
			return err
		}
		return tx.SetOffset(bot, next)
	})
	if err != nil {
		return fmt.Errorf("receive %d updates: %w", len(batch), err)
	}
	s.sendToasts(ctx, bot, d.toasts)
	s.refreshed(ctx, d)
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
	if d.orders {
		s.reportOrdered()
	}
	return nil
}

// sendToasts hands over the answers to the taps of a batch, and stores those that nobody
// takes. What the taps did is stored; a toast is not worth another try of the batch.
func (s *Service) sendToasts(ctx context.Context, bot loa.BotID, list []loa.Delivery) {
	if len(list) == 0 {
		return
	}
	left := s.toaster(bot)(list)
	if len(left) == 0 {
		return
	}
	err := s.db.Update(ctx, func(tx *storage.Tx) error {
		for _, d := range left {
			if _, _, err := tx.Enqueue(d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.log.Error().Err(err).Int("toasts", len(left)).Msg("answers to taps are lost")
	}
}

func numbers(batch []loa.Update) []int64 {
	ids := make([]int64, len(batch))
	for i, u := range batch {
		ids[i] = u.ID
	}
	return ids
}

// unseen keeps the updates that are new, each once.
func unseen(batch []loa.Update, fresh map[int64]bool) []loa.Update {
	var list []loa.Update
	for _, u := range batch {
		if fresh[u.ID] {
			list = append(list, u)
			delete(fresh, u.ID)
		}
	}
	return list
}

// handle takes the updates all together, which nearly always succeeds and spares each a
// savepoint of its own. If one of them fails everything is undone, and they are taken one
// by one, so that only that one is put aside.
func (s *Service) handle(tx *storage.Tx, bot loa.BotID, batch []loa.Update, step Step) (*Desk, error) {
	desk := func() *Desk { return &Desk{s: s, tx: tx, bot: s.bot(bot), now: s.now()} }
	d := desk()
	if err := d.expectAnswers(batch); err != nil {
		return d, err
	}
	if !slices.ContainsFunc(batch, func(u loa.Update) bool { return u.Bad != nil }) {
		together := tx.Try(func() error {
			for _, u := range batch {
				if err := step(d, u); err != nil {
					return err
				}
			}
			return nil
		})
		if together == nil {
			return d, nil
		}
		d = desk() // what the first one gathered was undone
	}
	for _, u := range batch {
		if err := d.receive(u, step); err != nil {
			return d, err
		}
	}
	return d, nil
}

func (d *Desk) receive(u loa.Update, step Step) error {
	problem := u.Bad
	answered := len(d.toasts)
	if problem == nil {
		problem = d.tx.Try(func() error { return step(d, u) })
	}
	if problem == nil {
		return nil
	}
	d.toasts = d.toasts[:answered]
	d.s.log.Error().Err(problem).Int64("update", u.ID).Msg("update put aside")
	d.s.call(&d.s.aside)
	if err := d.tx.DeadLetter(d.bot.ID, u.ID, u.Raw, problem.Error(), d.now); err != nil {
		return err
	}
	return d.apologise(u)
}
