package campaign_test

import (
	"errors"
	"testing"
	"time"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// TestClaim: a rehearsal and real work never share a database.
func TestClaim(t *testing.T) {
	t.Parallel()
	for _, first := range []bool{true, false} {
		r := newRig(t, storagetest.Open(t), plan(t), nil)
		for range 2 {
			if err := r.Claim(t.Context(), first); err != nil {
				t.Fatal(err)
			}
		}
		err := r.Claim(t.Context(), !first)
		if _, refused := errors.AsType[*campaign.Refusal](err); !refused {
			t.Errorf("claimed for rehearsal %t, then for %t: %v, want a refusal", first, !first, err)
		}
	}
}

// TestPurge: update ids are forgotten in time, as Telegram may use them again.
func TestPurge(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	step := func(*campaign.Desk, loa.Update) error { return nil }
	if err := r.Receive(t.Context(), bot, []loa.Update{{ID: 1}}, 2, step); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after time.Duration
		fresh bool
	}{{47 * time.Hour, false}, {49 * time.Hour, true}} {
		if err := r.Purge(t.Context(), r.now.Add(c.after)); err != nil {
			t.Fatal(err)
		}
		r.update(func(tx *storage.Tx) error {
			fresh, err := tx.MarkSeen(bot, 1, r.now)
			if fresh != c.fresh {
				t.Errorf("%s later: fresh %t, want %t", c.after, fresh, c.fresh)
			}
			return err
		})
	}
}
