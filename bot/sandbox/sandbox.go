// Package sandbox is a strict local server that speaks the Telegram Bot API,
// with a chat page in the browser. It is the heart of the demo and the test
// double of the end-to-end tests: the real bot talks to it through its real
// adapter, and the test (or the person at the page) plays the people.
//
// What the sandbox accepts, Telegram must accept. So it is stricter than
// Telegram where a document gives a rule: every parameter is checked, the
// published limits are enforced with 429, and each broken rule is kept in
// [Sandbox.Violations] together with the document it comes from. In the
// comments and in those texts:
//
//   - "Bot API, x" is the paragraph x of core.telegram.org/bots/api (10.1),
//   - "FAQ" is core.telegram.org/bots/faq,
//   - "features" is core.telegram.org/bots/features,
//   - "server, file:line" is the source of tdlib/telegram-bot-api at 01a3679 (Bot API 10.0).
//
// The state lives in memory. A Sandbox must only be served on loopback; it
// refuses requests whose Host is anything else.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// PersonID identifies a person. Their private chat with the bot has the same number.
type PersonID int64

// ChatID identifies a chat: positive for a private chat, negative for a group.
type ChatID int64

// MessageID identifies a message within its chat; as on Telegram, supergroups
// count their messages each for themselves.
type MessageID int64

// Clock gives the campaign time, by which messages are dated and polls close.
type Clock interface{ Now() time.Time }

// Controls move the campaign time from the page.
type Controls interface {
	Now() time.Time
	Speed() float64
	SetSpeed(speed float64) // 0: paused
	Jump(to time.Time)
	// NextEvent tells what the bot will do next and when; ok is false when it knows of nothing.
	NextEvent(ctx context.Context) (at time.Time, what string, ok bool)
}

// Options make a sandbox. The zero value is usable.
type Options struct {
	Token       string // "<bot id>:<secret>"; empty: DefaultToken
	BotName     string // empty: "Loa"
	BotUsername string // without @; empty: "loa_bot"
	Lang        string // language of the page; empty: "vi"

	Clock    Clock    // nil: real time
	Controls Controls // nil: the page cannot move the clock

	// Schema is the path of telegram-api.min.json (PaulSonOfLars/telegram-bot-api-spec).
	// Empty: only the checks written in this package.
	Schema string

	Limits Limits

	// Latency is waited, in real time, before each request but getUpdates is carried out.
	Latency time.Duration

	// CallbackLife is how long a tap may be answered and waits to be fetched, in
	// real time. Zero: 150 s, how long the server keeps one to be fetched (server,
	// Client.cpp:17157). How long it may be answered is not published.
	CallbackLife time.Duration

	// HearsAll switches privacy mode off (features, "Privacy mode").
	HearsAll bool
}

// DefaultToken is the token of a sandbox made without one.
const DefaultToken = "110201543:AAH-sandbox-only-opens-a-sandbox-00" //nolint:gosec // not a secret: it opens nothing but a sandbox

const defaultCallbackLife = 150 * time.Second

// GroupOptions say what kind of group to make.
type GroupOptions struct {
	Supergroup bool     // else a basic group
	Forum      bool     // with topics; makes it a supergroup
	Topics     []string // of a forum, beside General
	Note       string   // what kind of group it is, for the page to show
}

// Message is what people see of a message.
type Message struct {
	ID       MessageID
	From     PersonID // who wrote it; 0: the bot
	FromBot  bool
	Name     string // as shown: of an anonymous admin, the group's title
	At       time.Time
	Text     string // or the caption
	Entities []Entity
	Buttons  [][]Button
	Photo    string // file name, empty: none
	Document string // file name, empty: none
	Poll     *Poll
	ReplyTo  MessageID
	Thread   int64 // forum topic; 0: none, or General
	Edited   bool
	Pinned   bool
	Silent   bool
}

// Entity is a styled or meaningful part of a text, in UTF-16 units (Bot API, MessageEntity).
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
}

// Button is a button under a message.
type Button struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// Poll is the state of a poll.
type Poll struct {
	ID          string
	Question    string
	Options     []PollOption
	Voters      int
	Quiz        bool
	Correct     []int // right options of a quiz
	Explanation string
	Anonymous   bool
	Multiple    bool
	Closed      bool
	ClosesAt    time.Time // campaign time; zero: when it is stopped
}

// PollOption is one answer of a poll.
type PollOption struct {
	Text  string
	Votes int
}

// Toast is the bot's answer to a tap, as it was shown.
type Toast struct {
	ID     int64
	Person PersonID
	Text   string
	Alert  bool // a box to close instead of a passing line
	At     time.Time
}

// Command is an entry of the command menu.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// ErrClosed is what [Sandbox.Until] returns when the sandbox was closed before the condition held.
var ErrClosed = errors.New("the sandbox is closed")

// Errors of the people's side.
var (
	ErrNoMessage   = errors.New("no such message")
	ErrNoButton    = errors.New("no such button")
	ErrNotMember   = errors.New("not a member of the chat")
	ErrNoPoll      = errors.New("the message is no poll")
	ErrPollClosed  = errors.New("the poll is closed")
	ErrVoted       = errors.New("already answered, and the poll allows no revoting")
	ErrNoSuchChat  = errors.New("no such chat")
	ErrNoSuchTopic = errors.New("no such topic")
)

// New makes an empty sandbox: no people, no groups.
func New(o Options) (*Sandbox, error) {
	s := newSandbox(o)
	id, secret, ok := strings.Cut(s.token, ":")
	if _, err := fmt.Sscanf(id, "%d", &s.bot.ID); err != nil || !ok || secret == "" {
		return nil, errors.New("make sandbox: the token is not of the form <number>:<secret>")
	}
	if o.Schema != "" {
		schema, err := readSchema(o.Schema)
		if err != nil {
			return nil, fmt.Errorf("make sandbox: %w", err)
		}
		s.schema = schema
	}
	return s, nil
}
