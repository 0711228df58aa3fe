package content

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loa"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestForty reads a folder in which at least forty different things are wrong,
// and compares all that people are told about it, in both languages.
func TestForty(t *testing.T) {
	t.Parallel()
	campaign, found := Read(os.DirFS("testdata/forty"))
	if campaign != nil {
		t.Error("a folder full of mistakes became a campaign")
	}
	kinds := map[string]bool{}
	for _, m := range found {
		kinds[m.Key] = true
	}
	if len(kinds) < 40 {
		t.Errorf("the folder shows %d kinds of mistakes, want at least 40", len(kinds))
	}
	c := catalog(t)
	for _, lang := range []loa.Lang{loa.Vietnamese, loa.English} {
		var b strings.Builder
		for _, m := range found {
			fmt.Fprintln(&b, c.Mistake(lang, m))
		}
		got, name := b.String(), filepath.Join("testdata", fmt.Sprintf("forty.%s.golden", lang))
		if *update {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if strings.Contains(got, "<no value>") || strings.Contains(got, "[check.") {
			t.Errorf("%s: a text lacks something:\n%s", lang, got)
		}
	}
}
