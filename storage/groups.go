package storage

import (
	"errors"
	"fmt"
	"slices"

	"loa"
)

const groupColumns = `id, bot, chat, title, unit, kind, thread, lang, state, bound_at, bound_by, ask,
	rest_bot, rest_chat, rest_thread`

func scanGroup(r row, g *loa.Group) error {
	return r.Scan(&g.ID, &g.Bot, &g.Chat, &g.Title, &g.Unit, &g.Kind, &g.Thread, &g.Lang, &g.State,
		toTime(&g.BoundAt), toAccount(&g.BoundBy), &g.Ask, &g.Rest.Bot, &g.Rest.Chat, &g.Rest.Thread)
}

// SaveGroup stores the group and returns its id. One with ID 0 is new; its chat
// must be new as well. One with an unknown id is loa.ErrNotFound.
func (tx *Tx) SaveGroup(g loa.Group) (loa.GroupID, error) {
	tx.memo.forget()
	if g.ID == 0 {
		id, err := tx.insertGroup(g)
		if err != nil {
			return 0, fmt.Errorf("add group: %w", err)
		}
		return id, nil
	}
	n, err := tx.exec(`UPDATE chat_groups SET bot = ?, chat = ?, title = ?, unit = ?, kind = ?, thread = ?, lang = ?,
		state = ?, bound_at = ?, bound_by = ?, ask = ?, rest_bot = ?, rest_chat = ?, rest_thread = ? WHERE id = ?`,
		g.Bot, g.Chat, g.Title, g.Unit, g.Kind, g.Thread, g.Lang, g.State, millis(g.BoundAt), account(g.BoundBy), g.Ask,
		g.Rest.Bot, g.Rest.Chat, g.Rest.Thread, g.ID)
	if err == nil && n == 0 {
		err = loa.ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("save group %d: %w", g.ID, err)
	}
	return g.ID, nil
}

func (tx *Tx) insertGroup(g loa.Group) (loa.GroupID, error) {
	id, err := tx.next("groups")
	if err != nil {
		return 0, err
	}
	_, err = tx.exec(`INSERT INTO chat_groups (`+groupColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id, g.Bot, g.Chat, g.Title, g.Unit, g.Kind, g.Thread, g.Lang, g.State, millis(g.BoundAt), account(g.BoundBy), g.Ask,
		g.Rest.Bot, g.Rest.Chat, g.Rest.Thread)
	return loa.GroupID(id), err
}

// Group returns the group with the id.
func (tx *Tx) Group(id loa.GroupID) (loa.Group, error) {
	if key, known := tx.memo.chats[id]; known {
		return tx.memo.groups[key], nil
	}
	g, err := one(tx, scanGroup, `SELECT `+groupColumns+` FROM chat_groups WHERE id = ?`, id)
	if err != nil {
		return g, fmt.Errorf("read group %d: %w", id, err)
	}
	tx.memo.keepGroup(g)
	return g, nil
}

// GroupByChat returns the group whose chat the bot knows by that id.
func (tx *Tx) GroupByChat(bot loa.BotID, chat loa.ChatID) (loa.Group, error) {
	if g, known := tx.memo.groups[chatKey{bot, chat}]; known {
		return g, nil
	}
	g, err := one(tx, scanGroup, `SELECT `+groupColumns+` FROM chat_groups WHERE bot = ? AND chat = ?`, bot, chat)
	if err != nil {
		return g, fmt.Errorf("read group of chat %s: %w", chat, err)
	}
	tx.memo.keepGroup(g)
	return g, nil
}

// Groups returns the groups in one of the states, oldest first; without states, all.
func (tx *Tx) Groups(states ...loa.GroupState) ([]loa.Group, error) {
	groups, err := all(tx, scanGroup, `SELECT `+groupColumns+` FROM chat_groups ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list groups: %w", err)
	}
	if len(states) == 0 {
		return groups, nil
	}
	// A ward has some eighty groups: not worth a query for every number of states.
	return slices.DeleteFunc(groups, func(g loa.Group) bool { return !slices.Contains(states, g.State) }), nil
}

// MoveChat follows a chat that has a new id: in its group, in dialogs and in
// deliveries that are not settled. What was sent keeps the id it was sent under.
// Platforms tell of a move more than once; the second time changes nothing.
func (tx *Tx) MoveChat(bot loa.BotID, from, to loa.ChatID) error {
	if from == to {
		return nil
	}
	for _, move := range []func(loa.BotID, loa.ChatID, loa.ChatID) error{tx.moveGroup, tx.moveRest, tx.moveDialogs, tx.moveDeliveries} {
		if err := move(bot, from, to); err != nil {
			return fmt.Errorf("move chat %s to %s: %w", from, to, err)
		}
	}
	return nil
}

func (tx *Tx) moveGroup(bot loa.BotID, from, to loa.ChatID) error {
	kept, err := tx.GroupByChat(bot, from)
	if errors.Is(err, loa.ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	double, err := tx.GroupByChat(bot, to)
	switch {
	case err == nil:
		if kept.Unit == "" && double.Unit != "" {
			kept, double = double, kept
		}
		if err := tx.mergeGroup(&kept, double); err != nil {
			return err
		}
	case !errors.Is(err, loa.ErrNotFound):
		return err
	}
	kept.Chat = to
	_, err = tx.SaveGroup(kept)
	return err
}

// mergeGroup dissolves a second row of the same chat into the one that is kept:
// the bot was seen under the new id before it was told of the move.
func (tx *Tx) mergeGroup(kept *loa.Group, double loa.Group) error {
	tx.memo.forget()
	if kept.State == loa.GroupClosed && double.State != loa.GroupClosed {
		kept.State = loa.GroupWaiting // left under the one id, present under the other
		if kept.Unit != "" {
			kept.State = loa.GroupActive
		}
	}
	if _, err := tx.exec(`UPDATE deliveries SET group_id = ? WHERE group_id = ?`, kept.ID, double.ID); err != nil {
		return err
	}
	if err := tx.mergeAskings(kept.ID, double.ID); err != nil {
		return err
	}
	_, err := tx.exec(`DELETE FROM chat_groups WHERE id = ?`, double.ID)
	return err
}

// LeaveTopic sends to the chat's General topic what waits for a topic that is gone.
func (tx *Tx) LeaveTopic(bot loa.BotID, chat loa.ChatID, thread int64) error {
	_, err := tx.exec(`UPDATE deliveries SET thread = 0
		WHERE bot = ? AND chat = ? AND thread = ? AND state IN ('pending', 'sending')`, bot, chat, thread)
	if err != nil {
		return fmt.Errorf("leave topic %d of chat %s: %w", thread, chat, err)
	}
	return nil
}

// moveDialogs moves the dialogs of a chat. Where a person has one under the new
// id already, that one is the later and stays.
func (tx *Tx) moveDialogs(bot loa.BotID, from, to loa.ChatID) error {
	_, err := tx.exec(`DELETE FROM dialogs WHERE bot = ? AND chat = ? AND account IN
		(SELECT account FROM dialogs WHERE bot = ? AND chat = ?)`, bot, from, bot, to)
	if err != nil {
		return err
	}
	_, err = tx.exec(`UPDATE dialogs SET chat = ? WHERE bot = ? AND chat = ?`, to, bot, from)
	return err
}

func (tx *Tx) moveDeliveries(bot loa.BotID, from, to loa.ChatID) error {
	_, err := tx.exec(`UPDATE deliveries SET chat = ?, lane = CASE WHEN lane = chat THEN ? ELSE lane END
		WHERE bot = ? AND chat = ? AND state IN ('pending', 'sending')`, to, to, bot, from)
	return err
}
