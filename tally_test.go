package loa

import "testing"

// TestTallyOf: only those who are due count, each once.
func TestTallyOf(t *testing.T) {
	t.Parallel()
	roll := []RollEntry{
		{Member: 1, Standing: Due}, {Member: 2, Standing: DueGuest}, {Member: 3, Standing: Due}, {Member: 4, Standing: Due},
		{Member: 5, Standing: StandsFree}, {Member: 6, Standing: StandsAway}, {Member: 7, Standing: Due},
	}
	replies := []Reply{
		{Member: 1, Intent: IntentYes}, {Member: 2, Intent: IntentYes}, {Member: 3, Intent: IntentNo}, {Member: 4, Intent: IntentUnsure},
		{Member: 5, Intent: IntentYes}, {Member: 6, Intent: IntentNo}, {Member: 99, Intent: IntentYes},
	}
	if got, want := TallyOf(roll, replies), (Tally{Yes: 2, No: 1, Unsure: 1, None: 1}); got != want {
		t.Errorf("TallyOf = %+v, want %+v", got, want)
	}
	if got := TallyOf(nil, replies); got != (Tally{}) {
		t.Errorf("TallyOf an empty roll = %+v", got)
	}
	if got := TallyOf(roll, nil); got != (Tally{None: 5}) {
		t.Errorf("TallyOf without replies = %+v", got)
	}
}
