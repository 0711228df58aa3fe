package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"loa/bot/sandbox"
)

// zaloBench is a sandbox with a bot on Zalo, a group and two people.
type zaloBench struct {
	*sandbox.Sandbox
	t        *testing.T
	token    string
	group    sandbox.ChatID
	mai, an  sandbox.PersonID
	expected []string // violations
}

func newZalo(t *testing.T, o sandbox.ZaloOptions) *zaloBench {
	t.Helper()
	box, err := sandbox.New(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := &zaloBench{Sandbox: box, t: t}
	b.mai, b.an = box.AddPerson("Mai", "vi"), box.AddPerson("An", "vi")
	b.token = box.AddZaloBot(o)
	if b.group, err = box.AddZaloGroup(b.token, "Chi bộ 1", b.mai, b.an); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		box.Close()
		if got := box.Violations(); len(got) != len(b.expected) {
			t.Errorf("violations %q, want %q", got, b.expected)
		}
	})
	return b
}

type zaloReply struct {
	OK     bool
	Result json.RawMessage
	Code   int `json:"error_code"`
	Status int
}

func (b *zaloBench) call(method, body string) zaloReply {
	b.t.Helper()
	return b.callAs(b.token, method, body)
}

func (b *zaloBench) callAs(token, method, body string) zaloReply {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/zalo/bot"+token+"/"+method, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	reply := zaloReply{Status: w.Code}
	if err := json.Unmarshal(w.Body.Bytes(), &reply); err != nil {
		b.t.Fatalf("%s: %v in %q", method, err, w.Body)
	}
	return reply
}

// broken expects a refusal that breaks a rule.
func (b *zaloBench) broken(method, body, rule string) {
	b.t.Helper()
	if r := b.call(method, body); r.OK {
		b.t.Errorf("%s %s was taken", method, body)
	}
	b.expected = append(b.expected, rule)
	if got := b.Violations(); !strings.Contains(got[len(got)-1], rule) {
		b.t.Errorf("%s %s broke %q, want %q", method, body, got[len(got)-1], rule)
	}
}

func (b *zaloBench) poll() map[string]any {
	b.t.Helper()
	r := b.call("getUpdates", `{"timeout":0}`)
	if !r.OK {
		if r.Code != 408 {
			b.t.Errorf("an idle poll ends with %d", r.Code)
		}
		return nil
	}
	var e struct {
		Name    string         `json:"event_name"`
		Message map[string]any `json:"message"`
	}
	if err := json.Unmarshal(r.Result, &e); err != nil {
		b.t.Fatal(err)
	}
	if e.Message == nil {
		e.Message = map[string]any{}
	}
	e.Message["event"] = e.Name
	return e.Message
}

// TestZaloHears: in a group the bot gets only what names it or answers it.
func TestZaloHears(t *testing.T) {
	t.Parallel()
	b := newZalo(t, sandbox.ZaloOptions{})
	b.Say(b.mai, b.group, "chào cả nhà")
	b.Say(b.mai, b.group, "/homnay")
	b.Say(b.mai, b.group, "Bot Loa ơi")
	b.SayZalo(b.mai, b.group, "sticker")
	b.SayPhoto(b.mai, b.group, "ảnh", picture(t, 20, 20))
	if m := b.poll(); m != nil {
		t.Errorf("the bot heard %v", m)
	}
	b.Say(b.mai, b.group, "@Bot Loa A")
	m := b.poll()
	if m["text"] != "@Bot Loa A" || m["event"] != "message.text.received" || m["chat"].(map[string]any)["chat_type"] != "GROUP" || m["from"].(map[string]any)["id"] != sandbox.ZaloAccount(b.mai) {
		t.Errorf("got %v", m)
	}
	chat := b.ZaloChat(b.group)
	if r := b.call("sendMessage", `{"chat_id":"`+chat+`","text":"Trả lời tin này"}`); !r.OK {
		t.Fatalf("%+v", r)
	}
	messages := b.Messages(b.group)
	b.Reply(b.an, b.group, messages[len(messages)-1].ID, "B")
	if m := b.poll(); m["text"] != "B" || m["reply_to_message"] != nil {
		t.Errorf("a reply came as %v", m)
	}
	private := b.OpenZalo(b.token, b.an)
	if r := b.call("sendMessage", `{"chat_id":"`+sandbox.ZaloAccount(b.an)+`","text":"x"}`); r.Code != 410 {
		t.Errorf("a person who never wrote: %+v", r)
	}
	b.Say(b.an, private, "xin chào")
	b.SayZalo(b.an, private, "unsupported")
	b.SayPhoto(b.an, private, "ảnh", picture(t, 20, 20))
	for _, want := range []string{"text", "unsupported", "image"} {
		if m := b.poll(); m["event"] != "message."+want+".received" || m["chat"].(map[string]any)["id"] != sandbox.ZaloAccount(b.an) {
			t.Errorf("got %v, want %s", m, want)
		}
	}
	if r := b.call("sendMessage", `{"chat_id":"`+sandbox.ZaloAccount(b.an)+`","text":"chào"}`); !r.OK {
		t.Errorf("%+v", r)
	}
	b.RemoveZaloBot(b.group)
	if r := b.call("sendMessage", `{"chat_id":"`+chat+`","text":"x"}`); r.Code != 410 || r.Status != 200 {
		t.Errorf("out of the group: %+v", r)
	}
}

