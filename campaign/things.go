package campaign

import (
	"errors"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

// thingsListed is how many of the newest things sent are offered.
const thingsListed = 10

// Thing is something that went out to groups and can be corrected or withdrawn.
type Thing struct {
	Item      loa.Item
	Ref       loa.DeliveryID // names it in a button
	Title     string
	Text      loa.Text // as it was sent, or as it was last corrected
	Path      string   // the post's file in the campaign folder; empty: a broadcast
	At        time.Time
	Zone      *time.Location // to show At in
	Groups    int            // that have it, or may have it
	Uncertain int            // of these
	Last      *loa.Correction
}

// SentThings lists the newest things that the person may correct: those that
// went to none but groups within the person's reach.
func (d *Desk) SentThings(who loa.Sender) ([]Thing, error) {
	if _, err := d.mayCorrect(who); err != nil {
		return nil, err
	}
	items, err := d.tx.SentPosts(thingsListed)
	if err != nil {
		return nil, err
	}
	broadcasts, err := d.tx.SentBroadcasts(thingsListed)
	if err != nil {
		return nil, err
	}
	items = append(items, broadcasts...)
	slices.SortStableFunc(items, func(a, b storage.SentItem) int { return b.At.Compare(a.At) })
	var things []Thing
	for _, item := range items[:min(thingsListed, len(items))] {
		t, err := d.thing(who, item.Item)
		if _, refused := errors.AsType[*Refusal](err); refused {
			continue
		}
		if err != nil {
			return nil, err
		}
		t.At = item.At
		things = append(things, t)
	}
	return things, nil
}

func (d *Desk) mayCorrect(who loa.Sender) (loa.Grants, error) {
	if who.Anonymous {
		return nil, refuse("campaign.anonymous", nil)
	}
	grants, err := d.Grants(who.Account)
	if err == nil && !grants.Any(loa.Editor, loa.Official) {
		err = refuse("correct.may_not", nil)
	}
	return grants, err
}

// Thing returns what a button of the list names.
func (d *Desk) Thing(who loa.Sender, ref loa.DeliveryID) (Thing, error) {
	if _, err := d.mayCorrect(who); err != nil {
		return Thing{}, err
	}
	x, err := d.tx.Delivery(ref)
	if isMissing(err) || err == nil && x.Item().IsZero() {
		return Thing{}, refuse("correct.gone", nil)
	}
	if err != nil {
		return Thing{}, err
	}
	return d.thing(who, x.Item())
}

func (d *Desk) thing(who loa.Sender, item loa.Item) (Thing, error) {
	t := Thing{Item: item, Zone: d.s.settings.Zone}
	copies, err := d.tx.Copies(item)
	if err != nil {
		return t, err
	}
	if err := d.reachesAll(who, copies); err != nil {
		return t, err
	}
	groups, doubtful := map[loa.GroupID]bool{}, map[loa.GroupID]bool{}
	for _, x := range copies {
		switch x.State {
		case loa.Uncertain:
			doubtful[x.Group] = true
		case loa.Sent, loa.Relayed:
		default:
			continue
		}
		groups[x.Group] = true
		if t.Ref == 0 {
			t.Ref, t.At = x.ID, x.Settled
			if t.Text, err = d.s.fullText(d.tx, x); err != nil {
				return t, err
			}
		}
	}
	if t.Ref == 0 {
		return t, refuse("correct.gone", nil)
	}
	t.Groups, t.Uncertain = len(groups), len(doubtful)
	if t.Title, err = d.s.nameOf(d.tx, item); err != nil {
		return t, err
	}
	if p, ok := d.Campaign().Post(item.Post); ok {
		t.Path = p.Path
	}
	past, err := d.tx.CorrectionsOf(item)
	if err != nil || len(past) == 0 {
		return t, err
	}
	t.Last = &past[0]
	if !past[0].Withdraw {
		t.Text = past[0].Text
	}
	return t, nil
}

// reachesAll refuses who is not responsible for every group that has a copy: a
// correction reaches every copy or it is none.
func (d *Desk) reachesAll(who loa.Sender, copies []loa.Delivery) error {
	grants, err := d.mayCorrect(who)
	if err != nil {
		return err
	}
	units, err := d.tx.Units()
	if err != nil {
		return err
	}
	for _, x := range copies {
		if x.State == loa.Failed || x.State == loa.Expired {
			continue
		}
		g, err := d.tx.Group(x.Group)
		if err != nil && !isMissing(err) {
			return err
		}
		if g.Unit != "" && !grants.Holds(units, g.Unit, loa.Editor, loa.Official) {
			return refuse("correct.beyond_reach", nil)
		}
	}
	return nil
}

// nameOf returns the title of a post, or how a broadcast begins.
func (s *Service) nameOf(tx *storage.Tx, item loa.Item) (string, error) {
	if item.Post != "" {
		return s.titleOf(item.Post, item.Date), nil
	}
	b, err := tx.Broadcast(item.Broadcast)
	if err != nil {
		return "", err
	}
	return called(b), nil
}
