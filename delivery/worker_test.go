package delivery

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"loa"
)

func broadcast(chat int) loa.Delivery {
	return loa.Delivery{Chat: group(chat), Priority: loa.Bulk}
}

// failing answers the first requests to a chat with the failures, then takes all.
func failing(chat loa.ChatID, failures ...*loa.Failure) func(loa.Delivery) error {
	var n atomic.Int64
	return func(d loa.Delivery) error {
		if d.Chat != chat {
			return nil
		}
		if i := n.Add(1); int(i) <= len(failures) && failures[i-1] != nil {
			return failures[i-1]
		}
		return nil
	}
}

func wait(after time.Duration) *loa.Failure {
	f := failure(loa.FailWait)
	f.After = after
	return f
}

// TestOrderWithinChat has every kind of failure that is tried again; what was
// queued first must still come first.
func TestOrderWithinChat(t *testing.T) {
	t.Parallel()
	moved := failure(loa.FailMoved)
	moved.NewChat = group(2)
	for name, tc := range map[string]struct {
		failures []*loa.Failure
		want     []loa.DeliveryID // requests to either chat, in order
	}{
		"no failure":    {nil, []loa.DeliveryID{1, 2, 3}},
		"told to wait":  {[]*loa.Failure{wait(7 * time.Second)}, []loa.DeliveryID{1, 1, 2, 3}},
		"within":        {[]*loa.Failure{nil, wait(7 * time.Second)}, []loa.DeliveryID{1, 2, 2, 3}},
		"unreachable":   {[]*loa.Failure{failure(loa.FailRetry), failure(loa.FailRetry)}, []loa.DeliveryID{1, 1, 1, 2, 3}},
		"refused":       {[]*loa.Failure{failure(loa.FailRefused)}, []loa.DeliveryID{1, 2, 3}},
		"uncertain":     {[]*loa.Failure{failure(loa.FailUncertain)}, []loa.DeliveryID{1, 2, 3}},
		"moved at once": {[]*loa.Failure{moved, moved, moved}, []loa.DeliveryID{1, 1, 2, 2, 3, 3}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(TelegramPace())
				b.answer = failing(group(1), tc.failures...)
				for range 3 {
					b.add(broadcast(1))
				}
				b.run(t)
				b.until(b.finished)
				b.end(t)
				b.checkPace(t, TelegramPace())
				var got []loa.DeliveryID
				for _, r := range b.taken() {
					got = append(got, r.delivery.ID)
				}
				if !slices.Equal(got, tc.want) {
					t.Errorf("requests %v, want %v", got, tc.want)
				}
			})
		})
	}
}

func TestRetryBacksOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		b.latency = fixed(0)
		down := slices.Repeat([]*loa.Failure{failure(loa.FailRetry)}, 4)
		b.answer = failing(group(1), down...)
		id := b.add(broadcast(1))
		b.run(t)
		b.until(b.finished)
		b.end(t)
		var gaps []time.Duration
		taken := b.taken()
		for i := 1; i < len(taken); i++ {
			gaps = append(gaps, taken[i].accepted.Sub(taken[i-1].accepted))
		}
		// The chat's own second counts from the failure, and a little more (see pacer.answered).
		want := []time.Duration{time.Second + earlyMost, 2 * time.Second, 4 * time.Second, 8 * time.Second}
		if !slices.Equal(gaps, want) {
			t.Errorf("tried again after %v, want %v", gaps, want)
		}
		if d := b.get(id); d.State != loa.Sent || d.Attempt != 5 {
			t.Errorf("delivery is %s after %d attempts, want sent after 5", d.State, d.Attempt)
		}
	})
}

// TestAnswerPassesRetry: a broadcast that waits to be tried again does not keep
// its chat from an answer.
func TestAnswerPassesRetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		b.answer = failing(group(1), slices.Repeat([]*loa.Failure{failure(loa.FailRetry)}, 6)...)
		post := b.add(broadcast(1))
		next := b.add(broadcast(1))
		b.run(t)
		pass(t.Context(), 35*time.Second) // the sixth try came after 31 s, the next comes after 63 s
		answer := b.queue(loa.Delivery{Chat: group(1), Priority: loa.Answer})
		b.until(b.finished)
		b.end(t)
		got := b.to(group(1))
		if want := []loa.DeliveryID{post, post, post, post, post, post, answer, post, next}; !slices.Equal(got, want) {
			t.Errorf("requests %v, want %v", got, want)
		}
	})
}

