package loa

import "time"

// CorrectionID numbers corrections and withdrawals.
type CorrectionID int64

// Item is a thing that went out to groups: a post on its day, or a broadcast.
type Item struct {
	Post      PostID
	Date      Date
	Broadcast BroadcastID
}

// Item returns what the delivery is a copy of; zero for everything else.
func (d Delivery) Item() Item {
	if d.Post != "" {
		return Item{Post: d.Post, Date: d.Date}
	}
	return Item{Broadcast: d.Broadcast}
}

// IsZero reports whether there is no item.
func (i Item) IsZero() bool { return i == Item{} }

// CorrectionState is where a correction stands:
//
//	draft → waiting → running → done
//
// A draft whose content needs no approval runs at once. A draft may be dropped, and
// what waits may be returned: it is dropped, too. A newer correction of the same item replaces one that
// runs or is done: the newest wins.
type CorrectionState string

// The states.
const (
	CorrectionDraft    CorrectionState = "draft"
	CorrectionWaiting  CorrectionState = "waiting" // for approval
	CorrectionDropped  CorrectionState = "dropped"
	CorrectionRunning  CorrectionState = "running"
	CorrectionDone     CorrectionState = "done"
	CorrectionReplaced CorrectionState = "replaced"
)

// Correction puts the right content on every copy of an item, or withdraws the item.
type Correction struct {
	ID       CorrectionID
	Item     Item
	Withdraw bool
	Text     Text // the right content; of a withdrawal the reason, which may be empty
	Bot      BotID
	Author   Account
	State    CorrectionState
	Chat     ChatID    // where the card is
	Card     MessageID // the author's message that shows how it goes
	Created  time.Time
	Started  time.Time
	Ended    time.Time
}

// Kind names what is done, in texts and in the audit.
func (c Correction) Kind() string {
	if c.Withdraw {
		return "withdraw"
	}
	return "correct"
}

// Digest names the content for exactly this item: what was approved is what is sent.
func (c Correction) Digest() string {
	return digest(struct {
		Item Item
		Text Text
	}{c.Item, c.Text})
}

// Amends reports whether the delivery is a copy that the correction is for. What
// was queued later was made from what had been mended by then.
func (c Correction) Amends(d Delivery) bool {
	return c.Item == d.Item() && !d.Created.After(c.Started)
}

// Reach counts the groups that have or may have a copy of an item by whether
// its correction got there.
type Reach struct {
	Total   int
	Reached int
	Waiting int
	Call    []GroupID // neither: somebody must call or look there
}

// Reach decides for every group whether the correction got there, from all
// deliveries of the item and of the correction. A message of its own to a group
// stands for all that could not be changed there; without one everything that was
// to be changed there must have been.
func (c Correction) Reach(deliveries []Delivery) Reach {
	type group struct {
		waiting, own, there bool                // own: a message of its own was needed; there: it is
		copies              map[DeliveryID]bool // what was to be changed, and whether it was
	}
	groups := map[GroupID]*group{}
	var order []GroupID
	for _, d := range deliveries {
		copied, sent := !d.Item().IsZero(), d.State == Sent || d.State == Relayed
		switch {
		case copied && !c.Amends(d) && d.Correction != c.ID, copied && (d.State == Failed || d.State == Expired):
			continue // never had the error
		case copied && d.State == Pending && d.Correction != c.ID:
			continue
		}
		g := groups[d.Group]
		if g == nil {
			g = &group{copies: map[DeliveryID]bool{}}
			groups[d.Group] = g
			order = append(order, d.Group)
		}
		g.waiting = g.waiting || d.State == Pending || d.State == Sending
		switch {
		case d.Correction != c.ID: // a copy with the error: what was done about it counts
		case d.Payload.Notice != nil: // also a copy that waited and was mended before it left
			g.own, g.there = true, g.there || sent
		default:
			g.copies[d.Corrects] = g.copies[d.Corrects] || sent
		}
	}
	r := Reach{Total: len(order)}
	for _, id := range order {
		g := groups[id]
		changed := len(g.copies) > 0
		for _, ok := range g.copies {
			changed = changed && ok
		}
		switch {
		case g.waiting:
			r.Waiting++
		case g.own && g.there || !g.own && changed:
			r.Reached++
		default:
			r.Call = append(r.Call, id)
		}
	}
	return r
}
