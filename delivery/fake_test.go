package delivery

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"loa"
)

const bot = loa.BotID("telegram:7001")

// realClock is campaign time as it is outside of rehearsals.
type realClock struct{}

func (realClock) Now() time.Time { return time.Now() }

func (realClock) Timer(t time.Time) (<-chan struct{}, func()) {
	fired := make(chan struct{})
	timer := time.AfterFunc(time.Until(t), func() { close(fired) })
	return fired, func() { timer.Stop() }
}

// outbox is a queue in memory that also settles. It keeps the order of the lanes
// as storage does.
type outbox struct {
	mu       sync.Mutex
	rows     []*loa.Delivery
	begun    []loa.Pace
	outcomes map[loa.DeliveryID][]loa.Outcome
	looks    atomic.Int64
	lost     int           // made uncertain by Recover
	changed  chan struct{} // closed at every change

	failBegin  func() error // instead of the claim; nil: none
	afterBegin func() error // the claim is stored, its answer lost
	failSettle func() error
}

func newOutbox() *outbox {
	return &outbox{outcomes: map[loa.DeliveryID][]loa.Outcome{}, changed: make(chan struct{})}
}

func (q *outbox) notify() {
	close(q.changed)
	q.changed = make(chan struct{})
}

func (q *outbox) add(d loa.Delivery) loa.DeliveryID {
	q.mu.Lock()
	defer q.mu.Unlock()
	defer q.notify()
	d.ID, d.Bot, d.State = loa.DeliveryID(len(q.rows)+1), bot, cmp.Or(d.State, loa.Pending)
	if d.Payload == (loa.Payload{}) {
		d.Payload.Notice = &loa.Notice{Text: loa.Plain("tin")}
	}
	if d.Due.IsZero() {
		d.Due = time.Now()
	}
	q.rows = append(q.rows, &d)
	return d.ID
}

func (q *outbox) get(id loa.DeliveryID) loa.Delivery {
	q.mu.Lock()
	defer q.mu.Unlock()
	return *q.rows[id-1]
}

func (q *outbox) lastOutcome(id loa.DeliveryID) loa.Outcome {
	q.mu.Lock()
	defer q.mu.Unlock()
	if os := q.outcomes[id]; len(os) > 0 {
		return os[len(os)-1]
	}
	return loa.Outcome{}
}

// open counts what is not settled for good.
func (q *outbox) open() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := 0
	for _, d := range q.rows {
		if d.State == loa.Pending || d.State == loa.Sending {
			n++
		}
	}
	return n
}

// until waits for the condition, which only a change of the outbox can bring.
func (q *outbox) until(cond func() bool) {
	for {
		q.mu.Lock()
		changed := q.changed
		q.mu.Unlock()
		if cond() {
			return
		}
		select {
		case <-changed:
		case <-time.After(30 * 24 * time.Hour):
			panic("nothing changed for a month")
		}
	}
}

func (q *outbox) Recover(_ context.Context, _ loa.BotID, at time.Time) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	defer q.notify()
	n := 0
	for _, d := range q.rows {
		if d.State == loa.Sending {
			d.State, d.Settled, d.Reason = loa.Uncertain, at, "interrupted"
			n++
		}
	}
	q.lost += n
	return n, nil
}

func (q *outbox) Recent(_ context.Context, _ loa.BotID, since time.Time) ([]loa.Pace, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(q.begun), func(p loa.Pace) bool { return p.At.Before(since) }), nil
}

func (q *outbox) Due(ctx context.Context, _ loa.BotID, now time.Time, limit int) ([]loa.Delivery, time.Time, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.looks.Add(1)
	heads := map[string]*loa.Delivery{}
	busy := map[string]bool{}
	var next time.Time
	for _, d := range q.rows {
		if d.State == loa.Sending {
			busy[d.Lane()] = true
		}
		if d.State != loa.Pending {
			continue
		}
		if d.Due.After(now) {
			if next.IsZero() || d.Due.Before(next) {
				next = d.Due
			}
			if d.Attempt == 0 {
				continue // planned for later: holds up nobody
			}
		}
		if head := heads[d.Lane()]; head == nil || d.Priority < head.Priority {
			heads[d.Lane()] = d
		}
	}
	maps.DeleteFunc(heads, func(lane string, d *loa.Delivery) bool { return busy[lane] || d.Due.After(now) })
	sorted := slices.SortedFunc(maps.Values(heads), func(a, b *loa.Delivery) int {
		return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.ID, b.ID))
	})
	var due []loa.Delivery
	for _, d := range sorted[:min(limit, len(sorted))] {
		due = append(due, *d)
	}
	return due, next, ctx.Err()
}

func (q *outbox) Begin(_ context.Context, ids []loa.DeliveryID, wall time.Time) ([]loa.Delivery, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	defer q.notify()
	if q.failBegin != nil {
		if err := q.failBegin(); err != nil {
			return nil, err
		}
	}
	var begun []loa.Delivery
	for _, id := range ids {
		if d := q.rows[id-1]; d.State == loa.Pending {
			d.State = loa.Sending
			d.Attempt++
			begun = append(begun, *d)
			q.begun = append(q.begun, loa.Pace{Chat: d.Chat, Private: d.Private, At: wall})
		}
	}
	if q.afterBegin != nil {
		if err := q.afterBegin(); err != nil {
			return nil, err
		}
	}
	return begun, nil
}

