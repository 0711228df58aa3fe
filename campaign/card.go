package campaign

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

// cardEvery is how often a broadcast's card is edited at most. Edits count as
// sends; people expect one every 3 to 5 s (MHSanaei/3x-ui#6510).
const cardEvery = 4 * time.Second

// reasonsShown is how many reasons for failures fit a phone's screen.
const reasonsShown = 5

// RunCards keeps the cards of running broadcasts up to date until ctx ends.
func (s *Service) RunCards(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.cards:
		}
		if err := s.RefreshCards(ctx); err != nil && ctx.Err() == nil {
			s.log.Error().Err(err).Msg("refresh the cards of broadcasts")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(cardEvery):
		}
	}
}

// broadcastMoved notes that a card has something new to show. It never blocks.
func (s *Service) broadcastMoved() {
	select {
	case s.cards <- struct{}{}:
	default: // it is owed already
	}
}

// RefreshCards ends the broadcasts and corrections whose last delivery is settled,
// and edits the card of every open one.
func (s *Service) RefreshCards(ctx context.Context) error {
	err := s.db.Update(ctx, func(tx *storage.Tx) error {
		open, err := tx.OpenBroadcasts()
		if err != nil {
			return err
		}
		for _, b := range open {
			if b.State != loa.BroadcastRunning && b.State != loa.BroadcastPaused {
				continue
			}
			if err := s.refreshCard(tx, b); err != nil {
				return err
			}
		}
		return s.refreshCorrections(tx)
	})
	if err != nil {
		return fmt.Errorf("refresh cards: %w", err)
	}
	s.wake()
	return nil
}

func (s *Service) refreshCard(tx *storage.Tx, b loa.Broadcast) error {
	p, err := progress(tx, b)
	if err != nil {
		return err
	}
	now := s.now()
	if p.Waiting == 0 && b.State == loa.BroadcastRunning {
		b.State, b.Ended = loa.BroadcastDone, now
		if _, err := tx.SaveBroadcast(b); err != nil {
			return err
		}
	}
	lang, err := s.langOf(tx, b.Author)
	if err != nil {
		return err
	}
	text, buttons, err := s.card(tx, b, p, lang)
	if err != nil || b.Card == "" {
		return err
	}
	_, _, err = tx.Enqueue(loa.Delivery{
		Bot: b.Bot, Chat: b.Chat, Private: true, Priority: loa.Bulk, State: loa.Pending,
		Due: now, NotAfter: now.Add(answerKeep), Created: now,
		Payload: loa.Payload{Edit: &loa.Edit{Message: b.Card, Text: text, Buttons: buttons}},
	})
	return err
}

func (s *Service) langOf(tx *storage.Tx, who loa.Account) (loa.Lang, error) {
	p, err := tx.Person(who)
	if isMissing(err) || err == nil && p.Lang == "" {
		return s.settings.Lang, nil
	}
	return p.Lang, err
}

// Card returns how a broadcast stands, with the buttons that make sense now.
func (d *Desk) Card(b loa.Broadcast, lang loa.Lang) (loa.Text, [][]loa.Button, error) {
	p, err := progress(d.tx, b)
	if err != nil {
		return nil, nil, err
	}
	return d.s.card(d.tx, b, p, lang)
}

func (s *Service) card(tx *storage.Tx, b loa.Broadcast, p loa.Progress, lang loa.Lang) (loa.Text, [][]loa.Button, error) {
	data := map[string]any{
		"Total": p.Total, "Sent": p.Sent, "Waiting": p.Waiting, "Failed": p.Failed, "Uncertain": p.Uncertain,
		"Title": called(b),
	}
	state := b.State
	if nobody(b, p) {
		state = loa.BroadcastStopped
	}
	parts := []loa.Text{s.catalog.Say(lang, "campaign.card_"+string(state), data)}
	if p.Total > 0 {
		parts = append(parts, s.catalog.Say(lang, "campaign.card_counts", data))
	}
	parts = append(parts, s.timing(b, p, lang))
	if b.State.Ended() && p.Failed+p.Uncertain > 0 {
		reasons, err := s.reasons(tx, b, lang)
		if err != nil {
			return nil, nil, err
		}
		parts = append(parts, reasons)
	}
	return loa.Lines("\n", parts...), s.cardButtons(b, p, lang), nil
}

// nobody reports that no group was left when the broadcast was to be sent.
func nobody(b loa.Broadcast, p loa.Progress) bool {
	return b.State == loa.BroadcastDone && p.Total == 0
}

