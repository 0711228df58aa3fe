package zalo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Verdict is what a check of a real bot came to.
type Verdict string

// The verdicts.
const (
	Yes     Verdict = "✓"
	No      Verdict = "✗"
	Unknown Verdict = "?" // nobody was there to help, or it cannot be tried from here
)

// Finding is what one check has shown: codes, counts and the names of fields. No text and
// no id of anybody is ever in it.
type Finding struct {
	Check   string
	Verdict Verdict
	Saw     string
}

// Operator is the person at the terminal.
type Operator interface {
	// Ask shows a question of the check and returns the answer; ok is false without a person.
	Ask(ctx context.Context, question string) (answer string, ok bool)
	// Text is what a message in the chats says.
	Text(message string) string
	// Show tells what to do in the chat. It returns a channel that gives a value once the
	// person has pressed Enter; nil without a person.
	Show(ctx context.Context, task string) <-chan struct{}
}

// ProbeTimes bound what a probe waits for.
type ProbeTimes struct {
	Poll  time.Duration // one poll for updates
	Act   time.Duration // what a person is asked to do
	Grace time.Duration // an event may come so long after Enter: up to 20 s were measured
}

// DefaultProbeTimes fit the live service.
func DefaultProbeTimes() ProbeTimes {
	return ProbeTimes{Poll: 10 * time.Second, Act: 3 * time.Minute, Grace: 20 * time.Second}
}

// prober is one run of all checks.
type prober struct {
	a        *Adapter
	operator Operator
	times    ProbeTimes
	events   chan probed

	private, group string // chats, once they are known
	person         string // who wrote in private
	first          string // who tagged the bot in the group
	seen           []json.RawMessage
}

// probed is an event that came, with what is needed of it. It stays in memory.
type probed struct {
	raw        json.RawMessage
	chat, from string
	group      bool
}

// Probe tries what is not known of the platform on a real bot, and returns what it saw,
// check by check; each is also given to told once it is done. It sends some twenty
// messages to the operator's own chats. Nobody else may poll the bot meanwhile.
func (a *Adapter) Probe(ctx context.Context, operator Operator, times ProbeTimes, told func(Finding)) ([]Finding, error) {
	p := &prober{a: a, operator: operator, times: times, events: make(chan probed, 16)}
	if address, err := a.webhook(ctx); err != nil {
		return nil, err
	} else if address != "" {
		return nil, errors.New("a webhook is set for this bot, so its messages cannot be watched: stop Loa and take the webhook away")
	}
	polling, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.poll(polling)
	}()
	var all []Finding
	for _, c := range probeChecks() {
		f := Finding{Check: c.name}
		f.Verdict, f.Saw = c.run(ctx, p)
		if ctx.Err() != nil {
			break
		}
		all = append(all, f)
		told(f)
	}
	stop()
	<-ended
	return all, ctx.Err()
}

// poll hands over what comes, for as long as the probe runs.
func (p *prober) poll(ctx context.Context) {
	for ctx.Err() == nil {
		result, err := p.a.call(ctx, "getUpdates", map[string]int{"timeout": int(p.times.Poll / time.Second)})
		if err != nil {
			pause(ctx, time.Second)
			continue
		}
		for _, raw := range events(result) {
			select {
			case p.events <- readEvent(raw):
			case <-ctx.Done():
			}
		}
	}
}

func readEvent(raw json.RawMessage) probed {
	e := probed{raw: raw}
	inner, err := unwrap(raw)
	var w wireEvent
	if err != nil || json.Unmarshal(inner, &w) != nil || w.Message == nil {
		return e
	}
	e.chat, e.from, e.group = string(w.Message.Chat.ID), string(w.Message.From.ID), w.Message.Chat.Type == "GROUP"
	return e
}

// await has the operator do something in a chat, and returns the event that it made.
func (p *prober) await(ctx context.Context, task string, group bool) (probed, bool) {
	for { // what came before is not the answer
		select {
		case <-p.events:
			continue
		default:
		}
		break
	}
	ctx, end := context.WithCancel(ctx)
	defer end() // nobody waits for this Enter any more: the next one is another question's
	entered := p.operator.Show(ctx, task)
	if entered == nil {
		return probed{}, false
	}
	limit := time.NewTimer(p.times.Act)
	defer limit.Stop()
	var came *probed
	for {
		select {
		case e := <-p.events:
			if e.group != group || e.chat == "" || came != nil {
				continue
			}
			came = &e
			p.seen = append(p.seen, e.raw)
			if entered == nil {
				return e, true
			}
		case <-entered:
			if came != nil {
				return *came, true
			}
			entered = nil
			limit.Reset(p.times.Grace)
		case <-limit.C:
			if came != nil {
				return *came, true
			}
			return probed{}, false
		case <-ctx.Done():
			return probed{}, false
		}
	}
}

// try calls a method and says how it ended: "ok", or the code of the refusal.
func (p *prober) try(ctx context.Context, method string, params any) (result json.RawMessage, code string) {
	result, err := p.a.call(ctx, method, params)
	if err == nil {
		return result, "ok"
	}
	if api, ok := errors.AsType[*apiError](err); ok {
		return nil, fmt.Sprint(api.code)
	}
	if g, ok := errors.AsType[*gatewayError](err); ok {
		return nil, fmt.Sprintf("HTTP %d", g.status)
	}
	return nil, "no answer"
}

func (p *prober) say(ctx context.Context, chat, text string) (result json.RawMessage, code string) {
	return p.try(ctx, "sendMessage", map[string]string{"chat_id": chat, "text": text})
}

// keysOf lists the names of all fields of a value, sorted: "message.chat.id".
func keysOf(raw json.RawMessage) string {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return ""
	}
	var keys []string
	var walk func(prefix string, v any)
	walk = func(prefix string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, inner := range v {
				walk(prefix+"."+fieldName(k), inner)
			}
		case []any:
			for _, inner := range v {
				walk(prefix+"[]", inner)
			}
		default:
			keys = append(keys, strings.TrimPrefix(prefix, "."))
		}
	}
	walk("", v)
	slices.Sort(keys)
	return strings.Join(slices.Compact(keys), " ")
}

// fieldName lets the name of a field through, and nothing that may be an id.
func fieldName(k string) string {
	const longest = 40
	if len(k) > longest || strings.Trim(strings.ToLower(k), "abcdefghijklmnopqrstuvwxyz_") != "" {
		return "…"
	}
	return k
}
