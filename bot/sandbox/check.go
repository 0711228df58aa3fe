package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The methods of this file read one parameter each. The first one that breaks
// a rule is kept in err, so that a method reads all it needs and asks once.

// has tells whether a parameter was given. An empty one was not (server, Query.cpp: an absent
// parameter reads as empty).
func (q *request) has(name string) bool { return q.params[name] != "" }

func (q *request) broke(text, rule, source string) {
	if q.err == nil {
		q.err = broken(text, rule, source)
	}
}

func (q *request) source() string { return "Bot API, " + q.method }

func (q *request) int(name string) int64 {
	if !q.has(name) {
		return 0
	}
	n, err := parseInt(q.params[name])
	if err != nil {
		q.broke("invalid "+name+" specified", name+" is no integer", q.source())
	}
	return n
}

func (q *request) bool(name string) bool {
	if !q.has(name) {
		return false
	}
	b, err := strconv.ParseBool(q.params[name])
	if err != nil {
		q.broke("invalid "+name+" specified", name+" is no boolean", q.source())
	}
	return b
}

// json reads an object or array, and knows all its fields.
func (q *request) json(name string, into any) {
	if !q.has(name) {
		return
	}
	text := q.params[name]
	if text == "null" {
		q.broke("can't parse "+name, name+" is null instead of being left out", q.source())
		return
	}
	if err := strictly([]byte(text), into); err != nil {
		q.broke("can't parse "+name+" JSON object", name+": "+err.Error(), q.source())
	}
}

