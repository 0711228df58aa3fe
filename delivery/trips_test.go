package delivery

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"loa"
)

// TestNoWindowOverflows sends broadcasts through networks whose ways up and down
// vary independently.
func TestNoWindowOverflows(t *testing.T) {
	t.Parallel()
	ms := time.Millisecond
	networks := map[string]func(*rand.Rand) time.Duration{
		"200ms":                  fixed(200 * ms),
		"1..400ms":               between(ms, 400*ms),
		"100..120ms":             between(100*ms, 120*ms),
		"150..250ms":             between(150*ms, 250*ms),
		"60ms, often much more":  queueing(60*ms, 40*ms),
		"200ms, at times more":   queueing(200*ms, 5*ms),
		"300ms, one in 30 1s":    stumbling(300*ms, time.Second, 30),
		"half 100ms, half 250ms": stumbling(100*ms, 250*ms, 2),
	}
	for name, latency := range networks {
		for seed := range uint64(3) {
			t.Run(fmt.Sprintf("%s/%d", name, seed), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					b := newBench(TelegramPace())
					b.rng = rand.New(rand.NewPCG(seed, 7))
					b.latency = latency
					for i := range 120 {
						b.add(broadcast(i))
						b.add(broadcast(1000 + i%10))
					}
					b.run(t)
					b.until(b.finished)
					b.end(t)
					b.checkPace(t, TelegramPace())
				})
			})
		}
	}
}

// TestBrokenConnections: a connection that breaks once the platform has taken a
// request is noticed without a way down.
func TestBrokenConnections(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		b.latency = fixed(200 * time.Millisecond)
		b.breaks = func(d loa.Delivery) bool { return d.ID%7 == 0 }
		for chat := range 300 {
			b.add(broadcast(chat))
		}
		b.run(t)
		b.until(b.finished)
		b.end(t)
		b.checkPace(t, TelegramPace())
	})
}

// queueing adds waits that are exponentially distributed around a mean.
func queueing(base, mean time.Duration) func(*rand.Rand) time.Duration {
	return func(r *rand.Rand) time.Duration { return base + time.Duration(r.ExpFloat64()*float64(mean)) }
}

// stumbling is slow once in n times.
func stumbling(base, slow time.Duration, n int) func(*rand.Rand) time.Duration {
	return func(r *rand.Rand) time.Duration {
		if r.IntN(n) == 0 {
			return slow
		}
		return base
	}
}

// TestNetworkBecomesFaster lets the round trip fall from 200 ms to 20 ms in the
// middle of a broadcast. A strict platform refuses no more requests than are
// begun before the first fast answer.
func TestNetworkBecomesFaster(t *testing.T) {
	t.Parallel()
	const slow, fast = 200 * time.Millisecond, 20 * time.Millisecond
	for tenths := range 10 { // the change falls on another part of the window each time
		t.Run(fmt.Sprint(tenths), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(TelegramPace())
				change := b.start.Add(4*time.Second + time.Duration(tenths)*100*time.Millisecond)
				b.latency = func(*rand.Rand) time.Duration {
					if time.Now().Before(change) {
						return slow
					}
					return fast
				}
				for chat := range 300 {
					b.add(broadcast(chat))
				}
				b.run(t)
				b.until(b.finished)
				b.end(t)
				first := change.Add(time.Hour) // fast answer
				for _, r := range b.taken() {
					if !r.begun.Before(change) && r.answered.Before(first) {
						first = r.answered
					}
				}
				bound, refused := 0, 0
				limit := TelegramPace().Bot
				var window []time.Time
				for _, r := range b.taken() {
					if !r.begun.Before(change) && !r.begun.After(first) {
						bound++
					}
					for len(window) > 0 && r.accepted.Sub(window[0]) >= limit.Per {
						window = window[1:]
					}
					if len(window) == limit.N {
						refused++
						continue
					}
					window = append(window, r.accepted)
				}
				t.Logf("refused %d, begun in the dark %d", refused, bound)
				if refused > bound {
					t.Errorf("%d requests would be refused; %d were begun before the first fast answer", refused, bound)
				}
			})
		})
	}
}

func TestEarly(t *testing.T) {
	t.Parallel()
	ms := time.Millisecond
	now := time.Date(2024, 5, 7, 6, 30, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		took []time.Duration // one after the other, again and again
		n    int
		idle time.Duration
		want time.Duration
	}{
		"too few":       {[]time.Duration{200 * ms}, tripsNeeded - 1, 0, 0},
		"steady":        {[]time.Duration{200 * ms}, tripsNeeded, 0, 195 * ms},
		"near":          {[]time.Duration{3 * ms}, 64, 0, 0},
		"far":           {[]time.Duration{2 * time.Second}, 64, 0, earlyMost},
		"some jitter":   {[]time.Duration{100 * ms, 104 * ms, 110 * ms}, 63, 0, 91 * ms},
		"much jitter":   {[]time.Duration{40 * ms, 90 * ms, 140 * ms}, 63, 0, 0},
		"once fast":     {append([]time.Duration{20 * ms}, repeated(200*ms, 62)...), 63, 0, 0},
		"once slow":     {append([]time.Duration{time.Second}, repeated(200*ms, 62)...), 63, 0, 195 * ms},
		"just idle":     {[]time.Duration{200 * ms}, 64, tripLife, 195 * ms},
		"idle too long": {[]time.Duration{200 * ms}, 64, tripLife + ms, 0},
	} {
		var seen trips
		for i := range tc.n {
			seen.add(now, tc.took[i%len(tc.took)])
		}
		if got := seen.early(now.Add(tc.idle)); got != tc.want {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
	var seen trips
	for range 100 {
		seen.add(now, 20*ms)
	}
	for range tripsKept {
		seen.add(now.Add(time.Second), 200*ms)
	}
	if got := seen.early(now.Add(time.Second)); got != 195*ms || len(seen.took) != tripsKept {
		t.Errorf("after a slower network has filled the memory of %d: %v", len(seen.took), got)
	}
	seen.add(now.Add(3*time.Minute), 100*ms)
	if got := seen.early(now.Add(3 * time.Minute)); got != 0 {
		t.Errorf("one answer after a long pause: %v, want nothing: the rest is forgotten", got)
	}
}

func repeated(d time.Duration, n int) []time.Duration {
	all := make([]time.Duration, n)
	for i := range all {
		all[i] = d
	}
	return all
}
