package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loa"
	"loa/bot/sandbox"
	"loa/config"
	"loa/storage"
)

const zaloSecret = "zalo-secret-of-no-bot"

// cell is a Loa with a bot on Zalo alone, and a group there.
type cell struct {
	*stage
	token string
	an    sandbox.PersonID
	group sandbox.ChatID
}

func onZalo(p sandbox.PersonID) loa.Account {
	return loa.Account{Platform: loa.Zalo, ID: sandbox.ZaloAccount(p)}
}

func newCell(t *testing.T) *cell {
	t.Helper()
	c := &cell{stage: newStage(t)}
	c.an = c.AddPerson("An", "vi")
	c.token = c.AddZaloBot(sandbox.ZaloOptions{Token: "880001:" + zaloSecret})
	var err error
	if c.group, err = c.AddZaloGroup(c.token, "Chi bộ 1", c.lan, c.mai, c.an); err != nil {
		t.Fatal(err)
	}
	c.cfg.Campaign = "" // the one within the program, which asks questions
	c.cfg.Telegram = config.Telegram{}
	c.cfg.Zalo = config.Zalo{Tokens: []config.Secret{config.Secret(c.token)}, API: c.server.URL + "/zalo"}
	c.cfg.Admins = []loa.Account{onZalo(c.lan)}
	t.Cleanup(func() {
		if strings.Contains(c.log.String(), zaloSecret) {
			t.Error("the token is in the log")
		}
	})
	return c
}

// private is a person's chat with the bot.
func (c *cell) private(who sandbox.PersonID) sandbox.ChatID { return c.OpenZalo(c.token, who) }

// says has somebody write, and waits for one more message of the bot's with the words.
func (c *cell) says(who sandbox.PersonID, in sandbox.ChatID, text, answer string) {
	c.t.Helper()
	before := len(c.shown(in, answer))
	c.Say(who, in, text)
	c.until(fmt.Sprintf("%q is answered with %q", text, answer), func() bool { return len(c.shown(in, answer)) > before })
}

// transcript is all that was said in the chats.
func (c *cell) transcript(chats ...sandbox.ChatID) []byte {
	var b bytes.Buffer
	names := map[sandbox.PersonID]string{0: "Loa", c.lan: "Lan", c.mai: "Mai", c.an: "An"}
	for i, chat := range chats {
		fmt.Fprintf(&b, "== %s\n", []string{"Nhóm Zalo", "Lan, riêng", "Mai, riêng"}[i])
		for _, m := range c.Messages(chat) {
			if strings.HasPrefix(m.Text, "Những bài chưa tới") || strings.Contains(m.Text, "đang chờ duyệt") {
				continue // of the days that the clock jumps over: they come when they come
			}
			fmt.Fprintf(&b, "\n%s: %s\n", names[m.From], strings.ReplaceAll(m.Text, "\n", "\n    "))
		}
		fmt.Fprintln(&b)
	}
	return b.Bytes()
}

