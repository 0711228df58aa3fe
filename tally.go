package loa

// Tally counts what those who must come to a meeting say beforehand. It is never
// taken for presence.
type Tally struct{ Yes, No, Unsure, None int }

// TallyOf counts the replies of a roll. Who need not come is not counted, and
// neither is a reply of somebody who is not on the roll (any more).
func TallyOf(roll []RollEntry, replies []Reply) Tally {
	intents := make(map[MemberID]Intent, len(replies))
	for _, r := range replies {
		intents[r.Member] = r.Intent
	}
	var t Tally
	for _, e := range roll {
		if !e.Standing.Counts() {
			continue
		}
		switch intents[e.Member] {
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

// Due is how many must come.
func (t Tally) Due() int { return t.Yes + t.No + t.Unsure + t.None }
