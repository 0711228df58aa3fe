package campaign

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

// contestReasonMost is how long a reason may be, in UTF-16 units.
const contestReasonMost = 300

// Running is a round as those see it who run it.
type Running struct {
	RoundEntry
	Writing      int // papers
	HandedIn     int
	Excluded     []loa.Paper
	Participants int
	Eligible     int
	Pauses       []loa.Pause
}

// NeedsActual reports whether the number is missing that predictions are compared with.
func (r Running) NeedsActual() bool {
	k := r.Round.Contest
	return k.Prediction != "" && k.Actual == loa.ActualGiven && r.Round.Actual == nil
}

// running returns a round to whoever runs it.
func (d *Desk) running(who loa.Sender, id loa.RoundID) (Running, error) {
	e, err := d.RoundEntry(who, id)
	if err == nil && !e.Runs {
		err = refuse("contest.may_not_run", nil)
	}
	return Running{RoundEntry: e}, err
}

// openRunning likewise, unless the result has been announced: then nothing changes any more.
func (d *Desk) openRunning(who loa.Sender, id loa.RoundID) (Running, error) {
	r, err := d.running(who, id)
	if err == nil && r.Round.State == loa.RoundClosed {
		err = refuse("contest.announced", nil)
	}
	return r, err
}

// Running returns the round with its counts.
func (d *Desk) Running(who loa.Sender, id loa.RoundID) (Running, error) {
	r, err := d.running(who, id)
	if err != nil {
		return r, err
	}
	if r.Pauses, err = d.tx.Pauses(id); err != nil {
		return r, err
	}
	papers, err := d.tx.Results(id)
	if err != nil {
		return r, err
	}
	for _, p := range papers {
		switch {
		case p.Withdrawn:
		case p.Excluded != "":
			r.Excluded = append(r.Excluded, p)
		case p.Submitted.IsZero():
			r.Writing++
		default:
			r.HandedIn++
		}
	}
	r.Participants = loa.Participants(papers)
	eligible, err := d.s.eligible(d.tx, r.Round.Contest, d.now)
	for _, n := range eligible {
		r.Eligible += n
	}
	return r, err
}

// contestReason refuses what cannot be read later as a reason.
func contestReason(reason string) (string, error) {
	reason = strings.Join(strings.Fields(reason), " ")
	if reason == "" || loa.UTF16Len(reason) > contestReasonMost {
		return "", refuse("contest.bad_reason", map[string]any{"Most": contestReasonMost})
	}
	return reason, nil
}

// PauseRound stops the clock of a round for everybody, such as when the network is down.
// Papers whose time was over before are handed in first: the pause is not for them.
func (d *Desk) PauseRound(who loa.Sender, id loa.RoundID, reason string) (Running, error) {
	r, err := d.openRunning(who, id)
	if err != nil {
		return r, err
	}
	if r.Pause != nil {
		return r, refuse("contest.paused", map[string]any{"Reason": r.Pause.Reason})
	}
	if reason, err = contestReason(reason); err != nil {
		return r, err
	}
	for more := true; more; {
		if more, err = d.s.handInSome(d.tx, d.now); err != nil {
			return r, err
		}
	}
	if err := d.tx.StartPause(loa.Pause{Round: id, From: d.now, Reason: reason, By: who.Account}); err != nil {
		return r, err
	}
	if err := d.tellPaused(r.Round, reason); err != nil {
		return r, err
	}
	if err := d.audit(who.Account, "contest.pause", roundSubject(id), reason); err != nil {
		return r, err
	}
	return d.Running(who, id)
}

// ResumeRound lets the clock go on: every deadline is later by as much.
func (d *Desk) ResumeRound(who loa.Sender, id loa.RoundID) (Running, error) {
	r, err := d.openRunning(who, id)
	if err != nil {
		return r, err
	}
	if r.Pause == nil {
		return r, refuse("contest.not_paused", nil)
	}
	if err := d.tx.EndPause(*r.Pause, d.now); err != nil {
		return r, err
	}
	stood := d.now.Sub(r.Pause.From)
	if err := d.s.tellResumed(d.tx, r.Round, stood); err != nil {
		return r, err
	}
	d.changed = true
	if err := d.audit(who.Account, "contest.resume", roundSubject(id), fmt.Sprintf("after %s", stood)); err != nil {
		return r, err
	}
	return d.Running(who, id)
}

