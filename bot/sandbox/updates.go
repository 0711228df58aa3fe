package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

type update struct {
	id   int64
	kind string
	body json.RawMessage
	at   time.Time // real time
}

func (u update) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"update_id":%d,%q:`, u.id, u.kind)
	b.Write(u.body)
	b.WriteByte('}')
	return b.Bytes(), nil
}

const (
	// updateLife is how long updates wait to be fetched (Bot API, Getting updates).
	updateLife = 24 * time.Hour
	// maxPoll is what the server clamps a longer timeout to, in seconds (server, Client.h).
	maxPoll = 50
)

// RestartUpdateIDs gives the next update this number. After a week without
// updates, Telegram goes on with a random one, which may be smaller (Bot API, Update).
func (s *Sandbox) RestartUpdateIDs(next int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nextUpdate = next
}

// Pending counts the updates that the bot has not confirmed.
func (s *Sandbox) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	return len(s.updates)
}

// Inject queues an update as it stands, such as one that no bot can read:
// body is the JSON of the field named kind.
func (s *Sandbox) Inject(kind, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.updates = append(s.updates, update{id: s.nextUpdate, kind: kind, body: json.RawMessage(body), at: time.Now()})
	s.nextUpdate++
	s.touch()
}

// getUpdates answers with the earliest unconfirmed updates, or waits for one.
// It takes mu itself.
func (s *Sandbox) getUpdates(ctx context.Context, q *request) (answer, *apiError) {
	offset, limit, timeout, allowed, given, err := q.pollParams()
	if err != nil {
		return answer{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.webhook != "" {
		return answer{}, conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	s.poller++
	me, token := s.poller, s.token
	s.wake() // the one that waits now ends
	if given {
		s.allowed = allowed
	}
	s.confirm(offset)

	timer := time.NewTimer(time.Duration(timeout) * time.Second)
	defer timer.Stop()
	for late := timeout == 0; ; {
		switch {
		case s.poller != me:
			return answer{}, conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
		case s.webhook != "":
			return answer{}, conflict("terminated by setWebhook request")
		case s.token != token:
			return answer{}, unauthorized()
		}
		s.closePolls()
		s.expire()
		if len(s.updates) > 0 || late {
			raw, bad := json.Marshal(append([]update{}, s.updates[:min(limit, len(s.updates))]...))
			if bad != nil { // an injected body that is no JSON at all
				return answer{}, &apiError{code: http.StatusInternalServerError, text: "Internal Server Error: " + bad.Error()}
			}
			return answer{OK: true, Result: raw}, nil
		}
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-timer.C:
			late = true
		case <-ctx.Done():
			late = true
		case <-s.closed:
			late = true
		}
		s.mu.Lock()
	}
}

func conflict(text string) *apiError {
	return &apiError{code: http.StatusConflict, text: "Conflict: " + text}
}

func (q *request) pollParams() (offset int64, limit, timeout int, allowed []string, given bool, err *apiError) {
	offset, limit, timeout = q.int("offset"), 100, int(q.int("timeout"))
	if q.has("limit") {
		limit = int(q.int("limit"))
	}
	if limit < 1 || limit > 100 {
		q.broke("wrong limit", "limit is not within 1-100", "Bot API, getUpdates")
	}
	if timeout < 0 {
		q.broke("wrong timeout", "timeout is negative", "Bot API, getUpdates")
	}
	if given = q.has("allowed_updates"); given {
		allowed = q.updateKinds()
	}
	return offset, limit, min(timeout, maxPoll), allowed, given, q.err
}

// updateKinds reads allowed_updates. An empty list means the default set again.
func (q *request) updateKinds() []string {
	var kinds []string
	q.json("allowed_updates", &kinds)
	for _, kind := range kinds {
		if !slices.Contains(updateKinds(), kind) {
			q.broke("wrong allowed_updates", fmt.Sprintf("there is no update type %q", kind), "Bot API, Update")
		}
	}
	if len(kinds) == 0 {
		return nil
	}
	return kinds
}

// updateKinds are the types of updates (Bot API 10.1, Update).
func updateKinds() []string {
	return []string{
		"message", "edited_message", "channel_post", "edited_channel_post", "business_connection",
		"business_message", "edited_business_message", "deleted_business_messages", "guest_message",
		"message_reaction", "message_reaction_count", "inline_query", "chosen_inline_result",
		"callback_query", "shipping_query", "pre_checkout_query", "purchased_paid_media", "poll",
		"poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost",
		"removed_chat_boost", "managed_bot",
	}
}

// wants tells whether the bot asked for a type. The default is all but
// chat_member and the reactions (Bot API, getUpdates).
func (s *Sandbox) wants(kind string) bool {
	if s.allowed == nil {
		return kind != "chat_member"
	}
	return slices.Contains(s.allowed, kind)
}

// confirm forgets the updates before a positive offset, or all but the last
// -offset ones (Bot API, getUpdates). An offset more than 10 beyond the end is ignored,
// so that the queue is read from its beginning: that is what happens to a bot
// that keeps its old offset after the numbers restarted (td, TQueue::get;
// server, Client::do_get_updates).
func (s *Sandbox) confirm(offset int64) {
	n := len(s.updates)
	switch {
	case offset < 0:
		s.updates = s.updates[max(0, n+int(max(offset, -int64(n)))):]
	case offset > 0 && offset <= s.nextUpdate+10:
		s.updates = slices.DeleteFunc(s.updates, func(u update) bool { return u.id < offset })
	}
	if len(s.updates) != n {
		s.touch()
	}
}

// expire forgets updates that waited too long: a day, taps 150 s (server, Client.cpp:17053-17264).
func (s *Sandbox) expire() {
	now := time.Now()
	s.updates = slices.DeleteFunc(s.updates, func(u update) bool {
		if u.kind == "callback_query" {
			return now.Sub(u.at) > s.tapLife
		}
		return now.Sub(u.at) > updateLife
	})
}

func setWebhook(s *Sandbox, q *request) (any, *apiError) {
	if q.has("allowed_updates") {
		s.allowed = q.updateKinds()
	}
	address := q.params["url"]
	if u, err := url.Parse(address); address != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
		q.broke("bad webhook: An HTTPS URL must be provided for webhook", "url is no HTTPS address", "Bot API, setWebhook")
	}
	if q.has("secret_token") && !isName(q.params["secret_token"], 256, true) {
		q.broke("secret token contains unallowed characters", "secret_token is not 1-256 of A-Z, a-z, 0-9, _ and -", "Bot API, setWebhook")
	}
	if q.err != nil {
		return nil, q.err
	}
	s.webhook = address
	s.dropPending(q)
	s.wake()
	if address == "" {
		return noted{true, "Webhook was deleted"}, nil
	}
	return noted{true, "Webhook was set"}, nil
}

func deleteWebhook(s *Sandbox, q *request) (any, *apiError) {
	s.dropPending(q)
	if q.err != nil {
		return nil, q.err
	}
	if s.webhook == "" {
		return noted{true, "Webhook is already deleted"}, nil
	}
	s.webhook = ""
	return noted{true, "Webhook was deleted"}, nil
}

func (s *Sandbox) dropPending(q *request) {
	if q.bool("drop_pending_updates") {
		s.updates = nil
	}
}

func getWebhookInfo(s *Sandbox, _ *request) (any, *apiError) {
	s.expire()
	info := map[string]any{"url": s.webhook, "has_custom_certificate": false, "pending_update_count": len(s.updates)}
	if s.allowed != nil {
		info["allowed_updates"] = s.allowed
	}
	return info, nil
}

// isName tells whether a text is 1-most of letters, digits, _ and perhaps -.
func isName(text string, most int, dash bool) bool {
	for _, r := range text {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && (!dash || r != '-') {
			return false
		}
	}
	return text != "" && len(text) <= most
}

func parseInt(text string) (int64, error) { return strconv.ParseInt(text, 10, 64) }
