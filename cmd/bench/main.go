// Command bench measures Loa's delivery against the sandbox, which keeps the
// platform's limits as sliding windows, and tries to make it lose or double a
// message. It also simulates a year of a ward's meetings and measures how long
// people wait for the answer to a tap. It is no part of the program.
//
//	bench broadcast    how long broadcasts take, beside plain clients
//	bench meetings     how soon taps are answered in a year of a ward's meetings
//	bench answers      how fast answers to questions are stored, beside a bare loop
//	bench crash        loa serve killed again and again while it broadcasts
//	bench contest      a contest of a whole ward, recomputed from its record
//	bench crash-answers loa serve killed again and again while answers come in
//	bench footprint    what loa serve takes of memory and time to start
//	bench report       how long reports on a ward's full year take
//
// Times are printed, never judged. Whatever was lost, doubled or miscounted, or
// 429s that Loa caused, make the exit status 1.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // the posts' day is one of Hà Nội

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// cli is the command line.
type cli struct {
	Contest    contestCmd    `cmd:"" help:"Simulate a contest of a ward; recompute its result; measure the memory."`
	ContestLoa contestLoaCmd `cmd:"" hidden:""`

	Broadcast broadcastCmd `cmd:"" help:"Measure how long broadcasts take, ours and a plain client's."`
	Meetings  meetingsCmd  `cmd:"" help:"Simulate a year of a ward's meetings: how soon is each tap answered?"`
	Crash     crashCmd     `cmd:"" help:"Kill loa serve at random moments of a broadcast; look for lost and doubled messages."`
	Report    reportCmd    `cmd:"" help:"Measure how long reports on a ward's full year take."`
	Answers   answersCmd   `cmd:"" help:"Measure how fast answers to questions are stored, beside a bare loop, and how long their toasts take."`
	Quiz      quizCmd      `cmd:"" name:"crash-answers" help:"Kill loa serve at random moments while answers come in; look for lost and doubled ones."`
	Footprint footprintCmd `cmd:"" help:"Measure the memory, the start and the size of the program."`
}

// env is what a command gets of the world.
type env struct {
	ctx context.Context
	out io.Writer
}

// errFound says that what a command looks for was found; it has been printed.
var errFound = errors.New("lost, doubled or refused messages were found")

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c cli
	exited := false
	parser, err := kong.New(&c, kong.Name("bench"), kong.Description("Measures what Loa promises of its pace, its answers and its size."),
		kong.Writers(stdout, stderr), kong.Exit(func(int) { exited = true }))
	if err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return 1
	}
	parsed, err := parser.Parse(args)
	if exited { // --help
		return 0
	}
	if err == nil {
		err = parsed.Run(&env{ctx, stdout})
	}
	if err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return 1
	}
	return 0
}

// pause waits, unless the context ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
