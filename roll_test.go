package loa_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loa"
)

// span reads "official 2024-01-01..2024-05-31"; either end may be missing.
func span(t *testing.T, s string) loa.Membership {
	t.Helper()
	kind, days, _ := strings.Cut(s, " ")
	from, until, _ := strings.Cut(days, "..")
	m := loa.Membership{Member: 1, Unit: "cell", Kind: loa.MembershipKind(kind)}
	for text, d := range map[string]*loa.Date{from: &m.From, until: &m.Until} {
		if text == "" {
			continue
		}
		var err error
		if *d, err = loa.ParseDate(text); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func spans(t *testing.T, list string) []loa.Membership {
	t.Helper()
	var all []loa.Membership
	for s := range strings.SplitSeq(list, ", ") {
		if s != "" {
			all = append(all, span(t, s))
		}
	}
	return all
}

func written(memberships []loa.Membership) string {
	var all []string
	for _, m := range memberships {
		days := ""
		if !m.From.IsZero() {
			days = m.From.String()
		}
		days += ".."
		if !m.Until.IsZero() {
			days += m.Until.String()
		}
		all = append(all, strings.TrimSuffix(fmt.Sprintf("%s %s", m.Kind, days), " .."))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func TestChangeMemberships(t *testing.T) {
	t.Parallel()
	today := loa.Date{Year: 2024, Month: 3, Day: 13}
	for _, tt := range []struct {
		name, stored, roll string
		whole              bool
		want               string
	}{
		{"new", "", "official", false, "official"},
		{"new with days", "", "probationary 2024-02-01..", false, "probationary 2024-02-01.."},
		{"the same", "official 2020-01-01..", "official", false, "official 2020-01-01.."},
		{"the same on the whole roll", "official 2020-01-01..", "official", true, "official 2020-01-01.."},
		{"a day mended", "official", "official 2020-01-01..", false, "official 2020-01-01.."},
		{"an end", "official 2020-01-01..", "official ..2024-05-31", false, "official 2020-01-01..2024-05-31"},
		{"an end mended", "exempt 2024-01-01..2024-06-30, official", "exempt 2024-01-01..2024-12-31", false, "exempt 2024-01-01..2024-12-31, official"},
		{"an end that is not said stays", "official ..2024-05-31", "official", false, "official ..2024-05-31"},
		{"a full member now", "probationary 2023-05-01..", "official", false, "official 2024-03-13.., probationary 2023-05-01..2024-03-12"},
		{"a full member from a day", "probationary 2023-05-01..", "official 2024-05-01..", false, "official 2024-05-01.., probationary 2023-05-01..2024-04-30"},
		{"both said", "probationary 2023-05-01..", "probationary ..2024-04-30, official 2024-05-01..", false, "official 2024-05-01.., probationary 2023-05-01..2024-04-30"},
		{"never so", "probationary 2024-03-01..", "official 2024-02-01..", false, "official 2024-02-01.."},
		{"back again", "official 2020-01-01..2023-12-31", "official", false, "official 2020-01-01..2023-12-31, official 2024-03-13.."},
		{"back again from a day", "official 2020-01-01..2023-12-31", "official 2024-02-01..", false, "official 2020-01-01..2023-12-31, official 2024-02-01.."},
		{"from 213 into the cell", "213 2020-01-01..", "official", false, "213 2020-01-01..2024-03-12, official 2024-03-13.."},
		{"excused, new", "", "exempt 2024-01-01..", false, "exempt 2024-01-01.., official"},
		{"excused", "probationary", "exempt", false, "exempt 2024-03-13.., probationary"},
		{"excused on the whole roll stays a member", "probationary", "exempt", true, "exempt 2024-03-13.., probationary"},
		{"away, who had left", "official ..2023-12-31", "temporary-out", false, "official ..2023-12-31, official 2024-03-13.., temporary-out 2024-03-13.."},
		{"excused is not named", "official, exempt 2024-01-01..", "official", false, "exempt 2024-01-01.., official"},
		{"excused is not named on the whole roll", "official, exempt 2024-01-01..", "official", true, "exempt 2024-01-01..2024-03-12, official"},
		{"not on the whole roll", "official, exempt 2024-04-01..", "", true, "official ..2024-03-12"},
		{"not on the whole roll, left before", "official ..2023-12-31", "", true, "official ..2023-12-31"},
		{"not on a part", "official", "", false, "official"},
		{"two times away", "official, temporary-out 2023-01-01..2023-06-30", "official, temporary-out 2024-01-01..2024-06-30", false,
			"official, temporary-out 2023-01-01..2023-06-30, temporary-out 2024-01-01..2024-06-30"},
	} {
		stored := spans(t, tt.stored)
		changes := loa.ChangeMemberships(stored, spans(t, tt.roll), today, tt.whole)
		after := loa.ApplyMemberships(changes, stored)
		if diff := cmp.Diff(tt.want, written(after)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if same := written(after) == written(stored); same != (len(changes) == 0) {
			t.Errorf("%s: %d changes from %q to %q", tt.name, len(changes), written(stored), written(after))
		}
		// Whoever reads the same roll again changes nothing more.
		if again := loa.ChangeMemberships(after, spans(t, tt.roll), today, tt.whole); len(again) > 0 {
			t.Errorf("%s: a second time changes %+v", tt.name, again)
		}
		for i, m := range after {
			if slices.ContainsFunc(after[:i], func(o loa.Membership) bool { return !m.Together(o) }) {
				t.Errorf("%s: %q cannot be one person's", tt.name, written(after))
			}
		}
	}
}

func TestTogether(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"official", "official", false},
		{"official", "probationary", false},
		{"official", "213", false},
		{"official 2024-01-01..", "probationary ..2023-12-31", true},
		{"official 2024-01-01..", "probationary ..2024-01-01", false},
		{"official", "exempt", true},
		{"temporary-in", "exempt 2024-01-01..", true},
		{"exempt", "temporary-out", true},
		{"exempt", "exempt", false},
	} {
		a, b := span(t, tt.a), span(t, tt.b)
		if a.Together(b) != tt.want || b.Together(a) != tt.want {
			t.Errorf("%s and %s: %t, want %t", tt.a, tt.b, a.Together(b), tt.want)
		}
	}
}

func TestMarkedNames(t *testing.T) {
	t.Parallel()
	if name, marked := loa.UnmarkedName(loa.MarkedName("Nguyễn Văn An", "B")); name != "Nguyễn Văn An" || !marked {
		t.Errorf("%q, %t", name, marked)
	}
	for _, plain := range []string{"Nguyễn Văn An", "(B)", "Nguyễn (B) An", ""} {
		if _, marked := loa.UnmarkedName(plain); marked {
			t.Errorf("%q has no mark", plain)
		}
	}
	if loa.SameName(" NGUYỄN  Văn An ") != loa.SameName("Nguyễn Văn An") || loa.SameName("Hoà") == loa.SameName("Hoa") {
		t.Error("names are compared without case and with marks")
	}
}
