package sandbox

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// maxZaloText is the longest text and caption (Zalo docs, apis/sendMessage). The unit is
// not stated; UTF-16 units are the strictest of those that can be meant.
const maxZaloText = 2000

// zaloStyles are the kinds of text_styles (Zalo docs, apis/sendMessage).
func zaloStyles() []string {
	return strings.Fields("b i u s f_13 f_15 f_18 f_20 c_050a19 c_15a85f c_f7b503 c_f27806 c_db342e lst_1 lst_2 ind_1 ind_2 ind_3 ind_4 ind_5")
}

func zaloSendMessage(s *Sandbox, q *zaloRequest) (any, *zaloError) {
	text := q.text("text")
	if n := units(text); n > maxZaloText {
		return nil, zaloBroken(fmt.Sprintf("the text has %d characters of at most %d", n, maxZaloText), "apis/sendMessage")
	}
	if mode := q.text("parse_mode"); mode != "" && mode != "markdown" && mode != "html" {
		return nil, zaloBroken("parse_mode is neither markdown nor html", "apis/sendMessage")
	}
	m := &message{text: text}
	if raw, given := q.params["text_styles"]; given {
		var styles []struct {
			Start *int     `json:"start"`
			Len   *int     `json:"len"`
			Kinds []string `json:"st"`
		}
		if json.Unmarshal(raw, &styles) != nil {
			return nil, zaloBroken("text_styles is no array of styles", "apis/sendMessage")
		}
		for _, st := range styles {
			if st.Start == nil || st.Len == nil || *st.Start < 0 || *st.Len < 1 || *st.Start+*st.Len > units(text) || splits(text, *st.Start) || splits(text, *st.Start+*st.Len) {
				return nil, zaloBroken("a style lies outside of the text, or cuts a character in two", "apis/sendMessage")
			}
			for _, kind := range st.Kinds {
				if !slices.Contains(zaloStyles(), kind) {
					return nil, zaloBroken("there is no style "+kind, "apis/sendMessage")
				}
				if shown, ok := map[string]string{"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough"}[kind]; ok {
					m.entities = append(m.entities, Entity{Type: shown, Offset: *st.Start, Length: *st.Len})
				}
			}
		}
	}
	return s.sendZalo(q, m)
}

// zaloSendPhoto takes the address of a photo on the web, which Zalo fetches.
func zaloSendPhoto(s *Sandbox, q *zaloRequest) (any, *zaloError) {
	caption, address := q.text("caption"), q.text("photo")
	if n := units(caption); n > maxZaloText {
		return nil, zaloBroken(fmt.Sprintf("the caption has %d characters of at most %d", n, maxZaloText), "apis/sendPhoto")
	}
	if u, err := url.Parse(address); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, zaloBroken("photo is no address on the web", "apis/sendPhoto")
	}
	return s.sendZalo(q, &message{text: strings.TrimSpace(caption + "\n" + address)})
}

func zaloSendSticker(s *Sandbox, q *zaloRequest) (any, *zaloError) {
	return s.sendZalo(q, &message{text: "[sticker]"})
}

func zaloSendChatAction(s *Sandbox, q *zaloRequest) (any, *zaloError) {
	if q.text("action") != "typing" {
		return nil, zaloBroken("there is no action but typing", "apis/sendChatAction")
	}
	_, err := s.zaloTarget(q)
	return map[string]any{}, err
}

// sendZalo puts a message into its chat and counts it.
func (s *Sandbox) sendZalo(q *zaloRequest, m *message) (any, *zaloError) {
	c, err := s.zaloTarget(q)
	if err != nil {
		return nil, err
	}
	if q.bot.used >= q.bot.Monthly {
		return nil, &zaloError{code: zaloQuota, text: "Quota exceeded"}
	}
	q.bot.used++
	s.add(c, m)
	return map[string]any{"message_id": zaloID("message", int64(m.id)), "date": m.at.UnixMilli()}, nil
}

// zaloTarget returns the chat of a request, if the bot may write to it: a group that
// it is in, or a person who has written to it.
func (s *Sandbox) zaloTarget(q *zaloRequest) (*chat, *zaloError) {
	id := q.text("chat_id")
	for _, c := range s.chats {
		if c.zalo != q.bot || zaloChat(c) != id || c.bot != standingMember {
			continue
		}
		wrote := func(m *message) bool { return m.person != 0 }
		if c.kind == kindZaloGroup || slices.ContainsFunc(c.messages, wrote) {
			return c, nil
		}
	}
	return nil, &zaloError{code: zaloBadChat, text: "The chat_id is invaild"} // their spelling
}
