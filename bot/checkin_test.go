package bot_test

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

var (
	onRoll   = regexp.MustCompile(`^(\S+) is on the roll of (\S+) as (\S+)$`)
	owns     = regexp.MustCompile(`^account (\S+) is of (\S+)$`)
	agrees   = regexp.MustCompile(`^(\S+) agrees to attendance$`)
	keeps    = regexp.MustCompile(`^(\S+) (is|was) secretary of (\S+)$`)
	meets    = regexp.MustCompile(`^(\S+) meets (\S+) (\S+): (.+)$`)
	ends     = regexp.MustCompile(`^the meeting is (cancelled|closed|planned)$`)
	recorded = regexp.MustCompile(`^(\S+) is recorded (\S+) by (\S+)$`)
	scans    = regexp.MustCompile(`^(\S+) scans(?: after (\S+))?$`)
	enters   = regexp.MustCompile(`^(\S+) enters (/\S+) (the code|a wrong code)(?: after (\S+))?$`)
)

// atCheckin does what a line about self check-in says, as the state of storage that
// other commands leave behind. It reports whether the line is one:
//
//	An is on the roll of cb-1 as official
//	account Mai is of An            An's own account is Mai
//	An agrees to attendance
//	Hoa is secretary of cb-1        "was" takes the role back
//	cb-1 meets 2024-…+07:00 monthly: Title
//	the meeting is cancelled        or closed, or planned; the newest meeting
//	An is recorded excused by Hoa
//	Mai scans [after 45s]           what the QR code showed that long ago
//	Mai enters /vao the code        or a wrong code; likewise with "after"
//	attendance                      what is stored of the newest meeting
func (s *stage) atCheckin(line string) bool {
	s.settleSecret()
	if m := scans.FindStringSubmatch(line); m != nil {
		s.say(m[1], "", 0, "/start "+s.meeting().CheckinPayload(s.before(m[2])))
		return true
	}
	if m := enters.FindStringSubmatch(line); m != nil {
		s.enter(m[1], m[2], m[3] == "the code", s.before(m[4]))
		return true
	}
	if line == "attendance" {
		s.tellAttendance()
		return true
	}
	do := s.stored(line)
	if do == nil {
		return false
	}
	if err := s.db.Update(s.t.Context(), do); err != nil {
		s.t.Fatal(err)
	}
	return true
}

// stored returns what a line changes in storage; nil if it changes nothing there.
func (s *stage) stored(line string) func(tx *storage.Tx) error {
	var m []string
	is := func(r *regexp.Regexp) bool { m = r.FindStringSubmatch(line); return m != nil }
	switch {
	case is(onRoll):
		return func(tx *storage.Tx) error {
			id, err := tx.SaveMember(loa.Member{ID: s.people[m[1]], Name: m[1]})
			if err != nil {
				return err
			}
			s.people[m[1]] = id
			return tx.SaveMembership(loa.Membership{Member: id, Unit: loa.UnitID(m[2]), Kind: loa.MembershipKind(m[3])})
		}
	case is(owns):
		return func(tx *storage.Tx) error {
			return tx.LinkAccount(loa.Link{Account: account(m[1]), Member: s.people[m[2]], At: s.now, By: account(m[1])})
		}
	case is(agrees):
		return func(tx *storage.Tx) error {
			return tx.GiveConsent(loa.Consent{Member: s.people[m[1]], Purpose: loa.PurposeAttendance, Version: "1", Given: s.now})
		}
	case is(keeps):
		g := loa.Grant{Account: account(m[1]), Unit: loa.UnitID(m[3]), Role: loa.Secretary}
		if m[2] == "was" {
			return func(tx *storage.Tx) error { return tx.RevokeGrant(g, account("Lan"), s.now) }
		}
		return func(tx *storage.Tx) error { return tx.AddGrant(g, account("Lan"), s.now) }
	case is(meets):
		return func(tx *storage.Tx) error { return s.plan(tx, m) }
	case is(ends):
		meeting := s.meeting()
		meeting.State = loa.MeetingState(m[1])
		return func(tx *storage.Tx) error {
			_, err := tx.SaveMeeting(meeting)
			return err
		}
	case is(recorded):
		return func(tx *storage.Tx) error {
			return tx.SaveAttendance(loa.Attendance{
				Meeting: s.meetingID, Member: s.people[m[1]], Presence: loa.Presence(m[2]), At: s.now, By: account(m[3]),
			})
		}
	}
	return nil
}

func (s *stage) plan(tx *storage.Tx, m []string) error {
	at, err := time.Parse(time.RFC3339, m[2])
	if err != nil {
		return err
	}
	s.meetingID, err = tx.SaveMeeting(loa.Meeting{
		Unit: loa.UnitID(m[1]), Kind: loa.MeetingKind(m[3]), Title: m[4], At: at, State: loa.MeetingPlanned, Bot: botID,
		Author: account("Lan"), Created: s.now,
	})
	return err
}

// meeting returns the newest meeting as it is stored.
func (s *stage) meeting() (m loa.Meeting) {
	s.t.Helper()
	err := s.db.View(s.t.Context(), func(tx *storage.Tx) (err error) {
		m, err = tx.Meeting(s.meetingID)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

func (s *stage) before(ago string) time.Time {
	if ago == "" {
		return s.now
	}
	long, err := time.ParseDuration(ago)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.now.Add(-long)
}

// enter types a code: the one of the time, or one that is wrong.
func (s *stage) enter(name, command string, right bool, at time.Time) {
	m := s.meeting()
	code := m.SpokenCode(at)
	for i := 0; !right && m.TakesCode(code, s.now); i++ {
		code = fmt.Sprintf("%04d", i)
	}
	s.say(name, "", 0, command+" "+code)
}

func (s *stage) tellAttendance() {
	err := s.db.View(s.t.Context(), func(tx *storage.Tx) error {
		m, err := tx.Meeting(s.meetingID)
		if err != nil {
			return err
		}
		list, err := tx.AttendanceAt(m.ID)
		for _, a := range list {
			for name, id := range s.people {
				if id == a.Member {
					fmt.Fprintf(&s.out, "  (stored: %s %s, late %t, by %s)\n", name, a.Presence, a.Late, a.By)
				}
			}
		}
		fmt.Fprintf(&s.out, "  (stored: %d guests)\n", m.Guests)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// hideCodes replaces what is different in each run.
func (s *stage) hideCodes(shown string) string {
	if s.meetingID == 0 {
		return shown
	}
	m := s.meeting()
	if m.Secret == "" {
		return shown
	}
	code := m.SpokenCode(s.now)
	return strings.NewReplacer("**"+code+"**", "**CODE**", "/vao "+code+"\n", "/vao CODE\n", "/here "+code+"\n", "/here CODE\n", m.CheckinPage(), "PAGE").Replace(shown)
}

// settleSecret puts a known secret in the place of a random one, so that no code is
// another one by chance.
func (s *stage) settleSecret() {
	const known = "000102030405060708090a0b0c0d0e0f"
	if s.meetingID == 0 {
		return
	}
	m := s.meeting()
	if m.Secret == "" || m.Secret == known {
		return
	}
	m.Secret = known
	err := s.db.Update(s.t.Context(), func(tx *storage.Tx) error {
		_, err := tx.SaveMeeting(m)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}
