package loa

import (
	"cmp"
	"slices"
	"time"
)

// ZaloMonthly is how many messages a month Zalo's free plan gives a bot, and
// ZaloGroups how many groups it may be in (bot.zaloplatforms.com, plan "Basic",
// read 2026-09-26). Whether a post costs one message or one for each member, and
// whether what comes in counts, is not documented: one, and no, are assumed.
const (
	ZaloMonthly = 3000
	ZaloGroups  = 3
)

// thinShare says when a strand is under-served: with less than this part of an
// even share of the items. The plan weighs no strand above another, but its dates
// do: most days of a chronicle are of one strand, so an even share is not asked
// for. At less than a third of it, a strand comes up too seldom to be noticed
// among nine: once in 27 items.
const thinShare = 3

// SkipNobody is what a coverage says of an item that no kind of group may receive.
const SkipNobody Skip = "nobody"

// Waits reports whether people can still see to it that the occurrence goes out:
// by a source, by another grade, by approving.
func (s Skip) Waits() bool { return s == SkipGrade || s == SkipApproval }

// CoverageQuery says which part of the calendar to look at, and for whom.
type CoverageQuery struct {
	From, Until Date // both included
	Zone        *time.Location
	Kinds       []Kind            // none: every kind of the campaign
	Groups      map[GroupKind]int // how many groups of a kind there are; not named: one
	Carriers    []Carrier         // whose messages are counted
}

// Carrier is a platform as far as counting its messages goes.
type Carrier struct {
	Platform Platform
	Monthly  int                   // messages a month for all groups; 0: no such quota
	Groups   int                   // groups that a bot may be in; 0: no such limit
	Messages func(*Post, Date) int // how many messages a post becomes on the day; nil: one
}

// Coverage is what the calendar holds in a span of days: what goes out to whom,
// what is missing, what waits, and what it costs.
type Coverage struct {
	From, Until Date
	Zone        *time.Location
	Days        []Date // of the span, as far as the campaign runs
	Empty       []Date // on which nothing is planned for any kind of group
	Held        []Date // on which all that is planned still waits for somebody
	Items       []CoverageItem
	Kinds       []KindCoverage
	Strands     []StrandCoverage
	Clashes     []Clash
	Contests    []ContestCoverage
	Loads       []Load // by month, then by carrier
}

// CoverageItem is one occurrence as the kinds of group see it.
type CoverageItem struct {
	Occurrence             // Skip is empty if it goes out to one kind at least
	Day        Date        // on which it goes out; see quiet hours
	Kinds      []GroupKind // that may receive it
	Full       []GroupKind // of these, the ones that have had their share of posts
	Asked      []GroupKind // of these, the ones that get its question, too
}

// For says what becomes of the item in groups of the kind.
func (i *CoverageItem) For(k GroupKind) Skip {
	switch {
	case !slices.Contains(i.Kinds, k):
		return SkipNobody
	case slices.Contains(i.Full, k):
		return SkipCadence
	}
	return i.Skip
}

// To lists the kinds of group that the item goes out to by itself.
func (i *CoverageItem) To() []GroupKind {
	return slices.DeleteFunc(slices.Clone(i.Kinds), func(k GroupKind) bool { return i.For(k) != SkipNone })
}

// KindCoverage is what one kind of group gets.
type KindCoverage struct {
	Kind   Kind
	Groups int
	Items  int    // that go out by themselves
	Empty  []Date // days for which nothing is planned
}

// StrandCoverage counts the items of a strand: those that go out by themselves,
// those that wait for somebody, and those that stay behind.
type StrandCoverage struct {
	Strand             Strand
	Out, Waiting, Left int
	Thin               bool // under-served; see thinShare
}

// Clash is a day of a milestone on which the same groups get something else, too.
type Clash struct {
	Day   Date
	Items []CoverageItem
}

// Load is how many messages a whole month costs on a carrier, if all groups were there.
type Load struct {
	Month    Date // its first day
	Carrier  Carrier
	PerGroup []int // to one group, by kind as in Coverage.Kinds
	Out      int   // to all groups
	Waiting  int   // more of them, once what waits may go out
}

// Over returns how many messages go beyond the carrier's quota.
func (l Load) Over() int {
	if l.Carrier.Monthly == 0 {
		return 0
	}
	return max(0, l.Out-l.Carrier.Monthly)
}

