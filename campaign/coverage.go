package campaign

import (
	"loa"
	"loa/content"
)

// Coverage returns what the calendar holds in the days from from to until, for
// every kind of group, to somebody who may see what does not go out.
func (d *Desk) Coverage(v View, from, until loa.Date) (loa.Coverage, error) {
	if !v.Editor {
		return loa.Coverage{}, refuse("coverage.may_not", nil)
	}
	return d.Campaign().Coverage(loa.CoverageQuery{From: from, Until: until, Zone: v.Zone}), nil
}

// MessagesOn returns a count of the messages that a post of the campaign becomes
// on a platform: longer texts are sent in parts.
func MessagesOn(can loa.Capabilities, c *loa.Campaign, catalog *content.Catalog, lang loa.Lang) func(*loa.Post, loa.Date) int {
	s := &Service{catalog: catalog}
	s.campaign.Store(c)
	return func(p *loa.Post, day loa.Date) int { return len(s.postNotices(p, day, lang, can)) }
}