// tellPaused writes to everybody whose paper is in progress.
func (d *Desk) tellPaused(r loa.Round, reason string) error {
	return d.s.tellWriting(d.tx, r, func(_ loa.Paper, lang loa.Lang) loa.Notice {
		return loa.Notice{Text: d.s.catalog.Say(lang, "contest.told_paused", map[string]any{"Round": r.Title, "Reason": reason})}
	})
}

// tellResumed likewise, with the new deadline and the way back.
func (s *Service) tellResumed(tx *storage.Tx, r loa.Round, stood time.Duration) error {
	return s.tellWriting(tx, r, func(p loa.Paper, lang loa.Lang) loa.Notice {
		return loa.Notice{
			Text: s.catalog.Say(lang, "contest.told_resumed", map[string]any{
				"Round": r.Title, "Time": s.clockTime(lang, int(stood.Seconds())), "Until": s.catalog.Moment(lang, p.Deadline, s.settings.Zone),
			}),
			Buttons: [][]loa.Button{{{
				Text: s.catalog.Line(lang, "contest.go_on_button", nil), Data: ButtonData(PaperGoButton, strconv.FormatInt(int64(p.ID), 10)),
			}}},
		}
	})
}

func (s *Service) tellWriting(tx *storage.Tx, r loa.Round, words func(loa.Paper, loa.Lang) loa.Notice) error {
	papers, err := tx.WritingPapers(r.ID)
	if err != nil {
		return err
	}
	for _, p := range papers {
		if p.Chat == "" {
			continue
		}
		lang, err := s.langOf(tx, p.Account)
		if err != nil {
			return err
		}
		if err := s.writeTo(tx, p.Bot, loa.Person{Account: p.Account, Chat: p.Chat}, words(p, lang)); err != nil {
			return err
		}
	}
	return nil
}

// ExcludePaper takes a paper out of the ranking, for a reason that stands in the record
// and is told to its author.
func (d *Desk) ExcludePaper(who loa.Sender, id loa.RoundID, number int, reason string) (Running, error) {
	r, err := d.openRunning(who, id)
	if err != nil {
		return r, err
	}
	if reason, err = contestReason(reason); err != nil {
		return r, err
	}
	p, err := d.tx.PaperNumber(id, number)
	switch {
	case isMissing(err), err == nil && p.Withdrawn:
		return r, refuse("contest.no_paper", map[string]any{"N": number})
	case err != nil:
		return r, err
	case p.Excluded != "":
		return r, refuse("contest.excluded_before", map[string]any{"N": number, "Reason": p.Excluded})
	case p.Submitted.IsZero():
		return r, refuse("contest.still_writing", map[string]any{"N": number})
	}
	p.Excluded = reason
	if _, err := d.tx.SavePaper(p); err != nil {
		return r, err
	}
	if err := d.tellAccount(p.Account, "contest.told_excluded", map[string]any{"N": number, "Round": r.Round.Title, "Reason": reason}); err != nil {
		return r, err
	}
	// The reason may tell of a person, and the log outlasts everything.
	if err := d.audit(who.Account, "contest.exclude", paperSubject(p), ""); err != nil {
		return r, err
	}
	return d.Running(who, id)
}

// SetActual records the number that predictions are compared with.
func (d *Desk) SetActual(who loa.Sender, id loa.RoundID, number int) (Running, error) {
	r, err := d.openRunning(who, id)
	if err != nil {
		return r, err
	}
	if k := r.Round.Contest; k.Prediction == "" || k.Actual != loa.ActualGiven {
		return r, refuse("contest.no_actual", nil)
	}
	r.Round.Actual = &number
	if _, err := d.tx.SaveRound(r.Round); err != nil {
		return r, err
	}
	if err := d.audit(who.Account, "contest.actual", roundSubject(id), fmt.Sprint(number)); err != nil {
		return r, err
	}
	return d.Running(who, id)
}

// mayClose says why a round cannot be closed yet.
func (d *Desk) mayClose(who loa.Sender, r Running) error {
	lang, err := d.s.langOf(d.tx, who.Account)
	if err != nil {
		return err
	}
	switch {
	case r.Pause != nil:
		return refuse("contest.paused", map[string]any{"Reason": r.Pause.Reason})
	case d.now.Before(r.Round.Close):
		return refuse("contest.not_over", map[string]any{"When": d.s.catalog.Moment(lang, r.Round.Close, d.s.settings.Zone)})
	case r.Writing > 0:
		return refuse("contest.being_written", map[string]any{"Papers": r.Writing})
	case r.NeedsActual() && slices.Contains(r.Round.Contest.Order, loa.ByPrediction):
		return refuse("contest.needs_actual", nil)
	}
	return nil
}
