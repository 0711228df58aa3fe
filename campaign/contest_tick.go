package campaign

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"loa"
	"loa/report"
	"loa/storage"
)

// The buttons of messages about a paper: whether the name may be shown; go on writing.
const (
	PaperShowButton = "cty"
	PaperHideButton = "ctn"
	PaperGoButton   = "ctr"
)

// overdueBatch is how many papers one transaction hands in: others wait for it.
const overdueBatch = 200

// tickContests opens the rounds whose time has come, reminds groups of those that close soon
// and hands in the papers whose time is over. It returns when something is due next; zero if nothing is known.
func (s *Service) tickContests(ctx context.Context, now time.Time) (next time.Time, err error) {
	if err := s.watchOutages(ctx, now); err != nil {
		return next, err
	}
	for {
		more, err := s.handInOverdue(ctx, now)
		if err != nil {
			return next, fmt.Errorf("hand in papers: %w", err)
		}
		if !more {
			break
		}
	}
	var todo []roundDue
	err = s.db.View(ctx, func(tx *storage.Tx) error {
		if next, err = tx.NextDeadline(); err != nil {
			return err
		}
		todo, err = s.openings(tx, now)
		return err
	})
	if err != nil {
		return next, fmt.Errorf("read contests: %w", err)
	}
	for _, k := range s.Campaign().Contests {
		for _, r := range k.Rounds {
			if open, ok := r.Next(now, s.settings.Zone); ok && (next.IsZero() || open.Before(next)) {
				next = open
			}
		}
	}
	for _, o := range todo {
		if err := s.db.Update(ctx, func(tx *storage.Tx) error { return s.openRound(tx, o, now) }); err != nil {
			return next, fmt.Errorf("open round %s of contest %s: %w", o.round.ID, o.contest.ID, err)
		}
		s.log.Info().Str("contest", o.contest.ID).Str("round", o.round.ID).Msg("round opened")
	}
	if len(todo) > 0 {
		s.wake()
	}
	remind, err := s.remindGroups(ctx, now)
	if err != nil {
		return next, fmt.Errorf("remind of contests: %w", err)
	}
	if !remind.IsZero() && (next.IsZero() || remind.Before(next)) {
		next = remind
	}
	return next, nil
}

// roundDue is a round whose time has come.
type roundDue struct {
	contest loa.Contest
	round   loa.ContestRound
	edition loa.Edition
}

// openings lists the rounds that are due and not open. One that was missed as a whole is
// not opened any more.
func (s *Service) openings(tx *storage.Tx, now time.Time) ([]roundDue, error) {
	var todo []roundDue
	for _, k := range s.Campaign().Contests {
		for _, r := range k.Rounds {
			e, ok := r.Edition(now, s.settings.Zone)
			if !ok || now.Before(e.Open) || !now.Before(e.Close) {
				continue
			}
			has, err := tx.HasRound(k.ID, r.ID, e.Year)
			if err != nil {
				return nil, err
			}
			if !has {
				todo = append(todo, roundDue{k, r, e})
			}
		}
	}
	return todo, nil
}

// openRound fixes what a round is held by: rules, questions and the seed of the draw.
// The digests in the audit log show later that none of them was chosen afterwards.
func (s *Service) openRound(tx *storage.Tx, o roundDue, now time.Time) error {
	if has, err := tx.HasRound(o.contest.ID, o.round.ID, o.edition.Year); err != nil || has { // another process was faster
		return err
	}
	pool := s.Campaign().Pool(&o.contest)
	digest, err := report.DigestPool(report.NewPool(pool))
	if err != nil {
		return err
	}
	r := loa.Round{
		Contest: o.contest, Round: o.round.ID, Title: o.round.Title, Year: o.edition.Year, Open: o.edition.Open, Close: o.edition.Close,
		Seed: s.settings.Seed(), PoolSize: len(pool), PoolDigest: digest, State: loa.RoundOpen,
	}
	if r.ID, err = tx.SaveRound(r); err != nil {
		return err
	}
	if err := tx.SaveContestQuestions(r.ID, pool); err != nil {
		return err
	}
	if err := s.announceOpen(tx, r, now); err != nil {
		return err
	}
	return tx.Audit(loa.Audit{
		At: now, Action: "contest.open", Subject: roundSubject(r.ID),
		Detail: fmt.Sprintf("%s %s %d, %d questions %s, seed %s", r.Contest.ID, r.Round, r.Year, len(pool), digest, report.Digest([]byte(r.Seed))),
	})
}

func roundSubject(id loa.RoundID) string { return fmt.Sprintf("round:%d", id) }

