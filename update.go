package loa

import "time"

// Update is one thing a platform told a bot. Exactly one of the event fields is
// set, or none for a kind Loa does not use.
type Update struct {
	ID  int64  // the platform's number, unique within about two days
	Raw []byte // as received, for the dead-letter table
	Bad error  // it could not be decoded; no event is set

	Message    *Message
	Tap        *Tap
	PollAnswer *PollAnswer
	PollState  *PollState
	BotMember  *BotMember
	Moved      *Moved
}

// ChatType is the kind of chat on the platform.
type ChatType string

// The chat types.
const (
	PrivateChat ChatType = "private"
	GroupChat   ChatType = "group"
	ChannelChat ChatType = "channel"
)

// Chat is where something happened.
type Chat struct {
	ID     ChatID
	Type   ChatType
	Title  string
	Thread int64 // forum topic; 0: none, or General
}

// Sender is who did something.
type Sender struct {
	Account   Account
	Name      string // as the platform shows it: used for greeting, never stored
	Lang      Lang   // of the person's app, empty when unknown
	Anonymous bool   // a group's anonymous admin: nobody in particular, has no rights here
}

// Message is something a person wrote to Loa: a command, a text in private or, on
// platforms that bring the bot only what names it or answers it, a text in a group.
// What people write to each other in groups never becomes a Message with text.
type Message struct {
	ID      MessageID
	Chat    Chat
	From    Sender
	At      time.Time
	Command string // without slash and bot name, lower case; empty: no command
	Args    string // what follows the command
	Text    string // as said above, NFC, without the bot's name
	Body    Text   // Text, or what follows the command, with the styles and links it was given
	Media   *Media // private chats only: a photo or document, its digest made from the platform's own id
	FileID  string // what the platform calls the media; empty: Loa cannot send it on
}

// Tap is a press of an inline button.
type Tap struct {
	ID      string // to answer it
	From    Sender
	Chat    Chat
	Message MessageID // empty when the platform has forgotten it
	Data    string
	Media   bool // the message is a photo or document, so it has a caption
}

// PollAnswer is a vote in a poll that is not anonymous.
type PollAnswer struct {
	PollID  string
	Voter   Account
	Chat    ChatID // set when the vote was cast as a chat: nobody in particular
	Options []int  // empty: taken back
}

// PollState is the count of a poll.
type PollState struct {
	PollID string
	Counts []int
	Total  int
	Closed bool
}

// BotMember is a change of the bot's own standing in a chat.
type BotMember struct {
	Chat    Chat
	By      Sender
	Present bool // the bot is in the chat and may write
	Admin   bool // and is an administrator of it
}

// Moved says that a chat has a new id (Telegram: group to supergroup).
type Moved struct{ From, To ChatID }
