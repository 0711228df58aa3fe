package storage

import (
	"encoding/json"
	"fmt"
	"time"

	"loa"
)

const correctionColumns = `id, post, day, broadcast, withdraw, content, bot, author, state, chat, card, created, started, ended`

func scanCorrection(r row, c *loa.Correction) error {
	return r.Scan(&c.ID, &c.Item.Post, toDate(&c.Item.Date), &c.Item.Broadcast, &c.Withdraw, toJSON(&c.Text), &c.Bot,
		toAccount(&c.Author), &c.State, &c.Chat, &c.Card, toTime(&c.Created), toTime(&c.Started), toTime(&c.Ended))
}

// SaveCorrection stores a correction and returns its id; ID 0 makes a new one.
func (tx *Tx) SaveCorrection(c loa.Correction) (loa.CorrectionID, error) {
	content, err := json.Marshal(c.Text)
	if err != nil {
		return 0, fmt.Errorf("save correction: %w", err)
	}
	if c.ID == 0 {
		id, err := tx.next("corrections")
		if err != nil {
			return 0, fmt.Errorf("save correction: %w", err)
		}
		c.ID = loa.CorrectionID(id)
	}
	_, err = tx.exec(`INSERT INTO corrections (`+correctionColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET content = excluded.content, state = excluded.state, chat = excluded.chat,
		card = excluded.card, started = excluded.started, ended = excluded.ended`,
		c.ID, c.Item.Post, day(c.Item.Date), c.Item.Broadcast, c.Withdraw, string(content), c.Bot, account(c.Author),
		c.State, c.Chat, c.Card, millis(c.Created), millis(c.Started), millis(c.Ended))
	if err != nil {
		return 0, fmt.Errorf("save correction %d: %w", c.ID, err)
	}
	return c.ID, nil
}

// Correction returns the correction with the id.
func (tx *Tx) Correction(id loa.CorrectionID) (loa.Correction, error) {
	c, err := one(tx, scanCorrection, `SELECT `+correctionColumns+` FROM corrections WHERE id = ?`, id)
	if err != nil {
		return c, fmt.Errorf("read correction %d: %w", id, err)
	}
	return c, nil
}

// CorrectionsOf returns the corrections of an item that were started, newest first.
func (tx *Tx) CorrectionsOf(item loa.Item) ([]loa.Correction, error) {
	list, err := all(tx, scanCorrection, `SELECT `+correctionColumns+` FROM corrections
		WHERE post = ? AND day = ? AND broadcast = ? AND started > 0 ORDER BY started DESC, id DESC`,
		item.Post, day(item.Date), item.Broadcast)
	if err != nil {
		return nil, fmt.Errorf("list corrections: %w", err)
	}
	return list, nil
}

// RunningCorrections returns those that have deliveries to wait for, oldest first.
func (tx *Tx) RunningCorrections() ([]loa.Correction, error) {
	list, err := all(tx, scanCorrection, `SELECT `+correctionColumns+` FROM corrections WHERE state = 'running' ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list running corrections: %w", err)
	}
	return list, nil
}

// CorrectionDeliveries returns the deliveries of a correction, oldest first. A
// copy that was mended while it waited is one of them.
func (tx *Tx) CorrectionDeliveries(id loa.CorrectionID) ([]loa.Delivery, error) {
	list, err := all(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries
		WHERE correction = ? AND correction > 0 ORDER BY id`, id)
	if err != nil {
		return nil, fmt.Errorf("list deliveries of correction %d: %w", id, err)
	}
	return list, nil
}

const copiesQuery = `SELECT ` + deliveryColumns + ` FROM deliveries WHERE day = ? AND post = ? AND post <> '' ORDER BY id`

// Copies returns all deliveries of an item in any state, oldest first. Where it
// took several messages, the first stands for all of them.
func (tx *Tx) Copies(item loa.Item) ([]loa.Delivery, error) {
	if item.Post == "" {
		return tx.BroadcastDeliveries(item.Broadcast)
	}
	list, err := all(tx, scanDelivery, copiesQuery, day(item.Date), item.Post)
	if err != nil {
		return nil, fmt.Errorf("list copies of post %s: %w", item.Post, err)
	}
	return list, nil
}

// sentPostsQuery reads the newest days only, from the index: a day holds a few
// posts, so those of the newest days are among the newest. NOT IN, because SQLite
// would rather read all that was ever sent by its state.
const sentPostsQuery = `SELECT post, day, MAX(settled) FROM deliveries
	WHERE post <> '' AND state NOT IN ('pending', 'sending', 'failed', 'expired') GROUP BY day, post ORDER BY day DESC, post DESC LIMIT ?`

// SentItem is an item that groups have or may have, and when it last went out.
type SentItem struct {
	loa.Item
	At time.Time
}

// SentPosts returns the newest posts that went out, by day.
func (tx *Tx) SentPosts(limit int) ([]SentItem, error) {
	list, err := all(tx, func(r row, s *SentItem) error { return r.Scan(&s.Post, toDate(&s.Date), toTime(&s.At)) },
		sentPostsQuery, limit)
	if err != nil {
		return nil, fmt.Errorf("list sent posts: %w", err)
	}
	return list, nil
}

// SentBroadcasts returns the newest broadcasts that went out.
func (tx *Tx) SentBroadcasts(limit int) ([]SentItem, error) {
	list, err := all(tx, func(r row, s *SentItem) error { return r.Scan(&s.Broadcast, toTime(&s.At)) },
		`SELECT id, started FROM broadcasts WHERE started > 0 ORDER BY started DESC LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("list sent broadcasts: %w", err)
	}
	return list, nil
}

// DeliveryByKey returns the delivery that was queued with the key.
func (tx *Tx) DeliveryByKey(key string) (loa.Delivery, error) {
	d, err := one(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries WHERE dedupe = ? AND dedupe <> ''`, key)
	if err != nil {
		return d, fmt.Errorf("read delivery %q: %w", key, err)
	}
	return d, nil
}

// Amend gives a pending delivery another payload, on behalf of a correction. ok
// is false if it is not pending any more.
func (tx *Tx) Amend(id loa.DeliveryID, p loa.Payload, by loa.CorrectionID) (ok bool, err error) {
	payload, err := json.Marshal(p)
	if err != nil {
		return false, fmt.Errorf("amend delivery %d: %w", id, err)
	}
	n, err := tx.exec(`UPDATE deliveries SET payload = ?, correction = ? WHERE id = ? AND state = 'pending'`, string(payload), by, id)
	if err != nil {
		return false, fmt.Errorf("amend delivery %d: %w", id, err)
	}
	return n > 0, nil
}

// TakeBack ends a pending delivery for the reason: it counts as expired, and
// nobody needs to be told. ok is false if it is not pending any more.
func (tx *Tx) TakeBack(id loa.DeliveryID, reason string, at time.Time) (ok bool, err error) {
	n, err := tx.exec(`UPDATE deliveries SET state = 'expired', reason = ?, settled = ?, told = TRUE
		WHERE id = ? AND state = 'pending'`, reason, millis(at), id)
	if err != nil {
		return false, fmt.Errorf("take back delivery %d: %w", id, err)
	}
	return n > 0, nil
}

// UncertainInGroups returns what may or may not have arrived in a group, oldest first.
func (tx *Tx) UncertainInGroups() ([]loa.Delivery, error) {
	list, err := all(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries
		WHERE state = 'uncertain' AND group_id > 0 ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list uncertain deliveries: %w", err)
	}
	return list, nil
}
