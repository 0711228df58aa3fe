package main

import (
	"loa"
	"loa/campaign"
	"loa/content"
	"loa/report"
)

// printedInvites writes sheets of invite codes in the words of the catalog.
func printedInvites(catalog *content.Catalog) campaign.InviteSheet {
	return func(lang loa.Lang, unit string, lines []campaign.InviteLine) ([]byte, error) {
		line := func(key string) string { return catalog.Line(lang, "documents.invite_"+key, nil) }
		cards := make([]report.InviteLine, len(lines))
		for i, l := range lines {
			cards[i] = report.InviteLine(l)
		}
		return report.InviteSheet(lang, report.InviteLabels{Title: line("title"), HowTo: line("how"), Alt: line("alt")}, unit, cards)
	}
}
