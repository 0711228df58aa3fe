package loa_test

import (
	"fmt"
	"testing"

	"loa"
)

// TestFigures holds the counting against the test vectors of the field: due = total −
// exempt − away + temporary guests.
func TestFigures(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		total, exempt, away, guests, present, excused, unexcused int
		due                                                      int
		rate, english                                            string
		short                                                    string
	}{
		{42, 5, 1, 2, 33, 5, 0, 38, "86,8%", "86.8%", "[]"},
		{42, 5, 1, 2, 32, 6, 0, 38, "84,2%", "84.2%", "[rate]"},
		{40, 0, 0, 0, 34, 6, 0, 40, "85,0%", "85.0%", "[rate]"}, // strictly above
		{40, 0, 0, 0, 39, 0, 1, 40, "97,5%", "97.5%", "[unexcused]"},
		{40, 0, 0, 0, 39, 0, 0, 40, "97,5%", "97.5%", "[unexcused]"}, // nothing recorded of one
		{3, 3, 0, 0, 0, 0, 0, 0, "–", "–", "[]"},
		{8, 0, 0, 0, 1, 7, 0, 8, "12,5%", "12.5%", "[rate]"},
		{16, 0, 0, 0, 1, 15, 0, 16, "6,3%", "6.3%", "[rate]"}, // 6.25 is rounded up
		{3, 0, 0, 0, 3, 0, 0, 3, "100,0%", "100.0%", "[]"},
	} {
		var memberships []loa.Membership
		id := loa.MemberID(0)
		add := func(n int, kinds ...loa.MembershipKind) {
			for range n {
				id++
				for _, k := range kinds {
					memberships = append(memberships, loa.Membership{Member: id, Unit: "u", Kind: k})
				}
			}
		}
		add(tc.total-tc.exempt-tc.away, loa.FullMember)
		add(tc.guests, loa.TemporaryIn)
		add(tc.exempt, loa.FullMember, loa.Exempt)
		add(tc.away, loa.FullMember, loa.TemporaryOut)
		roll := loa.RollOf(memberships, "u", loa.MeetingMonthly, loa.Date{Year: 2024, Month: 4, Day: 5})
		var recorded []loa.Attendance
		next := loa.MemberID(0)
		record := func(n int, p loa.Presence) {
			for range n {
				next++
				recorded = append(recorded, loa.Attendance{Member: next, Presence: p})
			}
		}
		record(tc.present, loa.Present)
		record(tc.excused, loa.Excused)
		record(tc.unexcused, loa.Unexcused)
		f := loa.FiguresOf(roll, recorded, 0)
		want := loa.Figures{
			Meetings: 1, Total: tc.total, Exempt: tc.exempt, Away: tc.away, Guests: tc.guests, Due: tc.due,
			Present: tc.present, Excused: tc.excused, Unexcused: tc.unexcused, Open: tc.due - tc.present - tc.excused - tc.unexcused,
		}
		if f != want {
			t.Errorf("%+v: got %+v, want %+v", tc, f, want)
		}
		if vi, en := f.Rate(loa.Vietnamese), f.Rate(loa.English); vi != tc.rate || en != tc.english {
			t.Errorf("%+v: rate %s, %s", tc, vi, en)
		}
		if short := fmt.Sprint(loa.DefaultAttendanceRules().Shortfalls(f, 0)); short != tc.short {
			t.Errorf("%+v: short of %s", tc, short)
		}
	}
}

// TestFiguresAdd: sums up the tree add numerators and denominators, they never average rates.
func TestFiguresAdd(t *testing.T) {
	t.Parallel()
	small, large := loa.Figures{Due: 2, Present: 2, Meetings: 1}, loa.Figures{Due: 98, Present: 48, Meetings: 1}
	if got := small.Add(large); got.Rate(loa.Vietnamese) != "50,0%" || got.Meetings != 2 {
		t.Errorf("got %+v, %s", got, got.Rate(loa.Vietnamese))
	}
}

func TestExcusedInRow(t *testing.T) {
	t.Parallel()
	due := func(p loa.Presence) loa.PastMeeting { return loa.PastMeeting{Due: true, Presence: p} }
	away := loa.PastMeeting{}
	for want, past := range [][]loa.PastMeeting{
		0: {due(loa.Excused), due(loa.Present)},
		1: {due(loa.Excused), due(loa.Unexcused), due(loa.Excused)},
		2: {due(loa.Present), due(loa.Excused), away, due(loa.Excused)}, // not due in between breaks nothing
		3: {due(loa.Excused), due(loa.Excused), due(loa.Excused), away},
		4: {due(loa.Excused), due(loa.Excused), due(loa.Excused), due(loa.Excused)},
	} {
		if got := loa.ExcusedInRow(past); got != want {
			t.Errorf("%v: %d in a row, want %d", past, got, want)
		}
	}
	f := loa.Figures{Due: 10, Present: 9, Excused: 1}
	rules := loa.DefaultAttendanceRules()
	if got := rules.Shortfalls(f, 3); len(got) != 0 { // more than three times, not three
		t.Errorf("three in a row: short of %v", got)
	}
	if got := fmt.Sprint(rules.Shortfalls(f, 4)); got != "[in-row]" {
		t.Errorf("four in a row: short of %s", got)
	}
}
