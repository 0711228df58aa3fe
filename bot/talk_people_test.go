package bot_test

import (
	"regexp"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

// Lines of a script about people of the roll:
//
//	enrol NAME in UNIT              NAME is a member there, with the account linked
//	link NAME to OTHER              the account is OTHER's from now on
//	NAME is secretary of UNIT       a role, as if the link had been accepted
//	met UNIT NAME MOMENT: reason    a meeting that NAME could not come to
//	older consent of NAME           what NAME agreed to was an older text
//	requests                        those responsible are reminded of requests
//	anew                            those who agreed to an older text are asked anew
//	night                           what is kept no longer is forgotten
var (
	enrols    = regexp.MustCompile(`^enrol (\S+) in (\S+)$`)
	relink    = regexp.MustCompile(`^link (\S+) to (\S+)$`)
	holdsRole = regexp.MustCompile(`^(\S+) is (secretary|official|editor) of (\S+)$`)
	met       = regexp.MustCompile(`^met (\S+) (\S+) (\S+): (.*)$`)
)

// doPeople does such a line, and reports whether it was one.
func (s *stage) doPeople(line string) bool {
	do := func(change func(tx *storage.Tx) error) bool {
		s.t.Helper()
		if err := s.db.Update(s.t.Context(), change); err != nil {
			s.t.Fatal(err)
		}
		return true
	}
	job := func(run error) bool {
		s.t.Helper()
		if run != nil {
			s.t.Fatal(run)
		}
		return true
	}
	switch {
	case line == "requests":
		return job(s.service.RemindRequests(s.t.Context(), s.now))
	case line == "anew":
		return job(s.service.AskConsentAnew(s.t.Context(), s.now))
	case line == "night":
		return job(s.service.Purge(s.t.Context(), s.now))
	case strings.HasPrefix(line, "older consent of "):
		return do(func(tx *storage.Tx) error { return s.olderConsent(tx, strings.TrimPrefix(line, "older consent of ")) })
	}
	if m := enrols.FindStringSubmatch(line); m != nil {
		return do(func(tx *storage.Tx) error { return s.enrol(tx, m[1], loa.UnitID(m[2])) })
	}
	if m := relink.FindStringSubmatch(line); m != nil {
		return do(func(tx *storage.Tx) error {
			other, err := tx.MemberOf(account(m[2]))
			if err != nil {
				return err
			}
			return tx.LinkAccount(loa.Link{Account: account(m[1]), Member: other.ID, At: s.now, By: account("Lan")})
		})
	}
	if m := holdsRole.FindStringSubmatch(line); m != nil {
		g := loa.Grant{Account: account(m[1]), Unit: loa.UnitID(m[3]), Role: loa.Role(m[2])}
		return do(func(tx *storage.Tx) error { return tx.AddGrant(g, account("Lan"), s.now) })
	}
	if m := met.FindStringSubmatch(line); m != nil {
		return do(func(tx *storage.Tx) error { return s.met(tx, loa.UnitID(m[1]), m[2], m[3], m[4]) })
	}
	return false
}

func (s *stage) enrol(tx *storage.Tx, name string, unit loa.UnitID) error {
	id, err := tx.SaveMember(loa.Member{Name: "Nguyễn Thị " + name})
	if err != nil {
		return err
	}
	from := loa.Date{Year: 2020, Month: time.May, Day: 19}
	if err := tx.SaveMembership(loa.Membership{Member: id, Unit: unit, Kind: loa.FullMember, From: from}); err != nil {
		return err
	}
	return tx.LinkAccount(loa.Link{Account: account(name), Member: id, At: s.now, By: account(name)})
}

func (s *stage) olderConsent(tx *storage.Tx, name string) error {
	m, err := tx.MemberOf(account(name))
	if err != nil {
		return err
	}
	return tx.GiveConsent(loa.Consent{Member: m.ID, Purpose: loa.PurposeAttendance, Version: "0", Given: s.now})
}

func (s *stage) met(tx *storage.Tx, unit loa.UnitID, name, moment, reason string) error {
	at, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		return err
	}
	m, err := tx.MemberOf(account(name))
	if err != nil {
		return err
	}
	id, err := tx.SaveMeeting(loa.Meeting{
		Unit: unit, Kind: loa.MeetingMonthly, Title: "Sinh hoạt tháng", State: loa.MeetingPlanned, At: at, Bot: botID, Created: at,
	})
	if err != nil {
		return err
	}
	err = tx.SaveReply(loa.Reply{Meeting: id, Member: m.ID, Intent: loa.IntentNo, Reason: reason, At: at.Add(-time.Hour), By: account(name)})
	if err != nil {
		return err
	}
	return tx.SaveAttendance(loa.Attendance{
		Meeting: id, Member: m.ID, Presence: loa.Excused, Reason: loa.ReasonWork, At: at.Add(time.Hour), By: account("Lan"),
	})
}
