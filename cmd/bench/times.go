package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"loa/delivery"
)

// answerIn is within what time a tap should be answered. It is compared with, never judged.
const answerIn = 100 * time.Millisecond

// sample is how long something took, each time.
type sample []time.Duration

// at returns the percentile by nearest rank.
func (s sample) at(percent int) time.Duration {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	return sorted[max(0, (len(s)*percent+99)/100-1)]
}

// times are the samples of each kind of tap, by month.
type times struct {
	kinds []string // in the order in which they first came
	of    map[string][]sample
}

func (t *times) add(kind string, month int, took time.Duration) {
	if t.of == nil {
		t.of = map[string][]sample{}
	}
	if _, known := t.of[kind]; !known {
		t.kinds = append(t.kinds, kind)
	}
	for len(t.of[kind]) <= month {
		t.of[kind] = append(t.of[kind], nil)
	}
	t.of[kind][month] = append(t.of[kind][month], took)
}

// print writes a line for each kind, and how its times grew from the first month to
// the last. What else the machine does meanwhile moves p99 more than the median.
func (t *times) print(out io.Writer, months int) error {
	table := newTable(out, "tap", "count", "p50", "p95", "p99", "max", "p99/100 ms",
		"p99, month 1", fmt.Sprintf("p99, month %d", months), "growth of p99", "of p50")
	for _, kind := range t.kinds {
		all := slices.Concat(t.of[kind]...)
		first, last := t.of[kind][0], t.of[kind][len(t.of[kind])-1]
		table.row(kind, len(all), ms(all.at(50)), ms(all.at(95)), ms(all.at(99)), ms(slices.Max(all)),
			fmt.Sprintf("%.3f", all.at(99).Seconds()/answerIn.Seconds()),
			ms(first.at(99)), ms(last.at(99)), growth(first, last, 99), growth(first, last, 50))
	}
	return table.Flush()
}

func growth(first, last sample, percent int) string {
	if first.at(percent) == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", last.at(percent).Seconds()/first.at(percent).Seconds())
}

// reminderRun is how long it took to queue the reminders that had become due at once.
type reminderRun struct {
	name     string
	month    int
	messages int
	took     time.Duration
}

// pace is how long the platform takes for the messages at least.
func (r reminderRun) pace() time.Duration {
	limit := delivery.TelegramPace().Bot
	return time.Duration(r.messages) * limit.Per / time.Duration(limit.N)
}

func (r reminderRun) ratio() float64 { return r.took.Seconds() / max(r.pace(), 1).Seconds() }

// printRuns writes of each reminder the run that was slowest beside the platform's pace.
func printRuns(out io.Writer, runs []reminderRun) error {
	table := newTable(out, "reminder", "runs", "messages in all", "slowest: month", "messages", "queued in", "at the platform's pace", "ratio")
	var names []string
	for _, r := range runs {
		if !slices.Contains(names, r.name) {
			names = append(names, r.name)
		}
	}
	for _, name := range names {
		var worst reminderRun
		count, messages := 0, 0
		for _, r := range runs {
			if r.name != name {
				continue
			}
			count, messages = count+1, messages+r.messages
			if count == 1 || r.ratio() > worst.ratio() {
				worst = r
			}
		}
		table.row(name, count, messages, worst.month+1, worst.messages, ms(worst.took), ms(worst.pace()), fmt.Sprintf("%.4f", worst.ratio()))
	}
	return table.Flush()
}

func ms(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}

// table writes rows as Markdown does, with columns that stand below each other.
type table struct{ *tabwriter.Writer }

func newTable(out io.Writer, head ...string) table {
	fmt.Fprintln(out, strings.Join(head, " | "))
	fmt.Fprintln(out, strings.TrimSuffix(strings.Repeat("---|", len(head)), "|"))
	return table{tabwriter.NewWriter(out, 0, 0, 1, ' ', tabwriter.Debug)}
}

func (t table) row(cells ...any) {
	for i, cell := range cells {
		if i > 0 {
			fmt.Fprint(t, "\t ")
		}
		fmt.Fprint(t, cell)
	}
	fmt.Fprintln(t)
}
