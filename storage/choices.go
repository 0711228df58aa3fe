package storage

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"loa"
)

const choiceColumns = `bot, chat, code, account, delivery, options, asked, closed`

func scanChoice(r row, c *loa.OpenChoice) error {
	return r.Scan(&c.Bot, &c.Chat, &c.Code, toAccount(&c.For), &c.Delivery, toJSON(&c.Options), toTime(&c.Asked), &c.Closed)
}

// AskChoice stores a question that is about to be asked and returns it with its
// number in the chat. One that was stored before, for an earlier attempt to send it,
// keeps its number.
func (tx *Tx) AskChoice(c loa.OpenChoice) (loa.OpenChoice, error) {
	before, err := tx.ChoiceOf(c.Delivery)
	switch {
	case err == nil:
		c.Code = before.Code
	case !errors.Is(err, loa.ErrNotFound):
		return c, err
	default:
		last, err := one(tx, value[int], `SELECT code FROM choices WHERE bot = ? AND chat = ? ORDER BY asked DESC, delivery DESC LIMIT 1`, c.Bot, c.Chat)
		if err != nil && !errors.Is(err, loa.ErrNotFound) {
			return c, fmt.Errorf("number choice: %w", err)
		}
		taken, err := all(tx, value[int], `SELECT code FROM choices WHERE bot = ? AND chat = ? AND NOT closed`, c.Bot, c.Chat)
		if err != nil {
			return c, fmt.Errorf("number choice: %w", err)
		}
		c.Code = nextCode(last, taken)
	}
	options, err := json.Marshal(c.Options)
	if err != nil {
		return c, fmt.Errorf("ask choice: %w", err)
	}
	_, err = tx.exec(`INSERT INTO choices (`+choiceColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (bot, chat, code) DO UPDATE SET account = excluded.account, delivery = excluded.delivery,
		options = excluded.options, asked = excluded.asked, closed = excluded.closed`,
		c.Bot, c.Chat, c.Code, account(c.For), c.Delivery, string(options), millis(c.Asked), c.Closed)
	if err != nil {
		return c, fmt.Errorf("ask choice: %w", err)
	}
	return c, nil
}

// nextCode is the number after the last one that no open question has: one that was asked
// within the same instant may have it. If all have one, the oldest makes room.
func nextCode(last int, taken []int) int {
	code := last
	for range loa.MostCodes {
		code = code%loa.MostCodes + 1
		if !slices.Contains(taken, code) {
			return code
		}
	}
	return last%loa.MostCodes + 1
}

// ChoiceOf returns the question that a delivery asked.
func (tx *Tx) ChoiceOf(d loa.DeliveryID) (loa.OpenChoice, error) {
	c, err := one(tx, scanChoice, `SELECT `+choiceColumns+` FROM choices WHERE delivery = ?`, d)
	if err != nil {
		return c, fmt.Errorf("read choice of delivery %d: %w", d, err)
	}
	return c, nil
}

// OpenChoices lists the questions in a chat that an account may answer, the newest first.
func (tx *Tx) OpenChoices(bot loa.BotID, chat loa.ChatID, a loa.Account, limit int) ([]loa.OpenChoice, error) {
	list, err := all(tx, scanChoice, `SELECT `+choiceColumns+` FROM choices
		WHERE bot = ? AND chat = ? AND NOT closed AND account IN ('', ?) ORDER BY asked DESC, delivery DESC LIMIT ?`, bot, chat, account(a), limit)
	if err != nil {
		return nil, fmt.Errorf("list choices: %w", err)
	}
	return list, nil
}

// CloseChoice takes no more answers to a question.
func (tx *Tx) CloseChoice(d loa.DeliveryID) error {
	if _, err := tx.exec(`UPDATE choices SET closed = TRUE WHERE delivery = ?`, d); err != nil {
		return fmt.Errorf("close choice: %w", err)
	}
	return nil
}

// answersTo is where the typed answers to an asking are kept: below zero, where no
// delivery's number is.
func answersTo(asking loa.AskingID) loa.DeliveryID { return -loa.DeliveryID(asking) }

// AddTypedAnswer counts an answer to an asking that keeps no names. The first of an
// account counts: added is false if there is one.
func (tx *Tx) AddTypedAnswer(asking loa.AskingID, a loa.Account, place int, at time.Time) (added bool, err error) {
	d := answersTo(asking)
	n, err := tx.exec(`INSERT INTO choice_answers (delivery, who, option, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		d, answerer(d, a), place, millis(at))
	if err != nil {
		return false, fmt.Errorf("add typed answer to asking %d: %w", asking, err)
	}
	return n == 1, nil
}

// CountTypedAnswers returns how many typed each of the options of an asking, by place.
func (tx *Tx) CountTypedAnswers(asking loa.AskingID, options int) (counts []int, total int, err error) {
	given, err := all(tx, value[int], `SELECT option FROM choice_answers WHERE delivery = ?`, answersTo(asking))
	if err != nil {
		return nil, 0, fmt.Errorf("count typed answers to asking %d: %w", asking, err)
	}
	counts = make([]int, options)
	for _, place := range given {
		if place >= 0 && place < options {
			counts[place]++
			total++
		}
	}
	return counts, total, nil
}

// ForgetTypedAnswers leaves nothing of who has answered an asking: its counts are stored.
func (tx *Tx) ForgetTypedAnswers(asking loa.AskingID) error {
	if _, err := tx.exec(`DELETE FROM choice_answers WHERE delivery = ?`, answersTo(asking)); err != nil {
		return fmt.Errorf("forget typed answers to asking %d: %w", asking, err)
	}
	return nil
}

// ToldUnclear notes that an account is told that its answer to a question was not
// understood, and reports whether this is the first time. No question is 0.
func (tx *Tx) ToldUnclear(d loa.DeliveryID, chat loa.ChatID, a loa.Account, at time.Time) (first bool, err error) {
	who := answerer(d, a)
	if d == 0 {
		who = answerer(d, loa.Account{Platform: a.Platform, ID: string(chat) + " " + a.ID})
	}
	n, err := tx.exec(`INSERT INTO choice_answers (delivery, who, option, at) VALUES (?, ?, -1, ?) ON CONFLICT DO NOTHING`, d, who, millis(at))
	if err != nil {
		return false, fmt.Errorf("note unclear answer: %w", err)
	}
	return n == 1, nil
}

// answerer stands for an account among the answers to one question.
func answerer(d loa.DeliveryID, a loa.Account) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "answer\n%d\n%s", d, a))
	return hex.EncodeToString(sum[:16])
}

// PurgeChoices forgets the questions asked before then, and what was answered to
// them, and returns how many rows those were.
func (tx *Tx) PurgeChoices(before time.Time) (int, error) {
	n, err := tx.exec(`DELETE FROM choices WHERE asked < ?`, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge choices: %w", err)
	}
	m, err := tx.exec(`DELETE FROM choice_answers WHERE at < ?`, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge answers: %w", err)
	}
	return int(n + m), nil
}

// ChatPerson returns whose private chat it is.
func (tx *Tx) ChatPerson(bot loa.BotID, chat loa.ChatID) (loa.Person, error) {
	p, err := one(tx, scanPerson, `SELECT `+personColumns+` FROM people WHERE chat = ? AND account LIKE ? ORDER BY account LIMIT 1`,
		chat, string(bot.Platform())+":%")
	if err != nil {
		return p, fmt.Errorf("read person of chat: %w", err)
	}
	return p, nil
}
