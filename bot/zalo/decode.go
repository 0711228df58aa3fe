package zalo

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"loa"
)

// decoder reads events for one bot.
type decoder struct {
	me    string   // the bot's own id
	names []string // that people pick it by
}

// decode reads one event, wrapped or bare. It never fails: what cannot be read is in
// Bad, and goes to the dead letters with its bytes.
func (d decoder) decode(body []byte) loa.Update {
	u := loa.Update{ID: numberOf(body), Raw: body}
	event, err := unwrap(body)
	if err != nil {
		u.Bad = fmt.Errorf("decode event: %w", err)
		return u
	}
	var e wireEvent
	if err := json.Unmarshal(event, &e); err != nil {
		u.Bad = fmt.Errorf("decode event: %w", err)
		return u
	}
	if e.Message == nil || !strings.HasPrefix(e.Name, "message.") {
		return u // an event of another kind
	}
	if e.Message.ID != "" {
		// Wrapped, bare, or with another order of the fields: the message counts.
		u.ID = numberOf([]byte("message " + string(e.Message.Chat.ID) + " " + string(e.Message.ID)))
	}
	if u.Message, err = d.message(e.Name, e.Message); err != nil {
		u.Message, u.Bad = nil, fmt.Errorf("decode %s: %w", e.Name, err)
	}
	return u
}

// numberOf makes the number of an update, since Zalo has none: 63 bits of a digest,
// by which duplicates are found within the days for which numbers are kept.
func numberOf(what []byte) int64 {
	sum := sha256.Sum256(what)
	return int64(binary.BigEndian.Uint64(sum[:8]) >> 1)
}

// message makes the message of an event, nil for one that is not for Loa.
func (d decoder) message(event string, m *wireMessage) (*loa.Message, error) {
	chat := loa.Chat{ID: loa.ChatID(m.Chat.ID)}
	switch m.Chat.Type {
	case "PRIVATE":
		chat.Type = loa.PrivateChat
	case "GROUP":
		chat.Type = loa.GroupChat
	default:
		return nil, fmt.Errorf("chat_type %q is unknown", m.Chat.Type)
	}
	// It is not documented whether a bot's own messages come back. Other bots are nobody to talk to.
	if m.From.IsBot || m.From.ID != "" && string(m.From.ID) == d.me {
		return nil, nil
	}
	if m.From.ID == "" || m.ID == "" || m.Chat.ID == "" {
		return nil, errors.New("the sender, the message or the chat has no id")
	}
	name := m.From.Name
	if name == "" {
		name = m.From.Older
	}
	msg := &loa.Message{
		ID: loa.MessageID(m.ID), Chat: chat, At: dateOf(m.Date),
		From: loa.Sender{Account: loa.Account{Platform: loa.Zalo, ID: string(m.From.ID)}, Name: norm.NFC.String(strings.TrimSpace(name))},
	}
	written := m.Text
	if event == eventImage {
		written = m.Caption
	}
	d.take(msg, norm.NFC.String(written))
	if chat.Type == loa.PrivateChat {
		attach(msg, event, m)
	}
	if msg.Command == "" && msg.Text == "" && msg.Media == nil && (event != eventText || chat.Type == loa.PrivateChat) {
		return nil, nil // stickers, voices; in a group the bare name is a call for Loa
	}
	return msg, nil
}

// take reads what was written: a command, or a text. In a group it came because it
// names the bot or answers it; nothing tells which, and the name stands in the text.
func (d decoder) take(msg *loa.Message, written string) {
	text, _ := loa.CutMentions(written, d.names)
	text = strings.TrimSpace(text)
	if name, args, ok := command(text); ok {
		msg.Command, msg.Args = name, args
		msg.Body = loa.Plain(args)
		if msg.Chat.Type == loa.PrivateChat {
			msg.Text = text
		}
		return
	}
	msg.Text, msg.Body = text, loa.Plain(text)
}

// attach gives a private message its photo. Zalo takes a photo by its address, so
// that is what it is sent on by; the address is temporary. What else people attach
// comes without any content, as does what is withheld by law: it is media that Loa
// cannot send on, so that the sender can be told.
func attach(msg *loa.Message, event string, m *wireMessage) {
	switch event {
	case eventImage:
		address := m.PhotoURL
		if address == "" {
			address = m.Photo
		}
		msg.Media = &loa.Media{Kind: loa.Photo}
		if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
			sum := sha256.Sum256([]byte(address))
			msg.Media.Digest, msg.FileID = "zalo:"+hex.EncodeToString(sum[:]), address
		}
	case eventUnsupported:
		msg.Media = &loa.Media{Kind: loa.Document}
	}
}

// dateOf reads a date in milliseconds, or in seconds: those of today are below 1e11
// until the year 5138, milliseconds have been above since 1973.
func dateOf(date int64) time.Time {
	if date < 100_000_000_000 {
		return time.Unix(date, 0).UTC()
	}
	return time.UnixMilli(date).UTC()
}

// maxCommandName is as on other platforms.
const maxCommandName = 32

// command reads "/name args". Zalo knows no commands: this is a habit that people
// bring along, and the one form that cannot be taken for talk.
func command(text string) (name, args string, ok bool) {
	rest, ok := strings.CutPrefix(text, "/")
	if !ok {
		return "", "", false
	}
	end := strings.IndexFunc(rest, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
	if end < 0 {
		end = len(rest)
	}
	name, rest = rest[:end], rest[end:]
	if name == "" || len(name) > maxCommandName {
		return "", "", false
	}
	if next := strings.TrimLeftFunc(rest, unicode.IsSpace); rest != "" && next == rest {
		return "", "", false // "/tmp/a", "/đăng"
	}
	return strings.ToLower(name), strings.TrimSpace(rest), true
}
