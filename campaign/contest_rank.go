package campaign

import (
	"cmp"
	"slices"
	"time"

	"loa"
)

// The words of links that open the private chat for a contest, and for its ranking.
const (
	ContestLink = "thi"
	RankLink    = "xephang"
)

// boardTop is how many of the first ones the board shows.
const boardTop = 10

// BoardLine is one person's place on the board.
type BoardLine struct {
	loa.Ranked
	Name string // empty: the person does not wish to be shown
	Unit string // empty: the unit is so small that it would tell who it is
	Mine bool
	Time string
}

// UnitLine is one unit's place on the board.
type UnitLine struct {
	loa.UnitStanding
	Name string
	Text string
	Mine bool
}

// Board is the ranking of a round as one person sees it.
type Board struct {
	Round        loa.Round
	Hidden       bool // ranks are shown once the result is announced
	Top          []BoardLine
	More         int // who share the last rank shown
	Mine         *BoardLine
	Units        []UnitLine
	Small        int // units that are too small to be ranked, or of which nobody took part
	Participants int
	Others       []loa.Round // other rounds to look at
	Zone         *time.Location
}

// announced returns the papers that were ranked, in the order of their ranks as they were
// announced.
func announced(papers []loa.Paper) []loa.Ranked {
	var ranked []loa.Ranked
	for _, p := range papers {
		if p.Rank > 0 {
			ranked = append(ranked, loa.Ranked{Paper: p, Rank: p.Rank})
		}
	}
	slices.SortStableFunc(ranked, func(a, b loa.Ranked) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Number, b.Number))
	})
	for i := 1; i < len(ranked); i++ {
		if ranked[i].Rank == ranked[i-1].Rank {
			ranked[i].Shared, ranked[i-1].Shared = true, true
		}
	}
	return ranked
}

// Board returns the ranking of a round; 0: of the newest one.
func (d *Desk) Board(who loa.Sender, id loa.RoundID, lang loa.Lang) (Board, error) {
	if who.Anonymous {
		return Board{}, refuse("campaign.anonymous", nil)
	}
	rounds, err := d.tx.Rounds(roundsListed)
	if err != nil {
		return Board{}, err
	}
	at := slices.IndexFunc(rounds, func(r loa.Round) bool { return id == 0 || r.ID == id })
	if at < 0 {
		return Board{}, refuse("contest.no_round", nil)
	}
	b := Board{Round: rounds[at], Others: slices.Delete(slices.Clone(rounds), at, at+1), Zone: d.s.settings.Zone}
	b.Hidden = !ShowsScore(b.Round)
	papers, err := d.tx.Results(b.Round.ID)
	if err != nil {
		return b, err
	}
	ranked := announced(papers)
	if b.Round.State == loa.RoundOpen {
		ranked = loa.Rank(papers, b.Round.Contest.Order, b.Round.Actual)
	}
	b.Participants = len(ranked)
	member, err := d.tx.MemberOf(who.Account)
	if err != nil && !isMissing(err) {
		return b, err
	}
	standings, err := d.standings(b, ranked)
	if err != nil {
		return b, err
	}
	units, err := d.tx.Units()
	if err != nil {
		return b, err
	}
	own, _, err := d.entrant(b.Round, member.ID)
	if err != nil {
		return b, err
	}
	b.rankUnits(d.s, standings, units, own, lang)
	if b.Hidden {
		return b, nil
	}
	return b, d.fillBoard(&b, ranked, member.ID, units, lang)
}

// standings are those that were announced; before that what there is. While ranks are
// hidden, no score is told by the order of units either.
func (d *Desk) standings(b Board, ranked []loa.Ranked) ([]loa.UnitStanding, error) {
	if b.Round.State == loa.RoundClosed {
		return b.Round.Standings, nil
	}
	if b.Hidden {
		ranked = slices.Clone(ranked)
		for i := range ranked {
			ranked[i].Score = 0
		}
	}
	eligible, err := d.s.eligible(d.tx, b.Round.Contest, d.now)
	return loa.RankUnits(eligible, ranked), err
}

// fillBoard adds the people: the first ones and the one who asks.
func (d *Desk) fillBoard(b *Board, ranked []loa.Ranked, me loa.MemberID, units loa.Units, lang loa.Lang) error {
	small := map[loa.UnitID]bool{}
	for _, u := range b.Units {
		small[u.Unit] = u.Eligible < loa.SmallUnit
	}
	for i, r := range ranked {
		mine := me != 0 && r.Member == me
		switch {
		case i >= boardTop && !mine:
			if r.Rank == ranked[boardTop-1].Rank {
				b.More++
			}
			continue
		}
		line := BoardLine{Ranked: r, Mine: mine, Time: d.s.clockTime(lang, r.Seconds)}
		if u, ok := units.Find(r.Unit); ok && !small[r.Unit] {
			line.Unit = u.Name
		}
		if r.Shown && r.Member != 0 {
			m, err := d.tx.Member(r.Member)
			if err != nil && !isMissing(err) {
				return err
			}
			line.Name = m.Name
		}
		if mine {
			b.Mine = &line
		}
		if i < boardTop {
			b.Top = append(b.Top, line)
		}
	}
	return nil
}

// rankUnits adds the units that are ranked, and the own one whether it is or not.
func (b *Board) rankUnits(s *Service, standings []loa.UnitStanding, units loa.Units, own loa.UnitID, lang loa.Lang) {
	for _, u := range standings {
		unit, _ := units.Find(u.Unit)
		if u.Rank == 0 {
			b.Small++
		}
		b.Units = append(b.Units, UnitLine{
			UnitStanding: u, Name: unit.Name, Text: s.unitLine(u, unit.Name, lang), Mine: u.Unit == own && own != "",
		})
	}
}

// unitLine writes how a unit did; of a small one there is no rate.
func (s *Service) unitLine(u loa.UnitStanding, name string, lang loa.Lang) string {
	permille := 0
	if u.Eligible > 0 {
		permille = (2000*u.Participants + u.Eligible) / (2 * u.Eligible) // rounded half up
	}
	return s.catalog.Line(lang, "contest.unit_line", map[string]any{
		"Rank": u.Rank, "Shared": u.Shared, "Unit": name, "Participants": u.Participants, "Eligible": u.Eligible,
		"Percent": permille / 10, "Tenth": permille % 10, "Small": u.Eligible < loa.SmallUnit,
	})
}