// Served lists the strands of which something goes out by itself, and those of
// which something only waits.
func (v *Coverage) Served() (served, waiting []StrandID) {
	for _, s := range v.Strands {
		switch {
		case s.Out > 0:
			served = append(served, s.Strand.ID)
		case s.Waiting > 0:
			waiting = append(waiting, s.Strand.ID)
		}
	}
	return served, waiting
}

// Groups counts the groups of all kinds.
func (v *Coverage) Groups() int {
	n := 0
	for _, k := range v.Kinds {
		n += k.Groups
	}
	return n
}

// Coverage computes what the calendar holds. It is pure, as Occurrences is.
func (c *Campaign) Coverage(q CoverageQuery) Coverage {
	v := Coverage{From: q.From, Until: q.Until, Zone: q.Zone}
	for d := q.From; !q.Until.Before(d); d = d.AddDays(1) {
		if c.Period.Contains(d) {
			v.Days = append(v.Days, d)
		}
	}
	kinds := q.Kinds
	if len(kinds) == 0 {
		kinds = c.Kinds
	}
	for _, k := range kinds {
		groups, named := q.Groups[k.ID]
		if !named {
			groups = 1
		}
		v.Kinds = append(v.Kinds, KindCoverage{Kind: k, Groups: groups})
	}
	// Whole months, because quotas are of whole months.
	first := q.From.Month1st(0)
	all := c.coverageItems(kinds, len(q.Kinds) == 0, q.Zone, first, q.Until.Month1st(1))
	for _, i := range all {
		if !i.Day.Before(q.From) && !q.Until.Before(i.Day) {
			v.Items = append(v.Items, i)
		}
	}
	v.countDays()
	v.countStrands(c.Strands, len(q.Kinds) == 0)
	v.findClashes()
	v.Contests = c.contestsIn(q.From, q.Until, q.Zone)
	for m := first; !q.Until.Before(m); m = m.Month1st(1) {
		for _, carrier := range q.Carriers {
			v.Loads = append(v.Loads, v.load(m, carrier, all))
		}
	}
	return v
}

// coverageItems brings the calendars of the kinds together, from first to before
// end. Looking at every kind, it also finds what none of them may receive.
func (c *Campaign) coverageItems(kinds []Kind, every bool, zone *time.Location, first, end Date) []CoverageItem {
	type key struct {
		post PostID
		due  int64
	}
	var all []CoverageItem
	at := map[key]int{}
	for _, k := range kinds {
		for _, o := range c.Occurrences(k, zone, first.At(0, zone), end.At(0, zone)) {
			id := key{o.Post.ID, o.Due.UnixNano()}
			i, known := at[id]
			if !known {
				i = len(all)
				at[id] = i
				all = append(all, CoverageItem{Occurrence: o, Day: DateOf(o.Due, zone)})
			}
			all[i].add(c, k, o)
		}
	}
	if every {
		for _, o := range c.Occurrences(EveryKind(), zone, first.At(0, zone), end.At(0, zone)) {
			if _, known := at[key{o.Post.ID, o.Due.UnixNano()}]; !known {
				o.Skip = SkipNobody
				all = append(all, CoverageItem{Occurrence: o, Day: DateOf(o.Due, zone)})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b CoverageItem) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Post.ID, b.Post.ID))
	})
	return all
}

// add notes what the kind's own calendar says. Only the cadence may differ from
// one kind to another.
func (i *CoverageItem) add(c *Campaign, k Kind, o Occurrence) {
	i.Kinds = append(i.Kinds, k.ID)
	if o.Skip == SkipCadence {
		i.Full = append(i.Full, k.ID)
		return
	}
	i.Skip = o.Skip
	if _, _, ok := c.Asks(o, k); ok {
		i.Asked = append(i.Asked, k.ID)
	}
}

func (v *Coverage) countDays() {
	out, waits := map[Date]bool{}, map[Date]bool{}
	reached := make([]map[Date]bool, len(v.Kinds))
	for n := range v.Kinds {
		reached[n] = map[Date]bool{}
	}
	for _, i := range v.Items {
		out[i.Day] = out[i.Day] || i.Skip == SkipNone
		waits[i.Day] = waits[i.Day] || i.Skip.Waits()
		for n := range v.Kinds {
			k := &v.Kinds[n]
			s := i.For(k.Kind.ID)
			if s == SkipNone {
				k.Items++
			}
			reached[n][i.Day] = reached[n][i.Day] || s == SkipNone || s.Waits()
		}
	}
	for _, d := range v.Days {
		switch {
		case out[d]:
		case waits[d]:
			v.Held = append(v.Held, d)
		default:
			v.Empty = append(v.Empty, d)
		}
		for n := range v.Kinds {
			if !reached[n][d] {
				v.Kinds[n].Empty = append(v.Kinds[n].Empty, d)
			}
		}
	}
}

