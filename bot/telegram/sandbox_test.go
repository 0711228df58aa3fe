package telegram

import (
	"bytes"
	"image"
	"image/png"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loa"
	"loa/bot/sandbox"
)

func TestSandboxConversation(t *testing.T) {
	t.Parallel()
	w := newWorld(t, files{})
	hoa := w.AddPerson("Nguyễn Thị Hoa", "vi")
	group := w.AddGroup("Chi bộ Tổ dân phố 1", sandbox.GroupOptions{}, hoa)
	if err := w.a.Announce(t.Context(), Announcement{
		Commands: []CommandList{
			{Scope: PrivateScope, Commands: []Command{{"lich", "Lịch tuyên truyền"}}},
			{Scope: GroupsScope, Lang: loa.English, Commands: []Command{{"lich", "Calendar"}}},
			{Scope: GroupAdminsScope, Commands: []Command{{"gan", "Gắn nhóm với đơn vị"}}},
		},
		Descriptions: map[loa.Lang]Description{"": {Long: "Loa của phường", Short: "Loa"}},
	}); err != nil {
		t.Fatal(err)
	}
	if got := w.Commands("all_private_chats", ""); len(got) != 1 || got[0].Command != "lich" {
		t.Errorf("menu in private: %+v", got)
	}
	if got := w.Commands("all_group_chats", "en"); len(got) != 1 || got[0].Description != "Calendar" {
		t.Errorf("menu in groups: %+v", got)
	}
	if long, short := w.Description(""); long != "Loa của phường" || short != "Loa" {
		t.Errorf("description %q, %q", long, short)
	}
	w.receive(t, &mailbox{})

	w.Start(hoa, "k7f2")
	u := w.event(t)
	if u.Message == nil || u.Message.Command != "start" || u.Message.Args != "k7f2" || u.Message.From.Lang != loa.Vietnamese || u.Message.Chat.Type != loa.PrivateChat {
		t.Fatalf("got %+v, want /start k7f2", u.Message)
	}
	if got, want := u.Message.From.Account, (loa.Account{Platform: loa.Telegram, ID: strconv.FormatInt(int64(hoa), 10)}); got != want {
		t.Errorf("account %v, want %v", got, want)
	}
	w.AddBot(group, hoa)
	if u = w.event(t); u.BotMember == nil || !u.BotMember.Present || u.BotMember.Admin {
		t.Fatalf("got %+v, want the bot as a member", u)
	}
	w.PromoteBot(group)
	if u = w.event(t); u.BotMember == nil || !u.BotMember.Admin {
		t.Fatalf("got %+v, want the bot as an administrator", u)
	}
	w.Say(hoa, group, "Chuyện riêng trong nhóm") // an administrator hears it; Loa does not
	w.Say(hoa, group, "/lich@loa_bot")
	if u = w.event(t); u.Message == nil || u.Message.Command != "lich" || u.Message.Text != "" {
		t.Fatalf("got %+v, want /lich and nothing that was said before", u.Message)
	}

	// What Telegram finds by itself, here the command, is no style.
	w.SayStyled(hoa, sandbox.ChatID(hoa), "/dang 🎉 Họp lúc 19:30, xem lịch", sandbox.Entity{Type: "bold", Offset: 17, Length: 5},
		sandbox.Entity{Type: "text_link", Offset: 28, Length: 4, URL: "https://phuong.example"})
	styled := loa.Text{{Text: "🎉 Họp lúc "}, {Text: "19:30", Style: loa.Bold}, {Text: ", xem "}, {Text: "lịch", URL: "https://phuong.example"}}
	if u = w.event(t); u.Message == nil || u.Message.Command != "dang" || cmp.Diff(styled, u.Message.Body) != "" {
		t.Fatalf("got %+v, want /dang with its styles", u.Message)
	}

	meeting := w.send(t, group, 0, loa.Payload{Notice: &loa.Notice{
		Text:    loa.Join(loa.Styled(loa.Bold, "🎉 Họp chi bộ"), loa.Plain(" tối nay <19:30>")),
		Buttons: [][]loa.Button{{{Text: "Có mặt", Data: "rsvp:1:y"}, {Text: "Vắng", Data: "rsvp:1:n"}}},
		Silent:  true, Pin: true,
	}})
	shown := w.message(t, group, meeting.Message)
	if shown.Text != "🎉 Họp chi bộ tối nay <19:30>" || !shown.Silent || !shown.Pinned || len(shown.Buttons) != 1 {
		t.Errorf("shown %+v", shown)
	}
	if want := []sandbox.Entity{{Type: "bold", Length: 13}}; cmp.Diff(want, shown.Entities) != "" {
		t.Errorf("entities %+v, want %+v", shown.Entities, want)
	}

	callback, err := w.Tap(hoa, group, number(meeting.Message), "Có mặt")
	if err != nil {
		t.Fatal(err)
	}
	u = w.event(t)
	if u.Tap == nil || u.Tap.ID != callback || u.Tap.Data != "rsvp:1:y" || u.Tap.Message != meeting.Message || u.Tap.Media {
		t.Fatalf("got %+v, want the tap", u.Tap)
	}
	w.send(t, group, 0, loa.Payload{Toast: &loa.Toast{Tap: u.Tap.ID, Text: "Đã ghi nhận", Alert: true}})
	if got := w.Toasts(hoa); len(got) != 1 || got[0].Text != "Đã ghi nhận" || !got[0].Alert {
		t.Errorf("toasts %+v", got)
	}
	// What is done already is success.
	final := loa.Payload{Edit: &loa.Edit{Message: meeting.Message, Text: loa.Styled(loa.Italic, "Đã chốt: 1 có mặt")}}
	for range 2 {
		w.send(t, group, 0, final)
	}
	if shown = w.message(t, group, meeting.Message); shown.Text != "Đã chốt: 1 có mặt" || !shown.Edited || len(shown.Buttons) != 0 {
		t.Errorf("after the edit %+v: want the text, and no buttons", shown)
	}
	w.send(t, group, 0, loa.Payload{Pin: &loa.Pin{Message: meeting.Message, Off: true}})
	if w.message(t, group, meeting.Message).Pinned {
		t.Error("still pinned")
	}
	w.Block(hoa)
	if u = w.event(t); u.BotMember == nil || u.BotMember.Present || u.BotMember.Chat.Type != loa.PrivateChat {
		t.Fatalf("got %+v, want the bot blocked", u)
	}
	_, err = w.a.Send(t.Context(), textTo(loa.ChatID(strconv.FormatInt(int64(hoa), 10)), "Chào đồng chí"))
	if loa.FailureOf(err).Class != loa.FailGone {
		t.Errorf("to somebody who blocked the bot: %v, want gone", err)
	}
}

