package main

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"loa"
	"loa/bot/sandbox"
	"loa/storage"
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
		member, err := tx.SaveMember(loa.Member{Name: "Nguyễn Thị Mai"})
		if err != nil {
			return err
		}
		if err := tx.SaveMembership(loa.Membership{Member: member, Unit: "cb-1", Kind: loa.FullMember}); err != nil {
			return err
		}
		if err := tx.LinkAccount(loa.Link{Account: account(h.mai), Member: member, At: h.clock.Now(), By: account(h.lan)}); err != nil {
			return err
		}
		if err := tx.GiveConsent(loa.Consent{Member: member, Purpose: loa.PurposeAttendance, Version: "1", Given: h.clock.Now()}); err != nil {
			return err
		}
		h.id, err = tx.SaveMeeting(loa.Meeting{
			Unit: "cb-1", Kind: loa.MeetingMonthly, State: loa.MeetingPlanned, Bot: botOf(token), Author: account(h.lan),
			Title: "Sinh hoạt chi bộ tháng 4 về kỷ niệm bảy mươi năm ngày truyền thống", At: at(t, "2024-04-05T19:30:00+07:00"), Created: h.clock.Now(),
		})
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
		operators + "/metrics":                                                http.StatusOK,
	} {
		if status, _ := get(t, address); status != want {
			t.Errorf("%s: %d, want %d", address, status, want)
		}
	}
	h.tap(h.lan, sandbox.ChatID(h.lan), h.line("checkin.close_button", nil))
	h.until("check-in is closed", func() bool { return withButton(h.Messages(sandbox.ChatID(h.lan)), h.line("checkin.again_button", nil)) != 0 })
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

// TestCheckinInTheDemo: the demo serves the pages on its own address.
func TestCheckinInTheDemo(t *testing.T) {
	t.Parallel()
	p, base := demo(t)
	for path, want := range map[string]int{"/diemdanh/1-x": http.StatusNotFound, "/": http.StatusOK} {
		if status, body := get(t, base+path); status != want {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/diemdanh/1-x", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Close = true
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.Header.Get("X-Robots-Tag") != "noindex" { // the check-in pages' own answer, not the sandbox's
		t.Errorf("answered by the sandbox: %v", r.Header)
	}
	p.end(t)
}