// handInOverdue hands in a batch of papers whose time is over, each with the message that
// tells its author, in one transaction. more is true if there may be others.
func (s *Service) handInOverdue(ctx context.Context, now time.Time) (more bool, err error) {
	var due []loa.Paper
	err = s.db.View(ctx, func(tx *storage.Tx) (err error) {
		due, err = tx.OverduePapers(now, 1)
		return err
	})
	if err != nil || len(due) == 0 {
		return false, err
	}
	err = s.db.Update(ctx, func(tx *storage.Tx) (err error) {
		more, err = s.handInSome(tx, now)
		return err
	})
	s.wake()
	return more, err
}

func (s *Service) handInSome(tx *storage.Tx, now time.Time) (more bool, err error) {
	due, err := tx.OverduePapers(now, overdueBatch)
	if err != nil {
		return false, err
	}
	rounds := map[loa.RoundID]loa.Round{}
	for _, p := range due {
		r, known := rounds[p.Round]
		if !known {
			if r, err = tx.Round(p.Round); err != nil {
				return false, err
			}
			rounds[p.Round] = r
		}
		if p, err = s.handIn(tx, r, p, p.Deadline, true); err != nil {
			return false, err
		}
		if err := s.tellHandedIn(tx, r, p); err != nil {
			return false, err
		}
	}
	return len(due) == overdueBatch, nil
}

// handIn ends a paper and marks it.
func (s *Service) handIn(tx *storage.Tx, r loa.Round, p loa.Paper, at time.Time, auto bool) (loa.Paper, error) {
	right, err := rightAnswers(tx, r.ID)
	if err != nil {
		return p, err
	}
	pauses, err := tx.Pauses(r.ID)
	if err != nil {
		return p, err
	}
	p.Submitted, p.Auto = at, auto
	p.Score, p.Seconds = p.Mark(right), loa.Worked(p.Started, at, pauses)
	_, err = tx.SavePaper(p)
	return p, err
}

// tellHandedIn writes to the author that the time was over.
func (s *Service) tellHandedIn(tx *storage.Tx, r loa.Round, p loa.Paper) error {
	if p.Chat == "" {
		return nil
	}
	lang, err := s.langOf(tx, p.Account)
	if err != nil {
		return err
	}
	text, buttons := s.handedIn(r, p, lang)
	return s.writeTo(tx, p.Bot, loa.Person{Account: p.Account, Chat: p.Chat}, loa.Notice{Text: text, Buttons: buttons})
}

// handedIn is what the author of a paper is told, with the choice of being shown.
func (s *Service) handedIn(r loa.Round, p loa.Paper, lang loa.Lang) (loa.Text, [][]loa.Button) {
	data := map[string]any{
		"Contest": r.Contest.Title, "Round": r.Title, "N": p.Number, "Answered": p.Answered(), "Of": len(p.Questions), "Auto": p.Auto,
		"When": s.catalog.Moment(lang, p.Submitted, s.settings.Zone), "Score": p.Score, "Time": s.clockTime(lang, p.Seconds),
		"Shows": ShowsScore(r), "Close": s.catalog.Moment(lang, r.Close, s.settings.Zone), "Over": r.State == loa.RoundClosed,
		"Rank": p.Rank, "Excluded": p.Excluded,
	}
	text := s.catalog.Say(lang, "contest.handed_in", data)
	id := strconv.FormatInt(int64(p.ID), 10)
	var rows [][]loa.Button
	button := func(key, action string) {
		rows = append(rows, []loa.Button{{Text: s.catalog.Line(lang, key, nil), Data: ButtonData(action, id)}})
	}
	switch {
	case !p.Asked:
		text = loa.Lines("\n\n", text, s.catalog.Say(lang, "contest.ask_name", nil))
		button("contest.show_name_button", PaperShowButton)
		button("contest.hide_name_button", PaperHideButton)
	case p.Shown:
		text = loa.Lines("\n\n", text, s.catalog.Say(lang, "contest.name_shown", nil))
		button("contest.rather_hide_button", PaperHideButton)
	default:
		text = loa.Lines("\n\n", text, s.catalog.Say(lang, "contest.name_hidden", nil))
		button("contest.rather_show_button", PaperShowButton)
	}
	return text, rows
}

// HandedIn is what the author of a paper is told once it is handed in.
func (d *Desk) HandedIn(r loa.Round, p loa.Paper, lang loa.Lang) (loa.Text, [][]loa.Button) {
	return d.s.handedIn(r, p, lang)
}

// clockTime writes how long somebody worked.
func (s *Service) clockTime(lang loa.Lang, seconds int) string {
	return s.catalog.Line(lang, "contest.time", map[string]any{"Minutes": seconds / 60, "Seconds": seconds % 60})
}
