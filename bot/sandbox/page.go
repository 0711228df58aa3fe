package sandbox

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"strings"
	"time"
)

//go:embed page
var pageFiles embed.FS

// heartbeat keeps an event stream from looking dead to the browser and to what is between.
const heartbeat = 15 * time.Second

// maxPost bounds what the page may post, in bytes.
const maxPost = 64 << 10

// errRefused are requests that only another web site would make.
var errRefused = errors.New("refused: not from this page")

// servePage serves the chat page, its state and what the person at it does.
func (s *Sandbox) servePage(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "+
		"base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	path := r.URL.Path
	switch {
	case path == "/" && r.Method == http.MethodGet:
		serveEmbedded(w, "page/index.html")
	case strings.HasPrefix(path, "/page/") && r.Method == http.MethodGet:
		serveEmbedded(w, strings.TrimPrefix(path, "/"))
	case !strings.HasPrefix(path, "/sandbox/"):
		http.NotFound(w, r)
	case !sameSite(r):
		pageError(w, http.StatusForbidden, errRefused)
	case r.Method == http.MethodPost:
		s.servePost(w, r)
	case r.Method != http.MethodGet:
		pageError(w, http.StatusMethodNotAllowed, errors.New("method not allowed"))
	case path == "/sandbox/state":
		h.Set("Cache-Control", "no-store")
		pageJSON(w, http.StatusOK, s.view(r.Context()))
	case path == "/sandbox/events":
		s.serveEvents(w, r)
	case strings.HasPrefix(path, "/sandbox/file/"):
		s.serveShown(w, r, strings.TrimPrefix(path, "/sandbox/file/"))
	default:
		pageError(w, http.StatusNotFound, errors.New("not found"))
	}
}

func serveEmbedded(w http.ResponseWriter, name string) {
	data, err := fs.ReadFile(pageFiles, name)
	if err != nil {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	switch {
	case strings.HasSuffix(name, ".js"):
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	case strings.HasSuffix(name, ".css"):
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
	default:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
	}
	// An error here means that the client has left.
	_, _ = w.Write(data)
}

// sameSite is false for what a browser sends on behalf of another web site.
func sameSite(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
	default:
		return false
	}
	origin := r.Header.Get("Origin")
	return origin == "" || origin == "http://"+r.Host || origin == "https://"+r.Host
}

func pageJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// An error here means that the client has left.
	_ = json.NewEncoder(w).Encode(v)
}

func pageError(w http.ResponseWriter, status int, err error) {
	pageJSON(w, status, map[string]string{"error": err.Error()})
}

// serveEvents streams "changed" with the revision at every change, until the
// client leaves or the sandbox is closed.
func (s *Sandbox) serveEvents(w http.ResponseWriter, r *http.Request) {
	stream := http.NewResponseController(w)
	// The stream outlives the server's write deadline; not every writer has one.
	_ = stream.SetWriteDeadline(time.Time{})
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	send := func(text string) bool {
		if _, err := fmt.Fprint(w, text); err != nil {
			return false
		}
		return stream.Flush() == nil
	}
	for last := int64(-1); ; {
		s.mu.Lock()
		revision, changed := s.revision, s.changed
		s.mu.Unlock()
		if revision != last {
			last = revision
			if !send(fmt.Sprintf("event: changed\ndata: %d\n\n", revision)) {
				return
			}
		}
		select {
		case <-changed:
		case <-beat.C:
			if !send(": still here\n\n") {
				return
			}
		case <-r.Context().Done():
			return
		case <-s.closed:
			return
		}
	}
}

// serveShown sends a photo to look at, or a document to save.
func (s *Sandbox) serveShown(w http.ResponseWriter, r *http.Request, id string) {
	s.mu.Lock()
	f := s.files[id]
	s.mu.Unlock()
	if f == nil {
		http.NotFound(w, r)
		return
	}
	kind, how := "application/octet-stream", "attachment"
	if f.photo {
		kind, how = f.mime, "inline"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": f.name}))
	// An error here means that the client has left.
	_, _ = w.Write(f.data)
}

// deed is what the person at the page does.
type deed struct {
	Person  PersonID  `json:"person"`
	Chat    ChatID    `json:"chat"`
	Topic   int64     `json:"topic"`
	Text    string    `json:"text"`
	Message MessageID `json:"message"`
	Data    string    `json:"data"`
	Options []int     `json:"options"`

	Speed *float64   `json:"speed"`
	Jump  *time.Time `json:"jump"`
	Next  bool       `json:"next"`
}

func (s *Sandbox) servePost(w http.ResponseWriter, r *http.Request) {
	// A form of another web site cannot set this header without asking first.
	if r.Header.Get("X-Loa-Sandbox") != "1" {
		pageError(w, http.StatusForbidden, errRefused)
		return
	}
	var d deed
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxPost))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		pageError(w, http.StatusBadRequest, fmt.Errorf("read request: %w", err))
		return
	}
	what := strings.TrimPrefix(r.URL.Path, "/sandbox/")
	if what == "clock" {
		s.serveClock(w, r, d)
		return
	}
	done, err := s.do(what, d)
	switch {
	case done == nil && err == nil:
		pageError(w, http.StatusNotFound, errors.New("not found"))
	case err != nil:
		pageError(w, http.StatusBadRequest, err)
	default:
		pageJSON(w, http.StatusOK, done)
	}
}

// do carries out a deed; nil without an error means that there is no such deed.
func (s *Sandbox) do(what string, d deed) (map[string]any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch what {
	case "say":
		if units(d.Text) > maxText {
			return nil, fmt.Errorf("the text has more than %d characters", maxText)
		}
		id, err := s.say(d.Person, d.Chat, &message{thread: d.Topic, text: strings.TrimSpace(d.Text)})
		return map[string]any{"message": id}, err
	case "start":
		id, err := s.say(d.Person, ChatID(d.Person), &message{text: "/start"})
		return map[string]any{"message": id}, err
	case "tap":
		id, err := s.tap(d.Person, d.Chat, d.Message, func(b Button) bool { return b.Data == d.Data })
		return map[string]any{"callback": id}, err
	case "vote":
		return map[string]any{}, s.vote(d.Person, d.Chat, d.Message, d.Options)
	case "addbot":
		return map[string]any{}, s.addBot(d.Chat, d.Person)
	case "removebot":
		return map[string]any{}, s.removeBot(d.Chat, d.Person)
	}
	return nil, nil
}

// serveClock moves the campaign time. Without controls there is no clock panel.
func (s *Sandbox) serveClock(w http.ResponseWriter, r *http.Request, d deed) {
	if s.controls == nil {
		pageError(w, http.StatusNotFound, errors.New("the clock cannot be moved"))
		return
	}
	if d.Speed != nil {
		if *d.Speed < 0 {
			pageError(w, http.StatusBadRequest, errors.New("the speed is negative"))
			return
		}
		s.controls.SetSpeed(*d.Speed)
	}
	if d.Jump != nil {
		s.controls.Jump(*d.Jump)
	}
	if d.Next {
		at, _, ok := s.controls.NextEvent(r.Context())
		if !ok {
			pageError(w, http.StatusConflict, errors.New("nothing is planned"))
			return
		}
		s.controls.Jump(at)
	}
	s.mu.Lock()
	s.closePolls()
	s.touch()
	s.mu.Unlock()
	pageJSON(w, http.StatusOK, map[string]any{"now": s.controls.Now()})
}
