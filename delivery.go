package loa

import "time"

// DeliveryID numbers deliveries in the order in which they were queued.
type DeliveryID int64

// DeliveryState is where a delivery stands:
//
//	pending → sending → sent | uncertain | failed | expired | relayed
//
// sending is written before the request is. What was sending when Loa died may
// have arrived: it becomes uncertain and is never sent again blindly.
type DeliveryState string

// The states.
const (
	Pending   DeliveryState = "pending"
	Sending   DeliveryState = "sending"
	Sent      DeliveryState = "sent"
	Uncertain DeliveryState = "uncertain"
	Failed    DeliveryState = "failed"
	Expired   DeliveryState = "expired"
	Relayed   DeliveryState = "relayed"
)

// Priority orders deliveries: answers to people go before what is sent in bulk.
type Priority int

// The priorities.
const (
	Answer Priority = 0
	Bulk   Priority = 1
)

// Delivery is one sending of one payload to one chat.
type Delivery struct {
	ID       DeliveryID
	Bot      BotID
	Chat     ChatID
	Thread   int64 // forum topic; 0: none
	Private  bool  // a chat with one person, so the group pace does not count
	Group    GroupID
	Priority Priority
	Payload  Payload
	Key      string // unique: the same thing is never queued twice; empty: no such guard
	State    DeliveryState
	Due      time.Time
	NotAfter time.Time  // zero: no deadline
	Quiet    QuietHours // held while these last
	Attempt  int        // requests begun so far
	Reason   string     // why it failed, is uncertain or expired: for people, without secrets

	// What it carries, so that every number of a report can be traced.
	Post      PostID
	Date      Date
	Broadcast BroadcastID

	// What it mends: a copy of an item, on behalf of a correction.
	Correction CorrectionID
	Meeting    MeetingID  // that it is about; 0: none
	Asking     AskingID   // the question that it asks, closes or answers; 0: none
	Corrects   DeliveryID // the copy

	Created time.Time
	Settled time.Time
	Message MessageID // of what was sent
	PollID  string
}

// Lane is what a delivery must wait its turn in: one chat. Toasts have a lane
// each, since platforms do not count them (Telegram: tdlib/telegram-bot-api#648).
func (d Delivery) Lane() string {
	if d.Payload.Toast != nil {
		return "tap:" + d.Payload.Toast.Tap
	}
	return string(d.Chat)
}

// Outcome is how one attempt to send ended.
type Outcome struct {
	State    DeliveryState // Sent, Uncertain, Failed or Expired; Pending: try again at Due
	Due      time.Time     // for Pending
	At       time.Time     // campaign time
	Reason   string
	Receipt  Receipt // for Sent
	NewChat  ChatID  // the chat has moved; the delivery is pending there
	ChatGone bool    // the chat is closed to the bot for good
	// TopicGone: the chat is there, but its forum topic was deleted.
	TopicGone bool
}

// Receipt is what the platform said of something it took.
type Receipt struct {
	Message MessageID
	PollID  string
	FileID  string     // the platform's name of an uploaded file, for reuse
	Poll    *PollState // of a poll that was closed: its last count
}
