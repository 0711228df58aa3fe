package zalo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"loa"
)

// token is of the form Zalo's are; it opens nothing.
const token = "4321:sEcRet-of-no-bot"

// api plays Zalo: it answers a method with what is set for it, and keeps what was asked.
type api struct {
	mu      sync.Mutex
	answers map[string][]answer // the last stays
	asked   []asked
}

type answer struct {
	status int // 0: 200
	body   string
	drop   bool // carry out, then close the connection
	hang   bool // no answer until the client leaves
}

type asked struct {
	method string
	body   map[string]any
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	method := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	var body map[string]any
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.Method != http.MethodPost || r.URL.Path != "/bot"+token+"/"+method {
		http.Error(w, "not as documented", http.StatusTeapot)
		return
	}
	a.mu.Lock()
	a.asked = append(a.asked, asked{method, body})
	reply := answer{body: `{"ok":false,"error_code":404,"description":"Not found"}`}
	if list := a.answers[method]; len(list) > 0 {
		reply = list[0]
		if len(list) > 1 {
			a.answers[method] = list[1:]
		}
	}
	a.mu.Unlock()
	switch {
	case reply.drop:
		panic(http.ErrAbortHandler)
	case reply.hang:
		<-r.Context().Done()
		return
	case reply.status != 0:
		w.WriteHeader(reply.status)
	}
	_, _ = io.WriteString(w, reply.body) // the client may have left
}

func (a *api) calls(method string) (all []map[string]any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, c := range a.asked {
		if c.method == method {
			all = append(all, c.body)
		}
	}
	return all
}

const meAnswer = `{"ok":true,"result":{"id":"9000000000000000000b","account_name":"bot.VrN3aBcd","account_type":"BASIC","can_join_groups":true,"display_name":"Bot Loa"}}`