func TestSandboxQuiz(t *testing.T) {
	t.Parallel()
	w := newWorld(t, files{})
	hoa, minh := w.AddPerson("Hoa", "vi"), w.AddPerson("Minh", "vi")
	forum := w.AddGroup("Đoàn phường", sandbox.GroupOptions{Forum: true, Topics: []string{"Câu hỏi"}}, hoa, minh)
	w.AddBot(forum, hoa)
	w.Promote(forum, hoa, true) // an anonymous administrator votes as the group
	topic := w.Topic(forum, "Câu hỏi")
	w.receive(t, &mailbox{})
	if u := w.event(t); u.BotMember == nil {
		t.Fatalf("got %+v, want the membership", u)
	}
	quiz := w.send(t, forum, topic, loa.Payload{Choice: &loa.Choice{
		Question: "Chiến dịch mở màn ngày nào?", Options: []string{"13/3/1954", "7/5/1954"}, Quiz: true,
		Explanation: "Chiều 13/3/1954, ta đánh Him Lam.",
	}})
	shown := w.message(t, forum, quiz.Message)
	if shown.Thread != topic || shown.Poll == nil || !shown.Poll.Quiz || shown.Poll.Anonymous || !slices.Equal(shown.Poll.Correct, []int{0}) {
		t.Fatalf("shown %+v, poll %+v", shown, shown.Poll)
	}
	if quiz.PollID == "" || quiz.PollID != shown.Poll.ID {
		t.Errorf("poll id %q, want %q", quiz.PollID, shown.Poll.ID)
	}
	if err := w.Vote(minh, forum, shown.ID, 1); err != nil {
		t.Fatal(err)
	}
	if err := w.Vote(hoa, forum, shown.ID, 0); err != nil {
		t.Fatal(err)
	}
	answers := map[string]loa.PollAnswer{}
	for len(answers) < 2 {
		if u := w.event(t); u.PollAnswer != nil {
			answers[u.PollAnswer.Voter.ID] = *u.PollAnswer
		}
	}
	if a := answers[strconv.FormatInt(int64(minh), 10)]; !slices.Equal(a.Options, []int{1}) || a.PollID != quiz.PollID {
		t.Errorf("Minh's vote: %+v", a)
	}
	if a := answers[""]; !slices.Equal(a.Options, []int{0}) || a.Chat != loa.ChatID(strconv.FormatInt(int64(forum), 10)) {
		t.Errorf("the vote cast as the group: %+v", a)
	}
	for range 2 { // the second time it is closed already
		w.send(t, forum, 0, loa.Payload{ClosePoll: &loa.ClosePoll{Message: quiz.Message}})
	}
	for {
		if u := w.event(t); u.PollState != nil && u.PollState.Closed {
			if u.PollState.Total != 2 || !slices.Equal(u.PollState.Counts, []int{1, 1}) {
				t.Errorf("final count %+v", u.PollState)
			}
			break
		}
	}

	w.SayInTopic(minh, forum, topic, "/lich")
	if u := w.event(t); u.Message == nil || u.Message.Chat.Thread != topic {
		t.Fatalf("got %+v, want /lich in topic %d", u.Message, topic)
	}
	w.Say(hoa, forum, "/gan")
	if u := w.event(t); u.Message == nil || !u.Message.From.Anonymous || !u.Message.From.Account.IsZero() {
		t.Fatalf("got %+v, want an anonymous sender", u.Message)
	}
	_, err := w.a.Send(t.Context(), loa.Delivery{Chat: loa.ChatID(strconv.FormatInt(int64(forum), 10)), Thread: 999, Payload: notice})
	if loa.FailureOf(err).Class != loa.FailRefused || !strings.Contains(err.Error(), "forum topic") {
		t.Errorf("to a topic that is gone: %v", err)
	}
}

