// Command bench measures Loa's delivery against the sandbox, which keeps the
// platform's limits as sliding windows, and tries to make it lose or double a
// message. It is no part of the program.
//
//	bench broadcast    how long broadcasts take, beside plain clients
//	bench answers      how fast answers to questions are stored, beside a bare loop
//	bench crash        loa serve killed again and again while it broadcasts
//	bench crash-answers loa serve killed again and again while answers come in
//	bench footprint    what loa serve takes of memory and time to start
//
// Times are printed, never judged. Whatever was lost or doubled, or 429s that
// Loa caused, make the exit status 1.
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
	Broadcast broadcastCmd `cmd:"" help:"Measure how long broadcasts take, ours and a plain client's."`
	Crash     crashCmd     `cmd:"" help:"Kill loa serve at random moments of a broadcast; look for lost and doubled messages."`
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
	parser, err := kong.New(&c, kong.Name("bench"), kong.Description("Measures Loa's delivery against the sandbox."),
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
