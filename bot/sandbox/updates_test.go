package sandbox_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"loa/bot/sandbox"
)

func texts(updates []update) string {
	var list []string
	for _, u := range updates {
		if u.Message != nil {
			list = append(list, u.Message.Text)
		}
	}
	return strings.Join(list, " ")
}

func TestOffset(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	for i := range 5 {
		b.Say(b.lan, b.private, fmt.Sprint(i))
	}
	all := b.updates(nil)
	if texts(all) != "0 1 2 3 4" || all[4].ID != all[0].ID+4 {
		t.Fatalf("fetched %q with ids from %d to %d", texts(all), all[0].ID, all[4].ID)
	}
	for _, test := range []struct {
		p    params
		want string
	}{
		{nil, "0 1 2 3 4"}, // what is not confirmed comes again
		{params{"limit": 2}, "0 1"},
		{params{"offset": all[2].ID}, "2 3 4"},
		{nil, "2 3 4"}, // confirmed ones do not
		{params{"offset": all[0].ID}, "2 3 4"},
		{params{"offset": -2}, "3 4"}, // forgets all before
		{nil, "3 4"},
		{params{"offset": all[4].ID + 1}, ""},
	} {
		if got := texts(b.updates(test.p)); got != test.want {
			t.Errorf("getUpdates %v: %q, want %q", test.p, got, test.want)
		}
	}
}

// TestRestartedIDs is the trap of bots that only ever raise their offset: it
// is ignored, and the queue is read from its beginning again and again.
func TestRestartedIDs(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	b.Say(b.lan, b.private, "cũ")
	old := b.fetch()[0].ID
	b.RestartUpdateIDs(5)
	b.Say(b.lan, b.private, "mới")
	for range 2 {
		if got := b.updates(params{"offset": old + 1}); texts(got) != "mới" || got[0].ID != 5 {
			t.Fatalf("with the old offset: %+v", got)
		}
	}
	if got := b.updates(params{"offset": 6}); len(got) != 0 {
		t.Errorf("after confirming 5: %+v", got)
	}
}

func TestAllowedUpdates(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	b.updates(params{"allowed_updates": `["callback_query"]`})
	b.Say(b.lan, b.private, "một")
	b.updates(nil) // remembered
	b.Say(b.lan, b.private, "hai")
	b.updates(params{"allowed_updates": "[]"}) // the default set again
	b.Say(b.lan, b.private, "ba")
	if got := texts(b.updates(nil)); got != "ba" {
		t.Errorf("got %q, want only what was asked for when it happened", got)
	}
}

func TestLongPoll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := unlimited(t)
		start := time.Now()
		if got := b.updates(params{"timeout": 300}); len(got) != 0 || time.Since(start) != 50*time.Second {
			t.Errorf("%d updates after %v, want none after 50 s", len(got), time.Since(start))
		}
		var got []update
		var wait sync.WaitGroup
		wait.Go(func() { got = b.updates(params{"timeout": 50}) })
		synctest.Wait()
		start = time.Now()
		b.Say(b.lan, b.private, "xin chào")
		wait.Wait()
		if texts(got) != "xin chào" || time.Since(start) != 0 {
			t.Errorf("%q after %v, want it at once", texts(got), time.Since(start))
		}
	})
}

func TestOnlyOnePoller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := unlimited(t)
		var first, second reply
		var wait sync.WaitGroup
		wait.Go(func() { first = b.call("getUpdates", params{"timeout": 50}) })
		synctest.Wait()
		wait.Go(func() { second = b.call("getUpdates", params{"timeout": 50}) })
		synctest.Wait()
		b.Say(b.lan, b.private, "x")
		wait.Wait()
		want := "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
		if first.Status != 409 || first.Description != want {
			t.Errorf("the first got %d %q", first.Status, first.Description)
		}
		if !second.OK {
			t.Errorf("the second got %d %q", second.Status, second.Description)
		}
		if n := b.Calls("getUpdates", 409); n != 1 {
			t.Errorf("%d calls counted with 409", n)
		}
	})
}

