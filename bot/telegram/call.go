package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loa"
)

// request is one call of a Bot API method. Objects and arrays go as JSON text
// (core.telegram.org/bots/api#making-requests).
type request struct {
	method string
	params tgbotapi.Params
	files  []tgbotapi.RequestFile
	err    error // the first parameter that could not be written

	updates []received // of the answer, where takeUpdates has read it
}

func newRequest(method string) *request {
	return &request{method: method, params: tgbotapi.Params{}}
}

// set sets a parameter. Telegram refuses what is not UTF-8.
func (r *request) set(name, value string) { r.params[name] = strings.ToValidUTF8(value, "\uFFFD") }

func (r *request) setJSON(name string, value any) {
	text, err := json.Marshal(value)
	if err != nil {
		r.err = errors.Join(r.err, fmt.Errorf("write parameter %s: %w", name, err))
		return
	}
	r.params[name] = string(text)
}

func (r *request) upload(name, fileName string, data []byte) {
	r.files = append(r.files, tgbotapi.RequestFile{
		Name: name,
		Data: tgbotapi.FileBytes{Name: fileName, Bytes: data},
	})
}

func (r *request) timeout() time.Duration {
	switch {
	case r.method == "getUpdates":
		return pollTimeout
	case len(r.files) > 0:
		return uploadTimeout
	}
	return callTimeout
}

// call is the only way out to Telegram. Every error is a *loa.Failure; an answer
// that says that nothing was left to do (such as "message is not modified") is
// success without a result.
func (a *Adapter) call(ctx context.Context, r *request) (json.RawMessage, error) {
	if r.err != nil {
		return nil, refused("call %s: %w", r.method, r.err)
	}
	ctx, cancel := context.WithTimeout(ctx, r.timeout())
	defer cancel()
	start := time.Now()
	// A copy with a client of its own gives each call its context without a race:
	// v5 reads the fields of BotAPI and never writes them in these two functions.
	bot := a.bot
	bot.Client = &client{ctx: ctx, http: a.http, secret: a.secret, request: r}
	var answer *tgbotapi.APIResponse
	var err error
	if len(r.files) > 0 {
		answer, err = bot.UploadFiles(r.method, r.params, r.files)
	} else {
		answer, err = bot.MakeRequest(r.method, r.params)
	}
	var failure *loa.Failure
	if err != nil {
		failure = a.classify(r.method, answer, err)
	}
	if a.observe != nil {
		outcome := "ok"
		if failure != nil {
			outcome = string(failure.Class)
		}
		a.observe(r.method, outcome, time.Since(start))
	}
	if failure != nil {
		return nil, failure
	}
	if err != nil { // benign
		return nil, nil
	}
	return answer.Result, nil
}

// client is the tgbotapi.HTTPClient of one call.
type client struct {
	ctx     context.Context // of the call: v5 knows no contexts
	http    *http.Client
	secret  string
	request *request
}

// Do sends the request and reads the whole answer. Its errors are
// *transportError, when there is no answer, and *answerError, for an answer that
// is not the Bot API's.
func (c *client) Do(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		// v5's UploadFiles writes into a pipe: its goroutine ends when this end is closed.
		defer req.Body.Close()
	}
	// A connection in hand is where "provably not sent" ends. GotConn is called by
	// the goroutine that runs this request, before it gives the request to the one
	// that writes, so it cannot come too late; WroteHeaders could. net/http asks for
	// a second connection only if nothing went out on the first (POST is not replayed).
	var connected atomic.Bool
	trace := &httptrace.ClientTrace{
		GetConn: func(string) { connected.Store(false) },
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	}
	resp, err := c.http.Do(req.WithContext(httptrace.WithClientTrace(c.ctx, trace)))
	if err != nil {
		return nil, &transportError{sent: connected.Load(), err: redact(err, c.secret)}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if closeErr := resp.Body.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return nil, &transportError{sent: true, err: redact(err, c.secret)}
	}
	if resp.StatusCode >= 500 || !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		return nil, &answerError{status: resp.StatusCode}
	}
	if c.request.method == "getUpdates" && resp.StatusCode == http.StatusOK {
		if list, ok := takeUpdates(body); ok {
			c.request.updates, body = list, []byte(`{"ok":true,"result":[]}`)
		}
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// transportError says that no answer came.
type transportError struct {
	sent bool // something may have been written
	err  error
}

func (e *transportError) Error() string { return e.err.Error() }
func (e *transportError) Unwrap() error { return e.err }

// answerError says that somebody answered, but not as the Bot API does: a failed
// server, or a gateway's page in front of it.
type answerError struct{ status int }

func (e *answerError) Error() string {
	return fmt.Sprintf("HTTP %d %s, not an answer of the Bot API", e.status, http.StatusText(e.status))
}

// redact takes the token out of an error. net/http puts the address, and with it
// the token, into every *url.Error.
func redact(err error, secret string) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	if text := err.Error(); strings.Contains(text, secret) {
		return &redactedError{text: strings.ReplaceAll(text, secret, "<token>"), err: err}
	}
	return err
}

// redactedError stands for an error whose text holds the token. It can be
// compared, but gives the original to nobody who might print it.
type redactedError struct {
	text string
	err  error
}

func (e *redactedError) Error() string        { return e.text }
func (e *redactedError) Is(target error) bool { return errors.Is(e.err, target) }
