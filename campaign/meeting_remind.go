package campaign

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"loa"
	"loa/storage"
)

const (
	// meetingsDecidedKey names the state that remembers until when reminders are decided.
	meetingsDecidedKey = "meetings.decided"
	// toldEnough is how long after people were told of a meeting its group is not
	// reminded of it yet.
	toldEnough = 2 * time.Hour
)

// missed counts what a stop of Loa made late or too late.
type missed struct{ late, expired int }

// remindMeetings decides what has become due about meetings by now, once: the next
// meetings of series are made, groups are invited, groups and members are reminded.
// It returns when something is due next; zero if nothing is known. After a stop what
// was missed is decided by the same rules: of several reminders the last one goes
// out, if the meeting has not begun.
//
// Each meeting has a transaction of its own: people who tap a button meanwhile wait
// for one of them, not for the reminders of a whole ward. Until the last one it is
// not noted that all is decided. A run that breaks off is begun again, and finds what it
// has queued by its keys.
func (s *Service) remindMeetings(ctx context.Context, now time.Time) (next time.Time, err error) {
	if err := s.makeSeries(ctx, now); err != nil {
		return next, fmt.Errorf("make meetings of series: %w", err)
	}
	var owed []loa.MeetingID
	var decided time.Time
	err = s.db.View(ctx, func(tx *storage.Tx) (err error) {
		if decided, err = meetingsDecided(tx); err == nil {
			owed, next, err = s.owingMeetings(tx, undecidedFrom(decided, now), now)
		}
		return err
	})
	if err != nil {
		return next, fmt.Errorf("read meetings: %w", err)
	}
	if len(owed) == 0 && now.Sub(decided) < time.Hour {
		return next, nil
	}
	var all missed
	for _, id := range owed {
		if err := s.callFor(ctx, id, undecidedFrom(decided, now), now, &all); err != nil {
			return next, fmt.Errorf("remind of meeting %d: %w", id, err)
		}
	}
	err = s.db.Update(ctx, func(tx *storage.Tx) error { return noteDecided(tx, decided, now, all) })
	if err != nil {
		return next, fmt.Errorf("remind of meetings: %w", err)
	}
	return next, nil
}

// meetingsDecided returns until when reminders are decided.
func meetingsDecided(tx *storage.Tx) (time.Time, error) {
	v, err := tx.State(meetingsDecidedKey)
	if err != nil || v == "" {
		return time.Time{}, err
	}
	ms, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("read %s: %w", meetingsDecidedKey, err)
	}
	return time.UnixMilli(ms).UTC(), nil
}

// undecidedFrom returns from when on it is to be decided what is due.
func undecidedFrom(decided, now time.Time) time.Time {
	switch {
	case decided.IsZero():
		return now.Add(-lookBack)
	case now.Before(decided): // the clock was set back
		return now
	}
	return decided
}

// noteDecided remembers that everything due by now is decided.
func noteDecided(tx *storage.Tx, decided, now time.Time, all missed) error {
	if now.After(decided) {
		if err := tx.SetState(meetingsDecidedKey, strconv.FormatInt(now.UnixMilli(), 10)); err != nil {
			return err
		}
	}
	if all == (missed{}) {
		return nil
	}
	return tx.Audit(loa.Audit{
		At: now, Action: "meeting.catchup", Subject: "meetings",
		Detail: fmt.Sprintf("%d reminders late, %d missed, last decided %s", all.late, all.expired, since(decided)),
	})
}

// makeSeries makes the next meetings of series, if any are to be made.
func (s *Service) makeSeries(ctx context.Context, now time.Time) error {
	unmade := false
	err := s.db.View(ctx, func(tx *storage.Tx) (err error) {
		unmade, err = s.seriesUnmade(tx, now)
		return err
	})
	if err != nil || !unmade {
		return err
	}
	return s.db.Update(ctx, func(tx *storage.Tx) error {
		made, err := s.makeRecurring(tx, now)
		if err != nil || made == 0 {
			return err
		}
		return tx.Audit(loa.Audit{At: now, Action: "meeting.make", Subject: "meetings", Detail: fmt.Sprintf("%d of series", made)})
	})
}

