package delivery

import (
	"slices"
	"time"
)

// Limit is at most N requests in any window of Per. N 0: no limit.
type Limit struct {
	N   int
	Per time.Duration
}

// Pace is what a platform allows one bot.
type Pace struct {
	Bot   Limit // all chats together
	Group Limit // one group
	Chat  Limit // any one chat
}

// TelegramPace returns Telegram's limits: about 30 messages a second in all, 20 a
// minute in one group, one a second in one chat; edits count as messages.
// Sources: core.telegram.org/bots/faq, "My bot is hitting limits"; for edits the
// server's developer in tdlib/td#2592 and #3034.
func TelegramPace() Pace {
	return Pace{
		Bot:   Limit{30, time.Second},
		Group: Limit{20, time.Minute},
		Chat:  Limit{1, time.Second},
	}
}

// ZaloPace returns what Loa allows itself on Zalo. Its limits are not documented and
// nobody has measured them: so no chat gets more than on Telegram, and a bot, which has
// three groups, no more than a few messages a second.
func ZaloPace() Pace {
	return Pace{
		Bot:   Limit{4, time.Second},
		Group: Limit{20, time.Minute},
		Chat:  Limit{1, time.Second},
	}
}

// slots are those of one limit.
type slots struct {
	limit Limit
	taken int         // by requests in flight
	back  []time.Time // when those given back come free, ascending
}

// ready says from when on a slot is free beyond spare ones that stay free, if
// slots come free early by so much; known is false when that depends on a
// request in flight.
func (s *slots) ready(now time.Time, spare int, early time.Duration) (at time.Time, known bool) {
	if s.limit.N <= 0 {
		return time.Time{}, true
	}
	for len(s.back) > 0 && !s.back[0].After(now) {
		s.back = s.back[1:]
	}
	missing := s.taken + len(s.back) + spare + 1 - s.limit.N
	switch {
	case missing <= 0:
		return time.Time{}, true
	case missing <= len(s.back):
		return s.back[missing-1].Add(-early), true
	}
	return time.Time{}, false
}

func (s *slots) giveBack(answered time.Time) {
	s.taken = max(s.taken-1, 0)
	if s.limit.N > 0 {
		at := answered.Add(s.limit.Per)
		i, _ := slices.BinarySearchFunc(s.back, at, time.Time.Compare)
		s.back = slices.Insert(s.back, i, at)
	}
}

func (s *slots) idle() bool { return s.taken == 0 && len(s.back) == 0 }

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
