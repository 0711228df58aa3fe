package zalo

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"loa"
)

// Inbox takes what was received and commits it with its effects. Duplicates must do
// no harm. There are no offsets on Zalo: next is always 0.
type Inbox interface {
	Receive(ctx context.Context, batch []loa.Update, next int64) error
}

const (
	// emptyPause is the least time between two polls that bring nothing: a server that
	// ignores timeout would be asked in a tight loop.
	emptyPause = time.Second

	// storeGrace is how long an event that is in hand may still take to be stored once
	// Loa is to stop: nobody else has it.
	storeGrace = 3 * time.Second
)

var errNotConnected = &loa.Failure{Class: loa.FailMisconfigured, Err: errors.New("receive updates: Connect comes first")}

// Receive asks Zalo for updates until ctx ends, and then returns nil. It returns a
// FailMisconfigured when the token is not valid, or when this adapter receives
// already: of two that poll with one token each would get a part. Everything else it
// outlasts.
//
// What people write while nobody polls is lost (measured 2026-07-07): there is no
// offset, and what waits is not kept. Whoever starts it tells the operator so.
func (a *Adapter) Receive(ctx context.Context, inbox Inbox) error {
	me := a.me.Load()
	if me == nil {
		return errNotConnected
	}
	if !a.polling.TryLock() {
		return &loa.Failure{Class: loa.FailMisconfigured, Err: errors.New("receive updates: this bot is being polled already")}
	}
	defer a.polling.Unlock()
	p := poller{a: a, inbox: inbox, read: decoder{me: me.ID, names: me.names(a.aliases)}}
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
	read     decoder
	failures int // in a row
}

// poll asks once and hands over what comes. It returns how long to wait before the
// next time, or the error that ends Receive.
func (p *poller) poll(ctx context.Context) (time.Duration, error) {
	start := time.Now()
	result, err := p.a.call(ctx, "getUpdates", map[string]int{"timeout": int(longPoll / time.Second)})
	if err != nil {
		return p.failed(ctx, err)
	}
	now := time.Now()
	p.a.lastPoll.Store(&now)
	p.failures = 0
	came := events(result)
	if p.a.polled != nil {
		defer p.a.polled(ctx, now)
	}
	if len(came) == 0 {
		return max(0, emptyPause-now.Sub(start)), nil
	}
	p.store(ctx, came)
	return 0, nil
}

// store hands the events over, as often as it takes: Zalo has forgotten them.
func (p *poller) store(ctx context.Context, came []json.RawMessage) {
	batch := make([]loa.Update, len(came))
	for i, raw := range came {
		batch[i] = p.read.decode(raw)
	}
	// Not only until ctx ends: what is in hand is in no other.
	keep, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(storeGrace, cancel) })()
	for failures := 1; ; failures++ {
		err := p.inbox.Receive(keep, batch, 0)
		if err == nil {
			return
		}
		wait := loa.Backoff(failures)
		p.a.log.Error().Err(err).Int("updates", len(batch)).Dur("wait", wait).
			Msg("updates could not be stored, and Zalo does not keep them: trying again")
		pause(ctx, wait)
		if keep.Err() != nil || ctx.Err() != nil && failures > 1 {
			p.a.log.Error().Int("updates", len(batch)).Msg("updates are lost: they could not be stored before the stop")
			return
		}
	}
}

// failed decides what a failed poll means.
func (p *poller) failed(ctx context.Context, err error) (time.Duration, error) {
	if ctx.Err() != nil {
		return 0, nil
	}
	f := loa.FailureOf(err)
	switch {
	case errors.Is(err, ErrQuota):
		// A bot that may say no more may still listen, as far as is known.
	case f.Class == loa.FailMisconfigured:
		return 0, err
	case f.Class == loa.FailWait:
		p.a.log.Warn().Err(err).Dur("wait", f.After).Msg("told to wait before receiving")
		return f.After, nil
	}
	p.failures++
	wait := loa.Backoff(p.failures)
	p.a.log.Warn().Err(err).Dur("wait", wait).Msg("updates could not be fetched")
	return wait, nil
}

// Ready makes the bot ready to be polled: getUpdates does not work while a webhook
// is set (docs, apis/getUpdates).
func (a *Adapter) Ready(ctx context.Context) error {
	address, err := a.webhook(ctx)
	if err != nil || address == "" {
		return err
	}
	a.log.Warn().Msg("a webhook was set for this bot: it is removed, Loa polls")
	_, err = a.call(ctx, "deleteWebhook", nil)
	return err
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