// setup makes an adapter and the Zalo that it speaks to. Nothing that is written to
// the log or to an error may hold the token.
func setup(t *testing.T, answers map[string][]answer) (*Adapter, *api, *bytes.Buffer) {
	t.Helper()
	z := &api{answers: answers}
	if z.answers["getMe"] == nil {
		z.answers["getMe"] = []answer{{body: meAnswer}}
	}
	server := httptest.NewServer(z)
	t.Cleanup(server.Close)
	var log bytes.Buffer
	a, err := New(Config{
		Token: token, API: server.URL + "/", Aliases: []string{"Loa phường"}, Secret: "hook-secret-1", Log: zerolog.New(zerolog.SyncWriter(&log)),
		HTTP: server.Client(), Files: addresses{"d1": "https://loa.example.org/a.jpg"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if strings.Contains(log.String(), "sEcRet") || strings.Contains(log.String(), "hook-secret") {
			t.Errorf("the log holds a secret: %s", log.String())
		}
	})
	return a, z, &log
}

type addresses map[string]string

func (a addresses) RemoteFile(_ context.Context, digest string) (string, error) {
	if digest == "broken" {
		return "", errors.New("database is closed")
	}
	if a[digest] == "" {
		return "", fmt.Errorf("photo: %w", loa.ErrNotFound)
	}
	return a[digest], nil
}

func notice(text string) loa.Delivery {
	return loa.Delivery{ID: 1, Chat: group, Payload: loa.Payload{Notice: &loa.Notice{Text: loa.Plain(text)}}}
}

func class(err error) loa.FailureClass {
	if err == nil {
		return ""
	}
	return loa.FailureOf(err).Class
}

func TestNew(t *testing.T) {
	t.Parallel()
	for _, c := range []Config{
		{}, {Token: "abc"}, {Token: "12:"}, {Token: "12:a/b"}, {Token: token, API: "zalo"}, {Token: token, API: "ftp://x"}, {Token: token, Secret: "short"},
		{Token: token, Secret: strings.Repeat("x", 257)},
	} {
		if _, err := New(c); err == nil || strings.Contains(err.Error(), "sEcRet") {
			t.Errorf("%+v: %v", c, err)
		}
	}
	a, err := New(Config{Token: token})
	if err != nil || a.base != DefaultAPI {
		t.Errorf("the default: %v, %v", a, err)
	}
	if can := a.Capabilities(); can.Buttons || can.Polls || can.Edits || can.Pins || can.Files || can.DeepLinks || !can.OnlyMentions || can.TextLimit != 2000 || can.Monthly != 3000 {
		t.Errorf("capabilities %+v", can)
	}
}

func TestConnect(t *testing.T) {
	t.Parallel()
	a, _, log := setup(t, map[string][]answer{"getMe": {
		{status: 504, body: "<html>"}, {body: `{"ok":true,"result":{}}`}, {body: `{"ok":true,"result":7}`}, {body: strings.Replace(meAnswer, "true,\"display", "false,\"display", 1)},
		{body: meAnswer}, {body: `{"ok":false,"error_code":401,"description":"Unauthorized"}`},
	}})
	for i, want := range []loa.FailureClass{loa.FailRetry, loa.FailRetry, loa.FailRetry, "", ""} {
		me, err := a.Connect(t.Context())
		if class(err) != want {
			t.Errorf("%d: %v, want %s", i, err, want)
		}
		if err == nil && (me.Bot != "zalo:9000000000000000000b" || me.Account != "bot.VrN3aBcd" || me.Name != "Bot Loa") {
			t.Errorf("me %+v", me)
		}
	}
	if !strings.Contains(log.String(), "may not join groups") {
		t.Errorf("a bot that may not join groups is not told of: %s", log)
	}
	if _, err := a.Connect(t.Context()); class(err) != loa.FailMisconfigured {
		t.Errorf("a revoked token: %v", err)
	}
}

// TestFailures is the table of errors, for sending and for all else, with the code in
// the body whatever the status, or as the status alone.
func TestFailures(t *testing.T) {
	t.Parallel()
	coded := func(code int) answer {
		return answer{body: fmt.Sprintf(`{"ok":false,"error_code":%d,"description":"The chat_id is invaild"}`, code)}
	}
	for name, tt := range map[string]struct {
		reply       answer
		send, else_ loa.FailureClass
	}{
		"bad request": {coded(400), loa.FailRefused, loa.FailRefused}, "token": {coded(401), loa.FailMisconfigured, loa.FailMisconfigured},
		"internal error called 403": {coded(403), loa.FailUncertain, loa.FailRetry}, "no such method": {coded(404), loa.FailRefused, loa.FailRefused},
		"timeout": {coded(408), loa.FailUncertain, loa.FailRetry}, "bad chat": {coded(410), loa.FailGone, loa.FailGone},
		"too often": {answer{body: `{"ok":false,"errorCode":426}`}, loa.FailRefused, loa.FailRefused}, "quota": {coded(429), loa.FailMisconfigured, loa.FailMisconfigured},
		"500": {coded(500), loa.FailUncertain, loa.FailRetry}, "unknown": {coded(777), loa.FailUncertain, loa.FailRetry}, "no code": {coded(0), loa.FailUncertain, loa.FailRetry},
		"status only":          {answer{status: 401, body: `{"ok":false}`}, loa.FailMisconfigured, loa.FailMisconfigured},
		"code with its status": {answer{status: 410, body: coded(410).body}, loa.FailGone, loa.FailGone},
		"bad gateway":          {answer{status: 502, body: "<html>"}, loa.FailUncertain, loa.FailRetry}, "gateway timeout": {answer{status: 504, body: "<html>"}, loa.FailUncertain, loa.FailRetry},
		"HTML with 200": {answer{body: "<html>"}, loa.FailUncertain, loa.FailRetry}, "a gateway's 429": {answer{status: 429, body: "slow down"}, loa.FailWait, loa.FailWait},
		"too large for the gateway": {answer{status: 413, body: "<html>"}, loa.FailRefused, loa.FailRefused}, "a gateway's 403": {answer{status: 403, body: "<html>"}, loa.FailUncertain, loa.FailRetry},
		"redirect": {answer{status: 302, body: ""}, loa.FailUncertain, loa.FailRetry}, "accepted, then dropped": {answer{drop: true}, loa.FailUncertain, loa.FailRetry},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, _, _ := setup(t, map[string][]answer{"sendMessage": {tt.reply}, "getMe": {tt.reply}})
			_, err := a.Send(t.Context(), notice("x"))
			_, other := a.Connect(t.Context())
			if class(err) != tt.send || class(other) != tt.else_ {
				t.Errorf("sending %v, else %v; want %s, %s", err, other, tt.send, tt.else_)
			}
			for _, err := range []error{err, other} {
				if strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, loa.FailureOf(err).Err), "sEcRet") {
					t.Errorf("the token is in %v", err)
				}
			}
			if f := loa.FailureOf(err); f.Class == loa.FailWait && f.After != gatewayWait {
				t.Errorf("told to wait %s", f.After)
			}
			if name == "quota" && !errors.Is(err, ErrQuota) {
				t.Errorf("not known as the quota: %v", err)
			}
		})
	}
}

