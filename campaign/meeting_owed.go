package campaign

import (
	"fmt"
	"time"

	"loa"
	"loa/storage"
)

// call is one message that somebody is owed about a meeting: the invitation, or a
// reminder to a group or to a member.
type call struct {
	meeting  loa.Meeting
	reminder *loa.MeetingReminder // nil: the invitation
	group    loa.Group            // zero: a reminder in private
	member   loa.MemberID
}

func (c call) times() (due, notAfter time.Time) {
	if c.reminder == nil {
		return c.meeting.InviteAt, c.meeting.At
	}
	return c.reminder.Due, c.reminder.NotAfter
}

// owingMeetings lists the meetings about which something has become due since then, or
// of which groups still lack the invitation, and says when something is due next.
func (s *Service) owingMeetings(tx *storage.Tx, from, now time.Time) (owing []loa.MeetingID, next time.Time, err error) {
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
		for _, r := range m.RemindersIn(s.zoneOf(units, m.Unit)) {
			soon(r.Due)
		}
		calls, err := s.owedCalls(tx, m, s.amongGroups(active, units, m), from, now)
		if err != nil {
			return nil, next, err
		}
		if len(calls) > 0 {
			owing = append(owing, m.ID)
		}
	}
	return owing, next, nil
}

// owedCalls lists what is owed about one meeting.
func (s *Service) owedCalls(tx *storage.Tx, m loa.Meeting, groups []loa.Group, from, now time.Time) ([]call, error) {
	if m.InviteAt.After(now) {
		return nil, nil
	}
	calls, err := owedInvitations(tx, nil, m, groups, from)
	if err != nil {
		return nil, err
	}
	units, err := tx.Units()
	if err != nil {
		return nil, err
	}
	for _, r := range m.RemindersIn(s.zoneOf(units, m.Unit)) {
		if !r.Due.After(from) || r.Due.After(now) || !r.Due.After(m.Told) {
			continue
		}
		if calls, err = s.owedReminders(tx, calls, m, r, groups, now); err != nil {
			return nil, err
		}
	}
	return calls, nil
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
