package storage

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"loa"
)

const deliveryColumns = `id, bot, chat, thread, private, group_id, priority, payload, dedupe, state, due, not_after,
	quiet, attempt, reason, post, day, broadcast, created, settled, message, poll_id, correction, corrects, meeting, asking`

func scanDelivery(r row, d *loa.Delivery) error {
	return r.Scan(&d.ID, &d.Bot, &d.Chat, &d.Thread, &d.Private, &d.Group, &d.Priority, toJSON(&d.Payload), &d.Key,
		&d.State, toTime(&d.Due), toTime(&d.NotAfter), toQuiet(&d.Quiet), &d.Attempt, &d.Reason, &d.Post, toDate(&d.Date),
		&d.Broadcast, toTime(&d.Created), toTime(&d.Settled), &d.Message, &d.PollID, &d.Correction, &d.Corrects, &d.Meeting, &d.Asking)
}

// Enqueue puts a delivery into the outbox, pending or (so that it is counted)
// expired already, and returns its new id. One whose key was used before is not
// queued; that is no error.
//
// An edit of a message that has a pending edit takes that one's place in the
// queue and gets its id; payload and deadline are the newest.
func (tx *Tx) Enqueue(d loa.Delivery) (id loa.DeliveryID, queued bool, err error) {
	if d.State == "" {
		d.State = loa.Pending
	}
	if d.State != loa.Pending && d.State != loa.Expired {
		return 0, false, fmt.Errorf("enqueue delivery: it is %s already", d.State)
	}
	id, queued, err = tx.enqueue(d)
	if err != nil {
		return 0, false, fmt.Errorf("enqueue delivery: %w", err)
	}
	return id, queued, nil
}

func (tx *Tx) enqueue(d loa.Delivery) (loa.DeliveryID, bool, error) {
	if d.Key != "" {
		if used, err := tx.HasKey(d.Key); err != nil || used {
			return 0, false, err
		}
	}
	payload, err := json.Marshal(d.Payload)
	if err != nil {
		return 0, false, err
	}
	if d.Payload.Edit != nil && d.State == loa.Pending {
		if id, err := tx.renewEdit(d, string(payload)); err != nil || id != 0 {
			return id, id != 0, err
		}
	}
	id, err := tx.insertDelivery(d, string(payload))
	return id, err == nil, err
}

// renewEdit puts the payload and the deadline into the pending edits of the same message and
// returns the id of the one that stands for the delivery now, 0 if it must be
// queued by itself: none is pending, or both have keys and neither may be lost.
func (tx *Tx) renewEdit(d loa.Delivery, payload string) (loa.DeliveryID, error) {
	n, err := tx.exec(`UPDATE deliveries SET payload = ?, not_after = ?
		WHERE bot = ? AND chat = ? AND edits = ? AND edits <> '' AND state = 'pending'`,
		payload, millis(d.NotAfter), d.Bot, d.Chat, d.Payload.Edit.Message)
	if err != nil || n == 0 {
		return 0, err
	}
	id, err := one(tx, value[loa.DeliveryID], `SELECT id FROM deliveries
		WHERE bot = ? AND chat = ? AND edits = ? AND edits <> '' AND state = 'pending' AND (dedupe = '' OR ? = '')
		ORDER BY priority, id LIMIT 1`, d.Bot, d.Chat, d.Payload.Edit.Message, d.Key)
	if errors.Is(err, loa.ErrNotFound) {
		return 0, nil
	} else if err != nil || d.Key == "" {
		return id, err
	}
	_, err = tx.exec(`UPDATE deliveries SET dedupe = ? WHERE id = ?`, d.Key, id)
	return id, err
}

