package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/bot/sandbox"
	"loa/campaign"
	"loa/scheduler"
)

// cast are the people whom a visitor of the demo can be.
type cast struct {
	e                       *env
	official, secretary     sandbox.PersonID
	member, elder, residing sandbox.PersonID
}

func castOf(box *sandbox.Sandbox, e *env) cast {
	add := func(key string) sandbox.PersonID { return box.AddPerson(e.line("cli.scene_"+key, nil), string(e.lang)) }
	return cast{e, add("official"), add("secretary"), add("member"), add("elder"), add("residing")}
}

func (c cast) everybody() []sandbox.PersonID {
	return []sandbox.PersonID{c.official, c.secretary, c.member, c.elder, c.residing}
}

// scene is where and when the cast plays.
type scene struct {
	cast
	box      *sandbox.Sandbox
	campaign *loa.Campaign
	service  *campaign.Service
	clock    *scheduler.Clock
	zone     *time.Location
	onZalo   string // the group there
	log      zerolog.Logger
}

// chatKinds are the kinds of group that are chats.
func chatKinds(c *loa.Campaign) []loa.Kind {
	return slices.DeleteFunc(slices.Clone(c.Kinds), func(k loa.Kind) bool { return !k.ID.Chat() })
}

// play sets the scene through the front door: groups of every kind, to which the
// official adds Loa and which they register by command and buttons, as they
// would on Telegram; then a cell that is invited to its meeting. One group is left
// for the visitor to register.
func (s scene) play(ctx context.Context) error {
	parts := newGroup(ctx)
	for i, kind := range chatKinds(s.campaign) {
		unit, ok := ownUnit(s.campaign, i)
		if !ok {
			break
		}
		title := kind.Name
		if i == 0 {
			title = unit.Name
		}
		group := s.box.AddGroup(title, sandbox.GroupOptions{Supergroup: true}, s.everybody()...)
		parts.wg.Go(func() {
			if err := s.register(ctx, group, unit.Name, kind.Name); err != nil {
				s.missed(ctx, err, "group "+title)
				return
			}
			if kind.ID != meetingKind(s.campaign) {
				return
			}
			if err := (assembly{s, unit, group}).play(ctx); err != nil {
				s.missed(ctx, err, "meeting of "+unit.Name)
			}
		})
	}
	parts.wg.Go(func() {
		if err := s.registerOnZalo(ctx, s.box, s.onZalo, s.campaign); err != nil && ctx.Err() == nil {
			s.log.Warn().Err(err).Msg("the demo could not register its group on Zalo")
		}
	})
	free := s.box.AddGroup(s.e.line("cli.scene_free_group", nil), sandbox.GroupOptions{Forum: true, Topics: []string{s.e.line("cli.scene_topic", nil)}}, s.everybody()...)
	s.box.AddBot(free, s.official)
	s.box.Start(s.official, "")
	parts.wg.Wait()
	<-ctx.Done()
	return ctx.Err()
}

// missed tells of a part of the scene that could not be set. That is no reason to
// end the demo: its page shows what there is.
func (s scene) missed(ctx context.Context, err error, part string) {
	if ctx.Err() == nil {
		s.log.Warn().Err(err).Str("part", part).Msg("the demo could not set a part of its scene")
	}
}

// ownUnit picks a unit for the n-th group: cells first, since groups are theirs.
func ownUnit(c *loa.Campaign, n int) (loa.Unit, bool) {
	cells := slices.DeleteFunc(slices.Clone(c.Units), func(u loa.Unit) bool { return u.Kind != "cell" })
	if len(cells) == 0 {
		cells = c.Units
	}
	if len(cells) == 0 {
		return loa.Unit{}, false
	}
	return cells[n%len(cells)], true
}

// register adds Loa to a group and registers the group, as its official does.
func (s scene) register(ctx context.Context, group sandbox.ChatID, unit, kind string) error {
	s.box.AddBot(group, s.official)
	s.box.Say(s.official, group, "/dangky "+unit)
	if err := s.tap(ctx, s.official, group, unit); err != nil {
		return err
	}
	return s.tap(ctx, s.official, group, kind)
}

// tap presses a button once some message of the chat has it.
func (s scene) tap(ctx context.Context, who sandbox.PersonID, chat sandbox.ChatID, button string) error {
	var message sandbox.MessageID
	err := s.box.Until(ctx, func() bool {
		message = withButton(s.box.Messages(chat), button)
		return message != 0
	})
	if err != nil {
		return fmt.Errorf("wait for the button %q: %w", button, err)
	}
	if _, err := s.box.Tap(who, chat, message, button); err != nil {
		return fmt.Errorf("tap %q: %w", button, err)
	}
	return nil
}

// registerOnZalo opens a cell's group on Zalo and registers it by text alone, as its
// official would there: there are no buttons, and Loa hears only what names it.
func (c cast) registerOnZalo(ctx context.Context, box *sandbox.Sandbox, token string, campaign *loa.Campaign) error {
	unit, ok := ownUnit(campaign, 0)
	if !ok || len(campaign.Kinds) == 0 {
		return nil
	}
	for _, p := range c.everybody() {
		box.OpenZalo(token, p)
	}
	group, err := box.AddZaloGroup(token, c.e.line("cli.scene_zalo_group", map[string]any{"Unit": unit.Name}), c.everybody()...)
	if err != nil {
		return err
	}
	for _, say := range []struct{ text, awaits string }{{"/dangky " + unit.Name, unit.Name}, {"1", campaign.Kinds[0].Name}, {"1", ""}} {
		before := len(box.Messages(group))
		box.Say(c.official, group, "@Bot Loa "+say.text)
		if say.awaits == "" {
			break
		}
		err := box.Until(ctx, func() bool {
			for _, m := range box.Messages(group)[before:] {
				if m.FromBot && strings.Contains(m.Text, "1. "+say.awaits) {
					return true
				}
			}
			return false
		})
		if err != nil {
			return fmt.Errorf("wait for the choice %q: %w", say.awaits, err)
		}
	}
	return nil
}

func withButton(messages []sandbox.Message, button string) sandbox.MessageID {
	for _, m := range messages {
		for _, row := range m.Buttons {
			for _, b := range row {
				if strings.EqualFold(b.Text, button) {
					return m.ID
				}
			}
		}
	}
	return 0
}
