package sandbox_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"loa/bot/sandbox"
)

func get(path string) *http.Request { return httptest.NewRequest(http.MethodGet, path, nil) }

func decode(t *testing.T, from reply, into any) {
	t.Helper()
	if !from.OK {
		t.Fatalf("%d %s", from.Status, from.Description)
	}
	if err := json.Unmarshal(from.Result, into); err != nil {
		t.Fatal(err)
	}
}

// post does something as the page does; the answer is the status and the error.
func (b *bench) post(what, body string, header ...string) (int, string) {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/sandbox/"+what, strings.NewReader(body))
	r.Header.Set("X-Loa-Sandbox", "1")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := b.serve(r)
	var answer struct{ Error string }
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		b.t.Fatalf("%s: %v in %q", what, err, w.Body)
	}
	return w.Code, answer.Error
}

type state struct {
	Now      time.Time
	Speed    float64
	Controls bool
	Lang     string
	Next     *struct{ What string }
	Bot      struct{ Username string }
	People   []struct {
		ID   sandbox.PersonID
		Name string
	}
	Chats []struct {
		ID        sandbox.ChatID
		Type      string
		Title     string
		BotMember bool
		Topics    []struct{ Name string }
		Messages  []struct {
			ID      sandbox.MessageID
			From    struct{ Bot bool }
			Text    string
			Photo   string
			Buttons [][]struct{ Text, Data string }
			Poll    *struct {
				Chosen  map[string][]int
				Correct *int
			}
		}
	}
	Toasts []struct{ Text string }
}

func (b *bench) state() state {
	b.t.Helper()
	w := b.serve(get("/sandbox/state"))
	var s state
	if err := json.Unmarshal(w.Body.Bytes(), &s); err != nil || w.Code != 200 {
		b.t.Fatalf("state: %d %v", w.Code, err)
	}
	return s
}

func TestPageIsServed(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	for path, kind := range map[string]string{"/": "text/html", "/page/app.js": "text/javascript", "/page/style.css": "text/css"} {
		w := b.serve(get(path))
		if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), kind) || w.Body.Len() == 0 {
			t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Content-Type"))
		}
	}
	for _, path := range []string{"/page/../page.go", "/page/none.js", "/etc", "/sandbox/none", "/sandbox/file/none"} {
		if w := b.serve(get(path)); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestOnlyLoopback(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	for host, status := range map[string]int{
		"localhost:8080": 200, "127.0.0.1": 200, "[::1]:80": 200, "[::1]": 200,
		"example.org": 403, "127.0.0.1.example.org:80": 403, "localhost.example.org": 403, "": 403, "192.168.1.2": 403,
	} {
		r := get("/sandbox/state")
		r.Host = host
		w := httptest.NewRecorder()
		b.ServeHTTP(w, r)
		if w.Code != status {
			t.Errorf("host %q: %d, want %d", host, w.Code, status)
		}
	}
}

func TestOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	body := `{"person":7000000001}`
	for _, test := range []struct {
		header []string
		status int
	}{
		{nil, 200},
		{[]string{"Origin", "http://127.0.0.1"}, 200},
		{[]string{"Sec-Fetch-Site", "same-origin"}, 200},
		{[]string{"X-Loa-Sandbox", ""}, 403},
		{[]string{"Origin", "http://example.org"}, 403},
		{[]string{"Origin", "null"}, 403},
		{[]string{"Sec-Fetch-Site", "cross-site"}, 403},
	} {
		if status, reason := b.post("start", body, test.header...); status != test.status {
			t.Errorf("%v: %d %s, want %d", test.header, status, reason, test.status)
		}
	}
	r := get(b.path("getMe"))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := b.serve(r); w.Code != 403 {
		t.Errorf("the Bot API from another site: %d", w.Code)
	}
}

