package campaign

import (
	"slices"

	"loa"
	"loa/storage"
)

// Listed is somebody on a unit's list, as its secretary sees it.
type Listed struct {
	Member   loa.Member
	Kinds    []loa.MembershipKind // how the member belongs to the unit today
	Linked   bool                 // has an account, or several
	Namesake bool                 // somebody else on the list has the same name
}

// MemberList lists those who belong to a unit today, for who is responsible for it.
func (d *Desk) MemberList(who loa.Sender, unit loa.UnitID) ([]Listed, error) {
	if err := d.mayKeep(who, unit); err != nil {
		return nil, err
	}
	return d.s.memberList(d.tx, unit)
}

// ListedMember returns one of a unit's list, for who is responsible for it.
func (d *Desk) ListedMember(who loa.Sender, unit loa.UnitID, id loa.MemberID) (Listed, error) {
	list, err := d.MemberList(who, unit)
	if err != nil {
		return Listed{}, err
	}
	i := slices.IndexFunc(list, func(l Listed) bool { return l.Member.ID == id })
	if i < 0 {
		return Listed{}, refuse("link.not_listed", nil)
	}
	return list[i], nil
}

// memberList is in the order of the numbers: that of the list that was imported.
func (s *Service) memberList(tx *storage.Tx, unit loa.UnitID) ([]Listed, error) {
	units, err := tx.Units()
	if err != nil {
		return nil, err
	}
	memberships, err := tx.Memberships(unit)
	if err != nil {
		return nil, err
	}
	linked, err := tx.LinkedMembers(unit)
	if err != nil {
		return nil, err
	}
	members, err := tx.MembersOf(unit)
	if err != nil {
		return nil, err
	}
	today := loa.DateOf(s.now(), s.zoneOf(units, unit))
	kinds := map[loa.MemberID][]loa.MembershipKind{}
	for _, m := range memberships {
		if m.On(today) && !slices.Contains(kinds[m.Member], m.Kind) {
			kinds[m.Member] = append(kinds[m.Member], m.Kind)
		}
	}
	names := map[string]int{}
	var list []Listed
	for _, m := range members {
		if len(kinds[m.ID]) > 0 {
			names[m.Name]++
			list = append(list, Listed{Member: m, Kinds: kinds[m.ID], Linked: slices.Contains(linked, m.ID)})
		}
	}
	for i := range list {
		list[i].Namesake = names[list[i].Member.Name] > 1
	}
	return list, nil
}

// ListedName is the name, with the number of the member where others have the same.
func (d *Desk) ListedName(l Listed, lang loa.Lang) string { return d.s.listedName(l, lang) }

func (s *Service) listedName(l Listed, lang loa.Lang) string {
	if !l.Namesake {
		return l.Member.Name
	}
	return s.catalog.Line(lang, "link.namesake", map[string]any{"Name": l.Member.Name, "ID": int64(l.Member.ID)})
}
