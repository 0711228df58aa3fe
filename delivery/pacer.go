package delivery

import (
	"sync"
	"time"

	"loa"
)

// pacer hands out slots, so that no window of a period at the platform ever
// holds more requests than the limit N, whatever the latencies.
//
// Be s the instant at which a request is sent, a when the platform takes it and
// r when its answer is here. A request may be sent at s when, of those begun
// before, at most N-1 are in flight or were answered after s - period + early.
// Every other one, i, was taken at
//
//	a(i) = r(i) - way down of i ≤ s - period + early - way down of i
//	a    = s + way up ≥ a(i) + period - early + way up + way down of i
//
// that is a whole period before, as long as early is no more than a way up and a
// way down. Now look at any window of a period, and at the request in it that was
// begun last: the others in it were taken less than a period from it, so they are
// among its N-1. With it they are N at most.
//
// With early = 0 nothing is assumed, and each window costs a round trip: 40 ms
// make a broadcast 4 % longer, 200 ms 20 %. The rest of the round trip is spared
// by trips.early, an estimate, for windows of a second or so; for a group's
// minute it would gain nothing, and two clocks drift apart by as much.
//
// When the network becomes faster, the estimate is too high until the first fast
// answer, which corrects it at once. So only requests sent within that one, short
// round trip can be too early, by earlyMost at most, and the platform answers at
// most so many with 429. That is obeyed: nothing is lost or doubled by it.
type pacer struct {
	pace Pace

	mu        sync.Mutex
	bot       slots
	lanes     map[string]*lane
	trips     trips
	broadcast time.Time // before it no broadcast is begun; see spread
	held      time.Time // the whole bot is held until then
	told      struct {  // the last 429
		chat  loa.ChatID
		at    time.Time
		until time.Time
	}
}

// lane is the pace of one chat.
type lane struct {
	chat, group slots
	held        time.Time // told to wait until then
}

func newPacer(p Pace) *pacer {
	return &pacer{pace: p, bot: slots{limit: p.Bot}, lanes: map[string]*lane{}}
}

// spread is how far apart broadcasts are begun: an eighth of an even pace. Were
// all the slots taken at once they would come free at once, and an answer to a
// person could find none for a whole period. So they come free over an eighth of
// it, and an answer, which goes first, waits for the rest at most. A broadcast
// loses that eighth once (0.12 s on Telegram), where keeping 2 of 30 slots for
// answers would cost it 7 %.
func (p *pacer) spread() time.Duration {
	if p.pace.Bot.N <= 0 {
		return 0
	}
	return p.pace.Bot.Per / time.Duration(8*p.pace.Bot.N)
}

// catchUp is how many broadcasts may be begun at once after a slow look at the queue.
const catchUp = 4

// editsLeave is how many of a group's 20 slots a minute are left to messages by
// edits. Tallies under an invitation change with every tap; they must not keep
// the group from an answer.
const editsLeave = 4

// reserve takes the slots for the delivery, or says when to ask again; the zero
// time means when some request has been answered.
func (p *pacer) reserve(d loa.Delivery) (ready time.Time, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	l := p.lanes[d.Lane()]
	if l == nil {
		l = p.newLane(d.Private)
	}
	ready = later(p.held, l.held)
	if d.Payload.Toast != nil { // not counted by platforms: tdlib/telegram-bot-api#648
		return ready, !ready.After(now)
	}
	if d.Priority == loa.Bulk {
		ready = later(ready, p.broadcast)
	}
	spare := 0
	if d.Payload.Edit != nil && p.pace.Group.N > 2*editsLeave {
		spare = editsLeave
	}
	early := p.trips.early(now)
	for _, need := range []struct {
		s     *slots
		spare int
		early time.Duration
	}{{&l.chat, 0, early}, {&l.group, spare, 0}, {&p.bot, 0, early}} {
		at, known := need.s.ready(now, need.spare, need.early)
		if !known {
			return time.Time{}, false
		}
		ready = later(ready, at)
	}
	if ready.After(now) {
		return ready, false
	}
	l.chat.taken++
	l.group.taken++
	p.bot.taken++
	p.lanes[d.Lane()] = l
	if d.Priority == loa.Bulk {
		p.broadcast = later(p.broadcast, now.Add((1-catchUp)*p.spread())).Add(p.spread())
	}
	return now, true
}

