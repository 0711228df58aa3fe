package campaign_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"loa"
	"loa/storage"
	"loa/storage/storagetest"
)

// TestTickTogether: several processes deciding the same calendar queue each post once.
func TestTickTogether(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r := newRig(t, db, plan(t), nil)
		for i := range 20 {
			r.bind(loa.ChatID(fmt.Sprint(-1-i)), "cell")
		}
		at := r.now.Add(31 * time.Minute)
		var ticks sync.WaitGroup
		for range 8 {
			ticks.Go(func() {
				if _, err := r.Tick(t.Context(), at); err != nil {
					t.Error(err)
				}
			})
		}
		ticks.Wait()
		if got := len(r.due(at)); got != 20 {
			t.Errorf("%d deliveries for 20 groups", got)
		}
	})
}

// TestTickNext: the scheduler learns when it is worth asking again.
func TestTickNext(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	if next := r.tick(r.now); !next.IsZero() {
		t.Errorf("without a group something is due at %s", next)
	}
	r.bind("-1", "cell")
	want := r.now.Add(30 * time.Minute)
	if next := r.tick(r.now); !next.Equal(want) {
		t.Errorf("next %s, want %s", next, want)
	}
	at, what, ok, err := r.NextEvent(t.Context(), r.now)
	if err != nil || !ok || !at.Equal(want) || what != "p-13" {
		t.Errorf("next event %s %q %t %v, want p-13 at %s", at, what, ok, err, want)
	}
}

// TestTroubles: editors are told once, in one message, of all that went wrong.
func TestTroubles(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	r.adminCanBeToldThings()
	for i := range 3 {
		r.bind(loa.ChatID(fmt.Sprint(-1-i)), "cell")
	}
	r.tick(r.now.Add(30 * time.Minute))
	for i, d := range r.due(r.now) {
		o := loa.Outcome{State: []loa.DeliveryState{loa.Failed, loa.Uncertain, loa.Sent}[i], At: r.now}
		if err := r.Settle(t.Context(), d, o); err != nil {
			t.Fatal(err)
		}
	}
	r.tick(r.now.Add(25 * time.Hour)) // 14 March is late, and too late
	r.tick(r.now.Add(time.Minute))
	got := r.take(r.now)
	for _, want := range []string{
		"p-13 (Wednesday 13 March 2024): could not be sent to groups: 1.",
		"p-13 (Wednesday 13 March 2024): uncertain in groups: 1,",
	} {
		if text := said(got); strings.Count(text, want) != 1 {
			t.Errorf("told %d times of %q:\n%s", strings.Count(text, want), want, text)
		}
	}
}
