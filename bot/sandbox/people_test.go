package sandbox_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"loa/bot/sandbox"
)

// TestPrivacyMode says what the bot hears in a group.
func TestPrivacyMode(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	mine := b.send(b.super, "Đồng chí có dự họp không?", nil)
	other := b.Say(b.minh, b.super, "chuyện riêng")
	b.confirmAll()
	for _, test := range []struct {
		text  string
		reply sandbox.MessageID
		heard bool
	}{
		{"chào các đồng chí", 0, false},
		{"xem /nhac nhé", 0, false},
		{"/nhac 19h30", 0, true},
		{"/nhac@loa_bot 19h30", 0, true},
		{"/nhac@Loa_Bot", 0, true},
		{"/nhac@other_bot 19h30", 0, false},
		{"/", 0, false},
		{"có", mine.ID, true},
		{"ừ", other, false},
	} {
		if test.reply == 0 {
			b.Say(b.lan, b.super, test.text)
		} else {
			b.Reply(b.lan, b.super, test.reply, test.text)
		}
		got := b.fetch()
		if heard := len(got) == 1 && got[0].Message.Text == test.text; heard != test.heard || len(got) > 1 {
			t.Errorf("%q in answer to %d: %+v, want heard=%v", test.text, test.reply, got, test.heard)
		}
	}

	b.PromoteBot(b.super)
	if got := b.fetch(); len(got) != 1 || got[0].Member == nil || got[0].Member.Old.Status != "member" || got[0].Member.New.Status != "administrator" {
		t.Errorf("promotion: %+v", got)
	}
	b.Say(b.lan, b.super, "chào các đồng chí")
	if got := texts(b.fetch()); got != "chào các đồng chí" {
		t.Errorf("an administrator heard %q", got)
	}

	b.Say(b.lan, b.private, "bạn khỏe không")
	if got := b.fetch(); len(got) != 1 || got[0].Message.Chat.Type != "private" || got[0].Message.Date != b.clock.now.Unix() {
		t.Errorf("in private: %+v", got)
	}
}

func TestComingAndGoing(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	b.AddBot(b.away, b.lan)
	got := b.fetch()
	if len(got) != 2 || got[0].Member == nil || got[0].Member.Old.Status != "left" || got[0].Member.New.Status != "member" ||
		got[0].Member.From.ID != int64(b.lan) || got[1].Message == nil || !got[1].Message.NewMembers[0].IsBot {
		t.Errorf("added: %+v", got)
	}
	b.AddBot(b.away, b.lan) // is there already
	if got := b.fetch(); len(got) != 0 {
		t.Errorf("added twice: %+v", got)
	}
	b.RemoveBot(b.away, b.lan)
	b.RemoveBot(b.super, b.minh)
	got = b.fetch()
	if len(got) != 4 || got[0].Message.LeftMember == nil || got[1].Member.New.Status != "left" || got[3].Member.New.Status != "kicked" {
		t.Errorf("removed: %+v", got)
	}
	b.Block(b.lan)
	if got := b.fetch(); len(got) != 1 || got[0].Member.New.Status != "kicked" || got[0].Member.Chat.Type != "private" {
		t.Errorf("blocked: %+v", got)
	}
	b.Start(b.lan, "token")
	got = b.fetch()
	if len(got) != 2 || got[0].Member.New.Status != "member" || got[1].Message.Text != "/start token" {
		t.Errorf("unblocked: %+v", got)
	}
	b.send(b.private, "x", nil)
}

func TestMigration(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	b.send(b.group, "trước", nil)
	to := b.Migrate(b.group)
	got := b.fetch()
	if len(got) != 2 || got[0].Message.MigrateTo != to || got[0].Message.Chat.ID != b.group ||
		got[1].Message.MigrateFrom != b.group || got[1].Message.Chat.ID != to || got[1].Message.Chat.Type != "supergroup" {
		t.Errorf("service messages: %+v", got)
	}
	refused := b.call("sendMessage", params{"chat_id": b.group, "text": "x"})
	if refused.Status != 400 || refused.Parameters.MigrateTo != to {
		t.Errorf("the old id: %+v", refused)
	}
	b.send(to, "sau", nil)
	if m := b.Messages(to); len(m) != 1 || m[0].Text != "sau" {
		t.Errorf("messages %+v", m)
	}
	if again := b.Migrate(b.group); again != to {
		t.Errorf("moved twice: %d and %d", to, again)
	}
}

