package telegram

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"loa"
)

// Accounts that stand for nobody in particular (tdlib/telegram-bot-api,
// Client.cpp; core.telegram.org/bots/api, Message, from).
const (
	groupAnonymousBot = 1087968824 // a group's anonymous admin
	channelBot        = 136817688  // somebody writing as a channel
	serviceAccount    = 777000     // Telegram itself, forwarding a linked channel's post
)

var errNoUpdateID = errors.New("update_id is missing or no positive number")

// maxUpdateID is far above any id: Telegram's are 32-bit numbers.
const maxUpdateID = 1 << 52

// received is one update as it came.
type received struct {
	raw    json.RawMessage
	events wireEvents
	whole  bool // events could be read, as nearly always
}

// takeUpdates reads the whole answer of getUpdates as the server writes it, in place of v5,
// which would go through the list twice more; ok is false for any other answer.
func takeUpdates(body []byte) (list []received, ok bool) {
	result, begins := bytes.CutPrefix(body, []byte(`{"ok":true,"result":`))
	result, ends := bytes.CutSuffix(bytes.TrimSpace(result), []byte("}"))
	if !begins || !ends {
		return nil, false
	}
	list, err := readUpdates(result)
	return list, err == nil
}

// readUpdates reads the list of a getUpdates in one go. What cannot be read of an update
// is left to decodeUpdate.
func readUpdates(result []byte) (list []received, err error) {
	d := json.NewDecoder(bytes.NewReader(result))
	if open, err := d.Token(); err != nil || open == nil { // null: no updates
		return nil, err
	} else if open != json.Delim('[') {
		return nil, fmt.Errorf("want a list of updates, got %v", open)
	}
	for d.More() {
		var r received
		start := d.InputOffset()
		err := d.Decode(&r.events)
		if _, wrong := errors.AsType[*json.UnmarshalTypeError](err); err != nil && !wrong {
			return nil, err
		}
		r.raw, r.whole = bytes.TrimLeft(result[start:d.InputOffset()], ", \t\r\n"), err == nil
		list = append(list, r)
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if rest := bytes.TrimSpace(result[d.InputOffset():]); len(rest) > 0 {
		return nil, fmt.Errorf("%d bytes follow the list of updates", len(rest))
	}
	return list, nil
}

// update makes the update that was received; see decodeUpdate.
func (r *received) update(username string) (u loa.Update, known bool) {
	if !r.whole || !isUpdateID(r.events.ID) {
		return decodeUpdate(r.raw, username)
	}
	u = loa.Update{ID: *r.events.ID, Raw: r.raw}
	if err := r.events.decode(username, &u); err != nil {
		u = loa.Update{ID: u.ID, Raw: r.raw, Bad: err}
	}
	return u, true
}

// decodeUpdate reads one update step by step; username is the bot's own, without @. It
// never fails: what cannot be read is in Bad. known reports whether the id is.
func decodeUpdate(raw json.RawMessage, username string) (u loa.Update, known bool) {
	u.Raw = raw
	var w wireUpdate
	if err := json.Unmarshal(raw, &w); err != nil {
		u.Bad = fmt.Errorf("decode update: %w", err)
	}
	if !isUpdateID(w.ID) {
		if u.Bad == nil {
			u.Bad = fmt.Errorf("decode update: %w", errNoUpdateID)
		}
		return u, false
	}
	u.ID = *w.ID
	if u.Bad != nil {
		return u, true
	}
	if err := w.decode(username, &u); err != nil {
		u = loa.Update{ID: u.ID, Raw: raw, Bad: err}
	}
	return u, true
}

// isUpdateID: a negative offset would make Telegram forget updates (getUpdates, offset),
// so an id from which one could come is none.
func isUpdateID(id *int64) bool { return id != nil && *id > 0 && *id <= maxUpdateID }

// decode makes the event of an update that was read in one go.
func (w *wireEvents) decode(username string, u *loa.Update) error {
	switch {
	case w.Message != nil:
		return decodeMessage(w.Message, username, u)
	case w.CallbackQuery != nil:
		return decodeTap(w.CallbackQuery, u)
	case w.PollAnswer != nil:
		return decodePollAnswer(w.PollAnswer, u)
	case w.Poll != nil:
		return decodePoll(w.Poll, u)
	case w.MyChatMember != nil:
		return decodeMembership(w.MyChatMember, u)
	}
	return nil
}

// decode finds which event of an update cannot be read.
func (w *wireUpdate) decode(username string, u *loa.Update) error {
	var e wireEvents
	var err error
	switch {
	case present(w.Message):
		err = read(w.Message, "message", &e.Message)
	case present(w.CallbackQuery):
		err = read(w.CallbackQuery, "callback query", &e.CallbackQuery)
	case present(w.PollAnswer):
		err = read(w.PollAnswer, "poll answer", &e.PollAnswer)
	case present(w.Poll):
		err = read(w.Poll, "poll", &e.Poll)
	case present(w.MyChatMember):
		err = read(w.MyChatMember, "membership", &e.MyChatMember)
	}
	if err != nil {
		return err
	}
	return e.decode(username, u)
}

func read[T any](raw json.RawMessage, what string, v **T) error {
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("decode %s: %w", what, err)
	}
	return nil
}

