package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"loa"
	"loa/bot/sandbox"
	"loa/campaign"
	"loa/content"
)

// assembly is a cell of the scene that is invited to its meeting: its unit, and the
// group in which the invitation stands.
type assembly struct {
	scene
	unit  loa.Unit
	group sandbox.ChatID
}

// startWord is the word that a deep link hands over.
var startWord = regexp.MustCompile(`[?&]start=([\w-]+)`)

// meetingKind is the kind of group that gets invitations to a cell's meeting; if the
// campaign has none, the first, whose members are then asked by other means.
func meetingKind(c *loa.Campaign) loa.GroupKind {
	for _, k := range c.Kinds {
		if slices.Contains(loa.MeetingMonthly.Groups(), k.ID) {
			return k.ID
		}
	}
	return c.Kinds[0].ID
}

// play brings the roll in, makes the secretary and has the members answer. What takes
// the people's time is done side by side: no chat takes more than a message a second.
func (a assembly) play(ctx context.Context) error {
	links, err := a.enrol(ctx)
	if err != nil {
		return err
	}
	sides, stop := context.WithCancel(ctx)
	defer stop()
	joined := make(chan error, 1)
	go func() { joined <- a.join(sides, links) }()
	if err = a.appoint(ctx); err == nil {
		err = a.plan(ctx)
	}
	if err != nil {
		stop() // nobody waits for the members' answers any more
	}
	if err := errors.Join(err, <-joined); err != nil {
		return err
	}
	return a.tap(ctx, a.member, a.group, a.e.line("meeting.reply_yes", nil))
}

// enrol imports the cell's roll, as an operator who got the list on a memory stick,
// and returns the links of the invite codes by name.
func (a assembly) enrol(ctx context.Context) (links map[string]string, err error) {
	table := a.e.line("cli.scene_roll", map[string]any{"Unit": string(a.unit.ID)})
	roll, mistakes := content.ReadMembers("roll.csv", strings.NewReader(table), a.campaign.Units)
	if roll == nil {
		return nil, fmt.Errorf("read the roll: %s", a.e.catalog.Mistake(a.e.lang, mistakes[0]))
	}
	plan, mistakes, err := a.service.PreviewRoll(ctx, roll, false)
	if err != nil {
		return nil, err
	}
	if len(mistakes) > 0 {
		return nil, fmt.Errorf("compare the roll: %s", a.e.catalog.Mistake(a.e.lang, mistakes[0]))
	}
	if _, err := a.service.ImportRoll(ctx, roll, false, plan.Print); err != nil {
		return nil, err
	}
	lines, err := a.service.InviteLines(ctx, campaign.Bot{Can: loa.Capabilities{DeepLinks: true}}, a.unit.ID, a.e.lang)
	links = map[string]string{}
	for _, l := range lines {
		links[l.Name] = l.Link
	}
	return links, err
}

// join has those of the cast who are on the roll link their accounts and agree.
func (a assembly) join(ctx context.Context, links map[string]string) error {
	players := map[string]sandbox.PersonID{"member": a.member, "elder": a.elder, "residing": a.residing}
	for role, who := range players {
		code := startWord.FindStringSubmatch(links[a.e.line("cli.scene_"+role+"_name", nil)])
		if code == nil {
			return fmt.Errorf("there is no invite code for the %s", role)
		}
		a.box.Start(who, code[1])
	}
	for _, who := range players {
		if err := a.tap(ctx, who, sandbox.ChatID(who), a.e.line("link.yes_button", nil)); err != nil {
			return err
		}
		a.box.Say(who, sandbox.ChatID(who), "/dongy")
	}
	for _, who := range players {
		for _, purpose := range []loa.Purpose{loa.PurposeReminders, loa.PurposeAttendance} {
			name := a.e.line("consent.name_"+string(purpose), nil)
			if err := a.tap(ctx, who, sandbox.ChatID(who), a.e.line("consent.give_button", map[string]any{"Name": name})); err != nil {
				return err
			}
		}
	}
	return nil
}

// appoint gives the secretary the role, by the official's link.
func (a assembly) appoint(ctx context.Context) error {
	desk := sandbox.ChatID(a.official)
	a.box.Say(a.official, desk, "/capquyen")
	if err := a.tap(ctx, a.official, desk, a.e.line("bot.role_secretary", nil)); err != nil {
		return err
	}
	a.box.Say(a.official, desk, a.unit.Name) // it need not stand on the first page of units
	if err := a.tap(ctx, a.official, desk, a.unit.Name); err != nil {
		return err
	}
	var link []string
	err := a.box.Until(ctx, func() bool {
		for _, m := range a.box.Messages(desk) {
			if link = startWord.FindStringSubmatch(m.Text); link != nil {
				return true
			}
		}
		return false
	})
	if err != nil {
		return fmt.Errorf("wait for the secretary's link: %w", err)
	}
	a.box.Start(a.secretary, link[1])
	return a.tap(ctx, a.secretary, sandbox.ChatID(a.secretary), a.e.line("bot.accept_button", nil))
}

// plan has the secretary invite the cell to the evening of the next day.
func (a assembly) plan(ctx context.Context) error {
	day := loa.DateOf(a.clock.Now(), a.zone).AddDays(1)
	desk := sandbox.ChatID(a.secretary)
	a.box.Say(a.secretary, desk, a.e.line("cli.scene_meeting", map[string]any{
		"Day": fmt.Sprintf("%d/%d/%d", day.Day, day.Month, day.Year),
	}))
	if slices.ContainsFunc(a.campaign.Units, func(u loa.Unit) bool { return u.Parent == a.unit.ID }) {
		if err := a.tap(ctx, a.secretary, desk, a.unit.Name); err != nil { // asked about, as there are units below
			return err
		}
	}
	return a.tap(ctx, a.secretary, desk, a.e.line("meeting.go_button", nil))
}
