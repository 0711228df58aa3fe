package campaign

import (
	"cmp"
	"slices"

	"loa"
)

// Practice is a question that one person tries alone; nothing of it is kept.
type Practice struct {
	*loa.Question
	loa.Asked
	Group string // in which it is open now for a group of the person's; empty: in none
}

// Practices lists what the person may practise today: the questions that are open in
// groups of the person's units first, then those of the sets that are open. A question
// whose answers are being kept under names somewhere is left out until it has closed, and
// what is kept for contests until these are over.
func (d *Desk) Practices(who loa.Sender) ([]Practice, error) {
	kind, units, err := d.practiceKind(who)
	if err != nil {
		return nil, err
	}
	live, err := unclosed(d.tx)
	if err != nil {
		return nil, err
	}
	groups, err := d.tx.Groups(loa.GroupActive)
	if err != nil {
		return nil, err
	}
	rounds, err := d.tx.OpenRounds()
	if err != nil {
		return nil, err
	}
	var list []Practice
	for _, q := range d.Campaign().PractisableNow(kind, rounds, d.now, d.s.settings.Zone) {
		p := Practice{Question: q}
		if slices.ContainsFunc(live, func(a loa.Asking) bool { return a.Question == q.ID && a.Way == loa.AskNamed }) {
			continue
		}
		for _, g := range groups {
			_, mine := units.Find(g.Unit)
			if mine && slices.ContainsFunc(live, func(a loa.Asking) bool { return a.Question == q.ID && a.Group == g.ID && a.Open(d.now) }) {
				p.Group = g.Title
			}
		}
		list = append(list, p)
	}
	slices.SortStableFunc(list, func(a, b Practice) int { return cmp.Compare(closed(a), closed(b)) })
	return list, nil
}

func closed(p Practice) int {
	if p.Group == "" {
		return 1
	}
	return 0
}

// practiceKind returns which questions are for the person, and the units of the person's
// groups: members and those with a role get all, others what is for everybody.
func (d *Desk) practiceKind(who loa.Sender) (loa.Kind, loa.Units, error) {
	grants, err := d.Grants(who.Account)
	if err != nil {
		return loa.Kind{}, nil, err
	}
	m, err := d.tx.MemberOf(who.Account)
	if err != nil && !isMissing(err) {
		return loa.Kind{}, nil, err
	}
	if isMissing(err) {
		kind := loa.EveryKind()
		if len(grants) == 0 {
			kind = publicKind(d.Campaign())
		}
		return kind, nil, nil
	}
	units, err := d.unitsOf(m.ID)
	return loa.EveryKind(), units, err
}

// Practise shows the question in the order of the seed.
func (p Practice) Practise(seed uint64) Practice {
	p.Asked = p.Shuffle(seed)
	return p
}

// SourcesLine names the sources of a question that was practised.
func (d *Desk) SourcesLine(p Practice, lang loa.Lang) string {
	return d.s.sourcesLine(p.Question.Sources, p.Question.Grade, lang)
}
