package storage

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"loa"
)

// CountQuota adds n messages of a kind to the bot's ledger. A bot whose platform does not
// count has none.
func (tx *Tx) CountQuota(bot loa.BotID, kind loa.QuotaKind, at time.Time, n int) error {
	if !bot.Metered() || n == 0 {
		return nil
	}
	_, err := tx.exec(`INSERT INTO quota_counts (bot, day, kind, count) VALUES (?, ?, ?, ?)
		ON CONFLICT (bot, day, kind) DO UPDATE SET count = quota_counts.count + excluded.count`, bot, day(loa.QuotaDay(at)), kind, n)
	if err != nil {
		return fmt.Errorf("count messages of %s: %w", bot, err)
	}
	return nil
}

// QuotaByDay returns the bot's ledger, for each day of the span in order.
func (tx *Tx) QuotaByDay(bot loa.BotID, from, until loa.Date) ([]loa.QuotaCounts, error) {
	type count struct {
		day  loa.Date
		kind loa.QuotaKind
		n    int
	}
	list, err := all(tx, func(r row, c *count) error { return r.Scan(toDate(&c.day), &c.kind, &c.n) },
		`SELECT day, kind, count FROM quota_counts WHERE bot = ? AND day >= ? AND day <= ?`, bot, day(from), day(until))
	if err != nil {
		return nil, fmt.Errorf("read messages of %s: %w", bot, err)
	}
	var days []loa.QuotaCounts
	for d := from; !until.Before(d); d = d.AddDays(1) {
		counts := loa.QuotaCounts{}
		for _, c := range list {
			if c.day == d {
				counts[c.kind] += c.n
			}
		}
		days = append(days, counts)
	}
	return days, nil
}

// QuotaOf returns the bot's ledger of the span.
func (tx *Tx) QuotaOf(bot loa.BotID, from, until loa.Date) (loa.QuotaCounts, error) {
	days, err := tx.QuotaByDay(bot, from, until)
	sum := loa.QuotaCounts{}
	for _, counts := range days {
		for kind, n := range counts {
			sum[kind] += n
		}
	}
	return sum, err
}

// quotaWho is how a person is told from others without being named.
func quotaWho(a loa.Account) string {
	sum := sha256.Sum256([]byte("quota\n" + a.String()))
	return hex.EncodeToString(sum[:12])
}

// MeetForQuota notes that a person has written to the bot.
func (tx *Tx) MeetForQuota(bot loa.BotID, who loa.Account) error {
	if !bot.Metered() || who.IsZero() {
		return nil
	}
	if _, err := tx.exec(`INSERT INTO quota_people (bot, who) VALUES (?, ?) ON CONFLICT DO NOTHING`, bot, quotaWho(who)); err != nil {
		return fmt.Errorf("count people of %s: %w", bot, err)
	}
	return nil
}

// QuotaPeople counts the people who have written to the bot.
func (tx *Tx) QuotaPeople(bot loa.BotID) (int, error) {
	n, err := one(tx, value[int], `SELECT COUNT(*) FROM quota_people WHERE bot = ?`, bot)
	if err != nil {
		return 0, fmt.Errorf("count people of %s: %w", bot, err)
	}
	return n, nil
}

// QuotaPending counts what waits to be sent by the bot and is due before then.
func (tx *Tx) QuotaPending(bot loa.BotID, before time.Time) (int, error) {
	n, err := one(tx, value[int], `SELECT COUNT(*) FROM deliveries
		WHERE bot = ? AND state IN ('pending', 'sending') AND due < ?`, bot, millis(before))
	if err != nil {
		return 0, fmt.Errorf("count what %s is to send: %w", bot, err)
	}
	return n, nil
}

// QuotaMonth is what was decided and told of a bot's month.
type QuotaMonth struct {
	Warned int             // the share in percent that was told of
	Free   bool            // an editor has everything sent all the same
	Held   []loa.QuotaItem // what is held back
}

// QuotaMonth returns that of the month with the day; zero if nothing was decided.
func (tx *Tx) QuotaMonth(bot loa.BotID, d loa.Date) (QuotaMonth, error) {
	m, err := one(tx, func(r row, m *QuotaMonth) error { return r.Scan(&m.Warned, &m.Free, toJSON(&m.Held)) },
		`SELECT warned, free, held FROM quota_months WHERE bot = ? AND month = ?`, bot, day(d.Month1st(0)))
	if err != nil && !errors.Is(err, loa.ErrNotFound) {
		return m, fmt.Errorf("read month of %s: %w", bot, err)
	}
	return m, nil
}

// SaveQuotaMonth stores what was decided of the month with the day.
func (tx *Tx) SaveQuotaMonth(bot loa.BotID, d loa.Date, m QuotaMonth) error {
	held, err := json.Marshal(m.Held)
	if err == nil {
		_, err = tx.exec(`INSERT INTO quota_months (bot, month, warned, free, held) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (bot, month) DO UPDATE SET warned = excluded.warned, free = excluded.free, held = excluded.held`,
			bot, day(d.Month1st(0)), m.Warned, m.Free, string(held))
	}
	if err != nil {
		return fmt.Errorf("save month of %s: %w", bot, err)
	}
	return nil
}
