package storage

import (
	"fmt"
	"time"

	"loa"
)

const quizAnswerColumns = `asking, member, place, correct, at`

func scanQuizAnswer(r row, a *loa.QuizAnswer) error {
	return r.Scan(&a.Asking, &a.Member, &a.Place, &a.Right, toTime(&a.At))
}

// AddQuizAnswer stores what a member answered to an asking. The first answer to the
// question counts, in whichever group it was given: added is false if there is one.
func (tx *Tx) AddQuizAnswer(asking loa.Asking, a loa.QuizAnswer) (added bool, err error) {
	n, err := tx.exec(`INSERT INTO quiz_answers (asking, campaign, run, question, member, place, correct, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		asking.ID, asking.Campaign, asking.Run, asking.Question, a.Member, a.Place, a.Right, millis(a.At))
	if err != nil {
		return false, fmt.Errorf("add answer to asking %d: %w", asking.ID, err)
	}
	return n == 1, nil
}

// QuizAnswerOf returns what a member answered to the question of an asking, in that
// group or another one.
func (tx *Tx) QuizAnswerOf(asking loa.Asking, member loa.MemberID) (loa.QuizAnswer, error) {
	a, err := one(tx, scanQuizAnswer, `SELECT `+quizAnswerColumns+` FROM quiz_answers
		WHERE member = ? AND member > 0 AND campaign = ? AND run = ? AND question = ?`,
		member, asking.Campaign, asking.Run, asking.Question)
	if err != nil {
		return a, fmt.Errorf("read answer of member %d: %w", member, err)
	}
	return a, nil
}

// RetractQuizAnswer takes back what a member answered to this very asking.
func (tx *Tx) RetractQuizAnswer(asking loa.AskingID, member loa.MemberID) error {
	_, err := tx.exec(`DELETE FROM quiz_answers WHERE asking = ? AND member = ? AND member > 0`, asking, member)
	if err != nil {
		return fmt.Errorf("retract answer to asking %d: %w", asking, err)
	}
	return nil
}

// QuizAnswersOf returns what a member answered, newest first.
func (tx *Tx) QuizAnswersOf(member loa.MemberID) ([]loa.QuizAnswer, error) {
	list, err := all(tx, scanQuizAnswer, `SELECT `+quizAnswerColumns+` FROM quiz_answers
		WHERE member = ? AND member > 0 ORDER BY at DESC, asking DESC`, member)
	if err != nil {
		return nil, fmt.Errorf("list answers of member %d: %w", member, err)
	}
	return list, nil
}

// CountQuizAnswers returns how many chose each of the options of an asking, by place.
func (tx *Tx) CountQuizAnswers(asking loa.AskingID, options int) (counts []int, total int, err error) {
	counts = make([]int, options)
	type chosen struct{ place, n int }
	list, err := all(tx, func(r row, c *chosen) error { return r.Scan(&c.place, &c.n) },
		`SELECT place, COUNT(*) FROM quiz_answers WHERE asking = ? GROUP BY place`, asking)
	if err != nil {
		return nil, 0, fmt.Errorf("count answers to asking %d: %w", asking, err)
	}
	for _, c := range list {
		if c.place >= 0 && c.place < options {
			counts[c.place] = c.n
		}
		total += c.n
	}
	return counts, total, nil
}

// QuizAnswers returns how many answers an asking has.
func (tx *Tx) QuizAnswers(asking loa.AskingID) (int, error) {
	n, err := one(tx, value[int], `SELECT COUNT(*) FROM quiz_answers WHERE asking = ?`, asking)
	if err != nil {
		return 0, fmt.Errorf("count answers to asking %d: %w", asking, err)
	}
	return n, nil
}

// Participation is how often a member answered askings, and where.
type Participation struct {
	Asking loa.AskingID
	Member loa.MemberID
}

// Participations returns who answered the closed askings of a campaign's run under a
// name: for counting people, never for showing them.
func (tx *Tx) Participations(campaign string, run int) ([]Participation, error) {
	list, err := all(tx, func(r row, p *Participation) error { return r.Scan(&p.Asking, &p.Member) },
		`SELECT q.asking, q.member FROM quiz_answers AS q JOIN askings AS a ON a.id = q.asking
		WHERE q.campaign = ? AND q.run = ? AND q.member > 0 AND a.state = 'closed' ORDER BY q.asking, q.member`, campaign, run)
	if err != nil {
		return nil, fmt.Errorf("list participations: %w", err)
	}
	return list, nil
}

// ForgetQuizAnswers takes the member's name from all answers; the numbers stay.
func (tx *Tx) ForgetQuizAnswers(member loa.MemberID) error {
	_, err := tx.exec(`UPDATE quiz_answers SET member = 0 WHERE member = ? AND member > 0`, member)
	if err == nil {
		_, err = tx.exec(`DELETE FROM early_votes WHERE member = ?`, member)
	}
	if err != nil {
		return fmt.Errorf("forget answers of member %d: %w", member, err)
	}
	return nil
}

// PurgeQuizNames takes the names from the answers that were given before then, and
// returns how many those were.
func (tx *Tx) PurgeQuizNames(before time.Time) (int, error) {
	n, err := tx.exec(`UPDATE quiz_answers SET member = 0 WHERE member > 0 AND at < ?`, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge names of answers: %w", err)
	}
	return int(n), nil
}

// EarlyVote is a vote in a poll of which it is not known yet which question it asks.
type EarlyVote struct {
	Member loa.MemberID
	Place  int
	At     time.Time
}

// SaveEarlyVote keeps a member's vote; the newest counts, as at the platform.
func (tx *Tx) SaveEarlyVote(bot loa.BotID, poll string, v EarlyVote) error {
	_, err := tx.exec(`INSERT INTO early_votes (bot, poll_id, member, place, at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (bot, poll_id, member) DO UPDATE SET place = excluded.place, at = excluded.at`, bot, poll, v.Member, v.Place, millis(v.At))
	if err != nil {
		return fmt.Errorf("save vote in poll %s: %w", poll, err)
	}
	return nil
}

// DropEarlyVote takes a member's early vote back.
func (tx *Tx) DropEarlyVote(bot loa.BotID, poll string, member loa.MemberID) error {
	if _, err := tx.exec(`DELETE FROM early_votes WHERE bot = ? AND poll_id = ? AND member = ?`, bot, poll, member); err != nil {
		return fmt.Errorf("drop vote in poll %s: %w", poll, err)
	}
	return nil
}

// TakeEarlyVotes returns the early votes in a poll, by member, and forgets them.
func (tx *Tx) TakeEarlyVotes(bot loa.BotID, poll string) ([]EarlyVote, error) {
	list, err := all(tx, func(r row, v *EarlyVote) error { return r.Scan(&v.Member, &v.Place, toTime(&v.At)) },
		`SELECT member, place, at FROM early_votes WHERE bot = ? AND poll_id = ? ORDER BY member`, bot, poll)
	if err == nil {
		_, err = tx.exec(`DELETE FROM early_votes WHERE bot = ? AND poll_id = ?`, bot, poll)
	}
	if err != nil {
		return nil, fmt.Errorf("take votes in poll %s: %w", poll, err)
	}
	return list, nil
}
