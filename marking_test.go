package loa_test

import (
	"testing"

	"loa"
)

// TestMarking: every marking survives a button, and nothing else is read as one.
func TestMarking(t *testing.T) {
	t.Parallel()
	markings := []loa.Marking{
		{}, {Presence: loa.Present}, {Presence: loa.Present, Late: true}, {Presence: loa.Online},
		{Presence: loa.Online, Late: true}, {Presence: loa.Unexcused},
	}
	for _, code := range loa.ReasonCodes() {
		markings = append(markings, loa.Marking{Presence: loa.Excused, Reason: code})
	}
	seen := map[string]bool{}
	for _, m := range markings {
		got, ok := loa.ParseMarking(m.String())
		if !ok || got != m || seen[m.String()] {
			t.Errorf("%+v is written %q and read %+v, %t", m, m.String(), got, ok)
		}
		seen[m.String()] = true
	}
	for _, s := range []string{"", "here", "present-", "present-ill", "excused", "excused-late", "excused-x", "unexcused-late", "none-late", "-late"} {
		if m, ok := loa.ParseMarking(s); ok {
			t.Errorf("%q was read as %+v", s, m)
		}
	}
}
