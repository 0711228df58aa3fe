package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"loa"
	"loa/bot/telegram"
	"loa/campaign"
)

// campaignCoverageCmd shows what a campaign's calendar holds, and what is missing.
// It is a report, not a check: a folder without mistakes gives status 0.
type campaignCoverageCmd struct {
	Dir         string         `arg:"" optional:"" help:"${cli_dir}" type:"path"`
	Year        int            `help:"${cli_coverage_year}" placeholder:"YEAR"`
	From        string         `help:"${cli_coverage_from}" placeholder:"DAY"`
	Until       string         `help:"${cli_coverage_until}" placeholder:"DAY"`
	Kind        []string       `help:"${cli_coverage_kind}" placeholder:"KIND"`
	Groups      map[string]int `help:"${cli_coverage_groups}" placeholder:"KIND=N" mapsep:","`
	ZaloMonthly int            `help:"${cli_coverage_zalo}" placeholder:"N" default:"${zalo_monthly}"`
}

// coverageDays is how many days are shown at most.
const coverageDays = 366

// Run is the command.
func (c *campaignCoverageCmd) Run(e *env) error {
	cfg, err := e.load()
	if err != nil {
		return err
	}
	_, plan, err := openFolder(e, c.Dir)
	if err != nil {
		return err
	}
	q := loa.CoverageQuery{Zone: cfg.Timezone, Carriers: c.carriers(e, plan)}
	if q.From, q.Until, err = c.span(e, plan, time.Now().In(cfg.Timezone).Year()); err != nil {
		return err
	}
	if err := c.readKinds(e, plan, &q); err != nil {
		return err
	}
	_, err = fmt.Fprint(e.stdout, e.catalog.Coverage(e.lang, plan, plan.Coverage(q)))
	return err
}

// span reads the days to show: the peak, else the campaign's period, with the
// ends that the flags name.
func (c *campaignCoverageCmd) span(e *env, plan *loa.Campaign, year int) (from, until loa.Date, err error) {
	if c.Year != 0 {
		year = c.Year
	}
	if year < 1 || year > 9999 {
		return from, until, misuse{e.line("cli.coverage_bad_year", nil)}
	}
	p := plan.Peak
	if p.IsZero() {
		p = plan.Period
	}
	for _, end := range []struct {
		flag, value string
		day         *loa.CalendarDay
	}{{"--from", c.From, &p.From}, {"--until", c.Until, &p.Until}} {
		if end.value == "" {
			continue
		}
		if *end.day, err = loa.ParseCalendarDay(end.value); err != nil {
			return from, until, misuse{e.line("cli.coverage_bad_day", map[string]any{"Flag": end.flag, "Value": end.value})}
		}
	}
	from, until = p.In(year)
	if until.Before(from) || from.AddDays(coverageDays-1).Before(until) {
		return from, until, misuse{e.line("cli.coverage_bad_span", map[string]any{"From": from, "Until": until})}
	}
	return from, until, nil
}

// readKinds reads which kinds of group to look at, and how many groups there are.
func (c *campaignCoverageCmd) readKinds(e *env, plan *loa.Campaign, q *loa.CoverageQuery) error {
	for _, id := range c.Kind {
		kind, err := e.kindOf(plan, id)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(q.Kinds, func(k loa.Kind) bool { return k.ID == kind.ID }) {
			q.Kinds = append(q.Kinds, kind)
		}
	}
	q.Groups = map[loa.GroupKind]int{}
	for id, n := range c.Groups {
		kind, err := e.kindOf(plan, id)
		if err != nil {
			return err
		}
		if n < 0 {
			return misuse{e.line("cli.coverage_bad_number", map[string]any{"Flag": "--groups"})}
		}
		q.Groups[kind.ID] = n
	}
	if c.ZaloMonthly < 0 {
		return misuse{e.line("cli.coverage_bad_number", map[string]any{"Flag": "--zalo-monthly"})}
	}
	return nil
}

func (e *env) kindOf(plan *loa.Campaign, id string) (loa.Kind, error) {
	if kind, ok := plan.Kind(loa.GroupKind(id)); ok {
		return kind, nil
	}
	var known []string
	for _, k := range plan.Kinds {
		known = append(known, string(k.ID))
	}
	return loa.Kind{}, misuse{e.line("cli.coverage_bad_kind", map[string]any{"Kind": id, "Known": strings.Join(known, ", ")})}
}

// carriers are the platforms whose messages are counted. Zalo takes 2,000 characters
// in a message and in a caption, and has no buttons (docs.zaloplatforms.com, sendMessage,
// sendPhoto).
func (c *campaignCoverageCmd) carriers(e *env, plan *loa.Campaign) []loa.Carrier {
	messages := func(can loa.Capabilities) func(*loa.Post, loa.Date) int {
		return campaign.MessagesOn(can, plan, e.catalog, e.lang)
	}
	return []loa.Carrier{
		{Platform: loa.Telegram, Messages: messages(new(telegram.Adapter).Capabilities())},
		{
			Platform: loa.Zalo, Monthly: c.ZaloMonthly, Groups: loa.ZaloGroups,
			Messages: messages(loa.Capabilities{TextLimit: 2000, CaptionLimit: 2000}),
		},
	}
}
