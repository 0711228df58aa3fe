package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"loa/bot/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// schemaPath is where the published schema may lie beside the checkout.
const schemaPath = "../../../shared/telegram-api.min.json"

// bench is a ward with a bot in it: a private chat and three kinds of groups.
type bench struct {
	*sandbox.Sandbox
	t                                  *testing.T
	clock                              *clock
	lan, minh                          sandbox.PersonID
	private, group, super, forum, away sandbox.ChatID
}

type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func newBench(t *testing.T, o sandbox.Options) *bench {
	t.Helper()
	b := &bench{t: t, clock: &clock{now: time.Date(2024, 5, 7, 6, 30, 0, 0, time.UTC)}}
	o.Clock = b.clock
	s, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	b.Sandbox = s
	b.lan, b.minh = s.AddPerson("Lan", "vi"), s.AddPerson("Minh", "en")
	b.private = sandbox.ChatID(b.lan)
	b.group = s.AddGroup("Chi bộ 1", sandbox.GroupOptions{}, b.lan, b.minh)
	b.super = s.AddGroup("Chi bộ 2", sandbox.GroupOptions{Supergroup: true}, b.lan, b.minh)
	b.forum = s.AddGroup("Chi bộ 3", sandbox.GroupOptions{Forum: true, Topics: []string{"Thông báo", "Hỏi đáp"}}, b.lan)
	b.away = s.AddGroup("Chi bộ 4", sandbox.GroupOptions{}, b.lan)
	for _, group := range []sandbox.ChatID{b.group, b.super, b.forum} {
		s.AddBot(group, b.lan)
	}
	s.Start(b.lan, "")
	b.confirmAll()
	return b
}

// unlimited is a bench without limits.
func unlimited(t *testing.T) *bench {
	t.Helper()
	return newBench(t, sandbox.Options{Limits: sandbox.Limits{Off: true}})
}

type params map[string]any

type reply struct {
	Status      int
	Header      http.Header
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		MigrateTo  sandbox.ChatID `json:"migrate_to_chat_id"`
		RetryAfter int            `json:"retry_after"`
	} `json:"parameters"`
}

// form writes parameters as a form has them: objects and arrays as JSON.
func form(p params) url.Values {
	values := url.Values{}
	for name, v := range p {
		switch v := v.(type) {
		case string:
			values.Set(name, v)
		case []any, map[string]any, []map[string]any:
			raw, _ := json.Marshal(v)
			values.Set(name, string(raw))
		default:
			values.Set(name, fmt.Sprint(v))
		}
	}
	return values
}

func (b *bench) serve(r *http.Request) *httptest.ResponseRecorder {
	r.Host = "127.0.0.1"
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	return w
}

func (b *bench) request(r *http.Request) reply {
	b.t.Helper()
	w := b.serve(r)
	got := reply{Status: w.Code, Header: w.Header()}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		b.t.Fatalf("%s: %v in %q", r.URL.Path, err, w.Body)
	}
	return got
}

func (b *bench) path(method string) string { return "/bot" + b.Token() + "/" + method }

func (b *bench) call(method string, p params) reply {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodPost, b.path(method), strings.NewReader(form(p).Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.request(r)
}

// must calls a method that has to succeed, and decodes the result.
func must[T any](b *bench, method string, p params) T {
	b.t.Helper()
	got := b.call(method, p)
	var result T
	if !got.OK || got.Status != http.StatusOK {
		b.t.Fatalf("%s: %d %s", method, got.Status, got.Description)
	}
	if err := json.Unmarshal(got.Result, &result); err != nil {
		b.t.Fatalf("%s: %v in %s", method, err, got.Result)
	}
	return result
}

// upload posts a multipart form with one file.
func (b *bench) upload(method string, p params, field, name string, data []byte) reply {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for key, values := range form(p) {
		if err := w.WriteField(key, values[0]); err != nil {
			b.t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile(field, name)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		b.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, b.path(method), &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.request(r)
}

func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// update is as much of an update as the tests look at.
type update struct {
	ID         int64       `json:"update_id"`
	Message    *wire       `json:"message"`
	Callback   *callback   `json:"callback_query"`
	Poll       *poll       `json:"poll"`
	PollAnswer *pollAnswer `json:"poll_answer"`
	Member     *member     `json:"my_chat_member"`
}

type user struct {
	ID    int64 `json:"id"`
	IsBot bool  `json:"is_bot"`
}

type chat struct {
	ID   sandbox.ChatID `json:"id"`
	Type string         `json:"type"`
}

type wire struct {
	ID         sandbox.MessageID `json:"message_id"`
	Date       int64             `json:"date"`
	Thread     int64             `json:"message_thread_id"`
	IsTopic    bool              `json:"is_topic_message"`
	From       user              `json:"from"`
	SenderChat *chat             `json:"sender_chat"`
	Chat       chat              `json:"chat"`
	Text       string            `json:"text"`
	Entities   []sandbox.Entity  `json:"entities"`
	Caption    string            `json:"caption"`
	Photo      []struct {
		FileID string `json:"file_id"`
	}
	Document *struct {
		FileID string `json:"file_id"`
		Name   string `json:"file_name"`
	}
	Poll        *poll          `json:"poll"`
	NewMembers  []user         `json:"new_chat_members"`
	LeftMember  *user          `json:"left_chat_member"`
	MigrateTo   sandbox.ChatID `json:"migrate_to_chat_id"`
	MigrateFrom sandbox.ChatID `json:"migrate_from_chat_id"`
	ReplyTo     *wire          `json:"reply_to_message"`
}

type callback struct {
	ID      string `json:"id"`
	From    user   `json:"from"`
	Message wire   `json:"message"`
	Data    string `json:"data"`
}

type poll struct {
	ID      string `json:"id"`
	Options []struct {
		Votes int `json:"voter_count"`
	} `json:"options"`
	Total  int  `json:"total_voter_count"`
	Closed bool `json:"is_closed"`
}

type pollAnswer struct {
	PollID    string `json:"poll_id"`
	User      *user  `json:"user"`
	VoterChat *chat  `json:"voter_chat"`
	Options   []int  `json:"option_ids"`
}

type member struct {
	Chat chat                    `json:"chat"`
	From user                    `json:"from"`
	Old  struct{ Status string } `json:"old_chat_member"`
	New  struct{ Status string } `json:"new_chat_member"`
}

func (b *bench) updates(p params) []update {
	b.t.Helper()
	return must[[]update](b, "getUpdates", p)
}

// fetch returns what is pending and confirms it.
func (b *bench) fetch() []update {
	b.t.Helper()
	got := b.updates(nil)
	b.confirmAll()
	return got
}

func (b *bench) confirmAll() {
	b.t.Helper()
	got := b.updates(params{"offset": -1})
	if len(got) > 0 {
		b.updates(params{"offset": got[0].ID + 1})
	}
}

// send sends a text that has to be taken.
func (b *bench) send(in sandbox.ChatID, text string, more params) wire {
	b.t.Helper()
	p := params{"chat_id": in, "text": text}
	for name, v := range more {
		p[name] = v
	}
	return must[wire](b, "sendMessage", p)
}

func keyboard(buttons ...map[string]any) map[string]any {
	return map[string]any{"inline_keyboard": []any{buttons}}
}

func options(texts ...string) []map[string]any {
	var list []map[string]any
	for _, text := range texts {
		list = append(list, map[string]any{"text": text})
	}
	return list
}
