package campaign

import (
	"cmp"
	"slices"
	"strings"

	"loa"
	"loa/content"
)

// WalkIn is somebody who may have come without being due.
type WalkIn struct {
	ID   loa.MemberID
	Name string
	Unit string
}

// WalkIns lists the people of the units that the person keeps who are not on the
// roll call, by name; words narrow it, marks and case aside. People without a line on
// any of these rolls are counted as guests, not named.
func (d *Desk) WalkIns(who loa.Sender, id loa.MeetingID, words string) ([]WalkIn, error) {
	m, err := d.openRoll(who, id)
	if err != nil {
		return nil, err
	}
	rc, err := d.rollCall(m)
	if err != nil {
		return nil, err
	}
	kept, err := d.KeptUnits(who)
	if err != nil {
		return nil, err
	}
	day := loa.DateOf(m.At, rc.Zone)
	seen := map[loa.MemberID]bool{}
	for _, p := range rc.People {
		seen[p.ID] = true
	}
	var list []WalkIn
	for _, u := range kept {
		here, err := d.walkInsOf(u, day)
		if err != nil {
			return nil, err
		}
		for _, w := range here {
			if !seen[w.ID] && holds(w.Name, words) {
				seen[w.ID] = true
				list = append(list, w)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b WalkIn) int { return cmp.Or(byGivenName(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return list, nil
}

// walkInsOf lists who belongs to the unit in any way on the day.
func (d *Desk) walkInsOf(u loa.Unit, day loa.Date) ([]WalkIn, error) {
	memberships, err := d.tx.Memberships(u.ID)
	if err != nil {
		return nil, err
	}
	members, err := d.tx.MembersOf(u.ID)
	if err != nil {
		return nil, err
	}
	var list []WalkIn
	for _, m := range members {
		if slices.ContainsFunc(memberships, func(b loa.Membership) bool { return b.Member == m.ID && b.On(day) }) {
			list = append(list, WalkIn{m.ID, m.Name, u.Name})
		}
	}
	return list, nil
}

// holds reports whether the name holds all the words.
func holds(name, words string) bool {
	name = content.Fold(name)
	for _, w := range strings.Fields(content.Fold(words)) {
		if !strings.Contains(name, w) {
			return false
		}
	}
	return true
}
