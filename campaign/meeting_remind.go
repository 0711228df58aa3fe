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

// call is one message that somebody is owed about a meeting: the invitation, or a
// reminder to a group or to a member.
type call struct {
	meeting  loa.Meeting
	reminder *loa.MeetingReminder // nil: the invitation
	group    loa.Group            // zero: a reminder in private
	member   loa.MemberID
}

// remindMeetings decides what has become due about meetings by now, once: the next
// meetings of series are made, groups are invited, groups and members are reminded.
// It returns when something is due next; zero if nothing is known. After a stop what
// was missed is decided by the same rules: of several reminders the last one goes
// out, if the meeting has not begun.
func (s *Service) remindMeetings(ctx context.Context, now time.Time) (next time.Time, err error) {
	var calls []call
	var decided time.Time
	read := func(tx *storage.Tx) (err error) {
		if decided, err = meetingsDecided(tx); err == nil {
			calls, next, err = s.owedCalls(tx, decided, now)
		}
		return err
	}
	unmade := false
	err = s.db.View(ctx, func(tx *storage.Tx) (err error) {
		if unmade, err = s.seriesUnmade(tx, now); err != nil {
			return err
		}
		return read(tx)
	})
	if err != nil {
		return next, fmt.Errorf("read meetings: %w", err)
	}
	if !unmade && len(calls) == 0 && now.Sub(decided) < time.Hour {
		return next, nil
	}
	err = s.db.Update(ctx, func(tx *storage.Tx) error {
		made, err := s.makeRecurring(tx, now)
		if err != nil {
			return err
		}
		if made > 0 {
			if err := tx.Audit(loa.Audit{At: now, Action: "meeting.make", Subject: "meetings", Detail: fmt.Sprintf("%d of series", made)}); err != nil {
				return err
			}
		}
		if err := read(tx); err != nil { // a meeting may have changed since
			return err
		}
		return s.makeCalls(tx, calls, decided, now)
	})
	if err != nil {
		return next, fmt.Errorf("remind of meetings: %w", err)
	}
	if len(calls) > 0 {
		s.wake()
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

// owedCalls lists what has become due since it was last decided and what groups
// still lack, and when something is due next.
func (s *Service) owedCalls(tx *storage.Tx, decided, now time.Time) (calls []call, next time.Time, err error) {
	from := decided
	switch {
	case from.IsZero():
		from = now.Add(-lookBack)
	case now.Before(from): // the clock was set back
		from = now
	}
	meetings, err := tx.PlannedMeetings(from)
	if err != nil {
		return nil, next, err
	}
	units, err := tx.Units()
	if err != nil {
		return nil, next, err
	}
	active, err := tx.Groups(loa.GroupActive)
	if err != nil {
		return nil, next, err
	}
	soon := func(t time.Time) {
		if t.After(now) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	for _, m := range meetings {
		soon(m.InviteAt)
		if m.InviteAt.After(now) {
			continue
		}
		groups := s.amongGroups(active, units, m)
		if calls, err = owedInvitations(tx, calls, m, groups, from); err != nil {
			return nil, next, err
		}
		for _, r := range m.RemindersIn(s.zoneOf(units, m.Unit)) {
			soon(r.Due)
			if !r.Due.After(from) || r.Due.After(now) || !r.Due.After(m.Told) {
				continue
			}
			if calls, err = s.owedReminders(tx, calls, m, r, groups, now); err != nil {
				return nil, next, err
			}
		}
	}
	return calls, next, nil
}

// owedInvitations adds those to the groups that were bound, or the meetings that
// became known, since it was last decided.
func owedInvitations(tx *storage.Tx, calls []call, m loa.Meeting, groups []loa.Group, from time.Time) ([]call, error) {
	for _, g := range groups {
		if m.InviteAt.Before(from) && g.BoundAt.Before(from) {
			continue
		}
		known, err := tx.HasKey(meetingKey(m.ID, meetingInvite, fmt.Sprint(g.ID)))
		if err != nil {
			return nil, err
		}
		if !known && g.BoundAt.Before(m.At) {
			calls = append(calls, call{meeting: m, group: g})
		}
	}
	return calls, nil
}

// owedReminders adds those of one reminder. Groups that have just been told are
// spared it; members who were never written to are not.
func (s *Service) owedReminders(tx *storage.Tx, calls []call, m loa.Meeting, r loa.MeetingReminder, groups []loa.Group, now time.Time) ([]call, error) {
	owed := func(name string) (bool, error) {
		known, err := tx.HasKey(meetingKey(m.ID, remindWhat(m, r), name))
		return !known, err
	}
	for _, g := range groups {
		if r.Due.Before(m.Told.Add(toldEnough)) || r.Due.Before(m.InviteAt.Add(toldEnough)) || r.Due.Before(g.BoundAt.Add(toldEnough)) {
			continue
		}
		ok, err := owed(fmt.Sprint(g.ID))
		if err != nil {
			return nil, err
		}
		if ok {
			calls = append(calls, call{meeting: m, reminder: &r, group: g})
		}
	}
	if now.After(r.NotAfter) { // what a group missed is written down; a member was owed nothing
		return calls, nil
	}
	members, err := s.unanswered(tx, m)
	if err != nil {
		return nil, err
	}
	for _, id := range members {
		agrees, err := s.consented(tx, id, loa.PurposeReminders)
		if err != nil {
			return nil, err
		}
		if !agrees {
			continue
		}
		ok, err := owed(fmt.Sprintf("member:%d", id))
		if err != nil {
			return nil, err
		}
		if ok {
			calls = append(calls, call{meeting: m, reminder: &r, member: id})
		}
	}
	return calls, nil
}

func remindWhat(m loa.Meeting, r loa.MeetingReminder) string {
	return fmt.Sprintf("%s:%d", revised(meetingRemind, m.Revision), r.Days)
}

// unanswered lists those who must come to a meeting and have not answered.
func (s *Service) unanswered(tx *storage.Tx, m loa.Meeting) ([]loa.MemberID, error) {
	if m.Headcount {
		return nil, nil
	}
	roll, err := s.rollOf(tx, m)
	if err != nil {
		return nil, err
	}
	replies, err := tx.Replies(m.ID)
	if err != nil {
		return nil, err
	}
	answered := make(map[loa.MemberID]bool, len(replies))
	for _, r := range replies {
		answered[r.Member] = true
	}
	var silent []loa.MemberID
	for _, e := range roll {
		if e.Standing.Counts() && !answered[e.Member] {
			silent = append(silent, e.Member)
		}
	}
	return silent, nil
}

// makeCalls queues what is owed, with the memory of having done so.
func (s *Service) makeCalls(tx *storage.Tx, calls []call, decided, now time.Time) error {
	late, expired := 0, 0
	for _, c := range calls {
		queued, err := s.makeCall(tx, c, now)
		if err != nil {
			return err
		}
		switch due, notAfter := c.times(); {
		case !queued:
		case now.After(notAfter):
			expired++
		case now.Sub(due) > time.Minute && c.reminder != nil:
			late++
		}
	}
	if now.After(decided) {
		if err := tx.SetState(meetingsDecidedKey, strconv.FormatInt(now.UnixMilli(), 10)); err != nil {
			return err
		}
	}
	if late+expired == 0 {
		return nil
	}
	return tx.Audit(loa.Audit{
		At: now, Action: "meeting.catchup", Subject: "meetings",
		Detail: fmt.Sprintf("%d reminders late, %d missed, last decided %s", late, expired, since(decided)),
	})
}

func (c call) times() (due, notAfter time.Time) {
	if c.reminder == nil {
		return c.meeting.InviteAt, c.meeting.At
	}
	return c.reminder.Due, c.reminder.NotAfter
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
