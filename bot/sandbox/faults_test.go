package sandbox_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"loa/bot/sandbox"
)

func TestAnsweredFaults(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	for _, test := range []struct {
		fault  sandbox.Fault
		status int
		text   string
	}{
		{sandbox.Fault{Kind: sandbox.Flood, RetryAfter: 33}, 429, "Too Many Requests: retry after 33"},
		{sandbox.Fault{Kind: sandbox.Forbidden}, 403, "Forbidden: bot was kicked from the supergroup chat"},
		{sandbox.Fault{Kind: sandbox.Forbidden, Text: "user is deactivated"}, 403, "Forbidden: user is deactivated"},
		{sandbox.Fault{Kind: sandbox.BadRequest, Text: "TOPIC_CLOSED"}, 400, "Bad Request: TOPIC_CLOSED"},
	} {
		b.Fail(test.fault)
		got := b.call("sendMessage", params{"chat_id": b.super, "text": "x"})
		if got.Status != test.status || got.Description != test.text || got.Parameters.RetryAfter != test.fault.RetryAfter {
			t.Errorf("%+v: %+v", test.fault, got)
		}
	}
	if n := len(b.Messages(b.super)); n != 0 {
		t.Errorf("%d messages got through", n)
	}
	if v := b.Violations(); len(v) != 0 {
		t.Errorf("violations %q", v)
	}
}

func TestFaultsMatch(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	b.Fail(sandbox.Fault{Kind: sandbox.BadRequest, Text: "no", Method: "sendMessage", Chat: b.super, Times: 2})
	b.updates(nil)
	b.send(b.private, "another chat", nil)
	if got := b.call("getChat", params{"chat_id": b.super}); !got.OK {
		t.Errorf("another method failed: %s", got.Description)
	}
	for i, want := range []bool{false, false, true} {
		if got := b.call("sendMessage", params{"chat_id": b.super, "text": "x"}); got.OK != want {
			t.Errorf("request %d: %+v", i, got)
		}
	}
	if n := b.Faults(); n != 0 {
		t.Errorf("%d faults left", n)
	}
}

func TestMigrateNow(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	b.Fail(sandbox.Fault{Kind: sandbox.MigrateNow, Chat: b.group})
	got := b.call("sendMessage", params{"chat_id": b.group, "text": "x"})
	if got.Status != 400 || got.Description != "Bad Request: group chat was upgraded to a supergroup chat" || got.Parameters.MigrateTo >= 0 {
		t.Fatalf("got %+v", got)
	}
	b.send(got.Parameters.MigrateTo, "x", nil)
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	old := b.path("getUpdates")
	waiting := make(chan int)
	go func() {
		r := httptest.NewRequest(http.MethodPost, old, strings.NewReader("timeout=50"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		waiting <- b.serve(r).Code
	}()
	b.Revoke("110201543:AAH-another")
	if status := <-waiting; status != http.StatusUnauthorized {
		t.Errorf("the long poll ended with %d", status)
	}
	if got := b.request(httptest.NewRequest(http.MethodPost, old, nil)); got.Status != http.StatusUnauthorized || got.Description != "Unauthorized" {
		t.Errorf("the former token: %+v", got)
	}
	b.send(b.super, "with the new token", nil)
}

// TestLostAnswers needs real connections.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	server := httptest.NewServer(b)
	defer server.Close()
	post := func(ctx context.Context, text string) (int, string, error) {
		form := form(params{"chat_id": b.super, "text": text}).Encode()
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+b.path("sendMessage"), strings.NewReader(form))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := server.Client().Do(r)
		if err != nil {
			return 0, "", err
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		return answer.StatusCode, string(body), err
	}

	b.Fail(sandbox.Fault{Kind: sandbox.Drop})
	if status, _, err := post(t.Context(), "dropped"); err == nil {
		t.Errorf("a dropped answer came: %d", status)
	}
	b.Fail(sandbox.Fault{Kind: sandbox.HTML})
	if status, body, err := post(t.Context(), "lost"); err != nil || status != 502 || !strings.HasPrefix(body, "<html>") {
		t.Errorf("502: %d %q %v", status, body, err)
	}
	b.Fail(sandbox.Fault{Kind: sandbox.HTML, Status: 500, CarryOut: true})
	if status, _, err := post(t.Context(), "taken"); err != nil || status != 500 {
		t.Errorf("500: %d %v", status, err)
	}
	b.Fail(sandbox.Fault{Kind: sandbox.Hang})
	ctx, leave := context.WithCancel(t.Context())
	hung := make(chan error)
	go func() {
		_, _, err := post(ctx, "hung")
		hung <- err
	}()
	if err := b.Until(t.Context(), func() bool { return b.Faults() == 0 }); err != nil {
		t.Error(err)
	}
	leave()
	if err := <-hung; err == nil {
		t.Error("a hanging request was answered")
	}
	var seen []string
	for _, m := range b.Messages(b.super) {
		seen = append(seen, m.Text)
	}
	if got := strings.Join(seen, " "); got != "dropped taken" {
		t.Errorf("messages %q, want those that were carried out", got)
	}
	if n := b.Calls("sendMessage", 499); n < 1 {
		t.Errorf("%d requests counted as unanswered", n)
	}
}
