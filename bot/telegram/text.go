package telegram

import (
	"cmp"
	"slices"
	"strings"

	"loa"
)

// entity is a MessageEntity. Offsets and lengths are UTF-16 units.
type entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	URL    string `json:"url,omitempty"`
}

// setText sets a text and its entities. parse_mode is never used, so nothing in
// a text can be read as markup. An empty text is allowed for captions only.
func (r *request) setText(field, entitiesField string, t loa.Text, limit int) error {
	text, entities := render(t)
	switch n := loa.UTF16Len(text); {
	case n > limit:
		return refused("%s: %s has %d characters, at most %d", r.method, field, n, limit)
	case strings.TrimSpace(text) == "" && field == "text":
		return refused("%s: %s is empty", r.method, field)
	}
	r.set(field, text)
	if len(entities) > 0 { // a nil slice would be written as null
		r.setJSON(entitiesField, entities)
	}
	return nil
}

// render returns the characters and the entities of a text. Neighbouring spans
// that share a style make one entity, so that a quotation with a bold word in it
// stays one quotation.
func render(t loa.Text) (string, []entity) {
	var b strings.Builder
	var done []entity
	open := map[entity]entity{} // by type and URL
	at := 0
	for _, s := range t {
		text := strings.ToValidUTF8(s.Text, "\uFFFD") // Telegram refuses anything else
		length := loa.UTF16Len(text)
		if length == 0 {
			continue
		}
		now := map[entity]entity{}
		for _, kind := range kinds(s) {
			e, ok := open[kind]
			if !ok {
				e = kind
				e.Offset = at
			}
			e.Length += length
			now[kind] = e
			delete(open, kind)
		}
		for _, e := range open {
			done = append(done, e)
		}
		open = now
		b.WriteString(text)
		at += length
	}
	for _, e := range open {
		done = append(done, e)
	}
	slices.SortFunc(done, func(a, b entity) int { // outer before inner
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length), cmp.Compare(a.Type, b.Type))
	})
	return b.String(), done
}

// kinds returns the entities of a span, without place. Code excludes every other
// style but a quotation around it (core.telegram.org/bots/api#formatting-options).
func kinds(s loa.Span) []entity {
	var all []entity
	if s.Style&loa.Quote != 0 {
		all = append(all, entity{Type: "blockquote"})
	}
	if s.Style&loa.Code != 0 {
		return append(all, entity{Type: "code"})
	}
	if s.URL != "" {
		all = append(all, entity{Type: "text_link", URL: s.URL})
	}
	if s.Style&loa.Bold != 0 {
		all = append(all, entity{Type: "bold"})
	}
	if s.Style&loa.Italic != 0 {
		all = append(all, entity{Type: "italic"})
	}
	return all
}

type inlineKeyboard struct {
	Rows [][]inlineButton `json:"inline_keyboard"`
}

type inlineButton struct {
	Text string `json:"text"`
	URL  string `json:"url,omitempty"`
	Data string `json:"callback_data,omitempty"`
}

// setKeyboard sets the inline buttons; no rows make an empty keyboard.
func (r *request) setKeyboard(rows [][]loa.Button) error {
	keyboard := inlineKeyboard{Rows: [][]inlineButton{}}
	for _, row := range rows {
		var buttons []inlineButton
		for _, b := range row {
			switch {
			case b.Text == "":
				return refused("%s: a button has no text", r.method)
			case (b.URL == "") == (b.Data == ""):
				return refused("%s: button %q: want either data or an address", r.method, b.Text)
			case len(b.Data) > maxButtonData:
				return refused("%s: button %q: data of %d bytes, at most %d", r.method, b.Text, len(b.Data), maxButtonData)
			}
			buttons = append(buttons, inlineButton{Text: b.Text, URL: b.URL, Data: b.Data})
		}
		if len(buttons) > 0 {
			keyboard.Rows = append(keyboard.Rows, buttons)
		}
	}
	r.setJSON("reply_markup", keyboard)
	return nil
}
