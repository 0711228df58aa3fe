package zalo

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"loa"
)

// hooked is a connected adapter whose webhook is called.
func hooked(t *testing.T) (post func(secret, body string) int, box *shelf, log *bytes.Buffer) {
	t.Helper()
	a, _, log := setup(t, map[string][]answer{})
	box = newShelf()
	hook := a.Webhook(box)
	post = func(secret, body string) int {
		r := httptest.NewRequest(http.MethodPost, a.HookPath(), strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("User-Agent", "Java/1.8.0_192")
		if secret != "" {
			r.Header.Set(secretHeader, secret)
		}
		w := httptest.NewRecorder()
		hook.ServeHTTP(w, r)
		if w.Body.Len() > 0 {
			t.Errorf("it answers %q", w.Body)
		}
		return w.Code
	}
	if status := post("hook-secret-1", event("text", group, `"text":"A"`)); status != http.StatusServiceUnavailable {
		t.Errorf("before Connect: %d", status)
	}
	if _, err := a.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	return post, box, log
}

func TestWebhook(t *testing.T) {
	t.Parallel()
	post, box, log := hooked(t)
	body := event("text", group, `"text":"@Bot Loa vắng, nhà có việc riêng"`)
	for _, form := range []string{body, wrapped(body)} {
		if status := post("hook-secret-1", form); status != http.StatusOK {
			t.Fatalf("status %d", status)
		}
	}
	first, again := <-box.got, <-box.got
	if first.ID != again.ID || first.Message == nil || first.Message.Text != "vắng, nhà có việc riêng" {
		t.Errorf("got %+v, then %+v", first, again)
	}
	if strings.Contains(log.String(), "riêng") || strings.Contains(log.String(), person) {
		t.Errorf("the log tells what people write: %s", log)
	}
}

func TestWebhookWrongSecret(t *testing.T) {
	t.Parallel()
	post, box, log := hooked(t)
	for _, secret := range []string{"", "hook-secret-2", "hook-secret-1 ", "HOOK-SECRET-1"} {
		if status := post(secret, event("text", group, `"text":"@Bot Loa chuyện riêng"`)); status != http.StatusUnauthorized {
			t.Errorf("%q: status %d", secret, status)
		}
	}
	if len(box.got) != 0 || strings.Contains(log.String(), "riêng") || strings.Contains(log.String(), person) || !strings.Contains(log.String(), "without the right secret") {
		t.Errorf("received %d; log %s", len(box.got), log)
	}
	a, err := New(Config{Token: token})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	a.Webhook(box).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", strings.NewReader("{}")))
	if w.Code != http.StatusUnauthorized {
		t.Errorf("without a secret of its own: %d", w.Code)
	}
	w = httptest.NewRecorder()
	a.Webhook(box).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("GET: %d", w.Code)
	}
}

func TestWebhookLargeBody(t *testing.T) {
	t.Parallel()
	post, box, log := hooked(t)
	if status := post("hook-secret-1", event("text", group, `"text":"`+strings.Repeat("chuyện riêng ", 400_000)+`"`)); status != http.StatusRequestEntityTooLarge {
		t.Errorf("5 MB: status %d", status)
	}
	if len(box.got) != 0 || log.Len() > 1000 {
		t.Errorf("received %d; a log of %d bytes", len(box.got), log.Len())
	}
}

