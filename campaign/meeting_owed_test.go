package campaign_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"loa"
	"loa/storage"
)

// The reminders of a whole ward are not one transaction: whoever taps a button
// meanwhile need not wait for all of them. A run that breaks off between two
// meetings is finished by the next one, and nobody is reminded twice.
func TestRemindersMeetingByMeeting(t *testing.T) {
	t.Parallel()
	s := newSaga(t, "2024-03-20T09:00:00+07:00")
	s.bind(-1, "cell")
	s.member(1, loa.PurposeReminders)
	s.plan("2024-04-05T08:00:00+07:00", 0)
	s.plan("2024-04-05T14:00:00+07:00", 0)
	s.plan("2024-04-05T19:30:00+07:00", 0)
	s.until("2024-03-29T17:29:00+07:00")

	ctx, stop := context.WithCancel(t.Context())
	s.OnQueued(func() {
		if ctx.Err() != nil {
			return
		}
		s.reply(1, loa.IntentYes) // the tap of a member of the first meeting, in the middle of the run
		stop()
	})
	s.now = s.at("2024-03-29T17:30:00+07:00")
	if _, err := s.Tick(ctx, s.now); !errors.Is(err, context.Canceled) {
		t.Fatalf("the run that is broken off ends with %v", err)
	}
	if got := s.reminded(); len(got) != 2 {
		t.Fatalf("after the first meeting these were reminded: %v", got)
	}
	s.tick(s.now)
	got := s.reminded()
	if len(got) != 6 {
		t.Errorf("reminded of three meetings, in the group and in private: %v", got)
	}
	if s.tick(s.now); len(s.reminded()) != len(got) {
		t.Errorf("one more run reminds again: %v", s.reminded())
	}
}

// reminded lists the keys of the reminders that were ever queued.
func (s *saga) reminded() (keys []string) {
	s.t.Helper()
	err := s.db.View(s.t.Context(), func(tx *storage.Tx) error {
		for id := loa.MeetingID(1); id <= 3; id++ {
			about, err := tx.MeetingDeliveries(id)
			if err != nil {
				return err
			}
			for _, d := range about {
				if strings.Contains(d.Key, ":remind:") {
					keys = append(keys, d.Key)
				}
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return keys
}
