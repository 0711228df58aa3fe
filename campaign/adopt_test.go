package campaign_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// TestAdopt: a campaign is adopted once; its media must be there; on an error the former stays.
func TestAdopt(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	next := plan(t)
	next.Digest = strings.Repeat("1", 64)
	p, _ := next.Post("p-13")
	p.Media, p.MediaPath = &loa.Media{Kind: loa.Photo, Name: "a.png", Digest: "d"}, "a.png"
	if err := r.Adopt(t.Context(), next, fstest.MapFS{}); err == nil {
		t.Error("adopted without its picture")
	}
	if have := r.Campaign().Digest; have != plan(t).Digest {
		t.Errorf("carries out %s after a failed adoption", have)
	}
	for range 2 {
		if err := r.Adopt(t.Context(), next, fstest.MapFS{"a.png": {Data: []byte("x")}}); err != nil {
			t.Fatal(err)
		}
	}
	r.update(func(tx *storage.Tx) error {
		log, err := tx.AuditLog(10)
		adopted := 0
		for _, a := range log {
			if a.Action == "campaign.adopt" {
				adopted++
			}
		}
		if adopted != 2 {
			t.Errorf("%d adoptions in the log, want 2: %v", adopted, log)
		}
		return err
	})
}

// TestImportUnits: a unit under a parent that does not exist is refused, and nothing is imported.
func TestImportUnits(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	err := r.ImportUnits(t.Context(), loa.Units{{ID: "new", Name: "New", Parent: "ward"}, {ID: "bad", Name: "Bad", Parent: "nowhere"}}, admin())
	if refusal, refused := errors.AsType[*campaign.Refusal](err); !refused || refusal.Data["Unit"] != "bad" {
		t.Errorf("import: %v, want a refusal that names the unit", err)
	}
	if err := r.ImportUnits(t.Context(), loa.Units{{ID: "new", Name: "New", Parent: "ward"}}, admin()); err != nil {
		t.Fatal(err)
	}
	r.update(func(tx *storage.Tx) error {
		units, err := tx.Units()
		if _, ok := units.Find("new"); !ok || len(units) != 4 {
			t.Errorf("units %v", units)
		}
		return err
	})
}
