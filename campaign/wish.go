package campaign

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"loa"
	"loa/content"
	"loa/storage"
)

const (
	// rollFileMost is how many bytes of a roll are fetched; the reader takes no more.
	rollFileMost = 5 << 20
	// rollTries is how often a file is fetched before the person is asked to send it again.
	rollTries = 3
	// rollPause is how long to wait after the database failed.
	rollPause = time.Minute
	// rollWishKeep is how long a preview waits for its button.
	rollWishKeep = 24 * time.Hour
)

// Fetcher downloads a file that a person sent. One with more bytes than most is
// loa.ErrTooLarge.
type Fetcher interface {
	Fetch(ctx context.Context, fileID string, most int64) ([]byte, error)
}

// wish notes that a file is to be fetched and read.
func (d *Desk) wish(kind loa.WishKind, who loa.Sender, chat loa.Chat, fileID, name string) error {
	d.files = true
	_, err := d.tx.SaveRollWish(loa.RollWish{
		Kind: kind, Bot: d.bot.ID, Chat: chat.ID, By: who.Account, FileID: fileID, Name: name, State: loa.RollToRead, At: d.now,
	})
	return err
}

// shownRoll returns a wish whose preview waits for the person's button.
func (d *Desk) shownRoll(who loa.Sender, id loa.RollWishID) (loa.RollWish, error) {
	w, err := d.tx.RollWish(id)
	switch {
	case isMissing(err), err == nil && (w.By != who.Account || w.State != loa.RollShown):
		return w, refuse("members.wish_over", nil)
	case err != nil:
		return w, err
	}
	if w.Kind == loa.WishBank {
		return w, d.MayImportBank(who)
	}
	return w, d.MayImportRoll(who)
}

// WishKind returns what the file holds whose preview waits for the person's button.
func (d *Desk) WishKind(who loa.Sender, id loa.RollWishID) (loa.WishKind, error) {
	w, err := d.shownRoll(who, id)
	return w.Kind, err
}

func (d *Desk) wishAgain(w loa.RollWish, state loa.RollWishState) error {
	w.State, w.At, d.files = state, d.now, true
	_, err := d.tx.SaveRollWish(w)
	return err
}

// rollWished notes that a file is to be fetched. It never blocks.
func (s *Service) rollWished() {
	select {
	case s.rolls <- struct{}{}:
	default: // it is owed already
	}
}

// RunRolls fetches the files that people sent to the bot and answers them, until
// ctx ends. What is left then is done at the next start.
func (s *Service) RunRolls(ctx context.Context, bot loa.BotID, from Fetcher) error {
	for {
		var again <-chan time.Time
		if err := s.ReadRolls(ctx, bot, from); err != nil && ctx.Err() == nil {
			s.log.Error().Err(err).Msg("read rolls that people sent")
			again = time.After(rollPause)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.rolls:
		case <-again:
		}
	}
}

// ReadRolls does what people wish done with the files they sent.
func (s *Service) ReadRolls(ctx context.Context, bot loa.BotID, from Fetcher) error {
	var wishes []loa.RollWish
	err := s.db.View(ctx, func(tx *storage.Tx) (err error) {
		wishes, err = tx.OpenRollWishes(bot)
		return err
	})
	if err != nil {
		return fmt.Errorf("list rolls to read: %w", err)
	}
	for _, w := range wishes {
		if err := s.readWish(ctx, w, from); err != nil {
			return fmt.Errorf("read roll %d: %w", w.ID, err)
		}
	}
	return nil
}

// readWish fetches a file outside of any transaction, and answers within one. What
// cannot be done is told and forgotten, so that no file is tried for ever.
func (s *Service) readWish(ctx context.Context, w loa.RollWish, from Fetcher) error {
	raw, fetched := fetchPatiently(ctx, w.FileID, from)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for {
		answer, err := s.wishAnswer(ctx, w, raw, fetched)
		if err != nil {
			return err
		}
		if err := s.answerWithin(ctx, w, answer); !errors.Is(err, errMoved) {
			return err
		}
	}
}

// wishAnswer reads a file outside of the transaction in which it is answered.
func (s *Service) wishAnswer(ctx context.Context, w loa.RollWish, raw []byte, fetched error) (func(*Desk) error, error) {
	if w.Kind == loa.WishBank {
		return s.bankAnswer(ctx, w, raw, fetched)
	}
	var units loa.Units
	err := s.db.View(ctx, func(tx *storage.Tx) (err error) {
		units, err = tx.Units()
		return err
	})
	if err != nil {
		return nil, err
	}
	var roll *content.Roll
	var mistakes []content.Mistake
	if fetched == nil {
		roll, mistakes = content.ReadMembers(w.Name, bytes.NewReader(raw), units)
	}
	return func(d *Desk) error { return d.answerWish(w, roll, mistakes, fetched) }, nil
}

