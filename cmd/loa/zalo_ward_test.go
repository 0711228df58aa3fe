package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"loa"
	"loa/bot/sandbox"
	"loa/campaign"
	"loa/config"
	"loa/storage"
)

// A ward with forty groups on Zalo and ten bots of three groups each.
const (
	wardBots   = 10
	wardGroups = 40
	onBots     = wardBots * loa.ZaloGroups
	byHand     = wardGroups - onBots
)

// zaloWard is such a ward; the groups that have a place are bound as the plan says, and
// people serve the others.
type zaloWard struct {
	*stage
	tokens []string
	bots   []campaign.Bot
	groups []sandbox.ChatID // bound, three for each bot in order
	answer sandbox.PersonID // who answers by mention
	desk   sandbox.ChatID   // Lan's private chat with the first bot: she passes things on
}

func newZaloWard(t *testing.T) *zaloWard {
	t.Helper()
	w := &zaloWard{stage: newStage(t)}
	w.clock.Jump(at(t, "2024-03-16T20:00:00+07:00"))
	w.answer = w.AddPerson("An", "vi")
	w.cfg.Campaign, w.cfg.Telegram, w.cfg.Zalo.API = "", config.Telegram{}, w.server.URL+"/zalo"
	w.cfg.Admins = []loa.Account{onZalo(w.lan)}
	for i := range wardBots {
		token := w.AddZaloBot(sandbox.ZaloOptions{Name: fmt.Sprintf("Bot Loa %c", 'A'+i), Token: fmt.Sprintf("8801%02d:%s", i, zaloSecret)})
		w.tokens, w.cfg.Zalo.Tokens = append(w.tokens, token), append(w.cfg.Zalo.Tokens, config.Secret(token))
	}
	e := &env{ctx: t.Context(), stderr: w.log, lang: loa.Vietnamese, catalog: w.catalog}
	w.bots, w.desk = e.zaloBots(w.cfg), w.OpenZalo(w.tokens[0], w.lan)
	w.database(func(tx *storage.Tx) error {
		units := loa.Units{{ID: "phuong", Name: "Đảng ủy phường", Kind: "committee"}}
		for i := range wardGroups {
			units = append(units, loa.Unit{ID: unitOf(i), Parent: "phuong", Name: fmt.Sprintf("Chi bộ khu phố %d", i+1), Kind: "cell"})
		}
		return tx.SaveUnits(units)
	})
	return w
}

func unitOf(i int) loa.UnitID { return loa.UnitID(fmt.Sprintf("khu-pho-%02d", i+1)) }

// loa runs a command on the ward's database.
func (w *zaloWard) loa(args ...string) string {
	w.t.Helper()
	var out bytes.Buffer
	tokens := strings.Join(w.tokens, ",")
	status := run(w.t.Context(), args, map[string]string{
		"LANG": "en_US", "LOA_DATABASE": string(w.cfg.Database), "LOA_ZALO_TOKENS": tokens, "LOA_ZALO_API": w.cfg.Zalo.API,
	}, nil, &out, w.log)
	if status != exitOK {
		w.t.Fatalf("loa %v: status %d\n%s", args, status, w.log)
	}
	return out.String()
}

