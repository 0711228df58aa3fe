package loa

import "time"

// Purpose is what a member's data may be used for. Consent is given for each alone.
type Purpose string

// The purposes.
const (
	PurposeReminders  Purpose = "reminders"  // to be reminded in private
	PurposeAttendance Purpose = "attendance" // to reply and to check in with one's own account
	PurposeQuiz       Purpose = "quiz"       // to have one's answers kept under one's name
)

// Purposes lists the purposes.
func Purposes() []Purpose { return []Purpose{PurposeReminders, PurposeAttendance, PurposeQuiz} }

// Version numbers what people are told before they agree to the purpose: it is raised
// whenever those texts of the catalog change what they say. Consent to an older text
// no longer counts, and people are asked anew.
func (p Purpose) Version() string {
	if p == PurposeQuiz {
		return "2" // answers to questions in groups, and contests
	}
	return "1"
}

// Holds reports whether the consent still counts.
func (c Consent) Holds() bool { return c.Withdrawn.IsZero() && c.Version == c.Purpose.Version() }

// Consent is a member's agreement to one purpose, and its withdrawal. It is never
// given by default and never deleted: it is the proof.
type Consent struct {
	Member    MemberID
	Purpose   Purpose
	Version   string // of the text that was agreed to
	Given     time.Time
	Withdrawn time.Time // zero: it holds
}