// TestNotConnected: a request that was never written may be sent again; an address
// that cannot be read has the token in it.
func TestNotConnected(t *testing.T) {
	t.Parallel()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := New(Config{Token: token, API: "http://" + address, HTTP: &http.Client{}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Send(t.Context(), notice("x")); class(err) != loa.FailRetry || strings.Contains(err.Error(), "sEcRet") {
		t.Errorf("nobody there: %v", err)
	}
	hung, z, _ := setup(t, map[string][]answer{"sendMessage": {{hang: true}}})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := hung.Send(ctx, notice("x"))
		done <- err
	}()
	for len(z.calls("sendMessage")) == 0 { // until it is taken
		select {
		case err := <-done:
			t.Fatal(err)
		case <-time.After(time.Millisecond):
		}
	}
	cancel()
	if err := <-done; class(err) != loa.FailUncertain || strings.Contains(err.Error(), "sEcRet") {
		t.Errorf("no answer: %v", err)
	}
}

func TestSend(t *testing.T) {
	t.Parallel()
	sent := answer{body: `{"ok":true,"result":{"message_id":"5f00aa","date":1749538250568}}`}
	a, z, log := setup(t, map[string][]answer{"sendMessage": {sent, sent, {body: `{"ok":true}`}}, "sendPhoto": {sent}})
	text := loa.Join(loa.Styled(loa.Bold, "Đồi 🌸"), loa.Plain(" *không* _phải_ "), loa.Text{{Text: "nguồn", URL: "https://nhandan.vn"}}, loa.Styled(loa.Quote|loa.Italic, "trích"), loa.Styled(loa.Code, "mã"))
	d := notice("")
	d.Payload.Notice.Text = text
	r, err := a.Send(t.Context(), d)
	if err != nil || r.Message != "5f00aa" {
		t.Fatalf("%+v, %v", r, err)
	}
	got := z.calls("sendMessage")[0]
	if got["text"] != "Đồi 🌸 *không* _phải_ nguồn (https://nhandan.vn)tríchmã" || got["chat_id"] != group || got["parse_mode"] != nil {
		t.Errorf("sent %v", got)
	}
	if styles := fmt.Sprint(got["text_styles"]); styles != "[map[len:6 st:[b] start:0] map[len:5 st:[i ind_1] start:48]]" {
		t.Errorf("styles %s", styles)
	}
	photo := notice("Cờ")
	photo.Payload.Notice.Media = &loa.Media{Kind: loa.Photo, Digest: "d1"}
	if _, err := a.Send(t.Context(), photo); err != nil || z.calls("sendPhoto")[0]["photo"] != "https://loa.example.org/a.jpg" || z.calls("sendPhoto")[0]["caption"] != "Cờ" {
		t.Errorf("photo: %v, %v", z.calls("sendPhoto"), err)
	}
	if _, err := a.Send(t.Context(), notice(strings.Repeat("ế", maxText))); err != nil {
		t.Errorf("a text of 2000: %v", err)
	}
	if r, err := a.Send(t.Context(), notice("x")); err != nil || r.Message != "" || !strings.Contains(log.String(), "does not say which") {
		t.Errorf("sent without an id: %+v, %v", r, err)
	}
}

// TestSendRefuses: nothing goes out of what Zalo cannot do.
func TestSendRefuses(t *testing.T) {
	t.Parallel()
	a, z, _ := setup(t, map[string][]answer{})
	long, emoji, topic, caption := notice(strings.Repeat("x", maxText+1)), notice(strings.Repeat("🌸", maxText/2+1)), notice("x"), notice(strings.Repeat("x", maxText+1))
	topic.Thread = 7
	caption.Payload.Notice.Media = &loa.Media{Kind: loa.Photo, Digest: "d1"}
	file, lost, broken := notice("x"), notice("x"), notice("x")
	file.Payload.Notice.Media = &loa.Media{Kind: loa.Document, Digest: "d1"}
	lost.Payload.Notice.Media = &loa.Media{Kind: loa.Photo, Digest: "d2"}
	broken.Payload.Notice.Media = &loa.Media{Kind: loa.Photo, Digest: "broken"}
	for name, d := range map[string]loa.Delivery{
		"long": long, "long in units": emoji, "empty": notice(" \n"), "topic": topic, "caption": caption, "file": file, "photo that is nowhere": lost, "nothing": {},
		"poll": {Payload: loa.Payload{Choice: &loa.Choice{}}}, "edit": {Payload: loa.Payload{Edit: &loa.Edit{}}}, "delete": {Payload: loa.Payload{Delete: &loa.Delete{}}},
		"toast": {Payload: loa.Payload{Toast: &loa.Toast{}}}, "pin": {Payload: loa.Payload{Pin: &loa.Pin{}}}, "close": {Payload: loa.Payload{ClosePoll: &loa.ClosePoll{}}},
	} {
		if _, err := a.Send(t.Context(), d); class(err) != loa.FailRefused {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := a.Send(t.Context(), broken); class(err) != loa.FailRetry {
		t.Errorf("database: %v", err)
	}
	if len(z.asked) > 0 {
		t.Errorf("asked Zalo: %v", z.asked)
	}
}

// TestReceive polls through idle ends of every form, an outage and a database that
// fails: no event is lost, and none is handed over twice.
func TestReceive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		idle := `{"ok":false,"error_code":408,"description":"Request timeout"}`
		replies := []answer{
			{body: idle}, {status: 408, body: idle}, {status: 408, body: "<html>"}, {body: `{"ok":true}`}, {body: `{"ok":true,"result":null}`}, {status: 504, body: "<html>"},
			{body: `{"ok":false,"error_code":403}`}, {body: wrapped(event("text", group, `"text":"@Bot Loa A"`))}, {status: 429, body: "slow"}, {body: `{"ok":true,"result":"what"}`},
			{body: `{"ok":false,"error_code":429}`}, {body: wrapped(event("text", person, `"text":"vắng"`))}, {body: `{"ok":false,"error_code":401}`},
		}
		a, asked := played(t, replies)
		box := newShelf()
		failures := 3
		box.fail = func() error {
			if failures--; failures >= 0 {
				return errors.New("disk is full")
			}
			return nil
		}
		if err := a.Receive(t.Context(), box); class(err) != loa.FailMisconfigured {
			t.Errorf("ended with %v", err)
		}
		if *asked != len(replies) {
			t.Errorf("asked %d times, want %d", *asked, len(replies))
		}
		close(box.got)
		var got []string
		for u := range box.got {
			switch {
			case u.Bad != nil:
				got = append(got, "bad")
			default:
				got = append(got, u.Message.Text)
			}
		}
		if fmt.Sprint(got) != "[A bad vắng]" {
			t.Errorf("received %v", got)
		}
		if a.LastPoll().IsZero() {
			t.Error("no poll is noted")
		}
	})
}

