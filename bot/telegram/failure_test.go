package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loa"
)

// payloads with one request each: a new message, whose unknown outcome is
// uncertain, and requests that may be repeated.
var (
	notice = loa.Payload{Notice: &loa.Notice{Text: loa.Plain("a")}}
	poll   = loa.Payload{Choice: &loa.Choice{Question: "q", Options: []string{"a", "b"}}}
	edit   = loa.Payload{Edit: &loa.Edit{Message: "5", Text: loa.Plain("a")}}
	toast  = loa.Payload{Toast: &loa.Toast{Tap: "t"}}
	unpin  = loa.Payload{Pin: &loa.Pin{Message: "5", Off: true}}
	gone   = loa.Payload{Delete: &loa.Delete{Message: "5"}}
	closed = loa.Payload{ClosePoll: &loa.ClosePoll{Message: "5"}}
)

func refusal(code int, description, parameters string) string {
	if parameters == "" {
		return fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q}`, code, description)
	}
	return fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q,"parameters":%s}`, code, description, parameters)
}

func TestAnswersBecomeFailures(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		payload loa.Payload
		status  int
		body    string
		want    loa.Failure // Err is not compared
		says    string
	}{
		{"flood", notice, 429, refusal(429, "Too Many Requests: retry after 35", `{"retry_after":35}`), loa.Failure{Class: loa.FailWait, After: 35 * time.Second}, ""},
		{"flood of hours", edit, 429, refusal(429, "Too Many Requests: retry after 10072", `{"retry_after":10072}`), loa.Failure{Class: loa.FailWait, After: 10072 * time.Second}, ""},
		{"flood without a time", notice, 429, refusal(429, "Too Many Requests", ""), loa.Failure{Class: loa.FailWait, After: time.Minute}, ""},
		{"upgrade", notice, 400, refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", `{"migrate_to_chat_id":-1001234567890}`), loa.Failure{Class: loa.FailMoved, NewChat: "-1001234567890"}, ""},
		{"kicked", notice, 403, refusal(403, "Forbidden: bot was kicked from the supergroup chat", ""), loa.Failure{Class: loa.FailGone}, ""},
		{"not a member", edit, 403, refusal(403, "Forbidden: bot is not a member of the group chat", ""), loa.Failure{Class: loa.FailGone}, ""},
		{"blocked", notice, 403, refusal(403, "Forbidden: bot was blocked by the user", ""), loa.Failure{Class: loa.FailGone}, ""},
		{"deactivated", notice, 403, refusal(403, "Forbidden: user is deactivated", ""), loa.Failure{Class: loa.FailGone}, ""},
		{"deleted", poll, 403, refusal(403, "Forbidden: the group chat was deleted", ""), loa.Failure{Class: loa.FailGone}, ""},
		{"never started", notice, 403, refusal(403, "Forbidden: bot can't initiate conversation with a user", ""), loa.Failure{Class: loa.FailGone}, ""},
		{"no right", notice, 400, refusal(400, "Bad Request: not enough rights to send text messages to the chat", ""), loa.Failure{Class: loa.FailRefused}, "not enough rights"},
		{"forbidden, but not gone", notice, 403, refusal(403, "Forbidden: CHAT_WRITE_FORBIDDEN", ""), loa.Failure{Class: loa.FailRefused}, ""},
		{"chat not found", notice, 400, refusal(400, "Bad Request: chat not found", ""), loa.Failure{Class: loa.FailRefused}, "chat not found"},
		{"topic gone", notice, 400, refusal(400, "Bad Request: message thread not found", ""), loa.Failure{Class: loa.FailRefused, TopicGone: true}, "forum topic was deleted"},
		{"token revoked", notice, 401, refusal(401, "Unauthorized", ""), loa.Failure{Class: loa.FailMisconfigured}, ""},
		{"unknown method", notice, 404, refusal(404, "Not Found: method not found", ""), loa.Failure{Class: loa.FailMisconfigured}, ""},
		{"server down", notice, 500, refusal(500, "Internal Server Error: restart", ""), loa.Failure{Class: loa.FailUncertain}, "HTTP 500"},
		{"server down, poll", poll, 500, refusal(500, "Internal Server Error: restart", ""), loa.Failure{Class: loa.FailUncertain}, ""},
		{"server down, edit", edit, 500, refusal(500, "Internal Server Error: restart", ""), loa.Failure{Class: loa.FailRetry}, ""},
		{"server error in a good status", notice, 200, refusal(500, "Internal Server Error", ""), loa.Failure{Class: loa.FailUncertain}, ""},
		{"too old to be deleted", gone, 400, refusal(400, "Bad Request: message can't be deleted for everyone", ""), loa.Failure{Class: loa.FailRefused}, "can't be deleted"},
		{"may not be edited", edit, 400, refusal(400, "Bad Request: message can't be edited", ""), loa.Failure{Class: loa.FailRefused}, "can't be edited"},
		{"server down, deletion", gone, 500, refusal(500, "Internal Server Error: restart", ""), loa.Failure{Class: loa.FailRetry}, ""},
		{"gateway page", notice, 502, "<html><h1>502 Bad Gateway</h1></html>", loa.Failure{Class: loa.FailUncertain}, "HTTP 502 Bad Gateway"},
		{"gateway page, toast", toast, 502, "<html><h1>502 Bad Gateway</h1></html>", loa.Failure{Class: loa.FailRetry}, "HTTP 502 Bad Gateway"},
		{"page in a good status", notice, 200, "<html>captive portal</html>", loa.Failure{Class: loa.FailUncertain}, "not an answer of the Bot API"},
		{"nothing", notice, 200, "", loa.Failure{Class: loa.FailUncertain}, ""},
		{"broken off", notice, 200, `{"ok":true,"result":{"message_`, loa.Failure{Class: loa.FailUncertain}, ""},
		{"other shape", notice, 400, `{"message":"no"}`, loa.Failure{Class: loa.FailUncertain}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, func(sent) (int, string) { return tt.status, tt.body })
			_, err := newAdapter(t, s.URL).Send(t.Context(), loa.Delivery{Chat: "-5", Payload: tt.payload})
			var f *loa.Failure
			if !errors.As(err, &f) {
				t.Fatalf("got %v, want a failure", err)
			}
			if f.Class != tt.want.Class || f.After != tt.want.After || f.NewChat != tt.want.NewChat || f.TopicGone != tt.want.TopicGone {
				t.Errorf("got %+v, want %+v", f, tt.want)
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%q does not say %q", err, tt.says)
			}
			if n := len(s.requests()); n != 1 {
				t.Errorf("%d requests, want 1: the adapter repeats nothing by itself", n)
			}
		})
	}
}