func TestSandboxMedia(t *testing.T) {
	t.Parallel()
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 16, 9))); err != nil {
		t.Fatal(err)
	}
	stored := files{data: picture.Bytes()}
	w := newWorld(t, stored)
	hoa := w.AddPerson("Hoa", "vi")
	w.Start(hoa, "")
	chat := sandbox.ChatID(hoa)
	for _, kind := range []loa.MediaKind{loa.Photo, loa.Document} {
		p := loa.Payload{Notice: &loa.Notice{
			Text:    loa.Styled(loa.Bold, "Ảnh tư liệu"),
			Media:   &loa.Media{Kind: kind, Name: "cờ.png", Digest: digest},
			Buttons: [][]loa.Button{{{Text: "Nguồn", URL: "https://example.vn/"}}},
		}}
		first := w.send(t, chat, 0, p)
		if first.FileID == "" {
			t.Fatalf("%s: no file id", kind)
		}
		if name, data, err := w.Download(chat, number(first.Message)); err != nil || !bytes.Equal(data, stored.data) {
			t.Errorf("%s: got %q of %d bytes, %v", kind, name, len(data), err)
		}
		w.a.files = files{remote: first.FileID}
		again := w.send(t, chat, 0, p)
		if again.FileID == "" || again.Message == first.Message {
			t.Errorf("%s by its id: %+v after %+v", kind, again, first)
		}
		w.send(t, chat, 0, loa.Payload{Edit: &loa.Edit{Message: again.Message, Caption: true, Text: loa.Plain("Đính chính")}})
		shown := w.message(t, chat, again.Message)
		if shown.Text != "Đính chính" || len(shown.Buttons) != 0 {
			t.Errorf("%s: edited caption %+v", kind, shown)
		}
		w.a.files = stored
	}
}

