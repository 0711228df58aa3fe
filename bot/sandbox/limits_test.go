package sandbox_test

import (
	"testing"
	"testing/synctest"
	"time"

	"loa/bot/sandbox"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		limits sandbox.Limits
		groups int // written to in turn
		gap    time.Duration
		taken  int // before the first 429
		retry  int // seconds
	}{
		{"one a second in a chat", sandbox.Limits{}, 1, 300 * time.Millisecond, 1, 1},
		{"twenty a minute in a group", sandbox.Limits{}, 1, time.Second, 20, 40},
		{"thirty a second altogether", sandbox.Limits{}, 40, 20 * time.Millisecond, 30, 1},
		{"one's own", sandbox.Limits{Chat: sandbox.Limit{N: 3, Per: 10 * time.Second}}, 1, time.Second, 3, 7},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, sandbox.Options{Limits: test.limits})
				var groups []sandbox.ChatID
				for range test.groups {
					g := b.AddGroup("Tổ", sandbox.GroupOptions{Supergroup: true}, b.lan)
					b.AddBot(g, b.lan)
					groups = append(groups, g)
				}
				send := func(i int) reply {
					return b.call("sendMessage", params{"chat_id": groups[i%len(groups)], "text": "x"})
				}
				for i := range test.taken {
					if got := send(i); !got.OK {
						t.Fatalf("message %d: %s", i, got.Description)
					}
					<-time.After(test.gap)
				}
				got := send(test.taken)
				if got.Status != 429 || got.Parameters.RetryAfter != test.retry || got.Header.Get("Retry-After") == "" ||
					got.Description != "Too Many Requests: retry after "+got.Header.Get("Retry-After") {
					t.Fatalf("beyond the limit: %+v, want a wait of %d s", got, test.retry)
				}
				<-time.After(time.Duration(test.retry) * time.Second)
				if got := send(test.taken); !got.OK {
					t.Errorf("after the wait: %s", got.Description)
				}
				if v := b.Violations(); len(v) != 0 {
					t.Errorf("violations %q", v)
				}
			})
		})
	}
}

func TestWhatCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, sandbox.Options{})
		m := b.send(b.super, "?", params{"reply_markup": keyboard(map[string]any{"text": "Có", "callback_data": "y"})})
		if got := b.call("editMessageText", params{"chat_id": b.super, "message_id": m.ID, "text": "!"}); got.Status != 429 {
			t.Errorf("an edit at once: %d, want it to count as a send", got.Status)
		}
		for range 5 {
			tap, err := b.Tap(b.lan, b.super, m.ID, "Có")
			if err != nil {
				t.Fatal(err)
			}
			if got := b.call("answerCallbackQuery", params{"callback_query_id": tap}); !got.OK {
				t.Errorf("an answer to a tap: %s, want no limit", got.Description)
			}
		}
		<-time.After(time.Second)
		if got := b.call("sendMessage", params{"chat_id": b.super, "text": ""}); got.Status != 400 {
			t.Errorf("an empty text: %d", got.Status)
		}
		b.send(b.super, "what was refused did not count", nil)
		b.SetLimits(sandbox.Limits{Off: true})
		b.send(b.super, "no limits", nil)
	})
}

func TestLatency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, sandbox.Options{Latency: 40 * time.Millisecond})
		start := time.Now()
		b.send(b.private, "x", nil)
		if took := time.Since(start); took != 40*time.Millisecond {
			t.Errorf("took %v", took)
		}
	})
}
