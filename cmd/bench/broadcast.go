package main

import (
	"context"
	"fmt"
	"strconv"
	"text/tabwriter"
	"time"

	"loa"
	"loa/bot/sandbox"
)

type broadcastCmd struct {
	Latency []time.Duration `help:"Round trips to the platform." default:"10ms,40ms,200ms"`
	Jitter  []time.Duration `help:"One more round trip, between these two." default:"20ms,60ms"`
	Plain   bool            `help:"Measure plain clients, too." default:"true" negatable:""`
	Minute  bool            `help:"Measure 25 messages to one group, too: more than a minute each."`
}

// shape is a broadcast: so many messages to each of so many groups.
type shape struct {
	groups, each int
	floor        time.Duration
}

// The floor is what the limits and the network alone take. The platform takes the
// first 30 messages at once and 30 more each second; of those to one group, one a
// second and 20 a minute. This floor of a shape lies between the first and the last
// message; add the shortest round trip because no sender knows of
// the last message before its answer is here.
func shapes(minute bool) []shape {
	all := []shape{
		{300, 1, 9 * time.Second}, // ⌊299/30⌋ full seconds before the last
		{50, 3, 4 * time.Second},  // ⌊149/30⌋
	}
	if minute {
		// The 21st comes a minute after the first, the 25th 4 gaps of a second later.
		all = append(all, shape{1, 25, 64 * time.Second})
	}
	return all
}

// sender sends texts 1 … each to every group, in this order within a group, and
// returns when all are sent or given up.
type sender struct {
	name string
	ours bool
	send func(ctx context.Context, t *chatServer, each int) (took time.Duration, err error)
}

// result is what the sandbox saw of a broadcast.
type result struct {
	took                   time.Duration
	refused, lost, doubled int
}

// Run is the command.
func (c *broadcastCmd) Run(e *env) error {
	senders := []sender{{"Loa", true, sendOurs}}
	if c.Plain {
		senders = append(senders,
			sender{"plain, one after the other", false, plain(1)},
			sender{"plain, 30 goroutines", false, plain(30)})
	}
	var ways []spread
	for _, l := range c.Latency {
		ways = append(ways, spread{l, l})
	}
	if len(c.Jitter) == 2 {
		ways = append(ways, spread{c.Jitter[0], c.Jitter[1]})
	}
	fmt.Fprintln(e.out, "groups × messages | round trip | sender | time | floor | time/floor | without the round trip | 429s | lost | doubled")
	fmt.Fprintln(e.out, "---|---|---|---|---|---|---|---|---|---")
	table := tabwriter.NewWriter(e.out, 0, 0, 1, ' ', tabwriter.Debug)
	bad := false
	for _, s := range shapes(c.Minute) {
		for _, way := range ways {
			for _, sender := range senders {
				r, err := measure(e.ctx, s, way, sender)
				if err != nil {
					return fmt.Errorf("broadcast %d × %d as %s: %w", s.groups, s.each, sender.name, err)
				}
				floor := s.floor + way.low
				fmt.Fprintf(table, "%d × %d\t %v\t %s\t %.2f s\t %.2f s\t %.3f\t %.3f\t %d\t %d\t %d\n", s.groups, s.each, way, sender.name,
					r.took.Seconds(), floor.Seconds(), r.took.Seconds()/floor.Seconds(), r.took.Seconds()/s.floor.Seconds(), r.refused, r.lost, r.doubled)
				if err := table.Flush(); err != nil {
					return err
				}
				bad = bad || sender.ours && r.refused+r.lost+r.doubled > 0
			}
		}
	}
	if bad {
		return errFound
	}
	return nil
}

// measure has one broadcast sent and counts what arrived, in the sandbox.
func measure(ctx context.Context, s shape, way spread, by sender) (r result, err error) {
	t, err := newChatServer(s.groups, way)
	if err != nil {
		return r, err
	}
	r.took, err = by.send(ctx, t, s.each)
	r.refused = t.Calls("sendMessage", 429)
	for _, chat := range t.groups {
		for i := range s.each {
			switch n := t.shown(chat, text(i)); {
			case n == 0:
				r.lost++
			case n > 1:
				r.doubled += n - 1
			}
		}
	}
	if closed := t.close(); err == nil {
		err = closed
	}
	return r, err
}

// text is unique within a chat, and no part of another one.
func text(i int) string { return fmt.Sprintf("Bài số %d.", i+1) }

func chatID(c sandbox.ChatID) loa.ChatID { return loa.ChatID(strconv.FormatInt(int64(c), 10)) }
