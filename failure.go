package loa

import (
	"errors"
	"fmt"
	"time"
)

// FailureClass is the closed set of ways in which a platform fails. Nobody but
// an adapter looks at a status code.
type FailureClass string

// The classes.
const (
	FailRetry         FailureClass = "retry"         // provably not sent: try again with back-off
	FailWait          FailureClass = "wait"          // told to wait: exactly After
	FailGone          FailureClass = "gone"          // the chat is closed to the bot for good
	FailMoved         FailureClass = "moved"         // the chat is now NewChat
	FailRefused       FailureClass = "refused"       // this message is refused for good
	FailUncertain     FailureClass = "uncertain"     // it may have arrived
	FailMisconfigured FailureClass = "misconfigured" // the token or the set-up is wrong: stop
)

// ErrTooLarge is returned, wrapped, for a file with more bytes than were asked for.
var ErrTooLarge = errors.New("too large")

// Failure is a platform's failure. Its text never holds a secret.
type Failure struct {
	Class     FailureClass
	After     time.Duration // for FailWait
	NewChat   ChatID        // for FailMoved
	TopicGone bool          // for FailRefused: the chat is there, its forum topic is not
	Err       error
}

func (f *Failure) Error() string { return fmt.Sprintf("%s: %v", f.Class, f.Err) }

func (f *Failure) Unwrap() error { return f.Err }

// FailureOf finds the failure in an error. Anything unknown is uncertain: that
// is the only class that can do no harm.
func FailureOf(err error) *Failure {
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	return &Failure{Class: FailUncertain, Err: err}
}

// Backoff returns how long to wait before attempt n+1 of something that
// provably was not sent: 1 s doubling, at most a minute.
func Backoff(attempt int) time.Duration {
	return min(time.Second<<min(max(attempt-1, 0), 6), time.Minute)
}
