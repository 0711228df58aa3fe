package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"loa"
)

// polled is one getUpdates as the server saw it.
type polled struct {
	At     time.Duration // since the test began
	Offset string        // "": none was given
}

// script is a Bot API without a network, for synctest: getUpdates is answered
// from a script of bodies, and with a long poll that brings nothing when the
// script is over.
type script struct {
	began  time.Time
	bodies []func(url.Values) (int, string)
	polls  []polled
	params url.Values // of the last poll
}

func body(status int, text string) func(url.Values) (int, string) {
	return func(url.Values) (int, string) { return status, text }
}

func updates(items ...string) func(url.Values) (int, string) {
	return body(ok("[" + strings.Join(items, ",") + "]"))
}

func said(id int64, name string) string {
	return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5,"first_name":"A"},"text":"/%s"}}`, id, id, name)
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	if path.Base(r.URL.Path) == "getMe" {
		return respond(ok(`{"id":7001,"first_name":"Loa","username":"loa_bot"}`))
	}
	s.params = form(r)
	s.polls = append(s.polls, polled{time.Since(s.began), s.params.Get("offset")})
	if len(s.bodies) == 0 {
		select {
		case <-r.Context().Done():
			return nil, r.Context().Err()
		case <-time.After(longPoll):
			return respond(ok("[]"))
		}
	}
	next := s.bodies[0]
	s.bodies = s.bodies[1:]
	status, text := next(s.params)
	if status == 0 {
		return nil, errors.New("connection reset")
	}
	return respond(status, text)
}

// inbox keeps what it takes; errs are returned first, one per batch.
type inbox struct {
	errs    []error
	offered [][]int64 // the ids of every batch, taken or not
	taken   []loa.Update
	next    []int64
}

func (in *inbox) Receive(_ context.Context, batch []loa.Update, next int64) error {
	var ids []int64
	for _, u := range batch {
		ids = append(ids, u.ID)
	}
	in.offered = append(in.offered, ids)
	if len(in.errs) > 0 {
		err := in.errs[0]
		in.errs = in.errs[1:]
		if err != nil {
			return err
		}
	}
	in.taken = append(in.taken, batch...)
	in.next = append(in.next, next)
	return nil
}

// receive runs Receive in a bubble until the time is over, or it ends by itself.
func receive(t *testing.T, s *script, in *inbox, during time.Duration, options ...func(*Config)) (a *Adapter, err error) {
	t.Helper()
	options = append(options, func(c *Config) { c.HTTP = &http.Client{Transport: s} })
	a = newAdapter(t, "http://telegram.test", options...)
	if _, err := a.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.began = time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), during)
	defer cancel()
	return a, a.Receive(ctx, in)
}

func (s *script) offsets() []string {
	var all []string
	for _, p := range s.polls {
		all = append(all, p.Offset)
	}
	return all
}

func (s *script) times() []time.Duration {
	var all []time.Duration
	for _, p := range s.polls {
		all = append(all, p.At)
	}
	return all
}
