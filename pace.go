package loa

import "time"

// Pace is one past request that a platform's limits still remember. The instant
// is real time, not a rehearsal's: limits are the platform's.
type Pace struct {
	Chat    ChatID
	Private bool
	At      time.Time
}
