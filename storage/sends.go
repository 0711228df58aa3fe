package storage

import (
	"fmt"
	"strings"
	"time"

	"loa"
)

// ReasonHeld is why a post was not sent that the bot's month had no room for.
const ReasonHeld = "held back: the bot's messages of the month would not do for it"

// heldSQL is the reason as it stands in a query.
const heldSQL = "held back: the bot''s messages of the month would not do for it"

// SendQuery is which deliveries of posts and broadcasts are meant: posts of the days,
// and broadcasts that were begun within them.
type SendQuery struct {
	Days       loa.Days
	Start, End time.Time           // of the days, for broadcasts: from Start to before End
	Units      []loa.UnitID        // whose groups; nil: all
	States     []loa.DeliveryState // nil: all
	Posts      []loa.PostID        // with Broadcasts: only these items; both nil: all
	Broadcasts []loa.BroadcastID
}

// SendCount is how many deliveries of one sort ended in one state.
type SendCount struct {
	Group     loa.GroupID // of SendsByGroup
	Post      loa.PostID  // of SendsByItem; empty: a broadcast
	Broadcast loa.BroadcastID
	State     loa.DeliveryState
	Held      bool `json:",omitempty"` // expired since it was held back
	Count     int
}

// Into adds the deliveries to a count.
func (n SendCount) Into(s *loa.Sends) {
	if n.Held {
		s.CountHeld(n.Count)
		return
	}
	s.Count(n.State, n.Count)
}

// Send is one delivery of a post or a broadcast, without what was sent.
type Send struct {
	ID        loa.DeliveryID
	Group     loa.GroupID
	Post      loa.PostID
	Broadcast loa.BroadcastID
	State     loa.DeliveryState
	Reason    string
	Due       time.Time
	Settled   time.Time
}

// SendsByGroup counts deliveries for each group.
func (tx *Tx) SendsByGroup(q SendQuery) ([]SendCount, error) {
	return tx.countSends(q, func(sendPart) (string, string) { return "d.group_id, '', 0", "d.group_id" })
}

// SendsByItem counts deliveries for each post and broadcast.
func (tx *Tx) SendsByItem(q SendQuery) ([]SendCount, error) {
	return tx.countSends(q, func(p sendPart) (string, string) { return p.item, p.key })
}

// countSends counts from the index alone, which has no reasons; of the expired ones those
// that were held back are counted apart.
func (tx *Tx) countSends(q SendQuery, by func(sendPart) (columns, key string)) ([]SendCount, error) {
	var list []SendCount
	for _, part := range q.parts() {
		columns, key := by(part)
		count := func(held, only string) ([]SendCount, error) {
			return all(tx, func(r row, c *SendCount) error {
				return r.Scan(&c.Group, &c.Post, &c.Broadcast, &c.State, &c.Held, &c.Count)
			}, `SELECT `+columns+`, d.state, `+held+`, COUNT(*) FROM `+part.from+only+` GROUP BY `+key+`, d.state ORDER BY `+key+`, d.state`, part.args...)
		}
		counts, err := count("FALSE", "")
		if err != nil {
			return nil, fmt.Errorf("count sends: %w", err)
		}
		held, err := count("TRUE", ` AND d.state = 'expired' AND d.reason = '`+heldSQL+`'`)
		if err != nil {
			return nil, fmt.Errorf("count held sends: %w", err)
		}
		list = append(list, apart(counts, held)...)
	}
	return list, nil
}

// apart takes the held ones out of the expired ones; each stands behind the rest of its sort.
func apart(counts, held []SendCount) []SendCount {
	of := make(map[SendCount]SendCount, len(held))
	for _, h := range held {
		key := h
		key.Held, key.Count = false, 0
		of[key] = h
	}
	var list []SendCount
	for _, c := range counts {
		key := c
		key.Count = 0
		h, some := of[key]
		if c.Count -= h.Count; c.Count > 0 {
			list = append(list, c)
		}
		if some {
			list = append(list, h)
		}
	}
	return list
}

// Sends lists the deliveries, posts first, each part by number.
func (tx *Tx) Sends(q SendQuery) ([]Send, error) {
	var list []Send
	for _, part := range q.parts() {
		sends, err := all(tx, func(r row, s *Send) error {
			return r.Scan(&s.ID, &s.Group, &s.Post, &s.Broadcast, &s.State, &s.Reason, toTime(&s.Due), toTime(&s.Settled))
		}, `SELECT d.id, d.group_id, d.post, d.broadcast, d.state, d.reason, d.due, d.settled FROM `+part.from+` ORDER BY d.id`, part.args...)
		if err != nil {
			return nil, fmt.Errorf("list sends: %w", err)
		}
		list = append(list, sends...)
	}
	return list, nil
}

// sendPart is what stands behind FROM, for posts or for broadcasts, and the columns
// group, post and broadcast of an item: each part has an index without the other's.
type sendPart struct {
	item string
	key  string // the one of these by which items are told apart
	from string
	args []any
}

// parts asks for posts and for broadcasts one after the other: each has an index of
// its own.
func (q SendQuery) parts() []sendPart {
	whole := q.Posts == nil && q.Broadcasts == nil
	var parts []sendPart
	if whole || len(q.Posts) > 0 {
		p := sendPart{`0, d.post, 0`, `d.post`, `deliveries AS d WHERE d.post <> '' AND d.day >= ? AND d.day <= ?`, []any{day(q.Days.From), day(q.Days.Until)}}
		parts = append(parts, q.narrow(among(p, "d.post", q.Posts)))
	}
	if whole || len(q.Broadcasts) > 0 {
		p := sendPart{`0, '', d.broadcast`, `d.broadcast`, `deliveries AS d WHERE d.broadcast > 0
			AND d.broadcast IN (SELECT id FROM broadcasts WHERE started > 0 AND started >= ? AND started < ?)`,
			[]any{millis(q.Start), millis(q.End)}}
		parts = append(parts, q.narrow(among(p, "d.broadcast", q.Broadcasts)))
	}
	return parts
}

func (q SendQuery) narrow(p sendPart) sendPart {
	p = among(p, "d.state", q.States)
	if q.Units == nil {
		return p
	}
	groups := among(sendPart{from: `chat_groups WHERE TRUE`}, "unit", q.Units)
	p.from += ` AND d.group_id IN (SELECT id FROM ` + groups.from + `)`
	p.args = append(p.args, groups.args...)
	return p
}

// among asks that a column holds one of the values; nil values ask for nothing.
func among[T any](p sendPart, column string, values []T) sendPart {
	if values == nil {
		return p
	}
	if len(values) == 0 {
		p.from += ` AND FALSE`
		return p
	}
	p.from += ` AND ` + column + ` IN (?` + strings.Repeat(", ?", len(values)-1) + `)`
	for _, v := range values {
		p.args = append(p.args, v)
	}
	return p
}
