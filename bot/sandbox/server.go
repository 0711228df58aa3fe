package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxBody is somewhat more than the largest file a bot may send.
const maxBody = maxDocument + 1<<20

// ServeHTTP serves the Bot API at /bot<token>/<method> and /file/bot<token>/<path>,
// Zalo's at /zalo/bot<token>/<method>, and the chat page at everything else.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	select {
	case <-s.closed:
		http.Error(w, "the sandbox is closed", http.StatusServiceUnavailable)
		return
	default:
	}
	if !loopback(r.Host) {
		// A foreign name that resolves to 127.0.0.1 is how a web page would reach us (DNS rebinding).
		http.Error(w, "the sandbox answers on loopback only", http.StatusForbidden)
		return
	}
	switch {
	case (strings.HasPrefix(r.URL.Path, "/bot") || strings.HasPrefix(r.URL.Path, zaloPrefix)) && !sameSite(r):
		http.Error(w, "the sandbox answers no other web site", http.StatusForbidden)
	case strings.HasPrefix(r.URL.Path, "/bot"):
		s.serveBot(w, r)
	case strings.HasPrefix(r.URL.Path, zaloPrefix):
		s.serveZalo(w, r)
	case strings.HasPrefix(r.URL.Path, "/file/bot"):
		s.serveFile(w, r)
	default:
		s.servePage(w, r)
	}
}

func loopback(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.Trim(name, "[]")
	return name == "localhost" || name == "127.0.0.1" || name == "::1"
}

// apiError is an answer that refuses.
type apiError struct {
	code       int
	text       string
	rule       string // the documented rule that was broken and its source; empty: none was
	retryAfter int    // seconds
	movedTo    ChatID
}

func badRequest(text string) *apiError {
	return &apiError{code: http.StatusBadRequest, text: "Bad Request: " + text}
}

func forbidden(text string) *apiError {
	return &apiError{code: http.StatusForbidden, text: "Forbidden: " + text}
}

func unauthorized() *apiError {
	return &apiError{code: http.StatusUnauthorized, text: "Unauthorized"}
}

// broken refuses a request that breaks a documented rule: text is what the bot
// is answered, rule what it broke, source where that is written.
func broken(text, rule, source string) *apiError {
	e := badRequest(text)
	e.rule = rule + " (" + source + ")"
	return e
}

// answer is what every method answers with (Bot API, Making requests).
type answer struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result,omitempty"`
	Code        int             `json:"error_code,omitempty"`
	Description string          `json:"description,omitempty"`
	Parameters  *parameters     `json:"parameters,omitempty"`
}

// parameters help to handle an error (Bot API, ResponseParameters).
type parameters struct {
	MigrateTo  ChatID `json:"migrate_to_chat_id,omitempty"`
	RetryAfter int    `json:"retry_after,omitempty"`
}

// noted is a result that comes with a description.
type noted struct {
	result      any
	description string
}

func (s *Sandbox) serveBot(w http.ResponseWriter, r *http.Request) {
	token, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	if token != s.Token() {
		s.refuse(w, name, unauthorized())
		return
	}
	m, known := s.methods[name]
	if !known {
		// Telegram compares without case; the schema's spelling is the documented one.
		s.refuse(w, name, &apiError{
			code: http.StatusNotFound, text: "Not Found: method not found",
			rule: "the method is unknown, or not simulated (Bot API, Available methods)",
		})
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		s.refuse(w, name, &apiError{code: http.StatusMethodNotAllowed, text: "Method Not Allowed"})
		return
	}
	q, err := readRequest(w, r, name)
	if err == nil && name != "getUpdates" && !s.sleep(r, s.latency) {
		s.count(name, statusGone)
		return
	}
	if err == nil {
		err = s.check(q, m)
	}
	if err != nil {
		s.refuse(w, name, err)
		return
	}

	fault := s.fault(q)
	if fault != nil && !fault.carriesOut() {
		s.fail(w, r, name, fault)
		return
	}
	var reply answer
	if name == "getUpdates" {
		// A long poll outlives the usual write deadline; not every writer has one.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
		reply, err = s.getUpdates(r.Context(), q)
	} else {
		reply, err = s.perform(q, m)
	}
	switch {
	case fault != nil:
		s.fail(w, r, name, fault)
	case err != nil:
		s.refuse(w, name, err)
	default:
		s.count(name, http.StatusOK)
		s.write(w, http.StatusOK, reply)
	}
}

