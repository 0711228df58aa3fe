package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The sandbox speaks the Zalo Bot API as well, at /zalo/bot<token>/<method>, for the
// same people and with the same clock. In comments and violations "Zalo docs, x" is the
// page x below docs.zaloplatforms.com/docs/BOT as of 2026-09, "measured" what others
// saw on the live service. Where nobody knows, it takes what is harder for a bot.

// The kinds of Zalo's chats.
const (
	kindZaloPrivate = "zalo_private"
	kindZaloGroup   = "zalo_group"
)

// Ids of Zalo's chats in the sandbox; on the wire they are others.
const (
	firstZaloGroup   ChatID = -5_000_000_001
	firstZaloPrivate ChatID = 1_000_000_000_000 // times the bot's number, plus the person's
)

// What the free plan allows (bot.zaloplatforms.com, plan "Basic", read 2026-09).
const (
	zaloMonthly = 3000
	zaloGroups  = 3
)

// zaloKeeps is how long an event waits for the next poll. What comes while nobody
// polls is lost (measured 2026-07); whether a moment between two polls is one of
// them nobody has measured, so it is not.
const zaloKeeps = 10 * time.Second

// ErrZaloGroups is returned for a group more than a bot's plan allows.
var ErrZaloGroups = errors.New("the bot is in as many groups as its plan allows")

// ZaloOptions make a bot on Zalo. The zero value is usable.
type ZaloOptions struct {
	Token   string // "<digits>:<string>"; empty: one that opens nothing but the sandbox
	Name    string // as people see and pick it; empty: "Bot Loa"
	Account string // empty: "bot.SandBox1"
	Monthly int    // messages a month, both ways; 0: 3,000
	Groups  int    // that it may be in; 0: 3
	Wrapped bool   // the bodies of its webhook are wrapped, as documented; else bare, as they come
	// Keeps is how long an event waits for a poll, in real time; 0: ten seconds.
	Keeps time.Duration
}

// zaloBot is one bot on Zalo.
type zaloBot struct {
	ZaloOptions
	number  int
	id      string
	used    int // messages, both ways
	events  []zaloEvent
	lost    int
	idle    int // how often a poll ended without an event
	webhook string
	secret  string
	posts   []zaloPost
	faults  []*ZaloFault
}

type zaloEvent struct {
	body json.RawMessage
	at   time.Time // real time
}

// AddZaloBot makes a bot on Zalo and returns its token.
func (s *Sandbox) AddZaloBot(o ZaloOptions) (token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	or := func(s, standard string) string {
		if s == "" {
			return standard
		}
		return s
	}
	number := len(s.zaloBots) + 1
	o.Token = or(o.Token, fmt.Sprintf("88000%d:sandbox-only-opens-a-sandbox", number))
	o.Name, o.Account = or(o.Name, "Bot Loa"), or(o.Account, fmt.Sprintf("bot.SandBox%d", number))
	if o.Monthly == 0 {
		o.Monthly = zaloMonthly
	}
	if o.Groups == 0 {
		o.Groups = zaloGroups
	}
	if o.Keeps == 0 {
		o.Keeps = zaloKeeps
	}
	digits, secret, ok := strings.Cut(o.Token, ":")
	if !ok || digits == "" || secret == "" || strings.Trim(digits, "0123456789") != "" || !strings.HasPrefix(o.Name, "Bot") {
		panic("sandbox: a Zalo token is <digits>:<string>, and a bot's name begins with Bot (Zalo docs, create_bot)")
	}
	s.zaloBots = append(s.zaloBots, &zaloBot{ZaloOptions: o, number: number, id: zaloID("bot", int64(number))})
	s.touch()
	return o.Token
}

// zaloID makes an id of the form that was seen: 20 hexadecimal digits.
func zaloID(what string, number int64) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", what, number))
	return hex.EncodeToString(sum[:10])
}

// AddZaloGroup makes a group of these people on Zalo, with the bot in it: its leader
// has opened the bot's invitation. No bot is told of that (Zalo docs, webhook: there
// is no such event).
func (s *Sandbox) AddZaloGroup(token, title string, members ...PersonID) (ChatID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.mustZalo(token)
	in := 0
	for _, c := range s.chats {
		if c.zalo == b && c.kind == kindZaloGroup && c.bot == standingMember {
			in++
		}
	}
	if in >= b.Groups {
		return 0, ErrZaloGroups
	}
	id := firstZaloGroup
	for s.chats[id] != nil {
		id--
	}
	c := s.newChat(id, kindZaloGroup, title)
	c.note, c.zalo, c.bot, c.members = "Zalo", b, standingMember, slices.Clone(members)
	return id, nil
}

// RemoveZaloBot takes the bot out of a group; it is not told.
func (s *Sandbox) RemoveZaloBot(group ChatID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustChat(group).bot = standingKicked
	s.touch()
}

// OpenZalo opens a person's private chat with a bot on Zalo. The person has not
// written yet.
func (s *Sandbox) OpenZalo(token string, who PersonID) ChatID {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustKnow(who)
	b := s.mustZalo(token)
	id := firstZaloPrivate*ChatID(b.number) + ChatID(who)
	if s.chats[id] == nil {
		c := s.newChat(id, kindZaloPrivate, b.Name+" – "+s.people[who].name)
		c.note, c.zalo, c.bot, c.members = "Zalo", b, standingMember, []PersonID{who}
	}
	return id
}

