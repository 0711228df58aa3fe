package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"loa"
	"loa/bot/sandbox"
	"loa/storage"
)

// relay is a way to Telegram on which a test stands: pass is called for every
// request before the sandbox carries it out, for several at once. Group is the
// chat of a text that goes to a group, else 0.
func (s *stage) relay(pass func(r *http.Request, group sandbox.ChatID)) (address string) {
	s.t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var group sandbox.ChatID
		if strings.HasSuffix(r.URL.Path, "/sendMessage") {
			group = s.addressee(r)
		}
		pass(r, group)
		s.server.Config.Handler.ServeHTTP(w, r)
	}))
	s.t.Cleanup(func() {
		s.halt() // else its long poll would keep the server from closing
		server.Close()
	})
	return server.URL
}

// addressee returns the group a request writes to, 0 for a person, and leaves the request as it was.
func (s *stage) addressee(r *http.Request) sandbox.ChatID {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Errorf("read request: %v", err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	form, err := url.ParseQuery(string(body))
	if err != nil {
		s.t.Errorf("read request: %v", err)
	}
	id, err := strconv.ParseInt(form.Get("chat_id"), 10, 64)
	if err != nil {
		s.t.Errorf("read chat of request: %v", err)
	}
	return sandbox.ChatID(min(id, 0))
}

// many makes twenty groups, more than half of what a bot may send to in a second.
func (s *stage) many(o sandbox.GroupOptions) (groups []sandbox.ChatID) {
	s.t.Helper()
	for i := range 20 {
		title := groupTitle(i)
		groups = append(groups, s.bind(s.AddGroup(title, o, s.lan, s.mai), title, "cb-1", "cell"))
	}
	return groups
}

func groupTitle(i int) string { return fmt.Sprintf("Nhóm số %d.", i+1) }

// open counts deliveries that are not settled.
func (s *stage) open() (n int) {
	s.t.Helper()
	s.database(func(tx *storage.Tx) error {
		counts, err := tx.CountDeliveries()
		n = counts[loa.Pending] + counts[loa.Sending]
		return err
	})
	return n
}

// ready checks what /readyz answers, and with which words.
func (s *stage) ready(status int, words string) {
	s.t.Helper()
	got, body := get(s.t, "http://"+s.app.server.Addr()+"/readyz")
	if got != status || !strings.Contains(body, words) {
		s.t.Errorf("/readyz answers %d %q, want %d and %q", got, body, status, words)
	}
}

// TestFaultDatabaseLocked has another program hold the database for longer than
// Loa waits for it (10 s): what came and what was due meanwhile is made up for.
func TestFaultDatabaseLocked(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	group := s.bound("Chi bộ 1", "cb-1", "cell")
	s.start()
	s.answers(s.mai)
	other, err := sql.Open("sqlite3", "file:"+string(s.cfg.Database)+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	held, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	s.Start(s.mai, "")
	if refused := s.log.await(t, "updates could not be stored"); !strings.Contains(refused, "database is locked") {
		t.Errorf("the log does not say why: %s", refused)
	}
	s.ready(503, "could not be stored")
	s.to("2024-03-13T06:30:00+07:00")
	if n := s.Pending(); n != 1 {
		t.Errorf("Telegram keeps %d updates, want the one", n)
	}
	if err := held.Rollback(); err != nil {
		t.Fatal(err)
	}
	s.until("Mai is answered", func() bool { return len(s.shown(sandbox.ChatID(s.mai), "")) == 2 })
	s.await(group, post13)
	s.to("2024-03-17T06:30:00+07:00")
	s.await(group, post17)
	s.ready(200, "")
	s.answers(s.mai) // after it, nothing more can come of the first
	s.halt()
	s.count(sandbox.ChatID(s.mai), "", 3)
	s.count(group, post13, 1)
	s.count(group, post17, 1)
}

// TestFaultNetworkAway takes the network away over the hour of a post.
func TestFaultNetworkAway(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, back string
		want       loa.DeliveryState
	}{
		{"back in time", "2024-03-13T09:29:00+07:00", loa.Sent},
		{"back too late", "2024-03-13T09:30:01+07:00", loa.Expired}, // lateness: 3h
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			group, lan := s.bound("Chi bộ 1", "cb-1", "cell"), sandbox.ChatID(s.lan)
			line := s.plug("")
			s.cfg.Telegram.API = "http://" + line.address
			s.start()
			s.answers(s.lan)
			line.pull()
			s.log.await(t, "updates could not be fetched")
			s.to("2024-03-13T06:30:00+07:00")
			if failed := s.log.await(t, fmt.Sprintf(`"chat":%q,"attempt":1`, chatID(group))); !strings.Contains(failed, `"class":"retry"`) {
				t.Errorf("provably not sent, yet: %s", failed)
			}
			s.to(tt.back)
			s.plug(line.address)
			told := s.line("campaign.trouble_expired", map[string]any{
				"Title": "Ngày này năm 1954: mở màn", "Date": s.catalog.Day(loa.Vietnamese, march(13)), "Count": 1,
			})
			posts, words := 1, 0
			if tt.want == loa.Expired {
				posts, words = 0, 1
				s.clock.SetSpeed(60) // the editor is told within a minute of campaign time
				s.await(lan, told)
				s.clock.SetSpeed(1)
			} else {
				s.await(group, post13)
			}
			s.answers(s.mai)
			s.halt()
			s.count(group, post13, posts)
			s.count(lan, told, words)
			if got := s.states(group, march(13)); len(got) != 1 || got[tt.want] != 1 {
				t.Errorf("the post is %v, want %s", got, tt.want)
			}
		})
	}
}

