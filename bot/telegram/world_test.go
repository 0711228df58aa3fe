package telegram

import (
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"loa"
	"loa/bot/sandbox"
)

// schema finds Telegram's machine-readable schema, which lies beside the
// checkout; without it the sandbox makes only its own checks.
func schema(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = parent
	}
	path := filepath.Join(dir, "..", "shared", "telegram-api.min.json")
	if _, err := os.Stat(path); err != nil {
		t.Logf("requests are not checked against the schema: %v", err)
		return ""
	}
	return path
}

// world is a sandbox with an adapter that receives from it.
type world struct {
	*sandbox.Sandbox
	a      *Adapter
	events chan loa.Update
}

// mailbox hands every update to a channel; refuse makes it fail so often.
type mailbox struct {
	events chan loa.Update
	mu     sync.Mutex
	refuse int
	seen   [][]int64
}

func (m *mailbox) Receive(ctx context.Context, batch []loa.Update, _ int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var ids []int64
	for _, u := range batch {
		ids = append(ids, u.ID)
	}
	m.seen = append(m.seen, ids)
	if m.refuse > 0 {
		m.refuse--
		return errors.New("disk full")
	}
	for _, u := range batch {
		select {
		case m.events <- u:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// newWorld makes a sandbox that fails the test for every rule a request breaks.
func newWorld(t *testing.T, f files) *world {
	t.Helper()
	s, err := sandbox.New(sandbox.Options{Token: token, Schema: schema(t), Limits: sandbox.Limits{Off: true}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	t.Cleanup(s.Close)
	w := &world{Sandbox: s, a: newAdapter(t, server.URL, withFiles(f)), events: make(chan loa.Update, 100)}
	t.Cleanup(func() {
		for _, v := range s.Violations() {
			t.Errorf("violation: %s", v)
		}
	})
	if _, err := w.a.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w
}

// receive starts receiving; it ends with the test.
func (w *world) receive(t *testing.T, m *mailbox) {
	t.Helper()
	m.events = w.events
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.a.Receive(ctx, m) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("receive: %v", err)
		}
	})
}

// event waits for the next update that is one of Loa's.
func (w *world) event(t *testing.T) loa.Update {
	t.Helper()
	for {
		select {
		case u := <-w.events:
			if u.Message != nil || u.Tap != nil || u.PollAnswer != nil || u.PollState != nil || u.BotMember != nil || u.Moved != nil || u.Bad != nil {
				return u
			}
		case <-time.After(20 * time.Second):
			t.Fatal("no update came")
		}
	}
}

func (w *world) send(t *testing.T, chat sandbox.ChatID, thread int64, p loa.Payload) loa.Receipt {
	t.Helper()
	receipt, err := w.a.Send(t.Context(), loa.Delivery{Chat: loa.ChatID(strconv.FormatInt(int64(chat), 10)), Thread: thread, Payload: p})
	if err != nil {
		t.Fatal(err)
	}
	return receipt
}

func (w *world) message(t *testing.T, chat sandbox.ChatID, id loa.MessageID) sandbox.Message {
	t.Helper()
	for _, m := range w.Messages(chat) {
		if strconv.FormatInt(int64(m.ID), 10) == string(id) {
			return m
		}
	}
	t.Fatalf("chat %d has no message %s", chat, id)
	return sandbox.Message{}
}

func number(id loa.MessageID) sandbox.MessageID {
	n, _ := strconv.ParseInt(string(id), 10, 64)
	return sandbox.MessageID(n)
}
