package storage

import (
	"fmt"
	"time"

	"loa"
)

// resultColumns are those of a paper that the ranking needs; paperColumns are all.
const (
	resultColumns = `id, round, number, member, unit, attempt, started, deadline, submitted, auto, prediction, score, seconds, place,
	shown, asked, excluded, withdrawn, account, bot, chat`
	paperColumns = resultColumns + `, questions, answers`
)

func resultFields(p *loa.Paper) []any {
	return []any{
		&p.ID, &p.Round, &p.Number, &p.Member, &p.Unit, &p.Attempt, toTime(&p.Started), toTime(&p.Deadline), toTime(&p.Submitted), &p.Auto,
		&p.Prediction, &p.Score, &p.Seconds, &p.Rank, &p.Shown, &p.Asked, &p.Excluded, &p.Withdrawn, toAccount(&p.Account), &p.Bot, &p.Chat,
	}
}

func scanResult(r row, p *loa.Paper) error { return r.Scan(resultFields(p)...) }

func scanPaper(r row, p *loa.Paper) error {
	return r.Scan(append(resultFields(p), toJSON(&p.Questions), toJSON(&p.Answers))...)
}

// SavePaper stores a paper and returns its id; ID 0 makes a new one.
func (tx *Tx) SavePaper(p loa.Paper) (loa.PaperID, error) {
	questions, err := asJSON(p.Questions)
	if err != nil {
		return 0, fmt.Errorf("save paper: %w", err)
	}
	answers, err := asJSON(p.Answers)
	if err != nil {
		return 0, fmt.Errorf("save paper: %w", err)
	}
	if p.ID == 0 {
		id, err := tx.next("contest_papers")
		if err != nil {
			return 0, fmt.Errorf("save paper: %w", err)
		}
		p.ID = loa.PaperID(id)
	}
	_, err = tx.exec(`INSERT INTO contest_papers (`+paperColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET deadline = excluded.deadline, submitted = excluded.submitted, auto = excluded.auto,
		prediction = excluded.prediction, score = excluded.score, seconds = excluded.seconds, place = excluded.place, shown = excluded.shown,
		asked = excluded.asked, excluded = excluded.excluded, answers = excluded.answers, account = excluded.account, bot = excluded.bot, chat = excluded.chat`,
		p.ID, p.Round, p.Number, p.Member, p.Unit, p.Attempt, millis(p.Started), millis(p.Deadline), millis(p.Submitted), p.Auto,
		p.Prediction, p.Score, p.Seconds, p.Rank, p.Shown, p.Asked, p.Excluded, p.Withdrawn, account(p.Account), p.Bot, p.Chat,
		questions, answers)
	if err != nil {
		return 0, fmt.Errorf("save paper %d of round %d: %w", p.Number, p.Round, err)
	}
	return p.ID, nil
}

// Paper returns a paper, else loa.ErrNotFound.
func (tx *Tx) Paper(id loa.PaperID) (loa.Paper, error) {
	p, err := one(tx, scanPaper, `SELECT `+paperColumns+` FROM contest_papers WHERE id = ?`, id)
	if err != nil {
		return p, fmt.Errorf("read paper %d: %w", id, err)
	}
	return p, nil
}

// PaperNumber returns the paper of a round with the number, else loa.ErrNotFound.
func (tx *Tx) PaperNumber(round loa.RoundID, number int) (loa.Paper, error) {
	p, err := one(tx, scanPaper, `SELECT `+paperColumns+` FROM contest_papers WHERE round = ? AND number = ?`, round, number)
	if err != nil {
		return p, fmt.Errorf("read paper %d of round %d: %w", number, round, err)
	}
	return p, nil
}

// LastPaper returns the highest number of a paper in the round; 0 if there is none.
func (tx *Tx) LastPaper(round loa.RoundID) (int, error) {
	n, err := one(tx, value[int], `SELECT COALESCE(MAX(number), 0) FROM contest_papers WHERE round = ?`, round)
	if err != nil {
		return 0, fmt.Errorf("count papers of round %d: %w", round, err)
	}
	return n, nil
}

// PapersOf returns all papers of a member, of any round, oldest first.
func (tx *Tx) PapersOf(member loa.MemberID) ([]loa.Paper, error) {
	list, err := all(tx, scanPaper, `SELECT `+paperColumns+` FROM contest_papers WHERE member = ? AND member > 0 ORDER BY id`, member)
	if err != nil {
		return nil, fmt.Errorf("list papers of member %d: %w", member, err)
	}
	return list, nil
}

// Results returns the papers of a round without questions and answers, by number.
func (tx *Tx) Results(round loa.RoundID) ([]loa.Paper, error) {
	list, err := all(tx, scanResult, `SELECT `+resultColumns+` FROM contest_papers WHERE round = ? ORDER BY number`, round)
	if err != nil {
		return nil, fmt.Errorf("list results of round %d: %w", round, err)
	}
	return list, nil
}

// PapersAfter returns papers of a round with all that is in them, by number, from the
// one after the given number on: whoever writes them down need not hold them all.
func (tx *Tx) PapersAfter(round loa.RoundID, number, most int) ([]loa.Paper, error) {
	list, err := all(tx, scanPaper, `SELECT `+paperColumns+` FROM contest_papers WHERE round = ? AND number > ? ORDER BY number LIMIT ?`,
		round, number, most)
	if err != nil {
		return nil, fmt.Errorf("list papers of round %d: %w", round, err)
	}
	return list, nil
}

// WritingPapers returns the papers of a round that are being written, without what is in them.
func (tx *Tx) WritingPapers(round loa.RoundID) ([]loa.Paper, error) {
	list, err := all(tx, scanResult, `SELECT `+resultColumns+` FROM contest_papers WHERE round = ? AND submitted = 0 ORDER BY number`, round)
	if err != nil {
		return nil, fmt.Errorf("list papers being written in round %d: %w", round, err)
	}
	return list, nil
}

// notPaused excludes the rounds that stand still: nothing is over there.
const notPaused = `round NOT IN (SELECT round FROM contest_pauses WHERE until_at = 0)`

// OverduePapers returns papers being written whose time is over, the oldest first.
func (tx *Tx) OverduePapers(now time.Time, most int) ([]loa.Paper, error) {
	list, err := all(tx, scanPaper, `SELECT `+paperColumns+` FROM contest_papers
		WHERE submitted = 0 AND deadline <= ? AND `+notPaused+` ORDER BY deadline, id LIMIT ?`, millis(now), most)
	if err != nil {
		return nil, fmt.Errorf("list overdue papers: %w", err)
	}
	return list, nil
}

// NextDeadline returns when the next paper is over; zero if none is being written.
func (tx *Tx) NextDeadline() (time.Time, error) {
	ms, err := one(tx, value[int64], `SELECT COALESCE(MIN(deadline), 0) FROM contest_papers WHERE submitted = 0 AND `+notPaused)
	if err != nil {
		return time.Time{}, fmt.Errorf("find the next deadline: %w", err)
	}
	return instant(ms), nil
}

// LastSign returns when somebody last did something in a round, and whether papers are
// being written.
func (tx *Tx) LastSign(round loa.RoundID) (last time.Time, writing bool, err error) {
	ms, err := one(tx, value[int64], `SELECT COALESCE(MAX(CASE WHEN submitted > started THEN submitted ELSE started END), 0)
		FROM contest_papers WHERE round = ?`, round)
	if err != nil {
		return last, false, fmt.Errorf("look at round %d: %w", round, err)
	}
	last = instant(ms)
	papers, err := all(tx, scanPaper, `SELECT `+paperColumns+` FROM contest_papers WHERE round = ? AND submitted = 0`, round)
	if err != nil {
		return last, false, fmt.Errorf("look at round %d: %w", round, err)
	}
	for _, p := range papers {
		for _, a := range p.Answers {
			if a.At.After(last) {
				last = a.At
			}
		}
	}
	return last, len(papers) > 0, nil
}

// WithdrawPapers forgets what a member wrote. In a round whose result is not announced
// it stays known that there was a paper, so that nobody has a second attempt by
// withdrawing. Of an announced result the numbers stay without the person.
func (tx *Tx) WithdrawPapers(member loa.MemberID, at time.Time) error {
	const closed = `round IN (SELECT id FROM contest_rounds WHERE state = 'closed')`
	_, err := tx.exec(`UPDATE contest_papers SET withdrawn = TRUE, answers = '', questions = '', prediction = NULL, score = 0, seconds = 0,
		shown = FALSE, account = '', bot = '', chat = '', excluded = '', submitted = CASE WHEN submitted = 0 THEN ? ELSE submitted END
		WHERE member = ? AND member > 0 AND NOT `+closed, millis(at), member)
	if err == nil {
		err = tx.forgetPapers(`member = ? AND `+closed, member)
	}
	if err != nil {
		return fmt.Errorf("withdraw papers of member %d: %w", member, err)
	}
	return nil
}

// forgetPapers leaves of papers the numbers only.
func (tx *Tx) forgetPapers(where string, args ...any) error {
	_, err := tx.exec(`UPDATE contest_papers SET member = 0, answers = '', questions = '', prediction = NULL, shown = FALSE, account = '',
		bot = '', chat = '', excluded = CASE WHEN excluded = '' THEN '' ELSE '…' END WHERE member > 0 AND `+where, args...)
	return err
}

// ForgetWithdrawn forgets whose the papers of a round were that were withdrawn.
func (tx *Tx) ForgetWithdrawn(round loa.RoundID) error {
	if err := tx.forgetPapers(`withdrawn AND round = ?`, round); err != nil {
		return fmt.Errorf("forget withdrawn papers of round %d: %w", round, err)
	}
	return nil
}

// PurgePapers forgets who wrote what in the rounds that were announced before then, and
// returns how many papers that was. The numbers stay.
func (tx *Tx) PurgePapers(before time.Time) (int, error) {
	const old = `round IN (SELECT id FROM contest_rounds WHERE state = 'closed' AND closed_at < ?)`
	n, err := one(tx, value[int], `SELECT COUNT(*) FROM contest_papers WHERE member > 0 AND `+old, millis(before))
	if err == nil && n > 0 {
		err = tx.forgetPapers(old, millis(before))
	}
	if err != nil {
		return 0, fmt.Errorf("purge papers: %w", err)
	}
	return n, nil
}

// RankPaper stores the rank that is announced.
func (tx *Tx) RankPaper(id loa.PaperID, rank int) error {
	if _, err := tx.exec(`UPDATE contest_papers SET place = ? WHERE id = ?`, rank, id); err != nil {
		return fmt.Errorf("rank paper %d: %w", id, err)
	}
	return nil
}