// countStrands counts items by strand. Of the strands, those count that one of
// the kinds may receive; looking at every kind, all of them.
func (v *Coverage) countStrands(strands []Strand, every bool) {
	total := 0
	for _, s := range strands {
		received := slices.ContainsFunc(v.Kinds, func(k KindCoverage) bool { return k.Kind.Receives(s.ID) })
		if !received && !every {
			continue
		}
		n := StrandCoverage{Strand: s}
		for _, i := range v.Items {
			switch {
			case i.Post.Strand != s.ID:
			case i.Skip == SkipNone:
				n.Out++
			case i.Skip.Waits():
				n.Waiting++
			default:
				n.Left++
			}
		}
		total += n.Out + n.Waiting
		v.Strands = append(v.Strands, n)
	}
	for i := range v.Strands {
		s := &v.Strands[i]
		s.Thin = (s.Out+s.Waiting)*len(v.Strands)*thinShare < total
	}
}

func (v *Coverage) findClashes() {
	for from := 0; from < len(v.Items); {
		until := from
		for until < len(v.Items) && v.Items[until].Day == v.Items[from].Day {
			until++
		}
		if items := v.clashing(v.Items[from:until]); len(items) > 0 {
			v.Clashes = append(v.Clashes, Clash{items[0].Day, items})
		}
		from = until
	}
}

// clashing returns those of a day's items that some kind of group gets together
// with a milestone. What waits counts: it may go out yet.
func (v *Coverage) clashing(day []CoverageItem) []CoverageItem {
	met := make([]bool, len(day))
	for _, k := range v.Kinds {
		var planned []int
		milestone := false
		for n := range day {
			if s := day[n].For(k.Kind.ID); s == SkipNone || s.Waits() {
				planned = append(planned, n)
				milestone = milestone || day[n].Post.Milestone
			}
		}
		for _, n := range planned {
			met[n] = met[n] || milestone && len(planned) > 1
		}
	}
	var items []CoverageItem
	for n, i := range day {
		if met[n] {
			items = append(items, i)
		}
	}
	return items
}

// load counts what the month's items cost on the carrier.
func (v *Coverage) load(month Date, carrier Carrier, all []CoverageItem) Load {
	l := Load{Month: month, Carrier: carrier, PerGroup: make([]int, len(v.Kinds))}
	for _, i := range all {
		if i.Day.Before(month) || !i.Day.Before(month.Month1st(1)) {
			continue
		}
		for n, k := range v.Kinds {
			messages := 1
			if carrier.Messages != nil {
				messages = carrier.Messages(i.Post, i.Date)
			}
			if slices.Contains(i.Asked, k.Kind.ID) {
				messages++
			}
			switch s := i.For(k.Kind.ID); {
			case s == SkipNone:
				l.PerGroup[n] += messages
				l.Out += messages * k.Groups
			case s.Waits():
				l.Waiting += messages * k.Groups
			}
		}
	}
	return l
}

// Lack is what keeps a post from going out by itself, as far as people can mend it.
type Lack string

// The lacks.
const (
	LackSource     Lack = "source"
	LackGrade      Lack = "grade"      // none, or general knowledge
	LackResolution Lack = "resolution" // sources contradict each other, and nobody has approved
	LackReview     Lack = "review"     // one source only, and nobody has approved
	LackQuestion   Lack = "question"   // the question that follows asks for people to approve
	LackApproval   Lack = "approval"   // the strand asks for more people to approve
)

// Lacks lists what a post lacks. It is empty just when Occurrences skips the post
// neither for its grade nor for approval.
func (c *Campaign) Lacks(p *Post) []Lack {
	var all []Lack
	if len(p.Sources) == 0 {
		all = append(all, LackSource)
	}
	if p.Grade == "" || p.Grade == GradeKT {
		all = append(all, LackGrade)
	}
	strand, _ := c.Strand(p.Strand)
	switch needed := c.Needed(p); {
	case p.Approvals >= needed:
	case p.Grade == GradeC && p.Approvals == 0:
		all = append(all, LackResolution)
	case p.Grade == GradeB && p.Approvals == 0:
		all = append(all, LackReview)
	case p.Approvals >= strand.Approvals:
		all = append(all, LackQuestion)
	}
	if p.Approvals < strand.Approvals {
		all = append(all, LackApproval)
	}
	return all
}
