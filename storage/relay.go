package storage

import (
	"errors"
	"fmt"
	"time"

	"loa"
)

// NewRelayChat makes a chat that a person serves.
func (tx *Tx) NewRelayChat() (loa.ChatID, error) {
	n, err := tx.next("relays")
	if err != nil {
		return "", fmt.Errorf("make relay chat: %w", err)
	}
	return loa.RelayChat(n), nil
}

// RestingGroup returns the group that was reached by the chat before.
func (tx *Tx) RestingGroup(bot loa.BotID, chat loa.ChatID) (loa.Group, error) {
	g, err := one(tx, scanGroup, `SELECT `+groupColumns+` FROM chat_groups
		WHERE rest_bot = ? AND rest_chat = ? AND rest_chat <> '' ORDER BY id LIMIT 1`, bot, chat)
	if err != nil {
		return g, fmt.Errorf("read group that left chat %s: %w", chat, err)
	}
	return g, nil
}

func (tx *Tx) moveRest(bot loa.BotID, from, to loa.ChatID) error {
	tx.memo.forget()
	_, err := tx.exec(`UPDATE chat_groups SET rest_chat = ? WHERE rest_bot = ? AND rest_chat = ? AND rest_chat <> ''`, to, bot, from)
	return err
}

// SwitchGroup stores a group that is reached by another channel from now on. What waits for
// it goes there, too; what is being sent, or may have arrived, stays what it is. A group of
// that chat that is bound to nothing is dissolved into it.
func (tx *Tx) SwitchGroup(g loa.Group) error {
	double, err := tx.GroupByChat(g.Bot, g.Chat)
	switch {
	case errors.Is(err, loa.ErrNotFound):
		err = nil
	case err == nil && double.ID != g.ID && double.State == loa.GroupActive:
		err = fmt.Errorf("chat %s is that of group %d", g.Chat, double.ID)
	case err == nil && double.ID != g.ID:
		state := g.State
		err = tx.mergeGroup(&g, double)
		g.State = state
	}
	if err == nil {
		_, err = tx.SaveGroup(g)
	}
	if err == nil {
		_, err = tx.exec(`UPDATE deliveries SET lane = CASE WHEN lane = chat THEN ? ELSE lane END, bot = ?, chat = ?, thread = ?
			WHERE group_id = ? AND group_id > 0 AND private = FALSE AND priority = ? AND edits = '' AND state = 'pending'`,
			g.Chat, g.Bot, g.Chat, g.Thread, g.ID, loa.Bulk)
	}
	if err != nil {
		return fmt.Errorf("switch group %d: %w", g.ID, err)
	}
	return nil
}

func (tx *Tx) openOf(g loa.GroupID, where string) ([]loa.Delivery, error) {
	list, err := all(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries
		WHERE group_id = ? AND group_id > 0 AND private = FALSE AND `+where+` ORDER BY id`, g)
	if err != nil {
		return nil, fmt.Errorf("list open deliveries of group %d: %w", g, err)
	}
	return list, nil
}

// WaitingOf returns what would go with the group if it were reached otherwise, oldest first.
func (tx *Tx) WaitingOf(g loa.GroupID) ([]loa.Delivery, error) {
	return tx.openOf(g, `state = 'pending' AND priority = 1 AND edits = ''`)
}

// UnclearOf returns what is being sent to the group or may have arrived there, oldest first.
func (tx *Tx) UnclearOf(g loa.GroupID) ([]loa.Delivery, error) {
	return tx.openOf(g, `state IN ('sending', 'uncertain')`)
}

// SwitchAsking stores by which bot a question is asked, and in which form.
func (tx *Tx) SwitchAsking(id loa.AskingID, bot loa.BotID, form loa.AskForm) error {
	tx.memo.forget()
	if _, err := tx.exec(`UPDATE askings SET bot = ?, form = ? WHERE id = ?`, bot, form, id); err != nil {
		return fmt.Errorf("switch asking %d: %w", id, err)
	}
	return nil
}

// DueRelays returns what waits for somebody to pass it on, oldest first.
func (tx *Tx) DueRelays(now time.Time) ([]loa.Delivery, error) {
	list, err := all(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries
		WHERE bot = ? AND state = 'pending' AND due <= ? ORDER BY id`, loa.RelayBot, millis(now))
	if err != nil {
		return nil, fmt.Errorf("list what is to be passed on: %w", err)
	}
	return list, nil
}

// NextRelay returns when something else is to be passed on, zero if nothing is.
func (tx *Tx) NextRelay(now time.Time) (time.Time, error) {
	due, err := one(tx, value[int64], nextQuery, loa.RelayBot, millis(now))
	if err != nil {
		return time.Time{}, fmt.Errorf("read what is to be passed on next: %w", err)
	}
	return instant(due), nil
}

