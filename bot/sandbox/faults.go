package sandbox

import (
	"cmp"
	"net/http"
	"slices"
)

// FaultKind is a way to fail.
type FaultKind int

// The kinds of faults.
const (
	Drop       FaultKind = iota + 1 // carry the request out, then close the connection without an answer
	HTML                            // an HTML page with Status (502 if 0), as a proxy in front of Telegram sends
	Hang                            // no answer until the client leaves
	Flood                           // 429 with RetryAfter
	Forbidden                       // 403 with Text; empty: "bot was kicked from the supergroup chat"
	BadRequest                      // 400 with Text
	MigrateNow                      // the basic group of the request becomes a supergroup just before it is carried out
)

// Fault is something that goes wrong with the next requests that match.
type Fault struct {
	Kind   FaultKind
	Method string // empty: any but getUpdates
	Chat   ChatID // 0: any
	Times  int    // 0: once

	CarryOut   bool   // HTML and Hang: carry the request out all the same
	Status     int    // of HTML
	RetryAfter int    // of Flood, in seconds
	Text       string // of Forbidden and BadRequest, as it follows "Forbidden: " or "Bad Request: "
}

// Fail lets the next requests that match fail. Faults for the same requests
// happen one after the other, in the order in which they were asked for.
func (s *Sandbox) Fail(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.Times = max(f.Times, 1)
	s.faults = append(s.faults, &f)
}

// Revoke gives the bot another token, as /revoke of @BotFather does. Requests
// with the former one are answered with 401, the long poll that waits included
// (server, Client.cpp, fail_query_closing).
func (s *Sandbox) Revoke(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = token
	s.wake()
}

// Faults counts the failures that are still to happen.
func (s *Sandbox) Faults() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, f := range s.faults {
		n += f.Times
	}
	return n
}

// carriesOut tells whether the request takes effect before it fails.
func (f *Fault) carriesOut() bool { return f.Kind == Drop || f.CarryOut }

// fault takes the fault meant for a request, nil for none. It takes mu itself.
func (s *Sandbox) fault(q *request) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	chat := s.chatOf(q)
	i := slices.IndexFunc(s.faults, func(f *Fault) bool {
		if f.Method == "" && q.method == "getUpdates" {
			return false
		}
		return (f.Method == "" || f.Method == q.method) && (f.Chat == 0 || f.Chat == chat)
	})
	if i < 0 {
		return nil
	}
	s.wake()
	f := s.faults[i]
	if f.Times--; f.Times == 0 {
		s.faults = slices.Delete(s.faults, i, i+1)
	}
	if f.Kind == MigrateNow {
		// What follows fails by itself. A chat that cannot move leaves the request alone.
		_, _ = s.migrate(chat)
		return nil
	}
	return f
}

// chatOf returns the chat a request is about, 0 when there is none.
func (s *Sandbox) chatOf(q *request) ChatID {
	if t := s.taps[q.params["callback_query_id"]]; t != nil {
		return t.chat
	}
	id, _ := parseInt(q.params["chat_id"])
	return ChatID(id)
}

// fail answers as the fault says, or not at all.
func (s *Sandbox) fail(w http.ResponseWriter, r *http.Request, name string, f *Fault) {
	switch f.Kind {
	case Flood:
		s.refuse(w, name, tooMany(f.RetryAfter))
	case Forbidden:
		s.refuse(w, name, forbidden(cmp.Or(f.Text, "bot was kicked from the supergroup chat")))
	case BadRequest:
		s.refuse(w, name, badRequest(f.Text))
	case HTML:
		status := cmp.Or(f.Status, http.StatusBadGateway)
		s.count(name, status)
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		// An error here means that the client has left.
		_, _ = w.Write([]byte("<html>\r\n<head><title>" + http.StatusText(status) + "</title></head>\r\n</html>\r\n"))
	case Hang:
		select {
		case <-r.Context().Done():
		case <-s.closed:
		}
		s.count(name, statusGone)
		panic(http.ErrAbortHandler) // net/http's way to close the connection
	default:
		s.count(name, statusGone)
		panic(http.ErrAbortHandler)
	}
}