func strictly(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// text reads a text of least to most UTF-16 units with its entities.
func (q *request) text(name, entities, mode string, least, most int) (string, []Entity) {
	text := q.params[name]
	q.length(name, text, least, most)
	if mode := q.params[mode]; mode != "" {
		switch {
		case !slices.Contains([]string{"HTML", "Markdown", "MarkdownV2"}, mode):
			q.broke("unsupported parse_mode", "there is no parse mode "+strconv.Quote(mode), "Bot API, Formatting options")
		case q.has(entities):
			q.broke("parse_mode and entities", entities+" is given instead of a parse mode, not with it", q.source())
		default:
			q.broke("parse_mode is not simulated", "the sandbox reads no "+mode+"; entities are exact and need no escaping", q.source())
		}
	}
	var list []Entity
	q.json(entities, &list)
	q.entities(text, list)
	return text, detect(text, list)
}

// length checks a text's length in UTF-16 units, in which entities count too.
func (q *request) length(name, text string, least, most int) {
	n := units(text)
	switch {
	case !utf8.ValidString(text):
		q.broke("strings must be encoded in UTF-8", name+" is no UTF-8", "Bot API, Making requests")
	case least > 0 && strings.TrimSpace(text) == "":
		q.broke(missing(name), name+" is empty", q.source())
	case n < least:
		q.broke(missing(name), name+" is empty", q.source())
	case n > most:
		says := name + " is too long"
		switch name {
		case "text":
			says = "message is too long"
			if q.method == "answerCallbackQuery" {
				says = "MESSAGE_TOO_LONG"
			}
		case "caption":
			says = "message caption is too long"
		}
		q.broke(says, fmt.Sprintf("%s has %d UTF-16 units of at most %d", name, n, most), q.source())
	}
}

// entities checks that they lie inside the text and are of a documented type.
func (q *request) entities(text string, list []Entity) {
	const source = "Bot API, MessageEntity"
	types := strings.Fields(`mention hashtag cashtag bot_command url email phone_number bold italic underline
		strikethrough spoiler blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time`)
	n := units(text)
	for i, e := range list {
		says := fmt.Sprintf("entity %d", i)
		switch {
		case !slices.Contains(types, e.Type):
			q.broke("can't parse entities", says+" has the unknown type "+strconv.Quote(e.Type), source)
		case e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > n:
			q.broke("can't parse entities", fmt.Sprintf("%s (%d+%d) lies outside of the %d UTF-16 units of the text", says, e.Offset, e.Length, n), source)
		case splits(text, e.Offset) || splits(text, e.Offset+e.Length):
			q.broke("can't parse entities", says+" cuts a character in two", source)
		case (e.Type == "text_link") != (e.URL != ""):
			q.broke("can't parse entities", says+": url is for text_link, and needed there", source)
		}
	}
}

// keyboard reads an inline keyboard. In sends, the other reply markups that show
// nothing to tap are let through.
func (q *request) keyboard(sending bool) [][]Button {
	if !q.has("reply_markup") {
		return nil
	}
	var markup map[string]json.RawMessage
	q.json("reply_markup", &markup)
	if q.err != nil {
		return nil
	}
	if sending && (markup["remove_keyboard"] != nil || markup["force_reply"] != nil) {
		return nil
	}
	raw, inline := markup["inline_keyboard"]
	if !inline || len(markup) != 1 {
		q.broke("object expected as reply markup", "reply_markup is no inline keyboard (reply keyboards are not simulated)", "Bot API, InlineKeyboardMarkup")
		return nil
	}
	var rows [][]map[string]json.RawMessage
	if err := strictly(raw, &rows); err != nil {
		q.broke("can't parse inline keyboard", "inline_keyboard is no array of arrays of buttons", "Bot API, InlineKeyboardMarkup")
		return nil
	}
	var keyboard [][]Button
	for _, row := range rows {
		var buttons []Button
		for _, b := range row {
			buttons = append(buttons, q.button(b))
		}
		if len(buttons) > 0 { // Telegram drops empty rows
			keyboard = append(keyboard, buttons)
		}
	}
	return keyboard
}

// button reads a button. "Exactly one of the fields other than text, icon_custom_emoji_id
// and style must be used" (Bot API, InlineKeyboardButton).
func (q *request) button(fields map[string]json.RawMessage) Button {
	const source = "Bot API, InlineKeyboardButton"
	var b Button
	actions := 0
	for _, name := range sortedKeys(fields) {
		raw := fields[name]
		var err error
		switch name {
		case "text":
			err = json.Unmarshal(raw, &b.Text)
		case "callback_data":
			actions++
			err = json.Unmarshal(raw, &b.Data)
		case "url":
			actions++
			err = json.Unmarshal(raw, &b.URL)
		case "style":
			if !slices.Contains([]string{`"danger"`, `"success"`, `"primary"`}, string(raw)) {
				q.broke("wrong button style", "style is not danger, success or primary", source)
			}
		default:
			q.broke("can't parse inline keyboard button", "the button's field "+name+" is unknown, or not simulated", source)
		}
		if err != nil {
			q.broke("can't parse inline keyboard button", "the button's field "+name+" is no string", source)
		}
	}
	_, data := fields["callback_data"]
	_, link := fields["url"]
	switch {
	case strings.TrimSpace(b.Text) == "":
		q.broke("inline keyboard button text is empty", "a button has no text", source)
	case actions == 0:
		q.broke("Text buttons are unallowed in the inline keyboard", "a button does nothing: exactly one action is needed", source)
	case actions > 1:
		q.broke("can't parse inline keyboard button", "a button does several things: exactly one action is needed", source)
	case data && (len(b.Data) < 1 || len(b.Data) > 64):
		q.broke("BUTTON_DATA_INVALID", fmt.Sprintf("callback_data has %d bytes, not 1-64", len(b.Data)), source)
	case link && !linkable(b.URL):
		q.broke("BUTTON_URL_INVALID", "url is no HTTP or tg:// URL", source)
	}
	return b
}

// linkable tells whether clients open an address: HTTP with a real host, or tg://.
func linkable(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	return u.Scheme == "tg" || (u.Scheme == "http" || u.Scheme == "https") && strings.Contains(u.Host, ".")
}

// replyTo reads reply_parameters: the message that is answered, 0 for none.
func (s *Sandbox) replyTo(q *request, c *chat) (MessageID, *apiError) {
	var p struct {
		Message  MessageID `json:"message_id"`
		Chat     ChatID    `json:"chat_id"`
		Anyway   bool      `json:"allow_sending_without_reply"`
		Quote    string    `json:"quote"`
		Position int       `json:"quote_position"`
	}
	q.json("reply_parameters", &p)
	if q.err != nil || !q.has("reply_parameters") {
		return 0, q.err
	}
	if p.Message == 0 {
		q.broke("message identifier is not specified", "reply_parameters has no message_id", "Bot API, ReplyParameters")
		return 0, q.err
	}
	q.length("quote", p.Quote, 0, 1024)
	if p.Chat != 0 && p.Chat != c.id {
		q.broke("not simulated", "the sandbox has no replies to other chats", "Bot API, ReplyParameters")
	}
	if q.err != nil {
		return 0, q.err
	}
	if s.find(c.id, p.Message) == nil {
		if p.Anyway {
			return 0, nil
		}
		return 0, badRequest("message to be replied not found")
	}
	return p.Message, nil
}
