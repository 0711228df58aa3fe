package storage

import (
	"cmp"
	"fmt"
	"slices"

	"loa"
)

const unitColumns = `id, parent, name, kind, zone, from_day, until_day`

func scanUnit(r row, u *loa.Unit) error {
	return r.Scan(&u.ID, &u.Parent, &u.Name, &u.Kind, &u.Zone, toDate(&u.From), toDate(&u.Until))
}

// Units returns all units in tree order: each before its children, children of
// one parent by name. Units whose parents are missing or in a circle come last.
//
// Nearly everything that people do asks for the units, and some of it for each
// message that it causes, so a transaction reads them once: nobody else changes them
// under it.
func (tx *Tx) Units() (loa.Units, error) {
	if tx.memo.units == nil {
		units, err := all(tx, scanUnit, `SELECT `+unitColumns+` FROM units`)
		if err != nil {
			return nil, fmt.Errorf("list units: %w", err)
		}
		tx.memo.units = treeOrder(units)
	}
	return slices.Clone(tx.memo.units), nil
}

// SaveUnits stores the units, in place of those with the same ids. Others stay.
func (tx *Tx) SaveUnits(units loa.Units) error {
	tx.memo.units = nil
	for _, u := range units {
		_, err := tx.exec(`INSERT INTO units (`+unitColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, name = excluded.name, kind = excluded.kind,
			zone = excluded.zone, from_day = excluded.from_day, until_day = excluded.until_day`,
			u.ID, u.Parent, u.Name, u.Kind, u.Zone, day(u.From), day(u.Until))
		if err != nil {
			return fmt.Errorf("save unit %s: %w", u.ID, err)
		}
	}
	return nil
}

func treeOrder(units loa.Units) loa.Units {
	slices.SortFunc(units, func(a, b loa.Unit) int {
		return cmp.Or(loa.CompareNames(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	children := make(map[loa.UnitID]loa.Units)
	for _, u := range units {
		children[u.Parent] = append(children[u.Parent], u)
	}
	ordered, placed := make(loa.Units, 0, len(units)), make(map[loa.UnitID]bool)
	var place func(loa.Unit)
	place = func(u loa.Unit) {
		if placed[u.ID] {
			return
		}
		placed[u.ID] = true
		ordered = append(ordered, u)
		for _, child := range children[u.ID] {
			place(child)
		}
	}
	for _, root := range children[""] {
		place(root)
	}
	for _, u := range units { // without their parents
		if _, ok := units.Find(u.Parent); !ok {
			place(u)
		}
	}
	for _, u := range units { // in circles
		place(u)
	}
	return ordered
}
