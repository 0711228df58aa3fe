package campaign

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

// FigureRecord is one of the things that a number of a report counts. A figure has as
// many records as its value says.
type FigureRecord struct {
	Ref   string // what it is in the database, such as "delivery 12"; empty: not to be told
	At    time.Time
	Unit  loa.Unit
	What  string // title of a post, a group or a meeting
	State string // delivery state or presence; empty where there is none
	Why   string // why it was not sent
	Who   string // a member's name, for who keeps the unit's roll; else empty
}

// listRecords lists what a number counts, in the order of time.
func listRecords(f facts, q ReportQuery, key FigureKey, asked asked) ([]FigureRecord, error) {
	whole, err := newReportCount(f, q, asked, key.Unit)
	if err != nil {
		return nil, err
	}
	c := &recordCount{whole, key, map[loa.MemberID]string{}}
	var list []FigureRecord
	switch kind, name, _ := strings.Cut(string(key.Name), "."); kind {
	case "posts":
		list, err = c.sends(name)
	case "groups":
		list, err = c.groups(key.Name == GroupsReach)
	case "quiz":
		list, err = c.quiz(key.Name)
	case "contest":
		list, err = c.contests(key.Name)
	default:
		list, err = c.meetings(Sort(kind), name)
	}
	slices.SortStableFunc(list, func(a, b FigureRecord) int { return a.At.Compare(b.At) })
	return list, err
}

// recordCount lists instead of counting.
type recordCount struct {
	*reportCount
	key   FigureKey
	names map[loa.MemberID]string // that were read already
}

// sendStates are the states that a figure of sends counts.
func sendStates(name string) []loa.DeliveryState {
	switch FigureName("posts." + name) {
	case PostsSent:
		return []loa.DeliveryState{loa.Sent}
	case PostsRelayed:
		return []loa.DeliveryState{loa.Relayed}
	case PostsLate, PostsHeld:
		return []loa.DeliveryState{loa.Expired}
	case PostsFailed:
		return []loa.DeliveryState{loa.Failed}
	case PostsUncertain:
		return []loa.DeliveryState{loa.Uncertain}
	case PostsWaiting:
		return []loa.DeliveryState{loa.Pending, loa.Sending}
	}
	return nil
}

func (c *recordCount) sends(name string) ([]FigureRecord, error) {
	groups, err := c.groupsOf()
	if err != nil {
		return nil, err
	}
	q := c.sendQuery()
	q.States = sendStates(name)
	sends, err := c.facts.sends(q)
	if err != nil {
		return nil, err
	}
	list := make([]FigureRecord, 0, len(sends))
	items := map[loa.Item]itemFacts{}
	for _, send := range sends {
		g, ok := groups[send.Group]
		if !ok || q.States != nil && send.State == loa.Expired && (send.Reason == reasonHeld) != (FigureName("posts."+name) == PostsHeld) {
			continue
		}
		item := loa.Item{Post: send.Post, Broadcast: send.Broadcast}
		of, known := items[item]
		if !known {
			if of, err = c.facts.item(item); err != nil {
				return nil, err
			}
			items[item] = of
		}
		if c.key.Strand != "" && c.key.Strand != of.Strand {
			continue
		}
		list = append(list, FigureRecord{
			Ref: reference("delivery", send.ID), At: latest(send.Due, send.Settled), Unit: c.of[g.Unit].Unit,
			What: of.Title + " → " + g.Title, State: string(send.State), Why: send.Reason,
		})
	}
	return list, nil
}

func latest(due, settled time.Time) time.Time {
	if settled.IsZero() {
		return due
	}
	return settled
}

// groupsOf returns the groups that the key is about.
func (c *recordCount) groupsOf() (map[loa.GroupID]loa.Group, error) {
	all, err := c.facts.groups()
	of := map[loa.GroupID]loa.Group{}
	for _, g := range all {
		if c.of[g.Unit] != nil && (c.key.Kind == "" || c.key.Kind == g.Kind) {
			of[g.ID] = g
		}
	}
	return of, err
}

func (c *recordCount) groups(reached bool) ([]FigureRecord, error) {
	groups, err := c.groupsOf()
	if err != nil {
		return nil, err
	}
	counts, err := c.facts.sendsByGroup(c.sendQuery())
	if err != nil {
		return nil, err
	}
	sends := sendsOf(counts)
	var list []FigureRecord
	for _, g := range groups {
		if got, counts := c.counted(g, sends); counts && (!reached || got.Arrived() > 0) {
			list = append(list, FigureRecord{
				Ref: reference("group", g.ID), At: g.BoundAt, Unit: c.of[g.Unit].Unit, What: g.Title,
			})
		}
	}
	slices.SortFunc(list, func(a, b FigureRecord) int { return cmp.Compare(a.Ref, b.Ref) })
	return list, nil
}