// TakeRelayBack makes something wait again that a person has settled. ok is false if it is
// not settled like that.
func (tx *Tx) TakeRelayBack(id loa.DeliveryID) (ok bool, err error) {
	n, err := tx.exec(`UPDATE deliveries SET state = 'pending', settled = 0, reason = '', told = FALSE
		WHERE id = ? AND bot = ? AND state IN ('relayed', 'failed')`, id, loa.RelayBot)
	if err != nil {
		return false, fmt.Errorf("take back that delivery %d was passed on: %w", id, err)
	}
	return n > 0, nil
}

const relayCardColumns = `id, account, bot, chat, delivery, digest, told, remind, shown, unsettled`

func scanRelayCard(r row, c *loa.RelayCard) error {
	return r.Scan(&c.ID, toAccount(&c.Person), &c.Bot, &c.Chat, &c.Delivery, &c.Digest, toTime(&c.Told), toTime(&c.Remind), &c.Shown, &c.Open)
}

// SaveRelayCard stores a card and returns its id. One with ID 0 is new, with its items;
// of another the items stay.
func (tx *Tx) SaveRelayCard(c loa.RelayCard) (loa.RelayCardID, error) {
	err := tx.saveRelayCard(&c)
	if err != nil {
		return 0, fmt.Errorf("save relay card: %w", err)
	}
	return c.ID, nil
}

func (tx *Tx) saveRelayCard(c *loa.RelayCard) error {
	if c.ID != 0 {
		_, err := tx.exec(`UPDATE relay_cards SET delivery = ?, remind = ?, shown = ?, unsettled = ? WHERE id = ?`,
			c.Delivery, millis(c.Remind), c.Shown, c.Open, c.ID)
		return err
	}
	id, err := tx.next("relay_cards")
	if err != nil {
		return err
	}
	c.ID = loa.RelayCardID(id)
	_, err = tx.exec(`INSERT INTO relay_cards (`+relayCardColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, account(c.Person), c.Bot, c.Chat, c.Delivery, c.Digest, millis(c.Told), millis(c.Remind), c.Shown, c.Open)
	for _, item := range c.Items {
		if err == nil {
			_, err = tx.exec(`INSERT INTO relay_items (card, delivery) VALUES (?, ?)`, c.ID, item)
		}
	}
	return err
}

// RelayCard returns the card with the id.
func (tx *Tx) RelayCard(id loa.RelayCardID) (loa.RelayCard, error) {
	c, err := one(tx, scanRelayCard, `SELECT `+relayCardColumns+` FROM relay_cards WHERE id = ?`, id)
	if err == nil {
		err = tx.relayItems(&c)
	}
	if err != nil {
		return c, fmt.Errorf("read relay card %d: %w", id, err)
	}
	return c, nil
}

func (tx *Tx) relayItems(c *loa.RelayCard) (err error) {
	c.Items, err = all(tx, value[loa.DeliveryID], `SELECT delivery FROM relay_items WHERE card = ? ORDER BY delivery`, c.ID)
	return err
}

// OpenRelayCards returns the cards on which something may still change, oldest first.
func (tx *Tx) OpenRelayCards() ([]loa.RelayCard, error) {
	return tx.relayCards(`WHERE unsettled`)
}

// RelayCardsOf returns the cards on which the delivery stands, oldest first.
func (tx *Tx) RelayCardsOf(id loa.DeliveryID) ([]loa.RelayCard, error) {
	return tx.relayCards(`WHERE id IN (SELECT card FROM relay_items WHERE delivery = ?)`, id)
}

func (tx *Tx) relayCards(where string, args ...any) ([]loa.RelayCard, error) {
	list, err := all(tx, scanRelayCard, `SELECT `+relayCardColumns+` FROM relay_cards `+where+` ORDER BY id`, args...)
	for i := range list {
		if err == nil {
			err = tx.relayItems(&list[i])
		}
	}
	if err != nil {
		return nil, fmt.Errorf("list relay cards: %w", err)
	}
	return list, nil
}

// PurgeRelayCards forgets cards of before then, and returns how many those were.
func (tx *Tx) PurgeRelayCards(before time.Time) (int, error) {
	_, err := tx.exec(`DELETE FROM relay_items WHERE card IN (SELECT id FROM relay_cards WHERE told < ?)`, millis(before))
	var n int64
	if err == nil {
		n, err = tx.exec(`DELETE FROM relay_cards WHERE told < ?`, millis(before))
	}
	if err != nil {
		return 0, fmt.Errorf("purge relay cards: %w", err)
	}
	return int(n), nil
}
