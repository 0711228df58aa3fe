package bot

import (
	"fmt"
	"strings"

	"loa"
	"loa/campaign"
)

// zaloNames is how many groups a line names.
const zaloNames = 12

// zalo shows how the bots on Zalo stand this month, and where more groups can go.
func (t *turn) zalo() error {
	p, err := t.desk.ZaloPlan(t.from)
	if err != nil {
		return err
	}
	if len(p.Bots) == 0 {
		return t.say("quota.no_bot", nil)
	}
	parts := []loa.Text{t.words("quota.head", map[string]any{"Month": fmt.Sprintf("%02d/%d", p.Month.Month, p.Month.Year)})}
	var rows [][]loa.Button
	for _, b := range p.Bots {
		parts = append(parts, t.zaloBot(b))
		lines := t.desk.HeldLines(t.lang, b)
		switch {
		case b.Free:
			parts = append(parts, t.words("quota.is_free", nil))
		case len(lines) > 0:
			parts = append(parts, t.words("quota.is_held", nil), lines)
			rows = append(rows, []loa.Button{{
				Text: t.line("quota.free_bot_button", map[string]any{"Bot": b.Name}), Data: data(campaign.QuotaFreeButton, string(b.ID), p.Month.String()),
			}})
		}
	}
	for _, b := range p.Bots {
		if len(b.Given) > 0 {
			parts = append(parts, t.words("quota.given", map[string]any{"Bot": b.Name, "Groups": names(b.Given), "Count": len(b.Given)}))
		}
	}
	if len(p.Left) > 0 {
		parts = append(parts, t.words("quota.left", map[string]any{"Groups": names(p.Left), "Count": len(p.Left), "Bots": p.Missing()}))
	}
	return t.show(loa.Lines("\n\n", parts...), rows)
}

func (t *turn) zaloBot(b campaign.BotMonth) loa.Text {
	return t.words("quota.bot", map[string]any{
		"Bot": b.Name, "Groups": b.Quota.Groups, "MostGroups": b.Quota.Limits.Groups, "People": b.Quota.People, "MostPeople": b.Quota.Limits.People, "PeopleNear": b.Quota.PeopleNear(),
		"Used": b.Quota.Counts.Used(), "Limit": b.Quota.Limits.Messages, "Expected": b.Forecast.Expected(), "Tomorrow": b.Forecast.Tomorrow(),
		"Planned": b.Quota.Counts[loa.QuotaPlanned], "Answered": b.Quota.Counts[loa.QuotaAnswered],
		"Received": b.Quota.Counts[loa.QuotaReceived], "Unsure": b.Quota.Counts[loa.QuotaUnsure], "Held": b.Quota.Held,
	})
}

func names(groups []loa.PlanGroup) string {
	var list []string
	for _, g := range groups[:min(zaloNames, len(groups))] {
		list = append(list, g.Name)
	}
	if len(groups) > zaloNames {
		list = append(list, "…")
	}
	return strings.Join(list, ", ")
}

// quotaFree has everything sent that was to be held back.
func (t *turn) quotaFree() error {
	month, err := loa.ParseDate(t.arg(1))
	if err != nil {
		return t.toast("bot.stale_button", nil)
	}
	freed, err := t.desk.FreeQuota(t.from, loa.BotID(t.arg(0)), month)
	if err != nil {
		return err
	}
	return t.show(t.words("quota.freed", map[string]any{"Count": freed}), nil)
}