func (q *outbox) Settle(ctx context.Context, d loa.Delivery, o loa.Outcome) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	defer q.notify()
	if q.failSettle != nil {
		if err := q.failSettle(); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	row := q.rows[d.ID-1]
	row.State, row.Reason, row.Settled, row.Message = o.State, o.Reason, o.At, o.Receipt.Message
	if o.State == loa.Pending {
		row.Due = o.Due
		row.Chat = cmp.Or(o.NewChat, row.Chat)
	}
	q.outcomes[d.ID] = append(q.outcomes[d.ID], o)
	return nil
}

// request is one that reached the platform.
type request struct {
	delivery                  loa.Delivery
	begun, accepted, answered time.Time
	err                       error
}

// platform takes every request at some moment between its beginning and its answer.
type platform struct {
	mu       sync.Mutex
	rng      *rand.Rand
	latency  func(*rand.Rand) time.Duration // twice the way up, and twice the way down
	answer   func(loa.Delivery) error       // nil: takes everything
	breaks   func(loa.Delivery) bool        // the connection, once the request is taken
	requests []request
}

func (p *platform) Send(ctx context.Context, d loa.Delivery) (loa.Receipt, error) {
	p.mu.Lock()
	up, down := p.latency(p.rng)/2, p.latency(p.rng)/2
	p.mu.Unlock()
	r := request{delivery: d, begun: time.Now()}
	if !pass(ctx, up) {
		return loa.Receipt{}, &loa.Failure{Class: loa.FailUncertain, Err: ctx.Err()}
	}
	r.accepted = time.Now()
	if p.answer != nil {
		r.err = p.answer(d)
	}
	if p.breaks != nil && p.breaks(d) {
		r.err, down = failure(loa.FailUncertain), 0
	}
	if !pass(ctx, down) {
		r.err = &loa.Failure{Class: loa.FailUncertain, Err: ctx.Err()}
	}
	r.answered = time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests = append(p.requests, r)
	return loa.Receipt{Message: loa.MessageID(fmt.Sprint(d.ID))}, r.err
}

// taken lists the requests by the instant at which the platform took them.
func (p *platform) taken() []request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.SortedFunc(slices.Values(p.requests), func(a, b request) int { return a.accepted.Compare(b.accepted) })
}

// to lists the deliveries sent to the chat, in order.
func (p *platform) to(chat loa.ChatID) []loa.DeliveryID {
	var ids []loa.DeliveryID
	for _, r := range p.taken() {
		if r.delivery.Chat == chat {
			ids = append(ids, r.delivery.ID)
		}
	}
	return ids
}

// pass lets virtual time pass.
func pass(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

func fixed(d time.Duration) func(*rand.Rand) time.Duration {
	return func(*rand.Rand) time.Duration { return d }
}

func between(low, high time.Duration) func(*rand.Rand) time.Duration {
	return func(r *rand.Rand) time.Duration { return low + time.Duration(r.Int64N(int64(high-low))) }
}

// bench is a worker with all that surrounds it, in a bubble of virtual time.
type bench struct {
	*outbox
	*platform
	*Worker
	log   *strings.Builder
	start time.Time
	ended chan error
	stop  context.CancelFunc
}

func newBench(pace Pace) *bench {
	b := &bench{
		outbox:   newOutbox(),
		platform: &platform{rng: rand.New(rand.NewPCG(1954, 5)), latency: fixed(40 * time.Millisecond)},
		log:      &strings.Builder{},
		start:    time.Now(),
	}
	b.Worker = New(bot, b.outbox, b.outbox, b.platform, realClock{}, pace, zerolog.New(zerolog.SyncWriter(b.log)))
	return b
}

// run starts the worker; the test ends it with end, or lets it end by itself.
func (b *bench) run(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	b.stop, b.ended = stop, make(chan error, 1)
	go func() { b.ended <- b.Run(ctx) }()
	synctest.Wait()
}

func (b *bench) end(t *testing.T) {
	t.Helper()
	b.stop()
	if err := <-b.ended; err != nil {
		t.Errorf("Run: %v", err)
	}
}

// queue adds the delivery and wakes the worker as a commit does.
func (b *bench) queue(d loa.Delivery) loa.DeliveryID {
	id := b.add(d)
	b.Wake()
	return id
}

func (b *bench) finished() bool { return b.open() == 0 }

// elapsed is the virtual time from the start to the last answer.
func (b *bench) elapsed() time.Duration {
	var last time.Time
	for _, r := range b.taken() {
		last = later(last, r.answered)
	}
	return last.Sub(b.start)
}

// checkPace fails when some sliding window at the platform held too many requests.
func (b *bench) checkPace(t *testing.T, pace Pace) {
	t.Helper()
	all := map[string][]time.Time{}
	limits := map[string]Limit{"bot": pace.Bot}
	for _, r := range b.taken() {
		if r.delivery.Payload.Toast != nil {
			continue
		}
		chat := "chat " + string(r.delivery.Chat)
		all["bot"] = append(all["bot"], r.accepted)
		all[chat], limits[chat] = append(all[chat], r.accepted), pace.Chat
		if !r.delivery.Private {
			group := "group " + string(r.delivery.Chat)
			all[group], limits[group] = append(all[group], r.accepted), pace.Group
		}
	}
	for name, times := range all {
		l := limits[name]
		for i := l.N; i < len(times); i++ {
			if d := times[i].Sub(times[i-l.N]); d < l.Per {
				t.Errorf("%s: %d requests within %v, allowed are %d in %v", name, l.N+1, d, l.N, l.Per)
				break
			}
		}
	}
}

func group(i int) loa.ChatID { return loa.ChatID(fmt.Sprintf("-100%d", i)) }

func failure(class loa.FailureClass) *loa.Failure {
	return &loa.Failure{Class: class, Err: errors.New("as the test wants")}
}
