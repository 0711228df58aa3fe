package storage

import (
	"fmt"

	"loa"
)

const personColumns = `account, lang, chat, reachable, bot`

// Person returns what is kept of the person with the account.
func (tx *Tx) Person(a loa.Account) (loa.Person, error) {
	p, err := one(tx, scanPerson, `SELECT `+personColumns+` FROM people WHERE account = ?`, account(a))
	if err != nil {
		return p, fmt.Errorf("read person: %w", err)
	}
	return p, nil
}

func scanPerson(r row, p *loa.Person) error {
	return r.Scan(toAccount(&p.Account), &p.Lang, &p.Chat, &p.Open, &p.Bot)
}

// SavePerson stores the person, in place of one with the same account.
func (tx *Tx) SavePerson(p loa.Person) error {
	_, err := tx.exec(`INSERT INTO people (account, lang, chat, reachable, bot) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (account) DO UPDATE SET lang = excluded.lang, chat = excluded.chat, reachable = excluded.reachable, bot = excluded.bot`,
		account(p.Account), p.Lang, p.Chat, p.Open, p.Bot)
	if err != nil {
		return fmt.Errorf("save person: %w", err)
	}
	return nil
}

// CloseChat notes that the person of the private chat has blocked the bot. A
// chat of nobody is no error.
func (tx *Tx) CloseChat(bot loa.BotID, chat loa.ChatID) error {
	_, err := tx.exec(`UPDATE people SET reachable = FALSE WHERE chat = ? AND account LIKE ?`,
		chat, string(bot.Platform())+":%")
	if err != nil {
		return fmt.Errorf("close chat %s: %w", chat, err)
	}
	return nil
}