// TestWebhookUnreadable: what nobody can read is kept, and answered 200: asking for it
// again would bring the same.
func TestWebhookUnreadable(t *testing.T) {
	t.Parallel()
	post, box, log := hooked(t)
	for name, body := range map[string]string{
		"HTML": "<html><body>chuyện riêng</body></html>", "nothing": "", "no sender's id": strings.Replace(event("text", group, `"text":"chuyện riêng"`), person, "", 1),
	} {
		if status := post("hook-secret-1", body); status != http.StatusOK {
			t.Errorf("%s: status %d", name, status)
		}
		if u := <-box.got; u.Bad == nil || string(u.Raw) != body || strings.Contains(u.Bad.Error(), "riêng") {
			t.Errorf("%s: %+v", name, u)
		}
	}
	for name, body := range map[string]string{
		"unknown event": `{"event_name":"group.renamed","group":{"id":"x"}}`, "unknown message": event("reaction", group, `"emoji":"x"`),
	} {
		status := post("hook-secret-1", body)
		if u := <-box.got; status != http.StatusOK || u.Bad != nil || u.Message != nil {
			t.Errorf("%s: status %d, %+v", name, status, u)
		}
	}
	if strings.Contains(log.String(), "riêng") {
		t.Errorf("log: %s", log)
	}
}

func TestWebhookMentionInTheMiddle(t *testing.T) {
	t.Parallel()
	post, box, _ := hooked(t)
	if status := post("hook-secret-1", event("text", group, `"text":"em chọn @Bot Loa B ạ"`)); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	answer, ok := loa.ReadTyped((<-box.got).Message.Text, []loa.TypedQuestion{{Code: 1, Options: []loa.Option{{Text: "Him Lam", Key: "A"}, {Text: "Độc Lập", Key: "B"}}}})
	if !ok || answer.Option != 1 {
		t.Errorf("read as %+v", answer)
	}
}

// TestWebhookNotStored: only what is stored is answered 200.
func TestWebhookNotStored(t *testing.T) {
	t.Parallel()
	post, box, _ := hooked(t)
	box.fail = func() error { return errors.New("disk is full") }
	if status := post("hook-secret-1", event("text", group, `"text":"A"`)); status != http.StatusInternalServerError {
		t.Errorf("status %d", status)
	}
}

func TestSetWebhook(t *testing.T) {
	t.Parallel()
	none := answer{body: `{"ok":false,"error_code":404,"description":"Not found"}`}
	a, z, log := setup(t, map[string][]answer{
		"getWebhookInfo": {none}, "setWebhook": {{body: `{"ok":true,"result":{"url":"x","updated_at":1,"verification":{"ok":false,"outcome":"webhook.http.403","hint":"WAF"}}}`}},
	})
	if err := a.SetWebhook(t.Context(), "https://loa.example.org"); err != nil {
		t.Fatal(err)
	}
	got := z.calls("setWebhook")[0]
	if got["url"] != "https://loa.example.org"+a.HookPath() || got["secret_token"] != "hook-secret-1" || !strings.Contains(log.String(), "webhook.http.403") {
		t.Errorf("asked %v; log %s", got, log)
	}
	z.mu.Lock()
	z.answers["getWebhookInfo"] = []answer{{body: `{"ok":true,"result":{"url":"https://loa.example.org` + a.HookPath() + `"}}`}}
	z.answers["deleteWebhook"] = []answer{{body: `{"ok":true,"result":{"url":""}}`}}
	z.mu.Unlock()
	if err := a.SetWebhook(t.Context(), "https://loa.example.org"); err != nil || len(z.calls("setWebhook")) != 1 {
		t.Errorf("set again, though it is: %v", err)
	}
	if err := a.Ready(t.Context()); err != nil || len(z.calls("deleteWebhook")) != 1 {
		t.Errorf("polling while a webhook is set: %v", err)
	}
	other, err := New(Config{Token: token, Secret: "hook-secret-2"})
	if err != nil {
		t.Fatal(err)
	}
	if other.HookPath() == a.HookPath() || strings.Contains(a.HookPath(), "ecret") || !strings.HasPrefix(a.HookPath(), HookPrefix) {
		t.Errorf("paths %s, %s", a.HookPath(), other.HookPath())
	}
	bare, err := New(Config{Token: token})
	if err != nil {
		t.Fatal(err)
	}
	if err := bare.SetWebhook(t.Context(), "https://x"); class(err) != loa.FailMisconfigured {
		t.Errorf("without a secret: %v", err)
	}
}
