package campaign

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

// MeetingChange is what is to be different about a planned meeting; what is nil
// stays as it is.
type MeetingChange struct {
	At       *time.Time
	Title    *string
	Place    *string
	Document *loa.Media
	Cancel   bool
}

// MeetingScope says which meetings of a recurring one a change is about.
type MeetingScope string

// The scopes. All are those still to come.
const (
	ThisMeeting       MeetingScope = "this"
	FollowingMeetings MeetingScope = "next"
	AllMeetings       MeetingScope = "all"
)

// ChangeMeeting changes or cancels a planned meeting, and tells everybody who was
// told of it. revision is the one that the person saw; again confirms that it may be
// on top of another meeting of the unit.
func (d *Desk) ChangeMeeting(who loa.Sender, id loa.MeetingID, revision int, c MeetingChange, scope MeetingScope, again bool) (loa.Meeting, error) {
	m, err := d.ChangeableMeeting(who, id)
	if err != nil {
		return m, err
	}
	if m.Revision != revision {
		return m, refuse("meeting.changed_since", nil)
	}
	changed := c.Of(m)
	if !c.Cancel {
		if err := d.CheckMeeting(who, changed); err != nil {
			return m, err
		}
		if c.At != nil && !again {
			if err := d.notOnTop(changed); err != nil {
				return m, err
			}
		}
	}
	d.changed = true
	if series, recurs := m.RecurringOf(); recurs && scope != ThisMeeting {
		return d.changeSeries(who, m, series, c, scope)
	}
	return d.changeOne(who, m, c)
}

// ChangeableMeeting returns a meeting that the person may still change.
func (d *Desk) ChangeableMeeting(who loa.Sender, id loa.MeetingID) (loa.Meeting, error) {
	m, err := d.Meeting(who, id)
	switch {
	case err != nil:
		return m, err
	case m.State != loa.MeetingPlanned:
		return m, refuse("meeting.is_"+string(m.State), nil)
	case !m.At.After(d.now):
		return m, refuse("meeting.begun", nil)
	}
	return m, nil
}

// Of returns the meeting as it will be.
func (c MeetingChange) Of(m loa.Meeting) loa.Meeting {
	if c.Cancel {
		m.State = loa.MeetingCancelled
		return m
	}
	if c.At != nil {
		m.At = *c.At
	}
	if c.Title != nil {
		m.Title = *c.Title
	}
	if c.Place != nil {
		m.Place = *c.Place
	}
	if c.Document != nil {
		m.Document = c.Document
	}
	return m
}

func (d *Desk) changeOne(who loa.Sender, was loa.Meeting, c MeetingChange) (loa.Meeting, error) {
	m := c.Of(was)
	if m.State == was.State && m.At.Equal(was.At) && m.Title == was.Title && m.Place == was.Place && c.Document == nil {
		return m, nil
	}
	invited := !was.InviteAt.After(d.now)
	m.Revision++
	m.Told = d.now
	if !invited {
		zone, err := d.UnitZone(m.Unit)
		if err != nil {
			return m, err
		}
		m.InviteAt = inviteAt(m, zone, d.now)
	}
	if _, err := d.tx.SaveMeeting(m); err != nil {
		return m, err
	}
	if err := d.s.tellMeetingChange(d.tx, was, m, d.now); err != nil {
		return m, err
	}
	action := "meeting.change"
	if c.Cancel {
		action = "meeting.cancel"
	}
	return m, d.audit(who.Account, action, meetingSubject(m.ID), fmt.Sprintf("revision %d, %s", m.Revision, m.At.UTC().Format(time.RFC3339)))
}

// told is whom a meeting was made known to.
type told struct {
	groups  map[loa.GroupID]loa.Delivery  // the newest copy of the invitation
	members map[loa.MemberID]loa.Delivery // the newest private message
	waiting []loa.Delivery                // what has not gone out
}

func (s *Service) whoWasTold(tx *storage.Tx, id loa.MeetingID) (told, error) {
	t := told{groups: map[loa.GroupID]loa.Delivery{}, members: map[loa.MemberID]loa.Delivery{}}
	list, err := tx.MeetingDeliveries(id)
	for _, d := range list {
		what, _, member := readMeetingKey(d.Key)
		switch {
		case d.State == loa.Pending && d.Payload.Notice != nil:
			t.waiting = append(t.waiting, d)
		case d.State != loa.Sent && d.State != loa.Sending && d.State != loa.Uncertain && d.State != loa.Relayed:
		case what == meetingInvite:
			t.groups[d.Group] = d
		case member != 0:
			t.members[member] = d
		}
	}
	return t, err
}

