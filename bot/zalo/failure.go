package zalo

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"loa"
)

// refused makes a failure of something that is not even tried.
func refused(format string, args ...any) *loa.Failure {
	return &loa.Failure{Class: loa.FailRefused, Err: fmt.Errorf(format, args...)}
}

// ErrQuota is wrapped by the failure of a bot whose messages of the month are used
// up. Nothing it sends is taken until the month ends or the plan changes, and no
// answer says when: a person decides.
var ErrQuota = errors.New("the bot's messages of this month are used up")

// The codes of the API. Their meaning is that of docs, error_code, where not said
// otherwise; HTTP's own meaning is another in places.
const (
	codeBadRequest = 400 // a parameter is wrong
	codeToken      = 401 // the token is not valid
	codeInternal   = 403 // "internal server error", unlike HTTP's 403
	codeNotFound   = 404 // no such method; of getWebhookInfo: none is set (measured)
	codeTimeout    = 408 // of getUpdates: nothing has come (measured)
	codeBadChat    = 410 // the chat_id is not valid (measured 2026-08-11: "The chat_id is invaild")
	codeTooOften   = 426 // testWebhook, called too often that day
	codeQuota      = 429 // the month's messages are used up
)

// sends reports whether doing it twice is doing it twice. Everything else reads or
// sets a state: repeating it is harmless.
func sends(method string) bool { return strings.HasPrefix(method, "send") }

// unknown is the class of a request that may or may not have been carried out.
func unknown(method string) loa.FailureClass {
	if sends(method) {
		return loa.FailUncertain
	}
	return loa.FailRetry
}

// classify turns an error of a request into a failure; nil for an idle end of
// getUpdates.
func classify(method string, err error) *loa.Failure {
	f := &loa.Failure{Class: unknown(method), Err: fmt.Errorf("call %s: %w", method, err)}
	if t, ok := errors.AsType[*transportError](err); ok {
		if !t.sent {
			f.Class = loa.FailRetry
		}
		return f
	}
	if g, ok := errors.AsType[*gatewayError](err); ok {
		return gatewayFailure(method, g, f)
	}
	api, ok := errors.AsType[*apiError](err)
	if !ok {
		return f
	}
	switch api.code {
	case codeTimeout:
		if method == "getUpdates" {
			return nil
		}
	case codeQuota:
		f.Class, f.Err = loa.FailMisconfigured, fmt.Errorf("call %s: %w: %w", method, ErrQuota, err)
	case codeToken:
		f.Class = loa.FailMisconfigured
	case codeBadChat:
		f.Class = loa.FailGone
	case codeBadRequest, codeNotFound, codeTooOften:
		f.Class = loa.FailRefused
	}
	return f
}

// gatewayFailure is the class of an answer that is not the API's. That of a status
// before which nothing was passed on is known; a 5xx of a gateway is no proof that
// the message was not posted.
func gatewayFailure(method string, g *gatewayError, f *loa.Failure) *loa.Failure {
	switch g.status {
	case http.StatusRequestTimeout, http.StatusOK, http.StatusNoContent:
		if method == "getUpdates" && g.status == http.StatusRequestTimeout {
			return nil
		}
	case http.StatusTooManyRequests:
		f.Class, f.After = loa.FailWait, gatewayWait
	case http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong:
		f.Class = loa.FailRefused
	}
	return f
}