// TestZaloByText is a month of a cell on Zalo, by text alone: registering, the fact of
// the day and the question, a meeting with its replies, and the roll.
func TestZaloByText(t *testing.T) {
	t.Parallel()
	c := newCell(t)
	c.launch()
	c.log.await(t, "connected to Zalo")
	lan, mai := c.private(c.lan), c.private(c.mai)
	defer func() {
		if t.Failed() {
			t.Logf("%s", c.transcript(c.group, lan, mai))
		}
	}()

	c.Say(c.mai, c.group, "chào cả nhà") // not for Loa
	c.says(c.lan, c.group, "@Bot Loa /dangky tổ dân phố 1", "Nhóm này là của đơn vị nào")
	c.says(c.lan, c.group, "@Bot Loa Chi bộ Tổ dân phố 1", "đây là loại nhóm nào")
	c.Say(c.mai, c.group, "@Bot Loa 1") // not hers to choose, and not told so in front of all
	c.says(c.lan, c.group, "@Bot Loa 1", "đã gắn với")

	c.to("2024-03-17T06:30:00+07:00")
	c.await(c.group, "Bản Kéo buông súng")
	question := c.await(c.group, "Cứ điểm nào bị bức hàng")
	c.Reply(c.an, c.group, question.ID, "đáp án b ạ")
	c.Say(c.an, c.group, "@Bot Loa A") // the first answer counts
	c.Say(c.mai, c.group, "@bot loa Q09: c")
	c.says(c.an, c.group, "@Bot Loa /trogiup", "Loa đăng bài") // what came before is stored then
	c.to("2024-03-17T20:00:00+07:00")
	c.await(c.group, "Đáp án câu hỏi")

	c.to("2024-03-29T06:00:00+07:00")
	c.log.await(t, "Thursday 28 March 2024") // what was missed is told to nobody: Lan has not written yet
	c.says(c.lan, lan, "/start", "Kính chào")
	c.says(c.mai, mai, "xin chào", "Loa đây")
	c.seat()
	c.says(c.lan, lan, "/nhac 05/04 19:30 Nhà văn hóa TDP 1", "Họp của đơn vị nào")
	c.says(c.lan, lan, "tổ dân phố 1", "Tiêu đề buổi họp")
	c.says(c.lan, lan, "1", "Kiểm tra trước khi gửi")
	c.says(c.lan, lan, "1", "Đã đặt lịch")
	invited := c.await(c.group, "Có mặt")
	c.Reply(c.mai, c.group, invited.ID, "co mat")
	c.await(mai, "đồng chí sẽ dự")
	c.says(c.an, c.group, "@Bot Loa vang om", "đồng chí vắng")
	c.says(c.lan, lan, "/chuatraloi", "trả lời")

	c.to("2024-04-05T19:40:00+07:00")
	c.await(lan, "Những bài chưa tới")
	c.says(c.lan, lan, "/diemdanh", "Nguyễn Thị Mai")
	c.says(c.lan, lan, "6", "có mặt 1") // Mai's line
	c.says(c.lan, lan, "/baocao 03/2024", "Báo cáo: ")
	c.says(c.lan, lan, "bảng tính", "Zalo không cho bot gửi tệp")
	c.halt()
	compare(t, "testdata/zalo.vi.golden", c.transcript(c.group, lan, mai))
	if n := c.Calls("zalo/sendMessage", 429) + c.Calls("zalo/sendMessage", 410); n != 0 {
		t.Errorf("%d messages were refused", n)
	}
}

func compare(t *testing.T, golden string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("it differs from %s (-want +got):\n%s", golden, diff)
	}
}

// seat puts Mai and An on the roll, with their accounts and their consent.
func (c *cell) seat() {
	c.t.Helper()
	c.database(func(tx *storage.Tx) error {
		for name, who := range map[string]sandbox.PersonID{"Nguyễn Thị Mai": c.mai, "Trần Văn An": c.an} {
			member, err := tx.SaveMember(loa.Member{Name: name})
			if err != nil {
				return err
			}
			if err := tx.SaveMembership(loa.Membership{Member: member, Unit: "chi-bo-tdp-1", Kind: loa.FullMember}); err != nil {
				return err
			}
			if err := tx.LinkAccount(loa.Link{Account: onZalo(who), Member: member, At: c.clock.Now(), By: onZalo(c.lan)}); err != nil {
				return err
			}
			if err := tx.GiveConsent(loa.Consent{Member: member, Purpose: loa.PurposeAttendance, Version: "1", Given: c.clock.Now()}); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestZaloQuota: a bot whose month is used up stops, is told of, and nobody else stops
// with it.
func TestZaloQuota(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	onZalo := s.AddZaloBot(sandbox.ZaloOptions{Token: "880001:" + zaloSecret, Monthly: 1})
	group, err := s.AddZaloGroup(onZalo, "Chi bộ 1", s.lan)
	if err != nil {
		t.Fatal(err)
	}
	s.cfg.Zalo = config.Zalo{Tokens: []config.Secret{config.Secret(onZalo)}, API: s.server.URL + "/zalo"}
	s.start()
	s.log.await(t, "connected to Zalo")
	s.Say(s.lan, group, "@Bot Loa /trogiup")
	s.log.await(t, "this bot is stopped, the others go on")
	s.Start(s.lan, "")
	s.await(sandbox.ChatID(s.lan), "Kính chào")
	if err := s.app.ready(t.Context()); err == nil || !strings.Contains(err.Error(), "zalo 1: stopped: the bot's messages of this month are used up") {
		t.Errorf("readiness says %v", err)
	}
	s.count(group, "", 0)
}