func TestNothingLeftToDoIsSuccess(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		payload loa.Payload
		says    string
	}{
		{edit, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"},
		{toast, "Bad Request: query is too old and response timeout expired or query ID is invalid"},
		{closed, "Bad Request: poll has already been closed"},
		{gone, "Bad Request: message to delete not found"},
		{unpin, "Bad Request: message to unpin not found"},
	} {
		s := newServer(t, func(sent) (int, string) { return 400, refusal(400, tt.says, "") })
		if _, err := newAdapter(t, s.URL).Send(t.Context(), loa.Delivery{Chat: "1", Payload: tt.payload}); err != nil {
			t.Errorf("%s: %v", tt.says, err)
		}
	}
	// The same words in answer to something else are no success.
	s := newServer(t, func(sent) (int, string) { return 400, refusal(400, "Bad Request: message is not modified", "") })
	if _, err := newAdapter(t, s.URL).Send(t.Context(), textTo("1", "a")); loa.FailureOf(err).Class != loa.FailRefused {
		t.Errorf("got %v, want a refusal", err)
	}
}

// checkNoSecret looks at every error of the chain, in every way of printing.
func checkNoSecret(t *testing.T, err error) {
	t.Helper()
	for e := err; e != nil; e = errors.Unwrap(e) {
		for _, verb := range []string{"%v", "%+v", "%q"} {
			if text := fmt.Sprintf(verb, e); strings.Contains(text, secret) {
				t.Errorf("%T shows the token: %s", e, text)
			}
		}
	}
	var u *url.Error
	if errors.As(err, &u) {
		t.Errorf("the address can be reached: %v", u)
	}
}

