package campaign

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

// orderPause is how long to wait after the database failed.
const orderPause = time.Minute

// OrderReport has a report made as a file, its charts drawn or its figures frozen: of
// what was frozen under the number or, with 0, of the query as things stand. It is sent
// to the chat once it is made. Who may not have it is refused now.
func (d *Desk) OrderReport(who loa.Sender, chat loa.Chat, lang loa.Lang, what string, q ReportQuery, frozen int64) error {
	if err := d.mayOrder(who, what, &q, frozen); err != nil {
		return err
	}
	d.orders = true
	_, err := d.tx.SaveReportOrder(loa.ReportOrder{
		By: who.Account, Bot: d.bot.ID, Chat: chat.ID, Lang: lang, What: what, Unit: q.Unit, Days: q.Days, Frozen: frozen, At: d.now,
	})
	return err
}

func (d *Desk) mayOrder(who loa.Sender, what string, q *ReportQuery, frozen int64) error {
	switch {
	case d.Typed() && what != loa.OrderFreeze:
		return refuse("report.no_files", nil)
	case what == loa.OrderFreeze:
		return d.mayFreezeNow(who, *q)
	case what != loa.OrderCharts && !slices.Contains(ReportFormats(), ReportFormat(what)):
		return fmt.Errorf("order report: there is no format %q", what)
	case frozen != 0:
		f, _, err := d.tx.Frozen(frozen)
		if isMissing(err) {
			return refuse("report.no_frozen", map[string]any{"Number": frozen})
		}
		if err != nil {
			return err
		}
		*q = ReportQuery{f.Unit, f.Days}
	}
	_, err := d.mayReport(who, q.Unit)
	return err
}

// reportOrdered notes that a report is to be made. It never blocks.
func (s *Service) reportOrdered() {
	select {
	case s.orders <- struct{}{}:
	default: // it is owed already
	}
}

// RunReportOrders makes what people order, until ctx ends. What is left then is made at
// the next start.
func (s *Service) RunReportOrders(ctx context.Context) error {
	for {
		var again <-chan time.Time
		if err := s.MakeReports(ctx); err != nil && ctx.Err() == nil {
			s.log.Error().Err(err).Msg("make reports that people ordered")
			again = time.After(orderPause)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.orders:
		case <-again:
		}
	}
}

// MakeReports makes what people ordered, one after the other.
func (s *Service) MakeReports(ctx context.Context) error {
	var orders []loa.ReportOrder
	err := s.db.View(ctx, func(tx *storage.Tx) (err error) {
		orders, err = tx.ReportOrders()
		return err
	})
	if err != nil {
		return fmt.Errorf("list reports to make: %w", err)
	}
	for _, o := range orders {
		if err := s.makeReport(ctx, o); err != nil {
			return fmt.Errorf("make report %d: %w", o.ID, err)
		}
	}
	return nil
}

// makeReport reads and writes for as long as it takes outside of the one transaction that
// may write, and hands out within it what it made. What cannot be made is told and
// forgotten, so that no order is tried for ever.
func (s *Service) makeReport(ctx context.Context, o loa.ReportOrder) error {
	desk := func(tx *storage.Tx) *Desk { return &Desk{s: s, tx: tx, bot: s.bot(o.Bot), now: s.now()} }
	var handOut func(*Desk) error
	err := s.db.View(ctx, func(tx *storage.Tx) (err error) {
		handOut, err = desk(tx).make(o)
		return err
	})
	switch refusal, refused := errors.AsType[*Refusal](err); {
	case ctx.Err() != nil:
		return ctx.Err()
	case refused:
		handOut = func(d *Desk) error {
			return d.answerOrder(o, loa.Notice{Text: s.catalog.Say(o.Lang, refusal.Key, refusal.Data)})
		}
	case err != nil:
		s.log.Error().Err(err).Int64("order", int64(o.ID)).Str("what", o.What).Msg("a report could not be made")
		handOut = func(d *Desk) error {
			return d.answerOrder(o, loa.Notice{Text: s.catalog.Say(o.Lang, "campaign.apology", nil)})
		}
	}
	err = s.db.Update(ctx, func(tx *storage.Tx) error {
		waiting, err := tx.DropReportOrder(o.ID)
		if err != nil || !waiting { // another process was faster, or the person is gone
			return err
		}
		return handOut(desk(tx))
	})
	s.wake()
	return err
}

func (d *Desk) make(o loa.ReportOrder) (handOut func(*Desk) error, err error) {
	switch o.What {
	case loa.OrderCharts:
		return d.makeCharts(o)
	case loa.OrderFreeze:
		return d.makeFrozen(o)
	}
	return d.makeFile(o)
}

func (d *Desk) answerOrder(o loa.ReportOrder, n loa.Notice) error {
	return d.Answer(loa.Chat{ID: o.Chat, Type: loa.PrivateChat}, o.Lang, n)
}
