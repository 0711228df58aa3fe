package loa

import "testing"

func TestTallyOf(t *testing.T) {
	t.Parallel()
	roll := []RollEntry{
		{Member: 1, Standing: Due}, {Member: 2, Standing: Due}, {Member: 3, Standing: Due}, {Member: 4, Standing: DueGuest},
		{Member: 5, Standing: StandsFree}, {Member: 6, Standing: StandsAway},
	}
	says := func(m MemberID, i Intent) Reply { return Reply{Member: m, Intent: i} }
	for _, tt := range []struct {
		name    string
		roll    []RollEntry
		replies []Reply
		want    Tally
	}{
		{"nobody on the roll", nil, []Reply{says(1, IntentYes)}, Tally{}},
		{"nobody has answered", roll, nil, Tally{None: 4}},
		{"each has answered", roll, []Reply{says(1, IntentYes), says(2, IntentNo), says(3, IntentUnsure), says(4, IntentYes)}, Tally{Yes: 2, No: 1, Unsure: 1}},
		{"who need not come does not count", roll, []Reply{says(5, IntentYes), says(6, IntentNo)}, Tally{None: 4}},
		{"who is not on the roll does not count", roll, []Reply{says(9, IntentYes), says(1, IntentNo)}, Tally{No: 1, None: 3}},
	} {
		if got := TallyOf(tt.roll, tt.replies); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
	if n := (Tally{1, 2, 3, 4}).Due(); n != 10 {
		t.Errorf("%d are due, want 10", n)
	}
}
