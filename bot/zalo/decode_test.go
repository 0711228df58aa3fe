package zalo

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"loa"
)

const (
	person = "8a1b2c3d4e5f60718293"
	group  = "zgr-0f1e2d3c4b5a69788796"
	moment = 1749538250568
)

func reader() decoder {
	return decoder{me: "9000000000000000000b", names: []string{"Bot Loa", "bot.VrN3aBcd", "Loa phường"}}
}

// event writes an event as Zalo does (docs, webhook). The fields are those of the
// message beside sender, chat, id and date.
func event(kind, chat, fields string) string {
	from := fmt.Sprintf(`{"id":%q,"display_name":"Nguyễn Thị Mai","is_bot":false}`, person)
	at := fmt.Sprintf(`{"id":%q,"chat_type":"PRIVATE"}`, person)
	if chat == group {
		at = fmt.Sprintf(`{"id":%q,"chat_type":"GROUP"}`, group)
	}
	if fields != "" {
		fields = "," + fields
	}
	return fmt.Sprintf(`{"event_name":"message.%s.received","message":{"from":%s,"chat":%s,"message_id":"5f00aa%02x","date":%d%s}}`, kind, from, at, len(fields), moment, fields)
}

func wrapped(bare string) string { return `{"ok":true,"result":` + bare + `}` }

// TestWire decodes what Zalo sends of every kind, as documented (wrapped) and as it
// comes (bare), to the same message. The bodies are made after the docs and what was
// seen on the live service.
func TestWire(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(moment).UTC()
	mai := loa.Sender{Account: loa.Account{Platform: loa.Zalo, ID: person}, Name: "Nguyễn Thị Mai"}
	private, here := loa.Chat{ID: person, Type: loa.PrivateChat}, loa.Chat{ID: group, Type: loa.GroupChat}
	msg := func(chat loa.Chat, command, args, text string) *loa.Message {
		body := text
		if command != "" {
			body = args
		}
		return &loa.Message{Chat: chat, From: mai, At: at, Command: command, Args: args, Text: text, Body: loa.Plain(body)}
	}
	photo := msg(private, "", "", "Cờ đã treo")
	photo.FileID = "https://photo.zdn.vn/abc.jpg"
	photo.Media = &loa.Media{Kind: loa.Photo, Digest: "zalo:5d9ec2ab6d32a6c6a6b7a31db2a40ee8a51a3d4ff1d6a4dd8c83a4dcb8d9a2b1"}
	tests := []struct {
		name, body string
		want       *loa.Message
	}{
		{"text in private", event("text", person, `"text":"có mặt"`), msg(private, "", "", "có mặt")},
		{"decomposed text", event("text", person, `"text":"`+norm.NFD.String("có mặt")+`"`), msg(private, "", "", "có mặt")},
		{"command in private", event("text", person, `"text":"/nhac 05/04 19:30"`), msg(private, "nhac", "05/04 19:30", "/nhac 05/04 19:30")},
		{"path", event("text", person, `"text":"/etc/hosts"`), msg(private, "", "", "/etc/hosts")},
		{"mention in a group", event("text", group, `"text":"@Bot Loa A"`), msg(here, "", "", "A")},
		{"mention by account", event("text", group, `"text":"@bot.VrN3aBcd vắng ốm"`), msg(here, "", "", "vắng ốm")},
		{"mention by alias", event("text", group, `"text":"@Loa Phường, c12: b"`), msg(here, "", "", "c12: b")},
		{"mention in the middle", event("text", group, `"text":"em chọn @Bot Loa B ạ"`), msg(here, "", "", "em chọn B ạ")},
		{"mention at the end", event("text", group, `"text":"B @Bot Loa"`), msg(here, "", "", "B")},
		{"reply without mention", event("text", group, `"text":"B"`), msg(here, "", "", "B")},
		{"command in a group", event("text", group, `"text":"@Bot Loa /DangKy tổ dân phố 3 "`), msg(here, "dangky", "tổ dân phố 3", "")},
		{"mention alone", event("text", group, `"text":"@Bot Loa "`), msg(here, "", "", "")},
		{"another bot's name", event("text", group, `"text":"@Bot Loan A"`), msg(here, "", "", "@Bot Loan A")},
		{"photo as documented", event("image", person, `"photo":"https://photo.zdn.vn/abc.jpg","caption":"Cờ đã treo"`), photo},
		{"photo as it comes", event("image", person, `"photo_url":"https://photo.zdn.vn/abc.jpg","caption":"Cờ đã treo","message_type":"CHAT_PHOTO"`), photo},
		{"photo in a group", event("image", group, `"photo_url":"https://photo.zdn.vn/abc.jpg","caption":"@Bot Loa xong"`), msg(here, "", "", "xong")},
		{"photo in a group without words", event("image", group, `"photo_url":"https://photo.zdn.vn/abc.jpg"`), nil},
		{"photo without an address", event("image", person, ``), func() *loa.Message {
			m := msg(private, "", "", "")
			m.Media = &loa.Media{Kind: loa.Photo}
			return m
		}()},
		{"sticker", event("sticker", person, `"sticker":"bfe458bf","url":"https://stickers.zaloapp.com/x"`), nil},
		{"voice", event("voice", person, `"voice_url":"https://voice.zdn.vn/x.aac","message_type":"CHAT_VOICE"`), nil},
		{"withheld or unsupported", event("unsupported", person, ``), func() *loa.Message {
			m := msg(private, "", "", "")
			m.Media = &loa.Media{Kind: loa.Document}
			return m
		}()},
		{"unsupported in a group", event("unsupported", group, ``), nil},
		{"numbers for ids, seconds for the date, the older name", `{"event_name":"message.text.received","message":{"from":{"id":77,"name":"Mai"},"chat":{"id":"77","chat_type":"PRIVATE"},
			"message_id":12,"date":1749538250,"text":"a","quote":{"x":[1]}}}`, &loa.Message{
			Chat: loa.Chat{ID: "77", Type: loa.PrivateChat}, At: time.Unix(1749538250, 0).UTC(), Text: "a", Body: loa.Plain("a"),
			From: loa.Sender{Account: loa.Account{Platform: loa.Zalo, ID: "77"}, Name: "Mai"},
		}},
		{"the bot's own", strings.ReplaceAll(event("text", group, `"text":"A"`), person, "9000000000000000000b"), nil},
		{"another bot's", strings.ReplaceAll(event("text", group, `"text":"A"`), `"is_bot":false`, `"is_bot":true`), nil},
		{"unknown kind of message", event("poll", group, `"poll":{}`), nil},
		{"unknown event", `{"event_name":"user.follow","follower":{"id":"1"}}`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			bare, wrap := reader().decode([]byte(tt.body)), reader().decode([]byte(wrapped(tt.body)))
			for form, u := range map[string]loa.Update{"bare": bare, "wrapped": wrap} {
				if u.Bad != nil || u.ID < 0 || len(u.Raw) == 0 {
					t.Fatalf("%s: %+v", form, u)
				}
				got, want := u.Message, tt.want
				if got != nil && want != nil {
					same := *want // several rows want the same
					same.ID = got.ID
					if m := got.Media; m != nil && m.Digest != "" && strings.HasPrefix(want.Media.Digest, "zalo:") {
						media := *want.Media
						media.Digest = m.Digest
						same.Media = &media
					}
					want = &same
				}
				if !reflect.DeepEqual(got, want) {
					t.Errorf("%s: got %+v, want %+v", form, got, want)
				}
			}
			if tt.want != nil && (bare.ID != wrap.ID || bare.Message.ID == "") {
				t.Errorf("bare it is update %d, wrapped %d: a duplicate would not be seen", bare.ID, wrap.ID)
			}
		})
	}
}

