package sandbox_test

import (
	"encoding/json"
	"os"
	"testing"

	"loa/bot/sandbox"
)

func withSchema(t *testing.T) *bench {
	t.Helper()
	if _, err := os.Stat(schemaPath); err != nil {
		t.Skipf("the published schema is not beside the checkout: %v", err)
	}
	return newBench(t, sandbox.Options{Schema: schemaPath, Limits: sandbox.Limits{Off: true}})
}

func TestNoSchema(t *testing.T) {
	t.Parallel()
	if _, err := sandbox.New(sandbox.Options{Schema: "testdata/missing.json"}); err == nil {
		t.Error("a missing schema was taken")
	}
}

// TestAnswersHaveTheirShape checks that answers lack no field that the schema
// says is always there, and have none that it does not know.
func TestAnswersHaveTheirShape(t *testing.T) {
	t.Parallel()
	b := withSchema(t)
	raw, err := os.ReadFile(schemaPath)
	if err != nil {
		t.Fatal(err)
	}
	type field struct {
		Name     string
		Required bool
	}
	var schema struct {
		Types map[string]struct{ Fields []field }
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	shape := func(kind string, raw json.RawMessage) map[string]json.RawMessage {
		t.Helper()
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(raw, &fields); err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		known := map[string]bool{}
		for _, f := range schema.Types[kind].Fields {
			known[f.Name] = true
			if _, there := fields[f.Name]; f.Required && !there {
				t.Errorf("%s lacks %s: %s", kind, f.Name, raw)
			}
		}
		for name := range fields {
			if !known[name] {
				t.Errorf("%s has the unknown field %s", kind, name)
			}
		}
		return fields
	}
	first := func(raw json.RawMessage) json.RawMessage {
		var list []json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil || len(list) == 0 {
			t.Fatalf("no list: %s", raw)
		}
		return list[0]
	}

	shape("User", b.call("getMe", nil).Result)
	shape("WebhookInfo", b.call("getWebhookInfo", nil).Result)
	shape("ChatFullInfo", b.call("getChat", params{"chat_id": b.forum}).Result)
	text := shape("Message", b.call("sendMessage", params{
		"chat_id": b.super, "text": "x", "reply_markup": keyboard(map[string]any{"text": "Có", "callback_data": "y"}),
	}).Result)
	shape("Chat", text["chat"])
	shape("User", text["from"])
	shape("InlineKeyboardMarkup", text["reply_markup"])
	photo := b.upload("sendPhoto", params{"chat_id": b.super}, "photo", "a.png", picture(t, 200, 100))
	shape("PhotoSize", first(shape("Message", photo.Result)["photo"]))
	document := b.upload("sendDocument", params{"chat_id": b.super}, "document", "a.txt", []byte("x"))
	shape("Document", shape("Message", document.Result)["document"])
	poll := shape("Poll", shape("Message", b.call("sendPoll", params{
		"chat_id": b.super, "question": "?", "options": options("a", "b"), "is_anonymous": false, "open_period": 60,
	}).Result)["poll"])
	shape("PollOption", first(poll["options"]))

	seen := b.Messages(b.super)
	if _, err := b.Tap(b.lan, b.super, seen[0].ID, "Có"); err != nil {
		t.Fatal(err)
	}
	if err := b.Vote(b.lan, b.super, seen[3].ID, 1); err != nil {
		t.Fatal(err)
	}
	b.PromoteBot(b.super)
	kinds := map[string]string{"callback_query": "CallbackQuery", "poll_answer": "PollAnswer", "poll": "Poll", "my_chat_member": "ChatMemberUpdated"}
	var updates []json.RawMessage
	if err := json.Unmarshal(b.call("getUpdates", nil).Result, &updates); err != nil {
		t.Fatal(err)
	}
	for _, raw := range updates {
		for name, body := range shape("Update", raw) {
			if kind := kinds[name]; kind != "" {
				delete(kinds, name)
				if fields := shape(kind, body); kind == "ChatMemberUpdated" {
					shape("ChatMemberMember", fields["old_chat_member"])
					shape("ChatMemberAdministrator", fields["new_chat_member"])
				}
			}
		}
	}
	if len(kinds) != 0 {
		t.Errorf("no update of %v", kinds)
	}
}