func TestAnonymousAdmin(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	b.Promote(b.super, b.minh, true)
	b.Say(b.minh, b.super, "/report")
	got := b.fetch()
	if len(got) != 1 || got[0].Message.From.ID != 1087968824 || got[0].Message.SenderChat == nil || got[0].Message.SenderChat.ID != b.super {
		t.Fatalf("a command: %+v", got)
	}
	m := b.send(b.super, "?", params{"reply_markup": keyboard(map[string]any{"text": "Có", "callback_data": "y"})})
	if _, err := b.Tap(b.minh, b.super, m.ID, "Có"); err != nil {
		t.Fatal(err)
	}
	if got := b.fetch(); got[0].Callback.From.ID != int64(b.minh) {
		t.Errorf("a tap comes from %+v, want the person", got[0].Callback.From)
	}
	vote := must[wire](b, "sendPoll", params{"chat_id": b.super, "question": "?", "options": options("a", "b"), "is_anonymous": false})
	if err := b.Vote(b.minh, b.super, vote.ID, 0); err != nil {
		t.Fatal(err)
	}
	if a := b.fetch()[0].PollAnswer; a == nil || a.VoterChat == nil || a.VoterChat.ID != b.super || a.User.ID != 136817688 {
		t.Errorf("a vote: %+v", a)
	}
	if m := b.Messages(b.super)[0]; m.Name != "Chi bộ 2" {
		t.Errorf("shown as %q", m.Name)
	}
}

func TestTopics(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	topic := b.Topic(b.forum, "Hỏi đáp")
	b.SayInTopic(b.lan, b.forum, topic, "/help")
	b.Say(b.lan, b.forum, "/help")
	got := b.fetch()
	if len(got) != 2 || got[0].Message.Thread != topic || !got[0].Message.IsTopic || got[1].Message.Thread != 0 || got[1].Message.IsTopic {
		t.Fatalf("updates %+v", got)
	}
	if m := b.send(b.forum, "x", params{"message_thread_id": topic}); m.Thread != topic || !m.IsTopic {
		t.Errorf("sent %+v", m)
	}
	if m := b.Messages(b.forum); m[2].Thread != topic || m[2].ReplyTo != 0 {
		t.Errorf("seen %+v", m[2])
	}
	// Outside of forums a reply has a thread too, but is no topic message.
	first := b.send(b.super, "?", nil)
	b.Reply(b.lan, b.super, first.ID, "có")
	if m := b.fetch()[0].Message; m.Thread != int64(first.ID) || m.IsTopic || m.ReplyTo == nil || m.ReplyTo.ID != first.ID {
		t.Errorf("a reply in a plain supergroup: %+v", m)
	}
}

func TestDeletedTopic(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	gone, left := b.Topic(b.forum, "Hỏi đáp"), b.Topic(b.forum, "Thông báo")
	b.send(b.forum, "x", params{"message_thread_id": gone})
	b.send(b.forum, "y", params{"message_thread_id": left})
	b.DeleteTopic(b.forum, gone)
	got := b.call("sendMessage", params{"chat_id": b.forum, "text": "z", "message_thread_id": gone})
	if got.Status != http.StatusBadRequest || got.Description != "Bad Request: message thread not found" {
		t.Errorf("to the deleted topic: %+v", got)
	}
	b.send(b.forum, "z", params{"message_thread_id": left})
	if m := b.Messages(b.forum); len(m) != 2 || m[0].Text != "y" || m[1].Text != "z" {
		t.Errorf("left are %+v", m)
	}
	if v := b.Violations(); len(v) != 0 {
		t.Errorf("the bot cannot know, so it broke no rule: %q", v)
	}
}

