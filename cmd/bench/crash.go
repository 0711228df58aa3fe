package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"time"
)

type crashCmd struct {
	Loa    string `arg:"" help:"The loa program." type:"existingfile"`
	Rounds int    `help:"Broadcasts, each on a new database." default:"50"`
	Groups int    `help:"Groups of a broadcast. 1000 take more than half a minute a round: the platform's pace." default:"1000"`
	AtOnce int    `help:"Rounds played at once; each has a platform, a database and a program of its own." default:"10"`
	Seed   uint64 `help:"Of the moments and the failures; 0: another one each time."`
}

// roundTrip is long enough that kills and failures find requests on both ways.
const roundTrip = 40 * time.Millisecond

// Run is the command.
func (c *crashCmd) Run(e *env) error {
	seed := c.Seed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	fmt.Fprintf(e.out, "%d rounds of one post to %d groups, %d at once, round trip %v, the platform's own limits, seed %d\n",
		c.Rounds, c.Groups, c.AtOnce, roundTrip, seed)
	sum, err := c.playAll(e, seed)
	if err != nil {
		return err
	}
	fmt.Fprintln(e.out, "\nrounds | messages | kills | failures | sent | uncertain, arrived | uncertain, not arrived | 429s | skipped | doubled | uncertain without cause")
	fmt.Fprintln(e.out, "---|---|---|---|---|---|---|---|---|---|---")
	fmt.Fprintf(e.out, "%d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d\n", c.Rounds, sum.groups, sum.kills, sum.failures, sum.sent,
		sum.arrived, sum.absent, sum.refused, sum.skipped, sum.doubled, sum.baseless)
	if sum.bad() {
		return errFound
	}
	return nil
}

// playAll plays the rounds, some at once since each mostly waits for the platform's
// pace, and prints each as it ends.
func (c *crashCmd) playAll(e *env, seed uint64) (sum tally, err error) {
	ctx, stop := context.WithCancel(e.ctx) // the first error ends the others
	defer stop()
	type played struct {
		*round
		tally tally
		err   error
	}
	ended := make(chan played)
	next := make(chan int)
	go func() {
		defer close(next)
		for i := range c.Rounds {
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	var players sync.WaitGroup
	for range max(c.AtOnce, 1) {
		players.Go(func() {
			for i := range next {
				r, err := newRound(c.Loa, i+1, c.Groups, rand.New(rand.NewPCG(seed, uint64(i))))
				if err != nil {
					ended <- played{err: fmt.Errorf("prepare round %d: %w", i+1, err)}
					continue
				}
				t, err := r.play(ctx)
				if err != nil {
					err = fmt.Errorf("round %d: %w (see %s)", r.number, err, r.dir)
				}
				ended <- played{r, t, err}
			}
		})
	}
	go func() {
		players.Wait()
		close(ended)
	}()
	for p := range ended {
		if p.err == nil {
			p.err = p.report(e.out, p.tally)
		}
		if p.err != nil && err == nil { // those after it are its consequences
			err = p.err
			stop()
		}
		sum.add(p.tally)
	}
	return sum, err
}

// report prints a round, and keeps its files if something went wrong.
func (r *round) report(w io.Writer, t tally) error {
	fmt.Fprintf(w, "%4d: %v\n", r.number, t)
	for _, line := range t.notes {
		fmt.Fprintln(w, "      "+line)
	}
	if t.bad() {
		fmt.Fprintln(w, "      the database and the log are kept in "+r.dir)
		return nil
	}
	return r.remove()
}

// tally is what became of the messages of a round, or of all.
type tally struct {
	groups, kills, failures, refused int
	sent                             int
	arrived, absent                  int // uncertain
	skipped, doubled, baseless       int // violations; baseless: uncertain though nothing had happened
	took                             time.Duration
	notes                            []string // each uncertain delivery and each violation
}

func (t *tally) bad() bool { return t.skipped+t.doubled+t.baseless > 0 }

func (t *tally) note(format string, args ...any) {
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

func (t *tally) add(o tally) {
	t.groups += o.groups
	t.kills += o.kills
	t.failures += o.failures
	t.refused += o.refused
	t.sent += o.sent
	t.arrived += o.arrived
	t.absent += o.absent
	t.skipped += o.skipped
	t.doubled += o.doubled
	t.baseless += o.baseless
}

func (t tally) String() string {
	return fmt.Sprintf("%d groups, %d kills, %d failures: %d sent, %d uncertain (%d arrived), %d skipped, %d doubled, %d 429s, %.1f s",
		t.groups, t.kills, t.failures, t.sent, t.arrived+t.absent, t.arrived, t.skipped, t.doubled, t.refused, t.took.Seconds())
}
