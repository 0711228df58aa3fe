package sandbox

import (
	"fmt"
	"slices"
	"time"
)

// Lengths in UTF-16 units (Bot API, sendMessage and sendPhoto).
const (
	maxText    = 4096
	maxCaption = 1024
	maxToast   = 200 // Bot API, answerCallbackQuery
)

// deleteTime is how long a bot may delete a message, in campaign time (Bot API, deleteMessage).
const deleteTime = 48 * time.Hour

func sendMessage(s *Sandbox, q *request) (any, *apiError) {
	m := &message{}
	m.text, m.entities = q.text("text", "entities", "parse_mode", 1, maxText)
	var preview struct {
		Disabled bool   `json:"is_disabled"`
		URL      string `json:"url"`
		Small    bool   `json:"prefer_small_media"`
		Large    bool   `json:"prefer_large_media"`
		Above    bool   `json:"show_above_text"`
	}
	q.json("link_preview_options", &preview)
	return s.send(q, m)
}

func sendPhoto(s *Sandbox, q *request) (any, *apiError) {
	m := &message{photo: s.sent(q, "photo", true)}
	m.text, m.entities = q.text("caption", "caption_entities", "parse_mode", 0, maxCaption)
	return s.send(q, m)
}

func sendDocument(s *Sandbox, q *request) (any, *apiError) {
	m := &message{document: s.sent(q, "document", false)}
	m.text, m.entities = q.text("caption", "caption_entities", "parse_mode", 0, maxCaption)
	return s.send(q, m)
}

// send is what all sends have in common.
func (s *Sandbox) send(q *request, m *message) (any, *apiError) {
	m.buttons = q.keyboard(true)
	m.silent = q.bool("disable_notification")
	q.bool("protect_content")
	if q.err != nil {
		return nil, q.err
	}
	c, err := s.target(q)
	if err != nil {
		return nil, err
	}
	if m.thread, m.inTopic, err = s.thread(q, c); err != nil {
		return nil, err
	}
	if m.reply, err = s.replyTo(q, c); err != nil {
		return nil, err
	}
	s.threadReply(c, m)
	if err := s.pace(c); err != nil {
		return nil, err
	}
	s.add(c, m)
	return s.wire(c, m), nil
}

// edited returns the message that an edit is about.
func (s *Sandbox) edited(q *request) (*chat, *message, *apiError) {
	if q.has("inline_message_id") {
		q.broke("not simulated", "the sandbox has no inline mode", q.source())
	}
	for _, name := range []string{"chat_id", "message_id"} {
		if !q.has(name) {
			q.broke(missing(name), name+" is required without inline_message_id", q.source())
		}
	}
	id := MessageID(q.int("message_id"))
	if q.err != nil {
		return nil, nil, q.err
	}
	c, err := s.target(q)
	if err != nil {
		return nil, nil, err
	}
	m := s.find(c.id, id)
	switch {
	case m == nil:
		return nil, nil, badRequest("message to edit not found")
	case m.person != 0 || m.service != "":
		return nil, nil, badRequest("message can't be edited")
	}
	return c, m, nil
}

// change carries an edit out. One that changes nothing is refused, after it was counted.
func (s *Sandbox) change(c *chat, m *message, text string, entities []Entity, buttons [][]Button) (any, *apiError) {
	if err := s.pace(c); err != nil {
		return nil, err
	}
	same := m.text == text && slices.Equal(m.entities, entities) &&
		slices.EqualFunc(m.buttons, buttons, func(a, b []Button) bool { return slices.Equal(a, b) })
	if same {
		return nil, badRequest("message is not modified: specified new message content and reply markup are exactly " +
			"the same as a current content and reply markup of the message")
	}
	if m.text != text || !slices.Equal(m.entities, entities) {
		m.edited = s.clock.Now() // a new keyboard alone does not show as an edit
	}
	m.text, m.entities, m.buttons = text, entities, buttons
	s.touch()
	return s.wire(c, m), nil
}

func editMessageText(s *Sandbox, q *request) (any, *apiError) {
	text, entities := q.text("text", "entities", "parse_mode", 1, maxText)
	buttons := q.keyboard(false)
	c, m, err := s.edited(q)
	if err != nil {
		return nil, err
	}
	if m.media() || m.poll != nil {
		return nil, badRequest("there is no text in the message to edit")
	}
	return s.change(c, m, text, entities, buttons)
}

