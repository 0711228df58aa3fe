package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"loa/bot/sandbox"
)

// TestBrokenRules sends one request for each rule. All must be answered with 400
// and be kept as a violation that names the document.
func TestBrokenRules(t *testing.T) {
	t.Parallel()
	commands := func(list ...map[string]any) params { return params{"commands": list} }
	button := func(fields map[string]any) params {
		return params{"text": "x", "reply_markup": keyboard(fields)}
	}
	entity := func(kind string, offset, length int) params {
		return params{"text": "xin chào 🇻🇳", "entities": []map[string]any{{"type": kind, "offset": offset, "length": length}}}
	}
	poll := func(more params) params {
		p := params{"question": "Năm nào?", "options": options("1953", "1954")}
		for name, v := range more {
			p[name] = v
		}
		return p
	}
	quiz := func(more params) params {
		p := poll(params{"type": "quiz", "correct_option_ids": "[1]"})
		for name, v := range more {
			p[name] = v
		}
		return p
	}
	for _, test := range []struct {
		name, method string
		params       params
		rule         string // part of the violation
	}{
		{"no text", "sendMessage", params{}, "required parameter text"},
		{"no chat", "sendMessage", params{"chat_id": "", "text": "x"}, "required parameter chat_id"},
		{"blank text", "sendMessage", params{"text": " \n"}, "text is empty"},
		{"unknown parameter", "sendMessage", params{"text": "x", "chatid": 1}, "chatid is unknown"},
		{"link preview of old", "sendMessage", params{"text": "x", "disable_web_page_preview": true}, "link_preview_options since Bot API 7.0"},
		{"reply of old", "sendMessage", params{"text": "x", "reply_to_message_id": 1}, "reply_parameters since Bot API 7.0"},
		{"sending without reply", "sendMessage", params{"text": "x", "allow_sending_without_reply": true}, "reply_parameters since Bot API 7.0"},
		{"parse mode", "sendMessage", params{"text": "x", "parse_mode": "markdown2"}, `no parse mode "markdown2"`},
		{"parse mode and entities", "sendMessage", params{"text": "x", "parse_mode": "HTML", "entities": "[]"}, "instead of a parse mode"},
		{"long text", "sendMessage", params{"text": strings.Repeat("đ", 4097)}, "text has 4097 UTF-16 units of at most 4096"},
		{"long text of pairs", "sendMessage", params{"text": strings.Repeat("🎖", 2049)}, "text has 4098 UTF-16 units"},
		{"no UTF-8", "sendMessage", params{"text": "a\xff"}, "no UTF-8"},
		{"entities null", "sendMessage", params{"text": "x", "entities": "null"}, "null instead of being left out"},
		{"entity outside", "sendMessage", entity("bold", 9, 5), "outside of the 13 UTF-16 units"},
		{"entity before", "sendMessage", entity("bold", -1, 2), "outside"},
		{"empty entity", "sendMessage", entity("bold", 1, 0), "outside"},
		{"entity in a pair", "sendMessage", entity("bold", 10, 1), "cuts a character"},
		{"entity type", "sendMessage", entity("fat", 0, 1), `unknown type "fat"`},
		{"link without address", "sendMessage", entity("text_link", 0, 1), "url is for text_link"},
		{"button typo", "sendMessage", button(map[string]any{"text": "a", "callbackdata": "x"}), "field callbackdata is unknown"},
		{"button does nothing", "sendMessage", button(map[string]any{"text": "a"}), "does nothing"},
		{"button does two things", "sendMessage", button(map[string]any{"text": "a", "callback_data": "x", "url": "https://example.org"}), "several things"},
		{"button without text", "sendMessage", button(map[string]any{"text": "", "callback_data": "x"}), "has no text"},
		{"button data too long", "sendMessage", button(map[string]any{"text": "a", "callback_data": strings.Repeat("đ", 33)}), "66 bytes, not 1-64"},
		{"button data empty", "sendMessage", button(map[string]any{"text": "a", "callback_data": ""}), "0 bytes, not 1-64"},
		{"button address", "sendMessage", button(map[string]any{"text": "a", "url": "http://localhost/x"}), "no HTTP or tg:// URL"},
		{"General has no thread", "sendMessage", params{"text": "x", "message_thread_id": 1}, "General takes no thread"},
		{"reply without message", "sendMessage", params{"text": "x", "reply_parameters": "{}"}, "no message_id"},
		{"long caption", "editMessageCaption", params{"message_id": 1, "caption": strings.Repeat("x", 1025)}, "1025 UTF-16 units of at most 1024"},
		{"edit without message", "editMessageText", params{"text": "x"}, "message_id is required"},
		{"photo from the net", "sendPhoto", params{"photo": "https://example.org/a.png"}, "no files from the network"},
		{"photo not attached", "sendPhoto", params{"photo": "attach://a"}, "has no file part"},

		{"long question", "sendPoll", poll(params{"question": strings.Repeat("x", 301)}), "question has 301"},
		{"string options", "sendPoll", poll(params{"options": `["a","b"]`}), "strings instead of InputPollOption"},
		{"no options", "sendPoll", poll(params{"options": "[]"}), "0 options, not 1-12"},
		{"thirteen options", "sendPoll", poll(params{"options": options(strings.Split("abcdefghijklm", "")...)}), "13 options, not 1-12"},
		{"long option", "sendPoll", poll(params{"options": options("a", strings.Repeat("x", 101))}), "option has 101"},
		{"option typo", "sendPoll", poll(params{"options": []map[string]any{{"txt": "a"}}}), `unknown field "txt"`},
		{"poll type", "sendPoll", poll(params{"type": "contest"}), `no poll type "contest"`},
		{"answer of old", "sendPoll", poll(params{"correct_option_id": 0}), "correct_option_ids since Bot API 9.6"},
		{"quiz without answer", "sendPoll", poll(params{"type": "quiz"}), "correct_option_ids is required"},
		{"answer out of range", "sendPoll", quiz(params{"correct_option_ids": "[2]"}), "not increasing options"},
		{"explained poll", "sendPoll", poll(params{"explanation": "x"}), "are for quizzes"},
		{"long explanation", "sendPoll", quiz(params{"explanation": strings.Repeat("x", 201)}), "explanation has 201"},
		{"explanation in four lines", "sendPoll", quiz(params{"explanation": "a\nb\nc\nd"}), "3 line feeds of at most 2"},
		{"both ends", "sendPoll", poll(params{"open_period": 60, "close_date": 1715063460}), "can't be used together"},
		{"short poll", "sendPoll", poll(params{"open_period": 4}), "open for 4 s, not 5-2628000"},
		{"poll closed before", "sendPoll", poll(params{"close_date": 1715063400}), "open for 0 s"},

		{"long toast", "answerCallbackQuery", params{"callback_query_id": "1", "text": strings.Repeat("x", 201)}, "text has 201"},
		{"command in capitals", "setMyCommands", commands(map[string]any{"command": "Start", "description": "x"}), "not 1-32 of a-z"},
		{"command with accents", "setMyCommands", commands(map[string]any{"command": "nhắc", "description": "x"}), "not 1-32 of a-z"},
		{"long command", "setMyCommands", commands(map[string]any{"command": strings.Repeat("x", 33), "description": "x"}), "not 1-32 of a-z"},
		{"command without description", "setMyCommands", commands(map[string]any{"command": "a", "description": ""}), "description is empty"},
		{"long description of a command", "setMyCommands", commands(map[string]any{"command": "a", "description": strings.Repeat("x", 257)}), "257 UTF-16 units of at most 256"},
		{"scope", "setMyCommands", params{"commands": "[]", "scope": `{"type":"everybody"}`}, "no scope everybody"},
		{"scope without chat", "setMyCommands", params{"commands": "[]", "scope": `{"type":"chat"}`}, "not exactly the fields"},
		{"language", "setMyCommands", params{"commands": "[]", "language_code": "vi-VN"}, "no two-letter"},
		{"long description", "setMyDescription", params{"description": strings.Repeat("x", 513)}, "513 UTF-16 units of at most 512"},
		{"long short description", "setMyShortDescription", params{"short_description": strings.Repeat("x", 121)}, "121 UTF-16 units of at most 120"},
		{"limit", "getUpdates", params{"limit": 101}, "limit is not within 1-100"},
		{"update type", "getUpdates", params{"allowed_updates": `["messages"]`}, `no update type "messages"`},
		{"update types null", "getUpdates", params{"allowed_updates": "null"}, "null instead of being left out"},
		{"webhook without TLS", "setWebhook", params{"url": "http://example.org"}, "no HTTPS address"},
		{"action", "sendChatAction", params{"action": "dancing"}, "no action dancing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := unlimited(t)
			if _, given := test.params["chat_id"]; !given && takesChat(test.method) {
				test.params["chat_id"] = b.forum
			}
			got := b.call(test.method, test.params)
			if got.Status != http.StatusBadRequest || got.Code != got.Status || got.OK || !strings.HasPrefix(got.Description, "Bad Request: ") {
				t.Errorf("answered %d %+v", got.Status, got)
			}
			violations := b.Violations()
			if len(violations) != 1 || !strings.Contains(violations[0], test.rule) ||
				!strings.HasPrefix(violations[0], test.method+": ") || !strings.HasSuffix(violations[0], ")") {
				t.Errorf("violations %q, want one of %s about %q with its source", violations, test.method, test.rule)
			}
			if seen := b.Messages(b.forum); len(seen) != 0 {
				t.Errorf("a broken request left %v", seen)
			}
		})
	}
}

