package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"loa"
	"loa/bot/sandbox"
	"loa/storage"
)

// TestOneChatIsHeld has Telegram hold one chat for an hour: no other waits for it.
func TestOneChatIsHeld(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	held := s.bound("Chi bộ 1", "cb-1", "cell")
	others := []sandbox.ChatID{s.bound("Chi bộ 2", "cb-2", "cell"), s.bound("Liên gia 1", "cb-1", "household")}
	s.start()
	s.Fail(sandbox.Fault{Kind: sandbox.Flood, Chat: held, RetryAfter: 3600})
	s.to("2024-03-13T06:30:00+07:00")
	for _, group := range others {
		s.await(group, post13)
	}
	s.until("the chat was held", func() bool { return s.Faults() == 0 })
	s.Start(s.mai, "")
	s.await(sandbox.ChatID(s.mai), "CHỦ ĐỀ CỦA ĐỢT")
	s.to("2024-03-13T06:40:00+07:00")
	s.Say(s.mai, others[0], "/lich")
	s.until("the others go on", func() bool { return len(s.shown(others[0], "")) == 2 })
	s.count(held, "", 0)
	if n := s.Calls("sendMessage", 429); n != 1 {
		t.Errorf("%d requests were answered with 429, want just the one", n)
	}
	s.halt()
	s.start() // holds are not remembered: at worst one more 429
	s.await(held, post13)
	s.halt()
	for _, group := range append(others, held) {
		s.count(group, post13, 1)
	}
}

// TestLostAnswer loses Telegram's answer to a post that arrived: the editor is
// told, and it is never sent again.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	lost, other := s.bound("Chi bộ 1", "cb-1", "cell"), s.bound("Chi bộ 2", "cb-2", "cell")
	s.start()
	lan := sandbox.ChatID(s.lan)
	s.Start(s.lan, "")
	s.await(lan, "CHỦ ĐỀ CỦA ĐỢT")
	s.Fail(sandbox.Fault{Kind: sandbox.Drop, Method: "sendMessage", Chat: lost})
	s.to("2024-03-13T06:30:00+07:00")
	s.await(lost, post13)
	s.await(other, post13)
	s.clock.SetSpeed(60) // the editor is told within a minute of campaign time
	told := s.line("campaign.trouble_uncertain", map[string]any{
		"Title": "Ngày này năm 1954: mở màn", "Date": s.catalog.Day(loa.Vietnamese, march(13)), "Count": 1,
	})
	s.await(lan, told)
	s.clock.SetSpeed(1)
	s.halt()
	if got := s.states(lost, march(13)); got[loa.Uncertain] != 1 || len(got) != 1 {
		t.Errorf("the post is %v, want uncertain", got)
	}
	s.start()
	s.to("2024-03-13T08:00:00+07:00")
	s.to("2024-03-17T06:30:00+07:00")
	s.await(lost, post17)
	s.await(other, post17)
	s.halt()
	s.count(lost, post13, 1)
	s.count(other, post13, 1)
	s.count(lan, told, 1)
}

// TestPoisonedUpdate sends what no bot can read: it is put aside, and what
// comes after it is handled.
func TestPoisonedUpdate(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	group := s.bound("Chi bộ 1", "cb-1", "cell")
	s.start()
	s.Inject("message", `"poison"`)
	s.Inject("callback_query", `{"id": 7, "from": []}`)
	s.Say(s.mai, group, "/homnay")
	s.until("Loa answers what came later", func() bool { return len(s.shown(group, "")) == 1 })
	_, metrics := get(t, "http://"+s.app.server.Addr()+"/metrics")
	if !strings.Contains(metrics, "\nloa_updates_dead_lettered_total 2\n") {
		t.Error("the metrics do not count two updates put aside")
	}
	s.halt()
	s.database(func(tx *storage.Tx) error {
		n, err := tx.DeadLetters()
		if n != 2 {
			t.Errorf("%d updates were put aside, want 2", n)
		}
		return err
	})
	s.start()
	s.Say(s.mai, group, "/homnay")
	s.until("Loa answers after a restart", func() bool { return len(s.shown(group, "")) == 2 })
}

// TestUpdatesComeAgain stops Loa after it has handled an update and before it
// could tell Telegram so: the update comes again, and is not answered again.
func TestUpdatesComeAgain(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	mai := sandbox.ChatID(s.mai)
	s.answers(s.mai)
	s.until("Loa waits for updates", func() bool { return s.Pending() == 0 })
	s.mute.Store(true) // from the next request on; the one that waits brings what comes now
	s.answers(s.mai)
	s.halt()
	if n := s.Pending(); n != 1 {
		t.Fatalf("%d updates wait to be confirmed, want the one", n)
	}
	s.mute.Store(false)
	s.start()
	s.Say(s.mai, mai, "/lich")
	s.await(mai, "Lịch đăng bài thứ") // answers in a chat keep their order
	s.halt()
	s.count(mai, "CHỦ ĐỀ CỦA ĐỢT", 2)
}

// TestKilled kills Loa with no warning in the middle of sending a post to many
// groups, and starts it again. No group gets it twice; one that did not get it
// is listed as uncertain.
func TestKilled(t *testing.T) {
	t.Parallel()
	const groups = 40 // more than Loa may send in a second
	s := newStage(t)
	var chats []sandbox.ChatID
	for i := range groups {
		chats = append(chats, s.bound(fmt.Sprintf("Chi bộ %d", i+1), "cb-1", "cell"))
	}
	got := func() (n int) {
		for _, c := range chats {
			n += len(s.shown(c, post13))
		}
		return n
	}
	serve := func(moment string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "serve", "--at", moment)
		cmd.Env = append(os.Environ(), asProgram+"=1", "LOA_TELEGRAM_TOKEN="+token, "LOA_TELEGRAM_API="+s.server.URL,
			"LOA_DATABASE="+string(s.cfg.Database), "LOA_CAMPAIGN="+s.cfg.Campaign, "LOA_LISTEN=127.0.0.1:0", "LOA_LOG_LEVEL=debug")
		cmd.Stdout, cmd.Stderr = s.log, s.log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	kill := func(cmd *exec.Cmd) {
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		_ = cmd.Wait() // "signal: killed"
	}
	first := serve("2024-03-13T06:29:59+07:00")
	s.until("some groups have the post", func() bool { return got() >= 5 })
	kill(first)
	before := got()
	if before == groups {
		t.Fatal("all posts were sent before Loa was killed: the test shows nothing")
	}
	second := serve("2024-03-13T06:31:00+07:00")
	s.until("the rest is being sent", func() bool { return got() > before })
	uncertain := map[sandbox.ChatID]bool{}
	for _, c := range chats { // Recover comes before the first request
		uncertain[c] = s.states(c, march(13))[loa.Uncertain] == 1
	}
	s.until("all groups have the post, but for the uncertain ones", func() bool {
		for _, c := range chats {
			if !uncertain[c] && len(s.shown(c, post13)) == 0 {
				return false
			}
		}
		return true
	})
	kill(second)
	lost := 0
	for _, c := range chats {
		n := len(s.shown(c, post13))
		if n > 1 {
			t.Errorf("group %d got the post %d times", c, n)
		}
		if uncertain[c] {
			lost++
		}
	}
	t.Logf("killed after %d of %d; %d uncertain", before, groups, lost)
}