func (c *recordCount) meetings(sort Sort, name string) ([]FigureRecord, error) {
	start, end := c.r.Query.Days.Between(c.r.Zone)
	held, err := c.facts.held(start, end)
	if err != nil {
		return nil, err
	}
	held = slices.DeleteFunc(held, func(h loa.HeldMeeting) bool { return c.of[h.Unit] == nil || SortOf(h.Kind) != sort })
	counted := tallies(figuresOf(held))
	whole := tally{}
	for _, t := range counted {
		whole.people += t.people
	}
	if top := cmp.Or(c.key.Unit, c.r.Unit.ID); name != meetingHeld && whole.few() && !c.keeps(top) {
		return nil, refuse("report.few", nil)
	}
	var list []FigureRecord
	for _, h := range held {
		u := c.of[h.Unit]
		r := FigureRecord{Ref: "meeting " + meetingRef(h.ID), At: h.At, Unit: u.Unit, What: h.Title}
		if name == meetingHeld {
			list = append(list, r)
			continue
		}
		if counted[h.Unit].few() && !c.keeps(h.Unit) {
			r = FigureRecord{At: start, Unit: c.r.Unit} // which meeting it was would tell of single people
		}
		people, err := c.people(h, r, name)
		if err != nil {
			return nil, err
		}
		list = append(list, people...)
	}
	return list, nil
}

// people lists those whom a figure of a meeting counts. Without the right to names
// they are numbers of the roll.
func (c *recordCount) people(h loa.HeldMeeting, r FigureRecord, name string) ([]FigureRecord, error) {
	var list []FigureRecord
	add := func(member loa.MemberID, state string) error {
		one := r
		if one.Ref == "" {
			list = append(list, one)
			return nil
		}
		one.State = state
		if member != 0 {
			one.Ref += ", " + reference("member", member)
		}
		if member != 0 && c.keeps(h.Unit) {
			var err error
			if one.Who, err = c.name(member); err != nil {
				return err
			}
		}
		list = append(list, one)
		return nil
	}
	for _, p := range h.People() {
		if countsAs(p, name) {
			if err := add(p.Member, string(p.Presence)); err != nil {
				return nil, err
			}
		}
	}
	for range h.Guests {
		if name == meetingVisitors {
			if err := add(0, ""); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// name returns a member's name. In a year's rolls the same people stand again and again.
func (c *recordCount) name(member loa.MemberID) (string, error) {
	if name, known := c.names[member]; known {
		return name, nil
	}
	name, err := c.facts.name(member)
	if err == nil {
		c.names[member] = name
	}
	return name, err
}

// countsAs reports whether a figure counts the person.
func countsAs(p loa.Attendee, name string) bool {
	switch name {
	case meetingDue:
		return p.Due
	case meetingPresent:
		return p.Due && p.Came()
	case meetingExcused:
		return p.Due && p.Presence == loa.Excused
	case meetingUnexcused:
		return p.Due && p.Presence == loa.Unexcused
	case meetingOpen:
		return p.Due && p.Presence == ""
	case meetingVisitors:
		return !p.Due && p.Came()
	}
	return false
}

// quiz lists questions, answers, or those who took part. Who answered what is told to
// nobody: an answer is a line that says to which question, and a person one without a name.
func (c *recordCount) quiz(name FigureName) ([]FigureRecord, error) {
	all, err := c.facts.questions(c.quizQuery())
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(q storage.ClosedQuestion) bool { return c.key.Strand != "" && q.Strand != c.key.Strand })
	sum := QuizSum{}
	for _, q := range all {
		sum = sum.add(storage.QuizCount{Questions: 1, Answers: q.Answers})
	}
	if name != QuizQuestions && sum.veiled().Few {
		return nil, refuse("report.few", nil)
	}
	if name == QuizPeople {
		return c.quizPeople()
	}
	var list []FigureRecord
	for _, q := range all {
		r := FigureRecord{Ref: reference("asking", q.ID), At: q.Closed, Unit: c.of[q.Unit].Unit, What: q.Question}
		lines := 1
		if name == QuizAnswers {
			lines = q.Answers
		}
		list = append(list, slices.Repeat([]FigureRecord{r}, lines)...)
	}
	return list, nil
}

func (c *recordCount) quizPeople() ([]FigureRecord, error) {
	facts, err := c.facts.quiz(c.quizQuery())
	return c.listPeople(facts.People), err
}

// listPeople lists members by their numbers, unless they are too few.
func (c *recordCount) listPeople(members []loa.MemberID) []FigureRecord {
	if len(members) < fewPeople {
		return nil
	}
	start, _ := c.r.Query.Days.Between(c.r.Zone)
	var list []FigureRecord
	for _, m := range members {
		list = append(list, FigureRecord{Ref: reference("member", m), At: start, Unit: c.r.Unit})
	}
	return list
}

// reference names a thing by its kind and number in the database.
func reference[ID ~int64](kind string, id ID) string {
	return kind + " " + strconv.FormatInt(int64(id), 10)
}