func takesChat(method string) bool {
	return strings.HasPrefix(method, "send") || strings.HasPrefix(method, "edit")
}

func TestTooManyCommands(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	var list []map[string]any
	for i := range 101 {
		list = append(list, map[string]any{"command": "c" + strings.Repeat("x", i%30) + string(rune('a'+i/30)), "description": "x"})
	}
	if got := b.call("setMyCommands", params{"commands": list}); got.Status != 400 || !strings.Contains(b.Violations()[0], "101 commands of at most 100") {
		t.Errorf("answered %d, violations %q", got.Status, b.Violations())
	}
	if got := b.call("setMyCommands", params{"commands": list[:100], "scope": `{"type":"all_private_chats"}`, "language_code": "vi"}); !got.OK {
		t.Errorf("100 commands: %s", got.Description)
	}
	if n := len(b.Commands("all_private_chats", "vi")); n != 100 {
		t.Errorf("menu has %d commands", n)
	}
}

// TestTaken sends what is just within the limits.
func TestTaken(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	for _, test := range []struct {
		method string
		params params
	}{
		{"sendMessage", params{"chat_id": b.private, "text": strings.Repeat("đ", 4096), "link_preview_options": `{"is_disabled":true}`}},
		{"sendMessage", params{"chat_id": b.private, "text": "🎖 x", "entities": `[{"type":"bold","offset":0,"length":2}]`}},
		{"sendMessage", params{"chat_id": b.private, "text": "x", "reply_markup": keyboard(map[string]any{"text": "a", "callback_data": strings.Repeat("x", 64)})}},
		{"sendMessage", params{"chat_id": b.private, "text": "x", "reply_markup": keyboard(map[string]any{"text": "a", "url": "http://127.0.0.1:8080/x", "style": "primary"})}},
		{"sendMessage", params{"chat_id": b.super, "text": "x", "message_thread_id": 77}}, // no forum: ignored
		{"sendMessage", params{"chat_id": b.forum, "text": "x", "message_thread_id": b.Topic(b.forum, "Hỏi đáp")}},
		{"sendPoll", params{"chat_id": b.private, "question": strings.Repeat("x", 300), "options": options(strings.Split("abcdefghijkl", "")...)}},
		{"sendPoll", params{"chat_id": b.private, "question": "?", "options": options("a"), "type": "quiz", "correct_option_ids": "[0]", "explanation": "1\n2\n" + strings.Repeat("x", 196), "open_period": 5}},
		{"sendChatAction", params{"chat_id": b.private, "action": "typing"}},
		{"setMyDescription", params{"description": strings.Repeat("đ", 512), "language_code": "vi"}},
	} {
		if got := b.call(test.method, test.params); !got.OK {
			t.Errorf("%s %v: %s", test.method, test.params, got.Description)
		}
	}
	if v := b.Violations(); len(v) != 0 {
		t.Errorf("violations %q", v)
	}
	if long, _ := b.Description("vi"); len([]rune(long)) != 512 {
		t.Errorf("description has %d characters", len([]rune(long)))
	}
}

