package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// browser starts a browser that keeps to itself, with a window of the size in
// CSS pixels. The test is skipped where there is none.
func browser(t *testing.T, width, height int) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no browser: neither chromium nor chromium-browser nor google-chrome is installed")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(width, height),
		chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
	)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	allocator, release := chromedp.NewExecAllocator(ctx, options...)
	tab, end := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		if err := chromedp.Cancel(tab); err != nil { // waits until the browser has ended
			t.Errorf("close the browser: %v", err)
		}
		end()
		release()
		cancel()
	})
	return tab
}

// viewer is somebody at the page.
type viewer struct {
	t   *testing.T
	tab context.Context
}

func (v viewer) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	err := steady(func() error { return chromedp.Do(v.tab, steps...) })
	if err != nil {
		v.t.Fatalf("%s: %v", what, err)
	}
}

// steady tries again what failed because the page drew that part anew between
// finding it and using it: news may come at any moment, and a person would look
// once more, too.
func steady(do func() error) (err error) {
	const looks = 50
	for range looks {
		err = do()
		// DevTools and chromedp know no better names for it.
		if err == nil || !strings.Contains(err.Error(), "Could not find node") && !strings.Contains(err.Error(), "could not set value") {
			return err
		}
	}
	return err
}

// until waits for a JavaScript expression to be true. It is looked at whenever
// the page changes.
func (v viewer) until(what, expression string) {
	v.t.Helper()
	if _, err := chromedp.Run(v.tab, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(patience))); err != nil {
		v.t.Fatalf("wait until %s: %v", what, err)
	}
}

func (v viewer) text(id string) string {
	v.t.Helper()
	return v.read(testID(id))
}

func (v viewer) read(where chromedp.CSS) (text string) {
	v.t.Helper()
	err := steady(func() (err error) {
		text, err = chromedp.Run(v.tab, chromedp.TextContent(where))
		return err
	})
	if err != nil {
		v.t.Fatalf("read %v: %v", where, err)
	}
	return text
}

func (v viewer) click(id string) {
	v.t.Helper()
	v.do("click on "+id, chromedp.Click(testID(id)))
}

// open opens a chat of the list.
func (v viewer) open(c pageChat) {
	v.t.Helper()
	v.click(fmt.Sprintf("chat-%d", c.ID))
	v.until("the chat "+c.Title+" is open", fmt.Sprintf(`document.querySelector('[data-testid="open-chat-title"]')?.textContent === %q`, c.Title))
}

// be chooses whom the visitor is.
func (v viewer) be(person int64) {
	v.t.Helper()
	v.until("the person can be chosen", fmt.Sprintf(`document.querySelector('[data-testid="person-select"] option[value="%d"]') !== null`, person))
	v.do("choose the person", chromedp.SetValue(testID("person-select"), fmt.Sprint(person)))
}