// TestUnreachablePlatform: an answer is given up after maxAttempts, a broadcast
// with a deadline is tried until then.
func TestUnreachablePlatform(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		b.answer = func(loa.Delivery) error { return failure(loa.FailRetry) }
		answer := b.add(loa.Delivery{Chat: "5", Private: true})
		post := broadcast(1)
		post.NotAfter = time.Now().Add(3 * time.Hour)
		late := b.add(post)
		b.run(t)
		b.until(b.finished)
		b.end(t)
		if d := b.get(answer); d.State != loa.Failed || d.Attempt != maxAttempts {
			t.Errorf("answer is %s after %d attempts, want failed after %d", d.State, d.Attempt, maxAttempts)
		}
		d := b.get(late)
		if d.State != loa.Expired || d.Attempt < 150 {
			t.Errorf("post is %s after %d attempts, want expired after one a minute", d.State, d.Attempt)
		}
		if d.Settled.After(post.NotAfter) {
			t.Errorf("post expired at %v, after its deadline %v", d.Settled, post.NotAfter)
		}
	})
}

func TestFinalFailures(t *testing.T) {
	t.Parallel()
	nowhere := failure(loa.FailMoved)
	for name, tc := range map[string]struct {
		err    error
		state  loa.DeliveryState
		gone   bool
		reason string
	}{
		"gone":             {failure(loa.FailGone), loa.Failed, true, "closed"},
		"refused":          {failure(loa.FailRefused), loa.Failed, false, "refused: as the test wants"},
		"refused silently": {&loa.Failure{Class: loa.FailRefused}, loa.Failed, false, "refused"},
		"moved nowhere":    {nowhere, loa.Failed, false, "moved"},
		"uncertain":        {failure(loa.FailUncertain), loa.Uncertain, false, "may have arrived"},
		"no failure class": {errors.New("Post https://host/botSECRET/sendMessage: EOF"), loa.Uncertain, false, "may have arrived"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(TelegramPace())
				b.answer = func(loa.Delivery) error { return tc.err }
				id := b.add(broadcast(1))
				b.run(t)
				b.until(b.finished)
				pass(t.Context(), time.Hour)
				b.end(t)
				if n := len(b.taken()); n != 1 {
					t.Errorf("%d requests, want one", n)
				}
				o := b.lastOutcome(id)
				if o.State != tc.state || o.ChatGone != tc.gone || !strings.Contains(o.Reason, tc.reason) {
					t.Errorf("outcome %+v, want %s, gone %v, reason with %q", o, tc.state, tc.gone, tc.reason)
				}
				if strings.Contains(o.Reason, "SECRET") {
					t.Errorf("reason %q holds a secret", o.Reason)
				}
			})
		})
	}
}

// TestWaitHoldsOneChat: a 429 is obeyed to the instant, for its chat only.
func TestWaitHoldsOneChat(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		b.latency = fixed(40 * time.Millisecond)
		b.answer = failing(group(0), wait(10072*time.Second))
		for range 3 {
			for chat := range 20 {
				b.add(broadcast(chat))
			}
		}
		b.run(t)
		b.until(b.finished)
		b.end(t)
		var told time.Time
		for _, r := range b.taken() {
			switch {
			case r.err != nil:
				told = r.answered
			case r.delivery.Chat == group(0):
				if held := r.begun.Sub(told); held < 10072*time.Second || r.delivery.ID == 1 && held > 10073*time.Second {
					t.Errorf("chat was written to again after %v, want 10072s", held)
				}
			case r.accepted.Sub(b.start) > 10*time.Second:
				t.Errorf("%s waited %v for another chat's 429", r.delivery.Chat, r.accepted.Sub(b.start))
			}
		}
		if got := b.to(group(0)); !slices.Equal(got, []loa.DeliveryID{1, 1, 21, 41}) {
			t.Errorf("requests to the held chat: %v", got)
		}
	})
}

// TestManyHeldChatsHideNobody has more chats held than one look at the queue brings.
func TestManyHeldChatsHideNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(Pace{}) // the test's own: two 429s in a second would hold the bot
		for chat := range 3 * lookahead {
			d := broadcast(chat)
			b.add(d)
			b.pacer.hold(d, time.Hour)
			pass(t.Context(), 2*time.Second)
		}
		free := b.add(broadcast(3 * lookahead))
		b.run(t)
		b.until(func() bool { return b.get(free).State == loa.Sent })
		if n := len(b.taken()); n != 1 {
			t.Errorf("%d requests, want only the free chat's", n)
		}
		b.end(t)
	})
}

// TestTwoWaitsHoldTheBot: when two chats are told to wait within a second, the
// limit is the bot's.
func TestTwoWaitsHoldTheBot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		one, two := failing(group(0), wait(30*time.Second)), failing(group(1), wait(20*time.Second))
		b.answer = func(d loa.Delivery) error { return errors.Join(one(d), two(d)) }
		for chat := range 100 {
			b.add(broadcast(chat))
		}
		b.run(t)
		b.until(b.finished)
		b.end(t)
		var told time.Time
		for _, r := range b.taken() {
			if r.err != nil {
				told = later(told, r.answered)
			}
		}
		for _, r := range b.taken() {
			if r.begun.After(told) && r.begun.Sub(told) < 29*time.Second {
				t.Fatalf("a request to %s was begun %v after the second 429", r.delivery.Chat, r.begun.Sub(told))
			}
		}
		if n := len(b.taken()); n != 102 {
			t.Errorf("%d requests, want 100 and two repeated", n)
		}
	})
}

func TestTooLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		post := broadcast(1)
		post.NotAfter = time.Now().Add(-time.Minute)
		late := b.add(post)
		post.NotAfter = time.Now()
		just := b.add(post)
		b.run(t)
		b.until(b.finished)
		b.end(t)
		if d := b.get(late); d.State != loa.Expired || d.Attempt != 0 {
			t.Errorf("late post is %s after %d attempts, want expired without one", d.State, d.Attempt)
		}
		if d := b.get(just); d.State != loa.Sent {
			t.Errorf("post at its last instant is %s, want sent", d.State)
		}
	})
}

// TestQuietHours: bubbles begin at midnight UTC, 07:00 in Hà Nội.
func TestQuietHours(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		quiet := loa.QuietHours{From: 5 * 60, Until: 9*60 + 30, Zone: loa.DefaultZone}
		end := time.Now().Add(2*time.Hour + 30*time.Minute)
		post := broadcast(1)
		post.Quiet = quiet
		held := b.add(post)
		post.Chat, post.NotAfter = group(2), end.Add(-time.Second)
		over := b.add(post)
		post.Chat, post.NotAfter, post.Priority = group(3), time.Time{}, loa.Answer
		answer := b.add(post)
		b.run(t)
		b.until(b.finished)
		b.end(t)
		if d := b.get(over); d.State != loa.Expired || d.Settled.Sub(b.start) > time.Second {
			t.Errorf("post ending within the quiet hours is %s at %v, want expired at once", d.State, d.Settled)
		}
		for _, r := range b.taken() {
			switch r.delivery.ID {
			case held:
				if r.begun.Before(end) || r.begun.After(end.Add(time.Second)) {
					t.Errorf("post was sent at %v, want at the end of the quiet hours %v", r.begun, end)
				}
			case answer:
				if r.begun.Sub(b.start) > time.Second {
					t.Errorf("answer waited %v for the quiet hours", r.begun.Sub(b.start))
				}
			}
		}
		if n := len(b.taken()); n != 2 {
			t.Errorf("%d requests, want 2", n)
		}
	})
}

// TestDueLater: what is due later is sent then, though nobody wakes the worker.
func TestDueLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		b.run(t)
		post := broadcast(1)
		post.Due = time.Now().Add(36*time.Hour + 123*time.Millisecond)
		b.queue(post)
		b.until(b.finished)
		if got := b.taken()[0].begun; !got.Equal(post.Due) {
			t.Errorf("sent at %v, want when due, %v", got, post.Due)
		}
		unwoken := b.add(broadcast(2)) // by another process
		b.until(func() bool { return b.get(unwoken).State == loa.Sent })
		b.end(t)
	})
}

// TestInterrupted: what was sending when the process died may have arrived.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		lost := broadcast(1)
		lost.State = loa.Sending
		first := b.add(lost)
		second := b.add(broadcast(1))
		b.run(t)
		b.until(b.finished)
		pass(t.Context(), time.Hour)
		b.end(t)
		if d := b.get(first); d.State != loa.Uncertain {
			t.Errorf("interrupted delivery is %s, want uncertain", d.State)
		}
		if got := b.to(group(1)); !slices.Equal(got, []loa.DeliveryID{second}) {
			t.Errorf("requests %v, want only the one that was pending", got)
		}
		if d := b.taken()[0].begun.Sub(b.start); d < time.Second {
			t.Errorf("first request %v after the start, want the lost one's second to pass", d)
		}
	})
}

func TestMisconfiguredStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		b.latency = between(10*time.Millisecond, 2*time.Second)
		b.answer = func(d loa.Delivery) error {
			if d.ID == 5 {
				return failure(loa.FailMisconfigured)
			}
			return nil
		}
		for chat := range 100 {
			b.add(broadcast(chat))
		}
		b.run(t)
		err := <-b.ended
		b.stop()
		if f := loa.FailureOf(err); err == nil || f.Class != loa.FailMisconfigured {
			t.Fatalf("Run: %v, want the failure", err)
		}
		states := map[loa.DeliveryState]int{}
		for id := range loa.DeliveryID(100) {
			states[b.get(id+1).State]++
		}
		if sent := len(b.taken()) - 1; states[loa.Sent] != sent || states[loa.Pending] != 100-sent || b.get(5).State != loa.Pending {
			t.Errorf("after %d requests: %v, want all else pending", len(b.taken()), states)
		}
	})
}

func TestStartFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		broken := errors.New("disk I/O error")
		b.Worker.queue = brokenStart{b.outbox, broken}
		if err := b.Run(t.Context()); !errors.Is(err, broken) {
			t.Errorf("Run: %v, want %v", err, broken)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := b.Run(ctx); err != nil {
			t.Errorf("Run when it is to stop already: %v", err)
		}
	})
}

type brokenStart struct {
	Queue
	err error
}

func (q brokenStart) Recover(context.Context, loa.BotID, time.Time) (int, error) { return 0, q.err }
