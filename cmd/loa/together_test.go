package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"loa/bot/sandbox"
)

// vars are the variables under which "loa serve" works on the stage.
func (s *stage) vars() map[string]string {
	return map[string]string{
		"LANG": "en_US.UTF-8", "LOA_TELEGRAM_TOKEN": token, "LOA_TELEGRAM_API": s.server.URL, "LOA_LOG_LEVEL": "debug",
		"LOA_DATABASE": string(s.cfg.Database), "LOA_CAMPAIGN": s.cfg.Campaign, "LOA_LISTEN": "127.0.0.1:0",
	}
}

// serving starts "loa serve" and waits until it is connected.
func serving(t *testing.T, vars map[string]string, args ...string) *program {
	t.Helper()
	p := launch(t, vars, append([]string{"serve"}, args...)...)
	p.err.await(t, "connected to Telegram")
	return p
}

// address is where a serving program answers over HTTP.
func (p *program) address(t *testing.T) string {
	t.Helper()
	var line struct{ Listen string }
	if err := json.Unmarshal([]byte(p.err.await(t, "Loa is serving")), &line); err != nil {
		t.Fatal(err)
	}
	return line.Listen
}

// end stops the program in an orderly way.
func (p *program) end(t *testing.T) {
	t.Helper()
	p.stop()
	if status := p.wait(t); status != 0 {
		t.Errorf("stopped with status %d, want 0", status)
	}
}

// answers has somebody press Start, and waits for Loa's answer.
func (s *stage) answers(who sandbox.PersonID) {
	s.t.Helper()
	before := len(s.shown(sandbox.ChatID(who), ""))
	s.Start(who, "")
	s.until("Loa answers", func() bool { return len(s.shown(sandbox.ChatID(who), "")) == before+1 })
}

func TestSecondOnTheSameDatabase(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	first := serving(t, s.vars())
	s.answers(s.mai)
	status, _, stderr := try(t, s.vars(), "serve")
	if want := fmt.Sprintf("Another Loa is running on the database %s.", s.cfg.Database); status != 1 || !strings.Contains(stderr, want) {
		t.Errorf("status %d, want 1 and %q: %s", status, want, stderr)
	}
	if n := s.Calls("getMe", 0); n != 1 {
		t.Errorf("%d programs went to Telegram, want the first only", n)
	}
	s.answers(s.lan)
	first.end(t)
	third := serving(t, s.vars()) // the lock goes with the program
	s.answers(s.mai)
	third.end(t)
}

// TestSecondWithTheSameToken runs two programs that take each other's updates
// away: one of them sees it and ends with a word on it, and nothing is lost.
func TestSecondWithTheSameToken(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	programs := []*program{serving(t, s.vars())}
	s.answers(s.lan)
	vars := s.vars()
	vars["LOA_DATABASE"] = filepath.Join(t.TempDir(), "other.db")
	programs = append(programs, serving(t, vars))
	s.Start(s.mai, "") // while both receive
	ended, left := programs[0], programs[1]
	ctx := patiently(t)
	select {
	case status := <-programs[0].status:
		ended.status <- status
	case status := <-programs[1].status:
		ended, left = left, ended
		ended.status <- status
	case <-ctx.Done():
		t.Fatal("both programs go on")
	}
	if status := ended.wait(t); status != 1 || !strings.Contains(ended.err.String(), "another program receives with this token") {
		t.Errorf("ended with status %d, and no clear word: %s", status, ended.err)
	}
	// Both may have got it before either told Telegram so; with two databases nobody could know.
	s.await(sandbox.ChatID(s.mai), "CHỦ ĐỀ CỦA ĐỢT")
	s.answers(s.lan)
	left.end(t)
}

