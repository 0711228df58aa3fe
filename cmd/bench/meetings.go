package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// meetingsCmd simulates a year of a ward's meetings and measures how long each tap
// takes until its answer is stored.
type meetingsCmd struct {
	Months   int    `help:"How many months are simulated." default:"12"`
	Units    int    `help:"How many organisations meet every month." default:"89"`
	Members  int    `help:"How many members they have together." default:"2500"`
	Groups   int    `help:"How many groups are told of the meetings." default:"300"`
	Database string `help:"An empty PostgreSQL database to use, as postgres://…; without it a file of SQLite."`
}

// errMiscounted says that the database holds something else than what was tapped;
// what it is has been printed.
var errMiscounted = errors.New("the database counts otherwise than what was tapped")

// Run is the command.
func (c *meetingsCmd) Run(e *env) (err error) {
	if c.Months < 1 || c.Units < 1 || c.Members < c.Units*fewest || c.Groups < c.Units {
		return fmt.Errorf("simulate meetings: want a month and a unit at least, %d members and a group for each unit", fewest)
	}
	dir, err := os.MkdirTemp("", "loa-meetings-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	target := c.Database
	if target == "" {
		target = filepath.Join(dir, "loa.db")
	}
	w, err := newWard(e.ctx, target, filepath.Join(dir, "campaign"), wardSize{c.Units, c.Members, c.Groups})
	if err != nil {
		return fmt.Errorf("set up ward: %w", err)
	}
	defer func() { err = errors.Join(err, w.db.Close()) }()
	y := newYear(w)
	for m := range c.Months {
		if err := y.month(e.ctx, m); err != nil {
			return fmt.Errorf("simulate month %d: %w", m+1, err)
		}
	}
	if err := c.print(e, y, target); err != nil {
		return err
	}
	return c.judge(e.ctx, e, y)
}

// print shows the times and the size of the database.
func (c *meetingsCmd) print(e *env, y *year, target string) error {
	fmt.Fprintf(e.out, "%d organisations, %d members, %d groups, %d months\n\n", c.Units, c.Members, c.Groups, c.Months)
	if err := y.times.print(e.out, c.Months); err != nil {
		return err
	}
	fmt.Fprintln(e.out)
	if err := printRuns(e.out, y.runs); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "\ndeliveries settled: %d, one takes %v at the median, %v at p99\n", y.settled, ms(y.settling.at(50)), ms(y.settling.at(99)))
	if c.Database != "" {
		return nil
	}
	size, err := sizeOf(target)
	fmt.Fprintf(e.out, "the database has %.1f MB\n", float64(size)/1e6)
	return err
}

// sizeOf returns the bytes of an SQLite database, its log included.
func sizeOf(path string) (size int64, err error) {
	for _, name := range []string{path, path + "-wal"} {
		info, err := os.Stat(name)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return 0, err
		}
		size += info.Size()
	}
	return size, nil
}

// judge compares what is stored with what was tapped. Times are no matter.
func (c *meetingsCmd) judge(ctx context.Context, e *env, y *year) error {
	wrong, err := y.recount(ctx)
	if err != nil {
		return fmt.Errorf("recount: %w", err)
	}
	for _, line := range wrong {
		fmt.Fprintln(e.out, "WRONG:", line)
	}
	fmt.Fprintf(e.out, "recounted: %d meetings, %d replies, %d records, %d invitations; %d wrong\n",
		len(y.evenings), y.replies(), y.marks(), len(y.evenings)*c.Groups/c.Units, len(wrong))
	if len(wrong) > 0 {
		return errMiscounted
	}
	return nil
}
