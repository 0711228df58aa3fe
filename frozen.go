package loa

import "time"

// FrozenReport are the figures of a unit on some days as they stood when somebody
// froze them: later questions are answered from it, whatever happens afterwards.
type FrozenReport struct {
	Number int64
	Unit   UnitID
	Days   Days
	At     time.Time
	By     Account
	Digest string // SHA-256 of what it was counted from, in hex
	Issued Issued // as a letter; it may be entered later, and corrected
}
