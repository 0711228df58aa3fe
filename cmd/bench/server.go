package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"loa"
	"loa/bot/sandbox"
)

// spread is how long a round trip takes: one way up and one way down, each
// between half of low and half of high.
type spread struct{ low, high time.Duration }

func (s spread) String() string {
	if s.low == s.high {
		return fmt.Sprint(s.low.Milliseconds(), " ms")
	}
	return fmt.Sprintf("%d–%d ms", s.low.Milliseconds(), s.high.Milliseconds())
}

func (s spread) way() time.Duration {
	return s.low/2 + rand.N(max(s.high-s.low, 1))/2
}

// chatServer is a sandbox behind a network, with groups that the bot is in.
type chatServer struct {
	*sandbox.Sandbox
	url    string
	groups []sandbox.ChatID

	server *http.Server
	served sync.WaitGroup
}

// newChatServer serves a sandbox on loopback, with its documented limits: 30
// requests a second, 20 a minute in a group, one a second in a chat.
func newChatServer(groups int, roundTrip spread) (*chatServer, error) {
	box, err := sandbox.New(sandbox.Options{})
	if err != nil {
		return nil, err
	}
	t := &chatServer{Sandbox: box}
	people := box.AddPerson("Lan", "vi")
	for i := range groups {
		chat := box.AddGroup(fmt.Sprintf("Chi bộ %d", i+1), sandbox.GroupOptions{Supergroup: true}, people)
		box.AddBot(chat, people)
		t.groups = append(t.groups, chat)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // at once, or never
	if err != nil {
		return nil, fmt.Errorf("serve sandbox: %w", err)
	}
	t.url = "http://" + listener.Addr().String()
	t.server = &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/getUpdates") {
			box.ServeHTTP(w, r)
			return
		}
		// Read first: only then does net/http notice that the client has died.
		body, err := io.ReadAll(r.Body)
		pause(r.Context(), roundTrip.way())
		if err != nil || r.Context().Err() != nil {
			return // what was on its way up is lost
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		box.ServeHTTP(w, r)
		pause(r.Context(), roundTrip.way()) // short answers wait in the buffer of net/http
	})}
	t.served.Go(func() {
		if err := t.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			panic(err) // the listener of a running benchmark is gone
		}
	})
	return t, nil
}

func (t *chatServer) close() error {
	t.Close()
	err := t.server.Close()
	t.served.Wait()
	return err
}

// bot is Loa's name of the bot.
func (t *chatServer) bot() loa.BotID {
	id, _, _ := strings.Cut(t.Token(), ":")
	return loa.BotID(string(loa.Telegram) + ":" + id)
}

// shown counts the bot's messages in a chat that hold the text.
func (t *chatServer) shown(chat sandbox.ChatID, text string) (n int) {
	for _, m := range t.Messages(chat) {
		if m.FromBot && strings.Contains(m.Text, text) {
			n++
		}
	}
	return n
}