// cable is a connection to the sandbox that can be pulled: nobody listens then.
type cable struct {
	address string
	pull    func()
}

// plug connects. The address of a cable that was pulled can be taken again: it is
// not the one on which all others of this machine look for free ports.
func (s *stage) plug(address string) cable {
	s.t.Helper()
	var lc net.ListenConfig
	if address == "" {
		address = "127.0.0.2:0"
	}
	l, err := lc.Listen(s.t.Context(), "tcp", address)
	if err != nil {
		s.t.Skipf("this system has but one loopback address: %v", err)
	}
	server := &http.Server{ReadHeaderTimeout: patience, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Host = "127.0.0.1" // the sandbox answers to no other
		s.server.Config.Handler.ServeHTTP(w, r)
	})}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	pull := sync.OnceFunc(func() {
		if err := errors.Join(server.Close(), <-served); !errors.Is(err, http.ErrServerClosed) {
			s.t.Errorf("pull cable: %v", err)
		}
	})
	s.t.Cleanup(pull)
	return cable{l.Addr().String(), pull}
}

// TestFaultNoSuchHost starts where names cannot be resolved: no name under
// .invalid ever is (RFC 6761).
func TestFaultNoSuchHost(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	vars := s.vars()
	vars["LOA_TELEGRAM_API"] = "http://telegram.invalid"
	p := launch(t, vars, "serve")
	p.err.await(t, "Telegram cannot be reached: connect")
	base := "http://" + p.address(t)
	if status, _ := get(t, base+"/livez"); status != 200 {
		t.Errorf("/livez answers %d, want 200: a restart would help nobody", status)
	}
	if status, body := get(t, base+"/readyz"); status != 503 || !strings.Contains(body, "telegram: not connected yet") {
		t.Errorf("/readyz answers %d %q, want 503 and the reason", status, body)
	}
	p.end(t)
}

// TestFaultTokenRevoked gives the bot a new token while an answer is on its way:
// Loa stops and says why, and with the new token the answer goes out.
func TestFaultTokenRevoked(t *testing.T) {
	t.Parallel()
	const renewed = "110201543:AAFvZeroweik6ad9r_QXMENQjcrGbqCr4K-b"
	s := newStage(t)
	underWay, revoked := make(chan struct{}), make(chan struct{})
	begin := sync.OnceFunc(func() { close(underWay) })
	vars := s.vars()
	vars["LOA_TELEGRAM_API"] = s.relay(func(r *http.Request, _ sandbox.ChatID) {
		if strings.HasSuffix(r.URL.Path, "/sendMessage") {
			begin()
			<-revoked
		}
	})
	p := serving(t, vars)
	s.Start(s.mai, "")
	wait(t, underWay)
	s.Revoke(renewed)
	close(revoked)
	if status := p.wait(t); status != 1 || !strings.Contains(p.err.String(), "\nloa: ") || !strings.Contains(p.err.String(), "Unauthorized") {
		t.Errorf("status %d, want 1 and a clear word:\n%s", status, p.err)
	}
	if n := s.open(); n != 1 {
		t.Errorf("%d messages wait, want the answer to Mai", n)
	}
	vars["LOA_TELEGRAM_TOKEN"] = renewed
	again := serving(t, vars)
	s.await(sandbox.ChatID(s.mai), "CHỦ ĐỀ CỦA ĐỢT")
	s.answers(s.mai)
	again.end(t)
	s.count(sandbox.ChatID(s.mai), "CHỦ ĐỀ CỦA ĐỢT", 2)
	if strings.Contains(again.err.String(), renewed) {
		t.Error("the new token was written")
	}
}

