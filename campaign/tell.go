package campaign

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"loa"
	"loa/storage"
)

// tellKeep is how long a message to those responsible is worth sending.
const tellKeep = 48 * time.Hour

// tell writes a message of the catalog privately to everybody who holds one of
// the roles for the unit and has opened a private chat with the bot; an empty
// unit means anywhere.
func (s *Service) tell(tx *storage.Tx, bot loa.BotID, unit loa.UnitID, roles []loa.Role, key string, data map[string]any) error {
	return s.tellEach(tx, bot, unit, roles, func(lang loa.Lang) loa.Text { return s.catalog.Say(lang, key, data) })
}

func (s *Service) tellEach(tx *storage.Tx, bot loa.BotID, unit loa.UnitID, roles []loa.Role, words func(loa.Lang) loa.Text) error {
	people, err := s.responsible(tx, bot.Platform(), unit, roles)
	if err != nil {
		return err
	}
	if len(people) == 0 {
		s.log.Warn().Str("unit", string(unit)).Str("message", words(loa.English).String()).
			Msg("nobody to tell: no editor or official has started a private chat")
	}
	for _, p := range people {
		limit := s.bot(s.botFor(p, bot)).Can.TextLimit
		lang := p.Lang
		if lang == "" {
			lang = s.settings.Lang
		}
		for _, part := range s.split(loa.Notice{Text: words(lang)}, lang, limit) {
			if err := s.writeTo(tx, bot, p, part); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeTo queues a private message to somebody responsible.
func (s *Service) writeTo(tx *storage.Tx, bot loa.BotID, p loa.Person, n loa.Notice) error {
	now := s.now()
	bot = s.botFor(p, bot)
	_, _, err := tx.Enqueue(loa.Delivery{
		Bot: bot, Chat: p.Chat, Private: true, Priority: loa.Answer, State: loa.Pending,
		Due: now, NotAfter: now.Add(tellKeep), Created: now, Payload: loa.Payload{Notice: &n},
	})
	return err
}

// approvers lists those who may approve of what the author wrote and whom the bot can write to.
func (s *Service) approvers(tx *storage.Tx, bot loa.BotID, author loa.Account) ([]loa.Person, error) {
	people, err := s.responsible(tx, bot.Platform(), "", []loa.Role{loa.Editor, loa.Official})
	return slices.DeleteFunc(people, func(p loa.Person) bool { return p.Account == author }), err
}

// tellApprovers shows them a broadcast that waits for approval: everything that
// will be sent, its strand and its source.
func (s *Service) tellApprovers(tx *storage.Tx, b loa.Broadcast, strand loa.Strand, approvers []loa.Person) error {
	groups, err := s.recipients(tx, b)
	if err != nil {
		return err
	}
	for _, p := range approvers {
		lang, err := s.langOf(tx, p.Account)
		if err != nil {
			return err
		}
		id := strconv.FormatInt(int64(b.ID), 10)
		card := loa.Notice{
			Text: s.catalog.Say(lang, "campaign.approve_card", map[string]any{
				"Strand": string(strand.ID) + " – " + strand.Name, "Source": b.Source, "Count": len(groups),
			}),
			Buttons: [][]loa.Button{{
				{Text: s.catalog.Line(lang, "campaign.approve_button", nil), Data: ButtonData(ApproveButton, id, b.Digest()[:shownDigest])},
				{Text: s.catalog.Line(lang, "campaign.return_button", nil), Data: ButtonData(ReturnButton, id)},
			}},
		}
		for _, n := range append(s.split(s.broadcastNotice(b, lang), lang, textLimit(b, s.bot(b.Bot).Can)), card) {
			if err := s.writeTo(tx, b.Bot, p, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// responsible lists the people with one of the roles for the unit whom a bot of the platform
// can write to, admins included, each once. For what people pass on that is any bot.
func (s *Service) responsible(tx *storage.Tx, platform loa.Platform, unit loa.UnitID, roles []loa.Role) ([]loa.Person, error) {
	units, err := tx.Units()
	if err != nil {
		return nil, err
	}
	grants, err := tx.AllGrants()
	if err != nil {
		return nil, err
	}
	accounts := slices.Clone(s.settings.Admins)
	for _, g := range grants {
		if slices.Contains(roles, g.Role) && (unit == "" || units.Under(unit, g.Unit)) {
			accounts = append(accounts, g.Account)
		}
	}
	var people []loa.Person
	for i, a := range accounts {
		if a.Platform != platform && platform != loa.Relay || slices.Contains(accounts[:i], a) {
			continue
		}
		p, err := tx.Person(a)
		if errors.Is(err, loa.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if p.Open && s.botFor(p, loa.BotID(platform)) != "" {
			people = append(people, p)
		}
	}
	return people, nil
}

// botFor returns the bot with which the person's private chat is: by default the one that
// asks, or the first one on the person's platform. Empty: there is none.
func (s *Service) botFor(p loa.Person, bot loa.BotID) loa.BotID {
	if p.Bot != "" {
		return p.Bot
	}
	if bot.Platform() != loa.Relay {
		return bot
	}
	bots := s.allBots()
	if len(bots) == 0 {
		return loa.BotID(p.Account.Platform) // a service without any only looks
	}
	for _, b := range bots {
		if b.ID.Platform() == p.Account.Platform {
			return b.ID
		}
	}
	return ""
}

// trouble is a post that groups did not get, and why.
type trouble struct {
	bot   loa.BotID
	post  loa.PostID
	date  loa.Date
	state loa.DeliveryState
}

// tellTroubles tells editors, once, of posts that groups did not get.
func (s *Service) tellTroubles(ctx context.Context) error {
	const batch = 1000
	var untold []loa.Delivery
	err := s.db.View(ctx, func(tx *storage.Tx) (err error) {
		untold, err = tx.Untold(batch)
		return err
	})
	if err != nil || len(untold) == 0 {
		return err
	}
	var troubles []trouble // in the order in which they came
	missed := map[trouble]int{}
	ids := make([]loa.DeliveryID, len(untold))
	for i, d := range untold {
		ids[i] = d.ID
		if d.Post == "" || d.Reason == reasonHeld { // that was told before
			continue
		}
		t := trouble{d.Bot, d.Post, d.Date, d.State}
		if missed[t] == 0 {
			troubles = append(troubles, t)
		}
		missed[t]++
	}
	err = s.db.Update(ctx, func(tx *storage.Tx) error {
		if err := s.tellMeetingTroubles(tx, untold); err != nil {
			return err
		}
		for _, bot := range append(s.allBots(), s.relay()) {
			if err := s.tellOf(tx, bot.ID, troubles, missed); err != nil {
				return err
			}
		}
		return tx.MarkTold(ids)
	})
	if err != nil {
		return fmt.Errorf("tell of %d deliveries: %w", len(ids), err)
	}
	s.wake()
	return nil
}

// tellOf writes one message of all that went wrong with a bot's posts, to each
// editor in the editor's language.
func (s *Service) tellOf(tx *storage.Tx, bot loa.BotID, troubles []trouble, missed map[trouble]int) error {
	troubles = slices.DeleteFunc(slices.Clone(troubles), func(t trouble) bool { return t.bot != bot })
	if len(troubles) == 0 {
		return nil
	}
	return s.tellEach(tx, bot, "", []loa.Role{loa.Editor}, func(lang loa.Lang) loa.Text {
		lines := []loa.Text{s.catalog.Say(lang, "campaign.trouble", nil)}
		for _, t := range troubles {
			title := string(t.post)
			if p, ok := s.Campaign().Post(t.post); ok {
				title = s.Campaign().WithYears(p.Title, t.date)
			}
			lines = append(lines, s.catalog.Say(lang, "campaign.trouble_"+string(t.state), map[string]any{
				"Title": title, "Date": s.catalog.Day(lang, t.date), "Count": missed[t],
			}))
		}
		return loa.Lines("\n", lines...)
	})
}
