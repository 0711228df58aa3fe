package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rs/zerolog"

	"loa"
	"loa/bot/sandbox"
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

// play sets the scene through the front door: groups of every kind, to which the
// official adds Loa and which they register by command and buttons, as they
// would on Telegram. One group is left for the visitor to register.
func (c cast) play(ctx context.Context, box *sandbox.Sandbox, campaign *loa.Campaign, onZalo string, log zerolog.Logger) error {
	scene := newGroup(ctx)
	for i, kind := range campaign.Kinds {
		unit, ok := ownUnit(campaign, i)
		if !ok {
			break
		}
		title := kind.Name
		if i == 0 {
			title = unit.Name
		}
		group := box.AddGroup(title, sandbox.GroupOptions{Supergroup: true}, c.everybody()...)
		scene.wg.Go(func() {
			// A scene that cannot be set is no reason to end the demo: its page shows what there is.
			if err := c.register(ctx, box, group, unit.Name, kind.Name); err != nil && ctx.Err() == nil {
				log.Warn().Err(err).Str("group", title).Msg("the demo could not register a group")
			}
		})
	}
	scene.wg.Go(func() {
		if err := c.registerOnZalo(ctx, box, onZalo, campaign); err != nil && ctx.Err() == nil {
			log.Warn().Err(err).Msg("the demo could not register its group on Zalo")
		}
	})
	free := box.AddGroup(c.e.line("cli.scene_free_group", nil), sandbox.GroupOptions{Forum: true, Topics: []string{c.e.line("cli.scene_topic", nil)}}, c.everybody()...)
	box.AddBot(free, c.official)
	box.Start(c.official, "")
	scene.wg.Wait()
	<-ctx.Done()
	return ctx.Err()
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
func (c cast) register(ctx context.Context, box *sandbox.Sandbox, group sandbox.ChatID, unit, kind string) error {
	box.AddBot(group, c.official)
	box.Say(c.official, group, "/dangky "+unit)
	for _, button := range []string{unit, kind} {
		var message sandbox.MessageID
		err := box.Until(ctx, func() bool {
			message = withButton(box.Messages(group), button)
			return message != 0
		})
		if err != nil {
			return fmt.Errorf("wait for the button %q: %w", button, err)
		}
		if _, err := box.Tap(c.official, group, message, button); err != nil {
			return fmt.Errorf("tap %q: %w", button, err)
		}
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
