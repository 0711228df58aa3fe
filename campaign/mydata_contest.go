package campaign

import (
	"fmt"

	"loa"
)

// papers is what the person wrote in contests: every answer, and what became of it. Which
// of them were right is told when the rules show it to everybody.
func (g gathering) papers(id loa.MemberID) (Datum, error) {
	all, err := g.d.tx.PapersOf(id)
	if err != nil {
		return Datum{}, err
	}
	var list [][]Datum
	for _, p := range all {
		one, err := g.paper(p)
		if err != nil {
			return Datum{}, err
		}
		list = append(list, one)
	}
	return g.datum("papers", list), nil
}

func (g gathering) paper(p loa.Paper) ([]Datum, error) {
	r, err := g.d.tx.Round(p.Round)
	if err != nil {
		return nil, err
	}
	one := []Datum{g.datum("contest", r.Contest.Title+" – "+r.Title), g.datum("paper", fmt.Sprint(p.Number)), g.datum("started", p.Started)}
	if p.Withdrawn {
		return append(one, g.datum("paper_withdrawn", true)), nil
	}
	one = append(one, g.filled(g.datum("submitted", p.Submitted), g.datum("excluded", p.Excluded))...)
	one = append(one, g.datum("name_shown", p.Shown))
	if ShowsScore(r) && !p.Submitted.IsZero() {
		one = append(one, g.datum("score", fmt.Sprintf("%d/%d", p.Score, len(p.Questions))))
	}
	if p.Prediction != nil {
		one = append(one, g.datum("prediction", fmt.Sprint(*p.Prediction)))
	}
	pool, err := g.d.tx.ContestQuestions(r.ID)
	if err != nil {
		return nil, err
	}
	var answers [][]Datum
	for i, q := range p.Questions {
		if a := p.Answers[i]; a.Option >= 0 {
			answers = append(answers, []Datum{
				g.datum("question", pool[q.Pool].Text), g.datum("answer", pool[q.Pool].Options[a.Option]), g.datum("at", a.At),
			})
		}
	}
	return append(one, g.datum("answers", answers)), nil
}
