package campaign

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"loa"
	"loa/content"
	"loa/storage"
)

// RollPlan is what the import of a roll would do.
type RollPlan struct {
	File   string
	Whole  bool // who stands on the roll and is not in the file leaves
	Units  []loa.UnitID
	People []PlannedPerson // of whom something changes: as in the file, then those who leave
	Same   int             // people in the file of whom nothing changes
	Print  string          // digest of the changes, so that no others are made than were shown
}

// PlannedPerson is what changes of one person at one unit.
type PlannedPerson struct {
	Member  loa.MemberID // 0: new
	Name    string
	Unit    loa.Unit
	Leaves  bool // is not in the file
	Changes []loa.MembershipChange
}

// Counts returns how many people are new, change and leave.
func (p RollPlan) Counts() (fresh, changed, leave int) {
	for _, person := range p.People {
		switch {
		case person.Leaves:
			leave++
		case person.Member == 0:
			fresh++
		default:
			changed++
		}
	}
	return fresh, changed, leave
}

// rollUnit is one unit of a roll beside what is stored of it.
type rollUnit struct {
	unit    loa.Unit
	today   loa.Date
	members []loa.Member
	stored  map[loa.MemberID][]loa.Membership
	claimed map[loa.MemberID]int // by which row of the file
	fresh   map[string]int       // new names, likewise
	marks   map[string][]string  // of the file, by name
}

// rollEntry is one person of the file: all rows with one unit, name and mark.
type rollEntry struct{ rows []content.MemberRow }

// planRoll compares a roll with what is stored. may says whose units the importer
// keeps. With a mistake in any row there is no plan.
func (s *Service) planRoll(tx *storage.Tx, roll *content.Roll, whole bool, may func(loa.Units, loa.UnitID) bool) (RollPlan, []content.Mistake, error) {
	plan := RollPlan{File: roll.File, Whole: whole}
	units, err := tx.Units()
	if err != nil {
		return plan, nil, err
	}
	found := map[loa.UnitID]*rollUnit{}
	var wrong []content.Mistake
	for _, r := range roll.Rows {
		u, _ := units.Find(r.Unit) // the reader knows them all
		switch {
		case !may(units, r.Unit):
			wrong = append(wrong, roll.Mistake(r.Line, "not_kept", map[string]any{"Unit": u.Name}))
			continue
		case found[r.Unit] == nil:
			if found[r.Unit], err = s.rollUnit(tx, units, u); err != nil {
				return plan, nil, err
			}
			plan.Units = append(plan.Units, r.Unit)
		}
		found[r.Unit].note(r)
	}
	for _, e := range rollEntries(roll) {
		if u := found[e.rows[0].Unit]; u != nil {
			wrong = append(wrong, plan.add(roll, u, e)...)
		}
	}
	if len(wrong) > 0 {
		return plan, wrong, nil
	}
	if whole {
		for _, id := range plan.Units {
			plan.end(found[id])
		}
	}
	plan.Print, err = plan.digest()
	return plan, nil, err
}

func (s *Service) rollUnit(tx *storage.Tx, units loa.Units, unit loa.Unit) (*rollUnit, error) {
	u := &rollUnit{
		unit: unit, today: loa.DateOf(s.now(), s.zoneOf(units, unit.ID)), stored: map[loa.MemberID][]loa.Membership{},
		claimed: map[loa.MemberID]int{}, fresh: map[string]int{}, marks: map[string][]string{},
	}
	var err error
	if u.members, err = tx.MembersOf(unit.ID); err != nil {
		return nil, err
	}
	memberships, err := tx.Memberships(unit.ID)
	for _, m := range memberships {
		u.stored[m.Member] = append(u.stored[m.Member], m)
	}
	return u, err
}

// note keeps with which marks a name stands in the file.
func (u *rollUnit) note(r content.MemberRow) {
	name, mark := loa.SameName(r.Name), loa.SameName(r.Mark)
	if !slices.Contains(u.marks[name], mark) {
		u.marks[name] = append(u.marks[name], mark)
	}
}

// rollEntries puts the rows of each person together, in the order of the file.
func rollEntries(roll *content.Roll) []*rollEntry {
	type key struct {
		unit       loa.UnitID
		name, mark string
	}
	byKey := map[key]*rollEntry{}
	var all []*rollEntry
	for _, r := range roll.Rows {
		k := key{r.Unit, loa.SameName(r.Name), loa.SameName(r.Mark)}
		if byKey[k] == nil {
			byKey[k] = &rollEntry{}
			all = append(all, byKey[k])
		}
		byKey[k].rows = append(byKey[k].rows, r)
	}
	return all
}