// MeetingTold counts the groups and the members who know of a meeting or are being
// told, so that a change reaches them.
func (d *Desk) MeetingTold(m loa.Meeting) (groups, members int, err error) {
	t, err := d.s.whoWasTold(d.tx, m.ID)
	for _, w := range t.waiting {
		if what, _, member := readMeetingKey(w.Key); what == meetingInvite {
			t.groups[w.Group] = w
		} else if member != 0 {
			t.members[member] = w
		}
	}
	return len(t.groups), len(t.members), err
}

// tellMeetingChange tells everybody who was told of the meeting what has changed;
// what waits goes out right, or not at all.
func (s *Service) tellMeetingChange(tx *storage.Tx, was, m loa.Meeting, now time.Time) error {
	t, err := s.whoWasTold(tx, m.ID)
	if err != nil {
		return err
	}
	for _, d := range t.waiting {
		if err := s.renewMeeting(tx, d); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(t.groups)) {
		if err := s.tellGroupOfChange(tx, was, m, t.groups[id], now); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(t.members)) {
		if err := s.tellMemberOfChange(tx, was, m, id, now); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tellGroupOfChange(tx *storage.Tx, was, m loa.Meeting, had loa.Delivery, now time.Time) error {
	g, err := tx.Group(had.Group)
	if isMissing(err) || err == nil && g.State != loa.GroupActive {
		return nil
	}
	if err != nil {
		return err
	}
	if had.State == loa.Sent {
		if err := s.refreshInvitation(tx, m, had, now, map[loa.Lang]loa.Notice{}); err != nil {
			return err
		}
	}
	a := s.groupAddress(g)
	n, err := s.changeNotice(tx, was, m, a.lang)
	if err != nil {
		return err
	}
	if had.Chat == g.Chat {
		n.ReplyTo = had.Message
	}
	return s.queueChange(tx, was, m, a, n, now)
}

// tellMemberOfChange writes to a member who was written to before, unless that
// consent was withdrawn since.
func (s *Service) tellMemberOfChange(tx *storage.Tx, was, m loa.Meeting, id loa.MemberID, now time.Time) error {
	agrees, err := s.consented(tx, id, loa.PurposeReminders)
	if err != nil || !agrees {
		return err
	}
	a, ok, err := s.memberAddress(tx, id)
	if err != nil || !ok {
		return err
	}
	n, err := s.changeNotice(tx, was, m, a.lang)
	if err != nil {
		return err
	}
	return s.queueChange(tx, was, m, a, n, now)
}

func (s *Service) queueChange(tx *storage.Tx, was, m loa.Meeting, a addressee, n loa.Notice, now time.Time) error {
	what := revised(meetingChange, m.Revision)
	if m.State == loa.MeetingCancelled {
		what = meetingCancel
	}
	first := m.At
	if was.At.Before(first) {
		first = was.At
	}
	_, err := s.queueMeeting(tx, m, a, meetingNote{what: what, notice: n, due: now, notAfter: m.At, before: first}, now)
	return err
}

// changeNotice says what has changed, with the new calendar file or document.
func (s *Service) changeNotice(tx *storage.Tx, was, m loa.Meeting, lang loa.Lang) (loa.Notice, error) {
	facts, err := s.meetingFacts(tx, m, lang)
	if err != nil {
		return loa.Notice{}, err
	}
	before, err := s.meetingFacts(tx, was, lang)
	if err != nil {
		return loa.Notice{}, err
	}
	for _, name := range []string{"Title", "When", "Place"} {
		facts["Was"+name] = ""
		if before[name] != facts[name] {
			facts["Was"+name] = before[name]
		}
	}
	n := loa.Notice{Buttons: s.replyButtons(m, lang)}
	key := "meeting.changed"
	if m.State == loa.MeetingCancelled {
		key = "meeting.cancelled"
	} else if m.Document != nil && (was.Document == nil || *m.Document != *was.Document) {
		n.Media = m.Document
	}
	facts["Document"] = n.Media != nil
	n.Text = loa.Lines("\n\n", s.rehearsal(lang), s.catalog.Say(lang, key, facts))
	return s.withCalendar(tx, m, n, lang)
}
