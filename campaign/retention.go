package campaign

import (
	"time"

	"loa"
	"loa/storage"
)

const aDay = 24 * time.Hour

// paperKeep is how long papers keep their author once the result is announced.
const paperKeep = 90 * aDay

// retention says how long something is kept and how it is forgotten.
type retention struct {
	what  string // for the log
	keep  time.Duration
	purge func(tx *storage.Tx, before time.Time) (int, error)
}

// retentions are the rules by which Loa forgets: the one place to change when a
// directive or a law asks for another time. docs/operations.md tells them to people.
//
// They are our reading of Law 91/2025/QH15 (kept no longer than the purpose needs);
// no text was found that gives days for any of them.
func (s *Service) retentions(now time.Time) []retention {
	return []retention{
		// Telegram keeps updates for 24 h and restarts ids at a random number after a
		// quiet week, so an id must not be remembered for ever (Bot API, Update.update_id).
		{"update ids", 2 * aDay, (*storage.Tx).PurgeSeen},
		// An update that could not be handled may hold what a person wrote.
		{"updates put aside", 30 * aDay, (*storage.Tx).PurgeDeadLetters},
		{"drafts nobody sends", 30 * aDay, (*storage.Tx).PurgeDrafts},
		{"questions nobody finishes writing", 30 * aDay, (*storage.Tx).PurgeQuestionDrafts},
		{"expired dialogues", 0, (*storage.Tx).PurgeDialogs},
		// Questions typed answers may be about: an invitation is sent two weeks ahead at most.
		{"questions and typed answers", 30 * aDay, (*storage.Tx).PurgeChoices},
		{"rolls that nobody imported", rollWishKeep, (*storage.Tx).PurgeRollWishes},
		{"tries of invite codes", codeTrying, (*storage.Tx).PurgeCodeTries},
		{"traces of self check-in", checkinTraceKeep, (*storage.Tx).PurgeCheckinTraces},
		{"private messages", 30 * aDay, (*storage.Tx).PurgePrivate},
		{"who was asked to pass on what", 30 * aDay, (*storage.Tx).PurgeRelayCards},
		{"expired exports", 0, (*storage.Tx).PurgeFiles},
		{"reasons, after the meeting", 30 * aDay, (*storage.Tx).PurgeReasons},
		{"names under answers to questions", 90 * aDay, (*storage.Tx).PurgeQuizNames},
		// The platform tells of a poll for a day (getUpdates); a question is open for two at most.
		{"counts of polls", 3 * aDay, (*storage.Tx).PurgePollStates},
		// Long enough for complaints and for prizes to be decided on.
		{"who answered what in contests, after the result", paperKeep, (*storage.Tx).PurgePapers},
		{"invite codes", codeKeep, (*storage.Tx).PurgeMemberCodes},
		{"expired links to roles", 30 * aDay, (*storage.Tx).PurgeInvites},
		{"who made closed requests", 30 * aDay, (*storage.Tx).PurgeRequests},
		// A member who moves may be on the roll of the next unit some weeks later.
		{"accounts of members who left everywhere", 90 * aDay, func(tx *storage.Tx, before time.Time) (int, error) {
			return tx.PurgeLinks(loa.DateOf(before, s.settings.Zone), now)
		}},
	}
}