func TestRehearsalAndRealWorkShareNoDatabase(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name          string
		first, second []string
	}{
		{"rehearsal after real work", nil, []string{"--at", eve}},
		{"real work after a rehearsal", []string{"--at", eve}, nil},
		{"a faster clock is a rehearsal", nil, []string{"--speed", "60"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			first := serving(t, s.vars(), tt.first...)
			first.end(t)
			status, _, stderr := try(t, s.vars(), append([]string{"serve"}, tt.second...)...)
			if status != 2 || !strings.Contains(stderr, "a rehearsal and real work never share one") {
				t.Errorf("status %d, want 2: %s", status, stderr)
			}
			if n := s.Calls("getMe", 0); n != 1 {
				t.Errorf("%d programs went to Telegram, want the first only", n)
			}
			again := serving(t, s.vars(), tt.first...)
			again.end(t)
		})
	}
}

// TestRehearsalSaysSo starts "loa serve" two seconds before a post.
func TestRehearsalSaysSo(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	group := s.bound("Chi bộ 1", "cb-1", "cell")
	p := serving(t, s.vars(), "--at", "2024-03-13T06:29:58+07:00")
	m := s.await(group, post13)
	if want := s.line("campaign.rehearsal", nil); !strings.HasPrefix(m.Text, want) {
		t.Errorf("the post does not begin with %q: %q", want, m.Text)
	}
	p.end(t)
	if !strings.Contains(p.err.String(), "06:29") {
		t.Errorf("nothing says that the clock is moved:\n%s", p.err)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := serving(t, s.vars())
	_, port, err := net.SplitHostPort(p.address(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, listen := range []string{"127.0.0.1:" + port, ":" + port, "0.0.0.0:" + port} {
		if status, _, stderr := try(t, map[string]string{"LOA_LISTEN": listen}, "health"); status != 0 {
			t.Errorf("health of %s: status %d: %s", listen, status, stderr)
		}
	}
	p.end(t)
	status, _, stderr := try(t, map[string]string{"LOA_LISTEN": "127.0.0.1:" + port}, "health")
	if status != 1 || stderr == "" {
		t.Errorf("health of a stopped Loa: status %d, want 1: %s", status, stderr)
	}
}

func TestAddressInUse(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	var lc net.ListenConfig
	taken, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	vars := s.vars()
	vars["LOA_LISTEN"] = taken.Addr().String()
	status, _, stderr := try(t, vars, "serve")
	if status != 1 || !strings.Contains(stderr, taken.Addr().String()) || !strings.Contains(stderr, "address already in use") {
		t.Errorf("status %d, want 1 and the address: %s", status, stderr)
	}
	if n := s.Calls("", 0); n != 0 {
		t.Errorf("%d requests went to Telegram", n)
	}
	delete(vars, "LOA_LISTEN")
	vars["LOA_LISTEN"] = "127.0.0.1:0"
	serving(t, vars).end(t) // the database was given back
}

// TestTokenIsNeverShown lets connecting fail in every way, with all that can be
// logged. That the token was not written is checked for every program, by launch.
func TestTokenIsNeverShown(t *testing.T) {
	t.Parallel()
	refuse := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}
	}
	for _, tt := range []struct {
		name  string
		api   http.HandlerFunc // nil: nobody listens
		final bool             // Loa gives up by itself
	}{
		{"unreachable", nil, false},
		{"unauthorised", refuse(401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`), true},
		{"no such bot", refuse(404, `{"ok":false,"error_code":404,"description":"Not Found"}`), true},
		{"a gateway's page", refuse(502, "<html>bad gateway"), false},
		{"no JSON", refuse(200, `{"ok":`), false},
		{"quoting the address", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"ok":false,"error_code":400,"description":"what is %s"}`, r.URL.Path)
		}, false},
		{"sent elsewhere", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1"+r.URL.Path, http.StatusTemporaryRedirect)
		}, false},
		{"cut off", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			server := httptest.NewServer(tt.api)
			t.Cleanup(server.Close)
			if tt.api == nil {
				server.Close()
			}
			vars := s.vars()
			vars["LOA_TELEGRAM_API"] = server.URL
			p := launch(t, vars, "serve")
			if tt.final {
				if status := p.wait(t); status != 1 || !strings.Contains(p.err.String(), "loa: ") {
					t.Errorf("status %d, want 1 and a reason", status)
				}
				return
			}
			p.err.await(t, "Telegram cannot be reached: connect")
			p.end(t)
		})
	}
}
