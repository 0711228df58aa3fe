package loa

import "time"

// Payload is what one delivery does on the platform. Exactly one field is set.
type Payload struct {
	Notice    *Notice    `json:",omitempty"`
	Choice    *Choice    `json:",omitempty"`
	Edit      *Edit      `json:",omitempty"`
	Delete    *Delete    `json:",omitempty"`
	Toast     *Toast     `json:",omitempty"`
	Pin       *Pin       `json:",omitempty"`
	ClosePoll *ClosePoll `json:",omitempty"`
}

// Notice is a message: a text, or a photo or document with the text as its caption.
type Notice struct {
	Text    Text       `json:",omitempty"`
	Media   *Media     `json:",omitempty"`
	Buttons [][]Button `json:",omitempty"` // rows
	Silent  bool       `json:",omitempty"`
	ReplyTo MessageID  `json:",omitempty"`
	Pin     bool       `json:",omitempty"` // pin it, silently, once it is sent

	// Asks is who may answer by typing, where there are no buttons to press; zero: everybody in the chat.
	Asks Account `json:",omitzero"`
}

// Button is an inline button: it opens URL, or sends Data back as a Tap.
type Button struct {
	Text string
	Data string `json:",omitempty"` // at most 64 bytes on Telegram
	URL  string `json:",omitempty"`
	Key  string `json:",omitempty"` // what one types for it where there are no buttons; empty: its number
}

// Choice is a question with options: a native poll or quiz where the platform has them.
type Choice struct {
	Question    string
	Options     []string
	Quiz        bool      `json:",omitempty"`
	Answer      int       `json:",omitempty"` // right option of a quiz
	Explanation string    `json:",omitempty"`
	Anonymous   bool      `json:",omitempty"`
	Multiple    bool      `json:",omitempty"`
	ClosesAt    time.Time `json:",omitzero"`
	Silent      bool      `json:",omitempty"`
}

// Edit puts a new text and new buttons on a message that Loa sent. A message
// has one pending edit at most: the newest wins.
type Edit struct {
	Message MessageID
	Text    Text       `json:",omitempty"`
	Caption bool       `json:",omitempty"` // the message is a photo or document
	Buttons [][]Button `json:",omitempty"`
}

// Delete takes away a message that Loa sent. Platforms allow it for a while only
// (Telegram: 48 hours; Bot API, deleteMessage).
type Delete struct{ Message MessageID }

// Toast answers a tap, seen only by the one who tapped. Platforms forget taps
// within seconds, so a late toast is dropped without harm.
type Toast struct {
	Tap   string
	Text  string `json:",omitempty"` // at most 200 characters on Telegram
	Alert bool   `json:",omitempty"` // a box to close instead of a passing line
}

// Pin pins or unpins a message, silently.
type Pin struct {
	Message MessageID
	Off     bool `json:",omitempty"`
}

// ClosePoll ends a poll that Loa sent.
type ClosePoll struct{ Message MessageID }

// Capabilities say what a platform can do, so that behaviour is decided in one place.
type Capabilities struct {
	Buttons, Polls, Edits, Pins bool
	Files                       bool // documents, and photos that are not on the web already
	DeepLinks                   bool // a link opens the private chat with a word for Loa
	OnlyMentions                bool // in groups the bot hears only what names it or answers it
	TextLimit, CaptionLimit     int  // UTF-16 units
	ToastLimit                  int  // UTF-16 units; 0: there are no toasts
	Monthly                     int  // messages a month; 0: as many as one likes
}
