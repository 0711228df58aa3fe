package loa

import (
	"fmt"
	"time"
)

// Relay is the platform whose worker is a person: what is for a group that no bot can
// enter, for the loudspeaker or the notice board, somebody responsible passes on.
const Relay Platform = "relay"

// RelayBot stands where other groups have the account of a bot.
const RelayBot BotID = "relay"

// The kinds of group that are no chat at all.
const (
	Loudspeaker GroupKind = "loudspeaker" // the ward's: its texts are written to be read aloud
	NoticeBoard GroupKind = "notice-board"
)

// Chat reports whether groups of the kind are chats: a bot can be in them, if it is let in.
func (k GroupKind) Chat() bool { return k != Loudspeaker && k != NoticeBoard }

// RelayCan says what a person can do with what they are given: paste it, picture
// included. The text has no limit worth cutting it for.
func RelayCan() Capabilities {
	const room = 20_000
	return Capabilities{Files: true, TextLimit: room, CaptionLimit: room}
}

// RelayChat makes the chat of the group with the number, among those that people serve.
func RelayChat(n int64) ChatID { return ChatID(fmt.Sprintf("relay:%d", n)) }

// Channel is how a group is reached.
type Channel struct {
	Bot    BotID
	Chat   ChatID
	Thread int64
}

// IsZero reports whether there is no channel.
func (c Channel) IsZero() bool { return c == Channel{} }

// Relayed reports whether a person writes there, and no bot.
func (c Channel) Relayed() bool { return c.Bot == RelayBot }

// Channel returns how the group is reached now.
func (g Group) Channel() Channel { return Channel{g.Bot, g.Chat, g.Thread} }

// Switched returns the group as it is reached by the other channel; the one of now rests.
func (g Group) Switched(to Channel) Group {
	g.Rest = g.Channel()
	g.Bot, g.Chat, g.Thread = to.Bot, to.Chat, to.Thread
	return g
}

// RelayCardID numbers the cards of what is to be passed on.
type RelayCardID int64

// RelayCard is what one person was asked to pass on: one text, to one or more groups.
type RelayCard struct {
	ID       RelayCardID
	Person   Account
	Bot      BotID // with which the person's private chat is
	Chat     ChatID
	Delivery DeliveryID // of the card itself
	Digest   string     // of what is to be passed on
	Told     time.Time
	Remind   time.Time // when the person is reminded; zero: not any more
	Shown    string    // digest of how the card looks
	Open     bool      // something on it may still change
	Items    []DeliveryID
}

// RelayRemind is when to remind of something that is to be passed on until then: when half
// of the time is over. Zero: there is no time to speak of.
func RelayRemind(told, until time.Time) time.Time {
	const least = 10 * time.Minute
	half := until.Sub(told) / 2
	if until.IsZero() || half < least {
		return time.Time{}
	}
	return told.Add(half)
}

// RelayHitch is why somebody could not pass something on.
type RelayHitch string

// The hitches, as the person chooses them.
const (
	HitchNoAccess RelayHitch = "access" // the person is not in the group, or may not write there
	HitchNoGroup  RelayHitch = "gone"   // there is no such group any more
	HitchDevice   RelayHitch = "device" // the loudspeaker, the board or the telephone does not work
	HitchOther    RelayHitch = "other"
)

// RelayHitches lists them in the order in which they are offered.
func RelayHitches() []RelayHitch {
	return []RelayHitch{HitchNoAccess, HitchNoGroup, HitchDevice, HitchOther}
}
