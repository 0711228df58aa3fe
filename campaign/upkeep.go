package campaign

import (
	"context"
	"fmt"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

// rehearsalKey names the state that marks a database as a rehearsal's.
const rehearsalKey = "rehearsal"

// Claim takes the database for real work or for a rehearsal, for good. The two
// never share one: what a moved clock has sent would count as sent for real. It
// returns a Refusal when the database belongs to the other.
func (s *Service) Claim(ctx context.Context, rehearsal bool) error {
	want := fmt.Sprint(rehearsal)
	err := s.db.Update(ctx, func(tx *storage.Tx) error {
		have, err := tx.State(rehearsalKey)
		switch {
		case err != nil:
			return err
		case have == "":
			return tx.SetState(rehearsalKey, want)
		case have != want:
			return refuse("campaign.rehearsal_mixed", nil)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("claim database: %w", err)
	}
	return nil
}

// FolderRefused tells editors that a changed campaign folder has mistakes and
// that the former campaign goes on.
func (s *Service) FolderRefused(ctx context.Context, mistakes []string) error {
	const shown = 5
	err := s.db.Update(ctx, func(tx *storage.Tx) error {
		for _, b := range s.allBots() {
			err := s.tell(tx, b.ID, "", []loa.Role{loa.Editor}, "campaign.folder_refused", map[string]any{
				"Count": len(mistakes), "First": strings.Join(mistakes[:min(shown, len(mistakes))], "\n"),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("tell of refused folder: %w", err)
	}
	s.wake()
	return nil
}

// updateKeep is how long update ids are remembered. Telegram keeps updates for
// 24 h and restarts ids at a random number after a quiet week, so an id must
// not be remembered for ever (Bot API, Update.update_id).
const updateKeep = 48 * time.Hour

// deadLetterKeep is how long an update that could not be handled is kept for
// whoever looks into it. It may hold what a person wrote, so not for ever.
const deadLetterKeep = 30 * 24 * time.Hour

// draftKeep is how long a draft that nobody sends is kept.
const draftKeep = 30 * 24 * time.Hour

// Purge forgets what is only needed for a while.
func (s *Service) Purge(ctx context.Context, now time.Time) error {
	err := s.db.Update(ctx, func(tx *storage.Tx) error {
		if _, err := tx.PurgeSeen(now.Add(-updateKeep)); err != nil {
			return err
		}
		if _, err := tx.PurgeDeadLetters(now.Add(-deadLetterKeep)); err != nil {
			return err
		}
		if _, err := tx.PurgeDrafts(now.Add(-draftKeep)); err != nil {
			return err
		}
		if _, err := tx.PurgeRollWishes(now.Add(-rollWishKeep)); err != nil {
			return err
		}
		_, err := tx.PurgeDialogs(now)
		return err
	})
	if err != nil {
		return fmt.Errorf("purge: %w", err)
	}
	return nil
}

// NextEvent says what goes out next, for a rehearsal's clock to jump to.
func (s *Service) NextEvent(ctx context.Context, now time.Time) (at time.Time, what string, ok bool, err error) {
	c := s.Campaign()
	err = s.db.View(ctx, func(tx *storage.Tx) error {
		audiences, err := s.audiences(tx, c)
		if err != nil {
			return err
		}
		var next loa.Occurrence
		if next, ok = nextDue(c, audiences, now); ok {
			at, what = next.Due, c.WithYears(next.Post.Title, next.Date)
		}
		return nil
	})
	if err != nil {
		return at, "", false, fmt.Errorf("look ahead: %w", err)
	}
	return at, what, ok, nil
}