// TestZaloLoses: what nobody fetches in time is gone, and handing it over is all.
func TestZaloLoses(t *testing.T) {
	t.Parallel()
	b := newZalo(t, sandbox.ZaloOptions{Keeps: time.Nanosecond})
	b.Say(b.mai, b.group, "@Bot Loa A")
	if m := b.poll(); m != nil || b.ZaloLost(b.token) != 1 {
		t.Errorf("got %v, lost %d", m, b.ZaloLost(b.token))
	}
	kept := newZalo(t, sandbox.ZaloOptions{})
	kept.Say(kept.mai, kept.group, "@Bot Loa A")
	kept.FailZalo(kept.token, sandbox.ZaloFault{Kind: sandbox.HTML, Method: "getUpdates", CarryOut: true})
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/zalo/bot"+kept.token+"/getUpdates", strings.NewReader(`{"timeout":"0"}`))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	kept.ServeHTTP(w, r)
	if w.Code != http.StatusGatewayTimeout || kept.poll() != nil {
		t.Errorf("handed over, but the answer was lost: %d", w.Code)
	}
}

func TestZaloStrict(t *testing.T) {
	t.Parallel()
	b := newZalo(t, sandbox.ZaloOptions{Monthly: 3, Groups: 2})
	chat := b.ZaloChat(b.group)
	at := `{"chat_id":"` + chat + `",`
	b.broken("sendMessage", at+`"text":"`+strings.Repeat("ế", 2001)+`"}`, "2001 characters")
	b.broken("sendMessage", at+`"text":"`+strings.Repeat("🌸", 1001)+`"}`, "2002 characters")
	b.broken("sendMessage", at+`"text":""}`, "parameter text is no text")
	b.broken("sendMessage", `{"text":"x"}`, "parameter chat_id is missing")
	b.broken("sendMessage", `{"chat_id":5,"text":"x"}`, "chat_id is no text")
	b.broken("sendMessage", at+`"text":"x","reply_to_message_id":"1"}`, "no parameter reply_to_message_id")
	b.broken("sendMessage", at+`"text":"x","parse_mode":"MarkdownV2"}`, "parse_mode")
	b.broken("sendMessage", at+`"text":"x","text_styles":[{"start":0,"len":2,"st":["b"]}]}`, "outside of the text")
	b.broken("sendMessage", at+`"text":"🌸","text_styles":[{"start":1,"len":1,"st":["b"]}]}`, "cuts a character")
	b.broken("sendMessage", at+`"text":"x","text_styles":[{"start":0,"len":1,"st":["code"]}]}`, "no style code")
	b.broken("sendMessage", at+`"text":"x","text_styles":{}}`, "no array")
	b.broken("sendMessage", `[]`, "no JSON object")
	b.broken("sendPhoto", at+`"photo":"a.jpg"}`, "no address")
	b.broken("sendPhoto", at+`"photo":"https://x/a.jpg","caption":"`+strings.Repeat("x", 2001)+`"}`, "caption has 2001")
	b.broken("editMessageText", at+`"text":"x"}`, "no such method")
	b.broken("sendChatAction", at+`"action":"upload_photo"}`, "no action")
	b.broken("setWebhook", `{"url":"https://x"}`, "secret_token is missing")
	b.broken("setWebhook", `{"url":"http://example.org","secret_token":"12345678"}`, "no public https")
	b.broken("setWebhook", `{"url":"https://10.0.0.1","secret_token":"12345678"}`, "no public https")
	b.broken("setWebhook", `{"url":"https://example.org","secret_token":"1234567"}`, "8 to 256")
	b.broken("getUpdates", `{"offset":1}`, "no parameter offset")
	b.broken("getUpdates", `{"timeout":"soon"}`, "no number")
	for i, want := range []int{0, 0, 0, 429} {
		r := b.call([]string{"sendMessage", "sendPhoto", "sendSticker", "sendMessage"}[i],
			[]string{at + `"text":"x","text_styles":[{"start":0,"len":1,"st":["b","ind_1"]}]}`, at + `"photo":"https://x/a.jpg","caption":"c"}`, at + `"sticker":"1"}`, at + `"text":"y"}`}[i])
		if r.Code != want {
			t.Errorf("message %d: %+v, want %d", i, r, want)
		}
	}
	if b.ZaloUsed(b.token) != 3 || len(b.Messages(b.group)) != 3 {
		t.Errorf("used %d, %d messages", b.ZaloUsed(b.token), len(b.Messages(b.group)))
	}
	if r := b.callAs("1:x", "getMe", "{}"); r.Code != 401 {
		t.Errorf("another token: %+v", r)
	}
	for _, want := range []error{nil, sandbox.ErrZaloGroups} {
		if _, err := b.AddZaloGroup(b.token, "thêm", b.mai); !errors.Is(err, want) {
			t.Errorf("one more group: %v, want %v", err, want)
		}
	}
	if r := b.call("sendChatAction", at+`"action":"typing"}`); !r.OK {
		t.Errorf("typing: %+v", r)
	}
	if r := b.call("deleteWebhook", "{}"); r.Code != 400 {
		t.Errorf("no webhook to delete: %+v", r)
	}
	if r := b.call("getWebhookInfo", "{}"); r.Code != 404 {
		t.Errorf("no webhook to tell of: %+v", r)
	}
	b.FailZalo(b.token, sandbox.ZaloFault{Code: 403, Method: "getMe"})
	if r := b.call("getMe", "{}"); r.Code != 403 {
		t.Errorf("told to fail: %+v", r)
	}
	var me struct {
		ID      string
		Account string `json:"account_name"`
	}
	if r := b.call("getMe", "{}"); json.Unmarshal(r.Result, &me) != nil || len(me.ID) != 20 || me.Account != "bot.SandBox1" {
		t.Errorf("getMe: %+v", r)
	}
}

