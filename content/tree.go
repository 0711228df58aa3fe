package content

import (
	"slices"

	"loa"
)

// unitRow is a unit as written, in campaign.yaml or in a row of a table.
type unitRow struct {
	at                                        pos
	id, parent, name, kind, zone, from, until scalar
}

// tree checks units and returns them with parents before their children, else
// in the order in which they are written. Their ids go into the index. In a whole
// tree every parent stands among the units; the parents of a part may be known
// elsewhere, which is for whoever joins the two to check.
func (r *reader) tree(rows []unitRow, ids *index, whole bool) loa.Units {
	var units loa.Units
	for _, row := range rows {
		u := loa.Unit{
			ID: loa.UnitID(row.id.text), Parent: loa.UnitID(row.parent.text), Name: row.name.text, Kind: row.kind.text,
			Zone: r.zone(row.zone), From: r.date(row.from), Until: r.date(row.until),
		}
		if !u.From.IsZero() && !u.Until.IsZero() && u.Until.Before(u.From) {
			r.add(row.until.at, "until_before_from", data{"From": u.From, "Until": u.Until})
		}
		if r.plainID(row.id, maxShortID) && r.declare(ids, row.id) {
			units = append(units, u)
		}
	}
	for _, row := range rows {
		switch _, here := ids.at[row.parent.text]; {
		case !here && !whole:
		case !r.refer(*ids, "unknown_parent", row.parent):
		case cyclic(units, loa.UnitID(row.id.text)):
			r.add(row.parent.at, "unit_cycle", data{"ID": row.id.text})
		}
	}
	return inTreeOrder(units)
}

// cyclic reports whether the unit is above itself.
func cyclic(units loa.Units, id loa.UnitID) bool {
	up := id
	for range units {
		u, ok := units.Find(up)
		if !ok || u.Parent == "" {
			return false
		}
		if up = u.Parent; up == id {
			return true
		}
	}
	return false
}

func inTreeOrder(units loa.Units) loa.Units {
	children := map[loa.UnitID]loa.Units{}
	for _, u := range units {
		children[u.Parent] = append(children[u.Parent], u)
	}
	var ordered loa.Units
	var down func(loa.UnitID)
	down = func(parent loa.UnitID) {
		for _, u := range children[parent] {
			ordered = append(ordered, u)
			down(u.ID)
		}
	}
	for _, u := range units {
		if _, here := units.Find(u.Parent); !here {
			down(u.Parent)
			delete(children, u.Parent) // a second child of the same parent is done already
		}
	}
	// What hangs in a cycle is not reached, and is a mistake.
	return slices.Clip(ordered)
}