// cancel gives back the slots of a request that was not begun after all.
func (p *pacer) cancel(d loa.Delivery) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken(d, func(s *slots) { s.taken-- })
}

// answered gives back the slots of a request that was answered now, or failed;
// took is its round trip if the platform has taken it, else 0.
func (p *pacer) answered(d loa.Delivery, took time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	back := now
	if took == 0 {
		// Without an answer there was no way down to count on: a broken connection is
		// noticed at once. So this slot must not come free early.
		back = now.Add(earlyMost)
	}
	p.taken(d, func(s *slots) { s.giveBack(back) })
	if took > 0 && d.Payload.Toast == nil {
		p.trips.add(now, took)
	}
}

func (p *pacer) taken(d loa.Delivery, do func(*slots)) {
	l := p.lanes[d.Lane()]
	if d.Payload.Toast != nil || l == nil {
		return
	}
	do(&l.chat)
	do(&l.group)
	do(&p.bot)
}

// hold keeps the delivery's lane waiting for as long as the platform told. It
// does not tell for whom a 429 is, so it counts for the chat; when another chat
// gets one within a second it counts for the bot.
func (p *pacer) hold(d loa.Delivery, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	until := now.Add(wait)
	l := p.remembered(d.Lane(), d.Private)
	l.held = later(l.held, until)
	if p.told.chat != "" && p.told.chat != d.Chat && now.Sub(p.told.at) <= time.Second {
		p.held = later(p.held, later(until, p.told.until))
	}
	p.told.chat, p.told.at, p.told.until = d.Chat, now, until
}

// blocked counts the lanes that must wait, and forgets those that need not be
// remembered, so that memory does not grow with the chats ever written to.
func (p *pacer) blocked() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	n := 0
	for key, l := range p.lanes {
		chat, chatKnown := l.chat.ready(now, 0, 0)
		group, groupKnown := l.group.ready(now, 0, 0)
		held := later(l.held, later(chat, group)).After(now)
		switch {
		case !chatKnown || !groupKnown || held:
			n++
		case l.chat.idle() && l.group.idle():
			delete(p.lanes, key)
		}
	}
	return n
}

// memory is how long a request counts: the longest period, and how long the
// request may have been in flight, since the outbox knows only when it began.
func (p *pacer) memory() time.Duration {
	return max(p.pace.Bot.Per, p.pace.Group.Per, p.pace.Chat.Per) + sendGrace
}

// rebuild takes the slots of requests that a former run has begun. When any of
// them may still count in the bot's period, or lost ones may, the bot starts
// with all its slots taken.
func (p *pacer) rebuild(recent []loa.Pace, lost bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	for _, r := range recent {
		// Answered at the latest when the former run gave up on it, or died.
		answered := r.At.Add(sendGrace)
		if answered.After(now) {
			answered = now
		}
		l := p.remembered(string(r.Chat), r.Private) // as loa.Delivery.Lane
		l.chat.giveBack(answered)
		l.group.giveBack(answered)
		lost = lost || answered.Add(p.pace.Bot.Per).After(now)
	}
	if !lost {
		return
	}
	for range p.pace.Bot.N {
		p.bot.giveBack(now)
	}
}

// remembered returns the lane, remembering it from now on.
func (p *pacer) remembered(key string, private bool) *lane {
	l := p.lanes[key]
	if l == nil {
		l = p.newLane(private)
		p.lanes[key] = l
	}
	return l
}

func (p *pacer) newLane(private bool) *lane {
	l := &lane{chat: slots{limit: p.pace.Chat}}
	if !private {
		l.group.limit = p.pace.Group
	}
	return l
}
