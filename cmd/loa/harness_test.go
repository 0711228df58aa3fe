package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"loa"
	"loa/bot/sandbox"
	"loa/config"
	"loa/content"
	"loa/scheduler"
	"loa/storage"
)

// asProgram is set for a test binary that shall be Loa itself, to be killed.
const asProgram = "LOA_TEST_AS_PROGRAM"

// TestMain looks for goroutines that Loa left behind once everything is stopped.
func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	goleak.VerifyTestMain(m)
}

// token is of the form Telegram's are; it opens nothing but these sandboxes.
const token = "110201543:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"

// eve is the evening before the first post of testdata/campaign.
const eve = "2024-03-12T20:00:00+07:00"

// patience is how long a test waits for what must come. It decides nothing but
// how soon a broken Loa is noticed.
const patience = 2 * time.Minute

func patiently(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience) // for cleaning up, too
	t.Cleanup(cancel)
	return ctx
}

func at(t *testing.T, moment string) time.Time {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// logbook collects what a program writes, and wakes those who wait for it.
type logbook struct {
	mu    sync.Mutex
	text  bytes.Buffer
	grown chan struct{} // closed at the next write; nil until somebody waits
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.grown != nil {
		close(l.grown)
		l.grown = nil
	}
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// await waits until a line holds the words, and returns the first that does.
func (l *logbook) await(t *testing.T, words string) string {
	t.Helper()
	ctx := patiently(t)
	for {
		l.mu.Lock()
		text := l.text.String()
		if l.grown == nil {
			l.grown = make(chan struct{})
		}
		grown := l.grown
		l.mu.Unlock()
		for line := range strings.Lines(text) {
			if strings.HasSuffix(line, "\n") && strings.Contains(line, words) {
				return line
			}
		}
		select {
		case <-grown:
		case <-ctx.Done():
			t.Fatalf("no line with %q was written:\n%s", words, text)
		}
	}
}

// checkNoToken is called with all that a program ever wrote.
func checkNoToken(t *testing.T, text string) {
	t.Helper()
	_, secret, _ := strings.Cut(token, ":")
	if i := strings.Index(text, secret); i >= 0 {
		t.Errorf("the token was written: …%s", text[max(0, i-100):i])
	}
}

// schema finds Telegram's machine-readable schema, which may lie beside the checkout.
func schema(t *testing.T) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "telegram-api.min.json")
	if _, err := os.Stat(path); err != nil {
		t.Logf("requests are not checked against the schema: %v", err)
		return ""
	}
	return path
}

// newCatalog returns the texts, so that a test does not repeat them.
func newCatalog(t *testing.T) *content.Catalog {
	t.Helper()
	catalog, err := content.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	return catalog
}

// copyCampaign copies the test campaign to a folder that the test may change.
func copyCampaign(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "campaign")
	if err := os.CopyFS(dir, os.DirFS("testdata/campaign")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// stage is a sandbox and a Loa that works in it.
type stage struct {
	*sandbox.Sandbox
	t        *testing.T
	server   *httptest.Server
	uploads  atomic.Int32 // requests with a file
	away     atomic.Bool  // Telegram is not there: a gateway answers in its place
	mute     atomic.Bool  // the same, but only for who asks for updates
	clock    *scheduler.Clock
	catalog  *content.Catalog
	cfg      config.Config
	app      *app     // nil while Loa is stopped
	log      *logbook // of every run
	stop     context.CancelFunc
	ended    chan error
	lan, mai sandbox.PersonID // Lan is the administrator of the configuration
}

// newStage makes a sandbox with two people and a configuration for it. Loa does
// not run yet. The sandbox keeps Telegram's limits and Loa its pace.
func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{t: t, catalog: newCatalog(t), log: &logbook{}, clock: scheduler.NewClock(at(t, eve), 1), cfg: config.Defaults()}
	box, err := sandbox.New(sandbox.Options{Token: token, Clock: s.clock, Schema: schema(t)})
	if err != nil {
		t.Fatal(err)
	}
	s.Sandbox = box
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.away.Load() || s.mute.Load() && strings.HasSuffix(r.URL.Path, "/getUpdates") {
			http.Error(w, "<html>bad gateway", http.StatusBadGateway)
			return
		}
		if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
			s.uploads.Add(1)
		}
		box.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		s.halt()
		box.Close()
		s.server.Close()
		for _, v := range box.Violations() {
			t.Errorf("a request broke a rule of Telegram's: %s", v)
		}
		checkNoToken(t, s.log.String())
		if t.Failed() && s.log.String() != "" {
			t.Logf("Loa's log:\n%s", s.log)
		}
	})
	s.lan, s.mai = box.AddPerson("Lan", "vi"), box.AddPerson("Mai", "vi")
	s.cfg.Database = config.Database(filepath.Join(t.TempDir(), "loa.db"))
	s.cfg.Campaign, s.cfg.Listen = "testdata/campaign", "127.0.0.1:0"
	s.cfg.Telegram.Token, s.cfg.Telegram.API = token, s.server.URL
	s.cfg.Admins = []loa.Account{account(s.lan)}
	return s
}

