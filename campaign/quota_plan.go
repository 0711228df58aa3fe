package campaign

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

// meetingsMonthly is how many meetings of its cell a group is told of in a month.
const meetingsMonthly = 1

// ZaloPro is what Zalo's paid plan is announced to cost for a bot a month, in đồng. It is
// "coming soon", and its limits are not published (bot.zaloplatforms.com, read 2026-09-26).
const ZaloPro = 129_000

// ZaloPlan is which group goes to which bot, with what that costs in a month.
type ZaloPlan struct {
	loa.QuotaPlan
	Month loa.Date
	Bots  []BotMonth // in the plan's order
}

// BotMonth is one bot of a plan, as it stands and as it will be.
type BotMonth struct {
	loa.BotPlan
	Quota    BotQuota
	Forecast loa.QuotaForecast // zero for a bot that is still to be made
	Held     []loa.QuotaItem
	Free     bool // an editor has everything sent all the same
}

// WantedGroup is a group that is to be on Zalo.
type WantedGroup struct {
	Name string
	Kind loa.GroupKind
}

// PlanZalo says which of the wanted groups goes to which bot in a month. Those that are
// bound stay where they are. Without wanted groups they are the units that have none.
func (s *Service) PlanZalo(ctx context.Context, c *loa.Campaign, bots []Bot, wanted []WantedGroup, month loa.Date) (p ZaloPlan, err error) {
	s.campaign.CompareAndSwap(nil, c)
	err = s.db.View(ctx, func(tx *storage.Tx) error {
		if wanted == nil {
			if wanted, err = s.unreached(tx, c); err != nil {
				return err
			}
		}
		p, err = s.planZalo(tx, c, bots, wanted, month, s.now())
		return err
	})
	if err != nil {
		return p, fmt.Errorf("plan groups on Zalo: %w", err)
	}
	return p, nil
}

func (s *Service) planZalo(tx *storage.Tx, c *loa.Campaign, bots []Bot, wanted []WantedGroup, month loa.Date, now time.Time) (ZaloPlan, error) {
	p := ZaloPlan{Month: month.Month1st(0)}
	groups, err := tx.Groups(loa.GroupActive)
	if err != nil {
		return p, err
	}
	bots = slices.Clone(bots)
	for _, g := range groups { // one whose token is gone still has its groups
		if g.Bot.Metered() && !slices.ContainsFunc(bots, func(b Bot) bool { return b.ID == g.Bot }) {
			bots = append(bots, Bot{ID: g.Bot, Name: string(g.Bot)})
		}
	}
	quotas, err := s.quotas(tx, bots, now)
	if err != nil {
		return p, err
	}
	costs := monthCosts{s: s, c: c, month: p.Month, of: map[loa.GroupKind]int{}}
	var plan []loa.PlanBot
	for i, b := range bots {
		m := BotMonth{Quota: quotas[i]}
		if b.ID != "" {
			if m.Forecast, err = s.forecast(tx, b, now); err != nil {
				return p, err
			}
			kept, err := tx.QuotaMonth(b.ID, loa.QuotaDay(now))
			if err != nil {
				return p, err
			}
			m.Held, m.Free = kept.Held, kept.Free
		}
		of := loa.PlanBot{ID: b.ID, Name: b.Name, Other: m.Forecast.Daily * p.Month.Month1st(1).AddDays(-1).Day}
		for _, g := range groups {
			if g.Bot == b.ID && b.ID != "" {
				of.Bound = append(of.Bound, loa.PlanGroup{Name: g.Title, Kind: g.Kind, Messages: costs.kind(g.Kind)})
			}
		}
		plan, p.Bots = append(plan, of), append(p.Bots, m)
	}
	want := make([]loa.PlanGroup, len(wanted))
	for i, w := range wanted {
		want[i] = loa.PlanGroup{Name: w.Name, Kind: w.Kind, Messages: costs.kind(w.Kind)}
	}
	p.QuotaPlan = loa.PlanGroups(s.settings.Quota, plan, want)
	for i := range p.Bots {
		p.Bots[i].BotPlan = p.QuotaPlan.Bots[i]
	}
	return p, nil
}

// monthCosts counts what one group of a kind costs in the whole month, beside answers.
type monthCosts struct {
	s     *Service
	c     *loa.Campaign
	month loa.Date
	of    map[loa.GroupKind]int
}