// add plans what changes of a person of the file.
func (p *RollPlan) add(roll *content.Roll, u *rollUnit, e *rollEntry) []content.Mistake {
	first := e.rows[0]
	wrong := func(kind string, d map[string]any) []content.Mistake {
		return []content.Mistake{roll.Mistake(first.Line, kind, d)}
	}
	id, name, problem := u.whoIs(first)
	if problem != nil {
		return wrong("which_person", map[string]any{"Name": first.Name, "Known": problem})
	}
	before, again := u.fresh[loa.SameName(name)], false
	if id != 0 {
		before, again = u.claimed[id], u.claimed[id] != 0
		u.claimed[id] = first.Line
	} else {
		again = before != 0
		u.fresh[loa.SameName(name)] = first.Line
	}
	if again {
		return wrong("double", map[string]any{"Name": first.Name, "First": before})
	}
	wanted := make([]loa.Membership, len(e.rows))
	for i, r := range e.rows {
		wanted[i] = r.Membership(id)
	}
	changes := loa.ChangeMemberships(u.stored[id], wanted, u.today, p.Whole)
	if !sound(loa.ApplyMemberships(changes, u.stored[id])) {
		return wrong("clash", map[string]any{"Name": first.Name})
	}
	if len(changes) == 0 {
		p.Same++
		return nil
	}
	p.People = append(p.People, PlannedPerson{Member: id, Name: name, Unit: u.unit, Changes: changes})
	return nil
}

// sound reports whether one person can have all the memberships.
func sound(memberships []loa.Membership) bool {
	for i, m := range memberships {
		if !m.Until.IsZero() && m.Until.Before(m.From) ||
			slices.ContainsFunc(memberships[:i], func(o loa.Membership) bool { return !m.Together(o) }) {
			return false
		}
	}
	return true
}

// whoIs finds the member of a row: the id, 0 for somebody new, and the name to
// keep. A mark becomes part of a name only where two people have one name. When
// nobody can tell whom of the stored members the row means, they are returned.
func (u *rollUnit) whoIs(r content.MemberRow) (id loa.MemberID, name string, unclear []string) {
	plain, marked := loa.SameName(r.Name), loa.SameName(loa.MarkedName(r.Name, r.Mark))
	var exact, withMark, others []loa.Member
	for _, m := range u.members {
		stored := loa.SameName(m.Name)
		base, isMarked := loa.UnmarkedName(stored)
		switch {
		case stored == plain:
			exact = append(exact, m)
		case r.Mark != "" && stored == marked:
			withMark = append(withMark, m)
		case isMarked && base == plain:
			others = append(others, m)
		}
	}
	shared := len(u.marks[plain]) > 1
	switch {
	case len(withMark) == 1:
		return withMark[0].ID, withMark[0].Name, nil
	case len(exact) == 1 && (r.Mark == "" || !shared):
		return exact[0].ID, exact[0].Name, nil
	case len(exact) > 1, len(withMark) > 1,
		len(exact) == 1 && !slices.Contains(u.marks[plain], ""), // is it this one, or the other of the file?
		r.Mark == "" && len(others) > 0 && !shared:
		return 0, "", memberNames(slices.Concat(exact, withMark, others))
	case r.Mark != "" && (shared || len(others) > 0):
		return 0, loa.MarkedName(r.Name, r.Mark), nil
	}
	return 0, r.Name, nil
}

func memberNames(members []loa.Member) []string {
	names := make([]string, len(members))
	for i, m := range members {
		names[i] = m.Name
	}
	return names
}

// end plans that those of a unit who are not in the file leave it.
func (p *RollPlan) end(u *rollUnit) {
	for _, m := range u.members {
		if u.claimed[m.ID] != 0 {
			continue
		}
		if changes := loa.ChangeMemberships(u.stored[m.ID], nil, u.today, true); len(changes) > 0 {
			p.People = append(p.People, PlannedPerson{Member: m.ID, Name: m.Name, Unit: u.unit, Leaves: true, Changes: changes})
		}
	}
}

func (p *RollPlan) digest() (string, error) {
	text, err := json.Marshal(p.People)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}
