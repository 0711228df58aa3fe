package zalo

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

	"loa"
)

// envelope is what every method answers with (docs, call_api).
type envelope struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	OtherCode   int             `json:"errorCode"` // how apis/testWebhook writes it
	Description string          `json:"description"`
}

// call is the only way out to Zalo: POST with JSON. Every error is a *loa.Failure. An
// idle end of getUpdates is success without a result.
func (a *Adapter) call(ctx context.Context, method string, params any) (json.RawMessage, error) {
	limit := callTimeout
	switch method {
	case "getUpdates":
		limit = pollTimeout
	case "sendPhoto":
		limit = photoTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	start := time.Now()
	result, err := a.request(ctx, method, params)
	outcome := "ok"
	var failure *loa.Failure
	if err != nil {
		failure = classify(method, err)
	}
	switch {
	case err != nil && failure == nil:
		outcome = "idle"
	case failure != nil:
		outcome = string(failure.Class)
	}
	if a.observe != nil {
		a.observe(method, outcome, time.Since(start))
	}
	if failure != nil {
		return nil, failure
	}
	return result, nil
}

func (a *Adapter) request(ctx context.Context, method string, params any) (json.RawMessage, error) {
	if params == nil {
		params = struct{}{}
	}
	body, err := json.Marshal(params)
	if err != nil {
		return nil, &transportError{err: fmt.Errorf("write parameters: %w", err)}
	}
	// A connection in hand is where "provably not sent" ends: GotConn is called before
	// the request is given to the goroutine that writes it.
	var connected atomic.Bool
	trace := &httptrace.ClientTrace{
		GetConn: func(string) { connected.Store(false) },
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	}
	req, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, trace), http.MethodPost, a.base+"/bot"+a.token+"/"+method, bytes.NewReader(body))
	if err != nil {
		return nil, &transportError{err: redact(err, a.secret)}
	}
	req.GetBody = nil // a POST is not to be repeated, not even on a new connection
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := a.http.Do(req)
	if err != nil {
		return nil, &transportError{sent: connected.Load(), err: redact(err, a.secret)}
	}
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if closeErr := resp.Body.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return nil, &transportError{sent: true, err: redact(err, a.secret)}
	}
	return read(resp.StatusCode, answer)
}

// read reads an answer. The body decides: failures come with HTTP 200 as well as
// with their own status. What is no JSON is a gateway's page.
func read(status int, answer []byte) (json.RawMessage, error) {
	var e envelope
	if err := json.Unmarshal(answer, &e); err != nil {
		return nil, &gatewayError{status: status}
	}
	if e.OK {
		return e.Result, nil
	}
	if e.Code == 0 {
		e.Code = e.OtherCode
	}
	if e.Code == 0 && status != http.StatusOK {
		e.Code = status
	}
	return nil, &apiError{code: e.Code, said: e.Description}
}

// transportError says that no answer came.
type transportError struct {
	sent bool // something may have been written
	err  error
}

func (e *transportError) Error() string { return e.err.Error() }
func (e *transportError) Unwrap() error { return e.err }

// gatewayError says that somebody answered, but not as the Bot API does.
type gatewayError struct{ status int }

func (e *gatewayError) Error() string {
	return fmt.Sprintf("HTTP %d %s, not an answer of the Bot API", e.status, http.StatusText(e.status))
}

// apiError is a refusal in the API's own words.
type apiError struct {
	code int
	said string
}

func (e *apiError) Error() string { return fmt.Sprintf("error %d: %s", e.code, e.said) }

// redact takes the token out of an error. net/http puts the address, and with it
// the token, into every *url.Error.
func redact(err error, secret string) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	said := err.Error()
	for _, form := range []string{secret, url.PathEscape(secret), url.QueryEscape(secret)} {
		said = strings.ReplaceAll(said, form, "<token>")
	}
	if said != err.Error() {
		return &redactedError{text: said, err: err}
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
