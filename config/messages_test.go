package config

import (
	"strings"
	"testing"
)

func TestEveryMessageInBothLanguages(t *testing.T) {
	t.Parallel()
	for m := range messageCount {
		vi, en := m.texts()
		switch {
		case vi == "" || en == "":
			t.Errorf("message %d lacks a text", m)
		case vi == en:
			t.Errorf("message %d is not translated: %s", m, en)
		case strings.Count(vi, "%") != strings.Count(en, "%"):
			t.Errorf("message %d shows different things:\n%s\n%s", m, vi, en)
		case m != unknownKey && m != unknownVariable && (!strings.Contains(vi, ";") || !strings.Contains(en, ";")):
			t.Errorf("message %d does not say how to mend it: %s", m, en)
		}
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"listen", "language"}
	for name, want := range map[string]string{"lisen": "listen", "Listen": "listen", "languages": "language", "": "listen, language", "xyzxyz": "listen, language"} {
		if got := nearest(name, known); got != want {
			t.Errorf("nearest to %q: got %q, want %q", name, got, want)
		}
	}
}
