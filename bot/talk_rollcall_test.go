package bot_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"loa"
	"loa/campaign"
	"loa/storage"
)

// More lines of a script, to set up rolls and meetings:
//
//	roster UNIT: A, B (probationary), C (official+exempt)  people of the unit; official unless it says otherwise
//	meeting UNIT KIND AT TITLE                              a planned meeting, numbered from 1
//	headcount UNIT KIND AT TITLE                            likewise, of which only the number of people is recorded
//	cancelled MEETING                                       it is cancelled
//	role ROLE NAME UNIT                                     NAME has the role from now on
//	unrole ROLE NAME UNIT                                   and no longer
//	account NAME is MEMBER                                  the account belongs to the person of the roll
//	replied MEETING INTENT MEMBER[: reason]                 what the person said beforehand
//	checked in MEETING MEMBER                               with the own account
//	documents                                               files can be written
var (
	rosters  = regexp.MustCompile(`^roster (\S+): (.*)$`)
	meetings = regexp.MustCompile(`^(meeting|headcount) (\S+) (\S+) (\S+) (.*)$`)
	roles    = regexp.MustCompile(`^(role|unrole) (\S+) (\S+) (\S+)$`)
	accounts = regexp.MustCompile(`^account (\S+) is (.*)$`)
	replied  = regexp.MustCompile(`^replied (\d+) (yes|no|unsure) ([^:]*)(?:: (.*))?$`)
	checked  = regexp.MustCompile(`^checked in (\d+) (.*)$`)
	called   = regexp.MustCompile(`^cancelled (\d+)$`)
)

// setUp does what the line says of rolls and meetings; false: it says nothing of them.
func (s *stage) setUp(line string) bool {
	switch {
	case line == "documents":
		s.service.UseDocuments(papers{})
	case rosters.MatchString(line):
		m := rosters.FindStringSubmatch(line)
		for _, name := range strings.Split(m[2], ", ") {
			s.onRoster(loa.UnitID(m[1]), name)
		}
	case meetings.MatchString(line):
		m := meetings.FindStringSubmatch(line)
		at, err := time.Parse(time.RFC3339, m[4])
		if err != nil {
			s.t.Fatal(err)
		}
		s.store(func(tx *storage.Tx) error {
			_, err := tx.SaveMeeting(loa.Meeting{
				Unit: loa.UnitID(m[2]), Kind: loa.MeetingKind(m[3]), Title: m[5], Place: "Nhà văn hóa", At: at, State: loa.MeetingPlanned,
				Bot: botID, Author: account("Lan"), Created: s.now, Headcount: m[1] == "headcount",
			})
			return err
		})
	case called.MatchString(line):
		s.store(func(tx *storage.Tx) error {
			m, err := tx.Meeting(s.numberOf(called.FindStringSubmatch(line)[1]))
			if err != nil {
				return err
			}
			m.State = loa.MeetingCancelled
			_, err = tx.SaveMeeting(m)
			return err
		})
	case roles.MatchString(line):
		m := roles.FindStringSubmatch(line)
		g := loa.Grant{Account: account(m[3]), Role: loa.Role(m[2]), Unit: loa.UnitID(m[4])}
		s.store(func(tx *storage.Tx) error {
			if m[1] == "unrole" {
				return tx.RevokeGrant(g, account("Lan"), s.now)
			}
			return tx.AddGrant(g, account("Lan"), s.now)
		})
	case accounts.MatchString(line):
		m := accounts.FindStringSubmatch(line)
		s.store(func(tx *storage.Tx) error {
			return tx.LinkAccount(loa.Link{Account: account(m[1]), Member: s.member(m[2]), At: s.now, By: account(m[1])})
		})
	case replied.MatchString(line):
		m := replied.FindStringSubmatch(line)
		s.store(func(tx *storage.Tx) error {
			return tx.SaveReply(loa.Reply{Meeting: s.numberOf(m[1]), Member: s.member(m[3]), Intent: loa.Intent(m[2]), Reason: m[4], At: s.now})
		})
	case checked.MatchString(line):
		m := checked.FindStringSubmatch(line)
		s.store(func(tx *storage.Tx) error {
			links, err := tx.Links(s.member(m[2]))
			if err != nil || len(links) == 0 {
				return fmt.Errorf("%s has no account: %w", m[2], err)
			}
			return tx.SaveAttendance(loa.Attendance{Meeting: s.numberOf(m[1]), Member: links[0].Member, Presence: loa.Present, At: s.now, By: links[0].Account})
		})
	default:
		return false
	}
	return true
}

func (s *stage) store(do func(*storage.Tx) error) {
	if err := s.db.Update(s.t.Context(), do); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) onRoster(unit loa.UnitID, name string) {
	name, kinds, _ := strings.Cut(strings.TrimSuffix(name, ")"), " (")
	if kinds == "" {
		kinds = string(loa.FullMember)
	}
	s.store(func(tx *storage.Tx) error {
		id, err := tx.SaveMember(loa.Member{Name: name})
		if err != nil {
			return err
		}
		s.members = append(s.members, loa.Member{ID: id, Name: name})
		for _, kind := range strings.Split(kinds, "+") {
			if err := tx.SaveMembership(loa.Membership{Member: id, Unit: unit, Kind: loa.MembershipKind(kind)}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *stage) member(name string) loa.MemberID {
	i := slices.IndexFunc(s.members, func(m loa.Member) bool { return m.Name == name })
	if i < 0 {
		s.t.Fatalf("nobody is called %q", name)
	}
	return s.members[i].ID
}

func (s *stage) numberOf(text string) loa.MeetingID {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		s.t.Fatal(err)
	}
	return loa.MeetingID(id)
}

// papers writes documents that say how much is in them.
type papers struct{}

func (papers) Minutes(m campaign.Minutes, lang loa.Lang) (string, []byte, error) {
	return "bien-ban-" + string(lang) + ".docx", fmt.Appendf(nil, "%+v", m), nil
}

func (papers) YearSheet(years []campaign.Year, lang loa.Lang) (string, []byte, error) {
	return fmt.Sprintf("nam-%d-%s.xlsx", len(years), lang), fmt.Appendf(nil, "%+v", years), nil
}
