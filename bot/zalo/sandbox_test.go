package zalo

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"loa"
	"loa/bot/sandbox"
)

// world is the real adapter against the sandbox.
type world struct {
	*sandbox.Sandbox
	adapter  *Adapter
	token    string
	mai      sandbox.PersonID
	group    sandbox.ChatID
	delivery func(text string) loa.Delivery
}

func newWorld(t *testing.T, o sandbox.ZaloOptions) *world {
	t.Helper()
	box, err := sandbox.New(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(box)
	t.Cleanup(func() {
		box.Close()
		server.Close()
		if v := box.Violations(); len(v) > 0 {
			t.Errorf("requests broke rules of Zalo's: %q", v)
		}
	})
	w := &world{Sandbox: box, mai: box.AddPerson("Mai", "vi"), token: box.AddZaloBot(o)}
	if w.group, err = box.AddZaloGroup(w.token, "Chi bộ 1", w.mai); err != nil {
		t.Fatal(err)
	}
	w.adapter, err = New(Config{Token: w.token, API: server.URL + "/zalo", HTTP: server.Client(), Secret: "hook-secret-1", Files: addresses{"d1": "https://loa.example.org/a.jpg"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.adapter.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.delivery = func(text string) loa.Delivery {
		return loa.Delivery{Chat: loa.ChatID(box.ZaloChat(w.group)), Payload: loa.Payload{Notice: &loa.Notice{Text: loa.Join(loa.Styled(loa.Bold, "Đậm "), loa.Plain(text))}}}
	}
	return w
}

// TestSandboxFaults: what was accepted is uncertain however the answer was lost, and
// what the sandbox says is sorted as the table has it.
func TestSandboxFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.ZaloOptions{Monthly: 5})
	for i, tt := range []struct {
		fault sandbox.ZaloFault
		want  loa.FailureClass
		there int // messages in the group afterwards
	}{
		{sandbox.ZaloFault{Kind: sandbox.Drop}, loa.FailUncertain, 1},
		{sandbox.ZaloFault{Kind: sandbox.HTML, CarryOut: true}, loa.FailUncertain, 2},
		{sandbox.ZaloFault{Kind: sandbox.HTML}, loa.FailUncertain, 2},
		{sandbox.ZaloFault{Code: 403, CarryOut: true}, loa.FailUncertain, 3},
		{sandbox.ZaloFault{Code: 410}, loa.FailGone, 3},
		{sandbox.ZaloFault{Code: 401}, loa.FailMisconfigured, 3},
	} {
		w.FailZalo(w.token, tt.fault)
		_, err := w.adapter.Send(t.Context(), w.delivery("x"))
		if class(err) != tt.want || len(w.Messages(w.group)) != tt.there {
			t.Errorf("%d: %v with %d messages, want %s and %d", i, err, len(w.Messages(w.group)), tt.want, tt.there)
		}
	}
	photo := w.delivery("ảnh")
	photo.Payload.Notice.Media = &loa.Media{Kind: loa.Photo, Digest: "d1"}
	for _, d := range []loa.Delivery{w.delivery(strings.Repeat("ế", maxText-len("Dam "))), photo} {
		if r, err := w.adapter.Send(t.Context(), d); err != nil || r.Message == "" {
			t.Errorf("%+v, %v", r, err)
		}
	}
	if _, err := w.adapter.Send(t.Context(), w.delivery("x")); class(err) != loa.FailMisconfigured || !errors.Is(err, ErrQuota) {
		t.Errorf("the quota: %v", err)
	}
	w.RemoveZaloBot(w.group)
	if _, err := w.adapter.Send(t.Context(), w.delivery("x")); class(err) != loa.FailGone {
		t.Errorf("out of the group: %v", err)
	}
}

// TestSandboxReceives gets the same message by polling and by webhook, bare and wrapped.
func TestSandboxReceives(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]sandbox.ZaloOptions{"polling": {}, "bare": {}, "wrapped": {Wrapped: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, o)
			box := newShelf()
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan error, 1)
			if name == "polling" {
				if err := w.adapter.Ready(ctx); err != nil {
					t.Fatal(err)
				}
				go func() { done <- w.adapter.Receive(ctx, box) }()
			} else {
				if err := w.adapter.SetWebhook(ctx, "https://loa.example.org"); err != nil {
					t.Fatal(err)
				}
				hook := http.NewServeMux()
				hook.Handle(w.adapter.HookPath(), w.adapter.Webhook(box))
				go func() { done <- w.RunZaloHooks(ctx, &http.Client{Transport: within{hook}}) }()
			}
			w.Say(w.mai, w.group, "chuyện riêng của nhóm")
			w.Say(w.mai, w.group, "@Bot Loa vắng ốm")
			if u := <-box.got; u.Bad != nil || u.Message == nil || u.Message.Text != "vắng ốm" || u.Message.From.Account.ID != sandbox.ZaloAccount(w.mai) {
				t.Errorf("received %+v", u)
			}
			stop()
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
	}
}

// within hands requests to a handler, without a network.
type within struct{ http.Handler }

func (h within) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result(), nil
}