// perform carries a request out and writes down its result before anybody else
// can change it. It takes mu itself.
func (s *Sandbox) perform(q *request, m method) (answer, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closePolls()
	result, err := m.call(s, q)
	if err != nil {
		return answer{}, err
	}
	reply := answer{OK: true}
	if n, ok := result.(noted); ok {
		result, reply.Description = n.result, n.description
	}
	raw, bad := json.Marshal(result)
	if bad != nil { // only our own types come here
		panic(bad)
	}
	reply.Result = raw
	return reply, nil
}

// statusGone stands for a request that was left without an answer.
const statusGone = 499

func (s *Sandbox) refuse(w http.ResponseWriter, name string, e *apiError) {
	s.mu.Lock()
	if e.rule != "" {
		s.violations = append(s.violations, name+": "+e.rule)
		s.touch()
	}
	s.mu.Unlock()
	s.count(name, e.code)
	reply := answer{Code: e.code, Description: e.text}
	if e.movedTo != 0 || e.retryAfter != 0 {
		reply.Parameters = &parameters{MigrateTo: e.movedTo, RetryAfter: e.retryAfter}
	}
	if e.retryAfter != 0 {
		// The header is set too (server, HttpConnection.cpp).
		w.Header().Set("Retry-After", strconv.Itoa(e.retryAfter))
	}
	s.write(w, e.code, reply)
}

func (s *Sandbox) write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// An error here means that the client has left: nobody is there to be told.
	_ = json.NewEncoder(w).Encode(v)
}

func (s *Sandbox) count(name string, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[call{name, status}]++
	s.wake()
}

// sleep is false when the client left or the sandbox was closed meanwhile.
func (s *Sandbox) sleep(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
	case <-s.closed:
	}
	return false
}

// request is one call of a method. Objects and arrays are JSON texts, as in a form.
type request struct {
	method string
	params map[string]string
	files  map[string]upload
	err    *apiError // of the first parameter that could not be read
}

type upload struct {
	name string
	data []byte
}

// readRequest takes the parameters from wherever they may be given: query,
// form, multipart form or JSON (Bot API, Making requests).
func readRequest(w http.ResponseWriter, r *http.Request, name string) (*request, *apiError) {
	q := &request{method: name, params: map[string]string{}, files: map[string]upload{}}
	q.take(r.URL.Query())
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	kind := r.Header.Get("Content-Type")
	media, _, err := mime.ParseMediaType(kind)
	if kind != "" && err != nil {
		return nil, badRequest("unreadable Content-Type")
	}
	switch media {
	case "application/json":
		err = q.readJSON(r.Body)
	case "multipart/form-data":
		err = q.readParts(r)
	default:
		if err = r.ParseForm(); err == nil {
			q.take(r.PostForm)
		}
	}
	switch {
	case err == nil:
		return q, nil
	case strings.Contains(err.Error(), "request body too large"):
		return nil, &apiError{
			code: http.StatusRequestEntityTooLarge, text: "Request Entity Too Large",
			rule: "a file has more than 50 MB (Bot API, Sending files)",
		}
	}
	return nil, badRequest("can't parse the request: " + err.Error())
}

func (q *request) take(values url.Values) {
	for name, v := range values {
		q.params[name] = v[0]
	}
}

func (q *request) readJSON(body io.Reader) error {
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(body).Decode(&fields); err != nil {
		return fmt.Errorf("read JSON: %w", err)
	}
	for name, raw := range fields {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		q.params[name] = text
	}
	return nil
}

func (q *request) readParts(r *http.Request) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return err
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		if part.FileName() != "" {
			q.files[part.FormName()] = upload{name: part.FileName(), data: data}
		} else {
			q.params[part.FormName()] = string(data)
		}
	}
}
