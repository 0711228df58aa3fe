package main

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"loa"
	"loa/bot/sandbox"
	"loa/storage"
)

// evening is a cell with a secretary, Mai. An and Bình of its roll have accounts and
// agreed to everything; Cúc, Dũng, Giang and the guest Hà have none. Khánh is in the
// group and on no roll.
type evening struct {
	*stage
	cell            sandbox.ChatID
	an, binh, khanh sandbox.PersonID
}

const theUnit = loa.UnitID("cb-1")

func newEvening(t *testing.T) *evening {
	t.Helper()
	e := &evening{stage: newStage(t)}
	e.to("2024-04-02T08:00:00+07:00")
	e.an, e.binh, e.khanh = e.AddPerson("An", "vi"), e.AddPerson("Bình", "vi"), e.AddPerson("Khánh", "vi")
	title := "Chi bộ Tổ dân phố 1"
	e.cell = e.bind(e.AddGroup(title, sandbox.GroupOptions{Supergroup: true}, e.lan, e.mai, e.an, e.binh, e.khanh), title, theUnit, "cell")
	e.database(func(tx *storage.Tx) error {
		for name, whose := range map[string]sandbox.PersonID{
			"Nguyễn Thị An": e.an, "Trần Văn Bình": e.binh, "Lê Thị Cúc": 0, "Phạm Văn Dũng": 0, "Vũ Thị Giang": 0,
		} {
			if err := e.enlist(tx, name, whose); err != nil {
				return err
			}
		}
		return tx.AddGrant(loa.Grant{Account: account(e.mai), Unit: theUnit, Role: loa.Secretary}, account(e.lan), e.clock.Now())
	})
	e.start()
	for _, p := range []sandbox.PersonID{e.mai, e.an, e.binh} {
		e.Start(p, "")
		e.await(sandbox.ChatID(p), "Kính chào đồng chí")
	}
	return e
}

// enlist puts a name on the cell's roll, with an account and every consent if it has one.
func (e *evening) enlist(tx *storage.Tx, name string, whose sandbox.PersonID) error {
	member, err := tx.SaveMember(loa.Member{Name: name})
	if err != nil {
		return err
	}
	if err := tx.SaveMembership(loa.Membership{Member: member, Unit: theUnit, Kind: loa.FullMember}); err != nil || whose == 0 {
		return err
	}
	now := e.clock.Now()
	if err := tx.LinkAccount(loa.Link{Account: account(whose), Member: member, At: now, By: account(whose)}); err != nil {
		return err
	}
	for _, p := range []loa.Purpose{loa.PurposeReminders, loa.PurposeAttendance} {
		if err := tx.GiveConsent(loa.Consent{Member: member, Purpose: p, Version: p.Version(), Given: now}); err != nil {
			return err
		}
	}
	return nil
}

// press presses a button of the catalog in the private chat of who has it.
func (e *evening) press(who sandbox.PersonID, key string) {
	e.t.Helper()
	e.tap(who, sandbox.ChatID(who), e.line(key, nil))
}

// tapPart presses the button whose text holds the words, on the newest message that has one.
func (e *evening) tapPart(who sandbox.PersonID, words string) {
	e.t.Helper()
	chat := sandbox.ChatID(who)
	var message sandbox.MessageID
	var button string
	e.until("there is a button with "+words, func() bool {
		for _, m := range e.Messages(chat) {
			for _, row := range m.Buttons {
				for _, b := range row {
					if strings.Contains(b.Text, words) {
						message, button = m.ID, b.Text
					}
				}
			}
		}
		return message != 0
	})
	if _, err := e.Tap(who, chat, message, button); err != nil {
		e.t.Fatal(err)
	}
}

// toast waits until somebody was answered with the words in passing.
func (e *evening) toast(who sandbox.PersonID, words string) {
	e.t.Helper()
	e.until("a tap is answered with "+words, func() bool {
		for _, t := range e.Toasts(who) {
			if strings.Contains(t.Text, words) {
				return true
			}
		}
		return false
	})
}

// tally waits for the count on the invitation.
func (e *evening) tally(yes, no, none int) {
	e.t.Helper()
	e.await(e.cell, e.line("meeting.tally", map[string]any{"Yes": yes, "No": no, "Unsure": 0, "None": none}))
}

// file waits for a document whose name ends so and returns what it holds.
func (e *evening) file(who sandbox.PersonID, ending string) (name string, raw []byte) {
	e.t.Helper()
	chat := sandbox.ChatID(who)
	var id sandbox.MessageID
	e.until("a file "+ending+" has arrived", func() bool {
		for _, m := range e.Messages(chat) {
			if m.FromBot && strings.HasSuffix(m.Document, ending) {
				id = m.ID
			}
		}
		return id != 0
	})
	name, raw, err := e.Download(chat, id)
	if err != nil {
		e.t.Fatal(err)
	}
	return name, raw
}

