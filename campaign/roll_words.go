package campaign

import (
	"fmt"
	"strings"

	"loa"
	"loa/content"
)

// How much of an import is told: a phone's screen or two.
const (
	rollPeopleShown   = 15
	rollMistakesShown = 20
	rollNamesShown    = 5
)

// DescribeRoll says what the import of a roll would do: the numbers, then the
// first people. It names people, so it is for who keeps the roll alone.
func (s *Service) DescribeRoll(lang loa.Lang, plan RollPlan) loa.Text {
	fresh, changed, leave := plan.Counts()
	lines := []loa.Text{s.catalog.Say(lang, "members.preview", map[string]any{
		"File": plan.File, "Units": len(plan.Units), "New": fresh, "Changed": changed, "Leave": leave, "Same": plan.Same, "Whole": plan.Whole,
	})}
	for _, p := range plan.People[:min(rollPeopleShown, len(plan.People))] {
		lines = append(lines, loa.Plain(s.describePerson(lang, p)))
	}
	if more := len(plan.People) - rollPeopleShown; more > 0 {
		lines = append(lines, s.catalog.Say(lang, "members.more_people", map[string]any{"Count": more}))
	}
	return loa.Lines("\n", lines...)
}

func (s *Service) describePerson(lang loa.Lang, p PlannedPerson) string {
	key := "members.line_changed"
	switch {
	case p.Leaves:
		key = "members.line_leaves"
	case p.Member == 0:
		key = "members.line_new"
	}
	changes := make([]string, len(p.Changes))
	for i, c := range p.Changes {
		changes[i] = s.describeChange(lang, c)
	}
	return s.catalog.Line(lang, key, map[string]any{"Name": p.Name, "Unit": p.Unit.Name, "Changes": strings.Join(changes, "; ")})
}

func (s *Service) describeChange(lang loa.Lang, c loa.MembershipChange) string {
	switch {
	case c.Before == nil:
		return s.describeMembership(lang, *c.After)
	case c.After == nil:
		return s.catalog.Line(lang, "members.taken_back", map[string]any{"Membership": s.describeMembership(lang, *c.Before)})
	}
	return s.describeMembership(lang, *c.Before) + " → " + s.describeMembership(lang, *c.After)
}

func (s *Service) describeMembership(lang loa.Lang, m loa.Membership) string {
	return s.catalog.Line(lang, "members.membership", map[string]any{
		"Kind": s.catalog.Line(lang, "members.kind."+strings.ReplaceAll(string(m.Kind), "-", "_"), nil), "From": dayMonthYear(m.From), "Until": dayMonthYear(m.Until),
	})
}

// dayMonthYear writes a day as it stands in rolls; none is "".
func dayMonthYear(d loa.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year)
}

// mistakesOf lists the first mistakes of a file, and how many more there are.
func (s *Service) mistakesOf(lang loa.Lang, all []content.Mistake) string {
	var lines []string
	for _, m := range all[:min(rollMistakesShown, len(all))] {
		lines = append(lines, s.catalog.Mistake(lang, m))
	}
	if more := len(all) - rollMistakesShown; more > 0 {
		lines = append(lines, s.catalog.Line(lang, "members.more_mistakes", map[string]any{"Count": more}))
	}
	return strings.Join(lines, "\n")
}

// firstOf joins the first of many names.
func firstOf(names []string) string {
	if len(names) > rollNamesShown {
		return strings.Join(names[:rollNamesShown], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}