func editMessageCaption(s *Sandbox, q *request) (any, *apiError) {
	text, entities := q.text("caption", "caption_entities", "parse_mode", 0, maxCaption)
	buttons := q.keyboard(false)
	c, m, err := s.edited(q)
	if err != nil {
		return nil, err
	}
	if !m.media() {
		return nil, badRequest("there is no caption in the message to edit")
	}
	return s.change(c, m, text, entities, buttons)
}

func editMessageReplyMarkup(s *Sandbox, q *request) (any, *apiError) {
	buttons := q.keyboard(false)
	c, m, err := s.edited(q)
	if err != nil {
		return nil, err
	}
	return s.change(c, m, m.text, m.entities, buttons)
}

func deleteMessage(s *Sandbox, q *request) (any, *apiError) {
	id := MessageID(q.int("message_id"))
	if q.err != nil {
		return nil, q.err
	}
	c, err := s.target(q)
	if err != nil {
		return nil, err
	}
	m := s.find(c.id, id)
	if m == nil {
		return nil, badRequest("message to delete not found")
	}
	// A bot may delete what it sent and, as an administrator, what others sent;
	// in private chats both, each for 48 hours.
	if m.person != 0 && c.kind != kindPrivate && c.bot != standingAdmin || s.clock.Now().Sub(m.at) > deleteTime {
		return nil, badRequest("message can't be deleted for everyone")
	}
	c.messages = slices.DeleteFunc(slices.Clone(c.messages), func(other *message) bool { return other == m })
	s.touch()
	return true, nil
}

// pinnable returns a chat in which the bot may pin: a private one, or a group
// that it administers (Bot API, pinChatMessage).
func (s *Sandbox) pinnable(q *request) (*chat, *apiError) {
	if q.err != nil {
		return nil, q.err
	}
	c, err := s.target(q)
	if err != nil {
		return nil, err
	}
	if c.kind != kindPrivate && c.bot != standingAdmin {
		return nil, badRequest("not enough rights to manage pinned messages in the chat")
	}
	return c, nil
}

func pinChatMessage(s *Sandbox, q *request) (any, *apiError) {
	id := MessageID(q.int("message_id"))
	q.bool("disable_notification")
	c, err := s.pinnable(q)
	if err != nil {
		return nil, err
	}
	m := s.find(c.id, id)
	if m == nil || m.service != "" {
		return nil, badRequest("message to pin not found")
	}
	if !m.pinned {
		m.pinned = true
		s.serve(c, 0, "pinned", func(w *wireMessage) { w.Pinned = s.wireAlone(c, m) })
	}
	return true, nil
}

func unpinChatMessage(s *Sandbox, q *request) (any, *apiError) {
	id := MessageID(q.int("message_id"))
	c, err := s.pinnable(q)
	if err != nil {
		return nil, err
	}
	for _, m := range slices.Backward(c.messages) {
		if m.pinned && (id == 0 || m.id == id) { // without a number, the most recent one
			m.pinned = false
			s.touch()
			return true, nil
		}
	}
	return nil, badRequest("message to unpin not found")
}

func unpinAllChatMessages(s *Sandbox, q *request) (any, *apiError) {
	c, err := s.pinnable(q)
	if err != nil {
		return nil, err
	}
	for _, m := range c.messages {
		m.pinned = false
	}
	s.touch()
	return true, nil
}

// answerCallbackQuery ends a tap. How long Telegram waits is not published; the
// sandbox waits Options.CallbackLife. An answered tap is forgotten.
func answerCallbackQuery(s *Sandbox, q *request) (any, *apiError) {
	q.length("text", q.params["text"], 0, maxToast)
	alert := q.bool("show_alert")
	q.int("cache_time")
	if q.has("url") {
		q.broke("URL_INVALID", "url is for games and t.me links only, which are not simulated", q.source())
	}
	if q.err != nil {
		return nil, q.err
	}
	id := q.params["callback_query_id"]
	t := s.taps[id]
	if t == nil || time.Since(t.at) > s.tapLife {
		delete(s.taps, id)
		return nil, badRequest("query is too old and response timeout expired or query ID is invalid")
	}
	delete(s.taps, id)
	if text := q.params["text"]; text != "" {
		s.toasts = append(s.toasts, Toast{
			ID: int64(len(s.toasts)) + 1, Person: t.person, Text: text, Alert: alert, At: s.clock.Now(),
		})
	}
	s.touch()
	return true, nil
}

// fits says how much too large a file is, empty if it is not.
func fits(data []byte, most int) string {
	if len(data) <= most {
		return ""
	}
	return fmt.Sprintf("the file has %d bytes of at most %d", len(data), most)
}
