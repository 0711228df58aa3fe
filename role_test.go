package loa_test

import (
	"slices"
	"testing"

	"loa"
)

func TestHolds(t *testing.T) {
	t.Parallel()
	grant := func(unit loa.UnitID, role loa.Role) loa.Grants { return loa.Grants{{Unit: unit, Role: role}} }
	for name, tc := range map[string]struct {
		grants loa.Grants
		at     loa.UnitID
		roles  []loa.Role
		want   bool
	}{
		"nothing granted":   {nil, "ward", loa.Roles(), false},
		"at the unit":       {grant("cell-1", loa.Secretary), "cell-1", []loa.Role{loa.Secretary}, true},
		"reaches down":      {grant("ward", loa.Secretary), "team", []loa.Role{loa.Secretary}, true},
		"not up":            {grant("cell-1", loa.Official), "ward", []loa.Role{loa.Official}, false},
		"not beside":        {grant("cell-1", loa.Official), "cell-2", []loa.Role{loa.Official}, false},
		"another role":      {grant("ward", loa.Official), "ward", []loa.Role{loa.Editor}, false},
		"one of the roles":  {grant("ward", loa.Editor), "ward", []loa.Role{loa.Official, loa.Editor}, true},
		"no role asked for": {grant("ward", loa.Editor), "ward", nil, false},
		"second grant":      {append(grant("cell-2", loa.Editor), grant("cell-1", loa.Editor)...), "team", []loa.Role{loa.Editor}, true},
		"roles of different places do not add up": {append(grant("cell-2", loa.Editor), grant("cell-1", loa.Secretary)...), "team", []loa.Role{loa.Editor}, false},
		"admin everywhere":                        {grant("", loa.Admin), "team", []loa.Role{loa.Editor}, true},
		"admin of no unit at all":                 {grant("", loa.Admin), "", []loa.Role{loa.Editor}, true},
		"a group not yet bound":                   {grant("ward", loa.Editor), "", []loa.Role{loa.Editor}, false},
		"an empty grant":                          {grant("", loa.Editor), "", []loa.Role{loa.Editor}, false},
		"an empty grant, a unit":                  {grant("", loa.Editor), "ward", []loa.Role{loa.Editor}, false},
		"through a ring":                          {grant("ward", loa.Editor), "below-ring", []loa.Role{loa.Editor}, false},
	} {
		if got := tc.grants.Holds(ward(), tc.at, tc.roles...); got != tc.want {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

func TestAnyAndReach(t *testing.T) {
	t.Parallel()
	secretary := loa.Grants{{Unit: "cell-1", Role: loa.Secretary}}
	admin := loa.Grants{{Role: loa.Admin}}
	for _, tc := range []struct {
		grants loa.Grants
		role   loa.Role
		any    bool
		reach  []loa.UnitID
	}{
		{secretary, loa.Secretary, true, []loa.UnitID{"cell-1", "team"}},
		{secretary, loa.Editor, false, nil},
		{nil, loa.Secretary, false, nil},
		{admin, loa.Editor, true, []loa.UnitID{"ward", "cell-1", "cell-2", "team", "orphan", "ring-a", "ring-b", "self", "below-ring"}},
	} {
		if got := tc.grants.Any(tc.role); got != tc.any {
			t.Errorf("%v.Any(%s) = %v", tc.grants, tc.role, got)
		}
		var reach []loa.UnitID
		for _, u := range tc.grants.Reach(ward(), tc.role) {
			reach = append(reach, u.ID)
		}
		if !slices.Equal(reach, tc.reach) {
			t.Errorf("%v.Reach(%s) = %v, want %v", tc.grants, tc.role, reach, tc.reach)
		}
	}
}
