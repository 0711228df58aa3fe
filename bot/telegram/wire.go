package telegram

import "encoding/json"

// What Loa reads of Telegram's objects (core.telegram.org/bots/api#available-types).
// Fields that are not here are not decoded, so a change in them breaks nothing.

// wireUpdate is an Update. The events stay raw: one that cannot be decoded must
// not take the id with it.
type wireUpdate struct {
	ID            *int64          `json:"update_id"`
	Message       json.RawMessage `json:"message"`
	CallbackQuery json.RawMessage `json:"callback_query"`
	Poll          json.RawMessage `json:"poll"`
	PollAnswer    json.RawMessage `json:"poll_answer"`
	MyChatMember  json.RawMessage `json:"my_chat_member"`
}

// wireEvents is an Update with its events read.
type wireEvents struct {
	ID            *int64                 `json:"update_id"`
	Message       *wireMessage           `json:"message"`
	CallbackQuery *wireCallbackQuery     `json:"callback_query"`
	Poll          *wirePoll              `json:"poll"`
	PollAnswer    *wirePollAnswer        `json:"poll_answer"`
	MyChatMember  *wireChatMemberUpdated `json:"my_chat_member"`
}

type wireUser struct {
	ID        int64  `json:"id"`
	IsBot     bool   `json:"is_bot"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Lang      string `json:"language_code"`
}

type wireChat struct {
	ID    int64  `json:"id"`
	Type  string `json:"type"`
	Title string `json:"title"`
}

// wireTapped is what is read of the Message whose button was pressed or, with little else,
// of an InaccessibleMessage: Loa knows what it wrote.
type wireTapped struct {
	ID             int64           `json:"message_id"`
	Thread         int64           `json:"message_thread_id"`
	IsTopicMessage bool            `json:"is_topic_message"`
	Chat           wireChat        `json:"chat"`
	Photo          json.RawMessage `json:"photo"`
	Document       json.RawMessage `json:"document"`
}

// wireMessage is a Message.
type wireMessage struct {
	wireTapped
	From        *wireUser `json:"from"`
	SenderChat  *wireChat `json:"sender_chat"`
	Date        int64     `json:"date"`
	Text        string    `json:"text"`
	Entities    []entity  `json:"entities"`
	Caption     string    `json:"caption"`
	CaptionEnts []entity  `json:"caption_entities"`
	MigrateTo   int64     `json:"migrate_to_chat_id"`
	MigrateFrom int64     `json:"migrate_from_chat_id"`

	Animation json.RawMessage `json:"animation"`
	Video     json.RawMessage `json:"video"`
	Audio     json.RawMessage `json:"audio"`
}

// wireFile is a PhotoSize, Document, Animation, Video or Audio.
type wireFile struct {
	ID     string `json:"file_id"`
	Unique string `json:"file_unique_id"`
	Name   string `json:"file_name"`
	Size   int64  `json:"file_size"` // bytes; 0: unknown
	Width  int64  `json:"width"`
	Height int64  `json:"height"`
}

type wireCallbackQuery struct {
	ID      string      `json:"id"`
	From    wireUser    `json:"from"`
	Message *wireTapped `json:"message"`
	Data    string      `json:"data"`
}

type wirePoll struct {
	ID      string `json:"id"`
	Options []struct {
		VoterCount int `json:"voter_count"`
	} `json:"options"`
	TotalVoterCount int  `json:"total_voter_count"`
	IsClosed        bool `json:"is_closed"`
}

type wirePollAnswer struct {
	PollID    string    `json:"poll_id"`
	VoterChat *wireChat `json:"voter_chat"` // since Bot API 6.8; v5 does not have it
	User      *wireUser `json:"user"`
	OptionIDs []int     `json:"option_ids"`
}

type wireChatMemberUpdated struct {
	Chat wireChat `json:"chat"`
	From wireUser `json:"from"`
	New  struct {
		Status   string `json:"status"`
		IsMember bool   `json:"is_member"` // of a restricted member only
	} `json:"new_chat_member"`
}
