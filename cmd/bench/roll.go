package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"loa"
	"loa/campaign"
)

// onRoll is how many names stand on a page of the roll.
const onRoll = 10

// The kinds of taps at a roll call.
const (
	tapName = "roll: a name"
	tapPage = "roll: a page or what to record"
)

// rollCall has the secretary take the roll of an evening and close it. Every third
// records those present with one tap at the end, the others tap each name.
func (y *year) rollCall(ctx context.Context, e *evening) error {
	who := e.secretary.who
	if err := y.openRoll(ctx, e); err != nil {
		return err
	}
	rest := e.came(y)
	for _, as := range []struct {
		mode    string
		marking loa.Marking
	}{
		{"p", loa.Marking{Presence: loa.Present}},
		{"l", loa.Marking{Presence: loa.Present, Late: true}},
		{"e", loa.Marking{Presence: loa.Excused, Reason: loa.ReasonIll}},
		{"u", loa.Marking{Presence: loa.Unexcused}},
	} {
		if err := y.mark(ctx, e, as.mode, as.marking, rest); err != nil {
			return err
		}
	}
	if rest {
		if err := y.press(ctx, "roll: the rest", who, y.called("rollcall.rest_present_button")); err != nil {
			return err
		}
		if err := y.press(ctx, "roll: the rest", who, starts("Ghi ")); err != nil {
			return err
		}
	}
	return y.closeRoll(ctx, e, rest)
}

// openRoll opens the roll; from the second month on there are several to choose from.
func (y *year) openRoll(ctx context.Context, e *evening) error {
	who := e.secretary.who
	if err := y.write(ctx, "/diemdanh", who, "diemdanh", ""); err != nil {
		return err
	}
	opens := func(b loa.Button) bool {
		action, args, _ := campaign.ReadButton(b.Data)
		return action == campaign.RollButton && len(args) == 1 && args[0] == e.number
	}
	if !y.newest(e.secretary.chat).has(opens) {
		return nil
	}
	return y.press(ctx, tapPage, who, opens)
}

// came decides what is to be recorded of each: most came. Of somebody nothing is
// recorded, unless the rest is recorded with one tap.
func (e *evening) came(y *year) (rest bool) {
	rest = y.rng.IntN(3) == 0
	for _, p := range e.due {
		switch n := y.rng.IntN(200); {
		case n < 6:
			e.marked[p] = loa.Marking{Presence: loa.Present, Late: true}
		case n < 18:
			e.marked[p] = loa.Marking{Presence: loa.Excused, Reason: loa.ReasonIll}
		case n < 24:
			e.marked[p] = loa.Marking{Presence: loa.Unexcused}
		case n < 25 && !rest:
		default:
			e.marked[p] = loa.Marking{Presence: loa.Present}
		}
	}
	return rest
}

// mark chooses what to record, and taps all of whom it is to be recorded.
func (y *year) mark(ctx context.Context, e *evening, mode string, marking loa.Marking, rest bool) error {
	var those []*person
	for _, p := range e.due {
		if e.marked[p] == marking {
			those = append(those, p)
		}
	}
	if len(those) == 0 || rest && marking == (loa.Marking{Presence: loa.Present}) {
		return nil
	}
	who := e.secretary.who
	if mode != "p" {
		if err := y.press(ctx, tapPage, who, y.called("rollcall.mode_"+mode)); err != nil {
			return err
		}
	}
	for page := range (len(e.due) + onRoll - 1) / onRoll {
		if err := y.turnTo(ctx, e, page); err != nil {
			return err
		}
		for _, p := range those {
			if !y.newest(e.secretary.chat).has(named(p)) {
				continue
			}
			if err := y.markOne(ctx, e, p, marking); err != nil {
				return err
			}
		}
	}
	return nil
}

// turnTo turns to a page of the roll, unless it is the one that is shown.
func (y *year) turnTo(ctx context.Context, e *evening, page int) error {
	number := strconv.Itoa(page + 1)
	turns := func(b loa.Button) bool { return b.Text == number }
	if !y.newest(e.secretary.chat).has(turns) {
		return nil
	}
	return y.press(ctx, tapPage, e.secretary.who, turns)
}

func (y *year) markOne(ctx context.Context, e *evening, p *person, marking loa.Marking) error {
	who := e.secretary.who
	if marking.Presence != loa.Excused {
		return y.press(ctx, tapName, who, named(p))
	}
	if err := y.press(ctx, "roll: a name, why?", who, named(p)); err != nil {
		return err
	}
	return y.press(ctx, tapName, who, y.called("rollcall.reason_"+string(marking.Reason)))
}

// closeRoll closes the roll as it stands.
func (y *year) closeRoll(ctx context.Context, e *evening, rest bool) error {
	who := e.secretary.who
	if err := y.press(ctx, "roll: close?", who, y.called("rollcall.close_button")); err != nil {
		return err
	}
	if !rest && len(e.marked) < len(e.due) {
		open := fmt.Sprintf("Để %d người", len(e.due)-len(e.marked))
		if err := y.press(ctx, "roll: close?", who, starts(open)); err != nil {
			return err
		}
	}
	if err := y.press(ctx, "roll: close", who, y.called("rollcall.close_go_button")); err != nil {
		return err
	}
	y.now = y.now.Add(tallyIn)
	return y.deliver(ctx)
}

// named means the name of somebody on the roll, whatever marks stand around it.
func named(p *person) func(loa.Button) bool {
	return func(b loa.Button) bool {
		text := b.Text
		for _, replied := range []string{" (+)", " (−)", " (?)"} {
			text = strings.TrimSuffix(text, replied)
		}
		return strings.HasSuffix(text, " "+p.name)
	}
}

func starts(with string) func(loa.Button) bool {
	return func(b loa.Button) bool { return strings.HasPrefix(b.Text, with) }
}

// figures counts what was tapped at the roll call.
func (e *evening) figures() loa.Figures {
	f := e.roll
	f.Meetings, f.Due = 1, len(e.due)
	for _, m := range e.marked {
		switch m.Presence {
		case loa.Present:
			f.Present++
			if m.Late {
				f.Late++
			}
		case loa.Excused:
			f.Excused++
		case loa.Unexcused:
			f.Unexcused++
		}
	}
	f.Open = f.Due - len(e.marked)
	return f
}

// tally counts the replies that were tapped.
func (e *evening) tally() map[string]any {
	count := func(intent loa.Intent) (n int) {
		for _, i := range e.intents {
			if i == intent {
				n++
			}
		}
		return n
	}
	yes, no, unsure := count(loa.IntentYes), count(loa.IntentNo), count(loa.IntentUnsure)
	return map[string]any{"Yes": yes, "No": no, "Unsure": unsure, "None": len(e.due) - yes - no - unsure}
}
