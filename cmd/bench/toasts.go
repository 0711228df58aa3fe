package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"loa/delivery"
	"loa/scheduler"
)

// toasts is how long people waited for the answers to their taps.
type toasts struct {
	taps             int
	took             []time.Duration // sorted
	missing, doubled int             // of the answers stored
}

// toastWatch notes when the answer to a tap comes to the platform.
type toastWatch struct {
	mu     sync.Mutex
	tapped map[string]time.Time
	came   map[string]time.Time // the first answer
}

func (w *toastWatch) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/answerCallbackQuery") {
		return
	}
	now := time.Now()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the sandbox sees the same and refuses
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return
	}
	id := form.Get("callback_query_id")
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, again := w.came[id]; !again {
		w.came[id] = now
	}
}

func (w *toastWatch) all() (took []time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, at := range w.tapped {
		if came, ok := w.came[id]; ok {
			took = append(took, came.Sub(at))
		}
	}
	slices.Sort(took)
	return took
}

// measureToasts has people tap at an even rate while the adapter receives and the outbox
// worker sends.
func measureToasts(ctx context.Context, rate int, during time.Duration) (t toasts, err error) {
	t.taps = int(during.Seconds() * float64(rate))
	h, err := newQuizHall(ctx, (t.taps+members-1)/members)
	if err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	w := &toastWatch{tapped: map[string]time.Time{}, came: map[string]time.Time{}}
	h.on = w
	worker := delivery.New(h.me, h.db, h.service, h.adapter, scheduler.NewClock(time.Time{}, 1), delivery.TelegramPace(), zerolog.Nop())
	h.service.OnQueued(worker.Wake)
	h.service.OnToasts(h.me, worker.Toasts)
	run, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 2)
	go func() { ended <- worker.Run(run) }()
	go func() { ended <- h.adapter.Receive(run, h.bot) }()
	if err := h.Until(ctx, func() bool { return h.Pending() == 0 }); err != nil {
		return t, err
	}
	start := time.Now()
	for i := range t.taps {
		pause(ctx, time.Until(start.Add(time.Duration(i)*time.Second/time.Duration(rate))))
		q, who := i/members, h.people[i%members]
		now := time.Now()
		id, err := h.TapData(who, h.groups[q], h.buttons[q], h.data(q, choice(who)))
		if err != nil {
			return t, err
		}
		w.mu.Lock()
		w.tapped[id] = now
		w.mu.Unlock()
	}
	limit, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	err = h.Until(limit, func() bool { return len(w.all()) == t.taps })
	if errors.Is(err, context.DeadlineExceeded) {
		err = nil // those that are missing are counted
	}
	t.took = w.all()
	stop()
	err = errors.Join(err, <-ended, <-ended)
	if err != nil {
		return t, err
	}
	t.missing, t.doubled, err = h.lostAnswers(ctx, t.taps/members) // of the questions that all have answered
	return t, err
}