// played is a connected adapter without a network, whose polls are answered in turn.
func played(t *testing.T, replies []answer) (*Adapter, *int) {
	t.Helper()
	asked := new(int)
	a, err := New(Config{Token: token, Log: zerolog.Nop(), HTTP: &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, "/getMe") {
			return respond(answer{body: meAnswer}), nil
		}
		*asked++
		if *asked > len(replies) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}
		return respond(replies[*asked-1]), nil
	})}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a, asked
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func respond(a answer) *http.Response {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return &http.Response{StatusCode: a.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(a.body))}
}

// TestReceiveStops keeps what is in hand until it is stored, and has one poller only.
func TestReceiveStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, _ := played(t, []answer{{body: wrapped(event("text", person, `"text":"vắng"`))}})
		ctx, stop := context.WithCancel(t.Context())
		box := newShelf()
		tries := 0
		box.fail = func() error {
			if tries++; tries == 1 {
				stop()
				return errors.New("busy")
			}
			return nil
		}
		if err := a.Receive(ctx, box); err != nil || len(box.got) != 1 {
			t.Errorf("%v, %d received", err, len(box.got))
		}
		ctx, stop = context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- a.Receive(ctx, box) }()
		synctest.Wait()
		if err := a.Receive(t.Context(), box); class(err) != loa.FailMisconfigured {
			t.Errorf("a second poller: %v", err)
		}
		stop()
		if err := <-done; err != nil {
			t.Errorf("stopped: %v", err)
		}
	})
	a, err := New(Config{Token: token})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Receive(t.Context(), newShelf()); class(err) != loa.FailMisconfigured {
		t.Errorf("before Connect: %v", err)
	}
}
