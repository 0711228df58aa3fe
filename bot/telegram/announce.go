package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"loa"
)

// Scope says in which chats a list of commands is shown.
type Scope string

// The scopes.
const (
	PrivateScope     Scope = "private"
	GroupsScope      Scope = "groups"
	GroupAdminsScope Scope = "group_admins"
)

// botCommandScope returns the BotCommandScope type of the scope, "" for one that is unknown.
func (s Scope) botCommandScope() string {
	switch s {
	case PrivateScope:
		return "all_private_chats"
	case GroupsScope:
		return "all_group_chats"
	case GroupAdminsScope:
		return "all_chat_administrators"
	}
	return ""
}

// Command is one entry of the menu.
type Command struct {
	Name        string `json:"command"`
	Description string `json:"description"`
}

// CommandList is the menu of one scope in one language.
type CommandList struct {
	Scope    Scope
	Lang     loa.Lang // empty: for every language without a list of its own
	Commands []Command
}

// Description is what people read before they press Start, and on the profile page.
type Description struct{ Long, Short string }

// Announcement is what the bot shows of itself.
type Announcement struct {
	Commands     []CommandList
	Descriptions map[loa.Lang]Description // key "": for every language without its own
}

// commandName is the form of BotCommand, command.
var commandName = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

// Announce makes the bot ready to receive, and shows people its commands and
// descriptions. Mistakes in the announcement are found before anything is sent;
// they are FailMisconfigured.
func (a *Adapter) Announce(ctx context.Context, n Announcement) error {
	if err := n.check(); err != nil {
		return &loa.Failure{Class: loa.FailMisconfigured, Err: fmt.Errorf("announce: %w", err)}
	}
	if err := a.dropWebhook(ctx); err != nil {
		return err
	}
	for _, list := range n.Commands {
		r := newRequest("setMyCommands")
		r.setJSON("commands", list.Commands)
		r.setJSON("scope", map[string]string{"type": list.Scope.botCommandScope()})
		r.setLang(list.Lang)
		if _, err := a.call(ctx, r); err != nil {
			return err
		}
	}
	for _, lang := range slices.Sorted(maps.Keys(n.Descriptions)) {
		d := n.Descriptions[lang]
		if err := a.describe(ctx, "setMyDescription", "description", d.Long, lang); err != nil {
			return err
		}
		if err := a.describe(ctx, "setMyShortDescription", "short_description", d.Short, lang); err != nil {
			return err
		}
	}
	return nil
}

func (a *Adapter) describe(ctx context.Context, method, field, text string, lang loa.Lang) error {
	if text == "" {
		return nil
	}
	r := newRequest(method)
	r.set(field, text)
	r.setLang(lang)
	_, err := a.call(ctx, r)
	return err
}

func (r *request) setLang(lang loa.Lang) {
	if lang != "" {
		r.set("language_code", string(lang))
	}
}

// dropWebhook ends a webhook that someone set, since getUpdates does not work
// beside one. What waits to be received is kept.
func (a *Adapter) dropWebhook(ctx context.Context) error {
	result, err := a.call(ctx, newRequest("getWebhookInfo"))
	if err != nil {
		return err
	}
	var info struct {
		URL string `json:"url"`
	}
	if err := json.Unmarshal(result, &info); err != nil {
		return &loa.Failure{Class: loa.FailRetry, Err: fmt.Errorf("read answer of getWebhookInfo: %w", err)}
	}
	if info.URL == "" {
		return nil
	}
	a.log.Warn().Msg("a webhook was set for this bot: it is removed, Loa polls")
	_, err = a.call(ctx, newRequest("deleteWebhook"))
	return err
}

func (n Announcement) check() error {
	for _, list := range n.Commands {
		if list.Scope.botCommandScope() == "" {
			return fmt.Errorf("scope %q is unknown", list.Scope)
		}
		if len(list.Commands) == 0 || len(list.Commands) > maxVisibleCommands {
			return fmt.Errorf("%d commands for %s, want 1 to %d", len(list.Commands), list.Scope, maxVisibleCommands)
		}
		for _, c := range list.Commands {
			if !commandName.MatchString(c.Name) {
				return fmt.Errorf("command %q: want 1 to 32 of a-z, 0-9 and _", c.Name)
			}
			if length := loa.UTF16Len(c.Description); length < 1 || length > maxCommandDescription {
				return fmt.Errorf("command %q: description of %d characters, want 1 to %d", c.Name, length, maxCommandDescription)
			}
		}
	}
	for lang, d := range n.Descriptions {
		if length := loa.UTF16Len(d.Long); length > maxDescription {
			return fmt.Errorf("description in %q: %d characters, at most %d", lang, length, maxDescription)
		}
		if length := loa.UTF16Len(d.Short); length > maxShortDescription {
			return fmt.Errorf("short description in %q: %d characters, at most %d", lang, length, maxShortDescription)
		}
	}
	return nil
}
