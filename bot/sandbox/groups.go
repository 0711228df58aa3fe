package sandbox

import (
	"fmt"
	"slices"
)

// Migrate turns a basic group into a supergroup with a new id, which it
// returns. The bot gets both service messages, and the old id answers 400 with
// migrate_to_chat_id. Message numbers of the old chat mean nothing in the new one.
func (s *Sandbox) Migrate(group ChatID) ChatID {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, err := s.migrate(group)
	must(err)
	return id
}

func (s *Sandbox) migrate(group ChatID) (ChatID, error) {
	from := s.chats[group]
	if from == nil || from.kind != kindGroup {
		return 0, fmt.Errorf("%w: no basic group %d", ErrNoSuchChat, group)
	}
	if from.movedTo != 0 {
		return from.movedTo, nil
	}
	to := s.newChat(s.freeID(kindSupergroup), kindSupergroup, from.title)
	to.note, to.members, to.admins, to.bot = from.note, from.members, from.admins, from.bot
	from.movedTo = to.id
	s.serve(from, s.owner(from), "migrated", func(w *wireMessage) { w.MigrateTo = to.id })
	s.serve(to, s.owner(from), "migrated", func(w *wireMessage) { w.MigrateFrom = from.id })
	return to.id, nil
}

func (s *Sandbox) addBot(group ChatID, by PersonID) error {
	c, err := s.groupOf(group, by)
	if err != nil {
		return err
	}
	if c.bot == standingMember || c.bot == standingAdmin {
		return nil
	}
	s.setBot(c, standingMember, s.wirePerson(by))
	s.serve(c, by, "bot_added", func(w *wireMessage) { w.NewMembers = []wireUser{s.bot} })
	return nil
}

func (s *Sandbox) removeBot(group ChatID, by PersonID) error {
	c, err := s.groupOf(group, by)
	if err != nil {
		return err
	}
	if c.bot != standingMember && c.bot != standingAdmin {
		return nil
	}
	s.serve(c, by, "bot_removed", func(w *wireMessage) { w.LeftMember = s.wireBot() })
	// Out of a basic group one is gone, out of a supergroup one is banned.
	standing := standingLeft
	if c.kind == kindSupergroup {
		standing = standingKicked
	}
	s.setBot(c, standing, s.wirePerson(by))
	if c.kind == kindGroup {
		c.bot = standingKicked // what the error texts say of it (server, Client.cpp:8139)
	}
	return nil
}

// setBot changes the bot's standing and tells it so.
func (s *Sandbox) setBot(c *chat, standing string, by *wireUser) {
	old := c.bot
	if old == standingKicked && c.kind == kindGroup {
		old = standingLeft
	}
	c.bot = standing
	s.push("my_chat_member", wireMemberUpdate{
		Chat: s.wireChat(c), From: by, Date: s.clock.Now().Unix(),
		Old: wireStanding(s.wireBot(), old, false),
		New: wireStanding(s.wireBot(), standing, false),
	})
	s.touch()
}

// serve adds a service message of a person (0: the bot). The bot gets those of
// people, whatever its privacy mode (features, "Privacy mode").
func (s *Sandbox) serve(c *chat, by PersonID, kind string, note func(*wireMessage)) *message {
	m := s.add(c, &message{person: by, service: kind, note: note})
	if by != 0 && (c.bot == standingMember || c.bot == standingAdmin) {
		s.push("message", s.wire(c, m))
	}
	return m
}

// addTopic makes a topic, whose number is that of its first message.
func (s *Sandbox) addTopic(c *chat, name string) {
	if c.lastID == 0 {
		c.lastID = 1 // 1 is General
	}
	by := s.owner(c)
	m := &message{person: by, service: "topic", inTopic: true, thread: int64(c.lastID) + 1}
	m.note = func(w *wireMessage) { w.TopicCreated = &wireTopic{Name: name, IconColor: 7322096} }
	s.add(c, m)
	c.topics = append(c.topics, topic{id: m.thread, name: name})
}

// DeleteTopic deletes a topic of a forum with all its messages. The bot is not
// told: there are service messages for closing and hiding topics, none for this
// (Bot API, Message). What it sends there is answered with 400.
func (s *Sandbox) DeleteTopic(group ChatID, id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.mustChat(group)
	if !c.hasTopic(id) {
		must(fmt.Errorf("%w: %d in chat %d", ErrNoSuchTopic, id, group))
	}
	c.topics = slices.DeleteFunc(c.topics, func(t topic) bool { return t.id == id })
	c.messages = slices.DeleteFunc(c.messages, func(m *message) bool { return m.inTopic && m.thread == id })
	s.touch()
}

func (c *chat) hasTopic(id int64) bool {
	for _, t := range c.topics {
		if t.id == id {
			return true
		}
	}
	return false
}

func (s *Sandbox) newChat(id ChatID, kind, title string) *chat {
	c := &chat{id: id, kind: kind, title: title, bot: standingLeft, admins: map[PersonID]bool{}}
	s.chats[id] = c
	s.chatOrder = append(s.chatOrder, id)
	s.touch()
	return c
}

func (s *Sandbox) freeID(kind string) ChatID {
	id := firstGroup
	if kind == kindSupergroup {
		id = firstSupergroup
	}
	for s.chats[id] != nil {
		id--
	}
	return id
}

// groupOf returns a group that a person is in.
func (s *Sandbox) groupOf(group ChatID, who PersonID) (*chat, error) {
	c := s.chats[group]
	if c == nil || c.kind == kindPrivate || c.movedTo != 0 || c.zalo != nil {
		return nil, ErrNoSuchChat
	}
	return c, s.member(c, who)
}

func (s *Sandbox) owner(c *chat) PersonID {
	if len(c.members) == 0 {
		return 0
	}
	return c.members[0]
}

func (s *Sandbox) wireOwner(c *chat) *wireUser {
	if o := s.owner(c); o != 0 {
		return s.wirePerson(o)
	}
	return s.wireBot()
}

// standing of a person in a group.
func (s *Sandbox) standing(c *chat, who PersonID) string {
	if s.member(c, who) != nil {
		return standingLeft
	}
	if s.owner(c) == who {
		return standingOwner
	}
	if _, admin := c.admins[who]; admin {
		return standingAdmin
	}
	return standingMember
}