func TestTaps(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	m := b.send(b.super, "?", params{"reply_markup": keyboard(
		map[string]any{"text": "Có", "callback_data": "v1:yes"}, map[string]any{"text": "Xem", "url": "https://example.org"})})
	tap, err := b.Tap(b.minh, b.super, m.ID, "Có")
	if err != nil {
		t.Fatal(err)
	}
	if got := b.fetch(); len(got) != 1 || got[0].Callback.ID != tap || got[0].Callback.Data != "v1:yes" || got[0].Callback.Message.ID != m.ID {
		t.Errorf("update %+v", got)
	}
	if !b.Waiting(tap) {
		t.Error("the tap does not wait for an answer")
	}
	for i, status := range []int{200, 400} { // a second answer comes too late
		if got := b.call("answerCallbackQuery", params{"callback_query_id": tap, "text": "Đã ghi nhận", "show_alert": true}); got.Status != status {
			t.Errorf("answer %d: %+v", i, got)
		}
	}
	if toasts := b.Toasts(b.minh); len(toasts) != 1 || toasts[0].Text != "Đã ghi nhận" || !toasts[0].Alert || b.Waiting(tap) {
		t.Errorf("toasts %+v", toasts)
	}
	for _, button := range []string{"Xem", "Không"} {
		if _, err := b.Tap(b.minh, b.super, m.ID, button); !errors.Is(err, sandbox.ErrNoButton) {
			t.Errorf("%s: %v", button, err)
		}
	}
	// An edit without a keyboard takes the old one away.
	must[wire](b, "editMessageText", params{"chat_id": b.super, "message_id": m.ID, "text": "Đã đóng"})
	if seen := b.Messages(b.super)[0]; !seen.Edited || seen.Text != "Đã đóng" || seen.Buttons != nil {
		t.Errorf("edited: %+v", seen)
	}
	if _, err := b.Tap(b.minh, b.super, m.ID, "Có"); !errors.Is(err, sandbox.ErrNoButton) {
		t.Errorf("a button that is gone: %v", err)
	}
}

func TestPinsAndDeletes(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	b.PromoteBot(b.super)
	m := b.send(b.super, "Họp 19:30", params{"disable_notification": true})
	must[bool](b, "pinChatMessage", params{"chat_id": b.super, "message_id": m.ID, "disable_notification": true})
	if seen := b.Messages(b.super); len(seen) != 1 || !seen[0].Pinned || !seen[0].Silent {
		t.Errorf("pinned: %+v", seen)
	}
	must[bool](b, "unpinChatMessage", params{"chat_id": b.super})
	if b.Messages(b.super)[0].Pinned {
		t.Error("still pinned")
	}
	must[bool](b, "deleteMessage", params{"chat_id": b.super, "message_id": m.ID})
	if n := len(b.Messages(b.super)); n != 0 {
		t.Errorf("%d messages left", n)
	}
	old := b.send(b.private, "x", nil)
	b.clock.now = b.clock.now.AddDate(0, 0, 3)
	if got := b.call("deleteMessage", params{"chat_id": b.private, "message_id": old.ID}); got.Status != 400 {
		t.Errorf("after 48 hours: %+v", got)
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	data := picture(t, 200, 100)
	var photo struct {
		Photo []struct {
			ID    string `json:"file_id"`
			Width int    `json:"width"`
		} `json:"photo"`
	}
	decode(t, b.upload("sendPhoto", params{"chat_id": b.private, "caption": "Cờ"}, "photo", "cờ.png", data), &photo)
	if len(photo.Photo) != 2 || photo.Photo[1].Width != 200 {
		t.Fatalf("sizes %+v", photo.Photo)
	}
	again := must[wire](b, "sendPhoto", params{"chat_id": b.super, "photo": photo.Photo[1].ID})
	if name, got, err := b.Download(b.super, again.ID); err != nil || name != "cờ.png" || string(got) != string(data) {
		t.Errorf("sent again: %q, %d bytes, %v", name, len(got), err)
	}
	if got := b.call("sendDocument", params{"chat_id": b.super, "document": photo.Photo[1].ID}); got.Status != 400 {
		t.Errorf("a photo as a document: %+v", got)
	}
	if got := b.serve(get("/file/bot" + b.Token() + "/photos/file_1.png")); got.Code != 404 {
		t.Errorf("a path that getFile has not told yet: %d", got.Code)
	}
	file := must[struct {
		Path string `json:"file_path"`
	}](b, "getFile", params{"file_id": photo.Photo[0].ID})
	if got := b.serve(get("/file/bot" + b.Token() + "/" + file.Path)); got.Code != 200 || got.Body.String() != string(data) {
		t.Errorf("download: %d", got.Code)
	}
	for name, data := range map[string][]byte{"text": []byte("no image"), "thin": picture(t, 1, 21), "empty": nil, "large": make([]byte, 10<<20+1)} {
		if got := b.upload("sendPhoto", params{"chat_id": b.private}, "photo", "a.png", data); got.Status != 400 {
			t.Errorf("%s photo: %+v", name, got)
		}
	}
	if got := b.upload("sendDocument", params{"chat_id": b.private}, "document", "a", make([]byte, 50<<20+1)); got.Status != 400 && got.Status != 413 {
		t.Errorf("a large document: %+v", got)
	}
	if n := len(b.Violations()); n != 6 {
		t.Errorf("%d violations: %s", n, strings.Join(b.Violations(), "\n"))
	}
}
