package campaign

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

// The buttons that open a report: unit, days, view, page; number of a frozen one, view,
// page. And the view that comes first.
const (
	ReportButton = "rep"
	FrozenButton = "rfz"
	ReportFirst  = "o"
)

// reportHour is when reports come by themselves.
const reportHour = loa.Clock(7 * 60)

// campaignDays are the days of the campaign of a day's year, or of the year before if it
// runs over New Year and has not ended yet.
func (s *Service) campaignDays(on loa.Date) loa.Days {
	from, until := s.Campaign().Period.In(on.Year)
	if before, end := s.Campaign().Period.In(on.Year - 1); on.Before(from) && !end.Before(on) {
		from, until = before, end
	}
	return loa.Days{From: from, Until: until}
}

// CampaignDays returns the days of the campaign that runs now, or runs this year.
func (d *Desk) CampaignDays() loa.Days { return d.s.campaignDays(d.ReportDay()) }

// ReportWishes returns how often the person is sent the report on a unit.
func (d *Desk) ReportWishes(who loa.Sender, unit loa.UnitID) ([]loa.Cadence, error) {
	if _, err := d.mayReport(who, unit); err != nil {
		return nil, err
	}
	wishes, err := d.tx.ReportWishes(who.Account)
	var on []loa.Cadence
	for _, w := range wishes {
		if w.Unit == unit {
			on = append(on, w.Cadence)
		}
	}
	return on, err
}

// SwitchReportWish switches it on, or off if it was on.
func (d *Desk) SwitchReportWish(who loa.Sender, unit loa.UnitID, cadence loa.Cadence) error {
	on, err := d.ReportWishes(who, unit)
	if err != nil {
		return err
	}
	w := loa.ReportWish{Account: who.Account, Unit: unit, Cadence: cadence, Bot: d.bot.ID}
	if slices.Contains(on, cadence) {
		return d.tx.DropReportWish(w)
	}
	today := d.ReportDay()
	next, ok := cadence.Next(today, d.s.campaignDays(today))
	if !ok {
		return refuse("report.wish_over", nil)
	}
	w.Next = next.At(reportHour, d.s.settings.Zone)
	return d.tx.SaveReportWish(w)
}

// SendReports sends the reports that people asked for and that are due, each in a
// transaction of its own: who lost the right meanwhile is told so once.
func (s *Service) SendReports(ctx context.Context, now time.Time) error {
	var due []loa.ReportWish
	err := s.db.View(ctx, func(tx *storage.Tx) (err error) {
		due, err = tx.DueReportWishes(now)
		return err
	})
	if err != nil {
		return fmt.Errorf("send reports: %w", err)
	}
	for _, w := range due {
		err := s.db.Update(ctx, func(tx *storage.Tx) error { return s.sendReport(tx, w, now) })
		if err != nil {
			return fmt.Errorf("send report on %s: %w", w.Unit, err)
		}
	}
	if len(due) > 0 {
		s.wake()
	}
	return nil
}

func (s *Service) sendReport(tx *storage.Tx, w loa.ReportWish, now time.Time) error {
	d := &Desk{s: s, tx: tx, bot: s.bot(w.Bot), now: now}
	p, err := d.person(w.Account)
	if err != nil {
		return err
	}
	lang, err := s.langOf(tx, w.Account)
	if err != nil {
		return err
	}
	due := loa.DateOf(w.Next, s.settings.Zone)
	covered := w.Cadence.Covers(due, s.campaignDays(due.AddDays(-1)))
	r, err := d.Report(loa.Sender{Account: w.Account}, ReportQuery{w.Unit, covered})
	if _, refused := errors.AsType[*Refusal](err); refused {
		return s.endWish(tx, w, p, lang)
	}
	if err != nil {
		return err
	}
	words := ReportWords{s.catalog, lang}
	n := loa.Notice{
		Text: loa.Lines("\n\n", append([]loa.Text{words.Head(r, nil)}, words.Overview(r)...)...),
		Buttons: [][]loa.Button{{{
			Text: s.catalog.Line(lang, "report.open_button", nil),
			Data: ButtonData(ReportButton, string(w.Unit), PackDays(covered), ReportFirst, "0"),
		}}},
	}
	if p.Open {
		if err := s.writeTo(tx, w.Bot, p, n); err != nil {
			return err
		}
	}
	next, again := w.Cadence.Next(loa.DateOf(now, s.settings.Zone), s.campaignDays(due))
	if !again {
		return tx.DropReportWish(w)
	}
	w.Next = next.At(reportHour, s.settings.Zone)
	return tx.SaveReportWish(w)
}

// endWish ends what somebody may see no longer, and says so.
func (s *Service) endWish(tx *storage.Tx, w loa.ReportWish, p loa.Person, lang loa.Lang) error {
	units, err := tx.Units()
	if err != nil {
		return err
	}
	u, known := units.Find(w.Unit)
	if !known {
		u.Name = string(w.Unit)
	}
	if p.Open {
		if err := s.writeTo(tx, w.Bot, p, loa.Notice{Text: s.catalog.Say(lang, "report.wish_ended", map[string]any{"Unit": u.Name})}); err != nil {
			return err
		}
	}
	return tx.DropReportWish(w)
}

// PackDays fits a span into a button: a month by itself, else both ends without dashes.
func PackDays(d loa.Days) string {
	if d == loa.MonthOf(d.From) {
		return d.From.String()[:7]
	}
	short := func(d loa.Date) string { return strings.ReplaceAll(d.String(), "-", "") }
	return short(d.From) + "-" + short(d.Until)
}
