package zalo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// text is an id, which is documented to be a string. A number is taken too.
type text string

// UnmarshalJSON reads either form.
func (t *text) UnmarshalJSON(raw []byte) error {
	var s string
	if err := json.Unmarshal(raw, &s); err == nil {
		*t = text(s)
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(raw, &n); err != nil {
		return fmt.Errorf("neither a string nor a number: %.20s", raw)
	}
	*t = text(n.String())
	return nil
}

// What Loa reads of an event (docs, webhook). Fields that are not here are not
// decoded, so a change in them breaks nothing.
type wireEvent struct {
	Name    string       `json:"event_name"`
	Message *wireMessage `json:"message"`
}

type wireMessage struct {
	ID   text `json:"message_id"`
	From struct {
		ID    text   `json:"id"`
		Name  string `json:"display_name"`
		Older string `json:"name"` // how it was called before
		IsBot bool   `json:"is_bot"`
	} `json:"from"`
	Chat struct {
		ID   text   `json:"id"`
		Type string `json:"chat_type"` // PRIVATE or GROUP
	} `json:"chat"`
	Date     int64  `json:"date"` // ms
	Text     string `json:"text"`
	Caption  string `json:"caption"`
	Photo    string `json:"photo"`     // as documented
	PhotoURL string `json:"photo_url"` // as it comes (measured 2026-07 and 2026-09)
}

// The events (docs, webhook). There are others, which bring nothing.
const (
	eventText        = "message.text.received"
	eventImage       = "message.image.received"
	eventUnsupported = "message.unsupported.received"
)

var errNoEvent = errors.New("it is no event: event_name is missing")

// unwrap returns the event of a body: {"ok":true,"result":{…}} as documented, or the
// inner object alone, as it comes.
func unwrap(body []byte) ([]byte, error) {
	var w struct {
		Name   *string         `json:"event_name"`
		Result json.RawMessage `json:"result"`
	}
	if err := json.Unmarshal(body, &w); err != nil {
		return nil, err
	}
	switch {
	case w.Name != nil:
		return body, nil
	case len(w.Result) > 0 && !bytes.Equal(w.Result, []byte("null")):
		return w.Result, nil
	}
	return nil, errNoEvent
}

// events returns those of an answer of getUpdates: one object, or none. Clients
// made after other platforms expect an array, so one is taken too.
func events(result json.RawMessage) []json.RawMessage {
	result = bytes.TrimSpace(result)
	if len(result) == 0 || bytes.Equal(result, []byte("null")) || bytes.Equal(result, []byte("{}")) {
		return nil
	}
	var many []json.RawMessage
	if result[0] == '[' && json.Unmarshal(result, &many) == nil {
		return many
	}
	return []json.RawMessage{result}
}
