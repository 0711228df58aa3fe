package storage

import (
	"encoding/json"
	"fmt"
	"time"

	"loa"
)

const askingColumns = `id, campaign, run, question, quiz_set, strand, group_id, unit, bot, way, form, state, asked, post, day, asked_by,
	created, opened, closes, chat, message, poll_id, closed, counts, total`

func scanAsking(r row, a *loa.Asking) error {
	return r.Scan(&a.ID, &a.Campaign, &a.Run, &a.Question, &a.Set, &a.Strand, &a.Group, &a.Unit, &a.Bot, &a.Way, &a.Form, &a.State,
		toJSON(&a.Asked), &a.Post, toDate(&a.Date), toAccount(&a.By), toTime(&a.Created), toTime(&a.Opened), toTime(&a.Closes),
		&a.Chat, &a.Message, &a.PollID, toTime(&a.Closed), toJSON(&a.Counts), &a.Total)
}

// SaveAsking stores an asking and returns its id; ID 0 makes a new one. A question that
// the group was asked already in the run is an error: see AskedIn.
func (tx *Tx) SaveAsking(a loa.Asking) (loa.AskingID, error) {
	tx.memo.forget()
	asked, err := json.Marshal(a.Asked)
	if err != nil {
		return 0, fmt.Errorf("save asking: %w", err)
	}
	counts, err := jsonList(a.Counts)
	if err != nil {
		return 0, fmt.Errorf("save asking: %w", err)
	}
	if a.ID == 0 {
		id, err := tx.next("askings")
		if err != nil {
			return 0, fmt.Errorf("save asking: %w", err)
		}
		a.ID = loa.AskingID(id)
	}
	_, err = tx.exec(`INSERT INTO askings (`+askingColumns+`, correct)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, opened = excluded.opened, closes = excluded.closes, chat = excluded.chat,
		message = excluded.message, poll_id = excluded.poll_id, closed = excluded.closed, counts = excluded.counts, total = excluded.total,
		correct = excluded.correct`,
		a.ID, a.Campaign, a.Run, a.Question, a.Set, a.Strand, a.Group, a.Unit, a.Bot, a.Way, a.Form, a.State, string(asked), a.Post,
		day(a.Date), account(a.By), millis(a.Created), millis(a.Opened), millis(a.Closes), a.Chat, a.Message, a.PollID,
		millis(a.Closed), counts, a.Total, a.Right())
	if err != nil {
		return 0, fmt.Errorf("save asking %d: %w", a.ID, err)
	}
	return a.ID, nil
}

// jsonList writes a list as JSON; none is "".
func jsonList(list []int) (string, error) {
	if list == nil {
		return "", nil
	}
	text, err := json.Marshal(list)
	return string(text), err
}

// Asking returns the asking with the id.
func (tx *Tx) Asking(id loa.AskingID) (loa.Asking, error) {
	if a, known := tx.memo.askings[id]; known {
		return a, nil
	}
	a, err := one(tx, scanAsking, `SELECT `+askingColumns+` FROM askings WHERE id = ?`, id)
	if err != nil {
		return a, fmt.Errorf("read asking %d: %w", id, err)
	}
	tx.memo.keepAsking(a)
	return a, nil
}

// AskingOfPoll returns the asking whose poll the platform calls so.
func (tx *Tx) AskingOfPoll(bot loa.BotID, poll string) (loa.Asking, error) {
	a, err := one(tx, scanAsking, `SELECT `+askingColumns+` FROM askings WHERE bot = ? AND poll_id = ? AND poll_id <> ''`, bot, poll)
	if err != nil {
		return a, fmt.Errorf("read asking of poll %s: %w", poll, err)
	}
	return a, nil
}

// AskingsIn returns what a group was asked in a run of the campaign and what may have
// reached it, oldest first.
func (tx *Tx) AskingsIn(campaign string, run int, group loa.GroupID) ([]loa.Asking, error) {
	list, err := all(tx, scanAsking, `SELECT `+askingColumns+` FROM askings
		WHERE group_id = ? AND campaign = ? AND run = ? AND state <> 'dropped' ORDER BY id`, group, campaign, run)
	if err != nil {
		return nil, fmt.Errorf("list askings in group %d: %w", group, err)
	}
	return list, nil
}

// AskedIn reports whether the group was asked the question in the run, or may have been.
func (tx *Tx) AskedIn(campaign string, run int, question string, group loa.GroupID) (bool, error) {
	n, err := one(tx, value[int], `SELECT COUNT(*) FROM askings
		WHERE campaign = ? AND run = ? AND question = ? AND group_id = ? AND state <> 'dropped'`, campaign, run, question, group)
	if err != nil {
		return false, fmt.Errorf("look up asking of %s: %w", question, err)
	}
	return n > 0, nil
}

