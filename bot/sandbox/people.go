package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// This file plays the people: what they write, tap and do to groups. Methods
// that return no error panic when they are misused (an unknown person or chat,
// a person who is no member): a test that does so is wrong.

// Ids need more than 32 bits, as they may on Telegram (Bot API, User and Chat).
const (
	firstPerson     PersonID = 7_000_000_001
	firstGroup      ChatID   = -4_000_000_001
	firstSupergroup ChatID   = -1_002_000_000_001
)

// AddPerson adds somebody. lang is the language of their app, such as "vi".
func (s *Sandbox) AddPerson(name, lang string) PersonID {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := firstPerson + PersonID(len(s.order))
	s.people[id] = &person{id: id, name: name, lang: lang}
	s.order = append(s.order, id)
	s.touch()
	return id
}

// AddGroup makes a group of these people without the bot. The first member owns it.
func (s *Sandbox) AddGroup(title string, o GroupOptions, members ...PersonID) ChatID {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range members {
		s.mustKnow(p)
	}
	kind := kindGroup
	if o.Supergroup || o.Forum {
		kind = kindSupergroup
	}
	c := s.newChat(s.freeID(kind), kind, title)
	c.forum, c.note, c.members = o.Forum, o.Note, slices.Clone(members)
	if o.Forum {
		for _, name := range o.Topics {
			s.addTopic(c, name)
		}
	}
	return c.id
}

// Topic returns the number of a forum's topic by its name.
func (s *Sandbox) Topic(group ChatID, name string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.mustChat(group).topics {
		if t.name == name {
			return t.id
		}
	}
	panic(fmt.Sprintf("sandbox: no topic %q in chat %d", name, group))
}

// AddBot makes a person add the bot to a group.
func (s *Sandbox) AddBot(group ChatID, by PersonID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	must(s.addBot(group, by))
}

// RemoveBot makes a person throw the bot out of a group.
func (s *Sandbox) RemoveBot(group ChatID, by PersonID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	must(s.removeBot(group, by))
}

// Promote makes a person an administrator. An anonymous one (supergroups only)
// writes and votes as the group from now on.
func (s *Sandbox) Promote(group ChatID, who PersonID, anonymous bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.mustChat(group)
	if anonymous && c.kind != kindSupergroup {
		panic("sandbox: only supergroups have anonymous administrators")
	}
	must(s.member(c, who))
	user := s.wirePerson(who)
	before := wireStanding(user, s.standing(c, who), c.admins[who])
	c.admins[who] = anonymous
	if c.bot == standingAdmin { // only then it is told of others (Bot API, Update.chat_member)
		s.push("chat_member", wireMemberUpdate{
			Chat: s.wireChat(c), From: s.wireOwner(c), Date: s.clock.Now().Unix(),
			Old: before, New: wireStanding(user, s.standing(c, who), anonymous),
		})
	}
	s.touch()
}

// PromoteBot makes the bot an administrator: it may pin, delete, and hears everything.
func (s *Sandbox) PromoteBot(group ChatID) { s.rank(group, standingAdmin) }

// DemoteBot makes the bot a plain member again.
func (s *Sandbox) DemoteBot(group ChatID) { s.rank(group, standingMember) }

func (s *Sandbox) rank(group ChatID, standing string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.mustChat(group)
	if c.bot != standingMember && c.bot != standingAdmin {
		panic("sandbox: the bot is not in the group")
	}
	s.setBot(c, standing, s.wireOwner(c))
}

// Block makes a person block the bot. Writing to it again unblocks it.
func (s *Sandbox) Block(who PersonID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustKnow(who)
	s.people[who].blocked = true
	if c := s.chats[ChatID(who)]; c != nil {
		s.setBot(c, standingKicked, s.wirePerson(who))
	}
	s.touch()
}

// Start makes a person open the private chat and press Start. The payload is
// that of a deep link, empty for none (features, "Deep linking").
func (s *Sandbox) Start(who PersonID, payload string) MessageID {
	return s.Say(who, ChatID(who), strings.TrimSpace("/start "+payload))
}

// Say makes a person write a text. The number of the private chat with the bot
// is the person's own.
func (s *Sandbox) Say(who PersonID, in ChatID, text string) MessageID {
	return s.SayInTopic(who, in, 0, text)
}

// SayInTopic makes a person write in a topic of a forum; 0 is General.
func (s *Sandbox) SayInTopic(who PersonID, in ChatID, topic int64, text string) MessageID {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, err := s.say(who, in, &message{thread: topic, text: text})
	must(err)
	return id
}

// SayStyled makes a person write a text with styles and links of their own choice,
// as Telegram's apps offer.
func (s *Sandbox) SayStyled(who PersonID, in ChatID, text string, entities ...Entity) MessageID {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, err := s.say(who, in, &message{text: text, entities: entities})
	must(err)
	return id
}

// Reply makes a person answer a message.
func (s *Sandbox) Reply(who PersonID, in ChatID, to MessageID, text string) MessageID {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.find(in, to) == nil {
		panic("sandbox: no message to reply to")
	}
	id, err := s.say(who, in, &message{text: text, reply: to})
	must(err)
	return id
}

// SayPhoto makes a person send a picture with a caption.
func (s *Sandbox) SayPhoto(who PersonID, in ChatID, caption string, data []byte) MessageID {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.store("photo.jpg", data, true)
	must(err)
	id, err := s.say(who, in, &message{text: caption, photo: f})
	must(err)
	return id
}

// SayDocument makes a person send a file with a caption.
func (s *Sandbox) SayDocument(who PersonID, in ChatID, caption, name string, data []byte) MessageID {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.store(name, data, false)
	must(err)
	id, err := s.say(who, in, &message{text: caption, document: f})
	must(err)
	return id
}

