package telegram

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"loa"
)

// Inbox takes what was received. It commits the updates, their effects and the
// offset in one transaction; Telegram is told to forget the batch only after it
// returned nil. Duplicates must do no harm: a batch comes again after an error.
type Inbox interface {
	Receive(ctx context.Context, batch []loa.Update, next int64) error
}

// allowedUpdates are the updates Loa asks for, always: Telegram remembers the
// last list it was given, and v5 would send none. Without chat_member, it is
// never told who joins or leaves a group.
func allowedUpdates() []string {
	return []string{"message", "callback_query", "poll", "poll_answer", "my_chat_member"}
}

const (
	// Another program with our token, seen this often in a row in the first minute,
	// is a mistake of the set-up; later it may be a passing one, such as a new
	// version starting before the old one has stopped.
	conflictsAtStart = 5
	startPhase       = time.Minute

	// emptyPause is the least time between two polls that bring nothing. Telegram
	// waits by itself; a server that ignores timeout would be asked in a tight loop.
	emptyPause = time.Second
)

// Receive asks Telegram for updates until ctx ends, and then returns nil. It
// returns a FailMisconfigured when polling can do no good: the token is not
// valid, or another program polls with it. Everything else it outlasts.
func (a *Adapter) Receive(ctx context.Context, inbox Inbox) error {
	me := a.me.Load()
	if me == nil {
		return &loa.Failure{Class: loa.FailMisconfigured, Err: errors.New("receive updates: Connect comes first")}
	}
	p := poller{a: a, inbox: inbox, username: me.Username, started: time.Now()}
	for ctx.Err() == nil {
		wait, err := p.poll(ctx)
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			return err
		}
		pause(ctx, wait)
	}
	return nil
}

// poller is the state of one Receive.
type poller struct {
	a        *Adapter
	inbox    Inbox
	username string
	started  time.Time

	// next is the offset, which confirms everything before it. 0: none is given.
	// It starts without one: after a week of silence Telegram numbers anew, maybe
	// lower, and an offset of last week would hide every new update (Update,
	// update_id). Updates that come again are the Inbox's to recognise.
	next      int64
	failures  int // in a row
	conflicts int // in a row
}

// poll asks once and hands over what comes. It returns how long to wait before
// the next time, or the error that ends Receive.
func (p *poller) poll(ctx context.Context) (time.Duration, error) {
	start := time.Now()
	list, err := p.fetch(ctx)
	if err != nil {
		return p.failed(ctx, err)
	}
	now := time.Now()
	p.a.lastPoll.Store(&now)
	p.conflicts = 0
	if len(list) == 0 {
		p.failures = 0
		return max(0, emptyPause-now.Sub(start)), nil
	}
	batch, next, ok := decodeBatch(list, p.next, p.username)
	if !ok {
		p.failures++
		wait := loa.Backoff(p.failures)
		p.a.log.Error().Int("updates", len(list)).Dur("wait", wait).Msg("no update of the batch has a readable id")
		if p.next == 0 {
			// No number to confirm them with, until a readable update follows them.
			return wait, nil
		}
	}
	if err := p.inbox.Receive(ctx, batch, next); err != nil {
		if ctx.Err() != nil {
			return 0, nil
		}
		p.failures++
		wait := loa.Backoff(p.failures)
		p.a.log.Error().Err(err).Int("updates", len(batch)).Dur("wait", wait).
			Msg("updates could not be stored, Telegram keeps them")
		return wait, nil
	}
	p.next = next
	if !ok { // the numbers are guessed, so they may come again: no tight loop
		return loa.Backoff(p.failures), nil
	}
	p.failures = 0
	return 0, nil
}

func (p *poller) fetch(ctx context.Context) ([]received, error) {
	r := newRequest("getUpdates")
	if p.next != 0 {
		r.set("offset", strconv.FormatInt(p.next, 10))
	}
	r.set("limit", strconv.Itoa(maxUpdates))
	r.set("timeout", strconv.Itoa(int(longPoll/time.Second)))
	r.setJSON("allowed_updates", allowedUpdates())
	result, err := p.a.call(ctx, r)
	if err != nil {
		return nil, err
	}
	if r.updates != nil {
		return r.updates, nil
	}
	list, err := readUpdates(result)
	if err != nil {
		return nil, &loa.Failure{Class: loa.FailRetry, Err: fmt.Errorf("read answer of getUpdates: %w", err)}
	}
	return list, nil
}

// failed decides what a failed poll means.
func (p *poller) failed(ctx context.Context, err error) (time.Duration, error) {
	if ctx.Err() != nil {
		return 0, nil
	}
	f := loa.FailureOf(err)
	switch f.Class {
	case loa.FailMisconfigured:
		return 0, err
	case loa.FailWait:
		p.a.log.Warn().Err(err).Dur("wait", f.After).Msg("told to wait before receiving")
		return f.After, nil
	}
	p.failures++
	wait := loa.Backoff(p.failures)
	if _, ok := errors.AsType[*conflictError](err); !ok {
		p.conflicts = 0
		p.a.log.Warn().Err(err).Dur("wait", wait).Msg("updates could not be fetched")
		return wait, nil
	}
	p.conflicts++
	if p.conflicts >= conflictsAtStart && time.Since(p.started) <= startPhase {
		return 0, &loa.Failure{
			Class: loa.FailMisconfigured,
			Err:   fmt.Errorf("receive updates: another program receives with this token: %w", err),
		}
	}
	p.a.log.Error().Err(err).Dur("wait", wait).Msg("another program receives with this token: stop one of the two")
	return wait, nil
}

// decodeBatch decodes each update by itself, so that one bad update keeps no
// other back. next is the offset that confirms the batch: the last id plus one,
// whatever the order. An update without a readable id gets the number that its
// neighbours leave for it, since Telegram counts by one; ok is false if none in
// the batch has one, and the numbers are guessed from the offset.
func decodeBatch(list []received, offset int64, username string) (batch []loa.Update, next int64, ok bool) {
	batch = make([]loa.Update, len(list))
	known := make([]bool, len(list))
	next = offset
	for i := range list {
		batch[i], known[i] = list[i].update(username)
		if known[i] && !ok {
			ok = true
			next = batch[i].ID - int64(i) // of the first in the batch
		}
	}
	for i := range batch {
		if known[i] {
			next = batch[i].ID
		}
		batch[i].ID = next
		next++
	}
	return batch, next, ok
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
