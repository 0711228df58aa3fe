// Package web serves what an operator's tools ask over HTTP: whether Loa lives,
// whether it can work, and its numbers. None of it asks for a password or shows
// anything of a person, so it listens on the loopback address unless told otherwise.
// On an address of their own, which may be open to everybody, are the pages with
// which secretaries let members check themselves in.
package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/rs/zerolog"
)

// Limits of the server. A request is a short line by a monitor, so they are tight.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 10 * time.Second
	writeTimeout  = 30 * time.Second // a scrape waits for the database, see scrapeTimeout
	idleTimeout   = 2 * time.Minute  // longer than the minute between two scrapes
	maxHeader     = 16 << 10         // bytes
	readyTimeout  = 3 * time.Second  // Docker's and Kubernetes' probes give up soon after
	// stopTimeout is what a stop waits for requests that are still being answered.
	// It leaves the rest of the 10 s that "docker stop" grants to the parts that
	// are stopped after this one.
	stopTimeout = 3 * time.Second
)

// Config is what a Server is made of.
type Config struct {
	Listen string // host:port; port 0 takes a free one
	// Ready reports why Loa cannot work now, nil if it can. Its text is shown to
	// whoever asks, so it must hold no secret.
	Ready    func(context.Context) error
	Registry *prometheus.Registry
	Pages    http.Handler // everything else; nil: nothing else
	Log      zerolog.Logger
}

// Server answers over HTTP.
type Server struct {
	config   Config
	what     string // it serves, for errors
	handler  http.Handler
	listener net.Listener
}

// New makes a server that does not listen yet.
func New(c Config) *Server {
	s := &Server{config: c, what: "health and metrics"}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", s.live)
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(c.Registry, promhttp.HandlerOpts{
		ErrorLog:      errorLog(c.Log),
		ErrorHandling: promhttp.ContinueOnError, // half of the numbers beats none
	}))
	if c.Pages != nil {
		mux.Handle("/", c.Pages)
	}
	s.handler = mux
	return s
}

// NewCheckin makes a server of the check-in pages and of nothing else. It does not
// listen yet.
func NewCheckin(listen string, pages http.Handler, log zerolog.Logger) *Server {
	return &Server{config: Config{Listen: listen, Log: log}, what: "check-in pages", handler: pages}
}

// Listen takes the address, so that a taken port is known before anything else
// has been started.
func (s *Server) Listen(ctx context.Context) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", s.config.Listen)
	if err != nil {
		return fmt.Errorf("listen for %s: %w", s.what, err)
	}
	s.listener = l
	return nil
}

// Addr returns the address taken by Listen.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Run answers until the context ends, then lets the requests in hand finish. It
// listens first if Listen has not been called.
func (s *Server) Run(ctx context.Context) error {
	if s.listener == nil {
		if err := s.Listen(ctx); err != nil {
			return err
		}
	}
	server := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          errorLog(s.config.Log),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(s.listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve %s: %w", s.what, err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	err := server.Shutdown(stop)
	if errors.Is(err, context.DeadlineExceeded) {
		// A slow request, or a monitor that keeps a connection ready without having
		// asked anything yet, which net/http counts as busy. Neither is a failure of Loa's.
		s.config.Log.Warn().Msg("a connection was still open at the stop and is cut off")
		err = server.Close()
	}
	if end := <-served; !errors.Is(end, http.ErrServerClosed) {
		err = errors.Join(err, end)
	}
	if err != nil {
		return fmt.Errorf("stop %s: %w", s.what, err)
	}
	return nil
}

// live says that the process answers; no more, so that a broken database does
// not make a supervisor restart it in circles.
func (s *Server) live(w http.ResponseWriter, _ *http.Request) {
	s.say(w, http.StatusOK, "ok")
}

// ready says whether Loa can work, and in one line why not.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	if err := s.config.Ready(ctx); err != nil {
		s.say(w, http.StatusServiceUnavailable, strings.Join(strings.Fields(err.Error()), " "))
		return
	}
	s.say(w, http.StatusOK, "ok")
}

func (s *Server) say(w http.ResponseWriter, status int, line string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if _, err := io.WriteString(w, line+"\n"); err != nil {
		s.config.Log.Debug().Err(err).Msg("client left before the answer")
	}
}

// errorLog makes a logger for the standard library and the metrics' handler,
// which know only lines of text.
func errorLog(log zerolog.Logger) *stdlog.Logger { return stdlog.New(lineWriter{log}, "", 0) }

type lineWriter struct{ log zerolog.Logger }

func (w lineWriter) Write(line []byte) (int, error) {
	w.log.Warn().Str("said", strings.TrimSpace(string(line))).Msg("http server complains")
	return len(line), nil
}
