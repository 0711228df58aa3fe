package delivery

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"loa"
)

var errLocked = errors.New("database is locked")

// failFor makes a fault that lasts for the duration.
func failFor(d time.Duration) func() error {
	over := time.Now().Add(d)
	return func() error {
		if time.Now().Before(over) {
			return errLocked
		}
		return nil
	}
}

// TestSettleFailsForAWhile: an outcome is not lost because the database is busy.
func TestSettleFailsForAWhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		b.failSettle = failFor(10 * time.Minute)
		for range 3 {
			for chat := range 100 {
				b.add(broadcast(chat))
			}
		}
		b.run(t)
		pass(t.Context(), 9*time.Minute)
		if n := b.inFlight.Load(); n > maxInFlight {
			t.Errorf("%d deliveries in flight, want at most %d", n, maxInFlight)
		}
		b.until(b.finished)
		b.end(t)
		b.checkPace(t, TelegramPace())
		for id := range loa.DeliveryID(300) {
			if d := b.get(id + 1); d.State != loa.Sent || d.Attempt != 1 {
				t.Fatalf("delivery %d is %s after %d attempts, want sent after one", d.ID, d.State, d.Attempt)
			}
		}
	})
}

// TestSettleFailsUntilTheEnd: the row stays sending, and the next start makes it
// uncertain instead of sending it again.
func TestSettleFailsUntilTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		b.failSettle = func() error { return errLocked }
		id := b.add(broadcast(1))
		b.run(t)
		pass(t.Context(), time.Minute)
		stopped := time.Now()
		b.end(t)
		if d := time.Since(stopped); d > sendGrace+settleGrace {
			t.Errorf("Run ended after %v, want within %v", d, sendGrace+settleGrace)
		}
		if d := b.get(id); d.State != loa.Sending {
			t.Errorf("delivery is %s, want still sending", d.State)
		}
		b.failSettle = nil
		b.Worker = New(bot, b.outbox, b.outbox, b.platform, realClock{}, TelegramPace(), b.Worker.log)
		b.run(t)
		b.until(b.finished)
		b.end(t)
		if d := b.get(id); d.State != loa.Uncertain || len(b.taken()) != 1 {
			t.Errorf("delivery is %s after %d requests, want uncertain after one", d.State, len(b.taken()))
		}
	})
}

// TestClaimFails: nothing was claimed, so all goes out later.
func TestClaimFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		b.failBegin = failFor(5 * time.Minute)
		for chat := range 50 {
			b.add(broadcast(chat))
		}
		b.run(t)
		for range 1000 { // wakes must not make it hammer the database
			b.Wake()
			pass(t.Context(), 100*time.Millisecond)
		}
		if b.looks.Load() > 20 {
			t.Errorf("%d looks in 100 s of failures, want them to back off", b.looks.Load())
		}
		b.until(b.finished)
		b.end(t)
		b.checkPace(t, TelegramPace())
		if n := len(b.taken()); n != 50 {
			t.Errorf("%d requests, want 50", n)
		}
	})
}

// TestClaimInDoubt: the claim was stored but its answer was lost. Its chat must
// not be blocked for ever, and what was in flight meanwhile keeps its outcome.
func TestClaimInDoubt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		b.latency = fixed(3 * time.Second)
		begun := 0
		b.afterBegin = func() error {
			if begun++; begun == 2 {
				return errors.New("connection lost")
			}
			return nil
		}
		first := b.add(broadcast(1))
		b.run(t)
		doubtful, next := b.queue(broadcast(2)), b.queue(broadcast(2))
		b.until(b.finished)
		b.end(t)
		for id, want := range map[loa.DeliveryID]loa.DeliveryState{first: loa.Sent, doubtful: loa.Uncertain, next: loa.Sent} {
			if d := b.get(id); d.State != want {
				t.Errorf("delivery %d is %s, want %s", id, d.State, want)
			}
		}
		if b.lost != 1 {
			t.Errorf("%d deliveries were made uncertain, want only the doubtful one", b.lost)
		}
	})
}

// TestTakenBack: what was taken back between look and claim is not sent, and its
// slots are free.
func TestTakenBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		first, second := b.add(broadcast(1)), b.add(broadcast(1))
		b.failBegin = func() error {
			b.rows[first-1].State = loa.Expired
			b.failBegin = nil
			return nil
		}
		b.run(t)
		b.until(b.finished)
		b.end(t)
		if got := b.to(group(1)); len(got) != 1 || got[0] != second {
			t.Errorf("requests %v, want only %d", got, second)
		}
		if d := b.elapsed(); d > lookAgain+time.Second {
			t.Errorf("the next one waited %v", d)
		}
	})
}

// TestShutdownDrains: nothing new is begun, what is in flight is finished.
func TestShutdownDrains(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		b.latency = fixed(4 * time.Second)
		for chat := range 100 {
			b.add(broadcast(chat))
		}
		b.run(t)
		pass(t.Context(), 900*time.Millisecond)
		synctest.Wait()
		stopped := time.Now()
		b.end(t)
		for _, r := range b.taken() {
			if r.begun.After(stopped) || b.get(r.delivery.ID).State != loa.Sent {
				t.Errorf("request begun %v after the stop, delivery %s", r.begun.Sub(stopped), b.get(r.delivery.ID).State)
			}
		}
		if n := len(b.taken()); n != 30 || b.open() != 70 {
			t.Errorf("%d requests finished, %d pending, want 30 and 70", n, b.open())
		}
	})
}

// TestShutdownGivesUp: a request that hangs is given up after the grace and is
// stored as uncertain.
func TestShutdownGivesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		b.latency = fixed(time.Hour)
		id := b.add(broadcast(1))
		b.run(t)
		stopped := time.Now()
		b.end(t)
		if d := time.Since(stopped); d != sendGrace {
			t.Errorf("Run ended after %v, want the grace of %v", d, sendGrace)
		}
		if d := b.get(id); d.State != loa.Uncertain {
			t.Errorf("delivery is %s, want uncertain", d.State)
		}
	})
}

// TestIdleWorkerSleeps: with nothing to do there is one look every lookAgain.
func TestIdleWorkerSleeps(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		d := broadcast(1)
		b.pacer.hold(d, 2*time.Hour)
		b.add(d)
		b.run(t)
		pass(t.Context(), time.Hour)
		if most := int64(time.Hour/lookAgain) + 2; b.looks.Load() > most {
			t.Errorf("%d looks in an hour, want at most %d", b.looks.Load(), most)
		}
		b.end(t)
	})
}

// pausedClock stands still: the demo is paused.
type pausedClock struct{ at time.Time }

func (c pausedClock) Now() time.Time { return c.at }

func (c pausedClock) Timer(time.Time) (<-chan struct{}, func()) { return nil, func() {} }

// TestPausedRehearsal: pace is real time, so what is due goes out though the
// campaign's clock stands still.
func TestPausedRehearsal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		b.clock = pausedClock{time.Date(2029, 5, 7, 0, 0, 0, 0, time.UTC)}
		b.answer = failing(group(1), wait(5*time.Second))
		for range 3 {
			b.add(broadcast(1))
		}
		b.run(t)
		b.until(b.finished)
		b.end(t)
		b.checkPace(t, TelegramPace())
		if n := len(b.taken()); n != 4 {
			t.Errorf("%d requests, want 3 and one repeated", n)
		}
	})
}
