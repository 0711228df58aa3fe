package loa

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"
)

// BroadcastID numbers broadcasts.
type BroadcastID int64

// BroadcastState is where a broadcast stands:
//
//	draft → waiting → scheduled → running ⇄ paused → done
//
// A draft that needs no approval goes on at once. Any state before done can be
// stopped. A broadcast whose content changes is a draft again.
type BroadcastState string

// The states.
const (
	BroadcastDraft     BroadcastState = "draft"
	BroadcastWaiting   BroadcastState = "waiting" // for approval
	BroadcastScheduled BroadcastState = "scheduled"
	BroadcastRunning   BroadcastState = "running"
	BroadcastPaused    BroadcastState = "paused"
	BroadcastStopped   BroadcastState = "stopped"
	BroadcastDone      BroadcastState = "done"
)

// Ended reports whether nothing more will happen by itself.
func (s BroadcastState) Ended() bool { return s == BroadcastStopped || s == BroadcastDone }

// Audience says which groups a broadcast is for: those of the units (with all
// below them) and of the kinds, as far as their kind may receive the strand.
type Audience struct {
	Units []UnitID    `json:",omitempty"` // empty: every unit
	Kinds []GroupKind `json:",omitempty"` // empty: every kind
}

// Includes reports whether a group is meant.
func (a Audience) Includes(g Group, units Units) bool {
	if g.State != GroupActive || len(a.Kinds) > 0 && !slices.Contains(a.Kinds, g.Kind) {
		return false
	}
	return len(a.Units) == 0 || slices.ContainsFunc(a.Units, func(u UnitID) bool { return units.Under(g.Unit, u) })
}

// Broadcast is something a person sends to many groups, beside the calendar.
type Broadcast struct {
	ID      BroadcastID
	Bot     BotID
	Author  Account
	Text    Text
	Media   *Media
	Strand  StrandID
	Source  string // as the author gave it; empty: none
	To      Audience
	State   BroadcastState
	At      time.Time // when it is to go out; zero: as soon as it may
	Card    MessageID // the author's message that shows how it goes
	Chat    ChatID    // where the card is
	Created time.Time
	Started time.Time
	Ended   time.Time
}

// Digest names the content: what was approved is what is sent.
func (b Broadcast) Digest() string {
	return digest(struct {
		Text   Text
		Media  *Media
		Strand StrandID
		Source string
	}{b.Text, b.Media, b.Strand, b.Source})
}

// digest names a content made of texts and names.
func digest(content any) string {
	data, err := json.Marshal(content)
	if err != nil {
		panic("loa: texts and names always marshal: " + err.Error())
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Progress counts the deliveries of a broadcast by how they stand.
type Progress struct {
	Total     int
	Sent      int
	Waiting   int // pending or being sent
	Failed    int // refused or expired
	Uncertain int
}

// ProgressOf sums up deliveries by state.
func ProgressOf(states map[DeliveryState]int) Progress {
	p := Progress{
		Sent:      states[Sent] + states[Relayed],
		Waiting:   states[Pending] + states[Sending],
		Failed:    states[Failed] + states[Expired],
		Uncertain: states[Uncertain],
	}
	p.Total = p.Sent + p.Waiting + p.Failed + p.Uncertain
	return p
}

// Approval is one person's approval of a content.
type Approval struct {
	Digest string
	By     Account
	At     time.Time
}
