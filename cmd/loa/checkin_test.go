package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"loa"
	"loa/bot/sandbox"
	"loa/storage"
	"loa/web"
)

// hall is a Loa with a meeting that begins in five minutes. Lan, the administrator,
// has opened self check-in; Mai's account is a member's who agreed to it.
type hall struct {
	*stage
	id   loa.MeetingID
	page string // its address on this machine
}

func newHall(t *testing.T) *hall {
	t.Helper()
	h := &hall{stage: newStage(t)}
	h.cfg.Checkin.Listen, h.cfg.Checkin.URL = "127.0.0.1:0", "http://loa.test"
	h.to("2024-04-05T19:25:00+07:00")
	h.clock.SetSpeed(0)
	h.database(func(tx *storage.Tx) (err error) {
		h.id, err = seat(tx, loa.Meeting{
			Unit: "cb-1", Bot: botOf(token), Title: "Sinh hoạt chi bộ tháng 4 về kỷ niệm bảy mươi năm ngày truyền thống",
			At: at(t, "2024-04-05T19:30:00+07:00"), Created: h.clock.Now(), Author: account(h.lan),
		}, account(h.mai))
		return err
	})
	h.start()
	h.Start(h.lan, "")
	h.Say(h.lan, sandbox.ChatID(h.lan), "/tudiemdanh")
	card := h.await(sandbox.ChatID(h.lan), "http://loa.test/diemdanh/")
	path := regexp.MustCompile(`/diemdanh/\S+`).FindString(card.Text)
	h.page = "http://" + h.app.checkin.Addr() + path
	return h
}

// seat plans the meeting and puts a member on its roll whose account it is and who
// agreed to check in with it.
func seat(tx *storage.Tx, m loa.Meeting, whose loa.Account) (loa.MeetingID, error) {
	member, err := tx.SaveMember(loa.Member{Name: "Nguyễn Thị Mai"})
	if err != nil {
		return 0, err
	}
	if err := tx.SaveMembership(loa.Membership{Member: member, Unit: m.Unit, Kind: loa.FullMember}); err != nil {
		return 0, err
	}
	if err := tx.LinkAccount(loa.Link{Account: whose, Member: member, At: m.Created, By: m.Author}); err != nil {
		return 0, err
	}
	if err := tx.GiveConsent(loa.Consent{Member: member, Purpose: loa.PurposeAttendance, Version: "1", Given: m.Created}); err != nil {
		return 0, err
	}
	m.Kind, m.State = loa.MeetingMonthly, loa.MeetingPlanned
	return tx.SaveMeeting(m)
}

// payload is what the QR code of now carries.
func (h *hall) payload() (payload string) {
	h.database(func(tx *storage.Tx) error {
		m, err := tx.Meeting(h.id)
		payload = m.CheckinPayload(h.clock.Now())
		return err
	})
	return payload
}

// scan has Mai follow a deep link, and waits for the answer.
func (h *hall) scan(payload, answer string) {
	h.t.Helper()
	h.Start(h.mai, payload)
	h.await(sandbox.ChatID(h.mai), answer)
}

func (h *hall) pass(d time.Duration) { h.clock.Jump(h.clock.Now().Add(d)) }

