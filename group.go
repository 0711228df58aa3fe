package loa

import "time"

// GroupID is Loa's own number of a group; it survives a change of the platform's chat id.
type GroupID int64

// GroupKind says which people a group gathers. Campaigns declare the kinds and
// the strands that each may receive: cell, members213, mobilisation, household, …
type GroupKind string

// GroupState is where a group stands in its life.
type GroupState string

// States of a group: greeted but bound to nothing; carried out; left, kicked or deleted.
const (
	GroupWaiting GroupState = "waiting"
	GroupActive  GroupState = "active"
	GroupClosed  GroupState = "closed"
)

// Group is a chat group of a unit on a platform.
type Group struct {
	ID      GroupID
	Bot     BotID
	Chat    ChatID
	Title   string
	Unit    UnitID    // empty while waiting
	Kind    GroupKind // empty while waiting
	Thread  int64     // forum topic for posts; 0: none, or General
	Lang    Lang
	State   GroupState
	BoundAt time.Time // since when posts are owed to it
	BoundBy Account
	Ask     AskWay  // chosen for the group; empty: as the set of questions says
	Rest    Channel // by which it was reached before; zero: by no other
}