// timing says when the groups get it, or why none did.
func (s *Service) timing(b loa.Broadcast, p loa.Progress, lang loa.Lang) loa.Text {
	at := func(key string, t time.Time) loa.Text {
		return s.catalog.Say(lang, key, map[string]any{"When": s.catalog.Moment(lang, t, s.settings.Zone)})
	}
	timed, now := !b.At.IsZero(), s.now()
	switch {
	case nobody(b, p):
		return s.catalog.Say(lang, "campaign.card_nobody", nil)
	case b.State == loa.BroadcastRunning && p.Waiting > 0:
		if until := s.Campaign().Quiet.HoldIn(s.settings.Zone, now); until.After(now) {
			return at("campaign.card_quiet", until)
		}
		return s.catalog.Say(lang, "campaign.card_estimate", map[string]any{"Seconds": estimate(p.Waiting)})
	case timed && (b.State == loa.BroadcastScheduled || b.State == loa.BroadcastWaiting):
		return at("campaign.card_at", b.At)
	case timed && b.State == loa.BroadcastStopped && b.Started.IsZero() && b.Ended.Sub(b.At) > broadcastKeep:
		return at("campaign.card_late", b.At)
	}
	return nil
}

func (s *Service) cardButtons(b loa.Broadcast, p loa.Progress, lang loa.Lang) [][]loa.Button {
	button := func(key, action string) loa.Button {
		return loa.Button{Text: s.catalog.Line(lang, key, nil), Data: ButtonData(action, strconv.FormatInt(int64(b.ID), 10))}
	}
	stop := button("campaign.stop_button", StopButton)
	switch {
	case b.State == loa.BroadcastRunning:
		return [][]loa.Button{{button("campaign.pause_button", PauseButton), stop}}
	case b.State == loa.BroadcastPaused:
		return [][]loa.Button{{button("campaign.resume_button", ResumeButton), stop}}
	case b.State == loa.BroadcastScheduled || b.State == loa.BroadcastWaiting:
		return [][]loa.Button{{stop}}
	case b.State.Ended() && p.Failed > 0:
		return [][]loa.Button{{button("campaign.again_button", AgainButton)}}
	}
	return nil
}

// reasons lists the groups that a broadcast did not surely reach, and why.
func (s *Service) reasons(tx *storage.Tx, b loa.Broadcast, lang loa.Lang) (loa.Text, error) {
	latest, err := latestDeliveries(tx, b)
	if err != nil {
		return nil, err
	}
	missed := slices.DeleteFunc(latest, func(d loa.Delivery) bool {
		return d.State != loa.Failed && d.State != loa.Expired && d.State != loa.Uncertain
	})
	slices.SortStableFunc(missed, func(a, b loa.Delivery) int { return int(a.Group - b.Group) })
	var lines []loa.Text
	for i, d := range missed {
		if i == reasonsShown {
			lines = append(lines, s.catalog.Say(lang, "campaign.card_more", map[string]any{"More": len(missed) - i}))
			break
		}
		g, err := tx.Group(d.Group)
		if err != nil && !isMissing(err) {
			return nil, err
		}
		key := "campaign.card_reason_" + string(d.State)
		if d.Reason == stoppedReason {
			key = "campaign.card_reason_stopped"
		}
		lines = append(lines, s.catalog.Say(lang, key, map[string]any{"Group": g.Title, "Reason": d.Reason}))
	}
	return loa.Lines("\n", lines...), nil
}

// estimate is about how many seconds so many messages take: about 30 a second is
// what Telegram allows a bot (core.telegram.org/bots/faq).
func estimate(waiting int) int { return waiting/30 + 1 }

// progress counts the groups of a broadcast by how the newest sending to each stands.
func progress(tx *storage.Tx, b loa.Broadcast) (loa.Progress, error) {
	latest, err := latestDeliveries(tx, b)
	states := map[loa.DeliveryState]int{}
	for _, d := range latest {
		states[d.State]++
	}
	return loa.ProgressOf(states), err
}

// latestDeliveries returns the newest delivery of a broadcast for each group: one
// that failed and was sent again counts as what became of it.
func latestDeliveries(tx *storage.Tx, b loa.Broadcast) ([]loa.Delivery, error) {
	all, err := tx.BroadcastDeliveries(b.ID)
	at := map[loa.GroupID]int{}
	var latest []loa.Delivery
	for _, d := range all { // oldest first
		if i, again := at[d.Group]; again {
			latest[i] = d
			continue
		}
		at[d.Group] = len(latest)
		latest = append(latest, d)
	}
	return latest, err
}

// called is how a broadcast is told from another: by how it begins, or by the
// name of its file.
func called(b loa.Broadcast) string {
	switch t := opening(b.Text); {
	case t != "" || b.Media == nil:
		return t
	case b.Media.Name != "":
		return b.Media.Name
	}
	return "🖼"
}

// opening is the beginning of a text, in one line.
func opening(t loa.Text) string {
	const most = 60
	t = loa.Plain(strings.Join(strings.Fields(t.String()), " "))
	if t.Len() <= most {
		return t.String()
	}
	return t.Split(most)[0].String() + "…"
}
