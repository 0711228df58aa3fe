package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"loa"
	"loa/bot/sandbox"
	"loa/storage"
)

// TestQuestionUnderNames: an official asks, a member answers by a tap, Loa is started anew,
// the first answer counts, and in the evening the group is told.
func TestQuestionUnderNames(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.cfg.Campaign = filepath.Join("..", "..", "bot", "testdata", "campaign")
	s.to("2024-04-15T09:00:00+07:00")
	group := s.bound("Chi bộ 1", "cb-1", "cell")
	s.database(func(tx *storage.Tx) error {
		id, err := tx.SaveMember(loa.Member{Name: "Mai"})
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if err := tx.LinkAccount(loa.Link{Account: account(s.mai), Member: id, At: now}); err != nil {
			return err
		}
		return tx.GiveConsent(loa.Consent{Member: id, Purpose: loa.PurposeQuiz, Version: loa.PurposeQuiz.Version(), Given: now})
	})
	s.start()
	s.Say(s.lan, group, "/dovui@loa_bot")
	s.tap(s.lan, group, s.line("quiz.set_button", map[string]any{"Title": "Tuần hai", "Left": 1}))
	s.tap(s.lan, group, "Q04 · M1")
	s.tap(s.lan, group, s.line("quiz.confirm_button", nil))
	question := s.await(group, "Chiến dịch kết thúc ngày nào?")
	right := ""
	for line := range strings.Lines(question.Text) {
		if letter, option, ok := strings.Cut(strings.TrimSpace(line), ". "); ok && option == "07/5" {
			right = letter
		}
	}
	toast := func(n int) string {
		s.until(fmt.Sprintf("Mai is told %d times", n), func() bool { return len(s.Toasts(s.mai)) == n })
		return s.Toasts(s.mai)[n-1].Text
	}
	answer := func(button string) {
		if _, err := s.Tap(s.mai, group, question.ID, button); err != nil {
			t.Fatal(err)
		}
	}
	answer(right)
	if got := toast(1); !strings.HasPrefix(got, "✅") {
		t.Errorf("told %q", got)
	}
	s.halt()
	answer(otherLetter(right)) // while Loa is away
	s.start()
	if got := toast(2); !strings.Contains(got, "07/5") {
		t.Errorf("told %q, want what was answered first", got)
	}
	s.to("2024-04-15T20:00:01+07:00")
	told := s.await(group, fmt.Sprintf("Đáp án câu hỏi Q04: %s. 07/5", right))
	if told.ReplyTo != question.ID {
		t.Errorf("the answer replies to %d, want %d", told.ReplyTo, question.ID)
	}
	s.until("the buttons are gone", func() bool {
		for _, m := range s.Messages(group) {
			if m.ID == question.ID {
				return len(m.Buttons) == 0 && strings.Contains(m.Text, s.line("quiz.closed_foot", map[string]any{"Answered": 1}))
			}
		}
		return false
	})
	answered := s.shown(group, "Đáp án câu hỏi")
	if len(answered) != 1 {
		t.Errorf("told the answer %d times", len(answered))
	}
	if _, err := s.Tap(s.mai, group, question.ID, right); !errors.Is(err, sandbox.ErrNoButton) {
		t.Errorf("a tap after the end: %v", err)
	}
}

func otherLetter(letter string) string {
	if letter == "A" {
		return "B"
	}
	return "A"
}
