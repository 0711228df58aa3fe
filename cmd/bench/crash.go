package main

import (
	"fmt"
	"math/rand/v2"
	"time"
)

type crashCmd struct {
	Loa    string `arg:"" help:"The loa program." type:"existingfile"`
	Rounds int    `help:"Broadcasts, each on a new database." default:"50"`
	Groups int    `help:"Groups of a broadcast. 100 take 5 s a round, 1000 more than half a minute." default:"100"`
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
	fmt.Fprintf(e.out, "%d rounds of one post to %d groups, round trip %v, the platform's own limits, seed %d\n", c.Rounds, c.Groups, roundTrip, seed)
	var sum tally
	for i := range c.Rounds {
		r, err := newRound(c.Loa, c.Groups, rand.New(rand.NewPCG(seed, uint64(i))))
		if err != nil {
			return fmt.Errorf("prepare round %d: %w", i+1, err)
		}
		t, err := r.play(e.ctx)
		if err != nil {
			return fmt.Errorf("round %d: %w (see %s)", i+1, err, r.dir)
		}
		fmt.Fprintf(e.out, "%4d: %v\n", i+1, t)
		for _, line := range t.notes {
			fmt.Fprintln(e.out, "      "+line)
		}
		if t.bad() {
			fmt.Fprintln(e.out, "      the database and the log are kept in "+r.dir)
		} else if err := r.remove(); err != nil {
			return err
		}
		sum.add(t)
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
