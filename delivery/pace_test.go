package delivery

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"loa"
)

// TestPace sends broadcasts of several shapes and looks at every sliding window
// of the platform. The floor is what the platform's limits alone would take.
func TestPace(t *testing.T) {
	t.Parallel()
	ms := time.Millisecond
	latencies := []struct {
		name string
		of   func(*rand.Rand) time.Duration
	}{
		{"0ms", fixed(0)},
		{"10ms", fixed(10 * ms)},
		{"40ms", fixed(40 * ms)},
		{"200ms", fixed(200 * ms)},
		{"1..400ms", between(ms, 400*ms)},
		{"20ms..3s", between(20*ms, 3*time.Second)},
	}
	shapes := []struct {
		chats, each int
		private     bool
		floor       time.Duration
	}{
		{300, 1, false, 9 * time.Second},  // 299/30 full windows of the bot
		{50, 3, false, 4 * time.Second},   // 149/30 full windows
		{1, 25, false, 64 * time.Second},  // a full minute of the group, then 4 gaps of the chat
		{1, 25, true, 24 * time.Second},   // 24 gaps
		{40, 25, false, 64 * time.Second}, // every group's own minute
	}
	for _, l := range latencies {
		for _, s := range shapes {
			t.Run(fmt.Sprintf("%dx%d private=%v/%s", s.chats, s.each, s.private, l.name), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					b := newBench(TelegramPace())
					b.latency = l.of
					for range s.each {
						for chat := range s.chats {
							b.add(loa.Delivery{Chat: group(chat), Private: s.private, Priority: loa.Bulk})
						}
					}
					b.run(t)
					b.until(b.finished)
					b.end(t)
					b.checkPace(t, TelegramPace())
					if n := len(b.taken()); n != s.chats*s.each {
						t.Errorf("%d requests, want %d", n, s.chats*s.each)
					}
					t.Logf("%.2fs virtual, %.3f of the floor, %d looks at the queue",
						b.elapsed().Seconds(), b.elapsed().Seconds()/s.floor.Seconds(), b.looks.Load())
					steady := slices.Contains([]string{"10ms", "40ms", "200ms"}, l.name)
					if most := s.floor * 105 / 100; steady && s.chats == 300 && b.elapsed() > most {
						t.Errorf("took %v of virtual time, the floor is %v, want at most %v", b.elapsed(), s.floor, most)
					}
				})
			})
		}
	}
}

// TestAnswerOvertakesBroadcast queues answers while a broadcast has taken every
// slot, at moments spread over the window, also the worst ones.
func TestAnswerOvertakesBroadcast(t *testing.T) {
	t.Parallel()
	for _, latency := range []time.Duration{10 * time.Millisecond, 40 * time.Millisecond, 200 * time.Millisecond} {
		t.Run(latency.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(TelegramPace())
				b.latency = fixed(latency)
				for chat := range 1000 {
					b.add(broadcast(chat))
				}
				b.run(t)
				queued := map[loa.DeliveryID]time.Time{}
				for person := range 60 {
					pass(t.Context(), 387*time.Millisecond) // no divisor of the window
					chat := loa.ChatID(fmt.Sprint(9000 + person))
					queued[b.queue(loa.Delivery{Chat: chat, Private: true, Priority: loa.Answer})] = time.Now()
				}
				b.until(b.finished)
				b.end(t)
				b.checkPace(t, TelegramPace())
				var longest time.Duration
				for _, r := range b.taken() {
					if at, ok := queued[r.delivery.ID]; ok {
						longest = max(longest, r.accepted.Sub(at))
						delete(queued, r.delivery.ID)
					}
				}
				t.Logf("the slowest answer was taken after %v, the broadcast took %v", longest, b.elapsed())
				if longest > time.Second || len(queued) > 0 {
					t.Errorf("slowest answer after %v, never sent: %d", longest, len(queued))
				}
			})
		})
	}
}

func TestToastsTakeNoSlot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		b.latency = fixed(10 * time.Millisecond)
		for chat := range 100 {
			b.add(loa.Delivery{Chat: group(chat), Priority: loa.Answer})
		}
		for tap := range 200 {
			toast := &loa.Toast{Tap: fmt.Sprint(tap), Text: "Đã ghi"}
			b.add(loa.Delivery{Chat: group(1), Payload: loa.Payload{Toast: toast}})
		}
		b.run(t)
		b.until(b.finished)
		b.end(t)
		b.checkPace(t, TelegramPace())
		for _, r := range b.taken() {
			if wait := r.accepted.Sub(b.start); r.delivery.Payload.Toast != nil && wait > time.Second {
				t.Errorf("toast %s was sent after %v, want at once", r.delivery.Payload.Toast.Tap, wait)
			}
		}
	})
}

// TestEditsLeaveRoom changes a tally again and again; an answer in the group
// must not wait for the group's minute to end.
func TestEditsLeaveRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		for i := range 30 {
			edit := &loa.Edit{Message: "7", Text: loa.Plain(fmt.Sprint(i))}
			b.add(loa.Delivery{Chat: group(1), Priority: loa.Bulk, Payload: loa.Payload{Edit: edit}})
		}
		b.run(t)
		pass(t.Context(), 30*time.Second)
		asked := time.Now()
		answer := b.queue(loa.Delivery{Chat: group(1), Priority: loa.Answer})
		b.until(func() bool { return b.get(answer).State == loa.Sent })
		if wait := time.Since(asked); wait > 2*time.Second {
			t.Errorf("the answer waited %v behind edits", wait)
		}
		b.until(b.finished)
		b.end(t)
		b.checkPace(t, TelegramPace())
	})
}

// TestRestartRemembersPace stops in the middle and starts a new worker at once:
// the platform sees one bot.
func TestRestartRemembersPace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		b.latency = between(time.Millisecond, 300*time.Millisecond)
		for range 25 {
			for chat := range 10 {
				b.add(loa.Delivery{Chat: group(chat), Priority: loa.Bulk})
			}
		}
		for chat := range 300 {
			b.add(loa.Delivery{Chat: group(100 + chat), Priority: loa.Bulk})
		}
		for range 8 {
			b.run(t)
			pass(t.Context(), 1300*time.Millisecond)
			b.end(t)
			b.Worker = New(bot, b.outbox, b.outbox, b.platform, realClock{}, TelegramPace(), b.Worker.log)
		}
		b.run(t)
		b.until(b.finished)
		b.end(t)
		b.checkPace(t, TelegramPace())
		if n := len(b.taken()); n != 550 {
			t.Errorf("%d requests, want each of 550 once", n)
		}
	})
}

func TestIdleLanesAreForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		for chat := range 500 {
			b.add(loa.Delivery{Chat: group(chat), Priority: loa.Bulk})
		}
		b.run(t)
		b.until(b.finished)
		if n := b.pacer.remembers(); n < 400 {
			t.Errorf("%d lanes remembered within the minute, want the 500 written to", n)
		}
		pass(t.Context(), 2*time.Minute)
		synctest.Wait()
		if n := b.pacer.remembers(); n != 0 {
			t.Errorf("%d lanes remembered after two minutes, want none", n)
		}
		b.end(t)
	})
}

func (p *pacer) remembers() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.lanes)
}
