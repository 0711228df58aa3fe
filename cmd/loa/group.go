package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// part is one blocking part of a program.
type part struct {
	name string
	run  func(context.Context) error
}

// group runs the parts of a program: when one ends, all are told to end, and
// wait returns once every one has.
type group struct {
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
	mu     sync.Mutex
	err    error
}

func newGroup(ctx context.Context) *group {
	g := &group{}
	g.ctx, g.cancel = context.WithCancel(ctx)
	return g
}

// start runs a part. Its ending, even without an error, ends the group.
func (g *group) start(name string, run func(context.Context) error) {
	g.wg.Go(func() {
		defer g.cancel()
		err := run(g.ctx)
		if err == nil || errors.Is(err, context.Canceled) && g.ctx.Err() != nil {
			return
		}
		g.mu.Lock()
		defer g.mu.Unlock()
		g.err = errors.Join(g.err, fmt.Errorf("%s: %w", name, err))
	})
}

// wait returns what went wrong, once all parts have ended.
func (g *group) wait() error {
	g.wg.Wait()
	g.cancel()
	return g.err
}
