package storage

import (
	"encoding/json"
	"fmt"
	"time"

	"loa"
)

// broadcastContent is how a broadcast's content is stored.
type broadcastContent struct {
	Text   loa.Text
	Media  *loa.Media `json:",omitempty"`
	Strand loa.StrandID
	Source string
}

const broadcastColumns = `id, bot, author, content, aimed, state, due, chat, card, created, started, ended`

func scanBroadcast(r row, b *loa.Broadcast) error {
	var c broadcastContent
	err := r.Scan(&b.ID, &b.Bot, toAccount(&b.Author), toJSON(&c), toJSON(&b.To), &b.State, toTime(&b.At),
		&b.Chat, &b.Card, toTime(&b.Created), toTime(&b.Started), toTime(&b.Ended))
	b.Text, b.Media, b.Strand, b.Source = c.Text, c.Media, c.Strand, c.Source
	return err
}

// SaveBroadcast stores a broadcast and returns its id; ID 0 makes a new one.
func (tx *Tx) SaveBroadcast(b loa.Broadcast) (loa.BroadcastID, error) {
	content, err := json.Marshal(broadcastContent{b.Text, b.Media, b.Strand, b.Source})
	if err != nil {
		return 0, fmt.Errorf("save broadcast: %w", err)
	}
	aimed, err := json.Marshal(b.To)
	if err != nil {
		return 0, fmt.Errorf("save broadcast: %w", err)
	}
	if b.ID == 0 {
		id, err := tx.next("broadcasts")
		if err != nil {
			return 0, fmt.Errorf("save broadcast: %w", err)
		}
		b.ID = loa.BroadcastID(id)
	}
	_, err = tx.exec(`INSERT INTO broadcasts (`+broadcastColumns+`, digest)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET content = excluded.content, aimed = excluded.aimed, state = excluded.state,
		due = excluded.due, chat = excluded.chat, card = excluded.card, started = excluded.started,
		ended = excluded.ended, digest = excluded.digest`,
		b.ID, b.Bot, account(b.Author), string(content), string(aimed), b.State, millis(b.At), b.Chat, b.Card,
		millis(b.Created), millis(b.Started), millis(b.Ended), b.Digest())
	if err != nil {
		return 0, fmt.Errorf("save broadcast %d: %w", b.ID, err)
	}
	return b.ID, nil
}

// Broadcast returns the broadcast with the id.
func (tx *Tx) Broadcast(id loa.BroadcastID) (loa.Broadcast, error) {
	b, err := one(tx, scanBroadcast, `SELECT `+broadcastColumns+` FROM broadcasts WHERE id = ?`, id)
	if err != nil {
		return b, fmt.Errorf("read broadcast %d: %w", id, err)
	}
	return b, nil
}

// OpenBroadcasts returns those that wait for approval, for their time, or for
// their deliveries, oldest first. Drafts are their author's business.
func (tx *Tx) OpenBroadcasts() ([]loa.Broadcast, error) {
	list, err := all(tx, scanBroadcast, `SELECT `+broadcastColumns+` FROM broadcasts
		WHERE state IN ('waiting', 'scheduled', 'running', 'paused') ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list open broadcasts: %w", err)
	}
	return list, nil
}

// SameBroadcast returns the newest broadcast of the same content that was started
// after then; loa.ErrNotFound if there is none.
func (tx *Tx) SameBroadcast(digest string, after time.Time) (loa.Broadcast, error) {
	b, err := one(tx, scanBroadcast, `SELECT `+broadcastColumns+` FROM broadcasts
		WHERE digest = ? AND started > ? ORDER BY started DESC LIMIT 1`, digest, millis(after))
	if err != nil {
		return b, fmt.Errorf("look for the same broadcast: %w", err)
	}
	return b, nil
}

// BroadcastDeliveries returns the deliveries of a broadcast in the states, oldest
// first; without states all of them.
func (tx *Tx) BroadcastDeliveries(id loa.BroadcastID, states ...loa.DeliveryState) ([]loa.Delivery, error) {
	list, err := all(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries WHERE broadcast = ? AND broadcast > 0 ORDER BY id`, id)
	if err != nil {
		return nil, fmt.Errorf("list deliveries of broadcast %d: %w", id, err)
	}
	return inStates(list, states), nil
}

func inStates(list []loa.Delivery, states []loa.DeliveryState) []loa.Delivery {
	if len(states) == 0 {
		return list
	}
	var kept []loa.Delivery
	for _, d := range list {
		for _, s := range states {
			if d.State == s {
				kept = append(kept, d)
			}
		}
	}
	return kept
}

// HoldBroadcast gives what waits of a broadcast a new due time: far away to
// pause it, now to go on.
func (tx *Tx) HoldBroadcast(id loa.BroadcastID, due time.Time) error {
	_, err := tx.exec(`UPDATE deliveries SET due = ? WHERE broadcast = ? AND broadcast > 0 AND state = 'pending'`, millis(due), id)
	if err != nil {
		return fmt.Errorf("hold broadcast %d: %w", id, err)
	}
	return nil
}

// StopBroadcast ends what waits of a broadcast: it counts as expired, for the reason.
func (tx *Tx) StopBroadcast(id loa.BroadcastID, reason string, at time.Time) error {
	_, err := tx.exec(`UPDATE deliveries SET state = 'expired', reason = ?, settled = ?
		WHERE broadcast = ? AND broadcast > 0 AND state = 'pending'`, reason, millis(at), id)
	if err != nil {
		return fmt.Errorf("stop broadcast %d: %w", id, err)
	}
	return nil
}

// PurgeDrafts forgets drafts that were begun before then and never sent, and
// returns how many those were.
func (tx *Tx) PurgeDrafts(before time.Time) (int, error) {
	n := 0
	for _, table := range []string{"broadcasts", "corrections"} {
		rows, err := tx.exec(`DELETE FROM `+table+` WHERE state = 'draft' AND created < ?`, millis(before))
		if err != nil {
			return 0, fmt.Errorf("purge drafts: %w", err)
		}
		n += int(rows)
	}
	return n, nil
}

// Approve stores that the account approves of the content; again changes nothing.
func (tx *Tx) Approve(a loa.Approval) error {
	_, err := tx.exec(`INSERT INTO approvals (digest, approver, at) VALUES (?, ?, ?) ON CONFLICT (digest, approver) DO NOTHING`,
		a.Digest, account(a.By), millis(a.At))
	if err != nil {
		return fmt.Errorf("approve: %w", err)
	}
	return nil
}

// ForgetApprovals has a content wait for approval anew.
func (tx *Tx) ForgetApprovals(digest string) error {
	if _, err := tx.exec(`DELETE FROM approvals WHERE digest = ?`, digest); err != nil {
		return fmt.Errorf("forget approvals: %w", err)
	}
	return nil
}

// Approvals returns who approved of the content, first one first.
func (tx *Tx) Approvals(digest string) ([]loa.Approval, error) {
	list, err := all(tx, func(r row, a *loa.Approval) error {
		return r.Scan(&a.Digest, toAccount(&a.By), toTime(&a.At))
	}, `SELECT digest, approver, at FROM approvals WHERE digest = ? ORDER BY at, approver`, digest)
	if err != nil {
		return nil, fmt.Errorf("list approvals: %w", err)
	}
	return list, nil
}
