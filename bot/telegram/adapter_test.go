package telegram

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"loa"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	secret = "AAsecretSECRETsecret_-x"
	token  = "7001:" + secret
)

// sent is one request that reached the server.
type sent struct {
	method string
	params map[string]string
	files  map[string]string // field: "name: content"
}

// server is a Bot API with canned answers.
type server struct {
	*httptest.Server
	answer func(s sent) (status int, body string)

	mu   sync.Mutex
	seen []sent
}

func ok(result string) (int, string) { return http.StatusOK, `{"ok":true,"result":` + result + `}` }

func newServer(t *testing.T, answer func(s sent) (status int, body string)) *server {
	t.Helper()
	s := &server{answer: answer}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, "/bot"+token+"/") {
		http.NotFound(w, r)
		return
	}
	got := sent{method: path.Base(r.URL.Path), params: map[string]string{}, files: map[string]string{}}
	if err := r.ParseMultipartForm(1 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	for name := range r.Form {
		got.params[name] = r.Form.Get(name)
	}
	if r.MultipartForm != nil {
		for name, headers := range r.MultipartForm.File {
			f, err := headers[0].Open()
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			data, _ := io.ReadAll(f)
			got.files[name] = headers[0].Filename + ": " + string(data)
		}
	}
	s.mu.Lock()
	s.seen = append(s.seen, got)
	s.mu.Unlock()
	status, body := s.answer(got)
	w.WriteHeader(status)
	fmt.Fprint(w, body)
}

func (s *server) requests() []sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.seen)
}

// newAdapter makes an adapter whose connections are closed with the test.
func newAdapter(t *testing.T, api string, options ...func(*Config)) *Adapter {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	c := Config{Token: token, API: api, HTTP: &http.Client{Transport: transport}}
	for _, option := range options {
		option(&c)
	}
	a, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]Config{
		"no token":          {},
		"token without id":  {Token: "secretsecret"},
		"token with a path": {Token: "1:a/../b"},
		"address":           {Token: token, API: "api.telegram.org"},
		"scheme":            {Token: token, API: "ftp://host"},
	} {
		if _, err := New(c); err == nil {
			t.Errorf("%s: no error", name)
		} else if c.Token != "" && strings.Contains(err.Error(), c.Token) {
			t.Errorf("%s: the error shows the token: %v", name, err)
		}
	}
}

func TestConnect(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(sent) (int, string) {
		return ok(`{"id":7001,"is_bot":true,"first_name":"Loa phường","username":"loa_bot","can_read_all_group_messages":true}`)
	})
	a := newAdapter(t, s.URL+"/") // a final slash does no harm
	me, err := a.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := (Me{Bot: "telegram:7001", Name: "Loa phường", Username: "loa_bot", HearsAll: true}); me != want {
		t.Errorf("got %+v, want %+v", me, want)
	}
	if !a.LastPoll().IsZero() {
		t.Error("LastPoll is set before the first poll")
	}
}

func TestConnectToSomethingElse(t *testing.T) {
	t.Parallel()
	for _, result := range []string{`null`, `true`, `{"id":"x"}`} {
		s := newServer(t, func(sent) (int, string) { return ok(result) })
		if me, err := newAdapter(t, s.URL).Connect(t.Context()); loa.FailureOf(err).Class != loa.FailRetry {
			t.Errorf("%s: got %+v, %v; want a failure", result, me, err)
		}
	}
}

// roundTripper is a transport without a network, for tests of time and of failures.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func respond(status int, body string) (*http.Response, error) {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
}

func form(r *http.Request) url.Values {
	body, _ := io.ReadAll(r.Body)
	values, _ := url.ParseQuery(string(body))
	return values
}

func textTo(chat loa.ChatID, text string) loa.Delivery {
	return loa.Delivery{Chat: chat, Payload: loa.Payload{Notice: &loa.Notice{Text: loa.Plain(text)}}}
}

func TestEveryCallIsObserved(t *testing.T) {
	t.Parallel()
	answers := map[string]string{
		"sendMessage":         `{"ok":true,"result":{"message_id":5}}`,
		"editMessageText":     `{"ok":false,"error_code":400,"description":"Bad Request: message is not modified"}`,
		"answerCallbackQuery": `{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":3}}`,
	}
	s := newServer(t, func(r sent) (int, string) { return http.StatusOK, answers[r.method] })
	var mu sync.Mutex
	var seen []string
	a := newAdapter(t, s.URL, func(c *Config) {
		c.Observe = func(method, outcome string, took time.Duration) {
			mu.Lock()
			defer mu.Unlock()
			if took <= 0 {
				t.Errorf("%s took %v", method, took)
			}
			seen = append(seen, method+" "+outcome)
		}
	})
	for _, p := range []loa.Payload{
		{Notice: &loa.Notice{Text: loa.Plain("a")}},
		{Edit: &loa.Edit{Message: "5", Text: loa.Plain("b")}},
		{Toast: &loa.Toast{Tap: "t"}},
	} {
		_, _ = a.Send(context.Background(), loa.Delivery{Chat: "1", Payload: p}) // outcomes are what is looked at
	}
	want := []string{"sendMessage ok", "editMessageText ok", "answerCallbackQuery wait"}
	if !slices.Equal(seen, want) {
		t.Errorf("got %q, want %q", seen, want)
	}
}
