package campaign

import (
	"time"

	"loa"
)

// ReportMore is what only the files of a report show: how participation went over time,
// and which questions were often missed.
type ReportMore struct {
	OverTime []PartFigures
	Missed   []QuizMissed
}

// PartFigures are the numbers of a part of the report's days.
type PartFigures struct {
	Days     loa.Days
	Answers  QuizSum
	Meetings map[Sort]UnitFigures
}

// countMore counts by part of the days, and by question.
func (c *reportCount) countMore() (*ReportMore, error) {
	quiz, err := c.facts.quizMore(c.quizQuery())
	if err != nil {
		return nil, err
	}
	more := &ReportMore{Missed: quiz.Missed}
	for _, days := range c.r.Query.Days.Parts() {
		part := PartFigures{Days: days, Meetings: map[Sort]UnitFigures{}}
		within := func(at time.Time) bool { return days.Contains(loa.DateOf(at, c.r.Zone)) }
		for _, t := range quiz.Times {
			if within(t.At) {
				part.Answers.Answers += t.Answers
			}
		}
		part.Answers = part.Answers.veiled()
		for _, sort := range Sorts() {
			part.Meetings[sort] = sum(c.units, c.r.Unit, c.tallies(sort, within), nil, c.keeps(c.r.Unit.ID))
		}
		more.OverTime = append(more.OverTime, part)
	}
	return more, nil
}
