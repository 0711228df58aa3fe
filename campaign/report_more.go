package campaign

import (
	"slices"

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
	start, end := c.r.Query.Days.Between(c.r.Zone)
	held, err := c.facts.heldFigures(start, end)
	if err != nil {
		return nil, err
	}
	for _, days := range c.r.Query.Days.Parts() {
		part := PartFigures{Days: days, Meetings: map[Sort]UnitFigures{}}
		for _, t := range quiz.Times {
			if days.Contains(loa.DateOf(t.At, c.r.Zone)) {
				part.Answers.Answers += t.Answers
			}
		}
		part.Answers = part.Answers.veiled()
		for _, sort := range Sorts() {
			counted := tallies(slices.DeleteFunc(slices.Clone(held), func(h loa.MeetingFigures) bool {
				return SortOf(h.Meeting.Kind) != sort || c.of[h.Meeting.Unit] == nil || !days.Contains(loa.DateOf(h.Meeting.At, c.r.Zone))
			}))
			part.Meetings[sort] = sum(c.units, c.r.Unit, counted, nil, c.keeps(c.r.Unit.ID))
		}
		more.OverTime = append(more.OverTime, part)
	}
	return more, nil
}