func present(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

// decodeMessage makes a command, something private or a move of it. Everything else
// that is said in a group makes no event, whatever Telegram lets the bot hear.
func decodeMessage(m *wireMessage, username string, u *loa.Update) error {
	if m.ID == 0 || m.Chat.ID == 0 {
		return errors.New("decode message: message_id or chat is missing")
	}
	switch {
	case m.MigrateTo != 0:
		u.Moved = &loa.Moved{From: chatID(m.Chat.ID), To: chatID(m.MigrateTo)}
		return nil
	case m.MigrateFrom != 0:
		u.Moved = &loa.Moved{From: chatID(m.MigrateFrom), To: chatID(m.Chat.ID)}
		return nil
	}
	chat := m.chat()
	sender, ok := m.sender()
	if !ok || chat.Type == loa.ChannelChat || chat.Type == "" {
		return nil
	}
	body := styled(m.Text, m.Entities)
	if m.Text == "" {
		body = styled(m.Caption, m.CaptionEnts)
	}
	text := body.String()
	event := &loa.Message{ID: messageID(m.ID), Chat: chat, From: sender, At: time.Unix(m.Date, 0).UTC()}
	private := chat.Type == loa.PrivateChat
	if private {
		var err error
		if event.Media, event.FileID, err = m.attachment(); err != nil {
			return err
		}
	}
	if c, ok := parseCommand(text); ok {
		if c.bot != "" && !strings.EqualFold(c.bot, username) {
			return nil // for another bot
		}
		event.Command, event.Args, body = c.name, c.args, body.From(c.at)
	} else if !private || strings.TrimSpace(text) == "" && event.Media == nil {
		return nil
	}
	if private {
		event.Text, event.Body = text, body.Trim()
	}
	u.Message = event
	return nil
}

// decodeTap makes a press of a button. Its sender is a real person even if that
// person is an anonymous admin (tdlib/telegram-bot-api, JsonCallbackQuery).
func decodeTap(q *wireCallbackQuery, u *loa.Update) error {
	if q.ID == "" || q.From.ID == 0 {
		return errors.New("decode callback query: id or from is missing")
	}
	u.Tap = &loa.Tap{ID: q.ID, From: q.From.sender(), Data: q.Data}
	if m := q.Message; m != nil && m.ID != 0 {
		u.Tap.Chat = m.chat()
		u.Tap.Message = messageID(m.ID)
		u.Tap.Media = present(m.Photo) || present(m.Document)
	}
	return nil
}

// decodePollAnswer makes a vote. A vote cast as a chat has a user too, the same
// one for everybody (channelBot), so voter_chat wins.
func decodePollAnswer(p *wirePollAnswer, u *loa.Update) error {
	if p.PollID == "" || (p.VoterChat == nil && p.User == nil) {
		return errors.New("decode poll answer: poll_id or voter is missing")
	}
	u.PollAnswer = &loa.PollAnswer{PollID: p.PollID, Options: p.OptionIDs}
	if p.VoterChat != nil {
		u.PollAnswer.Chat = chatID(p.VoterChat.ID)
	} else {
		u.PollAnswer.Voter = p.User.sender().Account
	}
	return nil
}

func decodePoll(p *wirePoll, u *loa.Update) error {
	if p.ID == "" {
		return errors.New("decode poll: id is missing")
	}
	u.PollState = &loa.PollState{PollID: p.ID, Total: p.TotalVoterCount, Closed: p.IsClosed}
	for _, option := range p.Options {
		u.PollState.Counts = append(u.PollState.Counts, option.VoterCount)
	}
	return nil
}

// decodeMembership makes a change of the bot's own standing. Channels are left out.
func decodeMembership(c *wireChatMemberUpdated, u *loa.Update) error {
	if c.Chat.ID == 0 || c.New.Status == "" {
		return errors.New("decode membership: chat or status is missing")
	}
	chat := c.Chat.chat()
	if chat.Type != loa.PrivateChat && chat.Type != loa.GroupChat {
		return nil
	}
	event := &loa.BotMember{Chat: chat, By: c.From.sender()}
	switch c.New.Status { // the ChatMember types
	case "creator", "administrator":
		event.Present, event.Admin = true, true
	case "member":
		event.Present = true
	case "restricted":
		event.Present = c.New.IsMember
	}
	u.BotMember = event
	return nil
}

func chatID(id int64) loa.ChatID       { return loa.ChatID(strconv.FormatInt(id, 10)) }
func messageID(id int64) loa.MessageID { return loa.MessageID(strconv.FormatInt(id, 10)) }

func (c wireChat) chat() loa.Chat {
	chat := loa.Chat{ID: chatID(c.ID), Title: norm.NFC.String(c.Title)}
	switch c.Type {
	case "private":
		chat.Type = loa.PrivateChat
	case "group", "supergroup":
		chat.Type = loa.GroupChat
	case "channel":
		chat.Type = loa.ChannelChat
	}
	return chat
}

// chat returns where the message is. message_thread_id is set on replies outside
// of topics too, so it counts only with is_topic_message.
func (m *wireTapped) chat() loa.Chat {
	chat := m.Chat.chat()
	if m.IsTopicMessage {
		chat.Thread = m.Thread
	}
	return chat
}

// sender returns who wrote the message; false for bots, channels and Telegram
// itself, with whom Loa does not talk.
func (m *wireMessage) sender() (loa.Sender, bool) {
	if m.SenderChat != nil {
		return loa.Sender{Anonymous: true}, m.SenderChat.ID == m.Chat.ID && m.Chat.Type != "channel"
	}
	if m.From == nil {
		return loa.Sender{}, false
	}
	s := m.From.sender()
	return s, s.Anonymous || (!s.Account.IsZero() && !m.From.IsBot)
}

// sender returns the person. The accounts that stand for nobody have no Account.
func (w wireUser) sender() loa.Sender {
	switch w.ID {
	case groupAnonymousBot:
		return loa.Sender{Anonymous: true}
	case channelBot, serviceAccount, 0:
		return loa.Sender{}
	}
	return loa.Sender{
		Account: loa.Account{Platform: loa.Telegram, ID: strconv.FormatInt(w.ID, 10)},
		Name:    norm.NFC.String(strings.TrimSpace(w.FirstName + " " + w.LastName)),
		Lang:    language(w.Lang),
	}
}

// language reads an IETF tag such as "vi" or "en-GB"; empty for a language Loa does not speak.
func language(tag string) loa.Lang {
	primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if lang := loa.Lang(primary); lang.Valid() {
		return lang
	}
	return ""
}
