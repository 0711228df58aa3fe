package campaign

import (
	"maps"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

// ReportQuery is what a report is about: a unit with all below it, on some days.
type ReportQuery struct {
	Unit loa.UnitID
	Days loa.Days
}

// ReportFigures are all the numbers of a report, as they stood at one instant. What
// the chat shows, the files and the pages are made of these, and of nothing else.
//
// "Sent" is what a platform took, "reached" are groups in which something stands, and
// what people did are replies, attendance and answers. The three are never mixed.
type ReportFigures struct {
	Query    ReportQuery
	Unit     loa.Unit
	Zone     *time.Location
	At       time.Time
	Sends    loa.Sends
	Groups   GroupsReached
	ByStrand []StrandSends // in the plan's order; last those whose strand is not known
	ByKind   []KindSends   // in the campaign's order
	ByUnit   []UnitReport  // in tree order: every unit alone, those below it not included
	Meetings map[Sort]UnitFigures
	Quiz     QuizSum
	Contests ContestSum
	More     *ReportMore // nil: not counted, since it takes a while and no screen shows it
}

// QuizSum counts questions that were closed, and what people answered to them.
type QuizSum struct {
	Questions int // each question in each group
	Answers   int
	People    int  // different members who answered under their names; of the whole only
	Few       bool // fewer than five answers: they would tell of single people
}

// add counts; few answers are told to nobody, not even their number.
func (q QuizSum) add(c storage.QuizCount) QuizSum {
	return QuizSum{Questions: q.Questions + c.Questions, Answers: q.Answers + c.Answers, People: q.People}
}

func (q QuizSum) veiled() QuizSum {
	if q.Answers > 0 && q.Answers < fewPeople {
		return QuizSum{Questions: q.Questions, Few: true}
	}
	if q.People > 0 && q.People < fewPeople {
		q.People = 0
	}
	return q
}

// GroupsReached counts groups.
type GroupsReached struct {
	Reached int // in which at least one post or broadcast stands
	All     int // that were bound, or to which something was to be sent
}

// Add adds counts.
func (g GroupsReached) Add(o GroupsReached) GroupsReached {
	return GroupsReached{g.Reached + o.Reached, g.All + o.All}
}

// StrandSends are the sends of one strand.
type StrandSends struct {
	Strand loa.Strand // zero: the campaign no longer has the post, or it never had a strand
	Items  int        // posts and broadcasts of which at least one copy stands
	Sends  loa.Sends
	Quiz   QuizSum
}

// KindSends are the sends to groups of one kind.
type KindSends struct {
	Kind   loa.Kind
	Groups GroupsReached
	Sends  loa.Sends
}

// UnitReport is what a report says of one unit alone.
type UnitReport struct {
	Unit     loa.Unit
	Groups   GroupsReached
	Sends    loa.Sends
	Meetings map[Sort]UnitFigures
	Quiz     QuizSum
	Contests ContestSum
}

// empty reports whether there is nothing to say of the unit.
func (u UnitReport) empty() bool {
	for _, f := range u.Meetings {
		if f.Figures.Meetings > 0 || f.Of > 0 {
			return false
		}
	}
	return u.Groups.All == 0 && u.Sends.Planned == 0 && u.Quiz.Questions == 0 && u.Contests == ContestSum{}
}

// countReport counts. Whether somebody may see the result is decided before.
func countReport(f facts, q ReportQuery, asked asked) (*ReportFigures, error) {
	c, err := newReportCount(f, q, asked, "")
	if err != nil {
		return nil, err
	}
	return c.r, c.count()
}

func (c *reportCount) count() error {
	for _, count := range []func() error{c.countGroups, c.countItems, c.countMeetings, c.countQuiz, c.countContests} {
		if err := count(); err != nil {
			return err
		}
	}
	c.r.ByUnit = slices.DeleteFunc(c.r.ByUnit, UnitReport.empty)
	return nil
}

// countWholeReport counts what only files show, too.
func countWholeReport(f facts, q ReportQuery, asked asked) (*ReportFigures, error) {
	c, err := newReportCount(f, q, asked, "")
	if err != nil {
		return nil, err
	}
	if err := c.count(); err != nil {
		return nil, err
	}
	c.r.More, err = c.countMore()
	return c.r, err
}

// asked is how somebody asks for a report: when, by the clock of which zone, and of which
// units the person may see names and the numbers of few.
type asked struct {
	at    time.Time
	zone  func(loa.Units, loa.UnitID) *time.Location
	keeps func(loa.UnitID) bool
}

// reportCount is a report being counted.
type reportCount struct {
	facts facts
	keeps func(loa.UnitID) bool
	units loa.Units
	ids   []loa.UnitID         // those that are counted
	held  []loa.MeetingFigures // once they are read
	of    map[loa.UnitID]*UnitReport
	r     *ReportFigures
}

// newReportCount prepares to count the unit of the query and all below it, or only one
// of these.
func newReportCount(f facts, q ReportQuery, asked asked, only loa.UnitID) (*reportCount, error) {
	units, err := f.tree()
	if err != nil {
		return nil, err
	}
	top, ok := units.Find(q.Unit)
	if !ok {
		return nil, refuse("report.no_unit", map[string]any{"Unit": string(q.Unit)})
	}
	c := &reportCount{facts: f, keeps: asked.keeps, units: units, of: map[loa.UnitID]*UnitReport{}}
	c.r = &ReportFigures{Query: q, Unit: top, Zone: asked.zone(units, top.ID), At: asked.at, Meetings: map[Sort]UnitFigures{}}
	for _, u := range units {
		if units.Under(u.ID, top.ID) && (only == "" || only == u.ID) {
			c.r.ByUnit = append(c.r.ByUnit, UnitReport{Unit: u, Meetings: map[Sort]UnitFigures{}})
			c.ids = append(c.ids, u.ID)
		}
	}
	for i := range c.r.ByUnit {
		c.of[c.r.ByUnit[i].Unit.ID] = &c.r.ByUnit[i]
	}
	return c, nil
}

// sendQuery asks for the deliveries to the groups of the units, and no others: what
// was sent to a group that belongs to nobody any more is in no report.
func (c *reportCount) sendQuery() storage.SendQuery {
	start, end := c.r.Query.Days.Between(c.r.Zone)
	return storage.SendQuery{Days: c.r.Query.Days, Start: start, End: end, Units: c.ids}
}

// countGroups counts sends by group, and with them by unit and by kind.
func (c *reportCount) countGroups() error {
	groups, err := c.facts.groups()
	if err != nil {
		return err
	}
	counts, err := c.facts.sendsByGroup(c.sendQuery())
	if err != nil {
		return err
	}
	sends := sendsOf(counts)
	kinds := map[loa.GroupKind]*KindSends{}
	for _, g := range groups {
		u := c.of[g.Unit]
		if u == nil {
			continue
		}
		got, counts := c.counted(g, sends)
		if !counts {
			continue
		}
		one := GroupsReached{All: 1}
		if got.Arrived() > 0 {
			one.Reached = 1
		}
		if kinds[g.Kind] == nil {
			kinds[g.Kind] = &KindSends{Kind: loa.Kind{ID: g.Kind, Name: string(g.Kind)}}
		}
		kinds[g.Kind].Groups, kinds[g.Kind].Sends = kinds[g.Kind].Groups.Add(one), kinds[g.Kind].Sends.Add(got)
		u.Groups, u.Sends = u.Groups.Add(one), u.Sends.Add(got)
		c.r.Groups, c.r.Sends = c.r.Groups.Add(one), c.r.Sends.Add(got)
	}
	c.r.ByKind = c.inOrder(kinds)
	return nil
}

// inOrder lists the kinds of groups: the campaign's first, in its order.
func (c *reportCount) inOrder(kinds map[loa.GroupKind]*KindSends) []KindSends {
	var list []KindSends
	for _, k := range c.facts.kinds() {
		if of := kinds[k.ID]; of != nil {
			list = append(list, KindSends{k, of.Groups, of.Sends})
			delete(kinds, k.ID)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(kinds)) {
		list = append(list, *kinds[id])
	}
	return list
}

// sendsOf adds up by group.
func sendsOf(counts []storage.SendCount) map[loa.GroupID]*loa.Sends {
	of := map[loa.GroupID]*loa.Sends{}
	for _, n := range counts {
		if of[n.Group] == nil {
			of[n.Group] = &loa.Sends{}
		}
		n.Into(of[n.Group])
	}
	return of
}

// counted returns what was sent to a group, and whether the group counts at all: it was
// bound before the end of the days, or something was to be sent to it.
func (c *reportCount) counted(g loa.Group, sends map[loa.GroupID]*loa.Sends) (loa.Sends, bool) {
	if got := sends[g.ID]; got != nil {
		return *got, true
	}
	_, end := c.r.Query.Days.Between(c.r.Zone)
	return loa.Sends{}, g.State == loa.GroupActive && g.BoundAt.Before(end)
}

// countItems counts sends by strand.
func (c *reportCount) countItems() error {
	counts, err := c.facts.sendsByItem(c.sendQuery())
	if err != nil {
		return err
	}
	strands := map[loa.StrandID]*StrandSends{}
	arrived := map[loa.Item]bool{}
	for _, n := range counts {
		item := loa.Item{Post: n.Post, Broadcast: n.Broadcast}
		of, err := c.facts.item(item)
		if err != nil {
			return err
		}
		if strands[of.Strand] == nil {
			strands[of.Strand] = &StrandSends{}
		}
		n.Into(&strands[of.Strand].Sends)
		if (n.State == loa.Sent || n.State == loa.Relayed) && !arrived[item] {
			arrived[item] = true
			strands[of.Strand].Items++
		}
	}
	for _, strand := range c.facts.strands() {
		of := strands[strand.ID]
		if of == nil {
			of = &StrandSends{}
		}
		of.Strand = strand
		c.r.ByStrand = append(c.r.ByStrand, *of)
		delete(strands, strand.ID)
	}
	rest := StrandSends{}
	for _, of := range strands {
		rest.Items, rest.Sends = rest.Items+of.Items, rest.Sends.Add(of.Sends)
	}
	if rest.Sends.Planned > 0 {
		c.r.ByStrand = append(c.r.ByStrand, rest)
	}
	return nil
}

// countMeetings counts the closed meetings, each sort for itself.
func (c *reportCount) countMeetings() error {
	start, end := c.r.Query.Days.Between(c.r.Zone)
	var err error
	if c.held, err = c.facts.heldFigures(start, end); err != nil {
		return err
	}
	for _, sort := range Sorts() {
		counted := c.tallies(sort, nil)
		expected, err := c.facts.expected(sort)
		if err != nil {
			return err
		}
		c.r.Meetings[sort] = sum(c.units, c.r.Unit, counted, expected, c.keeps(c.r.Unit.ID))
		for id, u := range c.of {
			u.Meetings[sort] = alone(u.Unit, counted, expected, c.keeps(id))
		}
	}
	return nil
}

// tallies are the meetings of a sort by unit, those that began at such a time; nil: all.
func (c *reportCount) tallies(sort Sort, within func(time.Time) bool) map[loa.UnitID]tally {
	return tallies(slices.DeleteFunc(slices.Clone(c.held), func(h loa.MeetingFigures) bool {
		return SortOf(h.Meeting.Kind) != sort || c.of[h.Meeting.Unit] == nil || within != nil && !within(h.Meeting.At)
	}))
}

// alone is what one unit held, those below it not included.
func alone(u loa.Unit, counted map[loa.UnitID]tally, expected []loa.UnitID, keeps bool) UnitFigures {
	one := map[loa.UnitID]tally{}
	if t, held := counted[u.ID]; held {
		one[u.ID] = t
	}
	due := slices.DeleteFunc(slices.Clone(expected), func(id loa.UnitID) bool { return id != u.ID })
	return sum(loa.Units{u}, u, one, due, keeps)
}

func (c *reportCount) quizQuery() storage.QuizQuery {
	start, end := c.r.Query.Days.Between(c.r.Zone)
	return storage.QuizQuery{Start: start, End: end, Units: c.ids}
}

// countQuiz counts the questions that were closed, by unit and by strand.
func (c *reportCount) countQuiz() error {
	facts, err := c.facts.quiz(c.quizQuery())
	if err != nil {
		return err
	}
	strands := map[loa.StrandID]QuizSum{}
	for _, n := range facts.Counts {
		c.r.Quiz = c.r.Quiz.add(n)
		strands[n.Strand] = strands[n.Strand].add(n)
		if u := c.of[n.Unit]; u != nil {
			u.Quiz = u.Quiz.add(n)
		}
	}
	c.r.Quiz.People = len(facts.People)
	c.r.Quiz = c.r.Quiz.veiled()
	for i, s := range c.r.ByStrand {
		c.r.ByStrand[i].Quiz = strands[s.Strand.ID].veiled()
	}
	for _, u := range c.of {
		u.Quiz = u.Quiz.veiled()
	}
	return nil
}