// TestMeeting is the life of a meeting: planned, answered, reminded of, held, closed
// and written down.
func TestMeeting(t *testing.T) {
	t.Parallel()
	e := newEvening(t)
	e.planned()
	e.answered()
	e.reminded()
	e.unanswered()
	e.held()
	e.closed()
	e.writtenDown()
	e.yearWrittenDown()
	e.ownYear()
	e.halt()
	for _, name := range []string{"Nguyễn Thị An", "Trần Văn Bình", "Lê Thị Cúc", "Phạm Văn Dũng", "Vũ Thị Giang"} {
		e.count(e.cell, name, 0)
	}
}

func (e *evening) planned() {
	e.t.Helper()
	e.Say(e.mai, sandbox.ChatID(e.mai), "/nhac 19:30 5/4 Nhà văn hóa | Sinh hoạt chi bộ tháng 4")
	e.press(e.mai, "meeting.go_button")
	invitation := e.await(e.cell, "LỜI MỜI")
	for _, want := range []string{"Sinh hoạt chi bộ tháng 4", "19:30 thứ Sáu 05/04/2024", "Nhà văn hóa"} {
		if !strings.Contains(invitation.Text, want) {
			e.t.Errorf("the invitation does not say %q: %s", want, invitation.Text)
		}
	}
	e.tally(0, 0, 5)
}

// answered: a member's tap counts, that of somebody else does not and is explained.
func (e *evening) answered() {
	e.t.Helper()
	yes := e.line("meeting.reply_yes", nil)
	e.tap(e.an, e.cell, yes)
	e.toast(e.an, "đồng chí sẽ dự")
	e.tap(e.khanh, e.cell, yes)
	e.toast(e.khanh, e.line("reply.not_linked", nil))
	e.clock.Jump(e.clock.Now().Add(gathered))
	e.tally(1, 0, 4)
}

// gathered is longer than replies are gathered for one edit of the count.
const gathered = time.Minute

// reminded: the group two days and a day before and the same morning; in private who
// has not answered, until that is done.
func (e *evening) reminded() {
	e.t.Helper()
	binh, head := sandbox.ChatID(e.binh), "Nhắc lịch"
	e.to("2024-04-03T17:30:00+07:00")
	e.await(e.cell, head)
	e.await(binh, head)
	e.press(e.binh, "meeting.reply_no")
	e.press(e.binh, "reply.reason_button_ill")
	e.await(binh, "lý do: ốm")
	e.clock.Jump(e.clock.Now().Add(gathered))
	e.tally(1, 1, 3)
	for n, moment := range []string{"2024-04-04T17:30:00+07:00", "2024-04-05T06:30:00+07:00"} {
		e.to(moment)
		e.until("the group is reminded again", func() bool { return len(e.shown(e.cell, head)) == n+2 })
	}
	e.count(binh, head, 1)
	e.count(sandbox.ChatID(e.an), head, 0)
}

func (e *evening) unanswered() {
	e.t.Helper()
	e.Say(e.mai, sandbox.ChatID(e.mai), "/chuatraloi")
	list := e.await(sandbox.ChatID(e.mai), "Chưa trả lời:").Text
	for _, want := range []string{"Lê Thị Cúc – chưa gắn tài khoản", "Phạm Văn Dũng", "Vũ Thị Giang", "Trần Văn Bình – ốm"} {
		if !strings.Contains(list, want) {
			e.t.Errorf("the secretary's list lacks %q: %s", want, list)
		}
	}
}

// held: An checks in with the spoken code; the secretary records the others.
func (e *evening) held() {
	e.t.Helper()
	secretary, an := sandbox.ChatID(e.mai), sandbox.ChatID(e.an)
	e.to("2024-04-05T19:25:00+07:00")
	e.Say(e.mai, secretary, "/tudiemdanh")
	card := e.await(secretary, "Mã đọc trong phòng")
	code := regexp.MustCompile(`/vao (\d{4})`).FindStringSubmatch(card.Text)
	if code == nil {
		e.t.Fatalf("there is no code to say aloud: %s", card.Text)
	}
	e.Say(e.an, an, "/vao "+code[1])
	e.await(an, "Đã ghi: đồng chí có mặt")
	e.to("2024-04-05T19:45:00+07:00")
	e.Say(e.mai, secretary, "/diemdanh")
	e.await(secretary, "Điểm danh:")
	e.tapPart(e.mai, "☐ Lê Thị Cúc")
	e.await(secretary, "có mặt 2\n")
	e.tapPart(e.mai, e.line("rollcall.mode_e", nil))
	e.await(secretary, "Đang ghi: Vắng có lý do")
	e.tapPart(e.mai, "☐ Trần Văn Bình (−)")
	e.press(e.mai, "rollcall.reason_ill")
	e.await(secretary, "Vắng có lý do 1 ")
	e.press(e.mai, "rollcall.rest_present_button")
	e.tapPart(e.mai, "Ghi 2 người: ")
	e.await(secretary, "có mặt 4\n")
}

