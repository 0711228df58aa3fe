package telegram

import (
	"context"

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

// Command is one entry of the menu.
type Command struct{ Name, Description string }

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

// Announce makes the bot ready to receive.
func (a *Adapter) Announce(ctx context.Context, n Announcement) error { return nil }