// TestZaloWebhook posts events bare or wrapped, and nothing to polls meanwhile.
func TestZaloWebhook(t *testing.T) {
	t.Parallel()
	for _, wrap := range []bool{false, true} {
		b := newZalo(t, sandbox.ZaloOptions{Wrapped: wrap})
		came := make(chan string, 1)
		hook := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body) // what is not read shows below
			came <- r.Header.Get("X-Bot-Api-Secret-Token") + " " + string(body)
		}))
		defer hook.Close()
		client := hook.Client()
		client.Transport = toHook{client.Transport, strings.TrimPrefix(hook.URL, "https://")}
		if r := b.call("setWebhook", `{"url":"https://example.com/zalo","secret_token":"12345678"}`); !r.OK {
			t.Fatalf("%+v", r)
		}
		b.broken("getUpdates", "{}", "while a webhook is set")
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- b.RunZaloHooks(ctx, client) }()
		b.Say(b.mai, b.group, "@Bot Loa A")
		got := <-came
		if !strings.HasPrefix(got, "12345678 {") || strings.Contains(got, `"ok":true,"result"`) != wrap || !strings.Contains(got, "@Bot Loa A") {
			t.Errorf("came %s", got)
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if r := b.call("getWebhookInfo", "{}"); !r.OK || !strings.Contains(string(r.Result), "https://example.com/zalo") {
			t.Errorf("%+v", r)
		}
		if r := b.call("deleteWebhook", "{}"); !r.OK {
			t.Errorf("%+v", r)
		}
	}
}

// toHook leads every address to one server.
type toHook struct {
	http.RoundTripper
	host string
}

func (h toHook) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Host = h.host
	return h.RoundTripper.RoundTrip(r)
}

// TestZaloPage shows a group on Zalo beside the others.
func TestZaloPage(t *testing.T) {
	t.Parallel()
	b := newZalo(t, sandbox.ZaloOptions{})
	private := b.OpenZalo(b.token, b.mai)
	w := httptest.NewRecorder()
	b.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://127.0.0.1/sandbox/state", nil))
	var seen struct {
		Chats []struct {
			ID   sandbox.ChatID
			Type string
			Zalo string
			Note string `json:"kind_note"`
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &seen); err != nil {
		t.Fatal(err)
	}
	if len(seen.Chats) != 2 || seen.Chats[0].ID != b.group || seen.Chats[0].Type != "zalo_group" || seen.Chats[0].Zalo != "Bot Loa" || seen.Chats[0].Note != "Zalo" ||
		seen.Chats[1].ID != private || seen.Chats[1].Type != "zalo_private" {
		t.Errorf("the page shows %+v", seen.Chats)
	}
}