func (m monthCosts) kind(id loa.GroupKind) int {
	if n, known := m.of[id]; known {
		return n
	}
	kind, ok := m.c.Kind(id)
	if !ok {
		return 0
	}
	zone := m.s.settings.Zone
	can := loa.Capabilities{OnlyMentions: true, TextLimit: zaloText, CaptionLimit: zaloText}
	n := 0
	for _, o := range m.c.Occurrences(kind, zone, m.month.At(0, zone), m.month.Month1st(1).At(0, zone)) {
		if o.Skip != loa.SkipNone {
			continue
		}
		n += len(m.s.postNotices(o.Post, o.Date, m.s.settings.Lang, can))
		if _, _, ok := m.c.Asks(o, kind); ok {
			n += questionCost
		}
	}
	if id == loa.CellGroups {
		n += meetingsMonthly * (1 + len(loa.DefaultReminders()))
	}
	n += len(correctionCosts(1, m.month.AddDays(-1))) + m.rounds()
	m.of[id] = n
	return n
}

// rounds counts what a group is told of the contests' rounds that open in the month, as if
// it were told of all.
func (m monthCosts) rounds() (n int) {
	const toldOfRound = 3 // it opens, it closes soon, the result
	zone := m.s.settings.Zone
	before := m.month.At(0, zone).Add(-time.Millisecond)
	for _, k := range m.c.Contests {
		for _, r := range k.Rounds {
			if open, ok := r.Next(before, zone); ok && open.Before(m.month.Month1st(1).At(0, zone)) {
				n += toldOfRound
			}
		}
	}
	return n
}

// zaloText is the longest message and caption (docs.zaloplatforms.com, apis/sendMessage).
const zaloText = 2000

// unreached lists a group for each unit at the bottom of the tree that has none.
func (s *Service) unreached(tx *storage.Tx, c *loa.Campaign) ([]WantedGroup, error) {
	units, err := tx.Units()
	if err != nil {
		return nil, err
	}
	groups, err := tx.Groups(loa.GroupActive)
	if err != nil {
		return nil, err
	}
	today := loa.DateOf(s.now(), s.settings.Zone)
	list := []WantedGroup{}
	for _, u := range units {
		above := slices.ContainsFunc(units, func(o loa.Unit) bool { return o.Parent == u.ID && o.InEffect(today) })
		reached := slices.ContainsFunc(groups, func(g loa.Group) bool { return g.Unit == u.ID })
		if !above && !reached && u.InEffect(today) {
			list = append(list, WantedGroup{Name: u.Name, Kind: UsualKind(c)})
		}
	}
	return list, nil
}

// UsualKind is the kind of group that a unit has first: that of cells, where the campaign
// has it.
func UsualKind(c *loa.Campaign) loa.GroupKind {
	if _, ok := c.Kind(loa.CellGroups); ok || len(c.Kinds) == 0 {
		return loa.CellGroups
	}
	return c.Kinds[0].ID
}

// Metered reports whether Loa has a bot whose messages are counted.
func (d *Desk) Metered() bool { return len(d.s.meteredBots()) > 0 }

// ZaloPlan shows editors and officials how the bots on Zalo stand this month, and where
// the units go that have no group.
func (d *Desk) ZaloPlan(who loa.Sender) (ZaloPlan, error) {
	grants, _, err := d.rights(who)
	if err != nil {
		return ZaloPlan{}, err
	}
	if !grants.Any(loa.Editor, loa.Official) {
		return ZaloPlan{}, refuse("quota.may_not", nil)
	}
	wanted, err := d.s.unreached(d.tx, d.Campaign())
	if err != nil {
		return ZaloPlan{}, err
	}
	p, err := d.s.planZalo(d.tx, d.Campaign(), d.s.meteredBots(), wanted, loa.QuotaDay(d.now), d.now)
	slices.SortStableFunc(p.Left, func(a, b loa.PlanGroup) int { return cmp.Compare(a.Name, b.Name) })
	return p, err
}

// HeldLines lists what is held back from today on.
func (d *Desk) HeldLines(lang loa.Lang, b BotMonth) loa.Text {
	return d.s.heldLines(slices.DeleteFunc(slices.Clone(b.Held), func(i loa.QuotaItem) bool { return i.Day.Before(loa.QuotaDay(d.now)) }), lang)
}
