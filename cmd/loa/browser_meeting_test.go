package main

import (
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/chromedp"

	"loa"
)

// button finds a message's button by its text; its place is that of its test id.
func (m pageMessage) button(text string) (id string, ok bool) {
	for row, buttons := range m.Buttons {
		for column, b := range buttons {
			if b.Text == text {
				return fmt.Sprintf("button-%d-%d-%d", m.ID, row, column), true
			}
		}
	}
	return "", false
}

// press waits for the chat's newest message to have a button, and presses it on the page.
func (v viewer) press(base, text string, chat func(page) pageChat) {
	v.t.Helper()
	var id string
	watch(v.t, base, "the button "+text, func(p page) (ok bool) {
		all := chat(p).Messages
		for i := len(all) - 1; i >= 0 && !ok; i-- {
			id, ok = all[i].button(text)
		}
		return ok
	})
	v.do("see the button "+text, chromedp.WaitVisible(testID(id)))
	v.click(id)
}

// calm waits for what was said in passing to go, if a picture is wanted.
func (v viewer) calm() {
	v.t.Helper()
	if os.Getenv("LOA_SCREENSHOTS") != "" {
		v.until("nothing covers the page", `document.querySelectorAll('[data-testid="toast"]').length === 0`)
	}
}

// TestPageMeeting is at the page a member who answers an invitation, and the secretary
// who looks who has not, and takes the roll on a phone.
func TestPageMeeting(t *testing.T) {
	t.Parallel()
	v := viewer{t, browser(t, 1280, 800)}
	p, base := demo(t)
	t.Cleanup(func() { p.end(t) })
	line := func(key string, data map[string]any) string { return newCatalog(t).Line(loa.Vietnamese, key, data) }
	tally := func(yes, no, none int) string {
		return line("meeting.tally", map[string]any{"Yes": yes, "No": no, "Unsure": 0, "None": none})
	}
	cell := demoCell(t)
	seen := watch(t, base, "the first answer", func(p page) bool { return len(p.with(tally(1, 0, 9))) == 1 })
	group := func(p page) pageChat { return p.group(cell) }
	v.do("open the page", chromedp.EmulateViewport(1280, 800), chromedp.Navigate(base+"/"))
	v.be(seen.People[playsElder].ID)
	v.open(group(seen))
	v.press(base, line("meeting.reply_yes", nil), group)
	v.do("see that it is noted", chromedp.WaitVisible(testID("toast")))
	watch(t, base, "the second answer", func(p page) bool { return len(p.with(tally(2, 0, 8))) == 1 })
	v.until("the page counts it", fmt.Sprintf(`document.querySelector('#messages').textContent.includes(%q)`, tally(2, 0, 8)))
	v.picture("meeting")

	secretary := seen.People[playsSecretary].ID
	private := func(p page) pageChat { return p.private(secretary) }
	say := func(words string) {
		t.Helper()
		post(t, base, "say", fmt.Sprintf(`{"person":%d,"chat":%d,"text":%q}`, secretary, secretary, words))
	}
	v.be(secretary)
	v.click(fmt.Sprintf("chat-%d", secretary))
	say("/chuatraloi")
	v.until("the secretary reads names", `document.querySelector('#messages').textContent.includes('Hoàng Văn Bình – chưa gắn tài khoản')`)
	v.picture("unanswered")

	post(t, base, "clock", `{"jump":"2024-03-14T19:40:00+07:00"}`)
	v.do("take the telephone", chromedp.EmulateViewport(390, 1160)) // a long one, for the picture
	say("/diemdanh")
	for _, name := range []string{"☐ Nguyễn Thị Mai (+)", "☐ Trần Văn Tâm (+)", "☐ Lê Thị Hoa"} {
		v.press(base, name, private)
	}
	watch(t, base, "three present", func(p page) bool { _, ok := private(p).find("có mặt 3\n"); return ok })
	v.until("the page shows them", `document.querySelector('#messages').textContent.includes('✓ Lê Thị Hoa')`)
	wide, err := chromedp.Run(v.tab, chromedp.Evaluate[int]("document.documentElement.scrollWidth - innerWidth"))
	if err != nil || wide > 0 {
		t.Errorf("the roll is %d pixels wider than the telephone: %v", wide, err)
	}
	v.calm()
	v.picture("rollcall")
}