// TestRefusedByState needs no broken rule: the request is right, the world is not.
func TestRefusedByState(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	gone := b.AddGroup("Chi bộ 5", sandbox.GroupOptions{Supergroup: true}, b.lan)
	b.AddBot(gone, b.lan)
	b.RemoveBot(gone, b.lan)
	blocker := b.AddPerson("Hòa", "vi")
	b.Start(blocker, "")
	b.Block(blocker)
	sent := b.send(b.private, "một", nil)
	said := b.Say(b.lan, b.private, "hai")
	for _, test := range []struct {
		method string
		params params
		status int
		text   string
	}{
		{"sendMessage", params{"chat_id": b.minh, "text": "x"}, 403, "Forbidden: bot can't initiate conversation with a user"},
		{"sendMessage", params{"chat_id": blocker, "text": "x"}, 403, "Forbidden: bot was blocked by the user"},
		{"sendMessage", params{"chat_id": gone, "text": "x"}, 403, "Forbidden: bot was kicked from the supergroup chat"},
		{"sendMessage", params{"chat_id": b.away, "text": "x"}, 403, "Forbidden: bot is not a member of the group chat"},
		{"sendMessage", params{"chat_id": 5, "text": "x"}, 400, "Bad Request: chat not found"},
		{"sendMessage", params{"chat_id": b.forum, "text": "x", "message_thread_id": 99}, 400, "Bad Request: message thread not found"},
		{"sendMessage", params{"chat_id": b.private, "text": "x", "reply_parameters": `{"message_id":999}`}, 400, "Bad Request: message to be replied not found"},
		{"sendPhoto", params{"chat_id": b.private, "photo": "AgACAgnowhere"}, 400, "Bad Request: wrong file identifier/HTTP URL specified"},
		{"editMessageText", params{"chat_id": b.private, "message_id": sent.ID, "text": "một"}, 400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"},
		{"editMessageText", params{"chat_id": b.private, "message_id": 999, "text": "x"}, 400, "Bad Request: message to edit not found"},
		{"editMessageText", params{"chat_id": b.private, "message_id": said, "text": "x"}, 400, "Bad Request: message can't be edited"},
		{"editMessageCaption", params{"chat_id": b.private, "message_id": sent.ID, "caption": "x"}, 400, "Bad Request: there is no caption in the message to edit"},
		{"stopPoll", params{"chat_id": b.private, "message_id": sent.ID}, 400, "Bad Request: message with poll to stop not found"},
		{"answerCallbackQuery", params{"callback_query_id": "1"}, 400, "Bad Request: query is too old and response timeout expired or query ID is invalid"},
		{"pinChatMessage", params{"chat_id": b.group, "message_id": 1}, 400, "Bad Request: not enough rights to manage pinned messages in the chat"},
		{"getFile", params{"file_id": "x"}, 400, "Bad Request: invalid file_id"},
	} {
		got := b.call(test.method, test.params)
		if got.Status != test.status || got.Code != test.status || got.Description != test.text {
			t.Errorf("%s %v: %d %q, want %q", test.method, test.params, got.Status, got.Description, test.text)
		}
	}
	if v := b.Violations(); len(v) != 0 {
		t.Errorf("violations %q", v)
	}
}

func TestTokenAndMethod(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	if got := b.request(httptest.NewRequest(http.MethodGet, "/bot1:wrong/getMe", nil)); got.Status != 401 || got.Description != "Unauthorized" {
		t.Errorf("wrong token: %+v", got)
	}
	if got := b.call("sendMesage", nil); got.Status != 404 || got.Description != "Not Found: method not found" {
		t.Errorf("unknown method: %+v", got)
	}
	if v := b.Violations(); len(v) != 1 || !strings.Contains(v[0], "unknown") {
		t.Errorf("violations %q", v)
	}
	me := must[struct {
		user
		Name     string `json:"username"`
		HearsAll *bool  `json:"can_read_all_group_messages"`
	}](b, "getMe", nil)
	if me.ID != 110201543 || !me.IsBot || me.Name != "loa_bot" || me.HearsAll == nil || *me.HearsAll {
		t.Errorf("getMe: %+v", me)
	}
	for _, token := range []string{"x", "1:", "abc:def"} {
		if _, err := sandbox.New(sandbox.Options{Token: token}); err == nil {
			t.Errorf("token %q was taken", token)
		}
	}
}

// TestBodies gives the same parameters in all the ways the Bot API takes.
func TestBodies(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	values := form(params{"chat_id": b.private, "text": "xin chào"})
	get := httptest.NewRequest(http.MethodGet, b.path("sendMessage")+"?"+values.Encode(), nil)
	json := httptest.NewRequest(http.MethodPost, b.path("sendMessage"),
		strings.NewReader(`{"chat_id":`+values.Get("chat_id")+`,"text":"xin chào","entities":[{"type":"bold","offset":0,"length":3}]}`))
	json.Header.Set("Content-Type", "application/json")
	for _, r := range []*http.Request{get, json} {
		if got := b.request(r); !got.OK {
			t.Errorf("%s %s: %s", r.Method, r.Header.Get("Content-Type"), got.Description)
		}
	}
	if got := b.upload("sendDocument", params{"chat_id": b.private}, "document", "báo cáo.txt", []byte("số liệu")); !got.OK {
		t.Errorf("multipart: %s", got.Description)
	}
	seen := b.Messages(b.private)
	if n := len(seen); n != 4 || seen[1].Text != "xin chào" || seen[2].Entities[0].Type != "bold" || seen[3].Document != "báo cáo.txt" {
		t.Errorf("messages %+v", seen)
	}
}

func TestSchema(t *testing.T) {
	t.Parallel()
	b := withSchema(t)
	for _, test := range []struct {
		method string
		params params
		rule   string // empty: fine
	}{
		{"sendMessage", params{"text": "x", "reply_markup": keyboard(map[string]any{"text": "a", "callback_data": "b"}), "link_preview_options": `{"is_disabled":true}`}, ""},
		{"sendPoll", params{"question": "?", "options": options("a", "b"), "correct_option_ids": "[1]", "type": "quiz", "is_anonymous": false, "message_thread_id": 2}, ""},
		{"setMyCommands", params{"commands": `[{"command":"start","description":"Bắt đầu"}]`, "scope": `{"type":"chat","chat_id":5}`}, ""},
		{"getUpdates", params{"allowed_updates": `["message","poll_answer"]`, "timeout": 0}, ""},
		{"sendMessage", params{"text": "x", "entities": "null"}, "entities: is no array (schema, sendMessage)"},
		{"sendMessage", params{"text": "x", "disable_notification": "yes"}, "disable_notification: is no boolean"},
		{"sendMessage", params{"text": "x", "message_thread_id": "1.5"}, "message_thread_id: is no integer"},
		{"sendMessage", params{"text": "x", "reply_markup": `{"inline_keyboard":[[{"text":"a","callbackdata":"b"}]]}`}, "reply_markup"},
		{"sendMessage", params{"text": "x", "link_preview_options": `{"disabled":true}`}, "unknown field LinkPreviewOptions.disabled"},
		{"setMyCommands", params{"commands": `[{"command":"start"}]`}, "lacks BotCommand.description"},
		{"sendPoll", params{"question": "?", "options": `["a"]`}, "[0] is no object"},
		{"setMyShortDescription", params{"short_description": strings.Repeat("x", 121)}, "has 121 characters, not 0-120"},
	} {
		if takesChat(test.method) {
			test.params["chat_id"] = b.private
		}
		before := len(b.Violations())
		got := b.call(test.method, test.params)
		violations := b.Violations()[before:]
		switch {
		case test.rule == "" && (!got.OK || len(violations) != 0):
			t.Errorf("%s %v: %s %q", test.method, test.params, got.Description, violations)
		case test.rule != "" && (got.Status != 400 || len(violations) != 1 || !strings.Contains(violations[0], test.rule)):
			t.Errorf("%s %v: %d, violations %q, want %q", test.method, test.params, got.Status, violations, test.rule)
		}
	}
	if got := b.upload("sendPhoto", params{"chat_id": b.private, "caption": "ảnh"}, "photo", "a.png", picture(t, 4, 4)); !got.OK {
		t.Errorf("photo as a part: %s", got.Description)
	}
}