// How a request can fail on the way, and what it may be taken for.
func TestSandboxFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		fault   sandbox.Fault
		want    loa.FailureClass
		arrived int
	}{
		{"dropped after it was carried out", sandbox.Fault{Kind: sandbox.Drop}, loa.FailUncertain, 1},
		{"a gateway's page", sandbox.Fault{Kind: sandbox.HTML}, loa.FailUncertain, 0},
		{"a gateway's page after it was carried out", sandbox.Fault{Kind: sandbox.HTML, CarryOut: true, Status: 504}, loa.FailUncertain, 1},
		{"flood", sandbox.Fault{Kind: sandbox.Flood, RetryAfter: 7}, loa.FailWait, 0},
		{"kicked", sandbox.Fault{Kind: sandbox.Forbidden}, loa.FailGone, 0},
		{"refused", sandbox.Fault{Kind: sandbox.BadRequest, Text: "not enough rights to send text messages to the chat"}, loa.FailRefused, 0},
		{"upgraded", sandbox.Fault{Kind: sandbox.MigrateNow}, loa.FailMoved, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, files{})
			hoa := w.AddPerson("Hoa", "vi")
			group := w.AddGroup("Chi bộ 1", sandbox.GroupOptions{}, hoa)
			w.AddBot(group, hoa)
			w.Fail(tt.fault)
			d := textTo(loa.ChatID(strconv.FormatInt(int64(group), 10)), "Một lần thôi")
			_, err := w.a.Send(t.Context(), d)
			f := loa.FailureOf(err)
			if err == nil || f.Class != tt.want {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if n := len(w.Messages(group)); n != tt.arrived {
				t.Errorf("%d messages arrived, want %d", n, tt.arrived)
			}
			switch f.Class {
			case loa.FailWait:
				if f.After != 7*time.Second {
					t.Errorf("wait %v, want 7 s", f.After)
				}
			case loa.FailMoved:
				d.Chat = f.NewChat
				if _, err := w.a.Send(t.Context(), d); err != nil {
					t.Errorf("to the new chat: %v", err)
				}
			}
			checkNoSecret(t, err)
		})
	}
}

// A batch that could not be stored comes again; one update nobody can read, and
// numbers that begin anew, keep nothing back.
func TestSandboxReceivesEverything(t *testing.T) {
	t.Parallel()
	w := newWorld(t, files{})
	hoa := w.AddPerson("Hoa", "vi")
	w.Start(hoa, "1")
	w.Inject("message", `"poison"`)
	w.Say(hoa, sandbox.ChatID(hoa), "/start 2")
	m := &mailbox{refuse: 1}
	w.receive(t, m)
	got := []string{}
	next := func() {
		u := w.event(t)
		if u.Bad != nil {
			got = append(got, "bad")
			return
		}
		got = append(got, u.Message.Args)
	}
	for range 3 {
		next()
	}
	if err := w.Until(t.Context(), func() bool { return w.Pending() == 0 }); err != nil { // confirmed, as after a week
		t.Fatal(err)
	}
	w.RestartUpdateIDs(5)
	w.Say(hoa, sandbox.ChatID(hoa), "/start 3")
	next()
	if want := []string{"1", "bad", "2", "3"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.seen) < 2 || !slices.Equal(m.seen[0], m.seen[1]) {
		t.Errorf("batches %v: want the first one twice", m.seen)
	}
}

func TestSandboxMigration(t *testing.T) {
	t.Parallel()
	w := newWorld(t, files{})
	hoa := w.AddPerson("Hoa", "vi")
	group := w.AddGroup("Chi bộ 1", sandbox.GroupOptions{}, hoa)
	w.AddBot(group, hoa)
	w.receive(t, &mailbox{})
	moved := w.Migrate(group)
	want := loa.Moved{From: loa.ChatID(strconv.FormatInt(int64(group), 10)), To: loa.ChatID(strconv.FormatInt(int64(moved), 10))}
	for seen := 0; seen < 2; {
		if u := w.event(t); u.Moved != nil {
			if *u.Moved != want {
				t.Errorf("got %+v, want %+v", *u.Moved, want)
			}
			seen++
		}
	}
}

func TestSandboxDeletion(t *testing.T) {
	t.Parallel()
	w := newWorld(t, files{})
	hoa := w.AddPerson("Hoa", "vi")
	group := w.AddGroup("Chi bộ 1", sandbox.GroupOptions{}, hoa)
	w.AddBot(group, hoa)
	w.receive(t, &mailbox{})
	sent := w.send(t, group, 0, loa.Payload{Notice: &loa.Notice{Text: loa.Plain("Tin nhầm")}})
	for range 2 { // what is gone stays gone
		w.send(t, group, 0, loa.Payload{Delete: &loa.Delete{Message: sent.Message}})
	}
	for _, m := range w.Messages(group) {
		if m.Text == "Tin nhầm" {
			t.Error("the message is still there")
		}
	}
}
