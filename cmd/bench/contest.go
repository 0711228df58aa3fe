package main

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"loa/bot/sandbox"
	"loa/report"
)

// peakContest is the memory that a contest of a whole ward may take, in KiB.
const peakContest = 128 << 10

// contestCmd simulates a contest of a ward through the sandbox, with the clock moved: the
// members come over a week, three in ten of them in the last hour. The result is
// recomputed from its record alone.
type contestCmd struct {
	Loa       string `arg:"" optional:"" help:"The program, to check the record with 'loa contest verify'." type:"existingfile"`
	Members   int    `help:"How many members take part." default:"5300"`
	Questions int    `help:"Questions of a paper." default:"20"`
	Crowd     int    `help:"How many write at the same time." default:"100"`
}

// contestLoaCmd is the Loa of the simulation, in a process of its own so that its memory
// can be measured. It has no pace: a week would take an hour with it.
type contestLoaCmd struct {
	Dir string `arg:""`
	API string `arg:""`
	At  string `arg:""`
}

// Run is the command.
func (c *contestCmd) Run(e *env) (err error) {
	start := time.Now()
	w, err := newContestWard(c.Members, c.Questions)
	if err != nil {
		return fmt.Errorf("make ward: %w", err)
	}
	defer func() { err = errors.Join(err, w.remove()) }()
	server := httptest.NewServer(w.Sandbox)
	defer server.Close()
	defer w.Close()
	p, err := startContestLoa(e.ctx, w, server.URL)
	if err != nil {
		return err
	}
	run := &contestRun{contestWard: w, program: p, crowd: max(1, c.Crowd)}
	if err := run.play(e.ctx); err != nil {
		return errors.Join(err, p.stop())
	}
	written, err := memoryOf(p.cmd.Process.Pid, "VmHWM")
	if err == nil {
		err = run.close(e.ctx)
	}
	if err != nil {
		return errors.Join(err, p.stop())
	}
	peak, err := memoryOf(p.cmd.Process.Pid, "VmHWM")
	if err != nil {
		return err
	}
	if err := p.stop(); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "members %d, questions %d, papers handed in by the clock %d\n", c.Members, c.Questions, w.left)
	fmt.Fprintf(e.out, "messages sent %d, edits %d, answers to taps %d\n",
		w.Calls("sendMessage", 200), w.Calls("editMessageText", 200), w.Calls("answerCallbackQuery", 200))
	fmt.Fprintf(e.out, "most resident while papers are written %s, with the closing %s of %s; Go's own at the end: %s\n", mebibytes(written), mebibytes(peak), mebibytes(peakContest), p.said("memory "))
	fmt.Fprintf(e.out, "real time %s\n", time.Since(start).Round(time.Second))
	if peak > peakContest {
		fmt.Fprintf(e.out, "MORE MEMORY than %s\n", mebibytes(peakContest))
	}
	return c.judge(e, run)
}

// judge checks the record of the result with everything that the crowd knows, and with
// the program.
func (c *contestCmd) judge(e *env, run *contestRun) error {
	record, err := report.ReadContestRecord(run.record)
	if err != nil {
		return err
	}
	wrong := run.compare(record)
	for _, d := range report.VerifyContest(record) {
		wrong = append(wrong, fmt.Sprintf("paper %d: %s %v", d.Paper, d.Key, d.Data))
	}
	for i, line := range wrong {
		if i < 20 {
			fmt.Fprintln(e.out, "WRONG:", line)
		}
	}
	fmt.Fprintf(e.out, "record %d bytes, SHA-256 %s; deviations %d\n", len(run.record), report.Digest(run.record), len(wrong))
	if c.Loa != "" {
		if err := verify(e, c.Loa, run); err != nil {
			return err
		}
	}
	if len(wrong) > 0 {
		return errors.New("the result of the contest is wrong")
	}
	return nil
}

// verify has the program check the record, as somebody would who has nothing else.
func verify(e *env, program string, run *contestRun) error {
	file := filepath.Join(run.dir, "record.json")
	if err := os.WriteFile(file, run.record, 0o600); err != nil {
		return err
	}
	cmd := exec.CommandContext(e.ctx, program, "contest", "verify", file)
	cmd.Env = []string{"LOA_LANGUAGE=en"}
	out, err := cmd.CombinedOutput()
	fmt.Fprint(e.out, strings.ReplaceAll(string(out), run.dir+string(filepath.Separator), ""))
	if err != nil {
		return fmt.Errorf("loa contest verify: %w", err)
	}
	return nil
}

// contestRun plays the people.
type contestRun struct {
	*contestWard
	program *contestLoa
	crowd   int
	record  []byte
}

