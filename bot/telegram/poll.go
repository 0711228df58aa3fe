package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"loa"
)

// inputPollOption is an InputPollOption (since Bot API 7.3; v5 sends bare strings).
type inputPollOption struct {
	Text string `json:"text"`
}

// sendPoll sends a choice as a native poll or quiz.
func (a *Adapter) sendPoll(ctx context.Context, d loa.Delivery, c *loa.Choice) (loa.Receipt, error) {
	if err := checkChoice(c); err != nil {
		return loa.Receipt{}, err
	}
	r := newRequest("sendPoll")
	r.setTarget(d, c.Silent)
	r.set("question", c.Question)
	options := make([]inputPollOption, len(c.Options))
	for i, text := range c.Options {
		options[i].Text = text
	}
	r.setJSON("options", options)
	// Always given: Telegram's default is anonymous, and an anonymous poll brings no poll_answer.
	r.set("is_anonymous", strconv.FormatBool(c.Anonymous))
	if c.Multiple {
		r.set("allows_multiple_answers", "true")
	}
	if c.Quiz {
		r.set("type", "quiz")
		r.setJSON("correct_option_ids", []int{c.Answer})
		if c.Explanation != "" {
			r.set("explanation", c.Explanation)
		}
	}
	if !c.ClosesAt.IsZero() {
		r.set("close_date", strconv.FormatInt(c.ClosesAt.Unix(), 10))
	}
	return a.sendMessage(ctx, r)
}

// checkChoice finds what Telegram would refuse, in words that say where.
func checkChoice(c *loa.Choice) error {
	if n := loa.UTF16Len(c.Question); n < 1 || n > maxQuestion {
		return refused("sendPoll: question of %d characters, want 1 to %d", n, maxQuestion)
	}
	if n := len(c.Options); n < 1 || n > maxOptions {
		return refused("sendPoll: %d options, want 1 to %d", n, maxOptions)
	}
	for i, text := range c.Options {
		if n := loa.UTF16Len(text); n < 1 || n > maxOption {
			return refused("sendPoll: option %d of %d characters, want 1 to %d", i+1, n, maxOption)
		}
	}
	if !c.Quiz {
		return nil
	}
	if c.Answer < 0 || c.Answer >= len(c.Options) {
		return refused("sendPoll: the right answer is option %d of %d", c.Answer+1, len(c.Options))
	}
	if n := loa.UTF16Len(c.Explanation); n > maxExplanation {
		return refused("sendPoll: explanation of %d characters, at most %d", n, maxExplanation)
	}
	if n := strings.Count(c.Explanation, "\n"); n > maxExplanationLineFeeds {
		return refused("sendPoll: explanation with %d line feeds, at most %d", n, maxExplanationLineFeeds)
	}
	return nil
}

// closePoll ends a poll and returns its last count. An answer of "ok" is a closed poll
// even if the count cannot be read; it comes as a poll update as well.
func (a *Adapter) closePoll(ctx context.Context, chat loa.ChatID, message loa.MessageID) (loa.Receipt, error) {
	r := newRequest("stopPoll")
	if err := r.setMessage(chat, message); err != nil {
		return loa.Receipt{}, err
	}
	result, err := a.call(ctx, r)
	if err != nil {
		return loa.Receipt{}, err
	}
	receipt := loa.Receipt{Message: message}
	var u loa.Update
	if err := readPoll(result, &u); err != nil {
		a.log.Error().Err(err).Str("message", string(message)).Msg("closed, but the answer does not give the count")
		return receipt, nil
	}
	receipt.Poll = u.PollState
	return receipt, nil
}

func readPoll(raw json.RawMessage, u *loa.Update) error {
	var p *wirePoll
	if err := read(raw, "poll", &p); err != nil || p == nil {
		return errors.Join(err, errNoPoll)
	}
	return decodePoll(p, u)
}

var errNoPoll = errors.New("no poll in the answer")
