package loa

import "slices"

// UnitID names a unit: lower-case letters, digits and hyphens, at most 24, so
// that it fits a button's callback data.
type UnitID string

// Unit is an organisation in the tree (Party committee, cell, union, school).
// Units carry dates of effect because wards are merged and renamed.
type Unit struct {
	ID     UnitID
	Parent UnitID // empty for the root
	Name   string
	Kind   string // "committee", "cell", "union", "school", …: data of the campaign
	Zone   string // IANA name; empty: the installation's
	From   Date   // first day of effect; zero: always
	Until  Date   // last day of effect; zero: open
}

// InEffect reports whether the unit exists on the day.
func (u Unit) InEffect(d Date) bool {
	return (u.From.IsZero() || !d.Before(u.From)) && (u.Until.IsZero() || !u.Until.Before(d))
}

// Units is the tree of all units.
type Units []Unit

// Find returns the unit with the id.
func (us Units) Find(id UnitID) (Unit, bool) {
	i := slices.IndexFunc(us, func(u Unit) bool { return u.ID == id })
	if i < 0 {
		return Unit{}, false
	}
	return us[i], true
}

// Under reports whether id is top or lies in top's subtree. Broken trees
// (a missing parent, a cycle) end the climb instead of looping. The empty id is
// no unit: nothing is under it.
func (us Units) Under(id, top UnitID) bool {
	if top == "" {
		return false
	}
	for range len(us) + 1 {
		if id == top {
			return true
		}
		u, ok := us.Find(id)
		if !ok || u.Parent == "" {
			return false
		}
		id = u.Parent
	}
	return false
}
