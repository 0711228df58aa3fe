package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/rs/zerolog"

	"loa/bot/zalo"
)

// zaloProbeCmd tries on a real bot what is not known of Zalo. It prints names of fields,
// codes and counts; no text and no id of anybody.
type zaloProbeCmd struct {
	Bot int    `help:"${cli_zalo_bot}" placeholder:"N" default:"1"`
	Out string `short:"o" help:"${cli_zalo_out}" placeholder:"FILE" type:"path"`
}

// Run is the command. Loa must not be serving the bot meanwhile.
func (c *zaloProbeCmd) Run(e *env) error {
	cfg, err := e.load()
	if err != nil {
		return err
	}
	if c.Bot < 1 || c.Bot > len(cfg.Zalo.Tokens) {
		return misuse{e.line("cli.zalo_no_bot", map[string]any{"Number": c.Bot, "All": len(cfg.Zalo.Tokens)})}
	}
	adapter, err := zalo.New(zalo.Config{Token: string(cfg.Zalo.Tokens[c.Bot-1]), API: cfg.Zalo.API, HTTP: &http.Client{}, Log: zerolog.Nop()})
	if err != nil {
		return err
	}
	e.say("quota.probe_head", nil)
	o := newOperator(e)
	var report strings.Builder
	_, err = adapter.Probe(e.ctx, o, zalo.DefaultProbeTimes(), func(f zalo.Finding) {
		line := fmt.Sprintf("%s  %s", f.Verdict, e.line("quota.probe_"+f.Check, nil))
		if f.Saw != "" {
			line += "\n     " + f.Saw
		}
		fmt.Fprintln(e.stdout, line)
		fmt.Fprintln(&report, line)
	})
	if err != nil {
		return err
	}
	if c.Out == "" {
		return nil
	}
	if err := os.WriteFile(c.Out, []byte(report.String()), 0o600); err != nil {
		return misuse{e.line("cli.cannot_write", map[string]any{"File": c.Out, "Problem": cause(err)})}
	}
	e.say("quota.probe_written", map[string]any{"File": c.Out})
	return nil
}

// operator is the person at the terminal, if there is one.
type operator struct {
	e     *env
	lines chan string // nil: nobody is there
}

func newOperator(e *env) *operator {
	o := &operator{e: e}
	if e.stdin == nil {
		return o
	}
	o.lines = make(chan string)
	go func() { // ends with the input, or with the program
		defer close(o.lines)
		in := bufio.NewScanner(e.stdin)
		for in.Scan() {
			select {
			case o.lines <- in.Text():
			case <-e.ctx.Done():
				return
			}
		}
	}()
	return o
}

// Text is what a message in the chats says.
func (o *operator) Text(message string) string { return o.e.line("quota.probe_text_"+message, nil) }

// Ask shows a question and returns the answer.
func (o *operator) Ask(ctx context.Context, question string) (string, bool) {
	if o.lines == nil {
		return "", false
	}
	o.e.say("quota.probe_ask_"+question, nil)
	select {
	case answer, ok := <-o.lines:
		return answer, ok
	case <-ctx.Done():
		return "", false
	}
}

// Show tells what to do.
func (o *operator) Show(ctx context.Context, task string) <-chan struct{} {
	if o.lines == nil {
		return nil
	}
	o.e.say("quota.probe_do_"+task, nil)
	entered := make(chan struct{}, 1)
	go func() {
		select {
		case <-o.lines:
			entered <- struct{}{}
		case <-ctx.Done():
		}
	}()
	return entered
}