// TestCheckin goes the way of the page's script without a browser.
func TestCheckin(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	type now struct {
		QR, Code              string
		Present, Due, Seconds int
	}
	look := func() (n now) {
		t.Helper()
		status, body := get(t, h.page+"/now")
		if err := json.Unmarshal([]byte(body), &n); status != http.StatusOK || err != nil {
			t.Fatalf("%d %s: %v", status, body, err)
		}
		return n
	}
	first, shown := look(), h.payload()
	if first.Present != 0 || first.Due != 1 || first.Seconds != 30 {
		t.Errorf("at first %+v", first)
	}
	h.pass(30 * time.Second)
	if second := look(); second.QR == first.QR || second.Code != first.Code {
		t.Error("after 30 s the QR code is the same, or the spoken one is not")
	}
	h.pass(30 * time.Second)
	h.scan(shown, h.line("checkin.old_link", nil))
	if n := look(); n.Present != 0 {
		t.Errorf("an old code counted: %+v", n)
	}
	h.scan(h.payload(), "Đã ghi: đồng chí có mặt")
	if n := look(); n.Present != 1 {
		t.Errorf("a good code did not count: %+v", n)
	}
	if status, page := get(t, h.page); status != http.StatusOK || strings.Contains(page, "Nguyễn") || strings.Contains(page, "Mai") {
		t.Errorf("the page: %d, or it shows a name:\n%s", status, page)
	}
	h.pass(5 * time.Minute)
	if n := look(); n.Code == first.Code {
		t.Log("the next spoken code is the same, as one in 10,000 is")
	}

	operators := "http://" + h.app.server.Addr()
	for address, want := range map[string]int{
		h.page[:len(h.page)-1] + "!": http.StatusNotFound, h.page + "x/now": http.StatusNotFound,
		strings.Replace(h.page, "http://"+h.app.checkin.Addr(), operators, 1): http.StatusNotFound,
		"http://" + h.app.checkin.Addr() + "/metrics":                         http.StatusNotFound,
		operators + "/metrics": http.StatusOK,
	} {
		if status, _ := get(t, address); status != want {
			t.Errorf("%s: %d, want %d", address, status, want)
		}
	}
	h.tap(h.lan, sandbox.ChatID(h.lan), h.line("checkin.close_button", nil))
	h.until("check-in is closed", func() bool {
		return withButton(h.Messages(sandbox.ChatID(h.lan)), h.line("checkin.again_button", nil)) != 0
	})
	for _, address := range []string{h.page, h.page + "/now"} {
		if status, _ := get(t, address); status != http.StatusNotFound {
			t.Errorf("%s after closing: %d", address, status)
		}
	}
}

