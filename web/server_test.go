package web_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"loa"
	"loa/web"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bundle is a running server and what it was made of.
type bundle struct {
	t       *testing.T
	url     string
	metrics *web.Metrics
	log     *bytes.Buffer // read it after stop
	stop    func() error
}

// setup starts a server on a free port and stops it with the test.
func setup(t *testing.T, change func(*web.Config)) *bundle {
	t.Helper()
	b := &bundle{t: t, log: &bytes.Buffer{}}
	registry := prometheus.NewRegistry()
	b.metrics = web.NewMetrics(registry)
	c := web.Config{
		Listen:   "127.0.0.1:0",
		Ready:    func(context.Context) error { return nil },
		Registry: registry,
		Log:      zerolog.New(zerolog.SyncWriter(b.log)),
	}
	if change != nil {
		change(&c)
	}
	s := web.New(c)
	ctx, cancel := context.WithCancel(t.Context())
	if err := s.Listen(ctx); err != nil {
		t.Fatal(err)
	}
	b.url = "http://" + s.Addr()
	ran := make(chan error, 1)
	go func() { ran <- s.Run(ctx) }()
	stopped := false
	b.stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-ran
	}
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		if err := b.stop(); err != nil {
			t.Errorf("run: %v", err)
		}
	})
	return b
}

func (b *bundle) get(path string) (status int, body string, header http.Header) {
	b.t.Helper()
	resp, err := http.Get(b.url + path)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp.StatusCode, string(data), resp.Header
}

func TestHealth(t *testing.T) {
	t.Parallel()
	var reason error
	b := setup(t, func(c *web.Config) { c.Ready = func(context.Context) error { return reason } })

	status, body, header := b.get("/livez")
	if status != http.StatusOK || body != "ok\n" || header.Get("Cache-Control") != "no-store" {
		t.Errorf("livez: %d %q %v", status, body, header)
	}
	if status, body, _ := b.get("/readyz"); status != http.StatusOK || body != "ok\n" {
		t.Errorf("readyz: %d %q", status, body)
	}
	reason = errors.New("ping database:\n\tno such host")
	if status, body, _ := b.get("/readyz"); status != http.StatusServiceUnavailable || body != "ping database: no such host\n" {
		t.Errorf("readyz when not ready: %d %q", status, body)
	}
	if status, _, _ := b.get("/livez"); status != http.StatusOK {
		t.Errorf("livez when not ready: %d: a supervisor would restart for nothing", status)
	}
	if status, _, _ := b.get("/"); status != http.StatusNotFound {
		t.Errorf("no pages: got %d", status)
	}
	resp, err := http.Post(b.url+"/livez", "text/plain", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: got %d", resp.StatusCode)
	}
}

func TestReadyHasADeadline(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *web.Config) {
		c.Ready = func(ctx context.Context) error {
			if _, ok := ctx.Deadline(); !ok {
				return errors.New("no deadline")
			}
			return nil
		}
	})
	if status, body, _ := b.get("/readyz"); status != http.StatusOK {
		t.Errorf("got %d %q", status, body)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *web.Config) {
		c.Pages = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "page "+r.URL.Path) })
	})
	if _, body, _ := b.get("/report"); body != "page /report" {
		t.Errorf("got %q", body)
	}
	if _, body, _ := b.get("/livez"); body != "ok\n" {
		t.Errorf("the pages hide the health: %q", body)
	}
}

func TestTakenPort(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := web.New(web.Config{Listen: l.Addr().String(), Registry: prometheus.NewRegistry()})
	if err := s.Listen(t.Context()); err == nil || !strings.Contains(err.Error(), l.Addr().String()) {
		t.Errorf("got %v, want an error that names the address", err)
	}
	if err := s.Run(t.Context()); err == nil {
		t.Error("run on a taken port: want an error")
	}
}

// TestStopLetsARequestFinish stops the server while a request is in hand.
func TestStopLetsARequestFinish(t *testing.T) {
	t.Parallel()
	entered, leave := make(chan struct{}), make(chan struct{})
	b := setup(t, func(c *web.Config) {
		c.Pages = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			close(entered)
			<-leave
			_, _ = io.WriteString(w, "finished")
		})
	})
	answers := make(chan string, 1)
	go func() {
		resp, err := http.Get(b.url + "/")
		if err != nil {
			answers <- err.Error()
			return
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			answers <- err.Error()
			return
		}
		answers <- string(body)
	}()
	<-entered
	stopped := make(chan error, 1)
	go func() { stopped <- b.stop() }()
	close(leave)
	if got := <-answers; got != "finished" {
		t.Errorf("the request in hand got %q", got)
	}
	if err := <-stopped; err != nil {
		t.Errorf("stop: %v", err)
	}
}

