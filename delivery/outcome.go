package delivery

import (
	"time"

	"loa"
)

// maxAttempts bounds the requests for a delivery without a deadline, such as an
// answer: with loa.Backoff they take two minutes, after which the person has
// asked again or left.
const maxAttempts = 8

// outcome decides what becomes of a delivery that the platform did not take. The
// reasons are for people. Only a refusal quotes the platform, whose explicit
// answers hold no secrets; other errors may come from anywhere on the way.
func outcome(d loa.Delivery, f *loa.Failure, now time.Time) loa.Outcome {
	again := func(at time.Time, reason string) loa.Outcome {
		return loa.Outcome{State: loa.Pending, At: now, Due: at, Reason: reason}
	}
	failed := func(reason string) loa.Outcome {
		return loa.Outcome{State: loa.Failed, At: now, Reason: reason}
	}
	switch f.Class {
	case loa.FailWait:
		// Due at once: the pacer holds the lane, in real time, exactly as told. A
		// restart forgets that and costs one more 429.
		return again(now, "the platform told to wait")
	case loa.FailRetry:
		due := now.Add(loa.Backoff(d.Attempt))
		switch {
		case d.NotAfter.IsZero() && d.Attempt >= maxAttempts:
			return failed("the platform could not be reached")
		case !d.NotAfter.IsZero() && due.After(d.NotAfter):
			return loa.Outcome{State: loa.Expired, At: now, Reason: "the platform could not be reached in time"}
		}
		return again(due, "the platform could not be reached")
	case loa.FailMoved:
		if f.NewChat == "" || f.NewChat == d.Chat || d.Attempt >= maxAttempts {
			return failed("the chat has moved, nobody knows where")
		}
		o := again(now, "the chat has moved")
		o.NewChat = f.NewChat
		return o
	case loa.FailGone:
		o := failed("the chat is closed to the bot")
		o.ChatGone = true
		return o
	case loa.FailRefused:
		o := failed(quote("refused", f.Err))
		o.TopicGone = f.TopicGone
		return o
	case loa.FailMisconfigured:
		return again(now, "the bot is not set up rightly")
	}
	return loa.Outcome{State: loa.Uncertain, At: now, Reason: "no clear answer, it may have arrived"}
}

// quote adds what the platform said, shortened to one line of a list.
func quote(reason string, err error) string {
	if err == nil {
		return reason
	}
	const limit = 150 // characters
	said := []rune(err.Error())
	if len(said) > limit {
		said = append(said[:limit], '…')
	}
	return reason + ": " + string(said)
}
