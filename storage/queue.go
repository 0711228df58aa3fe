package storage

import (
	"context"
	"fmt"
	"time"

	"loa"
)

// Recover makes uncertain what was being sent when Loa last died, and returns
// how many that were. Nobody may be sending for the bot meanwhile.
func (db *DB) Recover(ctx context.Context, bot loa.BotID, at time.Time) (n int, err error) {
	err = db.Update(ctx, func(tx *Tx) error {
		rows, err := tx.exec(`UPDATE deliveries SET state = 'uncertain', reason = 'interrupted', settled = ?, told = FALSE
			WHERE bot = ? AND state = 'sending'`, millis(at), bot)
		n = int(rows)
		if err != nil {
			return err
		}
		return tx.CountQuota(bot, loa.QuotaUnsure, at, n)
	})
	if err != nil {
		return 0, fmt.Errorf("recover deliveries: %w", err)
	}
	return n, nil
}

// Recent returns the requests begun after then, in real time, oldest first.
// Toasts are left out: platforms do not count them (see loa.Delivery.Lane).
func (db *DB) Recent(ctx context.Context, bot loa.BotID, since time.Time) (recent []loa.Pace, err error) {
	err = db.View(ctx, func(tx *Tx) error {
		recent, err = all(tx, func(r row, p *loa.Pace) error { return r.Scan(&p.Chat, &p.Private, toTime(&p.At)) },
			`SELECT chat, private, begun FROM deliveries
			WHERE bot = ? AND begun > ? AND begun > 0 AND lane = chat ORDER BY begun, id`, bot, millis(since))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list recent deliveries: %w", err)
	}
	return recent, nil
}

// dueQuery finds the heads of lanes. Ahead of a delivery in its lane stand those
// before it by priority and id that are due, or that were tried and wait to be
// tried again: a text in two parts must not arrive second part first. One that
// is only planned for later holds up nobody.
const dueQuery = `SELECT ` + deliveryColumns + ` FROM deliveries AS d
	WHERE bot = ? AND state = 'pending' AND due <= ?
	AND NOT EXISTS (SELECT 1 FROM deliveries AS s WHERE s.bot = d.bot AND s.lane = d.lane AND s.state = 'sending')
	AND NOT EXISTS (SELECT 1 FROM deliveries AS p WHERE p.bot = d.bot AND p.lane = d.lane AND p.state = 'pending'
		AND (p.priority < d.priority OR p.priority = d.priority AND p.id < d.id)
		AND (p.due <= ? OR p.attempt > 0))
	ORDER BY priority, id LIMIT ?`

// nextQuery finds when the next delivery falls due.
const nextQuery = `SELECT COALESCE(MIN(due), 0) FROM deliveries WHERE bot = ? AND state = 'pending' AND due > ?`

// Due returns at most limit deliveries that may be sent now: the head of each
// lane in which nothing is being sent, answers before broadcasts, then in the
// order of queueing. Next is when something else falls due, zero if nothing will.
func (db *DB) Due(ctx context.Context, bot loa.BotID, now time.Time, limit int) (due []loa.Delivery, next time.Time, err error) {
	err = db.View(ctx, func(tx *Tx) error {
		due, err = all(tx, scanDelivery, dueQuery, bot, millis(now), millis(now), limit)
		if err != nil {
			return err
		}
		later, err := one(tx, value[int64], nextQuery, bot, millis(now))
		next = instant(later)
		return err
	})
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("list due deliveries: %w", err)
	}
	return due, next, nil
}

// Begin takes deliveries for sending, before anything is written to the
// platform, and returns those it took, as they are now: still pending, and
// nothing else of their lane being sent. What a person is to pass on is never
// taken: its group may have been switched over since it was seen. Wall is the
// real time, for the platform's limits.
func (db *DB) Begin(ctx context.Context, ids []loa.DeliveryID, wall time.Time) (taken []loa.Delivery, err error) {
	err = db.Update(ctx, func(tx *Tx) error {
		for _, id := range ids {
			n, err := tx.exec(`UPDATE deliveries SET state = 'sending', attempt = attempt + 1, begun = ?
				WHERE id = ? AND state = 'pending' AND bot <> ? AND NOT EXISTS (SELECT 1 FROM deliveries AS s
				WHERE s.bot = deliveries.bot AND s.lane = deliveries.lane AND s.state = 'sending')`, millis(wall), id, loa.RelayBot)
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			d, err := tx.Delivery(id)
			if err != nil {
				return err
			}
			taken = append(taken, d)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("begin deliveries: %w", err)
	}
	return taken, nil
}
