package loa

import "time"

// Person is what Loa keeps of somebody who wrote to it: how to answer, no more.
type Person struct {
	Account Account
	Lang    Lang // empty: the installation's
	Chat    ChatID
	Open    bool  // the person pressed Start and has not blocked the bot
	Bot     BotID // with which the chat is; empty: the platform's only one
}

// Invite is a one-time link that gives a role to whoever opens it first.
type Invite struct {
	Digest  string // SHA-256 of the token, in hex; the token itself is not kept
	Role    Role
	Unit    UnitID
	By      Account
	From    Account // who holds the role until it is accepted; zero: it is not handed over but given
	Expires time.Time
}

// Dialog is an unfinished conversation of one person in one chat.
type Dialog struct {
	Bot     BotID
	Chat    ChatID
	Account Account
	Name    string // which dialogue
	Data    string // its own state, as it likes
	Expires time.Time
}
