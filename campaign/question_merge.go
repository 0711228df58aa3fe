package campaign

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"loa"
	"loa/storage"
)

// questionsState counts the changes of stored questions, so that another process, such
// as an import at a terminal, is noticed at the next tick.
const questionsState = "questions.version"

// merged returns the campaign of the folder with the approvals that its posts have,
// and with the stored questions. A campaign is never changed in place: others are
// reading it.
func (s *Service) merged(tx *storage.Tx, folder *loa.Campaign) (c *loa.Campaign, version string, err error) {
	if version, err = tx.State(questionsState); err != nil {
		return nil, "", err
	}
	counted, err := withApprovals(tx, folder)
	if err != nil {
		return nil, "", err
	}
	stored, err := tx.Questions(folder.ID)
	if err != nil {
		return nil, "", err
	}
	sets, err := tx.QuestionSets(folder.ID)
	if err != nil {
		return nil, "", err
	}
	return counted.WithQuestions(stored, sets), version, nil
}

// Assume takes a checked campaign for the one that is carried out, and stores nothing: for
// commands that run beside a serving Loa.
func (s *Service) Assume(ctx context.Context, c *loa.Campaign) error {
	s.folder.Store(c)
	return s.refresh(ctx)
}

// questionsChanged has everybody read the stored questions anew.
func questionsChanged(tx *storage.Tx) error {
	was, err := tx.State(questionsState)
	if err != nil {
		return err
	}
	n, _ := strconv.ParseInt(was, 10, 64) // none yet: 0
	return tx.SetState(questionsState, strconv.FormatInt(n+1, 10))
}

// refresh carries out what is stored from now on. It is called after the commit: those
// who refresh take turns, and the last one sees what all of them stored.
func (s *Service) refresh(ctx context.Context) error {
	s.adopting.Lock()
	defer s.adopting.Unlock()
	folder := s.folder.Load()
	if folder == nil {
		return nil
	}
	var c *loa.Campaign
	var version string
	err := s.db.View(ctx, func(tx *storage.Tx) (err error) {
		c, version, err = s.merged(tx, folder)
		return err
	})
	if err != nil {
		s.stale = true
		return fmt.Errorf("read approvals and questions anew: %w", err)
	}
	s.carryOut(c, version)
	return nil
}

// carryOut makes the campaign the one that is read from now on. Call it with the lock.
func (s *Service) carryOut(c *loa.Campaign, version string) {
	s.campaign.Store(c)
	s.questions, s.stale = version, false
}

// refreshed does what a committed desk left to do about the campaign. The next tick
// tries again what fails.
func (s *Service) refreshed(ctx context.Context, d *Desk) {
	if d == nil || !d.refresh {
		return
	}
	if err := s.refresh(ctx); err != nil && ctx.Err() == nil {
		s.log.Error().Err(err).Msg("the campaign is not up to date; the next tick tries again")
	}
}

// refreshIfChanged reads the stored questions anew if another process changed them.
func (s *Service) refreshIfChanged(ctx context.Context) error {
	var version string
	err := s.db.View(ctx, func(tx *storage.Tx) (err error) {
		version, err = tx.State(questionsState)
		return err
	})
	if err != nil {
		return fmt.Errorf("look for changed questions: %w", err)
	}
	s.adopting.Lock()
	same := version == s.questions && !s.stale
	s.adopting.Unlock()
	if same {
		return nil
	}
	return s.refresh(ctx)
}

// knownQuestions returns the campaign as it is within the transaction: with what was
// stored in it a moment ago.
func (d *Desk) knownQuestions() (*loa.Campaign, error) {
	c, _, err := d.s.merged(d.tx, d.s.folder.Load())
	return c, err
}

// storeQuestion stores a question and has the campaign read anew after the commit.
func (d *Desk) storeQuestion(q loa.StoredQuestion) error {
	if err := d.tx.SaveQuestion(q); err != nil {
		return err
	}
	return d.questionsMoved()
}

func (d *Desk) questionsMoved() error {
	d.refresh = true
	return questionsChanged(d.tx)
}

func questionSubject(id string) string { return "question:" + id }

// draftKeep is how long a dialogue about a question waits for the next text.
const draftKeep = 24 * time.Hour
