package sandbox

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"
)

// Sandbox is the server and its state. Its methods may be called by many
// goroutines at once.
type Sandbox struct {
	lang     string
	clock    Clock
	controls Controls
	schema   *schema // nil: not loaded
	methods  map[string]method
	limits   Limits
	latency  time.Duration
	tapLife  time.Duration
	closed   chan struct{}
	close    sync.Once

	// mu guards all that follows. Unexported methods expect the caller to hold
	// it unless they say otherwise.
	mu         sync.Mutex
	token      string
	changed    chan struct{} // closed and replaced at every change
	revision   int64
	bot        wireUser
	hearsAll   bool
	people     map[PersonID]*person
	order      []PersonID // of people, as they came
	chats      map[ChatID]*chat
	chatOrder  []ChatID
	lastShared MessageID // message ids of private chats and basic groups come from one sequence
	files      map[string]*file
	fileByPath map[string]*file
	lastFile   int
	lastPoll   int
	open       []*poll // polls that may still close by themselves
	toasts     []Toast
	taps       map[string]*tap
	lastTap    int64
	commands   map[string][]Command
	texts      map[string]string // descriptions by kind and language
	violations []string
	faults     []*Fault
	calls      map[call]int
	windows    windows
	zaloBots   []*zaloBot

	// Of updates.go.
	updates    []update
	nextUpdate int64
	allowed    []string // nil: the default set
	webhook    string
	poller     int64 // number of the newest getUpdates; older ones end
}

// call is a method and the status it was answered with.
type call struct {
	method string
	status int
}

type person struct {
	id      PersonID
	name    string
	lang    string
	blocked bool // the bot
}

// The standings of a member (Bot API, ChatMember).
const (
	standingLeft   = "left"
	standingMember = "member"
	standingAdmin  = "administrator"
	standingOwner  = "creator"
	standingKicked = "kicked"
)

// The kinds of chats (Bot API, Chat).
const (
	kindPrivate    = "private"
	kindGroup      = "group"
	kindSupergroup = "supergroup"
)

type chat struct {
	id       ChatID
	kind     string
	title    string
	note     string // for the page
	forum    bool
	topics   []topic
	members  []PersonID
	admins   map[PersonID]bool // of a group: to whether they are anonymous; the first member is the owner
	bot      string            // the bot's standing
	zalo     *zaloBot          // whose chat on Zalo it is; nil: it is on Telegram
	movedTo  ChatID
	messages []*message
	lastID   MessageID // of a supergroup
}

type topic struct {
	id   int64
	name string
}

type message struct {
	id        MessageID
	person    PersonID // 0: the bot
	anonymous bool
	at        time.Time
	edited    time.Time
	text      string // or the caption
	entities  []Entity
	photo     *file
	document  *file
	poll      *poll
	buttons   [][]Button
	reply     MessageID
	thread    int64 // topic, or in a plain supergroup the first message of a reply thread
	inTopic   bool
	silent    bool
	pinned    bool

	service string             // kind of a service message
	note    func(*wireMessage) // its fields
}

// media tells whether the text is a caption.
func (m *message) media() bool { return m.photo != nil || m.document != nil }

// answers is the message that this one answers, as people see it: in a topic,
// what answers only the topic's first message answers nothing.
func (m *message) answers() MessageID {
	if m.inTopic && m.reply == MessageID(m.thread) {
		return 0
	}
	return m.reply
}

type tap struct {
	person  PersonID
	chat    ChatID
	at      time.Time // real time
	message MessageID
}

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func newSandbox(o Options) *Sandbox {
	or := func(s, standard string) string {
		if s == "" {
			return standard
		}
		return s
	}
	s := &Sandbox{
		token:      or(o.Token, DefaultToken),
		lang:       or(o.Lang, "vi"),
		clock:      o.Clock,
		controls:   o.Controls,
		methods:    methods(),
		limits:     o.Limits.orDocumented(),
		latency:    o.Latency,
		tapLife:    o.CallbackLife,
		closed:     make(chan struct{}),
		changed:    make(chan struct{}),
		bot:        wireUser{IsBot: true, FirstName: or(o.BotName, "Loa"), Username: or(o.BotUsername, "loa_bot")},
		hearsAll:   o.HearsAll,
		people:     map[PersonID]*person{},
		chats:      map[ChatID]*chat{},
		files:      map[string]*file{},
		fileByPath: map[string]*file{},
		taps:       map[string]*tap{},
		commands:   map[string][]Command{},
		texts:      map[string]string{},
		calls:      map[call]int{},
		windows:    windows{group: map[ChatID][]time.Time{}, chat: map[ChatID][]time.Time{}},
		nextUpdate: 500_000_001,
	}
	if s.clock == nil {
		s.clock = systemClock{}
	}
	if s.controls != nil && o.Clock == nil {
		s.clock = s.controls
	}
	if s.tapLife == 0 {
		s.tapLife = defaultCallbackLife
	}
	return s
}

// Close ends long polls, hanging requests and event streams. What comes later is refused.
func (s *Sandbox) Close() { s.close.Do(func() { close(s.closed) }) }

