package loa_test

import (
	"cmp"
	"testing"
	"time"

	"loa"
)

// ward: a committee with two cells, one of which has a group; and broken rows.
func ward() loa.Units {
	return loa.Units{
		{ID: "ward"},
		{ID: "cell-1", Parent: "ward"},
		{ID: "cell-2", Parent: "ward"},
		{ID: "team", Parent: "cell-1"},
		{ID: "orphan", Parent: "merged-away"},
		{ID: "ring-a", Parent: "ring-b"},
		{ID: "ring-b", Parent: "ring-a"},
		{ID: "self", Parent: "self"},
		{ID: "below-ring", Parent: "ring-a"},
	}
}

func TestUnder(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		id, top loa.UnitID
		want    bool
	}{
		{"ward", "ward", true},
		{"cell-1", "ward", true},
		{"team", "ward", true},
		{"team", "cell-1", true},
		{"team", "cell-2", false},
		{"ward", "cell-1", false},
		{"cell-2", "cell-1", false},
		{"orphan", "ward", false},
		{"orphan", "merged-away", true}, // a grant on the old unit still reaches its parts
		{"ring-a", "ring-b", true},
		{"ring-a", "ward", false},
		{"below-ring", "ward", false},
		{"below-ring", "ring-b", true},
		{"self", "ward", false},
		{"nowhere", "ward", false},
		{"", "ward", false},
		{"team", "", false},
	} {
		if got := ward().Under(tc.id, tc.top); got != tc.want {
			t.Errorf("Under(%q, %q) = %v, want %v", tc.id, tc.top, got, tc.want)
		}
	}
}

func TestInEffect(t *testing.T) {
	t.Parallel()
	first, last := loa.Date{Year: 2025, Month: time.July, Day: 1}, loa.Date{Year: 2025, Month: time.December, Day: 31}
	for _, tc := range []struct {
		unit loa.Unit
		day  loa.Date
		want bool
	}{
		{loa.Unit{}, first, true},
		{loa.Unit{From: first, Until: last}, first, true},
		{loa.Unit{From: first, Until: last}, last, true},
		{loa.Unit{From: first, Until: last}, first.AddDays(-1), false},
		{loa.Unit{From: first, Until: last}, last.AddDays(1), false},
		{loa.Unit{From: first}, last.AddDays(1000), true},
		{loa.Unit{Until: last}, first.AddDays(-1000), true},
	} {
		if got := tc.unit.InEffect(tc.day); got != tc.want {
			t.Errorf("%v to %v on %v: %v, want %v", tc.unit.From, tc.unit.Until, tc.day, got, tc.want)
		}
	}
}

func TestFindUnit(t *testing.T) {
	t.Parallel()
	if u, ok := ward().Find("team"); !ok || u.Parent != "cell-1" {
		t.Errorf("Find(team) = %v, %v", u, ok)
	}
	if u, ok := ward().Find("nowhere"); ok {
		t.Errorf("Find(nowhere) = %v", u)
	}
}

// TestCompareNames: numbers within names go by their value, and the order is one.
func TestCompareNames(t *testing.T) {
	t.Parallel()
	ordered := []string{"", "01", "1", "2", "10", "A", "Chi bộ", "Chi bộ 02", "Chi bộ 2", "Chi bộ 2 phố 9", "Chi bộ 2 phố 10", "Chi bộ 10", "Chi bộ 99999999999999999999999", "Chi bộ Đ", "Đảng ủy"}
	for i, a := range ordered {
		for j, b := range ordered {
			if got, want := loa.CompareNames(a, b), cmp.Compare(i, j); got != want {
				t.Errorf("%q and %q: %d, want %d", a, b, got, want)
			}
		}
	}
}
