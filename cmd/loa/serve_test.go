package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"loa"
	"loa/bot/sandbox"
	"loa/storage"
)

const (
	cellKind = "Chi bộ"
	unit1    = "Chi bộ Tổ dân phố 1"
	unit2    = "Chi bộ Tổ dân phố 2"
)

// The posts of testdata/campaign, by words that stand in no other.
const (
	post13 = "chiến dịch mở màn"
	post14 = "Lá cờ đỏ sao vàng."
	post15 = "Một bài học chỉ dành cho sinh hoạt chi bộ." // strand M6, not for households
	post17 = "Bài của ngày 17."
	post18 = "Bài của ngày 18."
)

func march(day int) loa.Date { return loa.Date{Year: 2024, Month: 3, Day: day} }

// TestStory is a week of a ward: groups of all forms are registered by buttons,
// and get the posts that are theirs.
func TestStory(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	s.Start(s.lan, "")
	s.await(sandbox.ChatID(s.lan), "CHỦ ĐỀ CỦA ĐỢT")

	super := s.AddGroup("Chi bộ 1", sandbox.GroupOptions{Supergroup: true}, s.lan, s.mai)
	basic := s.AddGroup("Liên gia 1", sandbox.GroupOptions{}, s.lan, s.mai)
	forum := s.AddGroup("Chi bộ 2", sandbox.GroupOptions{Forum: true, Topics: []string{"Tuyên truyền"}}, s.lan, s.mai)
	strange := s.AddGroup("Chợ", sandbox.GroupOptions{Supergroup: true}, s.mai)
	topic := s.Topic(forum, "Tuyên truyền")
	greeting := s.line("bot.group_greeting", nil)
	for _, group := range []sandbox.ChatID{super, basic, forum} {
		s.AddBot(group, s.lan)
		s.await(group, greeting)
	}
	s.AddBot(strange, s.mai)
	s.await(strange, greeting)
	s.Say(s.mai, strange, "/homnay")
	s.Say(s.mai, strange, "/dangky") // not hers to register: she is not told so in front of all

	s.register(s.lan, super, unit1, cellKind)
	s.register(s.lan, basic, unit1, "Tổ liên gia tự quản")
	s.SayInTopic(s.lan, forum, topic, "/dangky "+unit2)
	s.tap(s.lan, forum, unit2)
	s.tap(s.lan, forum, cellKind)
	if m := s.await(forum, s.registered(unit2, cellKind)); m.Thread != topic {
		t.Errorf("registered in topic %d, want %d", m.Thread, topic)
	}

	s.to("2024-03-13T06:30:00+07:00")
	for _, group := range []sandbox.ChatID{super, basic, forum} {
		if m := s.await(group, post13); !strings.Contains(m.Text, "Cách đây 70 năm") || m.Silent || len(m.Entities) == 0 {
			t.Errorf("the milestone came as %+v", m)
		}
	}
	if m := s.await(forum, post13); m.Thread != topic {
		t.Errorf("the post came in topic %d, want %d", m.Thread, topic)
	}

	tapped := s.tap(s.mai, super, s.line("campaign.source_button", nil))
	s.until("Mai is told the source", func() bool { return len(s.Toasts(s.mai)) > 0 })
	if toast := s.Toasts(s.mai)[0]; !toast.Alert || !strings.Contains(toast.Text, "Báo Nhân Dân – nhandan.vn, post1") {
		t.Errorf("the source of message %d: %+v", tapped, toast)
	}

	mai := sandbox.ChatID(s.mai)
	s.Start(s.mai, "")
	s.Say(s.mai, mai, "/homnay")
	s.await(mai, post13)

	moved := s.Migrate(basic)
	s.to("2024-03-14T06:30:00+07:00")
	for _, group := range []sandbox.ChatID{super, moved, forum} {
		if m := s.await(group, post14); m.Photo == "" {
			t.Errorf("the post of 14/3 came without its picture: %+v", m)
		}
	}

	s.to("2024-03-15T06:30:00+07:00")
	s.await(super, post15)
	s.await(forum, post15)
	s.to("2024-03-17T06:30:00+07:00")
	for _, group := range []sandbox.ChatID{super, moved, forum} {
		s.await(group, post17)
	}
	s.count(moved, post15, 0) // an M6 post is not for households
	s.halt()
	if got := s.states(moved, march(15)); len(got) != 0 {
		t.Errorf("the household group was owed on 15/3: %v", got)
	}
	if got := len(s.Messages(strange)); got != 3 { // the greeting and Mai's two commands
		t.Errorf("an unregistered group has %d messages, want the one polite line and Mai's two: %+v", got, s.Messages(strange))
	}
	for chat, posts := range map[sandbox.ChatID][]string{
		super: {post13, post14, post15, post17}, moved: {post14, post17}, forum: {post13, post14, post15, post17},
	} {
		for _, post := range posts {
			s.count(chat, post, 1)
		}
	}
	if n := s.Calls("", 429); n != 0 {
		t.Errorf("%d requests were refused for their pace", n)
	}
}

