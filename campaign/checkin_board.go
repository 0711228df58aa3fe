package campaign

import (
	"context"
	"fmt"
	"time"

	"loa"
	"loa/storage"
)

// CheckinBoard is what the secretary's page shows: codes and numbers, no names.
type CheckinBoard struct {
	Meeting   loa.Meeting
	Zone      *time.Location
	Now       time.Time
	Link      string // checks in; the QR code
	LinkUntil time.Time
	Code      string // to say aloud
	CodeUntil time.Time
	Due       int
	Present   int
	Visitors  int
	LateFrom  time.Time
	OpenUntil time.Time
}

// CheckinBoard returns what the page with the name shows now. It is loa.ErrNotFound
// for a name that was never given out, and once check-in has ended.
func (s *Service) CheckinBoard(ctx context.Context, page string) (b CheckinBoard, err error) {
	id, ok := loa.ReadCheckinPage(page)
	if !ok {
		return b, fmt.Errorf("check-in page: %w", loa.ErrNotFound)
	}
	now := s.now()
	err = s.db.View(ctx, func(tx *storage.Tx) error {
		m, err := tx.Meeting(id)
		if err != nil {
			return err
		}
		if !m.HasCheckinPage(page) || !m.CheckinOpen(now) {
			return loa.ErrNotFound
		}
		units, err := tx.Units()
		if err != nil {
			return err
		}
		figures, err := s.figuresOf(tx, m)
		_, until := m.CheckinWindow()
		b = CheckinBoard{
			Meeting: m, Zone: s.zoneOf(units, m.Unit), Now: now,
			Link: s.deepLink(m.Bot, m.CheckinPayload(now)), LinkUntil: loa.CheckinTokenUntil(now),
			Code: m.SpokenCode(now), CodeUntil: loa.CheckinCodeUntil(now),
			Due: figures.Due, Present: figures.Present, Visitors: figures.Visitors,
			LateFrom: m.At.Add(loa.CheckinLate), OpenUntil: until,
		}
		return err
	})
	if err != nil {
		return b, fmt.Errorf("check-in page: %w", err)
	}
	return b, nil
}

// deepLink is an address that opens the private chat with the bot and says /start
// with the payload.
func (s *Service) deepLink(bot loa.BotID, payload string) string {
	return s.bot(bot).StartLink(payload)
}
