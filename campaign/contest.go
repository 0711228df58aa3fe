package campaign

import (
	"slices"
	"time"

	"loa"
	"loa/report"
	"loa/storage"
)

// roundsListed is how many of the newest rounds people are offered.
const roundsListed = 12

// RoundEntry is a round as one person may enter it.
type RoundEntry struct {
	Round    loa.Round
	Member   loa.MemberID // 0: the account is nobody's on a roll
	Eligible bool
	Agreed   bool        // to having answers kept
	Used     int         // attempts
	Writing  *loa.Paper  // the paper in progress
	Papers   []loa.Paper // submitted ones of the person
	Pause    *loa.Pause  // it stands still
	Runs     bool        // the person may run it
	Zone     *time.Location
}

// Left returns how many attempts are left.
func (e RoundEntry) Left() int { return max(0, e.Round.Contest.Attempts-e.Used) }

// Seal is the beginning of the digest of the seed, which is told before the first paper:
// the seed itself stands in the record, and nobody can choose another one afterwards.
func (e RoundEntry) Seal() string { return report.Digest([]byte(e.Round.Seed))[:16] }

// Contests is what a person can do about contests now.
type Contests struct {
	Open     []RoundEntry // that were opened and whose result has not been announced
	Next     time.Time    // when the next round opens; zero: none is in sight
	NextName string
	Practice []loa.Contest // of the folder
	Linked   bool
	Zone     *time.Location
}

// Contests lists the rounds that are open, and what the person may do in each.
func (d *Desk) Contests(who loa.Sender) (Contests, error) {
	c := Contests{Zone: d.s.settings.Zone}
	if who.Anonymous {
		return c, refuse("campaign.anonymous", nil)
	}
	rounds, err := d.tx.OpenRounds()
	if err != nil {
		return c, err
	}
	for _, r := range rounds {
		e, err := d.roundEntry(who, r)
		if err != nil {
			return c, err
		}
		c.Open = append(c.Open, e)
	}
	_, err = d.tx.MemberOf(who.Account)
	if err != nil && !isMissing(err) {
		return c, err
	}
	c.Linked = err == nil
	for _, k := range d.Campaign().Contests {
		if k.Practice {
			c.Practice = append(c.Practice, k)
		}
		for _, r := range k.Rounds {
			if open, ok := r.Next(d.now, d.s.settings.Zone); ok && (c.Next.IsZero() || open.Before(c.Next)) {
				c.Next, c.NextName = open, k.Title+" – "+r.Title
			}
		}
	}
	return c, nil
}

// RoundEntry returns one round as the person may enter it.
func (d *Desk) RoundEntry(who loa.Sender, id loa.RoundID) (RoundEntry, error) {
	if who.Anonymous {
		return RoundEntry{}, refuse("campaign.anonymous", nil)
	}
	r, err := d.roundAt(id)
	if err != nil {
		return RoundEntry{}, err
	}
	return d.roundEntry(who, r)
}

func (d *Desk) roundAt(id loa.RoundID) (loa.Round, error) {
	r, err := d.tx.Round(id)
	if isMissing(err) {
		err = refuse("bot.stale_button", nil)
	}
	return r, err
}

func (d *Desk) roundEntry(who loa.Sender, r loa.Round) (RoundEntry, error) {
	e := RoundEntry{Round: r, Zone: d.s.settings.Zone}
	var err error
	if e.Runs, err = d.runs(who, r); err != nil {
		return e, err
	}
	if e.Pause, err = d.pauseOf(r.ID); err != nil {
		return e, err
	}
	m, err := d.tx.MemberOf(who.Account)
	if isMissing(err) {
		return e, nil
	}
	if err != nil {
		return e, err
	}
	e.Member = m.ID
	if _, e.Eligible, err = d.entrant(r, m.ID); err != nil {
		return e, err
	}
	if e.Agreed, err = d.s.consented(d.tx, m.ID, loa.PurposeQuiz); err != nil {
		return e, err
	}
	all, err := d.tx.PapersOf(m.ID)
	for _, p := range all {
		if p.Round != r.ID {
			continue
		}
		e.Used++
		switch {
		case p.Withdrawn:
		case p.Submitted.IsZero():
			e.Writing = &p
		default:
			e.Papers = append(e.Papers, p)
		}
	}
	return e, err
}

// entrant returns with which unit a member may enter a round today.
func (d *Desk) entrant(r loa.Round, member loa.MemberID) (loa.UnitID, bool, error) {
	units, err := d.tx.Units()
	if err != nil {
		return "", false, err
	}
	memberships, err := d.tx.MembershipsOf(member)
	unit, ok := r.Contest.Entrant(units, memberships, loa.DateOf(d.now, d.s.settings.Zone))
	return unit, ok, err
}

func (d *Desk) pauseOf(id loa.RoundID) (*loa.Pause, error) {
	pauses, err := d.tx.Pauses(id)
	if p, ok := loa.Paused(pauses); ok && err == nil {
		return &p, nil
	}
	return nil, err
}

// runs reports whether somebody may run a round: an official of all units that it is for.
func (d *Desk) runs(who loa.Sender, r loa.Round) (bool, error) {
	grants, err := d.Grants(who.Account)
	if err != nil || who.Anonymous || len(grants) == 0 {
		return false, err
	}
	units, err := d.tx.Units()
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(contestTops(r.Contest, units), func(top loa.UnitID) bool {
		return !grants.Holds(units, top, loa.Official)
	}), nil
}

// contestTops are the units whose members, and those below them, a contest is for.
func contestTops(k loa.Contest, units loa.Units) []loa.UnitID {
	if len(k.Units) > 0 {
		return k.Units
	}
	var tops []loa.UnitID
	for _, u := range units {
		if u.Parent == "" {
			tops = append(tops, u.ID)
		}
	}
	return tops
}

// practiceSeed begins the seeds of practice papers, so that none is ever that of a round.
const practiceSeed = "practice:"

// Practice returns a question of a practice paper, which is kept nowhere: seed and place
// stand in the button. ok is false past the last question.
func (d *Desk) Practice(contest, seed string, place int) (k loa.Contest, q loa.Question, drawn loa.Drawn, ok bool, err error) {
	found, known := d.Campaign().Contest(contest)
	if !known || !found.Practice {
		return k, q, drawn, false, refuse("contest.no_practice", nil)
	}
	pool := d.Campaign().Pool(found)
	paper := loa.DrawPaper(practiceSeed+seed, 1, optionCounts(pool), found.Draw)
	if place < 0 || place >= len(paper) {
		return *found, q, drawn, false, nil
	}
	return *found, pool[paper[place].Pool], paper[place], true, nil
}

func optionCounts(pool []loa.Question) []int {
	counts := make([]int, len(pool))
	for i, q := range pool {
		counts[i] = len(q.Options)
	}
	return counts
}

// PracticeSeed returns a seed that is short enough for a button.
func (d *Desk) PracticeSeed() string { return d.s.settings.Seed()[:6] }

// rightAnswers returns the right option of each question that a round draws from.
func rightAnswers(tx *storage.Tx, id loa.RoundID) ([]int, error) {
	pool, err := tx.ContestQuestions(id)
	right := make([]int, len(pool))
	for i, q := range pool {
		right[i] = q.Answer
	}
	return right, err
}