func TestPageDeeds(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	do := func(what, body string, want int) {
		t.Helper()
		body = strings.NewReplacer("LAN", "7000000001", "MINH", "7000000002", "AWAY", "-4000000002", "SUPER", "-1002000000001").Replace(body)
		if status, reason := b.post(what, body); status != want || (want >= 400) != (reason != "") {
			t.Errorf("%s %s: %d %q, want %d", what, body, status, reason, want)
		}
	}
	do("addbot", `{"person":LAN,"chat":AWAY}`, 200)
	do("addbot", `{"person":MINH,"chat":AWAY}`, 400) // no member
	do("removebot", `{"person":LAN,"chat":AWAY}`, 200)
	do("start", `{"person":MINH}`, 200)
	do("say", `{"person":LAN,"chat":SUPER,"topic":0,"text":"/help"}`, 200)
	do("say", `{"person":LAN,"chat":SUPER,"text":""}`, 400)
	do("say", `{"person":LAN,"chat":5,"text":"x"}`, 400)
	do("say", `{"person":99,"chat":99,"text":"x"}`, 400)
	do("say", `{"persn":LAN}`, 400)
	do("dance", `{}`, 404)
	do("clock", `{"speed":2}`, 404) // no controls
	m := b.send(b.super, "?", params{"reply_markup": keyboard(map[string]any{"text": "Có", "callback_data": "y"})})
	v := must[wire](b, "sendPoll", params{"chat_id": b.super, "question": "?", "options": options("a", "b"), "type": "quiz", "correct_option_ids": "[1]"})
	if m.ID != 3 || v.ID != 4 {
		t.Fatalf("messages %d and %d", m.ID, v.ID)
	}
	do("tap", `{"person":LAN,"chat":SUPER,"message":3,"data":"y"}`, 200)
	do("tap", `{"person":LAN,"chat":SUPER,"message":3,"data":"n"}`, 400)
	do("vote", `{"person":LAN,"chat":SUPER,"message":4,"options":[0]}`, 200)
	do("vote", `{"person":LAN,"chat":SUPER,"message":4,"options":[1]}`, 400)
	updates := b.fetch()
	b.call("answerCallbackQuery", params{"callback_query_id": updates[len(updates)-2].Callback.ID, "text": "Đã ghi nhận"})

	s := b.state()
	if s.Lang != "vi" || s.Bot.Username != "loa_bot" || s.Controls || len(s.People) != 2 || len(s.Toasts) != 1 || !s.Now.Equal(b.clock.now) {
		t.Errorf("state %+v", s)
	}
	if len(s.Chats) != 6 || s.Chats[1].Type != "supergroup" || !s.Chats[1].BotMember || s.Chats[3].BotMember || len(s.Chats[2].Topics) != 2 {
		t.Fatalf("chats %+v", s.Chats)
	}
	seen := s.Chats[1].Messages
	if len(seen) != 3 || seen[0].Text != "/help" || seen[0].From.Bot || !seen[1].From.Bot || seen[1].Buttons[0][0].Data != "y" {
		t.Fatalf("messages %+v", seen)
	}
	if p := seen[2].Poll; *p.Correct != 1 || p.Chosen["7000000001"][0] != 0 {
		t.Errorf("poll %+v", p)
	}
}

type controls struct {
	clock
	speed float64
	next  time.Time
}

func (c *controls) Speed() float64      { return c.speed }
func (c *controls) SetSpeed(to float64) { c.speed = to }
func (c *controls) Jump(to time.Time)   { c.now = to }
func (c *controls) NextEvent(context.Context) (time.Time, string, bool) {
	return c.next, "bài đăng", !c.next.IsZero()
}

func TestClock(t *testing.T) {
	t.Parallel()
	c := &controls{clock: clock{now: time.Date(2024, 5, 7, 6, 0, 0, 0, time.UTC)}, speed: 1}
	b := newBench(t, sandbox.Options{Controls: c})
	at := time.Date(2024, 5, 7, 6, 30, 0, 0, time.UTC)
	for _, test := range []struct {
		body   string
		status int
	}{{`{"speed":60}`, 200}, {`{"speed":-1}`, 400}, {`{"next":true}`, 409}, {`{"jump":"2024-05-07T13:10:00+07:00"}`, 200}} {
		if status, _ := b.post("clock", test.body); status != test.status {
			t.Errorf("%s: %d", test.body, status)
		}
	}
	if s := b.state(); !s.Controls || s.Speed != 60 || s.Next != nil || !s.Now.Equal(at.Add(-20*time.Minute)) {
		t.Errorf("state %+v", s)
	}
	c.next = at
	if s := b.state(); s.Next == nil || s.Next.What != "bài đăng" {
		t.Errorf("next %+v", s.Next)
	}
	if status, _ := b.post("clock", `{"next":true}`); status != 200 || !c.now.Equal(at) {
		t.Errorf("jumped to %v with %d", c.now, status)
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	server := httptest.NewUnstartedServer(b)
	server.Config.WriteTimeout = time.Nanosecond // which streams and long polls must not keep to
	server.Start()
	defer server.Close()
	updates, err := server.Client().Get(server.URL + b.path("getUpdates"))
	if err != nil {
		t.Fatal(err)
	}
	updates.Body.Close()
	answer, err := server.Client().Get(server.URL + "/sandbox/events")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if kind := answer.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Errorf("Content-Type %s", kind)
	}
	lines := bufio.NewScanner(answer.Body)
	event := func() string {
		var lastData string
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				lastData = data
			} else if lines.Text() == "" && lastData != "" {
				return lastData
			}
		}
		return ""
	}
	first := event()
	b.Say(b.lan, b.private, "x")
	if second := event(); first == "" || second == "" || first == second {
		t.Errorf("revisions %q and %q", first, second)
	}
	b.Close()
	for lines.Scan() { // the stream ends
	}
}