func (tx *Tx) insertDelivery(d loa.Delivery, payload string) (loa.DeliveryID, error) {
	id, err := tx.next("deliveries")
	if err != nil {
		return 0, err
	}
	if d.Due.IsZero() {
		d.Due = d.Created
	}
	if d.State == loa.Expired && d.Settled.IsZero() {
		d.Settled = d.Created
	}
	var edits loa.MessageID
	if d.Payload.Edit != nil {
		edits = d.Payload.Edit.Message
	}
	_, err = tx.exec(`INSERT INTO deliveries (id, bot, chat, thread, private, group_id, lane, priority, payload, edits,
		dedupe, state, due, not_after, quiet, reason, post, day, broadcast, created, settled,
		correction, corrects, meeting, asking)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id, d.Bot, d.Chat, d.Thread, d.Private, d.Group, d.Lane(), d.Priority, payload, edits,
		d.Key, d.State, millis(d.Due), millis(d.NotAfter), d.Quiet.String(), d.Reason, d.Post, day(d.Date),
		d.Broadcast, millis(d.Created), millis(d.Settled), d.Correction, d.Corrects, d.Meeting, d.Asking)
	return loa.DeliveryID(id), err
}

// Delivery returns the delivery with the id.
func (tx *Tx) Delivery(id loa.DeliveryID) (loa.Delivery, error) {
	d, err := one(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries WHERE id = ?`, id)
	if err != nil {
		return d, fmt.Errorf("read delivery %d: %w", id, err)
	}
	return d, nil
}

// DeliveryByPoll returns the delivery that the poll came of.
func (tx *Tx) DeliveryByPoll(bot loa.BotID, pollID string) (loa.Delivery, error) {
	d, err := one(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries
		WHERE bot = ? AND poll_id = ? AND poll_id <> ''`, bot, pollID)
	if err != nil {
		return d, fmt.Errorf("read delivery of poll %s: %w", pollID, err)
	}
	return d, nil
}

// HasKey reports whether a delivery with the key was ever queued.
func (tx *Tx) HasKey(key string) (bool, error) {
	n, err := one(tx, value[int], `SELECT COUNT(*) FROM deliveries WHERE dedupe = ? AND dedupe <> ''`, key)
	if err != nil {
		return false, fmt.Errorf("look up key %s: %w", key, err)
	}
	return n > 0, nil
}

// SettleDelivery stores how an attempt ended. With a pending outcome the
// delivery waits again, until the outcome's Due and in its NewChat. What was
// sent stays sent: settling it again is an error.
func (tx *Tx) SettleDelivery(id loa.DeliveryID, o loa.Outcome) error {
	d, err := tx.Delivery(id)
	if err != nil {
		return fmt.Errorf("settle delivery: %w", err)
	}
	if d.State == loa.Sent || d.State == loa.Relayed {
		return fmt.Errorf("settle delivery %d as %s: it is %s already", id, o.State, d.State)
	}
	// Once for each request: what became of an earlier one is counted already.
	if d.State == loa.Sending && (o.State == loa.Sent || o.State == loa.Uncertain) {
		if err := tx.CountQuota(d.Bot, loa.QuotaKindOf(d, o.State), o.At, 1); err != nil {
			return err
		}
	}
	d.State, d.Reason = o.State, o.Reason
	if o.NewChat != "" {
		d.Chat = o.NewChat
	}
	if o.State == loa.Pending {
		d.Due, d.Settled = o.Due, time.Time{}
		if d.Due.IsZero() {
			d.Due = o.At
		}
	} else {
		d.Settled, d.Message, d.PollID = o.At, o.Receipt.Message, o.Receipt.PollID
	}
	_, err = tx.exec(`UPDATE deliveries SET state = ?, reason = ?, chat = ?, lane = ?, due = ?, settled = ?,
		message = ?, poll_id = ?, told = FALSE WHERE id = ?`,
		d.State, d.Reason, d.Chat, d.Lane(), millis(d.Due), millis(d.Settled), d.Message, d.PollID, id)
	if err != nil {
		return fmt.Errorf("settle delivery %d: %w", id, err)
	}
	return nil
}