// LiveAskings returns what waits to be asked or is open, by when it closes.
func (tx *Tx) LiveAskings() ([]loa.Asking, error) {
	list, err := all(tx, scanAsking, `SELECT `+askingColumns+` FROM askings WHERE state IN ('waiting', 'open') ORDER BY closes, id`)
	if err != nil {
		return nil, fmt.Errorf("list open askings: %w", err)
	}
	return list, nil
}

// UncertainAskings returns the questions of which nobody knows whether they reached their
// group, by when they close.
func (tx *Tx) UncertainAskings() ([]loa.Asking, error) {
	list, err := all(tx, scanAsking, `SELECT `+askingColumns+` FROM askings WHERE state = 'uncertain' ORDER BY closes, id`)
	if err != nil {
		return nil, fmt.Errorf("list uncertain askings: %w", err)
	}
	return list, nil
}

// AskingsAfter returns what was asked after a post of a day, in any group.
func (tx *Tx) AskingsAfter(post loa.PostID, date loa.Date) ([]loa.Asking, error) {
	list, err := all(tx, scanAsking, `SELECT `+askingColumns+` FROM askings WHERE post = ? AND day = ? ORDER BY id`, post, day(date))
	if err != nil {
		return nil, fmt.Errorf("list askings after post %s: %w", post, err)
	}
	return list, nil
}

// ClosedAskings returns the askings of a campaign's run that have been closed, oldest first.
func (tx *Tx) ClosedAskings(campaign string, run int) ([]loa.Asking, error) {
	list, err := all(tx, scanAsking, `SELECT `+askingColumns+` FROM askings
		WHERE campaign = ? AND run = ? AND state = 'closed' ORDER BY id`, campaign, run)
	if err != nil {
		return nil, fmt.Errorf("list closed askings: %w", err)
	}
	return list, nil
}

func scanPollState(r row, p *loa.PollState) error {
	return r.Scan(&p.PollID, toJSON(&p.Counts), &p.Total, &p.Closed)
}

// SavePollState keeps the newest count of a poll, whether or not it is known whose poll
// that is. The count of a closed poll is its last.
func (tx *Tx) SavePollState(bot loa.BotID, p loa.PollState, at time.Time) error {
	counts, err := jsonList(p.Counts)
	if err == nil {
		_, err = tx.exec(`INSERT INTO poll_counts (bot, poll_id, counts, total, closed, at) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (bot, poll_id) DO UPDATE SET counts = excluded.counts, total = excluded.total, closed = excluded.closed, at = excluded.at
			WHERE NOT poll_counts.closed`, bot, p.PollID, counts, p.Total, p.Closed, millis(at))
	}
	if err != nil {
		return fmt.Errorf("save count of poll %s: %w", p.PollID, err)
	}
	return nil
}

// PollState returns the newest count of a poll.
func (tx *Tx) PollState(bot loa.BotID, poll string) (loa.PollState, error) {
	p, err := one(tx, scanPollState, `SELECT poll_id, counts, total, closed FROM poll_counts WHERE bot = ? AND poll_id = ?`, bot, poll)
	if err != nil {
		return p, fmt.Errorf("read count of poll %s: %w", poll, err)
	}
	return p, nil
}

// PurgePollStates forgets the counts and early votes of polls that came before then,
// but for those of questions that are open, and returns how many counts those were.
func (tx *Tx) PurgePollStates(before time.Time) (int, error) {
	n, err := tx.exec(`DELETE FROM poll_counts WHERE at < ? AND NOT EXISTS (SELECT 1 FROM askings AS a
		WHERE a.bot = poll_counts.bot AND a.poll_id = poll_counts.poll_id AND a.poll_id <> '' AND a.state = 'open')`, millis(before))
	if err == nil {
		_, err = tx.exec(`DELETE FROM early_votes WHERE at < ?`, millis(before))
	}
	if err != nil {
		return 0, fmt.Errorf("purge counts of polls: %w", err)
	}
	return int(n), nil
}

// mergeAskings gives the kept group what the other row of the same chat was asked. What
// both were asked stays with the other id, which no group has any more.
func (tx *Tx) mergeAskings(kept, double loa.GroupID) error {
	_, err := tx.exec(`UPDATE askings SET group_id = ? WHERE group_id = ? AND NOT EXISTS (SELECT 1 FROM askings AS k
		WHERE k.group_id = ? AND k.campaign = askings.campaign AND k.run = askings.run AND k.question = askings.question
		AND k.state <> 'dropped')`, kept, double, kept)
	return err
}

// AskingDeliveries returns what was queued about an asking, oldest first.
func (tx *Tx) AskingDeliveries(id loa.AskingID) ([]loa.Delivery, error) {
	list, err := all(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries WHERE asking = ? AND asking > 0 ORDER BY id`, id)
	if err != nil {
		return nil, fmt.Errorf("list deliveries of asking %d: %w", id, err)
	}
	return list, nil
}