func (s *Service) seriesUnmade(tx *storage.Tx, now time.Time) (bool, error) {
	units, err := tx.Units()
	if err != nil {
		return false, err
	}
	all, err := tx.AllRecurring(loa.DateOf(now, time.UTC).AddDays(-1))
	for _, r := range all {
		if len(r.Ahead(loa.DateOf(now, s.zoneOf(units, r.Unit)).AddDays(recurringAhead))) > 0 {
			return true, err
		}
	}
	return false, err
}

// callFor queues what is owed about one meeting as it stands now: it may have changed
// since it was found to owe something.
func (s *Service) callFor(ctx context.Context, id loa.MeetingID, from, now time.Time, all *missed) error {
	var here missed
	err := s.db.Update(ctx, func(tx *storage.Tx) error {
		m, err := tx.Meeting(id)
		if isMissing(err) || err == nil && (m.State != loa.MeetingPlanned || !m.At.After(from)) {
			return nil
		}
		if err != nil {
			return err
		}
		groups, err := s.meetingGroups(tx, m)
		if err != nil {
			return err
		}
		calls, err := s.owedCalls(tx, m, groups, from, now)
		if err != nil {
			return err
		}
		here, err = s.makeCalls(tx, calls, now)
		return err
	})
	if err != nil {
		return err
	}
	all.late += here.late
	all.expired += here.expired
	s.wake()
	return nil
}

// makeCalls queues what is owed.
func (s *Service) makeCalls(tx *storage.Tx, calls []call, now time.Time) (m missed, err error) {
	for _, c := range calls {
		queued, err := s.makeCall(tx, c, now)
		if err != nil {
			return m, err
		}
		switch due, notAfter := c.times(); {
		case !queued:
		case now.After(notAfter):
			m.expired++
		case now.Sub(due) > time.Minute && c.reminder != nil:
			m.late++
		}
	}
	return m, nil
}

func (s *Service) makeCall(tx *storage.Tx, c call, now time.Time) (queued bool, err error) {
	if c.reminder == nil {
		return s.invite(tx, c.meeting, c.group, now)
	}
	a := s.groupAddress(c.group)
	if c.member != 0 {
		var ok bool
		if a, ok, err = s.memberAddress(tx, c.member); err != nil || !ok {
			return false, err
		}
	}
	n, err := s.reminderNotice(tx, c, a)
	if err != nil {
		return false, err
	}
	due, notAfter := c.times()
	return s.queueMeeting(tx, c.meeting, a, meetingNote{what: remindWhat(c.meeting, *c.reminder), notice: n, due: due, notAfter: notAfter}, now)
}

// reminderNotice is short: all else stands in the invitation, which it answers. It
// makes a sound on the meeting's day only.
func (s *Service) reminderNotice(tx *storage.Tx, c call, a addressee) (loa.Notice, error) {
	m := c.meeting
	facts, err := s.meetingFacts(tx, m, a.lang)
	if err != nil {
		return loa.Notice{}, err
	}
	n := loa.Notice{Silent: c.reminder.Days < 0, Buttons: s.replyButtons(m, a.lang)}
	key := "meeting.reminder"
	if a.private {
		key, n.Silent = "meeting.reminder_private", false
	} else {
		d, err := s.lastTry(tx, meetingKey(m.ID, meetingInvite, a.name))
		if err != nil && !isMissing(err) {
			return n, err
		}
		if d.State == loa.Sent && d.Chat == a.chat {
			n.ReplyTo = d.Message
		}
	}
	facts["Asks"] = len(n.Buttons) > 0
	n.Text = loa.Lines("\n\n", s.rehearsal(a.lang), s.catalog.Say(a.lang, key, facts))
	return n, nil
}
