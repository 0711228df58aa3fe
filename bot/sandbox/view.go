package sandbox

import (
	"context"
	"time"
)

// The types of this file are the JSON of /sandbox/state, made for page/app.js.

type view struct {
	Now      time.Time    `json:"now"`
	Speed    float64      `json:"speed"`
	Next     *viewNext    `json:"next"`
	Controls bool         `json:"controls"`
	Lang     string       `json:"lang"`
	Bot      viewBot      `json:"bot"`
	People   []viewPerson `json:"people"`
	Chats    []viewChat   `json:"chats"`
	Toasts   []viewToast  `json:"toasts"`
}

type viewNext struct {
	At   time.Time `json:"at"`
	What string    `json:"what"`
}

type viewBot struct {
	Name     string `json:"name"`
	Username string `json:"username"`
}

type viewPerson struct {
	ID   PersonID `json:"id"`
	Name string   `json:"name"`
	Lang string   `json:"lang"`
}

type viewChat struct {
	ID        ChatID        `json:"id"`
	Title     string        `json:"title"`
	Type      string        `json:"type"`
	Forum     bool          `json:"forum"`
	Topics    []viewTopic   `json:"topics"`
	Members   []PersonID    `json:"members"`
	BotMember bool          `json:"botMember"`
	Note      string        `json:"kind_note"`
	Zalo      string        `json:"zalo,omitempty"` // the bot's name there; empty: it is on Telegram
	Messages  []viewMessage `json:"messages"`
}

type viewTopic struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

type viewMessage struct {
	ID       MessageID      `json:"id"`
	From     viewSender     `json:"from"`
	At       time.Time      `json:"at"`
	Text     string         `json:"text"`
	Entities []Entity       `json:"entities"`
	Buttons  [][]viewButton `json:"buttons"`
	Photo    string         `json:"photo"`
	Document *viewFile      `json:"document"`
	Poll     *viewPoll      `json:"poll"`
	ReplyTo  MessageID      `json:"replyTo,omitempty"`
	Edited   bool           `json:"edited"`
	Pinned   bool           `json:"pinned"`
	Silent   bool           `json:"silent"`
	Topic    int64          `json:"topic"`
}

type viewSender struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Bot  bool   `json:"bot"`
}

type viewButton struct {
	Text string `json:"text"`
	Data string `json:"data"`
	URL  string `json:"url"`
}

type viewFile struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

type viewPoll struct {
	Question    string             `json:"question"`
	Options     []viewOption       `json:"options"`
	Quiz        bool               `json:"quiz"`
	Closed      bool               `json:"closed"`
	Anonymous   bool               `json:"anonymous"`
	Multiple    bool               `json:"multiple"`
	Chosen      map[PersonID][]int `json:"chosen"`
	Correct     *int               `json:"correct"` // of a quiz, the first right option
	Explanation string             `json:"explanation"`
}

type viewOption struct {
	Text  string `json:"text"`
	Votes int    `json:"votes"`
}

type viewToast struct {
	ID     int64     `json:"id"`
	Person PersonID  `json:"person"`
	Text   string    `json:"text"`
	Alert  bool      `json:"alert"`
	At     time.Time `json:"at"`
}

// view is everything the page shows. It takes mu itself, and asks the controls
// without holding it, since those ask the bot.
func (s *Sandbox) view(ctx context.Context) view {
	v := view{
		Now: s.clock.Now(), Speed: 1, Controls: s.controls != nil, Lang: s.lang,
		People: []viewPerson{}, Chats: []viewChat{}, Toasts: []viewToast{},
	}
	if s.controls != nil {
		v.Now, v.Speed = s.controls.Now(), s.controls.Speed()
		if at, what, ok := s.controls.NextEvent(ctx); ok {
			v.Next = &viewNext{At: at, What: what}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closePolls()
	v.Bot = viewBot{Name: s.bot.FirstName, Username: s.bot.Username}
	for _, id := range s.order {
		p := s.people[id]
		v.People = append(v.People, viewPerson{ID: p.id, Name: p.name, Lang: p.lang})
	}
	for _, id := range s.chatOrder {
		if c := s.chats[id]; c.movedTo == 0 {
			v.Chats = append(v.Chats, s.viewChat(c))
		}
	}
	for _, t := range s.toasts {
		v.Toasts = append(v.Toasts, viewToast(t))
	}
	return v
}

func (s *Sandbox) viewChat(c *chat) viewChat {
	v := viewChat{
		ID: c.id, Title: c.title, Type: c.kind, Forum: c.forum, Members: append([]PersonID{}, c.members...), Note: c.note,
		Topics: []viewTopic{}, Messages: []viewMessage{}, BotMember: c.bot == standingMember || c.bot == standingAdmin,
	}
	if c.zalo != nil {
		v.Zalo = c.zalo.Name
	}
	for _, t := range c.topics {
		v.Topics = append(v.Topics, viewTopic{ID: t.id, Name: t.name})
	}
	for _, m := range c.messages {
		if m.service == "" {
			v.Messages = append(v.Messages, s.viewMessage(c, m))
		}
	}
	return v
}

func (s *Sandbox) viewMessage(c *chat, m *message) viewMessage {
	v := viewMessage{
		ID: m.id, From: viewSender{ID: int64(m.person), Name: s.nameOf(c, m)}, At: m.at, Text: m.text,
		Entities: append([]Entity{}, m.entities...), Buttons: [][]viewButton{},
		ReplyTo: m.answers(), Edited: !m.edited.IsZero(), Pinned: m.pinned, Silent: m.silent,
	}
	switch {
	case m.person == 0:
		v.From.ID, v.From.Bot = s.bot.ID, true
	case m.anonymous:
		v.From.ID = int64(c.id)
	}
	if m.inTopic {
		v.Topic = m.thread
	}
	for _, row := range m.buttons {
		var buttons []viewButton
		for _, b := range row {
			buttons = append(buttons, viewButton(b))
		}
		v.Buttons = append(v.Buttons, buttons)
	}
	if m.photo != nil {
		v.Photo = "/sandbox/file/" + m.photo.id
	}
	if m.document != nil {
		v.Document = &viewFile{Name: m.document.name, URL: "/sandbox/file/" + m.document.id}
	}
	if m.poll != nil {
		v.Poll = m.poll.view()
	}
	return v
}

func (p *poll) view() *viewPoll {
	v := &viewPoll{
		Question: p.question, Quiz: p.quiz, Closed: p.closed, Anonymous: p.anonymous, Multiple: p.multiple,
		Chosen: map[PersonID][]int{}, Explanation: p.explanation,
	}
	counts := p.counts()
	for i, text := range p.options {
		v.Options = append(v.Options, viewOption{Text: text, Votes: counts[i]})
	}
	for who, vote := range p.votes {
		v.Chosen[who] = vote
	}
	if p.quiz {
		v.Correct = &p.correct[0]
	}
	return v
}
