package loa

import (
	"strconv"
	"time"
)

// OpenChoice is a question that Loa asked in a chat where there are no buttons to
// press: what is typed there may pick one of its options.
type OpenChoice struct {
	Bot      BotID
	Chat     ChatID
	Code     int        // its short number in the chat, from 1 to MostCodes
	Name     string     // of the group's question that it asks, such as Q12; not stored
	For      Account    // who may answer; zero: everybody in the chat
	Delivery DeliveryID // that asked it
	Options  []Option
	Asked    time.Time
	Closed   bool
}

// Option is one of the answers, and the data of the button that it presses.
type Option struct {
	Text string
	Data string `json:",omitempty"`
	Key  string `json:",omitempty"` // what one types for it; empty: its number in the list
}

// Mark returns what stands before the option at the place, and is typed for it.
func (o Option) Mark(place int) string {
	if o.Key != "" {
		return o.Key
	}
	return NumberMark(place)
}

// MostCodes is after how many questions in a chat their short numbers begin anew:
// two digits are quickly typed.
const MostCodes = 99

// NumberMark is how the option at the place is marked in a list.
func NumberMark(place int) string { return strconv.Itoa(place + 1) }
