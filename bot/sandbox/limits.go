package sandbox

import (
	"fmt"
	"net/http"
	"time"
)

// Limit is at most N accepted requests in any window of Per, in real time.
type Limit struct {
	N   int
	Per time.Duration
}

// Limits of sending. A zero Limit means the documented number; all of them
// apply to what is sent, edited or closed (edits and sends share one budget:
// server developer, tdlib/td#3034), none to callback answers
// (tdlib/telegram-bot-api#648). Telegram says its limits are no fixed thresholds; the
// sandbox takes them in the strictest reading, as sliding windows.
type Limits struct {
	Off   bool  // no limits at all
	Bot   Limit // documented: about 30 messages per second (FAQ)
	Group Limit // documented: 20 messages per minute to the same group (FAQ)
	Chat  Limit // documented: 1 message per second in one chat (FAQ)
}

func (l Limits) orDocumented() Limits {
	or := func(l *Limit, n int, per time.Duration) {
		if *l == (Limit{}) {
			*l = Limit{N: n, Per: per}
		}
	}
	or(&l.Bot, 30, time.Second)
	or(&l.Group, 20, time.Minute)
	or(&l.Chat, 1, time.Second)
	return l
}

// SetLimits changes the limits from now on.
func (s *Sandbox) SetLimits(l Limits) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limits = l.orDocumented()
}

// windows remember when requests were accepted.
type windows struct {
	bot         []time.Time
	group, chat map[ChatID][]time.Time
}

// pace accepts one more request to a chat, or refuses it with 429. It comes
// last, so that only what is carried out counts.
func (s *Sandbox) pace(c *chat) *apiError {
	if s.limits.Off {
		return nil
	}
	now := time.Now()
	w := &s.windows
	w.bot = slide(w.bot, now, s.limits.Bot)
	w.chat[c.id] = slide(w.chat[c.id], now, s.limits.Chat)
	wait := max(full(w.bot, now, s.limits.Bot), full(w.chat[c.id], now, s.limits.Chat))
	if c.kind != kindPrivate {
		w.group[c.id] = slide(w.group[c.id], now, s.limits.Group)
		wait = max(wait, full(w.group[c.id], now, s.limits.Group))
	}
	if wait > 0 {
		return tooMany(int((wait + time.Second - 1) / time.Second))
	}
	w.bot = append(w.bot, now)
	w.chat[c.id] = append(w.chat[c.id], now)
	if c.kind != kindPrivate {
		w.group[c.id] = append(w.group[c.id], now)
	}
	return nil
}

// slide forgets what has left the window.
func slide(at []time.Time, now time.Time, l Limit) []time.Time {
	for len(at) > 0 && now.Sub(at[0]) >= l.Per {
		at = at[1:]
	}
	return at
}

// full returns how long it takes until the window has room, 0 if it has.
func full(at []time.Time, now time.Time, l Limit) time.Duration {
	if len(at) < l.N {
		return 0
	}
	return l.Per - now.Sub(at[len(at)-l.N])
}

func tooMany(seconds int) *apiError {
	return &apiError{
		code: http.StatusTooManyRequests, retryAfter: seconds,
		text: fmt.Sprintf("Too Many Requests: retry after %d", seconds),
	}
}