func wait(t *testing.T, done <-chan struct{}) {
	t.Helper()
	ctx := patiently(t)
	select {
	case <-done:
	case <-ctx.Done():
		t.Fatal(context.Cause(ctx))
	}
}

// TestFaultKickedFromHalf has people throw Loa out of ten groups while a post is
// being sent to twenty.
func TestFaultKickedFromHalf(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	groups := s.many(sandbox.GroupOptions{Supergroup: true})
	var mu sync.Mutex
	reached, kicked := map[sandbox.ChatID]bool{}, map[sandbox.ChatID]bool{}
	s.cfg.Telegram.API = s.relay(func(_ *http.Request, group sandbox.ChatID) {
		mu.Lock()
		defer mu.Unlock()
		if group == 0 || kicked[group] {
			return
		}
		if reached[group] = true; len(reached) != 6 {
			return
		}
		for _, g := range groups {
			if !reached[g] && len(kicked) < 10 {
				kicked[g] = true
				s.RemoveBot(g, s.mai)
			}
		}
	})
	s.start()
	lan := sandbox.ChatID(s.lan)
	s.answers(s.lan)
	s.to("2024-03-13T06:30:00+07:00")
	closed := func(i int) string {
		return s.line("campaign.group_closed", map[string]any{"Group": groupTitle(i), "Unit": unit1})
	}
	s.until("ten groups have the post", func() bool { return s.Calls("sendMessage", 200) > 10 })
	for i, g := range groups {
		if kicked[g] {
			s.await(lan, closed(i))
		}
	}
	s.to("2024-03-17T06:30:00+07:00")
	for _, g := range groups {
		if !kicked[g] {
			s.await(g, post17)
		}
	}
	s.await(lan, s.line("campaign.trouble", nil))
	s.halt()
	for i, g := range groups {
		want, state := 1, loa.Sent
		if kicked[g] {
			want, state = 0, loa.Failed
		}
		s.count(g, post13, want)
		s.count(g, post17, want)
		s.count(lan, closed(i), 1-want)
		if got := s.states(g, march(13)); len(got) != 1 || got[state] != 1 {
			t.Errorf("the post in %s is %v, want %s", groupTitle(i), got, state)
		}
	}
	if n := s.Calls("", 403); n > 10 {
		t.Errorf("%d requests went to the 10 groups that Loa is not in, want at most one each", n)
	}
	if n := s.open(); n != 0 {
		t.Errorf("%d messages still wait", n)
	}
}

// TestFaultHalfMove has ten of twenty groups become supergroups while a post is
// being sent. Loa hears of each move twice at least, in no certain order.
func TestFaultHalfMove(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	groups := s.many(sandbox.GroupOptions{})
	s.start()
	for _, g := range groups[5:15] {
		s.Fail(sandbox.Fault{Kind: sandbox.MigrateNow, Method: "sendMessage", Chat: g})
	}
	s.to("2024-03-13T06:30:00+07:00")
	s.until("all groups have the post", func() bool { return s.Calls("sendMessage", 200) >= len(groups) })
	for i, g := range groups[5:15] {
		now := s.Migrate(g) // where it is already
		s.count(g, post13, 0)
		groups[5+i] = now
	}
	s.to("2024-03-17T06:30:00+07:00")
	for _, g := range groups {
		s.await(g, post17)
	}
	s.halt()
	for _, g := range groups {
		s.count(g, post13, 1)
		s.count(g, post17, 1)
		if got := s.states(g, march(13)); len(got) != 1 || got[loa.Sent] != 1 {
			t.Errorf("the post in %d is %v, want sent", g, got)
		}
	}
	s.database(func(tx *storage.Tx) error {
		active, err := tx.Groups(loa.GroupActive)
		if len(active) != len(groups) {
			t.Errorf("%d groups are active, want %d", len(active), len(groups))
		}
		return err
	})
}

