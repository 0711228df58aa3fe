package storage

import (
	"fmt"
	"time"

	"loa"
)

// PurgeReasons forgets why people could not come to the meetings that were before
// then, and returns how many replies had a reason.
func (tx *Tx) PurgeReasons(before time.Time) (int, error) {
	n, err := tx.exec(`UPDATE replies SET reason = '' WHERE reason <> ''
		AND meeting IN (SELECT id FROM meetings WHERE at < ?)`, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge reasons: %w", err)
	}
	return int(n), nil
}

// PurgeLinks unlinks the accounts of the members all of whose memberships ended
// before the day, ends what those agreed to, and returns how many accounts those
// were.
func (tx *Tx) PurgeLinks(before loa.Date, now time.Time) (int, error) {
	const gone = `(SELECT member FROM memberships GROUP BY member
		HAVING MIN(until_day) <> '' AND MAX(until_day) < ?)`
	_, err := tx.exec(`UPDATE consents SET withdrawn = ? WHERE withdrawn = 0 AND member IN `+gone, millis(now), day(before))
	if err != nil {
		return 0, fmt.Errorf("purge links: %w", err)
	}
	n, err := tx.exec(`DELETE FROM member_links WHERE member IN `+gone, day(before))
	if err != nil {
		return 0, fmt.Errorf("purge links: %w", err)
	}
	return int(n), nil
}

// PurgeMemberCodes forgets the invite codes that were used or issued before then, and
// returns how many those were.
func (tx *Tx) PurgeMemberCodes(before time.Time) (int, error) {
	n, err := tx.exec(`DELETE FROM member_codes WHERE spent_at > 0 AND spent_at < ? OR issued_at < ?`, millis(before), millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge invite codes: %w", err)
	}
	return int(n), nil
}

// PurgeInvites forgets the links to roles that expired before then, used or not, and
// returns how many those were.
func (tx *Tx) PurgeInvites(before time.Time) (int, error) {
	n, err := tx.exec(`DELETE FROM invites WHERE expires < ?`, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge invites: %w", err)
	}
	return int(n), nil
}

// PurgePrivate forgets what was written to people in private and settled before then,
// and returns how many messages that was. What concerns a meeting that was later, or
// is to come, stays: if it is changed, whoever was told is told again.
func (tx *Tx) PurgePrivate(before time.Time) (int, error) {
	// What is not settled has settled = 0. The state is not asked: its index would lead
	// through all that was ever sent.
	n, err := tx.exec(`DELETE FROM deliveries WHERE private AND group_id = 0 AND settled > 0 AND settled < ? AND
		(meeting = 0 OR meeting IN (SELECT id FROM meetings WHERE at < ?))`, millis(before), millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge private messages: %w", err)
	}
	return int(n), nil
}

// PurgeFiles forgets the files that had expired by then and how platforms name them,
// and returns how many those were.
func (tx *Tx) PurgeFiles(before time.Time) (int, error) {
	const gone = `expires > 0 AND expires <= ?`
	_, err := tx.exec(`DELETE FROM remote_files WHERE digest IN (SELECT digest FROM files WHERE `+gone+`)`, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge files: %w", err)
	}
	n, err := tx.exec(`DELETE FROM files WHERE `+gone, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge files: %w", err)
	}
	return int(n), nil
}