// Token returns the bot's token.
func (s *Sandbox) Token() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.token
}

// Until waits until the condition holds. It is looked at now and after every
// change of the sandbox (a message, a tap, a fetched update, a violation, …), so it
// should depend on nothing else. The condition may use the sandbox's methods.
func (s *Sandbox) Until(ctx context.Context, condition func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if condition() {
			return nil
		}
		select {
		case <-changed:
		case <-s.closed:
			return ErrClosed
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// touch tells all who wait that something has changed.
func (s *Sandbox) touch() {
	s.revision++
	s.wake()
}

// wake lets all who wait look again, without a change that people could see.
func (s *Sandbox) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Violations lists every request so far that broke a documented rule or the
// schema, as "method: what (source)".
func (s *Sandbox) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}

// Calls counts the requests so far of a method ("": all) that were answered with
// a status (0: any). Status 499 stands for requests that were left without an answer.
func (s *Sandbox) Calls(method string, status int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for c, count := range s.calls {
		if (method == "" || method == c.method) && (status == 0 || status == c.status) {
			n += count
		}
	}
	return n
}

// Messages returns what is in the chat now, oldest first, without the service
// messages (who joined, what was pinned).
func (s *Sandbox) Messages(in ChatID) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closePolls()
	c := s.chats[in]
	if c == nil {
		return nil
	}
	var seen []Message
	for _, m := range c.messages {
		if m.service == "" {
			seen = append(seen, s.seen(c, m))
		}
	}
	return seen
}

// Download returns the photo or document of a message.
func (s *Sandbox) Download(in ChatID, id MessageID) (name string, data []byte, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.find(in, id)
	switch {
	case m == nil:
		return "", nil, ErrNoMessage
	case m.document != nil:
		return m.document.name, m.document.data, nil
	case m.photo != nil:
		return m.photo.name, m.photo.data, nil
	}
	return "", nil, ErrNoMessage
}

// Toasts returns what was shown to a person in answer to their taps, oldest
// first. Answers without a text show nothing and are not in the list.
func (s *Sandbox) Toasts(to PersonID) []Toast {
	s.mu.Lock()
	defer s.mu.Unlock()
	var shown []Toast
	for _, t := range s.toasts {
		if t.Person == to {
			shown = append(shown, t)
		}
	}
	return shown
}

// Waiting tells whether a tap is still unanswered.
func (s *Sandbox) Waiting(callback string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, waiting := s.taps[callback]
	return waiting
}

// Commands returns the menu set for exactly this scope and language. The scope
// is a type of BotCommandScope, such as "default" or "all_private_chats"; for
// those of one chat or person ":<chat id>" and ":<user id>" follow.
func (s *Sandbox) Commands(scope, lang string) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands[scope+"/"+lang])
}

// Description returns the bot's description and short description for a language ("": the default).
func (s *Sandbox) Description(lang string) (long, short string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.texts["description/"+lang], s.texts["short_description/"+lang]
}

// seen is a message as people see it.
func (s *Sandbox) seen(c *chat, m *message) Message {
	v := Message{
		ID: m.id, From: m.person, FromBot: m.person == 0, Name: s.nameOf(c, m), At: m.at,
		Text: m.text, Entities: slices.Clone(m.entities),
		ReplyTo: m.answers(), Edited: !m.edited.IsZero(), Pinned: m.pinned, Silent: m.silent,
	}
	if m.inTopic {
		v.Thread = m.thread
	}
	for _, row := range m.buttons {
		v.Buttons = append(v.Buttons, slices.Clone(row))
	}
	if m.photo != nil {
		v.Photo = m.photo.name
	}
	if m.document != nil {
		v.Document = m.document.name
	}
	if m.poll != nil {
		v.Poll = m.poll.seen()
	}
	return v
}

func (s *Sandbox) nameOf(c *chat, m *message) string {
	switch {
	case m.person == 0 && c.zalo != nil:
		return c.zalo.Name
	case m.person == 0:
		return s.bot.FirstName
	case m.anonymous:
		return c.title
	}
	return s.people[m.person].name
}

// find returns a message, nil when it is not there.
func (s *Sandbox) find(in ChatID, id MessageID) *message {
	c := s.chats[in]
	if c == nil {
		return nil
	}
	for i := len(c.messages) - 1; i >= 0; i-- {
		if c.messages[i].id == id {
			return c.messages[i]
		}
	}
	return nil
}

// add puts a message into the chat and gives it the next number.
func (s *Sandbox) add(c *chat, m *message) *message {
	last := &s.lastShared
	if c.kind == kindSupergroup {
		last = &c.lastID
	}
	*last++
	m.id, m.at = *last, s.clock.Now()
	c.messages = append(c.messages, m)
	s.touch()
	return m
}

// push queues an update for the bot, unless it has not asked for this kind.
func (s *Sandbox) push(kind string, body any) {
	if !s.wants(kind) {
		return
	}
	raw, err := json.Marshal(body)
	if err != nil { // only our own types come here
		panic(err)
	}
	s.updates = append(s.updates, update{id: s.nextUpdate, kind: kind, body: raw, at: time.Now()})
	s.nextUpdate++
	s.touch()
}
