package loa

// Tally counts what those who must attend said beforehand.
type Tally struct{ Yes, No, Unsure, None int }

// TallyOf counts the replies of those on the roll who are due; None are those of
// them who have not replied. A reply of anybody else counts nowhere.
func TallyOf(roll []RollEntry, replies []Reply) Tally {
	said := make(map[MemberID]Intent, len(replies))
	for _, r := range replies {
		said[r.Member] = r.Intent
	}
	var t Tally
	for _, e := range roll {
		if !e.Standing.Counts() {
			continue
		}
		switch said[e.Member] {
		case IntentYes:
			t.Yes++
		case IntentNo:
			t.No++
		case IntentUnsure:
			t.Unsure++
		default:
			t.None++
		}
	}
	return t
}
