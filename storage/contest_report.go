package storage

import (
	"fmt"
	"time"

	"loa"
)

// ContestQuery is which papers a report counts: those handed in from Start to before End
// by members of the units, neither excluded nor withdrawn.
type ContestQuery struct {
	Start, End time.Time
	Units      []loa.UnitID
}

// ContestCount is how many papers members of a unit handed in to a round.
type ContestCount struct {
	Round  loa.RoundID
	Title  string // of contest and round
	Unit   loa.UnitID
	Papers int
}

func (q ContestQuery) papers() sendPart {
	p := sendPart{
		from: `contest_papers AS p WHERE p.submitted > 0 AND p.submitted >= ? AND p.submitted < ? AND p.excluded = '' AND NOT p.withdrawn`,
		args: []any{millis(q.Start), millis(q.End)},
	}
	return among(p, "p.unit", q.Units)
}

// ContestCounts counts papers by round and unit.
func (tx *Tx) ContestCounts(q ContestQuery) ([]ContestCount, error) {
	p := q.papers()
	list, err := all(tx, func(r row, c *ContestCount) error { return r.Scan(&c.Round, &c.Unit, &c.Papers) },
		`SELECT p.round, p.unit, COUNT(*) FROM `+p.from+` GROUP BY p.round, p.unit ORDER BY p.round, p.unit`, p.args...)
	titles := map[loa.RoundID]string{}
	for i := range list {
		if err != nil {
			break
		}
		id := list[i].Round
		if _, known := titles[id]; !known {
			var r loa.Round
			r, err = tx.Round(id)
			titles[id] = r.Contest.Title + " – " + r.Title
		}
		list[i].Title = titles[id]
	}
	if err != nil {
		return nil, fmt.Errorf("count papers: %w", err)
	}
	return list, nil
}

// HandedIn is one paper, without what was written and by whom.
type HandedIn struct {
	ID    loa.PaperID
	Round loa.RoundID
	Unit  loa.UnitID
	At    time.Time
}

// HandedIn lists papers, the oldest first.
func (tx *Tx) HandedIn(q ContestQuery) ([]HandedIn, error) {
	p := q.papers()
	list, err := all(tx, func(r row, h *HandedIn) error { return r.Scan(&h.ID, &h.Round, &h.Unit, toTime(&h.At)) },
		`SELECT p.id, p.round, p.unit, p.submitted FROM `+p.from+` ORDER BY p.submitted, p.id`, p.args...)
	if err != nil {
		return nil, fmt.Errorf("list papers: %w", err)
	}
	return list, nil
}

// ContestPeople returns the members who handed in such a paper.
func (tx *Tx) ContestPeople(q ContestQuery) ([]loa.MemberID, error) {
	p := q.papers()
	list, err := all(tx, value[loa.MemberID], `SELECT DISTINCT p.member FROM `+p.from+` AND p.member > 0 ORDER BY p.member`, p.args...)
	if err != nil {
		return nil, fmt.Errorf("list who handed in papers: %w", err)
	}
	return list, nil
}