// TestCheckinPage looks at the page in a narrow window, as on the secretary's phone.
func TestCheckinPage(t *testing.T) {
	t.Parallel()
	v := viewer{t, browser(t, 360, 640)}
	h := newHall(t)
	fits := func(when string) {
		t.Helper()
		wide, err := chromedp.Run(v.tab, chromedp.Evaluate[int]("document.documentElement.scrollWidth - innerWidth"))
		if err != nil {
			t.Fatal(err)
		}
		if wide > 0 {
			t.Errorf("%s the page is %d pixels wider than the window", when, wide)
		}
	}
	drawn := func() string {
		t.Helper()
		path, err := chromedp.Run(v.tab, chromedp.Evaluate[string](`document.querySelector('#qr path').getAttribute('d')`))
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	v.do("open the page", chromedp.EmulateViewport(360, 640), chromedp.Navigate(h.page), chromedp.WaitVisible(testID("qr")))
	shown, first := h.payload(), drawn()
	if code := v.text("code"); len(code) != 4 {
		t.Errorf("the spoken code is %q", code)
	}
	wide, err := chromedp.Run(v.tab, chromedp.Evaluate[float64](`document.querySelector('#qr').getBoundingClientRect().width`))
	if err != nil || wide < 280 {
		t.Errorf("the QR code is %.0f pixels wide: %v", wide, err)
	}
	fits("at first")
	v.picture("checkin-phone")

	h.pass(30 * time.Second)
	v.until("the QR code has changed", `document.querySelector('#qr path').getAttribute('d') !== '`+first+`'`)
	h.pass(30 * time.Second)
	h.scan(shown, h.line("checkin.old_link", nil))
	if n := v.text("present"); n != "0" {
		t.Errorf("an old code counted: %s present", n)
	}
	h.scan(h.payload(), "Đã ghi: đồng chí có mặt")
	v.until("who came is counted", `document.querySelector('[data-testid="present"]').textContent === '1'`)

	h.tap(h.lan, sandbox.ChatID(h.lan), h.line("checkin.close_button", nil))
	v.do("see that it is closed", chromedp.WaitVisible(testID("closed")), chromedp.WaitNotVisible(testID("checkin")))
	fits("when closed")
	v.picture("checkin-closed")
}

// TestCheckinPageInTheHall looks at the page on a projector, which loses the network.
func TestCheckinPageInTheHall(t *testing.T) {
	t.Parallel()
	v := viewer{t, browser(t, 1280, 720)}
	h := newHall(t)
	v.do("open the page", chromedp.EmulateViewport(1280, 720), chromedp.Navigate(h.page), chromedp.WaitVisible(testID("qr")))
	high, err := chromedp.Run(v.tab, chromedp.Evaluate[int]("document.documentElement.scrollHeight - innerHeight"))
	if err != nil || high > 0 {
		t.Errorf("the page is %d pixels higher than the screen: %v", high, err)
	}
	v.picture("checkin-hall")
	h.halt()
	v.do("see that nothing is heard", chromedp.WaitVisible(chromedp.CSS("#lost")))
	v.picture("checkin-lost")
}

// TestCheckinInTheDemo: the demo serves the pages on its own address, and a tap on
// the QR code checks in whoever the visitor is there.
func TestCheckinInTheDemo(t *testing.T) {
	t.Parallel()
	v := viewer{t, browser(t, 1280, 800)}
	dir := filepath.Join(t.TempDir(), "kept")
	p, base := demo(t, "--keep", dir)
	t.Cleanup(func() { p.end(t) })
	_, registered := demoGroups(t)
	seen := watch(t, base, "a registered group", func(p page) bool { return len(p.with(registered)) > 0 })
	official, member := seen.People[0].ID, seen.People[2].ID
	db, err := storage.Open(t.Context(), filepath.Join(dir, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(t.Context(), func(tx *storage.Tx) error {
		groups, err := tx.Groups(loa.GroupActive)
		if err != nil {
			return err
		}
		groups = slices.DeleteFunc(groups, func(g loa.Group) bool { return g.Bot.Platform() != loa.Telegram }) // Zalo has no links
		_, err = seat(tx, loa.Meeting{
			Unit: groups[0].Unit, Bot: groups[0].Bot, Title: "Sinh hoạt chi bộ", At: seen.Now.Add(10 * time.Minute), Created: seen.Now,
			Author: account(sandbox.PersonID(official)),
		}, account(sandbox.PersonID(member)))
		return err
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	post(t, base, "say", fmt.Sprintf(`{"person":%d,"chat":%d,"text":"/tudiemdanh"}`, official, official))
	private := func(p page, who int64) pageChat {
		i := slices.IndexFunc(p.Chats, func(c pageChat) bool { return c.ID == who })
		if i < 0 {
			return pageChat{}
		}
		return p.Chats[i]
	}
	seen = watch(t, base, "the address of the page", func(p page) bool { _, ok := private(p, official).find(base + web.CheckinPath); return ok })
	card, _ := private(seen, official).find(web.CheckinPath)
	address := regexp.MustCompile(`http://\S+` + web.CheckinPath + `\S+`).FindString(card.Text)

	v.do("be the member", chromedp.EmulateViewport(1280, 800), chromedp.Navigate(base+"/"), chromedp.SetValue(testID("person-select"), fmt.Sprint(member)))
	v.do("open the page", chromedp.Navigate(address), chromedp.WaitVisible(testID("qr")))
	scanned, err := chromedp.Run(v.tab, chromedp.Evaluate[string](`document.getElementById('link').href`))
	if err != nil || !strings.HasPrefix(scanned, base+"/?start="+loa.CheckinPrefix) {
		t.Fatalf("the QR code leads to %q: %v", scanned, err)
	}
	v.do("go there", chromedp.Navigate(scanned))
	watch(t, base, "that the member is recorded", func(p page) bool { _, ok := private(p, member).find("Đã ghi: đồng chí có mặt"); return ok })
	v.do("see the page again", chromedp.Navigate(address), chromedp.WaitVisible(testID("qr")))
	if n := v.text("present"); n != "1" {
		t.Errorf("%s present, want 1", n)
	}
	v.picture("checkin-demo")
}