// TestFaultTopicDeleted has a group delete the topic in which Loa posts.
func TestFaultTopicDeleted(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	hung := s.AddPerson("Hùng", "vi")
	forum := s.bind(s.AddGroup("Chi bộ 1", sandbox.GroupOptions{Forum: true, Topics: []string{"Tuyên truyền"}}, s.lan), "Chi bộ 1", "cb-1", "cell")
	topic := s.Topic(forum, "Tuyên truyền")
	s.database(func(tx *storage.Tx) error {
		g, err := tx.GroupByChat(botOf(token), chatID(forum))
		if err != nil {
			return err
		}
		g.Thread = topic
		_, err = tx.SaveGroup(g)
		return errors.Join(err, tx.AddGrant(loa.Grant{Account: account(hung), Role: loa.Secretary, Unit: "cb-1"}, account(s.lan), time.Now()))
	})
	s.start()
	people := []sandbox.PersonID{s.lan, hung}
	for _, p := range people {
		s.answers(p)
	}
	s.to("2024-03-13T06:30:00+07:00")
	if m := s.await(forum, post13); m.Thread != topic {
		t.Errorf("the first post came in topic %d, want %d", m.Thread, topic)
	}
	s.DeleteTopic(forum, topic)
	s.to("2024-03-17T06:30:00+07:00")
	told := s.line("campaign.topic_gone", map[string]any{"Group": "Chi bộ 1", "Unit": unit1})
	for _, p := range people {
		s.await(sandbox.ChatID(p), told)
	}
	s.await(forum, post17)
	s.to("2024-03-18T06:30:00+07:00")
	s.await(forum, post18)
	s.halt()
	for _, post := range []string{post17, post18} {
		s.count(forum, post, 1)
		for _, m := range s.shown(forum, post) {
			if m.Thread != 0 {
				t.Errorf("%q came in topic %d, want General", post, m.Thread)
			}
		}
	}
	for _, p := range people {
		s.count(sandbox.ChatID(p), told, 1)
	}
	if n := s.Calls("", 400); n != 1 {
		t.Errorf("%d requests went to the deleted topic, want the one that showed it", n)
	}
}

// TestFaultOneChatHangs leaves a post without any answer: the others go on, Loa
// stops in good order, and the post is never sent blindly again.
func TestFaultOneChatHangs(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	hanging := s.bound("Chi bộ 1", "cb-1", "cell")
	others := []sandbox.ChatID{s.bound("Chi bộ 2", "cb-2", "cell"), s.bound("Chi bộ 3", "cb-2", "cell")}
	s.start()
	s.answers(s.lan)
	s.Fail(sandbox.Fault{Kind: sandbox.Hang, Method: "sendMessage", Chat: hanging})
	s.to("2024-03-13T06:30:00+07:00")
	for _, g := range others {
		s.await(g, post13)
	}
	s.until("the request hangs", func() bool { return s.Faults() == 0 })
	s.answers(s.mai)
	s.halt()
	if got := s.states(hanging, march(13)); len(got) != 1 || got[loa.Uncertain] != 1 {
		t.Errorf("the post is %v, want uncertain", got)
	}
	s.start()
	s.to("2024-03-17T06:30:00+07:00")
	for _, g := range append(others, hanging) {
		s.await(g, post17)
	}
	s.await(sandbox.ChatID(s.lan), s.line("campaign.trouble", nil))
	s.halt()
	s.count(hanging, post13, 0)
	for _, g := range others {
		s.count(g, post13, 1)
	}
}

// TestHeard says from when on Loa counts as deaf.
func TestHeard(t *testing.T) {
	t.Parallel()
	now := at(t, eve)
	for _, tt := range []struct {
		name            string
		connected, poll time.Duration // ago; 0: never
		deaf            bool
	}{
		{"just connected", time.Second, 0, false},
		{"connected and never heard", pollSilence + time.Second, 0, true},
		{"heard at last", time.Hour, pollSilence, false},
		{"heard too long ago", time.Hour, pollSilence + time.Second, true},
	} {
		var poll time.Time
		if tt.poll != 0 {
			poll = now.Add(-tt.poll)
		}
		if err := heard(now.Add(-tt.connected), poll, now); (err != nil) != tt.deaf {
			t.Errorf("%s: %v, want deaf: %v", tt.name, err, tt.deaf)
		}
	}
}
