package loa

import (
	"cmp"
	"slices"
	"strings"
)

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

// CompareNames orders names as people do: a number by its value, so that “Chi bộ 2” stands
// before “Chi bộ 10”.
func CompareNames(a, b string) int {
	for a != "" && b != "" {
		x, y := leading(a), leading(b)
		a, b = a[len(x):], b[len(y):]
		c := cmp.Compare(x, y)
		if isDigit(x[0]) && isDigit(y[0]) {
			x, y = strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")
			c = cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y), c)
		}
		if c != 0 {
			return c
		}
	}
	return cmp.Compare(len(a), len(b))
}

// leading is what a name begins with: its first digits, or all before them.
func leading(name string) string {
	i := 1
	for i < len(name) && isDigit(name[i]) == isDigit(name[0]) {
		i++
	}
	return name[:i]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
