package loa_test

import (
	"fmt"
	"testing"
	"time"

	"loa"
)

// TestRollOf: who is due on a day, for people whose belonging overlaps and changes.
func TestRollOf(t *testing.T) {
	t.Parallel()
	day := func(month time.Month, d int) loa.Date { return loa.Date{Year: 2024, Month: month, Day: d} }
	memberships := []loa.Membership{
		{Member: 1, Unit: "a", Kind: loa.FullMember},
		{Member: 1, Unit: "a", Kind: loa.Exempt, From: day(1, 1), Until: day(6, 30)}, // half the year
		{Member: 2, Unit: "a", Kind: loa.FullMember, Until: day(4, 14)},              // moves in the middle
		{Member: 2, Unit: "b", Kind: loa.FullMember, From: day(4, 15)},
		{Member: 3, Unit: "a", Kind: loa.FullMember}, // of the cell here, on the 213 roll elsewhere
		{Member: 3, Unit: "b", Kind: loa.Resident},
		{Member: 4, Unit: "b", Kind: loa.Resident},
		{Member: 4, Unit: "b", Kind: loa.ResidentFree, From: day(5, 1)},
		{Member: 5, Unit: "a", Kind: loa.Probationary},
		{Member: 6, Unit: "a", Kind: loa.FullMember},
		{Member: 6, Unit: "a", Kind: loa.TemporaryOut, From: day(4, 1), Until: day(4, 30)},
		{Member: 6, Unit: "b", Kind: loa.TemporaryIn, From: day(4, 1), Until: day(4, 30)},
		{Member: 7, Unit: "b", Kind: loa.TemporaryIn},
		{Member: 7, Unit: "b", Kind: loa.Exempt},
	}
	for _, tc := range []struct {
		unit loa.UnitID
		kind loa.MeetingKind
		on   loa.Date
		want string
	}{
		{"a", loa.MeetingMonthly, day(4, 5), "1 exempt, 2 due, 3 due, 5 due probationary, 6 away"},
		{"a", loa.MeetingMonthly, day(4, 14), "1 exempt, 2 due, 3 due, 5 due probationary, 6 away"}, // the last day counts
		{"a", loa.MeetingMonthly, day(4, 15), "1 exempt, 3 due, 5 due probationary, 6 away"},
		{"a", loa.MeetingThematic, day(7, 1), "1 due, 3 due, 5 due probationary, 6 due"},
		{"b", loa.MeetingMonthly, day(4, 5), "6 due-temporary, 7 exempt"},
		{"b", loa.MeetingMonthly, day(5, 5), "2 due, 7 exempt"},
		{"b", loa.Meeting213, day(4, 5), "3 due, 4 due"},
		{"b", loa.Meeting213, day(5, 1), "3 due, 4 exempt"},
		{"a", loa.Meeting213, day(4, 5), ""},
		{"none", loa.MeetingMonthly, day(4, 5), ""},
	} {
		got := ""
		for i, e := range loa.RollOf(memberships, tc.unit, tc.kind, tc.on) {
			if i > 0 {
				got += ", "
			}
			got += fmt.Sprintf("%d %s", e.Member, e.Standing)
			if e.Probationary {
				got += " probationary"
			}
		}
		if got != tc.want {
			t.Errorf("%s, %s, %s: got %q, want %q", tc.unit, tc.kind, tc.on, got, tc.want)
		}
	}
}
