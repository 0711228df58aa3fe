package campaign

import (
	"context"
	"fmt"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

// QuotaFreeButton has everything sent that was to be held back.
const QuotaFreeButton = "zf"

// WarnOfQuota tells editors, once each, that a bot has used four fifths of its month, and
// all of it, and that it has met four fifths of the people that it may speak with.
func (s *Service) WarnOfQuota(ctx context.Context, now time.Time) error {
	if err := s.warnOfPeople(ctx); err != nil {
		return err
	}
	return s.ofMonths(ctx, "warn of messages of the month", func(tx *storage.Tx, b Bot) error {
		today := loa.QuotaDay(now)
		counts, err := tx.QuotaOf(b.ID, today.Month1st(0), today)
		if err != nil {
			return err
		}
		m, err := tx.QuotaMonth(b.ID, today)
		share := loa.QuotaWarning(counts.Used(), s.settings.Quota.Messages)
		if err != nil || share <= m.Warned {
			return err
		}
		f, err := s.forecast(tx, b, now)
		if err != nil {
			return err
		}
		m.Warned = share
		if err := tx.SaveQuotaMonth(b.ID, f.Today, m); err != nil {
			return err
		}
		return s.tellQuota(tx, b, func(lang loa.Lang) loa.Notice {
			return loa.Notice{Text: s.catalog.Say(lang, fmt.Sprintf("quota.warn_%d", share), s.quotaData(f, b, lang))}
		})
	})
}

// warnOfPeople tells editors once of each bot that has met four fifths of the people that it
// may speak with. When people were erased and it has room again, it is told anew.
func (s *Service) warnOfPeople(ctx context.Context) error {
	limit := s.settings.Quota.People
	for _, b := range s.meteredBots() {
		key := "people_warned." + string(b.ID)
		err := s.db.Update(ctx, func(tx *storage.Tx) error {
			people, err := tx.QuotaPeople(b.ID)
			if err != nil {
				return err
			}
			warned, err := tx.State(key)
			near := BotQuota{People: people, Limits: s.settings.Quota}.PeopleNear()
			if err != nil || near == (warned != "") {
				return err
			}
			if !near {
				return tx.SetState(key, "")
			}
			if err := tx.SetState(key, fmt.Sprint(people)); err != nil {
				return err
			}
			return s.tellQuota(tx, b, func(lang loa.Lang) loa.Notice {
				return loa.Notice{Text: s.catalog.Say(lang, "quota.warn_people", map[string]any{"Bot": b.Name, "People": people, "Limit": limit})}
			})
		})
		if err != nil {
			return fmt.Errorf("warn of people of %s: %w", b.ID, err)
		}
	}
	s.wake()
	return nil
}

// PlanQuota looks ahead: what the month has no room for is held back from tomorrow on,
// the least needed first, and editors are told the evening before.
func (s *Service) PlanQuota(ctx context.Context, now time.Time) error {
	return s.ofMonths(ctx, "plan messages of the month", func(tx *storage.Tx, b Bot) error { return s.planQuota(tx, b, now) })
}

func (s *Service) planQuota(tx *storage.Tx, b Bot, now time.Time) error {
	f, err := s.forecast(tx, b, now)
	if err != nil {
		return err
	}
	m, err := tx.QuotaMonth(b.ID, f.Today)
	if err != nil || m.Free {
		return err
	}
	held := f.HoldBack()
	before := slices.DeleteFunc(slices.Clone(m.Held), func(i loa.QuotaItem) bool { return f.Today.Before(i.Day) })
	told := m.Held
	m.Held = append(before, held...) // what is past, and today's, was told of and stays
	if err := tx.SaveQuotaMonth(b.ID, f.Today, m); err != nil {
		return err
	}
	news := slices.DeleteFunc(slices.Clone(held), func(i loa.QuotaItem) bool { return heldIn(told, i.Key) })
	if len(news) == 0 {
		return nil
	}
	if err := tx.Audit(loa.Audit{At: now, Action: "quota.hold", Subject: "bot:" + string(b.ID), Detail: fmt.Sprintf("%d things", len(news))}); err != nil {
		return err
	}
	return s.tellQuota(tx, b, func(lang loa.Lang) loa.Notice {
		data := s.quotaData(f, b, lang)
		data["Left"], data["Count"] = max(0, f.Limit-f.Counts.Used()), len(held)
		return loa.Notice{
			Text: loa.Lines("\n\n", s.catalog.Say(lang, "quota.hold", data), s.heldLines(held, lang), s.catalog.Say(lang, "quota.hold_foot", data)),
			Buttons: [][]loa.Button{{{
				Text: s.catalog.Line(lang, "quota.free_button", nil), Data: ButtonData(QuotaFreeButton, string(b.ID), f.Today.Month1st(0).String()),
			}}},
		}
	})
}

// heldShown is how many things a message lists.
const heldShown = 20

func (s *Service) heldLines(held []loa.QuotaItem, lang loa.Lang) loa.Text {
	var lines []loa.Text
	for _, i := range held[:min(heldShown, len(held))] {
		lines = append(lines, s.catalog.Say(lang, "quota.held_"+quotaClassName(i.Class), map[string]any{
			"Date": s.catalog.Day(lang, i.Day), "Title": i.Title, "Messages": i.Messages,
		}))
	}
	if more := len(held) - heldShown; more > 0 {
		lines = append(lines, s.catalog.Say(lang, "quota.held_more", map[string]any{"Count": more}))
	}
	return loa.Lines("\n", lines...)
}

func quotaClassName(c loa.QuotaClass) string {
	switch c {
	case loa.QuotaDated:
		return "dated"
	case loa.QuotaQuestion:
		return "question"
	}
	return "other"
}

func heldIn(list []loa.QuotaItem, key string) bool {
	return slices.ContainsFunc(list, func(i loa.QuotaItem) bool { return i.Key == key })
}

// ofMonths does something in one transaction for each bot whose messages are limited.
func (s *Service) ofMonths(ctx context.Context, what string, do func(*storage.Tx, Bot) error) error {
	if s.settings.Quota.Messages == 0 || s.Campaign() == nil {
		return nil
	}
	for _, b := range s.meteredBots() {
		if err := s.db.Update(ctx, func(tx *storage.Tx) error { return do(tx, b) }); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	s.wake()
	return nil
}

// tellQuota writes to editors on every platform: on Telegram it costs nothing of what is
// running out.
func (s *Service) tellQuota(tx *storage.Tx, about Bot, notice func(loa.Lang) loa.Notice) error {
	bots := append([]Bot{about}, s.allBots()...)
	var told []loa.Platform
	nobody := true
	for _, b := range bots {
		if slices.Contains(told, b.ID.Platform()) {
			continue
		}
		told = append(told, b.ID.Platform())
		people, err := s.responsible(tx, b.ID.Platform(), "", []loa.Role{loa.Editor})
		if err != nil {
			return err
		}
		for _, p := range people {
			nobody = false
			lang := p.Lang
			if lang == "" {
				lang = s.settings.Lang
			}
			n := notice(lang)
			for _, part := range s.split(n, lang, s.room(n, lang, b)) {
				if err := s.writeTo(tx, b.ID, p, part); err != nil {
					return err
				}
			}
		}
	}
	if nobody {
		s.log.Warn().Str("bot", string(about.ID)).Str("message", notice(loa.English).Text.String()).
			Msg("nobody to tell: no editor has started a private chat")
	}
	return nil
}

// quotaData is what texts say of a month.
func (s *Service) quotaData(f loa.QuotaForecast, b Bot, lang loa.Lang) map[string]any {
	return map[string]any{
		"Bot": b.Name, "Used": f.Counts.Used(), "Limit": f.Limit, "Rest": f.Rest(), "Expected": f.Expected(),
		"Tomorrow": f.Tomorrow(), "Daily": f.Daily, "Reserve": f.Reserve(),
		"Month": fmt.Sprintf("%02d/%d", f.Today.Month, f.Today.Year), "Until": s.catalog.Day(lang, f.Today.Month1st(1).AddDays(-1)),
	}
}

// isHeld reports whether something is held back in groups of the bot.
func (s *Service) isHeld(tx *storage.Tx, bot loa.BotID, due time.Time, key string) (bool, error) {
	if s.settings.Quota.Messages == 0 || !bot.Metered() {
		return false, nil
	}
	m, err := tx.QuotaMonth(bot, loa.QuotaDay(due))
	return !m.Free && heldIn(m.Held, key), err
}

// AskedByHand says what a question that somebody asks in the group does to the bot's month,
// in words to be shown before: it is not held back. Empty while there is room.
func (d *Desk) AskedByHand(g loa.Group, lang loa.Lang) (loa.Text, error) {
	if d.s.settings.Quota.Messages == 0 || !g.Bot.Metered() {
		return loa.Text{}, nil
	}
	b := d.s.bot(g.Bot)
	f, err := d.s.forecast(d.tx, b, d.now)
	if err != nil {
		return loa.Text{}, err
	}
	m, err := d.tx.QuotaMonth(b.ID, f.Today)
	if err != nil || f.Without(m.Held).Over()+questionCost <= 0 {
		return loa.Text{}, err
	}
	data := d.s.quotaData(f, b, lang)
	data["Left"], data["Messages"] = max(0, f.Limit-f.Counts.Used()), questionCost
	return d.s.catalog.Say(lang, "quota.ask_by_hand", data), nil
}

// FreeQuota has everything sent that is held back in the month, by an editor. It returns
// how many things that are.
func (d *Desk) FreeQuota(who loa.Sender, bot loa.BotID, month loa.Date) (freed int, err error) {
	grants, err := d.Grants(who.Account)
	if err != nil {
		return 0, err
	}
	today := loa.QuotaDay(d.now)
	switch {
	case !grants.Any(loa.Editor, loa.Official):
		return 0, refuse("quota.may_not", nil)
	case !bot.Metered() || month != today.Month1st(0):
		return 0, refuse("quota.month_over", nil)
	}
	m, err := d.tx.QuotaMonth(bot, today)
	if err != nil {
		return 0, err
	}
	if m.Free {
		return 0, refuse("quota.free_already", nil)
	}
	later := slices.DeleteFunc(slices.Clone(m.Held), func(i loa.QuotaItem) bool { return i.Day.Before(today) })
	m.Free = true
	if err := d.tx.SaveQuotaMonth(bot, today, m); err != nil {
		return 0, err
	}
	return len(later), d.audit(who.Account, "quota.free", "bot:"+string(bot), fmt.Sprintf("%d things", len(later)))
}