// Tap makes a person press a button of a message, found by its text. It returns
// the id of the callback query, which is answered by answerCallbackQuery.
func (s *Sandbox) Tap(who PersonID, in ChatID, id MessageID, button string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tap(who, in, id, func(b Button) bool { return b.Text == button })
}

// TapData is Tap with the button found by its data.
func (s *Sandbox) TapData(who PersonID, in ChatID, id MessageID, data string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tap(who, in, id, func(b Button) bool { return b.Data == data })
}

func (s *Sandbox) say(who PersonID, in ChatID, m *message) (MessageID, error) {
	p := s.people[who]
	if p == nil {
		return 0, ErrNoSuchChat
	}
	if in == ChatID(who) {
		s.openPrivate(p)
	}
	c := s.chats[in]
	if c == nil {
		return 0, ErrNoSuchChat
	}
	if c.zalo != nil {
		return s.sayZalo(c, who, m, "text")
	}
	if c.movedTo != 0 {
		return 0, fmt.Errorf("%w: the group has moved", ErrNoSuchChat)
	}
	if err := s.member(c, who); err != nil {
		return 0, err
	}
	if m.text == "" && !m.media() {
		return 0, fmt.Errorf("the text is empty")
	}
	switch {
	case m.thread > 1 && c.hasTopic(m.thread):
		m.inTopic = true
	case m.thread > 1:
		return 0, ErrNoSuchTopic
	default:
		m.thread = 0 // General: its messages come without a thread (server, Client.cpp:18432)
	}
	s.threadReply(c, m)
	m.person, m.anonymous = who, c.admins[who]
	m.entities = detect(m.text, m.entities)
	s.add(c, m)
	if s.hears(c, m) {
		s.push("message", s.wire(c, m))
	}
	return m.id, nil
}

// threadReply puts a reply into the thread of what it answers. In a supergroup
// that is no forum, replies form threads too: they carry message_thread_id
// without is_topic_message.
func (s *Sandbox) threadReply(c *chat, m *message) {
	to := s.find(c.id, m.reply)
	switch {
	case m.reply == 0 || to == nil:
		if m.inTopic {
			// In a topic that is not General, what answers nothing answers the topic's first message.
			m.reply = MessageID(m.thread)
		}
	case to.inTopic:
		m.thread, m.inTopic = to.thread, true
	case c.kind == kindSupergroup && !c.forum:
		m.thread = to.thread
		if m.thread == 0 {
			m.thread = int64(to.id)
		}
	}
}

// hears tells whether the bot gets a message that a person wrote. In groups, in
// privacy mode and without being an administrator, it gets only commands
// meant for it and replies to it (features, "Privacy mode").
//
// A command without @ reaches a bot "if it was the last bot to send a message to the
// group" (FAQ). There is no other bot here, so it always does.
func (s *Sandbox) hears(c *chat, m *message) bool {
	if c.kind == kindPrivate {
		return true
	}
	if c.bot != standingMember && c.bot != standingAdmin {
		return false
	}
	if c.bot == standingAdmin || s.hearsAll {
		return true
	}
	if to := s.find(c.id, m.reply); m.reply != 0 && to != nil && to.person == 0 && to.service == "" {
		return true
	}
	if len(m.entities) == 0 || m.entities[0].Type != "bot_command" || m.entities[0].Offset != 0 {
		return false
	}
	_, at, addressed := strings.Cut(m.text[:m.entities[0].Length], "@") // commands are ASCII
	return !addressed || strings.EqualFold(at, s.bot.Username)
}

func (s *Sandbox) tap(who PersonID, in ChatID, id MessageID, is func(Button) bool) (string, error) {
	c, m := s.chats[in], s.find(in, id)
	if c == nil || m == nil {
		return "", ErrNoMessage
	}
	if err := s.member(c, who); err != nil {
		return "", err
	}
	for _, row := range m.buttons {
		for _, b := range row {
			if b.URL != "" || !is(b) {
				continue
			}
			s.lastTap++
			callback := strconv.FormatInt(4_382_000_000_000_000_000+s.lastTap, 10)
			s.taps[callback] = &tap{person: who, chat: in, message: id, at: time.Now()}
			// from is always the person, also for an anonymous administrator (server, Client.cpp, JsonCallbackQuery).
			s.push("callback_query", wireCallback{
				ID: callback, From: s.wirePerson(who), Message: s.wire(c, m),
				ChatInstance: strconv.FormatInt(int64(in), 10), Data: b.Data,
			})
			s.touch()
			return callback, nil
		}
	}
	return "", ErrNoButton
}

// openPrivate makes sure that a person's private chat is there and the bot is not blocked.
func (s *Sandbox) openPrivate(p *person) {
	c := s.chats[ChatID(p.id)]
	if c == nil {
		c = s.newChat(ChatID(p.id), kindPrivate, p.name)
		c.members, c.bot = []PersonID{p.id}, standingMember
	}
	if p.blocked {
		p.blocked = false
		s.setBot(c, standingMember, s.wirePerson(p.id))
	}
}

func must(err error) {
	if err != nil {
		panic("sandbox: " + err.Error())
	}
}

func (s *Sandbox) mustKnow(p PersonID) {
	if s.people[p] == nil {
		panic(fmt.Sprintf("sandbox: no person %d", p))
	}
}

func (s *Sandbox) mustChat(id ChatID) *chat {
	c := s.chats[id]
	if c == nil {
		panic(fmt.Sprintf("sandbox: no chat %d", id))
	}
	return c
}

// member is nil when the person is in the chat.
func (s *Sandbox) member(c *chat, who PersonID) error {
	if s.people[who] == nil || !slices.Contains(c.members, who) {
		return ErrNotMember
	}
	return nil
}
