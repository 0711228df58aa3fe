package campaign

import (
	"fmt"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

// AskGroups lists the active groups in which the person may have a question asked: of
// the units that they are secretary, editor or official of.
func (d *Desk) AskGroups(who loa.Sender) ([]loa.Group, error) {
	grants, units, err := d.rights(who)
	if err != nil {
		return nil, err
	}
	groups, err := d.tx.Groups(loa.GroupActive)
	return slices.DeleteFunc(groups, func(g loa.Group) bool {
		return !grants.Holds(units, g.Unit, loa.Secretary, loa.Editor, loa.Official)
	}), err
}

// AskGroup is a group with what somebody responsible may do about questions in it.
type AskGroup struct {
	loa.Group
	Zone *time.Location
	Live []loa.Asking // waiting or open, oldest first
	Sets []SetLeft    // open today, with what the group was not asked yet
}

// SetLeft is a set of questions with those that a group was not asked yet.
type SetLeft struct {
	loa.QuizSet
	Left []*loa.Question
}

// AskGroup returns a group in which the person may have a question asked.
func (d *Desk) AskGroup(who loa.Sender, id loa.GroupID) (AskGroup, error) {
	groups, err := d.AskGroups(who)
	if err != nil {
		return AskGroup{}, err
	}
	i := slices.IndexFunc(groups, func(g loa.Group) bool { return g.ID == id })
	if i < 0 {
		return AskGroup{}, refuse("quiz.may_not_ask", nil)
	}
	a := AskGroup{Group: groups[i]}
	if a.Zone, err = d.s.zoneOfGroup(d.tx, a.Group); err != nil {
		return a, err
	}
	c, today := d.Campaign(), loa.DateOf(d.now, a.Zone)
	past, err := d.tx.AskingsIn(c.ID, c.Run(today), a.ID)
	if err != nil {
		return a, err
	}
	for _, p := range past {
		if p.State == loa.AskingWaiting || p.State == loa.AskingOpen {
			a.Live = append(a.Live, p)
		}
	}
	kind, _ := c.Kind(a.Kind) // a kind that is gone receives nothing in particular
	for _, q := range c.AskableNow(kind, today) {
		if !slices.ContainsFunc(past, func(p loa.Asking) bool { return p.Question == q.ID }) {
			a.Sets = addLeft(a.Sets, c, q)
		}
	}
	return a, nil
}

func addLeft(sets []SetLeft, c *loa.Campaign, q *loa.Question) []SetLeft {
	i := slices.IndexFunc(sets, func(s SetLeft) bool { return s.ID == q.Set })
	if i < 0 {
		set, _ := c.Set(q.Set) // AskableNow lists questions of known sets only
		i, sets = len(sets), append(sets, SetLeft{QuizSet: *set})
	}
	sets[i].Left = append(sets[i].Left, q)
	return sets
}

// OpenIn returns the questions that are open in a group, for everybody in it.
func (d *Desk) OpenIn(g loa.Group) ([]loa.Asking, error) {
	live, err := d.tx.LiveAskings()
	return slices.DeleteFunc(live, func(a loa.Asking) bool { return a.Group != g.ID || !a.Open(d.now) }), err
}

// AskWay returns how a question would be asked in a group.
func (d *Desk) AskWay(g loa.Group, set string) loa.AskWay { return d.Campaign().Way(g, set) }

// ClosesIfAsked returns when a question closes that is asked in the group now.
func (d *Desk) ClosesIfAsked(g AskGroup) time.Time { return d.Campaign().ClosesFrom(d.now, g.Zone) }

// AskNow has a question asked in a group that was not asked it yet.
func (d *Desk) AskNow(who loa.Sender, group loa.GroupID, question string) (loa.Asking, error) {
	g, err := d.AskGroup(who, group)
	if err != nil {
		return loa.Asking{}, err
	}
	i := slices.IndexFunc(g.Sets, func(s SetLeft) bool { return s.question(question) != nil })
	if i < 0 {
		return loa.Asking{}, refuse("quiz.asked_before", map[string]any{"Code": loa.QuestionCode(question)})
	}
	q := g.Sets[i].question(question)
	if err := d.notWithdrawn(q); err != nil {
		return loa.Asking{}, err
	}
	a := d.s.asking(q, g.Group, loa.DateOf(d.now, g.Zone))
	a.By, a.Created, a.Closes = who.Account, d.now, d.ClosesIfAsked(g)
	quiet := d.Campaign().Quiet
	quiet.Zone = g.Zone.String()
	due := quiet.Hold(d.now)
	if a.Closes.Sub(due) < loa.QuestionOpen {
		return a, refuse("quiz.too_late", nil)
	}
	a, err = d.s.ask(d.tx, a, loa.Delivery{
		Bot: g.Bot, Chat: g.Chat, Thread: g.Thread, Group: g.ID, Priority: loa.Bulk, State: loa.Pending,
		Due: due, NotAfter: a.Closes.Add(-loa.QuestionOpen), Quiet: quiet, Created: d.now,
	}, g.Zone)
	if err != nil {
		return a, err
	}
	d.changed = true
	return a, d.audit(who.Account, "question.ask", askingSubject(a), a.Question)
}

func (s SetLeft) question(id string) *loa.Question {
	if i := slices.IndexFunc(s.Left, func(q *loa.Question) bool { return q.ID == id }); i >= 0 {
		return s.Left[i]
	}
	return nil
}

func askingSubject(a loa.Asking) string { return fmt.Sprintf("asking:%d", a.ID) }

// LiveAsking returns a question that is open, or waits to be asked, in a group that the
// person is responsible for.
func (d *Desk) LiveAsking(who loa.Sender, id loa.AskingID) (loa.Asking, AskGroup, error) {
	a, err := d.tx.Asking(id)
	if isMissing(err) {
		return a, AskGroup{}, refuse("quiz.gone", nil)
	}
	if err != nil {
		return a, AskGroup{}, err
	}
	g, err := d.AskGroup(who, a.Group)
	if err != nil {
		return a, g, err
	}
	if a.State != loa.AskingWaiting && a.State != loa.AskingOpen {
		return a, g, refuse("quiz.not_open", map[string]any{"Code": loa.QuestionCode(a.Question)})
	}
	return a, g, nil
}

// CloseNow closes a question before its time; the group is told the answer. One that has
// not reached the group yet does not go there.
func (d *Desk) CloseNow(who loa.Sender, id loa.AskingID) error {
	a, _, err := d.LiveAsking(who, id)
	if err != nil {
		return err
	}
	if a.State == loa.AskingWaiting {
		err = d.s.takeBack(d.tx, a)
	} else {
		a.Closes = d.now
		if _, err = d.tx.SaveAsking(a); err == nil {
			err = d.s.closeQuestion(d.tx, a)
		}
	}
	if err != nil {
		return err
	}
	return d.audit(who.Account, "question.close", askingSubject(a), a.Question)
}

// takeBack keeps a question that waits from being asked.
func (s *Service) takeBack(tx *storage.Tx, a loa.Asking) error {
	list, err := tx.AskingDeliveries(a.ID)
	if err != nil {
		return err
	}
	for _, x := range list {
		taken, err := tx.TakeBack(x.ID, reasonWithdrawn, s.now())
		if err != nil {
			return err
		}
		if !taken {
			return refuse("quiz.on_its_way", nil)
		}
	}
	a.State, a.Closed = loa.AskingDropped, s.now()
	_, err = tx.SaveAsking(a)
	return err
}

// SetAskWay chooses how questions are asked in a group from now on; empty: as each set
// says. Secretaries and officials decide that.
func (d *Desk) SetAskWay(who loa.Sender, group loa.GroupID, way loa.AskWay) error {
	g, err := d.AskGroup(who, group)
	if err != nil {
		return err
	}
	grants, err := d.Grants(who.Account)
	if err != nil {
		return err
	}
	units, err := d.tx.Units()
	if err != nil {
		return err
	}
	if !grants.Holds(units, g.Unit, loa.Secretary, loa.Official) {
		return refuse("quiz.may_not_choose", nil)
	}
	g.Ask = way
	if _, err := d.tx.SaveGroup(g.Group); err != nil {
		return err
	}
	return d.audit(who.Account, "group.ask", groupSubject(g.ID), string(way))
}