// TestPhotoIsUploadedOnce sends a picture to a second group, which lives half an
// hour further west, and to a person, by the id that Telegram gave it.
func TestPhotoIsUploadedOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	first := s.bound("Chi bộ 1", "cb-1", "cell")
	s.start()
	s.database(func(tx *storage.Tx) error {
		return tx.SaveUnits(loa.Units{{ID: "xa", Parent: "dang-uy", Name: "Chi bộ ở xa", Kind: "cell", Zone: "Asia/Yangon"}})
	})
	second := s.bound("Chi bộ ở xa", "xa", "cell")
	want := picture(t)
	check := func(chat sandbox.ChatID) {
		t.Helper()
		m := s.await(chat, post14)
		if _, data, err := s.Download(chat, m.ID); err != nil || !slices.Equal(data, want) {
			t.Errorf("chat %d got %d bytes, want the %d of the file: %v", chat, len(data), len(want), err)
		}
	}
	s.to("2024-03-14T06:30:00+07:00")
	check(first)
	s.count(second, post14, 0)
	s.halt() // the id is stored
	s.start()
	s.to("2024-03-14T07:00:00+07:00")
	check(second)
	s.Start(s.mai, "")
	s.Say(s.mai, sandbox.ChatID(s.mai), "/homnay")
	check(sandbox.ChatID(s.mai))
	if n := s.uploads.Load(); n != 1 {
		t.Errorf("%d uploads for three messages with the same picture, want 1", n)
	}
}

