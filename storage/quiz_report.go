package storage

import (
	"fmt"
	"time"

	"loa"
)

// QuizQuery is which questions a report counts: those that were closed from Start to before
// End in groups that belonged to the units when they were asked.
type QuizQuery struct {
	Start, End time.Time
	Units      []loa.UnitID
}

// QuizCount is how many questions of a strand were closed in groups of a unit, and how many
// answers they got.
type QuizCount struct {
	Unit      loa.UnitID
	Strand    loa.StrandID
	Questions int
	Answers   int
}

// closedAskings is which askings a report counts.
func (q QuizQuery) closedAskings() sendPart {
	p := sendPart{from: `askings AS a WHERE a.state = 'closed' AND a.closed >= ? AND a.closed < ?`, args: []any{millis(q.Start), millis(q.End)}}
	return among(p, "a.unit", q.Units)
}

// QuizCounts counts closed questions by unit and strand.
func (tx *Tx) QuizCounts(q QuizQuery) ([]QuizCount, error) {
	p := q.closedAskings()
	list, err := all(tx, func(r row, c *QuizCount) error { return r.Scan(&c.Unit, &c.Strand, &c.Questions, &c.Answers) },
		`SELECT a.unit, a.strand, COUNT(*), CAST(SUM(a.total) AS BIGINT) FROM `+p.from+` GROUP BY a.unit, a.strand ORDER BY a.unit, a.strand`, p.args...)
	if err != nil {
		return nil, fmt.Errorf("count questions: %w", err)
	}
	return list, nil
}

// QuizTime is how many answers the questions got that were closed within one quarter of
// an hour: all of them closed on one day, in whatever zone.
type QuizTime struct {
	At      time.Time // when the quarter begins
	Answers int
}

// quarterHour is in milliseconds. Every zone is whole quarters off UTC.
const quarterHour = 15 * 60 * 1000

// QuizTimes counts answers by the time at which questions were closed, the oldest first.
func (tx *Tx) QuizTimes(q QuizQuery) ([]QuizTime, error) {
	p := q.closedAskings()
	list, err := all(tx, func(r row, t *QuizTime) error {
		var quarter int64
		err := r.Scan(&quarter, &t.Answers)
		t.At = instant(quarter * quarterHour)
		return err
	}, `SELECT a.closed / ?, CAST(SUM(a.total) AS BIGINT) FROM `+p.from+` GROUP BY 1 ORDER BY 1`, append([]any{quarterHour}, p.args...)...)
	if err != nil {
		return nil, fmt.Errorf("count answers over time: %w", err)
	}
	return list, nil
}

// QuestionCount is how often a question was answered, in all groups together.
type QuestionCount struct {
	Question string
	Answers  int
	Right    int
}

// QuestionCounts counts by question.
func (tx *Tx) QuestionCounts(q QuizQuery) ([]QuestionCount, error) {
	p := q.closedAskings()
	list, err := all(tx, func(r row, c *QuestionCount) error { return r.Scan(&c.Question, &c.Answers, &c.Right) },
		`SELECT a.question, CAST(SUM(a.total) AS BIGINT), CAST(SUM(a.correct) AS BIGINT) FROM `+p.from+` GROUP BY a.question ORDER BY a.question`, p.args...)
	if err != nil {
		return nil, fmt.Errorf("count answers by question: %w", err)
	}
	return list, nil
}

// QuizPeople returns the members who answered such a question under their names.
func (tx *Tx) QuizPeople(q QuizQuery) ([]loa.MemberID, error) {
	p := q.closedAskings()
	list, err := all(tx, value[loa.MemberID], `SELECT DISTINCT x.member FROM quiz_answers AS x
		WHERE x.member > 0 AND x.asking IN (SELECT a.id FROM `+p.from+`) ORDER BY x.member`, p.args...)
	if err != nil {
		return nil, fmt.Errorf("list who answered questions: %w", err)
	}
	return list, nil
}

// ClosedQuestion is one question that was closed in one group.
type ClosedQuestion struct {
	ID       loa.AskingID
	Unit     loa.UnitID
	Strand   loa.StrandID
	Question string
	Closed   time.Time
	Answers  int
}

// ClosedQuestions lists closed questions, the oldest first.
func (tx *Tx) ClosedQuestions(q QuizQuery) ([]ClosedQuestion, error) {
	p := q.closedAskings()
	list, err := all(tx, func(r row, c *ClosedQuestion) error {
		return r.Scan(&c.ID, &c.Unit, &c.Strand, &c.Question, toTime(&c.Closed), &c.Answers)
	}, `SELECT a.id, a.unit, a.strand, a.question, a.closed, a.total FROM `+p.from+` ORDER BY a.closed, a.id`, p.args...)
	if err != nil {
		return nil, fmt.Errorf("list closed questions: %w", err)
	}
	return list, nil
}
