package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"loa/bot/sandbox"
	"loa/storage"
)

type quizCmd struct {
	Loa     string `arg:"" help:"The loa program." type:"existingfile"`
	Rounds  int    `help:"Rounds, each on a new database." default:"10"`
	Answers int    `help:"Taps, and as many votes, of a round." default:"20000"`
	Kills   int    `help:"Kills of a round, while answers come in and while they wait." default:"8"`
	Seed    uint64 `help:"Of the moments; 0: another one each time."`
}

// Run is the command.
func (c *quizCmd) Run(e *env) error {
	seed := c.Seed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	questions := max(1, c.Answers/members)
	fmt.Fprintf(e.out, "%d rounds of %d taps, some of them twice, and %d votes; loa serve is killed %d times in each, seed %d\n\n",
		c.Rounds, questions*members, questions*members, c.Kills, seed)
	fmt.Fprintln(e.out, "round | kills | taps missing | doubled | votes missing | doubled | time\n--:|--:|--:|--:|--:|--:|--:")
	bad := false
	for i := range c.Rounds {
		start := time.Now()
		q, err := playQuiz(e.ctx, c.Loa, questions, c.Kills, rand.New(rand.NewPCG(seed, uint64(i)))) //nolint:gosec // moments, no secrets
		if err != nil {
			return fmt.Errorf("round %d: %w", i+1, err)
		}
		fmt.Fprintf(e.out, "%d | %d | %d | %d | %d | %d | %.1f s\n", i+1, c.Kills, q.missing, q.doubled, q.votesMissing, q.votesDoubled, time.Since(start).Seconds())
		bad = bad || q != quizTally{}
	}
	if bad {
		return errFound
	}
	return nil
}

// quizTally is what went wrong.
type quizTally struct{ missing, doubled, votesMissing, votesDoubled int }

// playQuiz lets answers come in while loa serve is killed at random moments, and compares
// what is stored in the end with what people did.
func playQuiz(ctx context.Context, program string, questions, kills int, rng *rand.Rand) (t quizTally, err error) {
	h, err := newQuizHall(ctx, questions)
	if err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if err := h.db.Close(); err != nil {
		return t, err
	}
	h.db = nil // it is the program's now
	r := &round{loa: program, dir: h.dir, chatServer: &chatServer{Sandbox: h.Sandbox, url: h.server.URL}}
	people, stop := context.WithCancel(ctx)
	defer stop()
	fed := make(chan error, 1)
	taps := rand.New(rand.NewPCG(rng.Uint64(), 0)) //nolint:gosec // who taps twice, no secret
	go func() { fed <- h.feed(people, taps) }()
	for range kills {
		p, err := r.serve()
		if err != nil {
			return t, err
		}
		pause(ctx, time.Duration(rng.IntN(1000))*time.Millisecond) // while it starts, or at work
		if err := p.kill(); err != nil {
			return t, fmt.Errorf("%w: %s", err, r.log())
		}
	}
	p, err := r.serve()
	if err != nil {
		return t, err
	}
	err = errors.Join(<-fed, h.Until(ctx, func() bool { return h.Pending() == 0 }), p.stop())
	if err != nil {
		return t, fmt.Errorf("%w: %s", err, r.log())
	}
	if h.db, err = storage.Open(ctx, h.database()); err != nil {
		return t, err
	}
	if t.missing, t.doubled, err = h.lostAnswers(ctx, questions); err != nil {
		return t, err
	}
	h.polls = true
	t.votesMissing, t.votesDoubled, err = h.lostAnswers(ctx, questions)
	return t, err
}

// log is what the program has written.
func (r *round) log() string {
	text, err := os.ReadFile(r.dir + "/log")
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-2000):])
}

// feed has everybody answer everything within some seconds. One in twenty taps comes
// again, for another option: the first one counts.
func (h *quizHall) feed(ctx context.Context, rng *rand.Rand) error {
	n := 0
	return h.each(func(who sandbox.PersonID, group sandbox.ChatID, question int) error {
		if n++; n%20 == 0 {
			pause(ctx, 4*time.Millisecond)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		_, err := h.TapData(who, group, h.buttons[question], h.data(question, choice(who)))
		if err == nil && rng.IntN(20) == 0 {
			_, err = h.TapData(who, group, h.buttons[question], h.data(question, (choice(who)+1)%options))
		}
		return errors.Join(err, h.Vote(who, group, h.votes[question], choice(who)))
	})
}
