package campaign

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"loa"
	"loa/storage"
)

// deafness is after how long without a poll what people wrote is taken for lost: a long
// poll of half a minute and a few failed attempts are none.
const deafness = 5 * time.Minute

// Heard notes that the platform has answered a bot that polls and to which nothing is
// handed over twice. After a gap, in this run of Loa or between two, it says to editors
// what may be lost. At is real time.
func (s *Service) Heard(ctx context.Context, bot loa.BotID, at time.Time) error {
	key := "heard." + string(bot)
	told := false
	err := s.db.Update(ctx, func(tx *storage.Tx) error {
		v, err := tx.State(key)
		if err != nil {
			return err
		}
		ms, err := strconv.ParseInt(v, 10, 64)
		if last := time.UnixMilli(ms); v != "" && err == nil && at.Sub(last) > deafness {
			told = true
			if err := s.tellDeaf(tx, bot, last, at); err != nil {
				return err
			}
		}
		return tx.SetState(key, strconv.FormatInt(at.UnixMilli(), 10))
	})
	if err != nil {
		return fmt.Errorf("note that %s was heard: %w", bot, err)
	}
	if told {
		s.wake()
	}
	return nil
}

func (s *Service) tellDeaf(tx *storage.Tx, bot loa.BotID, from, until time.Time) error {
	b := s.bot(bot)
	s.log.Warn().Str("bot", string(bot)).Time("from", from).Time("until", until).
		Msg("Zalo was not polled: what people wrote to the bot meanwhile is lost")
	err := tx.Audit(loa.Audit{
		At: s.now(), Action: "bot.deaf", Subject: "bot:" + string(bot),
		Detail: fmt.Sprintf("from %s until %s", from.UTC().Format(time.RFC3339), until.UTC().Format(time.RFC3339)),
	})
	if err != nil {
		return err
	}
	return s.tellQuota(tx, b, func(lang loa.Lang) loa.Notice {
		return loa.Notice{Text: s.catalog.Say(lang, "quota.gap", map[string]any{
			"Bot": b.Name, "From": s.catalog.Moment(lang, from, s.settings.Zone), "Until": s.catalog.Moment(lang, until, s.settings.Zone),
			"Minutes": int(until.Sub(from) / time.Minute),
		})}
	})
}
