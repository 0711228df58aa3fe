package campaign

import (
	"cmp"
	"maps"
	"slices"

	"loa"
	"loa/storage"
)

// QuizCount counts questions and answers. Counts of different askings add up; people do
// not, so they are counted anew for each sum.
type QuizCount struct {
	Askings int // questions asked in groups and closed
	Answers int // in all ways
	Right   int
	Named   int  // of the answers, those under a name: they tell how many people took part
	People  int  // different members among those
	Few     bool // too few people for numbers that all may see: the others are zero
}

// QuizUnit is the count of one unit's groups, with those of all units below it.
type QuizUnit struct {
	Unit loa.Unit
	QuizCount
}

// QuizStrand is the count of one strand.
type QuizStrand struct {
	Strand loa.Strand
	QuizCount
}

// QuizSetCount is the count of one set.
type QuizSetCount struct {
	Set loa.QuizSet
	QuizCount
}

// QuizMissed is a question that was often answered wrong.
type QuizMissed struct {
	Question string // id
	Text     string // as it was asked last
	Answers  int
	Right    int
}

// QuizFigures are the numbers of questions in a run of the campaign, without any name.
type QuizFigures struct {
	Campaign string
	Run      int
	All      QuizCount
	Units    []QuizUnit     // in tree order, those with an asking
	Strands  []QuizStrand   // in the campaign's order
	Sets     []QuizSetCount // likewise
	Missed   []QuizMissed   // the share of wrong answers falls
}

// missedMost is how many of the questions most often missed are listed.
const missedMost = 5

// QuizFigures returns the figures of a unit with all below it in this year's run, for
// its editors and officials.
func (d *Desk) QuizFigures(who loa.Sender, top loa.UnitID) (QuizFigures, error) {
	reach, err := d.QuizUnits(who)
	if err != nil {
		return QuizFigures{}, err
	}
	if _, ok := reach.Find(top); !ok {
		return QuizFigures{}, refuse("quiz.no_figures", nil)
	}
	c := d.Campaign()
	return d.s.quizFigures(d.tx, top, c.Run(loa.DateOf(d.now, d.s.settings.Zone)))
}

// QuizUnits lists the units whose figures of questions the person may see.
func (d *Desk) QuizUnits(who loa.Sender) (loa.Units, error) {
	return d.unitsFor(who, "quiz.no_figures", loa.Editor, loa.Official)
}

func (s *Service) quizFigures(tx *storage.Tx, top loa.UnitID, run int) (QuizFigures, error) {
	c := s.Campaign()
	f := QuizFigures{Campaign: c.ID, Run: run}
	units, err := tx.Units()
	if err != nil {
		return f, err
	}
	all, err := tx.ClosedAskings(c.ID, run)
	if err != nil {
		return f, err
	}
	took, err := tx.Participations(c.ID, run)
	if err != nil {
		return f, err
	}
	q := quizCounting{people: map[loa.AskingID][]loa.MemberID{}}
	for _, p := range took {
		q.people[p.Asking] = append(q.people[p.Asking], p.Member)
	}
	for _, a := range all {
		if units.Under(a.Unit, top) {
			q.askings = append(q.askings, a)
		}
	}
	f.All = q.count(func(loa.Asking) bool { return true })
	for _, u := range units {
		n := q.count(func(a loa.Asking) bool { return units.Under(a.Unit, u.ID) })
		if n.Askings > 0 && units.Under(u.ID, top) {
			f.Units = append(f.Units, QuizUnit{u, n})
		}
	}
	for _, strand := range c.Strands {
		if n := q.count(func(a loa.Asking) bool { return a.Strand == strand.ID }); n.Askings > 0 {
			f.Strands = append(f.Strands, QuizStrand{strand, n})
		}
	}
	for _, set := range c.Sets {
		if n := q.count(func(a loa.Asking) bool { return a.Set == set.ID }); n.Askings > 0 {
			f.Sets = append(f.Sets, QuizSetCount{set, n})
		}
	}
	f.Missed = q.missed()
	return f, nil
}

// quizCounting is what figures are counted from.
type quizCounting struct {
	askings []loa.Asking
	people  map[loa.AskingID][]loa.MemberID
}

// count adds up the askings that are meant. How many people that were is known of
// answers under a name, and at least as many as answered one question.
func (q quizCounting) count(meant func(loa.Asking) bool) QuizCount {
	var n QuizCount
	who := map[loa.MemberID]bool{}
	most := 0
	for _, a := range q.askings {
		if !meant(a) {
			continue
		}
		n.Askings++
		n.Answers += a.Total
		n.Right += a.Right()
		n.Named += len(q.people[a.ID])
		for _, m := range q.people[a.ID] {
			who[m] = true
		}
		most = max(most, a.Total)
	}
	n.People = len(who)
	if max(most, n.People) < fewPeople {
		return QuizCount{Askings: n.Askings, Few: true}
	}
	return n
}

// missed lists the questions most often answered wrong, of those that enough people answered.
func (q quizCounting) missed() []QuizMissed {
	sums := map[string]*QuizMissed{}
	for _, a := range q.askings {
		m := sums[a.Question]
		if m == nil {
			m = &QuizMissed{Question: a.Question}
			sums[a.Question] = m
		}
		m.Text = a.Asked.Text
		m.Answers += a.Total
		m.Right += a.Right()
	}
	var list []QuizMissed
	for _, id := range slices.Sorted(maps.Keys(sums)) {
		list = append(list, *sums[id])
	}
	return mostMissed(list)
}

// mostMissed keeps the questions most often answered wrong, of those that enough people
// answered: the larger share of wrong answers first.
func mostMissed(list []QuizMissed) []QuizMissed {
	list = slices.DeleteFunc(list, func(m QuizMissed) bool { return m.Answers < fewPeople || m.Right >= m.Answers })
	slices.SortStableFunc(list, func(a, b QuizMissed) int {
		return cmp.Compare((b.Answers-b.Right)*a.Answers, (a.Answers-a.Right)*b.Answers) // in whole numbers
	})
	return list[:min(len(list), missedMost)]
}