// bindPlanned binds the groups that have a place. Those without one get posts from people.
func (w *zaloWard) bindPlanned() {
	w.t.Helper()
	w.database(func(tx *storage.Tx) error {
		for i := range onBots {
			bot := w.bots[i/loa.ZaloGroups]
			title := fmt.Sprintf("Khu phố %d", i+1)
			group, err := w.AddZaloGroup(w.tokens[i/loa.ZaloGroups], title, w.lan, w.mai, w.answer)
			if err != nil {
				return err
			}
			w.groups = append(w.groups, group)
			_, err = tx.SaveGroup(loa.Group{
				Bot: bot.ID, Chat: loa.ChatID(w.ZaloChat(group)), Title: title, Unit: unitOf(i), Kind: loa.CellGroups,
				State: loa.GroupActive, BoundAt: w.clock.Now(),
			})
			if err != nil {
				return err
			}
		}
		for i := range byHand {
			_, err := tx.SaveGroup(loa.Group{
				Bot: loa.RelayBot, Chat: loa.RelayChat(int64(i) + 1), Title: fmt.Sprintf("Khu phố %d", onBots+i+1), Unit: unitOf(onBots + i), Kind: loa.CellGroups,
				State: loa.GroupActive, BoundAt: w.clock.Now(),
			})
			if err != nil {
				return err
			}
		}
		day := at(w.t, "2024-03-17T19:30:00+07:00")
		for i := range 2 { // groups that are reminded of a meeting
			_, err := tx.SaveMeeting(loa.Meeting{
				Unit: unitOf(i), Kind: loa.MeetingMonthly, State: loa.MeetingPlanned, Title: "Sinh hoạt chi bộ", Place: "Nhà văn hóa", At: day,
				Reminders: []int{0}, Bot: w.bots[0].ID, Author: onZalo(w.lan), Created: w.clock.Now().Add(-72 * time.Hour), InviteAt: w.clock.Now().Add(-48 * time.Hour),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// types has Lan write to the first bot, and waits for one more message with the words.
func (w *zaloWard) types(text, answer string) {
	w.t.Helper()
	before := w.fromBot(w.desk, answer)
	w.Say(w.lan, w.desk, text)
	w.until(fmt.Sprintf("%q is answered with %q", text, answer), func() bool { return w.fromBot(w.desk, answer) > before })
}

// passOn has Lan pass on most of what she is given, by numbers, and returns to which groups
// the post went.
func (w *zaloWard) passOn() (posts []loa.UnitID) {
	w.t.Helper()
	const card, done, left = "ngay trên đây", "đã chuyển,", "Tin chờ chuyển"
	// One text for ten groups has two cards, and the question has its own.
	w.until("four cards have come", func() bool { return w.fromBot(w.desk, card) == 4 })
	w.types("1", done) // the newest card: the question, to the last two groups
	post := func(place int) {
		w.types("/chuyen", left)
		w.types(fmt.Sprint(place), card)
		w.types("1", done)
	}
	for i := byHand; i > byHand-2; i-- {
		post(i)
		posts = append(posts, unitOf(onBots+i-1))
	}
	for i := range 4 {
		cards := w.fromBot(w.desk, card)
		w.types("/chuyen", left)
		w.Say(w.lan, w.desk, "1")
		w.until("the unit's post and question have come", func() bool { return w.fromBot(w.desk, card) == cards+2 })
		w.types("1", done)
		post(1)
		posts = append(posts, unitOf(onBots+i))
	}
	waiting := byHand - len(posts)
	w.types("/chuyen", fmt.Sprintf("Tin chờ chuyển: %d lượt, %d đơn vị", 2*waiting, waiting))
	list := w.shown(w.desk, left)
	for i := range byHand {
		shows := strings.Contains(list[len(list)-1].Text, fmt.Sprintf("▫ Chi bộ khu phố %d: 2 lượt", onBots+i+1))
		if shows == slices.Contains(posts, unitOf(onBots+i)) {
			w.t.Errorf("%s is still to be passed on: %v\n%s", unitOf(onBots+i), shows, list[len(list)-1].Text)
		}
	}
	return posts
}

// fromBot counts what the bots said in a chat, with the words or at all.
func (w *zaloWard) fromBot(chat sandbox.ChatID, words string) int { return len(w.shown(chat, words)) }

// TestZaloWard plans forty groups on ten bots, lets a day pass in the thirty that have a
// place, and compares what Loa counts with what the platform did.
func TestZaloWard(t *testing.T) {
	t.Parallel()
	w := newZaloWard(t)
	var list bytes.Buffer
	lines := csv.NewWriter(&list)
	for i := range wardGroups {
		if err := lines.Write([]string{fmt.Sprintf("Khu phố %d", i+1), "cell"}); err != nil {
			t.Fatal(err)
		}
	}
	lines.Flush()
	plan := w.loa("zalo", "plan", "--month", "2024-03", "--groups", write(t, "groups.csv", list.String()))
	for words, n := range map[string]int{"groups 3 of 3, messages expected": wardBots, "\n  + Khu phố ": onBots, "\n  – Khu phố ": wardGroups - onBots, "Without a place: 10 groups": 1, "make more bots: 4": 1, "Bots beyond their month: 0.": 1} {
		if got := strings.Count(plan, words); got != n {
			t.Errorf("the plan has %q %d times, want %d:\n%s", words, got, n, plan)
		}
	}
	if units := w.loa("zalo", "plan", "--month", "2024-03"); strings.Count(units, "\n  + Chi bộ khu phố ") != onBots {
		t.Errorf("without a list it is the units that have no group:\n%s", units)
	}

	w.bindPlanned()
	w.launch()
	for i := range wardBots {
		w.log.await(t, fmt.Sprintf(`"name":"Bot Loa %c"`, 'A'+i))
	}
	w.types("/start", "Kính chào")
	w.to("2024-03-17T06:30:00+07:00")
	for _, g := range w.groups {
		w.await(g, "Bản Kéo buông súng")
	}
	for i, g := range w.groups {
		question := w.await(g, "Cứ điểm nào bị bức hàng")
		w.Reply(w.mai, g, question.ID, "b")
		w.Say(w.answer, g, fmt.Sprintf("@Bot Loa %c A", 'A'+i/loa.ZaloGroups))
		w.Say(w.answer, g, "chuyện khác") // not for Loa, and not counted
	}
	for _, g := range w.groups[:2] {
		w.await(g, "Nhắc lịch: Sinh hoạt chi bộ")
	}
	for i := range wardBots { // an answer to a person tells that what came before is stored
		g := w.groups[i*loa.ZaloGroups]
		w.Say(w.lan, g, fmt.Sprintf("@Bot Loa %c /trogiup", 'A'+i))
		w.await(g, "Loa đăng bài")
	}
	passedOn := w.passOn()
	w.to("2024-03-17T20:00:00+07:00")
	for _, g := range w.groups {
		w.await(g, "2 người đã trả lời")
	}
	w.await(w.desk, "Đáp án câu hỏi")
	w.halt()
	w.compareLedger()
	w.compareReport(passedOn)
	if n := w.Calls("zalo/sendMessage", 429) + w.Calls("zalo/sendMessage", 410); n != 0 {
		t.Errorf("%d messages were refused", n)
	}
	after := w.loa("zalo", "plan", "--month", "2024-03")
	if n := strings.Count(after, "(there already, about "); n != onBots {
		t.Errorf("the plan knows %d groups that are bound, want %d:\n%s", n, onBots, after)
	}
}

// compareLedger compares Loa's count of messages with the platform's, bot by bot, and with
// what stands in the chats.
func (w *zaloWard) compareLedger() {
	w.t.Helper()
	month := loa.Date{Year: 2024, Month: 3, Day: 1}
	w.database(func(tx *storage.Tx) error {
		total, private := 0, len(w.Messages(w.desk))
		for i, b := range w.bots {
			counts, err := tx.QuotaOf(b.ID, month, month.Month1st(1).AddDays(-1))
			if err != nil {
				return err
			}
			said := 0
			for _, g := range w.groups[i*loa.ZaloGroups : (i+1)*loa.ZaloGroups] {
				said += w.fromBot(g, "")
			}
			written := 2*loa.ZaloGroups + 1
			if i == 0 { // the bot that Lan writes to in private
				said += w.fromBot(w.desk, "")
				written += private - w.fromBot(w.desk, "")
			}
			used := w.ZaloUsed(w.tokens[i])
			total += used
			if counts.Used() != used || counts[loa.QuotaReceived] != written || counts[loa.QuotaPlanned]+counts[loa.QuotaAnswered] != said || counts[loa.QuotaUnsure] != 0 {
				w.t.Errorf("%s: Loa counts %v, the platform %d, in the chats stand %d", b.Name, counts, used, said)
			}
			people, err := tx.QuotaPeople(b.ID)
			if err != nil {
				return err
			}
			if people != 3 {
				w.t.Errorf("%s has met %d people, want 3", b.Name, people)
			}
		}
		// A post, a question, two answers of people and what was right; two meetings with
		// invitation and reminder; a question to each bot and its answer; what Lan and the
		// first bot write to each other.
		if want := 5*len(w.groups) + 2*2 + 2*wardBots + private; total != want {
			w.t.Errorf("a day of %d groups: %d messages, both ways, want %d", len(w.groups), total, want)
		}
		return nil
	})
}

// compareReport compares the figures of the report with what stands in the groups, and with
// what was passed on by hand.
func (w *zaloWard) compareReport(passedOn []loa.UnitID) {
	w.t.Helper()
	says := func(unit loa.UnitID, want string) {
		w.t.Helper()
		if text := w.loa("report", "--period", "2024-03-17..2024-03-17", "--unit", string(unit)); !strings.Contains(text, want) {
			w.t.Errorf("the report on %s lacks %q:\n%s", unit, want, text)
		}
	}
	posted := 0
	for i, g := range w.groups {
		stands := w.fromBot(g, "Bản Kéo buông súng")
		posted += stands
		says(unitOf(i), fmt.Sprintf("Sent %d of 1 ", stands))
	}
	for i := range byHand {
		if unit := unitOf(onBots + i); slices.Contains(passedOn, unit) {
			says(unit, "Sent 0 of 1, passed on by hand 1 ")
		} else {
			says(unit, "Sent 0 of 1 (0.0%) · too late, not sent 1")
		}
	}
	says("phuong", fmt.Sprintf("Sent %d of %d, passed on by hand %d ", posted, wardGroups, len(passedOn)))
	says("phuong", fmt.Sprintf("too late, not sent %d", byHand-len(passedOn)))
	says("phuong", fmt.Sprintf("Groups with a post: %d of %d", posted+len(passedOn), wardGroups))
}

// TestZaloFullBot: a bot with as many groups as it may have says so, and names another.
func TestZaloFullBot(t *testing.T) {
	t.Parallel()
	c := newCell(t)
	c.cfg.Zalo.Limits = loa.QuotaLimits{Groups: 1}
	other := c.AddZaloBot(sandbox.ZaloOptions{Token: "880002:" + zaloSecret, Name: "Bot Hai"})
	c.cfg.Zalo.Tokens = append(c.cfg.Zalo.Tokens, config.Secret(other))
	second, err := c.AddZaloGroup(c.token, "Chi bộ 2", c.lan, c.mai)
	if err != nil {
		t.Fatal(err)
	}
	c.launch()
	c.log.await(t, `"name":"Bot Hai"`)
	c.log.await(t, `"name":"Bot Loa"`)
	c.says(c.lan, c.group, "@Bot Loa /dangky tổ dân phố 1", "Nhóm này là của đơn vị nào")
	c.says(c.lan, c.group, "@Bot Loa 1", "đây là loại nhóm nào")
	c.says(c.lan, c.group, "@Bot Loa 1", "đã gắn với")
	c.says(c.lan, second, "@Bot Loa /dangky tổ dân phố 2", "Bot Loa đã có đủ 1 nhóm theo gói Zalo")
	if n := len(c.shown(second, "Bot Hai")); n != 1 {
		t.Errorf("the other bot is named %d times", n)
	}
	c.Say(c.mai, second, "@Bot Loa /dangky tổ dân phố 2") // not hers to choose, and not told so
	c.says(c.lan, c.group, "@Bot Loa /dangky tổ dân phố 3", "Nhóm này là của đơn vị nào")
	c.halt()
	if n := len(c.shown(second, "đã có đủ")); n != 1 {
		t.Errorf("told %d times", n)
	}
	c.database(func(tx *storage.Tx) error {
		groups, err := tx.Groups(loa.GroupActive)
		if len(groups) != 1 || !slices.ContainsFunc(groups, func(g loa.Group) bool { return g.Unit == "chi-bo-tdp-1" }) {
			t.Errorf("bound: %+v", groups)
		}
		return err
	})
}

// TestZaloGap: when nobody listened for an hour, editors are told what may be lost.
func TestZaloGap(t *testing.T) {
	t.Parallel()
	c := newCell(t)
	c.launch()
	lan := c.private(c.lan)
	c.says(c.lan, lan, "/start", "Kính chào")
	c.says(c.lan, lan, "/start", "Kính chào") // comes by a later poll, so what was heard by the first is noted
	c.halt()
	id := (&env{ctx: t.Context(), stderr: c.log, lang: loa.Vietnamese, catalog: c.catalog}).zaloBots(c.cfg)[0].ID
	key := "heard." + string(id)
	c.database(func(tx *storage.Tx) error {
		noted, err := tx.State(key)
		if err != nil {
			return err
		}
		heard, err := strconv.ParseInt(noted, 10, 64)
		if err != nil {
			return fmt.Errorf("when the bot was heard: %w", err)
		}
		return tx.SetState(key, fmt.Sprint(heard-time.Hour.Milliseconds()))
	})
	c.launch()
	c.await(lan, "đã không nghe được tin trên Bot Loa")
	c.says(c.lan, lan, "/start", "Kính chào") // told once, also when it is heard again
	c.count(lan, "đã không nghe được tin", 1)
}
