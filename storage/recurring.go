package storage

import (
	"encoding/json"
	"fmt"

	"loa"
)

const recurringColumns = `id, unit, kind, day, clock, title, lang, place, until, reminders, bot, author, chat, made`

func scanRecurring(r row, v *loa.Recurring) error {
	return r.Scan(&v.ID, &v.Unit, &v.Kind, &v.Day, &v.At, &v.Title, &v.Lang, &v.Place, toDate(&v.Until), toJSON(&v.Reminders),
		&v.Bot, toAccount(&v.Author), &v.Chat, toDate(&v.Made))
}

// SaveRecurring stores a meeting that recurs and returns its id; ID 0 makes a new one.
func (tx *Tx) SaveRecurring(r loa.Recurring) (loa.RecurringID, error) {
	reminders, err := json.Marshal(r.Reminders)
	if err != nil {
		return 0, fmt.Errorf("save recurring meeting: %w", err)
	}
	if r.ID == 0 {
		id, err := tx.next("meeting_series")
		if err != nil {
			return 0, fmt.Errorf("save recurring meeting: %w", err)
		}
		r.ID = loa.RecurringID(id)
	}
	_, err = tx.exec(`INSERT INTO meeting_series (`+recurringColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET day = excluded.day, clock = excluded.clock, title = excluded.title, place = excluded.place,
		until = excluded.until, reminders = excluded.reminders, author = excluded.author, bot = excluded.bot, chat = excluded.chat, made = excluded.made`,
		r.ID, r.Unit, r.Kind, r.Day, r.At, r.Title, r.Lang, r.Place, day(r.Until), string(reminders),
		r.Bot, account(r.Author), r.Chat, day(r.Made))
	if err != nil {
		return 0, fmt.Errorf("save recurring meeting %d: %w", r.ID, err)
	}
	return r.ID, nil
}

// Recurring returns the recurring meeting with the id.
func (tx *Tx) Recurring(id loa.RecurringID) (loa.Recurring, error) {
	r, err := one(tx, scanRecurring, `SELECT `+recurringColumns+` FROM meeting_series WHERE id = ?`, id)
	if err != nil {
		return r, fmt.Errorf("read recurring meeting %d: %w", id, err)
	}
	return r, nil
}

// AllRecurring returns the recurring meetings that have not ended before the day, by id.
func (tx *Tx) AllRecurring(today loa.Date) ([]loa.Recurring, error) {
	list, err := all(tx, scanRecurring, `SELECT `+recurringColumns+` FROM meeting_series
		WHERE until = '' OR until >= ? ORDER BY id`, day(today))
	if err != nil {
		return nil, fmt.Errorf("list recurring meetings: %w", err)
	}
	return list, nil
}