func TestWebhook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := unlimited(t)
		var waiting reply
		var wait sync.WaitGroup
		wait.Go(func() { waiting = b.call("getUpdates", params{"timeout": 50}) })
		synctest.Wait()
		if got := b.call("setWebhook", params{"url": "https://example.org/x", "secret_token": "a-b"}); got.Description != "Webhook was set" {
			t.Errorf("setWebhook: %+v", got)
		}
		wait.Wait()
		if waiting.Status != 409 || waiting.Description != "Conflict: terminated by setWebhook request" {
			t.Errorf("the waiting one got %+v", waiting)
		}
		if got := b.call("getUpdates", nil); got.Status != 409 || !strings.Contains(got.Description, "while webhook is active") {
			t.Errorf("with a webhook: %+v", got)
		}
		if info := must[map[string]any](b, "getWebhookInfo", nil); info["url"] != "https://example.org/x" {
			t.Errorf("info %v", info)
		}
		b.Say(b.lan, b.private, "x")
		b.call("deleteWebhook", params{"drop_pending_updates": true})
		if got := b.call("deleteWebhook", nil); got.Description != "Webhook is already deleted" {
			t.Errorf("second deleteWebhook: %+v", got)
		}
		if got := b.updates(nil); len(got) != 0 {
			t.Errorf("dropped updates came: %+v", got)
		}
	})
}

func TestUpdatesExpire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := unlimited(t)
		m := b.send(b.private, "?", params{"reply_markup": keyboard(map[string]any{"text": "Có", "callback_data": "y"})})
		tap, err := b.Tap(b.lan, b.private, m.ID, "Có")
		if err != nil {
			t.Fatal(err)
		}
		b.Say(b.lan, b.private, "x")
		<-time.After(151 * time.Second) // of the bubble
		if got := b.updates(nil); len(got) != 1 || got[0].Message == nil {
			t.Errorf("after 151 s: %+v, want only the message", got)
		}
		if got := b.call("answerCallbackQuery", params{"callback_query_id": tap}); got.Status != 400 || !strings.Contains(got.Description, "query is too old") {
			t.Errorf("late answer: %+v", got)
		}
		<-time.After(24 * time.Hour)
		if n := b.Pending(); n != 0 {
			t.Errorf("%d updates after a day", n)
		}
	})
}

func TestInjected(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	b.Inject("message", `{"message_id":"no number"}`)
	got := b.call("getUpdates", nil)
	if !got.OK || !strings.Contains(string(got.Result), `"message":{"message_id":"no number"}`) {
		t.Errorf("got %s", got.Result)
	}
}

// TestClose ends what waits.
func TestClose(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := unlimited(t)
		var wait sync.WaitGroup
		wait.Go(func() { b.call("getUpdates", params{"timeout": 50}) })
		wait.Go(func() {
			if err := b.Until(t.Context(), func() bool { return false }); !errors.Is(err, sandbox.ErrClosed) {
				t.Errorf("waiting ended with %v", err)
			}
		})
		synctest.Wait()
		start := time.Now()
		b.Close()
		wait.Wait()
		if time.Since(start) != 0 {
			t.Errorf("closing took %v", time.Since(start))
		}
	})
}

// TestManyAtOnce is for the race detector: everybody does everything.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	m := b.send(b.super, "?", params{"reply_markup": keyboard(map[string]any{"text": "Có", "callback_data": "y"})})
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			for j := range 20 {
				text := fmt.Sprintf("%d-%d", i, j)
				b.call("sendMessage", params{"chat_id": b.super, "text": text})
				b.call("editMessageText", params{"chat_id": b.super, "message_id": m.ID, "text": text,
					"reply_markup": keyboard(map[string]any{"text": "Có", "callback_data": "y"})})
				b.call("getUpdates", params{"limit": 3})
				b.Say(b.lan, b.private, text)
				if _, err := b.Tap(b.minh, b.super, m.ID, "Có"); err != nil {
					t.Error(err)
				}
				b.Messages(b.super)
			}
		})
	}
	err := b.Until(t.Context(), func() bool { return len(b.Messages(b.super)) == 1+8*20 })
	wait.Wait()
	if err != nil {
		t.Error(err)
	}
	var ids []int64
	for _, m := range b.Messages(b.super) {
		ids = append(ids, int64(m.ID))
	}
	if !slices.IsSorted(ids) || len(slices.Compact(ids)) != 161 {
		t.Errorf("message ids %v", ids)
	}
}