func (e *evening) closed() {
	e.t.Helper()
	e.press(e.mai, "rollcall.close_button")
	e.await(sandbox.ChatID(e.mai), "Chốt sổ:")
	e.press(e.mai, "rollcall.close_go_button")
	card := e.await(sandbox.ChatID(e.mai), "🔒 Đã chốt:").Text
	if !strings.Contains(card, "Tỷ lệ dự: 80,0%") || !strings.Contains(card, "✗ Chưa đạt: tỷ lệ dự trên 85%") {
		e.t.Errorf("the closed roll says %s", card)
	}
}

// writtenDown: the list for the minutes is a Word file with the figures and the names.
func (e *evening) writtenDown() {
	e.t.Helper()
	e.press(e.mai, "rollcall.file_button")
	name, raw := e.file(e.mai, ".docx")
	if name != "Danh sách điểm danh 2024-04-05.docx" {
		e.t.Errorf("the minutes' file is called %q", name)
	}
	text := wordText(e.t, raw)
	for _, want := range []string{
		"ĐẢNG ỦY PHƯỜNG", "CHI BỘ TỔ DÂN PHỐ 1", "DANH SÁCH ĐIỂM DANH", "Sinh hoạt chi bộ tháng 4", "19:30 thứ Sáu 05/04/2024",
		"Phải dự", "80,0%", "Trần Văn Bình", "ốm đau", "Tỷ lệ dự trên 85%",
	} {
		if !strings.Contains(text, want) {
			e.t.Errorf("the minutes lack %q: %s", want, text)
		}
	}
	for _, key := range []string{"documents.", "rollcall.", "minutes_", "{{", "<no value>"} {
		if strings.Contains(text, key) {
			e.t.Errorf("the minutes hold %q instead of words: %s", key, text)
		}
	}
}

var (
	paragraphEnd = regexp.MustCompile(`</w:p>`)
	tags         = regexp.MustCompile(`<[^>]*>`)
)

// wordText is the text of a Word file, a line for each paragraph.
func wordText(t *testing.T, raw []byte) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatalf("open the Word file: %v", err)
	}
	f, err := archive.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	xml, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return tags.ReplaceAllString(paragraphEnd.ReplaceAllString(string(xml), "\n"), "")
}

// yearWrittenDown: the year's figures lead to a workbook with every member.
func (e *evening) yearWrittenDown() {
	e.t.Helper()
	secretary := sandbox.ChatID(e.mai)
	e.Say(e.mai, secretary, "/sosinhhoat")
	e.await(secretary, "Sinh hoạt chi bộ – tháng 04/2024")
	e.tapPart(e.mai, "năm 2024")
	e.await(secretary, "Sinh hoạt chi bộ – năm 2024")
	e.press(e.mai, "rollcall.year_button")
	name, raw := e.file(e.mai, ".xlsx")
	if name != "Theo dõi dự sinh hoạt 2024.xlsx" {
		e.t.Errorf("the year's file is called %q", name)
	}
	text := sheetText(e.t, raw)
	for _, want := range []string{
		"THEO DÕI DỰ SINH HOẠT NĂM 2024", "Chi bộ Tổ dân phố 1", "Nguyễn Thị An", "Trần Văn Bình", "Vũ Thị Giang",
		"05/04/2024", "Sinh hoạt thường kỳ", "Vắng có lý do", "ốm đau",
	} {
		if !strings.Contains(text, want) {
			e.t.Errorf("the year's table lacks %q: %s", want, text)
		}
	}
	for _, key := range []string{"documents.", "year_", "meeting.kind", "{{"} {
		if strings.Contains(text, key) {
			e.t.Errorf("the year's table holds %q instead of words: %s", key, text)
		}
	}
}

// ownYear: the sheet of one member names nobody else.
func (e *evening) ownYear() {
	e.t.Helper()
	e.Say(e.mai, sandbox.ChatID(e.mai), "/danhsach")
	e.tapPart(e.mai, "Trần Văn Bình ·")
	e.tap(e.mai, sandbox.ChatID(e.mai), e.line("link.year_button", map[string]any{"Year": "2024"}))
	files := func() (ids []sandbox.MessageID) {
		for _, m := range e.Messages(sandbox.ChatID(e.mai)) {
			if strings.HasSuffix(m.Document, ".xlsx") {
				ids = append(ids, m.ID)
			}
		}
		return ids
	}
	e.until("the member's sheet has arrived", func() bool { return len(files()) == 2 })
	_, raw, err := e.Download(sandbox.ChatID(e.mai), files()[1])
	if err != nil {
		e.t.Fatal(err)
	}
	if text := sheetText(e.t, raw); !strings.Contains(text, "Trần Văn Bình") || strings.Contains(text, "Nguyễn Thị An") {
		e.t.Errorf("the sheet of one member holds %s", text)
	}
}

// sheetText is what the cells of all sheets show.
func sheetText(t *testing.T, raw []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("open the workbook: %v", err)
	}
	var lines []string
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, sheet)
		for _, row := range rows {
			lines = append(lines, strings.Join(row, " | "))
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}