func TestNoAnswer(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead := "http://" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	hangUp := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	t.Cleanup(hangUp.Close)
	cutOff := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		fmt.Fprint(w, `{"ok":true,`)
	}))
	t.Cleanup(cutOff.Close)
	secure := httptest.NewUnstartedServer(http.NotFoundHandler()) // its certificate is not trusted
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	var redirected string
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { redirected = r.URL.Path + r.Referer() }))
	t.Cleanup(elsewhere.Close)
	redirect := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	t.Cleanup(redirect.Close)

	for _, tt := range []struct {
		name, api string
		send      loa.FailureClass // of a new message
		repeat    loa.FailureClass // of an edit
	}{
		{"connection refused", dead, loa.FailRetry, loa.FailRetry},
		{"no such host", "http://loa.invalid", loa.FailRetry, loa.FailRetry},
		{"TLS handshake", secure.URL, loa.FailRetry, loa.FailRetry},
		{"hung up after the request", hangUp.URL, loa.FailUncertain, loa.FailRetry},
		{"answer cut off", cutOff.URL, loa.FailUncertain, loa.FailRetry},
		{"redirect", redirect.URL, loa.FailUncertain, loa.FailRetry},
	} {
		a := newAdapter(t, tt.api, func(c *Config) {
			if tt.name == "no such host" { // without asking a resolver
				c.HTTP = &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
					return nil, &net.DNSError{Err: "no such host", Name: "loa.invalid", IsNotFound: true}
				}}}
			}
		})
		for _, p := range []loa.Payload{notice, edit} {
			_, err := a.Send(t.Context(), loa.Delivery{Chat: "1", Payload: p})
			want := tt.send
			if p.Edit != nil {
				want = tt.repeat
			}
			if got := loa.FailureOf(err).Class; got != want {
				t.Errorf("%s: got %v (%v), want %v", tt.name, got, err, want)
			}
			checkNoSecret(t, err)
			if op, ok := errors.AsType[*net.OpError](err); tt.name == "connection refused" && (!ok || op.Op != "dial") {
				t.Errorf("%v has lost what failed", err)
			}
		}
	}
	if redirected != "" {
		t.Errorf("the redirect was followed: %s", redirected)
	}
}

// A call that the network swallows ends by itself, an upload later than others.
func TestTimeout(t *testing.T) {
	t.Parallel()
	media := loa.Payload{Notice: &loa.Notice{Media: &loa.Media{Kind: loa.Photo, Digest: digest}}}
	for _, tt := range []struct {
		name      string
		payload   loa.Payload
		connected bool
		after     time.Duration
		want      loa.FailureClass
	}{
		{"connected", notice, true, callTimeout, loa.FailUncertain},
		{"never connected", notice, false, callTimeout, loa.FailRetry},
		{"edit", edit, true, callTimeout, loa.FailRetry},
		{"upload", media, true, uploadTimeout, loa.FailUncertain},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAdapter(t, "http://telegram.test", withFiles(files{}), func(c *Config) {
					c.HTTP = &http.Client{
						Timeout: time.Second, // not used
						Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
							if tt.connected {
								httptrace.ContextClientTrace(r.Context()).GotConn(httptrace.GotConnInfo{})
							}
							<-r.Context().Done()
							return nil, r.Context().Err()
						}),
					}
				})
				began := time.Now()
				_, err := a.Send(t.Context(), loa.Delivery{Chat: "1", Payload: tt.payload})
				if loa.FailureOf(err).Class != tt.want || !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("got %v, want %v for a deadline", err, tt.want)
				}
				if took := time.Since(began); took != tt.after {
					t.Errorf("given up after %v, want %v", took, tt.after)
				}
				checkNoSecret(t, err)
			})
		})
	}
}

func TestCancelledWhileTheServerHasTheRequest(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	s := newServer(t, func(sent) (int, string) {
		cancel()
		<-release
		return ok(`{"message_id":5}`)
	})
	t.Cleanup(func() { close(release) }) // before the server's own cleanup, which waits for the handler
	_, err := newAdapter(t, s.URL).Send(ctx, textTo("1", "a"))
	if loa.FailureOf(err).Class != loa.FailUncertain || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want uncertain for the cancellation", err)
	}
	checkNoSecret(t, err)
}

func TestCancelledBeforeTheRequest(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(sent) (int, string) { return ok(`{"message_id":5}`) })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newAdapter(t, s.URL).Send(ctx, textTo("1", "a"))
	if loa.FailureOf(err).Class != loa.FailRetry || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want a retry for the cancellation", err)
	}
	if n := len(s.requests()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

// An error that shows the token below the *url.Error is no way out either.
func TestTokenInAnInnerError(t *testing.T) {
	t.Parallel()
	a := newAdapter(t, "http://127.0.0.1", func(c *Config) {
		c.HTTP = &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			httptrace.ContextClientTrace(r.Context()).GotConn(httptrace.GotConnInfo{})
			return nil, fmt.Errorf("proxy refused %s: %w", r.URL, context.DeadlineExceeded)
		})}
	})
	_, err := a.Send(t.Context(), textTo("1", "a"))
	checkNoSecret(t, err)
	if !strings.Contains(err.Error(), "proxy refused") || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v lost what happened", err)
	}
	if loa.FailureOf(err).Class != loa.FailUncertain {
		t.Errorf("got %v, want uncertain: a connection was there", err)
	}
}
