package campaign

import (
	"context"
	"time"

	"loa"
	"loa/storage"
)

// remindOf returns when the groups are reminded of a round; ok is false if they are not.
func remindOf(r loa.Round) (at time.Time, ok bool) {
	k := r.Contest
	return r.Close.Add(-k.Remind), k.Remind > 0 && !k.Unannounced && r.State == loa.RoundOpen
}

// remindGroups tells the groups once that a round closes soon, and returns when the next
// such message is due; zero if none is.
func (s *Service) remindGroups(ctx context.Context, now time.Time) (next time.Time, err error) {
	var due []loa.RoundID
	err = s.db.View(ctx, func(tx *storage.Tx) error {
		rounds, err := tx.OpenRounds()
		for _, r := range rounds {
			at, ok := remindOf(r)
			switch {
			case !ok || !now.Before(r.Close):
			case !now.Before(at):
				groups, err := s.unreminded(tx, r, now)
				if err != nil {
					return err
				}
				if len(groups) > 0 {
					due = append(due, r.ID)
				}
			case next.IsZero() || at.Before(next):
				next = at
			}
		}
		return err
	})
	if err != nil || len(due) == 0 {
		return next, err
	}
	err = s.db.Update(ctx, func(tx *storage.Tx) error {
		for _, id := range due {
			if err := s.remindRound(tx, id, now); err != nil {
				return err
			}
		}
		return nil
	})
	s.wake()
	return next, err
}

func (s *Service) remindRound(tx *storage.Tx, id loa.RoundID, now time.Time) error {
	r, err := tx.Round(id)
	if err != nil {
		return err
	}
	groups, err := s.unreminded(tx, r, now)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if err := s.tellGroup(tx, s.entryPost(r, roundRemind), g, now); err != nil {
			return err
		}
	}
	return nil
}

// unreminded are the groups that have yet to be reminded of a round. While it stands still
// there are none; a group that would hear of it too late, that was bound only since or has
// heard of the round only since, has no need.
func (s *Service) unreminded(tx *storage.Tx, r loa.Round, now time.Time) ([]loa.Group, error) {
	at, ok := remindOf(r)
	pauses, err := tx.Pauses(r.ID)
	if err != nil || !ok {
		return nil, err
	}
	if _, still := loa.Paused(pauses); still {
		return nil, nil
	}
	groups, err := s.contestGroups(tx, r)
	if err != nil {
		return nil, err
	}
	var left []loa.Group
	for _, g := range groups {
		zone, err := s.zoneOfGroup(tx, g)
		if err != nil {
			return nil, err
		}
		told, err := s.toldSince(tx, r.ID, g.ID, at)
		if err != nil {
			return nil, err
		}
		if !told && !g.BoundAt.After(at) && s.quietIn(zone).Hold(now).Before(r.Close) {
			left = append(left, g)
		}
	}
	return left, nil
}

// toldSince reports whether a group was reminded of a round, or told of it since a moment.
func (s *Service) toldSince(tx *storage.Tx, id loa.RoundID, group loa.GroupID, at time.Time) (bool, error) {
	_, err := tx.DeliveryByKey(roundKey(id, roundRemind, group))
	if !isMissing(err) {
		return err == nil, err
	}
	d, err := tx.DeliveryByKey(roundKey(id, roundOpened, group))
	if isMissing(err) {
		return false, nil
	}
	return err == nil && !d.Due.Before(at), err
}