func account(p sandbox.PersonID) loa.Account {
	return loa.Account{Platform: loa.Telegram, ID: strconv.FormatInt(int64(p), 10)}
}

// start runs Loa as "loa serve" does, but for the clock, which the test can move.
func (s *stage) start() {
	s.t.Helper()
	s.launch()
	s.log.await(s.t, "connected to Telegram")
}

// launch is start without waiting for the connection.
func (s *stage) launch() {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	log := newLog(s.log, "debug")
	e := &env{ctx: ctx, stdout: s.log, stderr: s.log, lang: loa.Vietnamese, catalog: s.catalog}
	a, err := newApp(ctx, e, s.cfg, log, options{clock: s.clock})
	if err != nil {
		cancel()
		s.t.Fatal(err)
	}
	s.app, s.stop, s.ended = a, cancel, make(chan error, 1)
	go func() { s.ended <- stopInTime(ctx, log, a) }()
}

// halt stops Loa, if it runs, and waits until it has ended.
func (s *stage) halt() {
	s.t.Helper()
	if s.app == nil {
		return
	}
	s.stop()
	if err := <-s.ended; err != nil && !errors.Is(err, context.Canceled) {
		s.t.Errorf("stop: %v", err)
	}
	s.app = nil
}

// to moves the clock.
func (s *stage) to(moment string) {
	s.t.Helper()
	s.clock.Jump(at(s.t, moment))
}

// until waits for a change of the sandbox after which the condition holds.
func (s *stage) until(what string, condition func() bool) {
	s.t.Helper()
	if err := s.Until(patiently(s.t), condition); err != nil {
		s.t.Fatalf("wait until %s: %v", what, err)
	}
}

// line is a plain text of the catalog in Vietnamese.
func (s *stage) line(key string, data map[string]any) string {
	return s.catalog.Say(loa.Vietnamese, key, data).String()
}

// shown returns the bot's messages of a chat whose text holds the words.
func (s *stage) shown(chat sandbox.ChatID, words string) []sandbox.Message {
	return slices.DeleteFunc(s.Messages(chat), func(m sandbox.Message) bool {
		return !m.FromBot || !strings.Contains(m.Text, words)
	})
}

// await waits for a message of the bot's with the words and returns it.
func (s *stage) await(chat sandbox.ChatID, words string) sandbox.Message {
	s.t.Helper()
	s.until(fmt.Sprintf("chat %d shows %q", chat, words), func() bool { return len(s.shown(chat, words)) > 0 })
	return s.shown(chat, words)[0]
}

// count checks how often a chat shows the words.
func (s *stage) count(chat sandbox.ChatID, words string, want int) {
	s.t.Helper()
	if got := len(s.shown(chat, words)); got != want {
		s.t.Errorf("chat %d shows %q %d times, want %d", chat, words, got, want)
	}
}

// tap presses a button once some message of the chat has it.
func (s *stage) tap(who sandbox.PersonID, chat sandbox.ChatID, button string) sandbox.MessageID {
	s.t.Helper()
	var id sandbox.MessageID
	s.until(fmt.Sprintf("chat %d has the button %q", chat, button), func() bool {
		id = withButton(s.Messages(chat), button)
		return id != 0
	})
	if _, err := s.Tap(who, chat, id, button); err != nil {
		s.t.Fatal(err)
	}
	return id
}

