package storage

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestItemsReadTheirIndex: what went out on a day is looked up by every post that
// is settled and by every list, so it must not scan years of deliveries.
func TestItemsReadTheirIndex(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "loa.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	for query, args := range map[string][]any{
		copiesQuery:    {"2024-03-13", "p1"},
		sentPostsQuery: {10},
	} {
		for _, step := range explain(t, db, query, args...) {
			if !strings.Contains(step, "INDEX deliveries_item") && !strings.HasPrefix(step, "USE TEMP B-TREE FOR ORDER BY") ||
				query == sentPostsQuery && strings.HasPrefix(step, "USE TEMP") {
				t.Errorf("%s\n%s", query, step)
			}
		}
	}
}
