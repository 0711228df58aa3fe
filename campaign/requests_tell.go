package campaign

import (
	"context"
	"fmt"
	"time"

	"loa"
	"loa/storage"
)

// tellAsker writes to the person who made a request.
func (d *Desk) tellAsker(r loa.DataRequest, key, words string) error {
	lang, err := d.s.langOf(d.tx, r.Account)
	if err != nil || r.Chat == "" {
		return err
	}
	p := loa.Person{Account: r.Account, Chat: r.Chat}
	return d.s.writeTo(d.tx, r.Bot, p, loa.Notice{Text: d.s.catalog.Say(lang, key, map[string]any{
		"ID": int(r.ID), "Kind": d.s.catalog.Line(lang, "request.kind_"+string(r.Kind), nil),
		"DoneBy": d.s.catalog.Day(lang, r.DoneBy), "Words": words,
	})})
}

// tellRequests writes privately to those responsible, but for the one who asked, one
// message of all requests that are theirs.
func (s *Service) tellRequests(tx *storage.Tx, bot loa.BotID, all []Request, key string) error {
	theirs := map[loa.Account][]Request{}
	var people []loa.Person // in the order in which they were found
	for _, r := range all {
		found, err := s.responsible(tx, bot.Platform(), r.Unit, responsibleRoles())
		if err != nil {
			return err
		}
		if len(found) == 0 {
			s.log.Warn().Int64("request", int64(r.ID)).Msg("nobody to tell of a request: no official or secretary has started a private chat")
		}
		for _, p := range found {
			if p.Account == r.Account {
				continue
			}
			if theirs[p.Account] == nil {
				people = append(people, p)
			}
			theirs[p.Account] = append(theirs[p.Account], r)
		}
	}
	for _, p := range people {
		lang, err := s.langOf(tx, p.Account)
		if err != nil {
			return err
		}
		if err := s.writeTo(tx, bot, p, s.requestNotice(theirs[p.Account], lang, key)); err != nil {
			return err
		}
	}
	return nil
}

// shownRequests is how many requests a reminder names.
const shownRequests = 20

func (s *Service) requestNotice(list []Request, lang loa.Lang, key string) loa.Notice {
	lines := []loa.Text{s.catalog.Say(lang, key, map[string]any{"Count": len(list)})}
	for _, r := range list[:min(len(list), shownRequests)] {
		lines = append(lines, s.requestLine(r, lang))
	}
	return loa.Notice{Text: loa.Lines("\n", lines...), Buttons: [][]loa.Button{{
		{Text: s.catalog.Line(lang, "request.open_button", nil), Data: ButtonData(RequestListButton, "0")},
	}}}
}

// RequestLine is a request in a line.
func (d *Desk) RequestLine(r Request, lang loa.Lang) loa.Text { return d.s.requestLine(r, lang) }

// requestLine is a request in a line, without a name: what is asked, where, and how
// many days are left.
func (s *Service) requestLine(r Request, lang loa.Lang) loa.Text {
	key := "request.line_answer"
	if !r.Answered.IsZero() {
		key = "request.line_done"
	}
	return s.catalog.Say(lang, key, map[string]any{
		"ID": int(r.ID), "Kind": s.catalog.Line(lang, "request.kind_"+string(r.Kind), nil), "Unit": r.UnitName,
		"By": s.catalog.Day(lang, r.Next()), "Left": s.daysLeft(r.Today.DaysUntil(r.Next()), lang),
	})
}

func (s *Service) daysLeft(days int, lang loa.Lang) string {
	switch {
	case days < 0:
		return s.catalog.Line(lang, "request.overdue", map[string]any{"Count": -days})
	case days == 0:
		return s.catalog.Line(lang, "request.due_today", nil)
	}
	return s.catalog.Line(lang, "request.days_left", map[string]any{"Count": days})
}

// RemindRequests tells those responsible, once a day, of the requests whose deadline
// is near or past.
func (s *Service) RemindRequests(ctx context.Context, now time.Time) error {
	err := s.db.Update(ctx, func(tx *storage.Tx) error {
		units, err := tx.Units()
		if err != nil {
			return err
		}
		open, err := tx.OpenRequests()
		if err != nil {
			return err
		}
		var pressing []Request
		for _, r := range open {
			if v := s.seen(units, r, now); v.Pressing(v.Today) {
				pressing = append(pressing, v)
			}
		}
		for _, b := range s.allBots() {
			if err := s.tellRequests(tx, b.ID, pressing, "request.pressing"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("remind of requests: %w", err)
	}
	s.wake()
	return nil
}
