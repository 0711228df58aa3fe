package campaign

import (
	"slices"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

// quotaPast is over how many days people's answers are averaged.
const quotaPast = 14

// reasonHeld is why a post was not sent that the month had no room for.
const reasonHeld = storage.ReasonHeld

// countReceived counts what a metered bot was sent, and by how many people.
func (s *Service) countReceived(tx *storage.Tx, bot loa.BotID, fresh []loa.Update) error {
	if !bot.Metered() {
		return nil
	}
	for _, u := range fresh {
		if u.Message == nil {
			continue
		}
		if err := tx.MeetForQuota(bot, u.Message.From.Account); err != nil {
			return err
		}
	}
	return tx.CountQuota(bot, loa.QuotaReceived, s.now(), len(fresh))
}

// BotQuota is how a bot stands in its month.
type BotQuota struct {
	Bot    Bot
	Groups int // active ones that are bound to it
	People int // who have written to it
	Counts loa.QuotaCounts
	Held   int // messages that were held back
	Limits loa.QuotaLimits
}

// Free is how many more groups the bot may be in; -1: any number.
func (q BotQuota) Free() int {
	if q.Limits.Groups == 0 {
		return -1
	}
	return max(0, q.Limits.Groups-q.Groups)
}

// PeopleNear reports whether the bot has met nearly as many people as it may speak with, or more.
func (q BotQuota) PeopleNear() bool { return loa.QuotaWarning(q.People, q.Limits.People) > 0 }

// meteredBots lists the bots whose platform counts, in the order of their names.
func (s *Service) meteredBots() []Bot {
	bots := slices.DeleteFunc(s.allBots(), func(b Bot) bool { return !b.ID.Metered() })
	slices.SortFunc(bots, func(a, b Bot) int { return strings.Compare(a.Name+string(a.ID), b.Name+string(b.ID)) })
	return bots
}

// quotas reads how the bots stand in the month of the instant.
func (s *Service) quotas(tx *storage.Tx, bots []Bot, now time.Time) ([]BotQuota, error) {
	groups, err := tx.Groups(loa.GroupActive)
	if err != nil {
		return nil, err
	}
	today := loa.QuotaDay(now)
	var list []BotQuota
	for _, b := range bots {
		q := BotQuota{Bot: b, Limits: s.settings.Quota}
		for _, g := range groups {
			if g.Bot == b.ID {
				q.Groups++
			}
		}
		if q.People, err = tx.QuotaPeople(b.ID); err != nil {
			return nil, err
		}
		if q.Counts, err = tx.QuotaOf(b.ID, today.Month1st(0), today); err != nil {
			return nil, err
		}
		q.Held = q.Counts[loa.QuotaHeld]
		list = append(list, q)
	}
	return list, nil
}

// RoomForGroup refuses a group that is not bound yet when its bot is in as many as it may
// be, and names the bots that have a place.
func (d *Desk) RoomForGroup(chat loa.Chat) error {
	limit := d.s.settings.Quota.Groups
	if !d.bot.ID.Metered() || limit == 0 {
		return nil
	}
	groups, err := d.tx.Groups(loa.GroupActive)
	if err != nil {
		return err
	}
	in := map[loa.BotID]int{}
	for _, g := range groups {
		if g.Bot == d.bot.ID && g.Chat == chat.ID {
			return nil
		}
		in[g.Bot]++
	}
	if in[d.bot.ID] < limit {
		return nil
	}
	var free []string
	for _, b := range d.s.meteredBots() {
		if in[b.ID] < limit {
			free = append(free, b.Name)
		}
	}
	return refuse("quota.bot_full", map[string]any{"Bot": d.bot.Name, "Most": limit, "Free": strings.Join(free, ", ")})
}
