package campaign

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"loa"
	"loa/storage"
)

// contestsAliveKey names the state that remembers when Loa was last there for those who
// write papers.
const contestsAliveKey = "contests.alive"

// aliveEvery is how often that is noted, and only while a paper is being written.
const aliveEvery = 30 * time.Second

// DefaultOutage is how long Loa must have been away from those who write papers to give
// the time back by itself: longer than any pause between two looks at the clock.
const DefaultOutage = 3 * time.Minute

// noteAlive notes that Loa is there, and first gives the time back if it was not. It is
// done before any deadline is looked at, by the clock and by whoever taps first.
func (s *Service) noteAlive(tx *storage.Tx, now time.Time) error {
	if s.settings.Outage == 0 {
		return nil
	}
	next, err := tx.NextDeadline()
	if err != nil || next.IsZero() {
		return err
	}
	last, err := aliveUntil(tx)
	if err != nil || !last.IsZero() && now.After(last) && now.Sub(last) < aliveEvery {
		return err
	}
	if !last.IsZero() && now.Sub(last) >= s.settings.Outage {
		if err := s.makeUp(tx, last, now); err != nil {
			return err
		}
	}
	return tx.SetState(contestsAliveKey, strconv.FormatInt(now.UnixMilli(), 10))
}

func aliveUntil(tx *storage.Tx) (time.Time, error) {
	v, err := tx.State(contestsAliveKey)
	if err != nil || v == "" {
		return time.Time{}, err
	}
	ms, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("read %s: %w", contestsAliveKey, err)
	}
	return time.UnixMilli(ms).UTC(), nil
}

// makeUp gives everybody the time back in which Loa was away: a pause like that of an
// official, from the last sign of life on.
func (s *Service) makeUp(tx *storage.Tx, last, now time.Time) error {
	for more := true; more; { // what was over before is over
		var err error
		if more, err = s.handInSome(tx, last); err != nil {
			return err
		}
	}
	rounds, err := tx.OpenRounds()
	if err != nil {
		return err
	}
	for _, r := range rounds {
		pauses, err := tx.Pauses(r.ID)
		if err != nil {
			return err
		}
		if _, paused := loa.Paused(pauses); paused {
			continue
		}
		sign, writing, err := tx.LastSign(r.ID)
		if err != nil {
			return err
		}
		from := last
		if sign.After(from) {
			from = sign
		}
		for _, p := range pauses { // nobody could do anything while it stood still
			if p.Until.After(from) {
				from = p.Until
			}
		}
		if !writing || now.Sub(from) < s.settings.Outage {
			continue
		}
		if err := s.makeUpRound(tx, r, from, now); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) makeUpRound(tx *storage.Tx, r loa.Round, from, now time.Time) error {
	p := loa.Pause{Round: r.ID, From: from, Reason: s.catalog.Line(s.settings.Lang, "contest.outage", nil)}
	if err := tx.StartPause(p); err != nil {
		return err
	}
	if err := tx.EndPause(p, now); err != nil {
		return err
	}
	if err := s.tellResumed(tx, r, now.Sub(from)); err != nil {
		return err
	}
	s.log.Warn().Str("contest", r.Contest.ID).Time("from", from).Time("until", now).Msg("contest stood still: the time is given back")
	return tx.Audit(loa.Audit{At: now, Action: "contest.outage", Subject: roundSubject(r.ID), Detail: fmt.Sprintf("from %s, %s", from.Format(time.RFC3339), now.Sub(from))})
}

// watchOutages is noteAlive by the clock.
func (s *Service) watchOutages(ctx context.Context, now time.Time) error {
	if s.settings.Outage == 0 {
		return nil
	}
	quiet := false
	err := s.db.View(ctx, func(tx *storage.Tx) error {
		next, err := tx.NextDeadline()
		if err != nil || next.IsZero() {
			quiet = true
			return err
		}
		last, err := aliveUntil(tx)
		quiet = now.After(last) && now.Sub(last) < aliveEvery
		return err
	})
	if err != nil || quiet {
		return err
	}
	if err := s.db.Update(ctx, func(tx *storage.Tx) error { return s.noteAlive(tx, now) }); err != nil {
		return fmt.Errorf("look for outages: %w", err)
	}
	s.wake()
	return nil
}