// play lets everybody take part.
func (r *contestRun) play(ctx context.Context) error {
	calm := len(r.people) * 7 / 10
	for _, span := range []struct {
		people      []*entrant
		from, until time.Time
	}{
		{r.people[:calm], r.opens.Add(time.Minute), r.closes.Add(-time.Hour - 20*time.Minute)},
		{r.people[calm:], r.closes.Add(-time.Hour), r.closes.Add(-5 * time.Minute)},
	} {
		batches := (len(span.people) + r.crowd - 1) / r.crowd
		for i := range batches {
			at := span.from.Add(span.until.Sub(span.from) * time.Duration(i) / time.Duration(batches))
			if err := r.program.to(at); err != nil {
				return err
			}
			some := span.people[i*r.crowd : min((i+1)*r.crowd, len(span.people))]
			if err := r.write(ctx, some); err != nil {
				return fmt.Errorf("batch of %d at %s: %w", len(some), at, err)
			}
		}
	}
	return nil
}

// write lets some people write their papers side by side, step by step.
func (r *contestRun) write(ctx context.Context, some []*entrant) error {
	for _, p := range some {
		r.Say(p.id, sandbox.ChatID(p.id), "/thi")
	}
	if err := r.await(ctx, some, "a card", func(p *entrant) bool { return r.screen(p, "1|cts|") }); err != nil {
		return err
	}
	if err := r.tapAll(some); err != nil {
		return err
	}
	for n := range r.questions {
		var writing []*entrant
		for _, p := range some {
			if n < p.leavesAt {
				writing = append(writing, p)
			}
		}
		asked := fmt.Sprintf("%d/%d", n+1, r.questions)
		if err := r.await(ctx, writing, "question "+asked, func(p *entrant) bool { return r.shows(p, asked) && r.choose(p) }); err != nil {
			return err
		}
		if err := r.tapAll(writing); err != nil {
			return err
		}
	}
	var done []*entrant
	for _, p := range some {
		if p.leavesAt >= r.questions {
			done = append(done, p)
		}
	}
	if err := r.await(ctx, done, "the review", func(p *entrant) bool { return r.screen(p, "1|cth|") }); err != nil {
		return err
	}
	if err := r.tapAll(done); err != nil {
		return err
	}
	return r.await(ctx, done, "the end", func(p *entrant) bool { return r.screen(p, "1|cty|") })
}

// close has the administrator close the round, and takes the record.
func (r *contestRun) close(ctx context.Context) error {
	if err := r.program.to(r.closes.Add(time.Hour)); err != nil {
		return err
	}
	ended := func(p *entrant) bool { return r.screen(p, "1|cty|") }
	if err := r.await(ctx, r.people, "papers handed in by the clock", ended); err != nil {
		return err
	}
	lan := []*entrant{r.admin}
	r.Say(r.admin.id, sandbox.ChatID(r.admin.id), "/thi")
	for _, data := range []string{"1|cr|", "1|crc|", "1|crg|"} {
		if err := r.await(ctx, lan, "the button "+data, func(p *entrant) bool { return r.screen(p, data) }); err != nil {
			return err
		}
		if err := r.tapAll(lan); err != nil {
			return err
		}
	}
	var err error
	got := func() bool {
		for _, m := range r.Messages(sandbox.ChatID(r.admin.id)) {
			if m.Document != "" {
				_, r.record, err = r.Download(sandbox.ChatID(r.admin.id), m.ID)
				return true
			}
		}
		return false
	}
	return errors.Join(r.until(ctx, "the record", got), err)
}

// compare holds the record against what the crowd did.
func (r *contestRun) compare(record *report.ContestRecord) []string {
	var wrong []string
	check := func(what string, got, want int) {
		if got != want {
			wrong = append(wrong, fmt.Sprintf("%s: %d, want %d", what, got, want))
		}
	}
	auto, ranked, right := 0, 0, 0
	for _, p := range record.Papers {
		right += p.Score
		if p.Auto {
			auto++
		}
		if p.Rank > 0 {
			ranked++
		}
	}
	check("papers", len(record.Papers), len(r.people))
	check("ranked", ranked, len(r.people))
	check("handed in by the clock", auto, r.left)
	check("right answers", right, r.right)
	for _, group := range r.groups {
		// That the round opened, and its result.
		if n := len(r.Messages(group)); n != 2 || !strings.Contains(r.Messages(group)[n-1].Text, report.Digest(r.record)) {
			wrong = append(wrong, fmt.Sprintf("group %d was not told the digest, in %d messages", group, n))
		}
	}
	return wrong
}