// TestWireBad: what cannot be read is kept with its bytes.
func TestWireBad(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"html": "<html>502</html>", "empty": "", "null": "null", "array": "[]", "nothing in it": "{}", "result of another kind": `{"ok":true,"result":7}`,
		"no sender":    strings.Replace(event("text", group, `"text":"A"`), person, "", 1),
		"no chat":      strings.Replace(event("text", group, `"text":"A"`), group, "", 1),
		"no message":   `{"event_name":"message.text.received","message":{"from":{"id":"1"},"chat":{"id":"1","chat_type":"PRIVATE"},"text":"A"}}`,
		"odd chat":     strings.Replace(event("text", group, `"text":"A"`), "GROUP", "CHANNEL", 1),
		"object as id": `{"event_name":"message.text.received","message":{"message_id":{}}}`,
		"broken":       event("text", group, `"text":"A"`)[:80],
	} {
		u := reader().decode([]byte(body))
		if u.Bad == nil || u.Message != nil || string(u.Raw) != body || u.ID < 0 {
			t.Errorf("%s: got %+v, want it put aside", name, u)
		}
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	for result, want := range map[string]int{"": 0, "null": 0, "{}": 0, " [] ": 0, `{"event_name":"x"}`: 1, `[{"event_name":"x"},{"event_name":"y"}]`: 2} {
		if got := len(events(json.RawMessage(result))); got != want {
			t.Errorf("%q holds %d events, want %d", result, got, want)
		}
	}
}

func FuzzWebhookBody(f *testing.F) {
	for _, kind := range []string{"text", "image", "sticker", "voice", "unsupported", "other"} {
		f.Add([]byte(event(kind, group, `"text":"@Bot Loa c12: a","caption":"b","photo_url":"https://x"`)))
		f.Add([]byte(wrapped(event(kind, person, `"text":"/nhac","photo":"https://x"`))))
	}
	f.Add([]byte(`{"event_name":null}`))
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		u := reader().decode(body)
		if u.ID < 0 || string(u.Raw) != string(body) {
			t.Errorf("update %d keeps %q of %q", u.ID, u.Raw, body)
		}
		m := u.Message
		switch {
		case m == nil:
			return
		case u.Bad != nil:
			t.Error("both a message and a mistake")
		case m.From.Account.ID == "" || m.From.Account.ID == reader().me || m.ID == "" || m.Chat.ID == "" || m.Chat.Type == "":
			t.Errorf("a message of nobody, or nowhere: %+v", m)
		case m.Command != strings.ToLower(m.Command) || len(m.Command) > maxCommandName:
			t.Errorf("command %q", m.Command)
		case m.Media != nil && m.Chat.Type != loa.PrivateChat:
			t.Error("media of a group")
		}
	})
}

// shelf is an Inbox that keeps what it gets.
type shelf struct {
	got  chan loa.Update
	fail func() error // nil: never
}

func newShelf() *shelf { return &shelf{got: make(chan loa.Update, 100)} }

func (s *shelf) Receive(ctx context.Context, batch []loa.Update, next int64) error {
	if s.fail != nil {
		if err := s.fail(); err != nil {
			return err
		}
	}
	if next != 0 {
		return fmt.Errorf("offset %d: Zalo has none", next)
	}
	for _, u := range batch {
		select {
		case s.got <- u:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
