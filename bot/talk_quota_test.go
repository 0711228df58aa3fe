package bot_test

import (
	"regexp"
	"strconv"

	"loa"
	"loa/campaign"
	"loa/storage"
)

// Lines of a script about bots on Zalo:
//
//	zalo bot NAME            there is such a bot, which people write to elsewhere
//	zalo group UNIT by NAME  the unit has a group on Zalo, bound to the bot
//	zalo used N by NAME      the bot has sent so many messages this month
//	zalo met N by NAME       so many people have written to the bot
//	zalo plan                the month's messages are planned
//	zalo warn                editors are warned
var (
	zaloBots   = regexp.MustCompile(`^zalo bot (\S+)$`)
	zaloGroups = regexp.MustCompile(`^zalo group (\S+) by (\S+)$`)
	zaloMet    = regexp.MustCompile(`^zalo met (\d+) by (\S+)$`)
	zaloUsed   = regexp.MustCompile(`^zalo used (\d+) by (\S+)$`)
)

func zaloBot(name string) loa.BotID { return loa.BotID("zalo:" + name) }

// doQuota does such a line, and reports whether it was one.
func (s *stage) doQuota(line string) bool {
	do := func(change func(tx *storage.Tx) error) bool {
		s.t.Helper()
		if err := s.db.Update(s.t.Context(), change); err != nil {
			s.t.Fatal(err)
		}
		return true
	}
	var err error
	switch {
	case line == "zalo plan":
		err = s.service.PlanQuota(s.t.Context(), s.now)
	case line == "zalo warn":
		err = s.service.WarnOfQuota(s.t.Context(), s.now)
	case zaloBots.MatchString(line):
		name := zaloBots.FindStringSubmatch(line)[1]
		s.service.AddBot(campaign.Bot{ID: zaloBot(name), Name: name, Can: loa.Capabilities{OnlyMentions: true, TextLimit: 2000, CaptionLimit: 2000}})
	case zaloGroups.MatchString(line):
		m := zaloGroups.FindStringSubmatch(line)
		return do(func(tx *storage.Tx) error {
			_, err := tx.SaveGroup(loa.Group{
				Bot: zaloBot(m[2]), Chat: loa.ChatID("zgr-" + m[1]), Title: m[1], Unit: loa.UnitID(m[1]), Kind: loa.CellGroups,
				State: loa.GroupActive, BoundAt: s.now,
			})
			return err
		})
	case zaloMet.MatchString(line):
		m := zaloMet.FindStringSubmatch(line)
		n, _ := strconv.Atoi(m[1]) // digits by the pattern
		return do(func(tx *storage.Tx) error {
			for i := range n {
				if err := tx.MeetForQuota(zaloBot(m[2]), loa.Account{Platform: loa.Zalo, ID: strconv.Itoa(i)}); err != nil {
					return err
				}
			}
			return nil
		})
	case zaloUsed.MatchString(line):
		m := zaloUsed.FindStringSubmatch(line)
		n, _ := strconv.Atoi(m[1]) // digits by the pattern
		return do(func(tx *storage.Tx) error { return tx.CountQuota(zaloBot(m[2]), loa.QuotaPlanned, s.now, n) })
	default:
		return false
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return true
}