// answerWithin answers a wish in one transaction, unless it was decided meanwhile.
func (s *Service) answerWithin(ctx context.Context, w loa.RollWish, answer func(*Desk) error) error {
	d := &Desk{}
	err := s.db.Update(ctx, func(tx *storage.Tx) error {
		*d = Desk{s: s, tx: tx, bot: s.bot(w.Bot), now: s.now()}
		err := tx.Try(func() error {
			now, err := tx.RollWish(w.ID)
			if isMissing(err) || err == nil && now.State != w.State { // decided meanwhile
				return nil
			}
			if err != nil {
				return err
			}
			return answer(d)
		})
		if err == nil || ctx.Err() != nil || errors.Is(err, errMoved) {
			return err
		}
		d.refresh = false
		s.log.Error().Err(err).Int64("wish", int64(w.ID)).Msg("a file that somebody sent could not be read")
		return d.endWish(w, "campaign.apology", nil)
	})
	if err != nil {
		return err
	}
	s.refreshed(ctx, d)
	s.wake()
	return nil
}

// fetchPatiently fetches a file, and tries again what may work later.
func fetchPatiently(ctx context.Context, fileID string, from Fetcher) ([]byte, error) {
	for attempt := 1; ; attempt++ {
		raw, err := from.Fetch(ctx, fileID, rollFileMost)
		if err == nil {
			return raw, nil
		}
		f := loa.FailureOf(err)
		later := f.Class == loa.FailRetry || f.Class == loa.FailWait
		if attempt == rollTries || !later {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(max(f.After, loa.Backoff(attempt))):
		}
	}
}

// notFetched says that a file is too large, or could not be fetched.
func (d *Desk) notFetched(w loa.RollWish, fetched error) error {
	tooLarge, not := "members.too_large", "members.not_fetched"
	if w.Kind == loa.WishBank {
		tooLarge, not = "quizimport.too_large", "quizimport.not_fetched"
	}
	if errors.Is(fetched, loa.ErrTooLarge) {
		return d.endWish(w, tooLarge, map[string]any{"File": w.Name, "Most": rollFileMost >> 20})
	}
	d.s.log.Warn().Err(fetched).Int64("wish", int64(w.ID)).Msg("a file that somebody sent could not be fetched")
	return d.endWish(w, not, map[string]any{"File": w.Name})
}

// endWish answers for good.
func (d *Desk) endWish(w loa.RollWish, key string, data map[string]any, buttons ...loa.Button) error {
	if err := d.tx.DropRollWish(w.ID); err != nil {
		return err
	}
	lang, err := d.s.langOf(d.tx, w.By)
	if err != nil {
		return err
	}
	n := loa.Notice{Text: d.s.catalog.Say(lang, key, data)}
	if len(buttons) > 0 {
		n.Buttons = [][]loa.Button{buttons}
	}
	return d.Answer(loa.Chat{ID: w.Chat, Type: loa.PrivateChat}, lang, n)
}

// wishPreview is what somebody is shown before a file is imported.
type wishPreview struct {
	digest   string // names all that would be done
	moved    string // what is said if it was shown before, and is not the same any more
	says     func(loa.Lang) loa.Text
	warnings []content.Mistake
	ask      string
	data     map[string]any
	rows     [][]wishButton
}

// wishButton is a button about the wish, with its text in the catalog.
type wishButton struct{ key, action string }

// previewWish shows what a file would change; the wish waits for the button.
func (d *Desk) previewWish(w loa.RollWish, p wishPreview) error {
	moved := w.State == loa.RollToImport
	w.State, w.Print, w.At = loa.RollShown, p.digest, d.now
	if _, err := d.tx.SaveRollWish(w); err != nil {
		return err
	}
	lang, err := d.s.langOf(d.tx, w.By)
	if err != nil {
		return err
	}
	var parts []loa.Text
	if moved {
		parts = append(parts, d.s.catalog.Say(lang, p.moved, nil))
	}
	parts = append(parts, p.says(lang))
	if len(p.warnings) > 0 {
		parts = append(parts, loa.Plain(d.s.mistakesOf(lang, p.warnings)))
	}
	parts = append(parts, d.s.catalog.Say(lang, p.ask, p.data))
	rows := make([][]loa.Button, len(p.rows))
	for i, row := range p.rows {
		for _, b := range row {
			rows[i] = append(rows[i], loa.Button{Text: d.s.catalog.Line(lang, b.key, nil), Data: ButtonData(b.action, strconv.FormatInt(int64(w.ID), 10))})
		}
	}
	return d.Answer(loa.Chat{ID: w.Chat, Type: loa.PrivateChat}, lang, loa.Notice{Text: loa.Lines("\n\n", parts...), Buttons: rows})
}
