package loa

import (
	"cmp"
	"slices"
)

// PlanBot is a bot that groups can be given to.
type PlanBot struct {
	ID    BotID // empty: it is still to be made
	Name  string
	Bound []PlanGroup // groups it is in
	Other int         // messages a month beside those to groups: people's answers
}

// PlanGroup is a group that is to be on a metered platform, or is there already.
type PlanGroup struct {
	Name     string
	Kind     GroupKind
	Messages int // that it is expected to cost in a month
}

// BotPlan is what one bot will have.
type BotPlan struct {
	PlanBot
	Given    []PlanGroup // beside those it has
	Messages int         // expected of a month
}

// QuotaPlan says which group goes to which bot.
type QuotaPlan struct {
	Limits QuotaLimits
	Bots   []BotPlan
	Left   []PlanGroup // for which there is no place
}

// Over returns how many messages go beyond the bot's month.
func (p QuotaPlan) Over(b BotPlan) int {
	if p.Limits.Messages == 0 {
		return 0
	}
	return max(0, b.Messages-p.Limits.Messages)
}

// Groups counts the groups of a bot.
func (b BotPlan) Groups() int { return len(b.Bound) + len(b.Given) }

// Missing is how many more bots the groups that are left need; 0 without a limit.
func (p QuotaPlan) Missing() int {
	if p.Limits.Groups == 0 {
		return 0
	}
	return (len(p.Left) + p.Limits.Groups - 1) / p.Limits.Groups
}

// PlanGroups gives each wanted group to a bot that has a place for it: the costliest group
// first, each to the bot that will have the least to send. A group for which no bot has a
// place is left. What is bound stays where it is.
func PlanGroups(limits QuotaLimits, bots []PlanBot, wanted []PlanGroup) QuotaPlan {
	p := QuotaPlan{Limits: limits}
	for _, b := range bots {
		plan := BotPlan{PlanBot: b, Messages: b.Other}
		for _, g := range b.Bound {
			plan.Messages += g.Messages
		}
		p.Bots = append(p.Bots, plan)
	}
	wanted = slices.Clone(wanted)
	slices.SortStableFunc(wanted, func(a, b PlanGroup) int { return cmp.Compare(b.Messages, a.Messages) })
	for _, g := range wanted {
		best := -1
		for i, b := range p.Bots {
			if limits.Groups > 0 && b.Groups() >= limits.Groups {
				continue
			}
			if best < 0 || b.Messages < p.Bots[best].Messages {
				best = i
			}
		}
		if best < 0 {
			p.Left = append(p.Left, g)
			continue
		}
		p.Bots[best].Given = append(p.Bots[best].Given, g)
		p.Bots[best].Messages += g.Messages
	}
	return p
}
