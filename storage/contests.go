package storage

import (
	"encoding/json"
	"fmt"
	"time"

	"loa"
)

const roundColumns = `id, contest, round, year, title, rules, open_at, close_at, seed, pool_size, pool_digest, state, actual,
	closed_at, closed_by, named, digest, standings`

func scanRound(r row, v *loa.Round) error {
	var contest string // stands in the rules, too
	return r.Scan(&v.ID, &contest, &v.Round, &v.Year, &v.Title, toJSON(&v.Contest), toTime(&v.Open), toTime(&v.Close), &v.Seed,
		&v.PoolSize, &v.PoolDigest, &v.State, &v.Actual, toTime(&v.ClosedAt), toAccount(&v.ClosedBy), &v.Named, &v.Digest,
		toJSON(&v.Standings))
}

// asJSON is how what is read whole is stored; nothing is "".
func asJSON[T any](v []T) (string, error) {
	if len(v) == 0 {
		return "", nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}

// SaveRound stores a round and returns its id; ID 0 makes a new one.
func (tx *Tx) SaveRound(v loa.Round) (loa.RoundID, error) {
	rules, err := json.Marshal(v.Contest)
	if err != nil {
		return 0, fmt.Errorf("save round %s: %w", v.Round, err)
	}
	standings, err := asJSON(v.Standings)
	if err != nil {
		return 0, fmt.Errorf("save round %s: %w", v.Round, err)
	}
	if v.ID == 0 {
		id, err := tx.next("contest_rounds")
		if err != nil {
			return 0, fmt.Errorf("save round %s: %w", v.Round, err)
		}
		v.ID = loa.RoundID(id)
	}
	_, err = tx.exec(`INSERT INTO contest_rounds (`+roundColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET close_at = excluded.close_at, state = excluded.state, actual = excluded.actual,
		closed_at = excluded.closed_at, closed_by = excluded.closed_by, named = excluded.named, digest = excluded.digest,
		standings = excluded.standings`,
		v.ID, v.Contest.ID, v.Round, v.Year, v.Title, string(rules), millis(v.Open), millis(v.Close), v.Seed, v.PoolSize, v.PoolDigest,
		v.State, v.Actual, millis(v.ClosedAt), account(v.ClosedBy), v.Named, v.Digest, standings)
	if err != nil {
		return 0, fmt.Errorf("save round %s: %w", v.Round, err)
	}
	return v.ID, nil
}

// Round returns a round that was opened, else loa.ErrNotFound.
func (tx *Tx) Round(id loa.RoundID) (loa.Round, error) {
	v, err := one(tx, scanRound, `SELECT `+roundColumns+` FROM contest_rounds WHERE id = ?`, id)
	if err != nil {
		return v, fmt.Errorf("read round %d: %w", id, err)
	}
	return v, nil
}

// HasRound reports whether a round of a year was opened.
func (tx *Tx) HasRound(contest, round string, year int) (bool, error) {
	n, err := one(tx, value[int], `SELECT COUNT(*) FROM contest_rounds WHERE contest = ? AND round = ? AND year = ?`, contest, round, year)
	if err != nil {
		return false, fmt.Errorf("look for round %s: %w", round, err)
	}
	return n > 0, nil
}

// Rounds returns the newest rounds that were opened, newest first.
func (tx *Tx) Rounds(most int) ([]loa.Round, error) {
	list, err := all(tx, scanRound, `SELECT `+roundColumns+` FROM contest_rounds ORDER BY open_at DESC, id DESC LIMIT ?`, most)
	if err != nil {
		return nil, fmt.Errorf("list rounds: %w", err)
	}
	return list, nil
}

// OpenRounds returns the rounds whose result has not been announced, oldest first.
func (tx *Tx) OpenRounds() ([]loa.Round, error) {
	list, err := all(tx, scanRound, `SELECT `+roundColumns+` FROM contest_rounds WHERE state = ? ORDER BY open_at, id`, loa.RoundOpen)
	if err != nil {
		return nil, fmt.Errorf("list open rounds: %w", err)
	}
	return list, nil
}

// SaveContestQuestions stores what a round draws from, once.
func (tx *Tx) SaveContestQuestions(round loa.RoundID, pool []loa.Question) error {
	for i, q := range pool {
		b, err := json.Marshal(q)
		if err == nil {
			_, err = tx.exec(`INSERT INTO contest_questions (round, place, question) VALUES (?, ?, ?)`, round, i, string(b))
		}
		if err != nil {
			return fmt.Errorf("save questions of round %d: %w", round, err)
		}
	}
	return nil
}

// ContestQuestions returns what a round draws from, in its order.
func (tx *Tx) ContestQuestions(round loa.RoundID) ([]loa.Question, error) {
	list, err := all(tx, func(r row, q *loa.Question) error { return r.Scan(toJSON(q)) },
		`SELECT question FROM contest_questions WHERE round = ? ORDER BY place`, round)
	if err != nil {
		return nil, fmt.Errorf("list questions of round %d: %w", round, err)
	}
	return list, nil
}

// ContestQuestion returns one question of a round by its place.
func (tx *Tx) ContestQuestion(round loa.RoundID, place int) (loa.Question, error) {
	q, err := one(tx, func(r row, q *loa.Question) error { return r.Scan(toJSON(q)) },
		`SELECT question FROM contest_questions WHERE round = ? AND place = ?`, round, place)
	if err != nil {
		return q, fmt.Errorf("read question %d of round %d: %w", place, round, err)
	}
	return q, nil
}

// StartPause stores that a round stands still.
func (tx *Tx) StartPause(p loa.Pause) error {
	id, err := tx.next("contest_pauses")
	if err == nil {
		_, err = tx.exec(`INSERT INTO contest_pauses (id, round, from_at, reason, by_whom) VALUES (?, ?, ?, ?, ?)`,
			id, p.Round, millis(p.From), p.Reason, account(p.By))
	}
	if err != nil {
		return fmt.Errorf("pause round %d: %w", p.Round, err)
	}
	return nil
}

// EndPause ends the pause of a round. Every paper that is being written, and the round's
// own end if it had not come, are later by the length of the pause, in one stroke.
func (tx *Tx) EndPause(p loa.Pause, at time.Time) error {
	by := millis(at) - millis(p.From)
	for _, step := range []struct {
		query string
		args  []any
	}{
		{`UPDATE contest_pauses SET until_at = ? WHERE round = ? AND until_at = 0`, []any{millis(at), p.Round}},
		{`UPDATE contest_papers SET deadline = deadline + ? WHERE round = ? AND submitted = 0`, []any{by, p.Round}},
		{`UPDATE contest_rounds SET close_at = close_at + ? WHERE id = ? AND close_at > ?`, []any{by, p.Round, millis(p.From)}},
	} {
		if _, err := tx.exec(step.query, step.args...); err != nil {
			return fmt.Errorf("resume round %d: %w", p.Round, err)
		}
	}
	return nil
}

// Pauses returns the pauses of a round, oldest first.
func (tx *Tx) Pauses(round loa.RoundID) ([]loa.Pause, error) {
	list, err := all(tx, func(r row, p *loa.Pause) error {
		return r.Scan(&p.Round, toTime(&p.From), toTime(&p.Until), &p.Reason, toAccount(&p.By))
	}, `SELECT round, from_at, until_at, reason, by_whom FROM contest_pauses WHERE round = ? ORDER BY from_at, id`, round)
	if err != nil {
		return nil, fmt.Errorf("list pauses of round %d: %w", round, err)
	}
	return list, nil
}