// picture saves what can be seen, if LOA_SCREENSHOTS names a folder.
func (v viewer) picture(name string) {
	v.t.Helper()
	dir := os.Getenv("LOA_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(v.tab, chromedp.CaptureScreenshot())
	if err != nil {
		v.t.Fatalf("take a picture: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil {
		v.t.Fatal(err)
	}
}

func testID(id string) chromedp.CSS { return chromedp.CSS(`[data-testid="` + id + `"]`) }

// visit opens the demo's page in a window when its groups are registered: the browser's time
// is for the page, not for setting the scene, which is slow under the race detector.
func visit(t *testing.T, width, height int) (v viewer, base string, seen page) {
	t.Helper()
	p, base := demo(t)
	t.Cleanup(func() { p.end(t) })
	_, registered := demoGroups(t)
	seen = watch(t, base, "four registered groups", func(p page) bool { return len(p.with(registered)) >= 4 && p.Next != nil })
	v = viewer{t, browser(t, width, height)}
	v.do("open the page", chromedp.EmulateViewport(int64(width), int64(height)), chromedp.Navigate(base+"/"))
	v.until("the list shows them", fmt.Sprintf(`[...document.querySelectorAll('[data-testid^="chat-"]')].filter((c) => c.textContent.includes(%q)).length === 5`, strings.TrimSpace(registered))) // and the one on Zalo
	return v, base, seen
}

// TestPage looks at the demo as its visitor does: the fact of the day comes to
// the four registered groups and not to the fifth, and its source is a tap away.
func TestPage(t *testing.T) {
	t.Parallel()
	v, base, _ := visit(t, 1280, 800)
	titles, _ := demoGroups(t)
	_, fact := opening(t)
	v.until("the next event is announced", `!document.querySelector('[data-testid="clock-next"]').disabled`)
	v.do("choose the hour", chromedp.SetValue(testID("clock-jump"), "2024-03-13T06:30"))
	v.click("clock-jump-go")
	seen := watch(t, base, "the fact of the day in four groups", func(p page) bool { return len(p.with(fact)) >= 4 })
	v.until("the clock shows the hour", `document.querySelector('[data-testid="clock-now"]').textContent.includes("06:3")`)

	v.be(seen.People[2].ID)
	for _, title := range titles {
		group := seen.group(title)
		m, _ := group.find(fact)
		v.open(group)
		id := fmt.Sprintf("message-%d", m.ID)
		v.do("see the post in "+title, chromedp.WaitVisible(testID(id)))
		if text := v.text(id); !strings.Contains(text, fact) {
			t.Errorf("%s shows %q, want %q in it", title, text, fact)
		}
	}
	v.picture("desktop")
	group := seen.group(titles[len(titles)-1])
	m, _ := group.find(fact)
	v.click(fmt.Sprintf("button-%d-0-0", m.ID))
	v.do("see the source", chromedp.WaitVisible(testID("toast")))
	if text := v.text("toast"); !strings.Contains(text, "Nguồn (mức ") {
		t.Errorf("the source button shows %q", text)
	}
	v.picture("source")
	v.click("dialog-0")
	v.do("close the box", chromedp.WaitNotVisible(testID("dialog")))

	for _, c := range seen.Chats {
		if c.Type == "private" || strings.HasPrefix(c.Type, "zalo") || slices.Contains(titles, c.Title) {
			continue
		}
		v.open(c)
		all := v.read("#messages")
		if strings.Contains(all, fact) || all == "" {
			t.Errorf("the unregistered group %s shows %q", c.Title, all)
		}
	}
}

// TestPageOnAPhone looks at the demo in a narrow window: everything fits.
func TestPageOnAPhone(t *testing.T) {
	t.Parallel()
	v, base, _ := visit(t, 390, 844)
	titles, _ := demoGroups(t)
	_, fact := opening(t)
	fits := func(where string) {
		t.Helper()
		wide, err := chromedp.Run(v.tab, chromedp.Evaluate[int]("document.documentElement.scrollWidth - innerWidth"))
		if err != nil {
			t.Fatal(err)
		}
		if wide > 0 {
			t.Errorf("%s is %d pixels wider than the window", where, wide)
		}
	}
	fits("the list of chats")
	v.picture("phone-list")
	v.click("clock-next")
	seen := watch(t, base, "the fact of the day in four groups", func(p page) bool { return len(p.with(fact)) >= 4 })
	group := seen.group(titles[0])
	m, _ := group.find(fact)
	v.open(group)
	v.do("see the post", chromedp.WaitVisible(testID(fmt.Sprintf("message-%d", m.ID))))
	fits("the chat")
	v.picture("phone-chat")
	v.click(fmt.Sprintf("button-%d-0-0", m.ID))
	v.do("see the source", chromedp.WaitVisible(testID("toast")))
	fits("the source")
	v.click("dialog-0")
	v.click("back")
	v.do("see the list again", chromedp.WaitVisible(testID(fmt.Sprintf("chat-%d", group.ID))))
	fits("the list of chats")
}
