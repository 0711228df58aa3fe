package storage

import "loa"

// memo remembers what a transaction has read and many updates of a batch ask for again.
// Nobody else writes meanwhile, and a reader sees one instant; what the transaction
// itself changes it forgets.
type memo struct {
	units   loa.Units // nil: not yet
	askings map[loa.AskingID]loa.Asking
	groups  map[chatKey]loa.Group
	chats   map[loa.GroupID]chatKey // of groups
	voters  map[loa.Account]voter
}

type chatKey struct {
	bot  loa.BotID
	chat loa.ChatID
}

// forget forgets everything: something was undone, or changed by other means than one by one.
func (m *memo) forget() { *m = memo{} }

func (m *memo) keepAsking(a loa.Asking) {
	if m.askings == nil {
		m.askings = map[loa.AskingID]loa.Asking{}
	}
	m.askings[a.ID] = a
}

func (m *memo) keepGroup(g loa.Group) {
	if m.groups == nil {
		m.groups, m.chats = map[chatKey]loa.Group{}, map[loa.GroupID]chatKey{}
	}
	key := chatKey{g.Bot, g.Chat}
	m.groups[key], m.chats[g.ID] = g, key
}
