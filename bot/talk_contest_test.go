package bot_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"loa"
	"loa/campaign"
	"loa/report"
	"loa/storage"
)

// Lines of a script about contests:
//
//	NAME answers right, NAME answers wrong   taps an option of the question on the newest screen
//	5 more in UNIT                           so many members there without an account, so that the unit is large enough
//	agree NAME                               NAME agrees to quizzes
var (
	answers = regexp.MustCompile(`^(\S+) answers (right|wrong)$`)
	crowd   = regexp.MustCompile(`^(\d+) more in (\S+)$`)
	agree   = regexp.MustCompile(`^agree (\S+)$`)
)

// seed gives the seeds of draws in a row, so that conversations are the same each time.
func (s *stage) seed() string {
	s.seeds++
	return fmt.Sprintf("%06d-seed", s.seeds)
}

// doContest does a line about contests, and reports whether it was one.
func (s *stage) doContest(line string) bool {
	if m := answers.FindStringSubmatch(line); m != nil {
		s.answer(m[1], m[2] == "right")
		return true
	}
	var change func(tx *storage.Tx) error
	if m := crowd.FindStringSubmatch(line); m != nil {
		change = func(tx *storage.Tx) error { return s.crowd(tx, m[1], loa.UnitID(m[2])) }
	} else if m := agree.FindStringSubmatch(line); m != nil {
		change = func(tx *storage.Tx) error {
			member, err := tx.MemberOf(account(m[1]))
			if err != nil {
				return err
			}
			return tx.GiveConsent(loa.Consent{Member: member.ID, Purpose: loa.PurposeQuiz, Version: loa.PurposeQuiz.Version(), Given: s.now})
		}
	} else {
		return false
	}
	if err := s.db.Update(s.t.Context(), change); err != nil {
		s.t.Fatal(err)
	}
	return true
}

func (s *stage) crowd(tx *storage.Tx, many string, unit loa.UnitID) error {
	n, err := strconv.Atoi(many)
	if err != nil {
		return err
	}
	for i := range n {
		id, err := tx.SaveMember(loa.Member{Name: fmt.Sprintf("Đảng viên %d", i+1)})
		if err != nil {
			return err
		}
		from := loa.Date{Year: 2020, Month: time.May, Day: 19}
		if err := tx.SaveMembership(loa.Membership{Member: id, Unit: unit, Kind: loa.FullMember, From: from}); err != nil {
			return err
		}
	}
	return nil
}

// answer taps the right option of the question on the newest screen, or the first wrong one.
func (s *stage) answer(name string, right bool) {
	s.t.Helper()
	i := len(s.said) - 1
	for ; i >= 0 && (s.said[i].chat != string(private(name).ID) || len(s.said[i].buttons) == 0); i-- {
	}
	if i < 0 {
		s.t.Fatalf("%s has no question", name)
	}
	err := errors.New("no option to tap")
	for _, b := range slices.Concat(s.said[i].buttons...) {
		option, good, known := s.option(b)
		if known && good == right {
			err = nil
			fmt.Fprintf(&s.out, "  (%s)\n", strings.TrimPrefix(option, "● "))
			s.receive(loa.Update{Tap: &loa.Tap{ID: "t", From: person(name), Chat: private(name), Message: s.said[i].id, Data: b.Data}})
			break
		}
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// checkRecord verifies the record of a contest that was sent, as its reader would.
func (s *stage) checkRecord(m loa.Media) {
	s.t.Helper()
	if !strings.HasSuffix(m.Name, "-2024.json") {
		return
	}
	_, file, err := s.db.File(s.t.Context(), m.Digest)
	if err != nil {
		s.t.Fatal(err)
	}
	record, err := report.ReadContestRecord(file)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, d := range report.VerifyContest(record) {
		s.t.Errorf("%s: paper %d: %s", m.Name, d.Paper, s.catalog.Line(loa.English, d.Key, d.Data))
	}
}

// option reads the button of an option, and looks up whether it is right.
func (s *stage) option(b loa.Button) (text string, right, ok bool) {
	action, args, _ := campaign.ReadButton(b.Data)
	if action != "cta" {
		return "", false, false
	}
	numbers := make([]int, len(args))
	for i, a := range args {
		numbers[i], _ = strconv.Atoi(a) // Loa wrote them
	}
	err := s.db.View(s.t.Context(), func(tx *storage.Tx) error {
		p, err := tx.Paper(loa.PaperID(numbers[0]))
		if err != nil {
			return err
		}
		q, err := tx.ContestQuestion(p.Round, p.Questions[numbers[1]].Pool)
		right = numbers[2] == q.Answer
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return b.Text, right, true
}
