package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"loa/bot/sandbox"
)

type answersCmd struct {
	Answers int           `help:"Answers that wait to be received." default:"20000"`
	Runs    int           `help:"Runs of Loa and of the bare loop, by turns; the median counts." default:"5"`
	Rate    int           `help:"Taps a second while the time of the toasts is measured." default:"500"`
	For     time.Duration `help:"How long these taps go on." default:"10s"`
}

// members is how many people answer; each answers so many questions.
const members = 1000

// Run is the command.
func (c *answersCmd) Run(e *env) error {
	questions := max(1, c.Answers/members)
	fmt.Fprintf(e.out, "%d answers of %d members to %d questions; SQLite in a file, synchronous=FULL\n\n", questions*members, members, questions)
	fmt.Fprintln(e.out, "waiting | answers/s | bare loop/s | ratio | missing | doubled\n---|--:|--:|--:|--:|--:")
	bad := false
	for _, kind := range []struct {
		name string
		wait func(*quizHall) error
	}{
		{"taps under names", (*quizHall).tapAll},
		{"votes in anonymous polls", (*quizHall).voteAll},
	} {
		var ours, bare []float64
		missing, doubled := 0, 0
		for range c.Runs {
			m, d, rate, err := receiveOurs(e.ctx, questions, kind.wait)
			if err != nil {
				return fmt.Errorf("receive %s: %w", kind.name, err)
			}
			missing, doubled, ours = missing+m, doubled+d, append(ours, rate)
			if rate, err = receiveBare(e.ctx, questions, kind.wait); err != nil {
				return fmt.Errorf("receive %s by the bare loop: %w", kind.name, err)
			}
			bare = append(bare, rate)
		}
		fmt.Fprintf(e.out, "%s | %.0f (%.0f–%.0f) | %.0f (%.0f–%.0f) | %.2f | %d | %d\n", kind.name, median(ours), slices.Min(ours), slices.Max(ours),
			median(bare), slices.Min(bare), slices.Max(bare), median(ours)/median(bare), missing, doubled)
		bad = bad || missing+doubled > 0
	}
	t, err := measureToasts(e.ctx, c.Rate, c.For)
	if err != nil {
		return fmt.Errorf("measure toasts: %w", err)
	}
	fmt.Fprintf(e.out, "\ntoasts at %d taps/s for %v: %d of %d taps answered; median %v, p99 %v, longest %v\n",
		c.Rate, c.For, len(t.took), t.taps, at(t.took, 0.5), at(t.took, 0.99), at(t.took, 1))
	if bad || t.missing+t.doubled > 0 || len(t.took) != t.taps {
		return errFound
	}
	return nil
}

func median(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// at returns the quantile of sorted times.
func at(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)].Round(100 * time.Microsecond)
}

// receiveOurs has the answers wait, lets the real adapter and bot receive them, and
// counts what is stored.
func receiveOurs(ctx context.Context, questions int, wait func(*quizHall) error) (missing, doubled int, rate float64, err error) {
	h, err := newQuizHall(ctx, questions)
	if err != nil {
		return 0, 0, 0, err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if err := wait(h); err != nil {
		return 0, 0, 0, err
	}
	took, err := h.receive(ctx)
	if err != nil {
		return 0, 0, 0, err
	}
	missing, doubled, err = h.lostAnswers(ctx, questions)
	return missing, doubled, float64(questions*members) / took.Seconds(), err
}

// tapAll has every member answer every question under a name.
func (h *quizHall) tapAll() error {
	return h.each(func(who sandbox.PersonID, group sandbox.ChatID, question int) error {
		_, err := h.TapData(who, group, h.buttons[question], h.data(question, choice(who)))
		return err
	})
}

// voteAll has every member vote in every poll.
func (h *quizHall) voteAll() error {
	h.polls = true
	return h.each(func(who sandbox.PersonID, group sandbox.ChatID, question int) error {
		return h.Vote(who, group, h.votes[question], choice(who))
	})
}

func (h *quizHall) each(do func(who sandbox.PersonID, group sandbox.ChatID, question int) error) error {
	for q, group := range h.groups {
		for _, who := range h.people {
			if err := do(who, group, q); err != nil {
				return err
			}
		}
	}
	return nil
}

// tempDir makes a folder for a database and returns what removes it.
func tempDir() (path string, remove func() error, err error) {
	dir, err := os.MkdirTemp("", "loa-bench-")
	return filepath.Join(dir, "loa.db"), func() error { return os.RemoveAll(dir) }, err
}