// register binds a group by command and buttons, as an official does.
func (s *stage) register(who sandbox.PersonID, group sandbox.ChatID, unit, kind string) {
	s.t.Helper()
	s.Say(who, group, "/dangky "+unit)
	s.tap(who, group, unit)
	s.tap(who, group, kind)
	s.await(group, s.registered(unit, kind))
}

// registered is how the message about a registered group begins.
func (s *stage) registered(unit, kind string) string {
	text := s.line("bot.registered", map[string]any{"Unit": unit, "Kind": kind, "Campaign": "", "First": ""})
	head, _, _ := strings.Cut(text, "\n")
	return head
}

// bound makes a supergroup that is registered already, before Loa starts.
func (s *stage) bound(title string, unit loa.UnitID, kind loa.GroupKind) sandbox.ChatID {
	s.t.Helper()
	return s.bind(s.AddGroup(title, sandbox.GroupOptions{Supergroup: true}, s.lan, s.mai), title, unit, kind)
}

func (s *stage) bind(group sandbox.ChatID, title string, unit loa.UnitID, kind loa.GroupKind) sandbox.ChatID {
	s.t.Helper()
	s.database(func(tx *storage.Tx) error {
		_, err := tx.SaveGroup(loa.Group{
			Bot: botOf(token), Chat: chatID(group), Title: title, State: loa.GroupActive,
			Unit: unit, Kind: kind, BoundAt: s.clock.Now(), BoundBy: account(s.lan),
		})
		return err
	})
	s.AddBot(group, s.lan)
	return group
}

func chatID(c sandbox.ChatID) loa.ChatID { return loa.ChatID(strconv.FormatInt(int64(c), 10)) }

// database works on the stored state, beside Loa if it runs.
func (s *stage) database(do func(*storage.Tx) error) {
	s.t.Helper()
	db, err := storage.Open(s.t.Context(), string(s.cfg.Database))
	if err != nil {
		s.t.Fatal(err)
	}
	if err := errors.Join(db.Update(s.t.Context(), do), db.Close()); err != nil {
		s.t.Fatal(err)
	}
}

// states counts a group's deliveries of a day by state.
func (s *stage) states(group sandbox.ChatID, day loa.Date) map[loa.DeliveryState]int {
	s.t.Helper()
	counts := map[loa.DeliveryState]int{}
	s.database(func(tx *storage.Tx) error {
		g, err := tx.GroupByChat(botOf(token), chatID(group))
		if err != nil {
			return err
		}
		posts, err := tx.SentOn(g.ID, day)
		for _, d := range posts {
			counts[d.State]++
		}
		return err
	})
	return counts
}

// program is "loa …" as its user starts it.
type program struct {
	out, err *logbook
	status   chan int
	stop     context.CancelFunc
}

// launch starts the program, with nobody at its terminal. It ends with the test
// at the latest.
func launch(t *testing.T, vars map[string]string, args ...string) *program {
	t.Helper()
	return begin(t, &program{out: &logbook{}, err: &logbook{}}, nil, vars, args...)
}

// begin starts the program p, with somebody at its terminal if stdin is not nil.
func begin(t *testing.T, p *program, stdin io.Reader, vars map[string]string, args ...string) *program {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	p.status, p.stop = make(chan int, 1), cancel
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.status <- run(ctx, args, vars, stdin, p.out, p.err)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
		checkNoToken(t, p.out.String()+p.err.String())
		if t.Failed() {
			t.Logf("loa %s wrote\n%s%s", strings.Join(args, " "), p.out, p.err)
		}
	})
	return p
}

// wait returns the exit status of a program that ends by itself, or was stopped.
func (p *program) wait(t *testing.T) int {
	t.Helper()
	ctx := patiently(t)
	select {
	case status := <-p.status:
		return status
	case <-ctx.Done():
		t.Fatalf("the program did not end:\n%s%s", p.out, p.err)
		return 0
	}
}

// try runs the program to its end.
func try(t *testing.T, vars map[string]string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	p := launch(t, vars, args...)
	status = p.wait(t)
	return status, p.out.String(), p.err.String()
}

// get asks for a page of a server on this machine.
func get(t *testing.T, address string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return do(t, req)
}

func do(t *testing.T, req *http.Request) (status int, body string) {
	t.Helper()
	req.Close = true // no connection is left behind
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	_, err = text.ReadFrom(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, text.String()
}
