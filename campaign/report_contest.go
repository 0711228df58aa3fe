package campaign

import (
	"loa"
	"loa/storage"
)

// ContestSum counts the papers that were handed in.
type ContestSum struct {
	Rounds int // to which papers were handed in
	Papers int
	People int  // different members who handed in a paper; of the whole only
	Few    bool // fewer than five papers: they would tell of single people
}

func (s ContestSum) veiled() ContestSum {
	if s.Papers > 0 && s.Papers < fewPeople {
		return ContestSum{Rounds: s.Rounds, Few: true}
	}
	if s.People > 0 && s.People < fewPeople {
		s.People = 0
	}
	return s
}

func (c *reportCount) contestQuery() storage.ContestQuery {
	start, end := c.r.Query.Days.Between(c.r.Zone)
	return storage.ContestQuery{Start: start, End: end, Units: c.ids}
}

// countContests counts papers, by unit.
func (c *reportCount) countContests() error {
	facts, err := c.facts.contests(c.contestQuery())
	if err != nil {
		return err
	}
	rounds := map[loa.RoundID]bool{}
	for _, n := range facts.Counts {
		u := c.of[n.Unit]
		if u == nil {
			continue
		}
		u.Contests.Papers += n.Papers
		u.Contests.Rounds++
		c.r.Contests.Papers += n.Papers
		rounds[n.Round] = true
	}
	c.r.Contests.Rounds, c.r.Contests.People = len(rounds), len(facts.People)
	c.r.Contests = c.r.Contests.veiled()
	for _, u := range c.of {
		u.Contests = u.Contests.veiled()
	}
	return nil
}

// contests lists papers, or those who took part: a paper is a line that says to which
// round, and a person one without a name.
func (c *recordCount) contests(name FigureName) ([]FigureRecord, error) {
	facts, err := c.facts.contests(c.contestQuery())
	if err != nil {
		return nil, err
	}
	titles := map[loa.RoundID]string{}
	sum := ContestSum{}
	for _, n := range facts.Counts {
		if c.of[n.Unit] != nil {
			titles[n.Round] = n.Title
			sum.Papers += n.Papers
		}
	}
	if name != ContestRounds && sum.veiled().Few {
		return nil, refuse("report.few", nil)
	}
	if name == ContestPeople {
		return c.listPeople(facts.People), nil
	}
	papers, err := c.facts.papers(c.contestQuery())
	if err != nil {
		return nil, err
	}
	var list []FigureRecord
	seen := map[loa.RoundID]bool{}
	for _, p := range papers {
		if name == ContestRounds && seen[p.Round] {
			continue
		}
		seen[p.Round] = true
		r := FigureRecord{Ref: reference("paper", p.ID), At: p.At, Unit: c.of[p.Unit].Unit, What: titles[p.Round]}
		if name == ContestRounds {
			r.Ref, r.Unit = reference("round", p.Round), c.r.Unit
		}
		list = append(list, r)
	}
	return list, nil
}