// ZaloAccount is a person's id for bots on Zalo.
func ZaloAccount(who PersonID) string { return zaloID("person", int64(who)) }

// ZaloChat is the chat_id of a chat on Zalo.
func (s *Sandbox) ZaloChat(id ChatID) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return zaloChat(s.mustChat(id))
}

// zaloChat is the person's own id for a private chat (Zalo docs, webhook), else one
// that says nothing.
func zaloChat(c *chat) string {
	if c.kind == kindZaloPrivate {
		return ZaloAccount(c.members[0])
	}
	return "zgr-" + zaloID("group", int64(c.id))
}

// ZaloUsed counts the messages of the month, both ways.
func (s *Sandbox) ZaloUsed(token string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mustZalo(token).used
}

// ZaloLost counts the events that nobody fetched in time.
func (s *Sandbox) ZaloLost(token string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.mustZalo(token)
	b.expire()
	return b.lost
}

// SayZalo makes a person send something that is no text: "sticker", "voice" or
// "unsupported", such as a link's card or a file.
func (s *Sandbox) SayZalo(who PersonID, in ChatID, kind string) MessageID {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, err := s.sayZalo(s.mustChat(in), who, &message{text: "[" + kind + "]"}, kind)
	must(err)
	return id
}

// sayZalo is what a person does in a chat on Zalo. The bot gets it in private, and in
// a group only if it names the bot from the @ list or answers a message of the bot's
// (Zalo docs, best-practices; measured by six).
func (s *Sandbox) sayZalo(c *chat, who PersonID, m *message, kind string) (MessageID, error) {
	if err := s.member(c, who); err != nil {
		return 0, err
	}
	if strings.TrimSpace(m.text) == "" && !m.media() {
		return 0, errors.New("the text is empty")
	}
	switch {
	case m.photo != nil:
		kind = "image"
	case m.document != nil:
		kind = "unsupported"
	}
	m.person = who
	s.add(c, m)
	answered := s.find(c.id, m.reply)
	private := c.kind == kindZaloPrivate
	named := strings.Contains(strings.ToLower(m.text), "@"+strings.ToLower(c.zalo.Name)) || answered != nil && answered.person == 0
	if c.bot == standingMember && (private || named && (kind == "text" || kind == "image")) {
		s.pushZalo(c, m, kind)
	}
	return m.id, nil
}

// pushZalo makes the event of a message, with exactly the fields that are known.
func (s *Sandbox) pushZalo(c *chat, m *message, kind string) {
	b := c.zalo
	b.used++
	p := s.people[m.person]
	chatType := "GROUP"
	if c.kind == kindZaloPrivate {
		chatType = "PRIVATE"
	}
	body := map[string]any{
		"from":       map[string]any{"id": ZaloAccount(m.person), "display_name": p.name, "is_bot": false},
		"chat":       map[string]any{"id": zaloChat(c), "chat_type": chatType},
		"message_id": zaloID("message", int64(m.id)), "date": m.at.UnixMilli(),
	}
	switch kind {
	case "text":
		body["text"] = m.text
	case "image":
		body["caption"], body["message_type"] = m.text, "CHAT_PHOTO"
		body["photo_url"] = "https://photo.zdn.invalid/" + zaloID("photo", int64(m.id)) + ".jpg"
	case "sticker":
		body["sticker"], body["url"] = "bfe458bf64fa8da4d4eb", "https://stickers.zaloapp.invalid/bfe458bf"
	case "voice":
		body["voice_url"], body["message_type"] = "https://voice.zdn.invalid/"+zaloID("voice", int64(m.id))+".aac", "CHAT_VOICE"
	}
	raw, err := json.Marshal(map[string]any{"event_name": "message." + kind + ".received", "message": body})
	must(err) // only our own types come here
	s.queueZalo(b, raw)
}

// InjectZalo gives a bot an event as it stands.
func (s *Sandbox) InjectZalo(token, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queueZalo(s.mustZalo(token), json.RawMessage(body))
}

// queueZalo hands an event to the webhook, if there is one, else to the polls.
func (s *Sandbox) queueZalo(b *zaloBot, raw json.RawMessage) {
	if b.webhook != "" {
		if b.Wrapped {
			raw = fmt.Appendf(nil, `{"ok":true,"result":%s}`, raw)
		}
		b.posts = append(b.posts, zaloPost{b.webhook, b.secret, raw})
	} else {
		b.events = append(b.events, zaloEvent{raw, time.Now()})
	}
	s.touch()
}

// expire loses what waited too long.
func (b *zaloBot) expire() {
	now := time.Now()
	for len(b.events) > 0 && now.Sub(b.events[0].at) >= b.Keeps {
		b.events = b.events[1:]
		b.lost++
	}
}

func (s *Sandbox) zaloOf(token string) *zaloBot {
	i := slices.IndexFunc(s.zaloBots, func(b *zaloBot) bool { return b.Token == token })
	if i < 0 {
		return nil
	}
	return s.zaloBots[i]
}

func (s *Sandbox) mustZalo(token string) *zaloBot {
	b := s.zaloOf(token)
	if b == nil {
		panic("sandbox: no such Zalo bot")
	}
	return b
}
