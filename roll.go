package loa

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// belongs reports whether the kind says to which unit somebody belongs: one such
// kind at a time. The other two tell of a time away or excused on top of it.
func (k MembershipKind) belongs() bool { return k != TemporaryOut && k != Exempt }

// Together reports whether one person can have both memberships of one unit: they
// do not meet in time, or one tells of a time away or excused within the other.
func (m Membership) Together(o Membership) bool {
	return !m.meets(o) || m.Kind != o.Kind && (!m.Kind.belongs() || !o.Kind.belongs())
}

// meets reports whether the spans have a day in common.
func (m Membership) meets(o Membership) bool {
	return (m.Until.IsZero() || !m.Until.Before(o.From)) && (o.Until.IsZero() || !o.Until.Before(m.From))
}

// over reports whether the membership has ended before the day.
func (m Membership) over(day Date) bool { return !m.Until.IsZero() && m.Until.Before(day) }

// MembershipChange puts After into the place of Before. Without Before it is a new
// membership; without After one that never was.
type MembershipChange struct{ Before, After *Membership }

// ChangeMemberships compares what a roll says of one person at one unit with what
// is stored of the person there, and returns what changes as of today. A day that
// the roll leaves open says nothing: what is stored stays, and something new
// begins today, unless the person is new too.
//
// Who comes to belong in another way ends the way before. Who is away or excused
// without belonging is taken for a full member. A whole roll says everything, so
// what it does not name ends.
func ChangeMemberships(stored, wanted []Membership, today Date, whole bool) []MembershipChange {
	c := roll{stored: stored, kept: make([]bool, len(stored)), today: today}
	wanted = c.withBelonging(wanted)
	var fresh []Membership
	for _, w := range wanted { // what is there already first: nothing new may end it
		if !c.keep(w) {
			fresh = append(fresh, w)
		}
	}
	for _, w := range fresh {
		c.add(w)
	}
	if whole {
		c.endRest()
	}
	return c.changes
}

// roll is one person's part of a roll while it is compared.
type roll struct {
	stored  []Membership
	kept    []bool // by index of stored: spoken for or ended
	today   Date
	changes []MembershipChange
}

// withBelonging adds that the person is a full member where nothing says how the
// person belongs. What the roll takes for granted stays.
func (c *roll) withBelonging(wanted []Membership) []Membership {
	if len(wanted) == 0 || slices.ContainsFunc(wanted, func(m Membership) bool { return m.Kind.belongs() && !m.over(c.today) }) {
		return wanted
	}
	known := false
	for i, s := range c.stored {
		if s.Kind.belongs() && !s.over(c.today) {
			known, c.kept[i] = true, true
		}
	}
	if known {
		return wanted
	}
	return append([]Membership{{Member: wanted[0].Member, Unit: wanted[0].Unit, Kind: FullMember}}, wanted...)
}

// keep finds the stored membership that the roll speaks of, and notes how its days change.
func (c *roll) keep(w Membership) bool {
	i := slices.IndexFunc(c.stored, func(s Membership) bool { return s.Kind == w.Kind && !w.From.IsZero() && s.From == w.From })
	if i < 0 {
		i = slices.IndexFunc(c.stored, func(s Membership) bool {
			return s.Kind == w.Kind && !s.over(c.today) && (w.From.IsZero() || s.meets(w))
		})
	}
	if i < 0 || c.kept[i] {
		return false
	}
	c.kept[i] = true
	after := c.stored[i]
	if !w.From.IsZero() {
		after.From = w.From
	}
	if !w.Until.IsZero() {
		after.Until = w.Until
	}
	c.change(&c.stored[i], &after)
	return true
}

// add notes a new membership, and ends the way in which the person belonged before.
func (c *roll) add(w Membership) {
	if w.From.IsZero() && len(c.stored) > 0 {
		w.From = c.today
	}
	for i, s := range c.stored {
		if !c.kept[i] && w.Kind.belongs() && s.Kind.belongs() && s.meets(w) {
			c.end(i, w.From)
		}
	}
	c.change(nil, &w)
}

// endRest ends whatever the roll did not speak of.
func (c *roll) endRest() {
	for i, s := range c.stored {
		if !c.kept[i] && !s.over(c.today) {
			c.end(i, c.today)
		}
	}
}

// end ends a stored membership before the day; what would have begun later never does.
func (c *roll) end(i int, before Date) {
	c.kept[i] = true
	after := c.stored[i]
	if !after.From.IsZero() && !after.From.Before(before) {
		c.change(&c.stored[i], nil)
		return
	}
	after.Until = before.AddDays(-1)
	c.change(&c.stored[i], &after)
}

func (c *roll) change(before, after *Membership) {
	if before == nil || after == nil || *before != *after {
		c.changes = append(c.changes, MembershipChange{before, after})
	}
}

// ApplyMemberships returns the memberships after the changes, sorted.
func ApplyMemberships(changes []MembershipChange, stored []Membership) []Membership {
	after := slices.Clone(stored)
	for _, c := range changes {
		if c.Before != nil {
			after = slices.DeleteFunc(after, func(m Membership) bool { return m == *c.Before })
		}
	}
	for _, c := range changes {
		if c.After != nil {
			after = append(after, *c.After)
		}
	}
	slices.SortFunc(after, Membership.Compare)
	return after
}

// Compare orders memberships by member, unit, kind and days.
func (m Membership) Compare(o Membership) int {
	return cmp.Or(cmp.Compare(m.Member, o.Member), cmp.Compare(m.Unit, o.Unit), cmp.Compare(m.Kind, o.Kind),
		m.From.Compare(o.From), m.Until.Compare(o.Until))
}

// MarkedName is a name with the mark that tells two people of one name apart.
func MarkedName(name, mark string) string { return name + " (" + mark + ")" }

// SameName makes names comparable: case and spaces do not count, marks do.
func SameName(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// UnmarkedName takes the mark off a name that has one.
func UnmarkedName(name string) (plain string, marked bool) {
	before, mark, ok := strings.Cut(name, " (")
	return before, ok && strings.HasSuffix(mark, ")") && strings.IndexFunc(before, unicode.IsLetter) >= 0
}
