package delivery

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"loa"
)

func toasts(n int, notAfter time.Time) (list []loa.Delivery) {
	for i := range n {
		list = append(list, loa.Delivery{Chat: group(1), NotAfter: notAfter, Payload: loa.Payload{Toast: &loa.Toast{Tap: fmt.Sprint(i)}}})
	}
	return list
}

// TestToasts: they wait for no slot and no row; what the platform could not be told at
// first is told again, until nobody waits for it any more.
func TestToasts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		failures []*loa.Failure
		want     int           // requests
		within   time.Duration // that all were sent
	}{
		"taken":          {nil, 100, 200 * time.Millisecond},
		"unreachable":    {[]*loa.Failure{failure(loa.FailRetry)}, 101, 5 * time.Second},
		"no answer":      {[]*loa.Failure{failure(loa.FailUncertain)}, 101, 5 * time.Second},
		"told to wait":   {[]*loa.Failure{wait(7 * time.Second)}, 101, 8 * time.Second},
		"told too long":  {[]*loa.Failure{wait(time.Hour)}, 100, time.Hour + time.Second},
		"the tap is old": {[]*loa.Failure{failure(loa.FailRefused)}, 100, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(TelegramPace())
				b.answer = failing(group(1), tc.failures...)
				b.run(t)
				if left := b.Toasts(toasts(100, time.Now().Add(2*time.Minute))); len(left) > 0 {
					t.Errorf("%d were not taken", len(left))
				}
				time.Sleep(tc.within)
				synctest.Wait()
				if n := len(b.taken()); n != tc.want {
					t.Errorf("%d requests within %v, want %d", n, tc.within, tc.want)
				}
				b.end(t)
			})
		})
	}
}

// TestToastsAreGivenBack: who is not running, or has too many, leaves them to be stored;
// what was taken is sent before the worker ends.
func TestToastsAreGivenBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(TelegramPace())
		if left := b.Toasts(toasts(3, time.Time{})); len(left) != 3 {
			t.Errorf("before the start %d of 3 are given back", len(left))
		}
		b.run(t)
		many := toastsWaiting + 500
		left := b.Toasts(toasts(many, time.Time{}))
		if len(left) == 0 || len(left) > 500 || left[len(left)-1].Payload.Toast.Tap != fmt.Sprint(many-1) {
			t.Errorf("%d of %d are given back", len(left), many)
		}
		b.end(t)
		if n := len(b.taken()); n != many-len(left) {
			t.Errorf("%d of %d that were taken are sent", n, many-len(left))
		}
		if left := b.Toasts(toasts(3, time.Time{})); len(left) != 3 {
			t.Errorf("after the end %d of 3 are given back", len(left))
		}
	})
}
