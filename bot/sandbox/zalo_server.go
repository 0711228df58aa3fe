package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const zaloPrefix = "/zalo/bot"

// The codes that the API fails with (Zalo docs, error_code; 408 for an idle poll, 404
// where no webhook is set and 410 measured).
const (
	zaloBad      = 400
	zaloToken    = 401
	zaloNotFound = 404
	zaloIdle     = 408
	zaloBadChat  = 410
	zaloQuota    = 429
)

// zaloError is an answer that refuses.
type zaloError struct {
	code int
	text string
	rule string // the documented rule that was broken; empty: none was
}

func zaloBroken(rule, page string) *zaloError {
	return &zaloError{code: zaloBad, text: "Bad request", rule: rule + " (Zalo docs, " + page + ")"}
}

// zaloRequest is one call of a method. Parameters are kept as they came.
type zaloRequest struct {
	bot    *zaloBot
	method string
	params map[string]json.RawMessage
}

// zaloMethod is a documented method: its parameters, and what carries it out, with mu held.
type zaloMethod struct {
	call               func(*Sandbox, *zaloRequest) (any, *zaloError)
	required, optional string
}

// zaloMethods are the documented ones, but those that nobody here needs
// (testWebhook, sendVoice).
func zaloMethods() map[string]zaloMethod {
	return map[string]zaloMethod{
		"getMe":          {zaloGetMe, "", ""},
		"getUpdates":     {nil, "", "timeout"},
		"setWebhook":     {zaloSetWebhook, "url secret_token", ""},
		"deleteWebhook":  {zaloDeleteWebhook, "", ""},
		"getWebhookInfo": {zaloGetWebhookInfo, "", ""},
		"sendMessage":    {zaloSendMessage, "chat_id text", "parse_mode text_styles"},
		"sendPhoto":      {zaloSendPhoto, "chat_id photo", "caption"},
		"sendSticker":    {zaloSendSticker, "chat_id sticker", ""},
		"sendChatAction": {zaloSendChatAction, "chat_id action", ""},
	}
}

// serveZalo answers for the Bot API of Zalo.
func (s *Sandbox) serveZalo(w http.ResponseWriter, r *http.Request) {
	token, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, zaloPrefix), "/")
	s.mu.Lock()
	b := s.zaloOf(token)
	s.mu.Unlock()
	m, known := zaloMethods()[name]
	switch {
	case b == nil:
		s.refuseZalo(w, name, &zaloError{code: zaloToken, text: "Unauthorized"})
		return
	case !known:
		s.refuseZalo(w, name, &zaloError{code: zaloNotFound, text: "Not found", rule: "there is no such method, or it is not simulated (Zalo docs, apis)"})
		return
	}
	q, err := readZalo(w, r, b, name, m)
	if err != nil {
		s.refuseZalo(w, name, err)
		return
	}
	if !s.sleep(r, s.latency) {
		return
	}
	fault := s.zaloFault(b, name)
	if fault != nil && !fault.CarryOut {
		s.failZalo(w, r, name, fault)
		return
	}
	var result any
	if name == "getUpdates" {
		// A long poll outlives the usual write deadline; not every writer has one.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
		result, err = s.zaloUpdates(r.Context(), q)
	} else {
		s.mu.Lock()
		result, err = m.call(s, q)
		s.mu.Unlock()
	}
	switch {
	case fault != nil:
		s.failZalo(w, r, name, fault)
	case err != nil:
		s.refuseZalo(w, name, err)
	default:
		s.count("zalo/"+name, http.StatusOK)
		s.write(w, http.StatusOK, map[string]any{"ok": true, "result": result})
	}
}

// readZalo reads and checks the parameters: JSON, as every page shows it.
func readZalo(w http.ResponseWriter, r *http.Request, b *zaloBot, name string, m zaloMethod) (*zaloRequest, *zaloError) {
	page := "apis/" + name
	if r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return nil, zaloBroken("not a POST with JSON", page)
	}
	q := &zaloRequest{bot: b, method: name}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPost))
	if err != nil || json.Unmarshal(body, &q.params) != nil {
		return nil, zaloBroken("the body is no JSON object", page)
	}
	allowed := append(strings.Fields(m.required), strings.Fields(m.optional)...)
	for p, raw := range q.params {
		if !slices.Contains(allowed, p) {
			return nil, zaloBroken("there is no parameter "+p, page)
		}
		if p != "text_styles" && p != "timeout" && q.text(p) == "" {
			return nil, zaloBroken(fmt.Sprintf("parameter %s is no text: %s", p, raw), page)
		}
	}
	for p := range strings.FieldsSeq(m.required) {
		if q.text(p) == "" {
			return nil, zaloBroken("parameter "+p+" is missing", page)
		}
	}
	return q, nil
}

// text returns a parameter that is a text, "" for none.
func (q *zaloRequest) text(name string) string {
	var text string
	if json.Unmarshal(q.params[name], &text) != nil {
		return ""
	}
	return text
}

func (s *Sandbox) refuseZalo(w http.ResponseWriter, name string, e *zaloError) {
	s.mu.Lock()
	if e.rule != "" {
		s.violations = append(s.violations, "zalo "+name+": "+e.rule)
		s.touch()
	}
	s.mu.Unlock()
	s.count("zalo/"+name, e.code)
	// Failures come with HTTP 200 mostly, and with their own status at times (measured).
	status := http.StatusOK
	if e.code == zaloIdle && strings.HasSuffix(e.text, ".") {
		status = http.StatusRequestTimeout
	}
	s.write(w, status, map[string]any{"ok": false, "error_code": e.code, "description": e.text})
}

func zaloGetMe(_ *Sandbox, q *zaloRequest) (any, *zaloError) {
	return map[string]any{
		"id": q.bot.id, "account_name": q.bot.Account, "account_type": "BASIC", "can_join_groups": true, "display_name": q.bot.Name,
	}, nil
}

// zaloUpdates answers with one event, or ends idle. It takes mu itself. Two that poll
// share the events at random (measured).
func (s *Sandbox) zaloUpdates(ctx context.Context, q *zaloRequest) (any, *zaloError) {
	timeout := 30 // the documented default, seconds
	if raw, given := q.params["timeout"]; given {
		n, err := strconv.Atoi(strings.Trim(string(raw), `"`))
		if err != nil || n < 0 {
			return nil, zaloBroken("timeout is no number of seconds", "apis/getUpdates")
		}
		timeout = n
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b := q.bot
	timer := time.NewTimer(time.Duration(timeout) * time.Second)
	defer timer.Stop()
	for late := false; ; {
		b.expire()
		switch {
		case b.webhook != "":
			return nil, &zaloError{code: zaloBad, text: "Bad request", rule: "getUpdates while a webhook is set (Zalo docs, apis/getUpdates)"}
		case len(b.events) > 0 && ctx.Err() == nil:
			event := b.events[0]
			b.events = b.events[1:] // handing it over is all: there is no acknowledgement
			return event.body, nil
		case late:
			b.idle++
			return nil, &zaloError{code: zaloIdle, text: []string{"Request timeout", "Request timeout."}[b.idle%2]}
		}
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-timer.C:
			late = true
		case <-ctx.Done():
			late = true
		case <-s.closed:
			late = true
		}
		s.mu.Lock()
	}
}
