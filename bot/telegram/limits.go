package telegram

import "time"

// Limits of the Bot API. Lengths are counted in UTF-16 units, which is the unit
// of entity offsets and never less than Telegram's "characters". Sources are
// methods and types of core.telegram.org/bots/api unless another is named.
const (
	maxText    = 4096 // sendMessage, text
	maxCaption = 1024 // sendPhoto and sendDocument, caption
	maxToast   = 200  // answerCallbackQuery, text

	maxDocument = 50 << 20 // sendDocument, "bots can currently send files of up to 50 MB"; bytes

	maxButtonData = 64 // InlineKeyboardButton, callback_data; bytes

	maxQuestion             = 300 // sendPoll, question
	maxOptions              = 12  // sendPoll, options (since Bot API 10.0)
	maxOption               = 100 // InputPollOption, text
	maxExplanation          = 200 // sendPoll, explanation
	maxExplanationLineFeeds = 2   // sendPoll, explanation

	maxCommandDescription = 256 // BotCommand, description
	maxDescription        = 512 // setMyDescription, description
	maxShortDescription   = 120 // setMyShortDescription, short_description
	// A list may hold 100 commands (setMyCommands); Loa shows no more than people read.
	maxVisibleCommands = 8

	maxUpdates = 100 // getUpdates, limit
)

const (
	// longPoll is how long Telegram may hold a poll; its server allows no more
	// (tdlib/telegram-bot-api, Client.h, LONG_POLL_MAX_TIMEOUT).
	longPoll      = 50 * time.Second
	pollTimeout   = longPoll + 15*time.Second
	callTimeout   = 30 * time.Second
	uploadTimeout = 2 * time.Minute // 10 MB (the limit of sendPhoto) at 0.7 Mbit/s
	// downloadTimeout is for 20 MB, more than which Telegram does not give out (getFile), at 1.4 Mbit/s.
	downloadTimeout = 2 * time.Minute

	// maxAnswer bounds what is read of an answer: 100 updates are far below it.
	maxAnswer = 64 << 20 // bytes

	// defaultWait is taken for a 429 that does not say how long: the longest
	// window that is documented (core.telegram.org/bots/faq, 20 messages a minute to a group).
	defaultWait = time.Minute
)
