package storage

import (
	"fmt"

	"loa"
)

const replyColumns = `meeting, member, intent, reason, at, recorded_by`

func scanReply(r row, v *loa.Reply) error {
	return r.Scan(&v.Meeting, &v.Member, &v.Intent, &v.Reason, toTime(&v.At), toAccount(&v.By))
}

// SaveReply stores what a member says about coming; the newest counts.
func (tx *Tx) SaveReply(r loa.Reply) error {
	_, err := tx.exec(`INSERT INTO replies (`+replyColumns+`) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (meeting, member) DO UPDATE SET intent = excluded.intent, reason = excluded.reason, at = excluded.at,
		recorded_by = excluded.recorded_by`, r.Meeting, r.Member, r.Intent, r.Reason, millis(r.At), account(r.By))
	if err != nil {
		return fmt.Errorf("save reply to meeting %d: %w", r.Meeting, err)
	}
	return nil
}

// Replies returns the replies to a meeting, by member.
func (tx *Tx) Replies(id loa.MeetingID) ([]loa.Reply, error) {
	list, err := all(tx, scanReply, `SELECT `+replyColumns+` FROM replies WHERE meeting = ? ORDER BY member`, id)
	if err != nil {
		return nil, fmt.Errorf("list replies to meeting %d: %w", id, err)
	}
	return list, nil
}

// RepliesOf returns what a member said about any meeting, by meeting.
func (tx *Tx) RepliesOf(member loa.MemberID) ([]loa.Reply, error) {
	list, err := all(tx, scanReply, `SELECT `+replyColumns+` FROM replies WHERE member = ? ORDER BY meeting`, member)
	if err != nil {
		return nil, fmt.Errorf("list replies of member %d: %w", member, err)
	}
	return list, nil
}
