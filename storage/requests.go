package storage

import (
	"fmt"
	"time"

	"loa"
)

const requestColumns = `id, kind, account, bot, chat, member, unit, note, at, answer_by, done_by,
	answered_at, answered_by, closed_at, closed_by, outcome`

func scanRequest(r row, v *loa.DataRequest) error {
	return r.Scan(&v.ID, &v.Kind, toAccount(&v.Account), &v.Bot, &v.Chat, &v.Member, &v.Unit, &v.Note, toTime(&v.At),
		toDate(&v.AnswerBy), toDate(&v.DoneBy), toTime(&v.Answered), toAccount(&v.AnsweredBy), toTime(&v.Closed),
		toAccount(&v.ClosedBy), &v.Outcome)
}

// SaveRequest stores a request and returns its id; ID 0 makes a new one. Of one that
// is there only how it is dealt with changes.
func (tx *Tx) SaveRequest(r loa.DataRequest) (loa.RequestID, error) {
	if r.ID == 0 {
		id, err := tx.next("data_requests")
		if err != nil {
			return 0, fmt.Errorf("save request: %w", err)
		}
		r.ID = loa.RequestID(id)
	}
	_, err := tx.exec(`INSERT INTO data_requests (`+requestColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET answered_at = excluded.answered_at, answered_by = excluded.answered_by,
		closed_at = excluded.closed_at, closed_by = excluded.closed_by, outcome = excluded.outcome`,
		r.ID, r.Kind, account(r.Account), r.Bot, r.Chat, r.Member, r.Unit, r.Note, millis(r.At), day(r.AnswerBy), day(r.DoneBy),
		millis(r.Answered), account(r.AnsweredBy), millis(r.Closed), account(r.ClosedBy), r.Outcome)
	if err != nil {
		return 0, fmt.Errorf("save request %d: %w", r.ID, err)
	}
	return r.ID, nil
}

// Request returns the request with the id.
func (tx *Tx) Request(id loa.RequestID) (loa.DataRequest, error) {
	r, err := one(tx, scanRequest, `SELECT `+requestColumns+` FROM data_requests WHERE id = ?`, id)
	if err != nil {
		return r, fmt.Errorf("read request %d: %w", id, err)
	}
	return r, nil
}

// OpenRequests returns the requests that are not closed, the most urgent first.
func (tx *Tx) OpenRequests() ([]loa.DataRequest, error) {
	list, err := all(tx, scanRequest, `SELECT `+requestColumns+` FROM data_requests WHERE closed_at = 0 ORDER BY done_by, id`)
	if err != nil {
		return nil, fmt.Errorf("list open requests: %w", err)
	}
	return list, nil
}

// RequestsOf returns the requests of an account, newest first.
func (tx *Tx) RequestsOf(a loa.Account) ([]loa.DataRequest, error) {
	list, err := all(tx, scanRequest, `SELECT `+requestColumns+` FROM data_requests
		WHERE account = ? AND account <> '' ORDER BY id DESC`, account(a))
	if err != nil {
		return nil, fmt.Errorf("list requests of account: %w", err)
	}
	return list, nil
}

// PurgeRequests forgets who made the requests that were closed before then and what
// they wrote, and returns how many those were. That they were made and when they
// were dealt with stays.
func (tx *Tx) PurgeRequests(before time.Time) (int, error) {
	n, err := tx.exec(`UPDATE data_requests SET account = '', chat = '', note = ''
		WHERE closed_at > 0 AND closed_at < ? AND account <> ''`, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge requests: %w", err)
	}
	return int(n), nil
}
