package loa

// Role says what a person may do. It always belongs to a unit and reaches down
// the unit's subtree.
type Role string

// The roles. A member needs none: what members may do follows from the roll.
const (
	Secretary Role = "secretary"
	Editor    Role = "editor"
	Official  Role = "official"
	Admin     Role = "admin"
)

// Roles lists the roles that can be given to a person in the chat, weakest first.
// Admins come from the configuration only.
func Roles() []Role { return []Role{Secretary, Editor, Official} }

// Grant is one role of one account. An Admin's grant has no unit: it reaches everywhere.
type Grant struct {
	Account Account
	Unit    UnitID
	Role    Role
}

// Grants are the roles one account holds.
type Grants []Grant

// Holds reports whether one of the roles reaches the unit. Admins hold every role.
func (gs Grants) Holds(units Units, at UnitID, roles ...Role) bool {
	for _, g := range gs {
		if g.Role == Admin {
			return true
		}
		for _, r := range roles {
			if g.Role == r && units.Under(at, g.Unit) {
				return true
			}
		}
	}
	return false
}

// Any reports whether one of the roles is held anywhere.
func (gs Grants) Any(roles ...Role) bool {
	for _, g := range gs {
		if g.Role == Admin {
			return true
		}
		for _, r := range roles {
			if g.Role == r {
				return true
			}
		}
	}
	return false
}

// Reach returns the units of the tree that a grant of one of the roles reaches,
// in tree order.
func (gs Grants) Reach(units Units, roles ...Role) Units {
	var reach Units
	for _, u := range units {
		if gs.Holds(units, u.ID, roles...) {
			reach = append(reach, u)
		}
	}
	return reach
}