// TestStopCutsOff: a connection that nothing was asked on keeps nobody from stopping.
func TestStopCutsOff(t *testing.T) {
	t.Parallel()
	b := setup(t, nil)
	held, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(b.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	b.get("/livez") // answered on another connection: by now the first one is accepted too
	if err := b.stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	b := setup(t, nil)
	now := time.Date(2027, 3, 13, 6, 30, 0, 0, time.UTC)
	counts := map[loa.DeliveryState]int{loa.Pending: 2, loa.Sent: 40}
	var oldest time.Time
	b.metrics.WatchOutbox(web.Outbox{
		Count:  func(context.Context) (map[loa.DeliveryState]int, error) { return counts, nil },
		Oldest: func(context.Context) (time.Time, error) { return oldest, nil },
		Now:    func() time.Time { return now },
	})
	b.metrics.Observe("sendMessage", "ok", 70*time.Millisecond)
	b.metrics.Observe("sendMessage", "wait", time.Second)
	b.metrics.UpdatesReceived(3)
	b.metrics.DeadLettered()
	b.metrics.Ticked(now)
	b.metrics.Campaign("old", "1")
	b.metrics.Campaign("dien-bien-phu", "ab12")

	status, text, _ := b.get("/metrics")
	if status != http.StatusOK {
		t.Fatalf("status %d: %s", status, text)
	}
	for _, line := range []string{
		`loa_platform_requests_total{method="sendMessage",outcome="ok"} 1`,
		`loa_platform_requests_total{method="sendMessage",outcome="wait"} 1`,
		`loa_platform_request_duration_seconds_bucket{method="sendMessage",le="0.1"} 1`,
		`loa_platform_request_duration_seconds_count{method="sendMessage"} 2`,
		`loa_updates_received_total 3`,
		`loa_updates_dead_lettered_total 1`,
		`loa_scheduler_last_tick_timestamp_seconds 1.8049194e+09`,
		`loa_campaign_info{digest="ab12",id="dien-bien-phu"} 1`,
		`loa_deliveries{state="pending"} 2`,
		`loa_deliveries{state="sent"} 40`,
		`loa_deliveries{state="uncertain"} 0`,
		`loa_delivery_oldest_pending_age_seconds 0`,
	} {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("lacks %s", line)
		}
	}
	if strings.Contains(text, `id="old"`) || !strings.Contains(text, "go_goroutines") {
		t.Error("the campaign before is still there, or the runtime's numbers are missing")
	}

	oldest = now.Add(-90 * time.Second)
	if _, text, _ := b.get("/metrics"); !strings.Contains(text, "\nloa_delivery_oldest_pending_age_seconds 90\n") {
		t.Error("age of the oldest pending delivery is not 90")
	}
	oldest = now.Add(time.Second) // a clock that was set back
	if _, text, _ := b.get("/metrics"); !strings.Contains(text, "\nloa_delivery_oldest_pending_age_seconds 0\n") {
		t.Error("age below 0")
	}
}

// TestMetricsWithoutDatabase: what cannot be read is left out, never 0, and said in the log.
func TestMetricsWithoutDatabase(t *testing.T) {
	t.Parallel()
	b := setup(t, nil)
	gone := errors.New("count deliveries: database is closed")
	b.metrics.WatchOutbox(web.Outbox{
		Count:  func(context.Context) (map[loa.DeliveryState]int, error) { return nil, gone },
		Oldest: func(context.Context) (time.Time, error) { return time.Time{}, gone },
		Now:    time.Now,
	})
	b.metrics.UpdatesReceived(1)
	status, text, _ := b.get("/metrics")
	if status != http.StatusOK || strings.Contains(text, "\nloa_deliver") || !strings.Contains(text, "\nloa_updates_received_total 1\n") {
		t.Errorf("status %d, text:\n%s", status, text)
	}
	if err := b.stop(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.log.String(), `"level":"warn"`) || !strings.Contains(b.log.String(), "database is closed") {
		t.Errorf("the log does not say why: %s", b.log)
	}
}
