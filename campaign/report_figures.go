package campaign

import (
	"cmp"
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
}

// empty reports whether there is nothing to say of the unit.
func (u UnitReport) empty() bool {
	for _, f := range u.Meetings {
		if f.Figures.Meetings > 0 || f.Of > 0 {
			return false
		}
	}
	return u.Groups.All == 0 && u.Sends.Planned == 0
}

// reportFigures counts. Whether somebody may see the result is decided before.
func (s *Service) reportFigures(tx *storage.Tx, q ReportQuery, keeps func(loa.UnitID) bool, now time.Time) (*ReportFigures, error) {
	units, err := tx.Units()
	if err != nil {
		return nil, err
	}
	top, ok := units.Find(q.Unit)
	if !ok {
		return nil, refuse("report.no_unit", map[string]any{"Unit": string(q.Unit)})
	}
	c := &reportCount{s: s, tx: tx, c: s.Campaign(), keeps: keeps, units: units, of: map[loa.UnitID]*UnitReport{}}
	c.r = &ReportFigures{Query: q, Unit: top, Zone: s.zoneOf(units, top.ID), At: now}
	for _, u := range units {
		if units.Under(u.ID, top.ID) {
			c.r.ByUnit = append(c.r.ByUnit, UnitReport{Unit: u, Meetings: map[Sort]UnitFigures{}})
			c.ids = append(c.ids, u.ID)
		}
	}
	for i := range c.r.ByUnit {
		c.of[c.r.ByUnit[i].Unit.ID] = &c.r.ByUnit[i]
	}
	for _, count := range []func() error{c.countGroups, c.countItems, c.countMeetings} {
		if err := count(); err != nil {
			return nil, err
		}
	}
	c.r.ByUnit = slices.DeleteFunc(c.r.ByUnit, UnitReport.empty)
	return c.r, nil
}

// reportCount is a report being counted.
type reportCount struct {
	s     *Service
	tx    *storage.Tx
	c     *loa.Campaign
	keeps func(loa.UnitID) bool
	units loa.Units
	ids   []loa.UnitID // the unit and all below it
	of    map[loa.UnitID]*UnitReport
	r     *ReportFigures
}

// sendQuery asks for the deliveries to the groups of the units.
func (c *reportCount) sendQuery() storage.SendQuery {
	q := storage.SendQuery{Days: c.r.Query.Days}
	q.Start, q.End = c.r.Query.Days.Between(c.r.Zone)
	if len(c.ids) < len(c.units) {
		q.Units = c.ids
	}
	return q
}

// countGroups counts sends by group, and with them by unit and by kind. What was sent
// to a group that no unit has any more is counted with the top of the tree.
func (c *reportCount) countGroups() error {
	groups, err := c.tx.Groups(loa.GroupActive, loa.GroupClosed)
	if err != nil {
		return err
	}
	counts, err := c.tx.SendsByGroup(c.sendQuery())
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
			k, known := c.c.Kind(g.Kind)
			if !known {
				k = loa.Kind{ID: g.Kind, Name: string(g.Kind)}
			}
			kinds[g.Kind] = &KindSends{Kind: k}
		}
		kinds[g.Kind].Groups, kinds[g.Kind].Sends = kinds[g.Kind].Groups.Add(one), kinds[g.Kind].Sends.Add(got)
		u.Groups, u.Sends = u.Groups.Add(one), u.Sends.Add(got)
		c.r.Groups, c.r.Sends = c.r.Groups.Add(one), c.r.Sends.Add(got)
	}
	for _, k := range kinds {
		c.r.ByKind = append(c.r.ByKind, *k)
	}
	place := func(k loa.GroupKind) int {
		i := slices.IndexFunc(c.c.Kinds, func(known loa.Kind) bool { return known.ID == k })
		if i < 0 {
			return len(c.c.Kinds)
		}
		return i
	}
	slices.SortFunc(c.r.ByKind, func(a, b KindSends) int {
		return cmp.Or(cmp.Compare(place(a.Kind.ID), place(b.Kind.ID)), cmp.Compare(a.Kind.ID, b.Kind.ID))
	})
	return nil
}

// sendsOf adds up by group.
func sendsOf(counts []storage.SendCount) map[loa.GroupID]*loa.Sends {
	of := map[loa.GroupID]*loa.Sends{}
	for _, n := range counts {
		if of[n.Group] == nil {
			of[n.Group] = &loa.Sends{}
		}
		of[n.Group].Count(n.State, n.Count)
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
	counts, err := c.tx.SendsByItem(c.sendQuery())
	if err != nil {
		return err
	}
	strands := map[loa.StrandID]*StrandSends{}
	arrived := map[loa.Item]bool{}
	for _, n := range counts {
		item := loa.Item{Post: n.Post, Broadcast: n.Broadcast}
		id, err := c.strandOf(item)
		if err != nil {
			return err
		}
		if strands[id] == nil {
			strands[id] = &StrandSends{}
		}
		strands[id].Sends.Count(n.State, n.Count)
		if (n.State == loa.Sent || n.State == loa.Relayed) && !arrived[item] {
			arrived[item] = true
			strands[id].Items++
		}
	}
	for _, strand := range c.c.Strands {
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

// strandOf returns the strand of what was sent; empty: not known.
func (c *reportCount) strandOf(item loa.Item) (loa.StrandID, error) {
	if item.Post != "" {
		if p, ok := c.c.Post(item.Post); ok {
			return p.Strand, nil
		}
		return "", nil
	}
	b, err := c.tx.Broadcast(item.Broadcast)
	if isMissing(err) {
		return "", nil
	}
	return b.Strand, err
}

// countMeetings counts the closed meetings, each sort for itself.
func (c *reportCount) countMeetings() error {
	start, end := c.r.Query.Days.Between(c.r.Zone)
	held, err := c.tx.HeldMeetings("", start, end)
	if err != nil {
		return err
	}
	c.r.Meetings = map[Sort]UnitFigures{}
	for _, sort := range Sorts() {
		counted := tallies(slices.DeleteFunc(slices.Clone(held), func(h loa.HeldMeeting) bool {
			return SortOf(h.Kind) != sort || c.of[h.Unit] == nil
		}))
		expected, err := c.s.expected(c.tx, c.units, sort, c.r.Query.Days)
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

// alone is what one unit held, those below it not included.
func alone(u loa.Unit, counted map[loa.UnitID]tally, expected []loa.UnitID, keeps bool) UnitFigures {
	one := map[loa.UnitID]tally{}
	if t, held := counted[u.ID]; held {
		one[u.ID] = t
	}
	due := slices.DeleteFunc(slices.Clone(expected), func(id loa.UnitID) bool { return id != u.ID })
	return sum(loa.Units{u}, u, one, due, keeps)
}
