package storage

import (
	"fmt"

	"loa"
)

// ErasePerson forgets an account: how to answer it, what it left unfinished, the roles
// it once held, the links it was given or gave, and what was written to it in private.
// Roles that it holds must have been taken back. What it did in a role stays, and so
// does the audit log.
func (tx *Tx) ErasePerson(a loa.Account) error {
	who, platform := account(a), string(a.Platform)+":%"
	for _, step := range []struct {
		query string
		args  []any
	}{
		// A message that is being sent right now stays, until it is old (PurgePrivate).
		{`DELETE FROM deliveries WHERE private AND state <> 'sending' AND bot LIKE ?
			AND chat IN (SELECT chat FROM people WHERE account = ? AND chat <> '')`, []any{platform, who}},
		{`DELETE FROM relay_items WHERE card IN (SELECT id FROM relay_cards WHERE account = ?)`, []any{who}},
		{`DELETE FROM relay_cards WHERE account = ?`, []any{who}},
		{`DELETE FROM people WHERE account = ?`, []any{who}},
		{`DELETE FROM dialogs WHERE account = ?`, []any{who}},
		{`DELETE FROM choices WHERE account = ?`, []any{who}},
		{`DELETE FROM roles WHERE account = ? AND NOT held`, []any{who}},
		{`DELETE FROM quota_people WHERE who = ?`, []any{quotaWho(a)}},
		{`DELETE FROM report_wishes WHERE account = ?`, []any{who}},
		{`DELETE FROM report_orders WHERE account = ?`, []any{who}},
		{`DELETE FROM question_drafts WHERE account = ?`, []any{who}},
		{`DELETE FROM invites WHERE spent_by = ? OR invited_by = ?`, []any{who, who}},
	} {
		if _, err := tx.exec(step.query, step.args...); err != nil {
			return fmt.Errorf("erase person: %w", err)
		}
	}
	return nil
}

// EndMemberships makes the day the member's last in every unit; what begins later is
// dropped.
func (tx *Tx) EndMemberships(member loa.MemberID, last loa.Date) error {
	_, err := tx.exec(`DELETE FROM memberships WHERE member = ? AND from_day > ?`, member, day(last))
	if err == nil {
		_, err = tx.exec(`UPDATE memberships SET until_day = ? WHERE member = ? AND (until_day = '' OR until_day > ?)`,
			day(last), member, day(last))
	}
	if err != nil {
		return fmt.Errorf("end memberships of member %d: %w", member, err)
	}
	return nil
}

// ClearReasons forgets why the member could not come to any meeting; that the member
// said so stays.
func (tx *Tx) ClearReasons(member loa.MemberID) error {
	if _, err := tx.exec(`UPDATE replies SET reason = '' WHERE member = ? AND reason <> ''`, member); err != nil {
		return fmt.Errorf("clear reasons of member %d: %w", member, err)
	}
	return nil
}

// DropMemberCode forgets the member's invite code.
func (tx *Tx) DropMemberCode(member loa.MemberID) error {
	if _, err := tx.exec(`DELETE FROM member_codes WHERE member = ?`, member); err != nil {
		return fmt.Errorf("drop invite code of member %d: %w", member, err)
	}
	return nil
}

// DropReminders takes back what waits to be sent to an account in private about
// meetings, answers aside.
func (tx *Tx) DropReminders(a loa.Account) error {
	_, err := tx.exec(`DELETE FROM deliveries WHERE state = 'pending' AND private AND meeting > 0 AND priority = ? AND bot LIKE ?
		AND chat IN (SELECT chat FROM people WHERE account = ? AND chat <> '')`, loa.Bulk, string(a.Platform)+":%", account(a))
	if err != nil {
		return fmt.Errorf("drop reminders: %w", err)
	}
	return nil
}
