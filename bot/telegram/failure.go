package telegram

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loa"
)

// refused makes a failure of something that is not even tried.
func refused(format string, args ...any) *loa.Failure {
	return &loa.Failure{Class: loa.FailRefused, Err: fmt.Errorf(format, args...)}
}

// goneTexts mark a chat that is closed to the bot for good
// (tdlib/telegram-bot-api, Client.cpp, check_chat_access and fail_query_with_error).
func goneTexts() []string {
	return []string{
		"bot was kicked from",
		"bot is not a member of",
		"bot was blocked by the user",
		"user is deactivated",
		"chat was deleted",
		"bot can't initiate conversation",
	}
}

// benignTexts say, per method, that what was asked for is so already, or that
// there is nobody left to answer.
func benignTexts(method string) []string {
	switch method {
	case "editMessageText", "editMessageCaption":
		return []string{"message is not modified"}
	case "answerCallbackQuery":
		return []string{"query is too old", "query id is invalid"}
	case "deleteMessage":
		return []string{"message to delete not found"}
	case "stopPoll":
		return []string{"poll has already been closed"}
	case "unpinChatMessage":
		return []string{"message to unpin not found"}
	}
	return nil
}

// idempotent reports whether doing it twice is doing it once. Whatever is not a
// new message sets a state: an edit, a deletion, a pin, an answer to a tap, an end of a poll.
// Repeating it is harmless, the second answer is at worst a benign one, so
// nothing of it is ever uncertain: an unknown outcome is simply tried again.
func idempotent(method string) bool { return !strings.HasPrefix(method, "send") }

// unknown is the class of a request that may or may not have been carried out.
func unknown(method string) loa.FailureClass {
	if idempotent(method) {
		return loa.FailRetry
	}
	return loa.FailUncertain
}

// classify turns an error of v5 into a failure; nil if it is benign. answer is
// what v5 returned beside the error, and may be nil.
func (a *Adapter) classify(method string, answer *tgbotapi.APIResponse, err error) *loa.Failure {
	f := &loa.Failure{Class: unknown(method), Err: fmt.Errorf("call %s: %w", method, redact(err, a.secret))}
	if t, ok := errors.AsType[*transportError](err); ok {
		if !t.sent {
			f.Class = loa.FailRetry
		}
		return f
	}
	// Only the pointer is an error's type, and UploadFiles forgets its Code: the
	// code is read from the answer.
	api, ok := errors.AsType[*tgbotapi.Error](err)
	if !ok || answer == nil {
		return f
	}
	text := strings.ToLower(api.Message)
	if containsAny(text, benignTexts(method)) {
		return nil
	}
	switch code := answer.ErrorCode; {
	case api.MigrateToChatID != 0:
		f.Class = loa.FailMoved
		f.NewChat = loa.ChatID(strconv.FormatInt(api.MigrateToChatID, 10))
	case code == http.StatusTooManyRequests:
		f.Class, f.After = loa.FailWait, defaultWait
		if api.RetryAfter > 0 {
			f.After = time.Duration(api.RetryAfter) * time.Second
		}
	case code == http.StatusUnauthorized || code == http.StatusNotFound:
		// 404 is an unknown method or a token that is none; a missing chat or message is a 400.
		f.Class = loa.FailMisconfigured
	case code == http.StatusConflict && method == "getUpdates":
		f.Class = loa.FailRetry // Receive decides when it is enough
		f.Err = &conflictError{f.Err}
	case code >= 400 && code < 500:
		f.Class = loa.FailRefused
		if containsAny(text, goneTexts()) {
			f.Class = loa.FailGone
		}
	}
	if strings.Contains(text, "message thread not found") { // words that leave open what happened
		f.Err = fmt.Errorf("%w (the forum topic was deleted, or is not in this chat)", f.Err)
		f.TopicGone = f.Class == loa.FailRefused
	}
	return f
}

// conflictError says that someone else receives with the token: another poll, or
// a webhook (tdlib/telegram-bot-api, Client.cpp, fail_query_conflict).
type conflictError struct{ error }

func (e *conflictError) Unwrap() error { return e.error }

func containsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
