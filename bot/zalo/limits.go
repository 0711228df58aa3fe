package zalo

import "time"

// Limits of the Zalo Bot API. They are from the pages below
// docs.zaloplatforms.com/docs/BOT as of 2026-09, unless another source is named.
const (
	// maxText is of apis/sendMessage (text) and apis/sendPhoto (caption). The unit is
	// not stated; UTF-16 units are what the offsets of text_styles count, and never
	// less than characters.
	maxText = 2000

	minSecret, maxSecret = 8, 256 // apis/setWebhook, secret_token; characters

	// maxHook bounds the body of a webhook request: a text of 2,000 characters with
	// everything escaped is below 100 KB.
	maxHook = 1 << 20 // bytes
	// maxAnswer bounds what is read of an answer: one event at most.
	maxAnswer = 4 << 20 // bytes
)

const (
	// longPoll is the documented default of getUpdates (apis/getUpdates, timeout). A
	// shorter one would ask more often, a longer one was never measured.
	longPoll = 30 * time.Second
	// pollTimeout: the answer to an idle poll comes at its end, clients give it 5 s to 20 s more.
	pollTimeout = longPoll + 20*time.Second
	callTimeout = 30 * time.Second
	// photoTimeout: Zalo fetches the picture before it answers; its channel plug-in of 2026-09 waits as long.
	photoTimeout = 150 * time.Second

	// gatewayWait is taken for a 429 of what stands before the API, which tells nothing.
	gatewayWait = time.Minute
)
