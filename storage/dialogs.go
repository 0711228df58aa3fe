package storage

import (
	"fmt"
	"time"

	"loa"
)

// Dialog returns the person's unfinished dialog in the chat. One that has
// expired by now is loa.ErrNotFound.
func (tx *Tx) Dialog(bot loa.BotID, chat loa.ChatID, a loa.Account, now time.Time) (loa.Dialog, error) {
	d, err := one(tx, scanDialog, `SELECT bot, chat, account, name, data, expires FROM dialogs
		WHERE bot = ? AND chat = ? AND account = ? AND (expires = 0 OR expires > ?)`,
		bot, chat, account(a), millis(now))
	if err != nil {
		return d, fmt.Errorf("read dialog: %w", err)
	}
	return d, nil
}

func scanDialog(r row, d *loa.Dialog) error {
	return r.Scan(&d.Bot, &d.Chat, toAccount(&d.Account), &d.Name, &d.Data, toTime(&d.Expires))
}

// SaveDialog stores the dialog in place of the one that the person had in the
// chat. One with no time of expiry stays until it is ended.
func (tx *Tx) SaveDialog(d loa.Dialog) error {
	_, err := tx.exec(`INSERT INTO dialogs (bot, chat, account, name, data, expires) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (bot, chat, account) DO UPDATE SET name = excluded.name, data = excluded.data, expires = excluded.expires`,
		d.Bot, d.Chat, account(d.Account), d.Name, d.Data, millis(d.Expires))
	if err != nil {
		return fmt.Errorf("save dialog: %w", err)
	}
	return nil
}

// EndDialog forgets the dialog. None is no error.
func (tx *Tx) EndDialog(bot loa.BotID, chat loa.ChatID, a loa.Account) error {
	_, err := tx.exec(`DELETE FROM dialogs WHERE bot = ? AND chat = ? AND account = ?`, bot, chat, account(a))
	if err != nil {
		return fmt.Errorf("end dialog: %w", err)
	}
	return nil
}

// EndDialogs forgets all dialogs of the person, in every chat.
func (tx *Tx) EndDialogs(a loa.Account) error {
	if _, err := tx.exec(`DELETE FROM dialogs WHERE account = ?`, account(a)); err != nil {
		return fmt.Errorf("end dialogs: %w", err)
	}
	return nil
}

// PurgeDialogs forgets the dialogs that had expired by then and returns how many.
func (tx *Tx) PurgeDialogs(before time.Time) (int, error) {
	n, err := tx.exec(`DELETE FROM dialogs WHERE expires > 0 AND expires <= ?`, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge dialogs: %w", err)
	}
	return int(n), nil
}