// picture is the one of the test campaign.
func picture(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/campaign/images/co.png")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestMenus checks what people see of Loa before they write to it.
func TestMenus(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	for lang, wanted := range map[string][3]string{"": {"homnay", "lich", "dangky"}, "vi": {"homnay", "lich", "dangky"}, "en": {"today", "calendar", "register"}} {
		for _, scope := range []string{"all_private_chats", "all_group_chats", "all_chat_administrators"} {
			menu := s.Commands(scope, lang)
			var names []string
			for _, c := range menu {
				names = append(names, c.Command)
			}
			if len(menu) == 0 || len(menu) > 8 || !slices.Contains(names, wanted[0]) || !slices.Contains(names, wanted[1]) {
				t.Errorf("menu of %s in %q: %v", scope, lang, names)
			}
			if got, want := slices.Contains(names, wanted[2]), scope == "all_chat_administrators"; got != want {
				t.Errorf("menu of %s in %q lists /%s: %v, want %v", scope, lang, wanted[2], got, want)
			}
		}
		if long, short := s.Description(lang); long == "" || short == "" {
			t.Errorf("in %q Loa says of itself %q and %q", lang, long, short)
		}
	}
	vi, en := s.Commands("all_private_chats", "vi")[0].Description, s.Commands("all_private_chats", "en")[0].Description
	if vi == en || vi != s.Commands("all_private_chats", "")[0].Description {
		t.Errorf("descriptions %q and %q", vi, en)
	}
}

// TestMovedWhileSending has the group become a supergroup just before the post comes.
func TestMovedWhileSending(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	group := s.bind(s.AddGroup("Chi bộ 1", sandbox.GroupOptions{}, s.lan), "Chi bộ 1", "cb-1", "cell")
	s.start()
	s.Fail(sandbox.Fault{Kind: sandbox.MigrateNow, Method: "sendMessage", Chat: group})
	s.to("2024-03-13T06:30:00+07:00")
	s.until("the post has come", func() bool { return s.Calls("sendMessage", 200) > 0 })
	var moved sandbox.ChatID
	s.database(func(tx *storage.Tx) error {
		groups, err := tx.Groups()
		if err != nil || len(groups) != 1 {
			return fmt.Errorf("want the one group: %v, %w", groups, err)
		}
		_, err = fmt.Sscan(string(groups[0].Chat), &moved)
		return err
	})
	if moved == group {
		t.Fatal("the group has kept its id")
	}
	s.to("2024-03-17T06:30:00+07:00")
	s.await(moved, post17)
	s.count(moved, post13, 1)
	s.count(group, post13, 0)
}

// TestKicked has the bot removed from one group, and refused by another: both
// are closed, and those responsible are told in private, once.
func TestKicked(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	hung := s.AddPerson("Hùng", "vi")
	left, refusing := s.bound("Nhóm gỡ Loa", "cb-1", "cell"), s.bound("Nhóm chặn Loa", "cb-1", "cell")
	other := s.bound("Nhóm khác", "cb-2", "cell")
	s.database(func(tx *storage.Tx) error {
		return tx.AddGrant(loa.Grant{Account: account(hung), Role: loa.Secretary, Unit: "cb-1"}, account(s.lan), s.clock.Now())
	})
	s.start()
	people := []sandbox.PersonID{s.lan, hung}
	for _, p := range people {
		s.Start(p, "")
		s.await(sandbox.ChatID(p), "CHỦ ĐỀ CỦA ĐỢT")
	}
	s.RemoveBot(left, s.mai)
	for _, p := range people {
		s.await(sandbox.ChatID(p), s.line("campaign.group_closed", map[string]any{"Group": "Nhóm gỡ Loa", "Unit": unit1}))
	}
	s.Fail(sandbox.Fault{Kind: sandbox.Forbidden, Chat: refusing})
	s.to("2024-03-13T06:30:00+07:00")
	closed := s.line("campaign.group_closed", map[string]any{"Group": "Nhóm chặn Loa", "Unit": unit1})
	for _, p := range people {
		s.await(sandbox.ChatID(p), closed)
	}
	s.await(other, post13)
	s.to("2024-03-17T06:30:00+07:00")
	s.await(other, post17)
	s.halt()
	for _, p := range people {
		s.count(sandbox.ChatID(p), closed, 1)
	}
	s.count(left, post13, 0)
	s.count(refusing, post17, 0)
	s.database(func(tx *storage.Tx) error {
		groups, err := tx.Groups(loa.GroupClosed)
		if len(groups) != 2 {
			t.Errorf("%d groups are closed, want 2: %+v", len(groups), groups)
		}
		return err
	})
}

// TestBlocked has somebody block the bot: nothing is written to them any more.
func TestBlocked(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	lan, group := sandbox.ChatID(s.lan), s.bound("Chi bộ 1", "cb-1", "cell")
	s.start()
	s.Start(s.lan, "")
	s.await(lan, "CHỦ ĐỀ CỦA ĐỢT")
	s.Block(s.lan)
	s.until("the block is known", func() bool { return s.Pending() == 0 })
	s.RemoveBot(group, s.mai) // Lan would be told of it
	s.until("the removal is known", func() bool { return s.Pending() == 0 })
	s.log.await(t, "nobody to tell")
	s.halt()
	if n := s.Calls("", 403); n != 0 {
		t.Errorf("%d requests went to somebody who does not want them", n)
	}
	s.database(func(tx *storage.Tx) error {
		p, err := tx.Person(account(s.lan))
		if p.Open {
			t.Error("the chat with Lan is still open")
		}
		return err
	})
}

// TestNotForLoa has an anonymous administrator, commands of other bots, and
// people who talk: Loa answers the first, and neither hears nor keeps the rest.
func TestNotForLoa(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	group := s.bound("Chi bộ 1", "cb-1", "cell")
	strange := s.AddGroup("Chợ", sandbox.GroupOptions{Supergroup: true}, s.lan, s.mai)
	s.AddBot(strange, s.mai)
	s.start()
	s.await(strange, s.line("bot.group_greeting", nil))
	s.Promote(strange, s.lan, true)
	s.Say(s.lan, strange, "/dangky")
	s.await(strange, s.line("campaign.anonymous", nil))

	for _, g := range []sandbox.ChatID{group, strange} {
		s.PromoteBot(g) // an administrator hears everything, not only commands
		before := len(s.Messages(g))
		s.Say(s.mai, g, "Hàng xóm tôi tên là Xuân-Trường-kín-đáo")
		s.SayPhoto(s.mai, g, "Ảnh riêng của Xuân-Trường-kín-đáo", picture(t))
		s.Say(s.mai, g, "/homnay@other_bot Xuân-Trường-kín-đáo")
		s.Say(s.mai, g, "/lenhla Xuân-Trường-kín-đáo")
		s.Reply(s.mai, g, s.Messages(g)[0].ID, "Xuân-Trường-kín-đáo trả lời")
		s.until("everything was heard", func() bool { return s.Pending() == 0 })
		if said := s.Messages(g)[before+5:]; len(said) != 0 {
			t.Errorf("Loa answered what was not for it: %+v", said)
		}
	}
	s.Say(s.mai, group, "/homnay@loa_bot") // what is for it, it answers, after all the rest
	s.until("Loa answers", func() bool {
		all := s.Messages(group)
		return all[len(all)-1].FromBot
	})
	// In the other group the button that is answered comes after all the rest, too.
	s.tap(s.mai, strange, s.line("bot.register_button", nil))
	s.until("Loa answers Mai's tap", func() bool { return len(s.Toasts(s.mai)) > 0 })
	s.count(strange, "", 2) // the greeting, and the word to the anonymous
	if n := len(slices.DeleteFunc(s.Messages(group), func(m sandbox.Message) bool { return !m.FromBot })); n != 1 {
		t.Errorf("Loa wrote %d messages in the group, want the one answer", n)
	}
	s.halt()
	for _, words := range []string{"Xuân", "kín-đáo", "other_bot", "lenhla"} {
		if found := searchDatabase(t, string(s.cfg.Database), words); len(found) > 0 {
			t.Errorf("%q is in the database: %v", words, found)
		}
		if strings.Contains(s.log.String(), words) {
			t.Errorf("%q is in the log", words)
		}
	}
	if found := searchDatabase(t, string(s.cfg.Database), unit1); len(found) == 0 {
		t.Error("the search finds nothing at all")
	}
}

// searchDatabase lists the tables and files of a database that hold the words.
func searchDatabase(t *testing.T, path, words string) (found []string) {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no database: %v", err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), words) {
			found = append(found, filepath.Base(f))
		}
	}
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range column(t, db, "SELECT name FROM sqlite_master WHERE type = 'table'") {
		for _, name := range column(t, db, "SELECT name FROM pragma_table_info('"+table+"')") {
			var n int
			query := fmt.Sprintf(`SELECT count(*) FROM %q WHERE instr(CAST(%q AS TEXT), ?) > 0`, table, name)
			if err := db.QueryRowContext(t.Context(), query, words).Scan(&n); err != nil {
				t.Fatalf("search %s.%s: %v", table, name, err)
			}
			if n > 0 {
				found = append(found, table+"."+name)
			}
		}
	}
	return found
}

func column(t *testing.T, db *sql.DB, query string) (values []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		values = append(values, v)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return values
}
