package campaign

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"loa"
)

// flaky fails so often before it works.
type flaky struct {
	fails int
	with  loa.Failure
	tries int
}

func (f *flaky) Fetch(context.Context, string, int64) ([]byte, error) {
	f.tries++
	if f.tries <= f.fails {
		return nil, &f.with
	}
	return []byte("x"), nil
}

func TestFetchPatiently(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		flaky
		tries int
		took  time.Duration
		works bool
	}{
		"at once":             {flaky{}, 1, 0, true},
		"after a lost line":   {flaky{fails: 1, with: loa.Failure{Class: loa.FailRetry}}, 2, time.Second, true},
		"told to wait":        {flaky{fails: 1, with: loa.Failure{Class: loa.FailWait, After: time.Minute}}, 2, time.Minute, true},
		"never":               {flaky{fails: 9, with: loa.Failure{Class: loa.FailRetry}}, rollTries, 3 * time.Second, false},
		"refused":             {flaky{fails: 1, with: loa.Failure{Class: loa.FailRefused}}, 1, 0, false},
		"the token is no one": {flaky{fails: 1, with: loa.Failure{Class: loa.FailMisconfigured}}, 1, 0, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			raw, err := fetchPatiently(t.Context(), "f", &tt.flaky)
			if took := time.Since(began); (err == nil) != tt.works || (raw != nil) != tt.works || tt.flaky.tries != tt.tries || took != tt.took {
				t.Errorf("%s: %q, %v after %d tries in %s", name, raw, err, tt.flaky.tries, took)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := fetchPatiently(ctx, "f", &flaky{fails: 9, with: loa.Failure{Class: loa.FailRetry}}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("told to stop: %v", err)
		}
	})
}
