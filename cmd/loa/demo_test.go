package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"loa"
	"loa/content"
)

// page is what the demo's page shows.
type page struct {
	Now  time.Time
	Next *struct {
		At   time.Time
		What string
	}
	People []struct {
		ID   int64
		Name string
	}
	Chats  []pageChat
	Toasts []struct{ Text string }
}

type pageChat struct {
	ID       int64
	Title    string
	Type     string
	Messages []pageMessage
}

type pageMessage struct {
	ID      int64
	From    struct{ Bot bool }
	Text    string
	Buttons [][]struct{ Text, Data string }
}

// find returns the bot's first message with the words.
func (c pageChat) find(words string) (pageMessage, bool) {
	i := slices.IndexFunc(c.Messages, func(m pageMessage) bool { return m.From.Bot && strings.Contains(m.Text, words) })
	if i < 0 {
		return pageMessage{}, false
	}
	return c.Messages[i], true
}

func (p page) group(title string) pageChat {
	for _, c := range p.Chats {
		if c.Title == title && c.Type != "private" {
			return c
		}
	}
	return pageChat{}
}

// private is the chat of a person with the bot.
func (p page) private(person int64) pageChat {
	i := slices.IndexFunc(p.Chats, func(c pageChat) bool { return c.ID == person && c.Type == "private" })
	if i < 0 {
		return pageChat{}
	}
	return p.Chats[i]
}

// toasted reports whether a tap was answered with the words.
func (p page) toasted(words string) bool {
	return slices.ContainsFunc(p.Toasts, func(t struct{ Text string }) bool { return strings.Contains(t.Text, words) })
}

// with lists the titles of the groups in which the bot has written the words.
func (p page) with(words string) (titles []string) {
	for _, c := range p.Chats {
		if _, ok := c.find(words); ok && c.Type != "private" && !strings.HasPrefix(c.Type, "zalo") {
			titles = append(titles, c.Title)
		}
	}
	slices.Sort(titles)
	return titles
}

// watch waits until the page shows what is wanted. It looks at every change that
// the page is told of, and returns what it saw.
func watch(t *testing.T, base, what string, wanted func(page) bool) (p page) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/sandbox/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Close = true
	events, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close()
	lines := bufio.NewScanner(events.Body)
	for lines.Scan() {
		if !strings.HasPrefix(lines.Text(), "data:") {
			continue
		}
		_, body := get(t, base+"/sandbox/state")
		p = page{}
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			t.Fatal(err)
		}
		if wanted(p) {
			return p
		}
	}
	t.Fatalf("the page never showed %s (%v): %+v", what, lines.Err(), p)
	return p
}

// post does what somebody at the page does.
func post(t *testing.T, base, what, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/sandbox/"+what, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Loa-Sandbox", "1")
	if status, answer := do(t, req); status != 200 {
		t.Fatalf("%s %s: %d %s", what, body, status, answer)
	}
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// demo starts the demo and returns the address of its page.
func demo(t *testing.T, args ...string) (p *program, base string) {
	t.Helper()
	p = launch(t, inLanguage("vi_VN"), append([]string{"demo", "--listen", "127.0.0.1:0"}, args...)...)
	return p, address.FindString(p.out.await(t, "http://"))
}

// The titles of the demo's four registered groups, and how the message of
// their registration begins.
func demoGroups(t *testing.T) (titles []string, registered string) {
	t.Helper()
	c, _ := content.Read(content.Default())
	for i, k := range chatKinds(c) {
		if i == 0 {
			u, _ := ownUnit(c, 0)
			titles = append(titles, u.Name)
			continue
		}
		titles = append(titles, k.Name)
	}
	slices.Sort(titles)
	registered, _, _ = strings.Cut(newCatalog(t).Say(loa.Vietnamese, "bot.registered", map[string]any{"Unit": "|", "Kind": "", "Campaign": "", "First": ""}).String(), "|")
	return titles, registered
}

func readCampaign(t *testing.T) *loa.Campaign {
	t.Helper()
	c, mistakes := content.Read(content.Default())
	if c == nil {
		t.Fatal(mistakes)
	}
	return c
}

// opening is the campaign's post of 13/3: its title, and words of its text that
// do not depend on the year.
func opening(t *testing.T) (title, fact string) {
	t.Helper()
	c, mistakes := content.Read(content.Default())
	if c == nil {
		t.Fatal(mistakes)
	}
	day := loa.Date{Year: 2024, Month: time.March, Day: 13}
	zone := at(t, eve).Location()
	for _, o := range c.Occurrences(loa.EveryKind(), zone, day.At(0, zone), day.AddDays(1).At(0, zone)) {
		if o.Post.Milestone {
			for line := range strings.Lines(o.Post.Text.String()) {
				if words := strings.TrimSpace(line); len(words) > 40 && !strings.Contains(words, "{{") {
					return o.Post.Title, words
				}
			}
		}
	}
	t.Fatal("the campaign has no milestone on 13/3")
	return "", ""
}

// TestDemo opens the curtain, goes to the next event and finds the fact of the
// day in the four registered groups, and nothing in the one that is not.
func TestDemo(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	titles, registered := demoGroups(t)
	title, fact := opening(t)
	free := newCatalog(t).Line(loa.Vietnamese, "cli.scene_free_group", nil)

	p, base := demo(t)
	seen := watch(t, base, "four registered groups", func(p page) bool { return len(p.with(registered)) >= 4 && p.Next != nil })
	if got := seen.with(registered); !slices.Equal(got, titles) || len(titles) != 4 {
		t.Errorf("registered are %q, want %q", got, titles)
	}
	if next := seen.Next; !next.At.Equal(at(t, "2024-03-13T06:30:00+07:00")) || next.What != title {
		t.Errorf("next comes %q at %s", next.What, next.At)
	}
	if !seen.Now.Before(seen.Next.At) || seen.Next.At.Sub(seen.Now) > 3*time.Minute {
		t.Errorf("the demo begins at %s", seen.Now)
	}
	watch(t, base, "the greeting in the free group", func(p page) bool { return len(p.group(free).Messages) > 0 })

	post(t, base, "clock", `{"next":true}`)
	seen = watch(t, base, "the fact of the day in four groups", func(p page) bool { return len(p.with(fact)) >= 4 })
	if got := seen.with(fact); !slices.Equal(got, titles) {
		t.Errorf("the fact of the day is in %q, want %q", got, titles)
	}
	unit, _ := ownUnit(readCampaign(t), 0)
	watch(t, base, "the fact of the day in the group on Zalo", func(p page) bool {
		_, ok := p.group(unit.Name + " (Zalo)").find(fact)
		return ok
	})
	group := seen.group(titles[0])
	m, _ := group.find(fact)
	if len(m.Buttons) == 0 {
		t.Fatalf("the post has no button: %+v", m)
	}
	post(t, base, "tap", fmt.Sprintf(`{"person":%d,"chat":%d,"message":%d,"data":%q}`, seen.People[2].ID, group.ID, m.ID, m.Buttons[0][0].Data))
	watch(t, base, "the source", func(p page) bool { return p.toasted("Nguồn (mức ") })

	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("while it runs the demo has %v in the temporary folder, want one folder: %v", left, err)
	}
	p.end(t)
	if left, err = os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("the demo left %v behind: %v", left, err)
	}
	if p.err.String() != "" {
		t.Errorf("the demo complained:\n%s", p.err)
	}
}

// The people of the demo, as they come.
const (
	playsOfficial = iota
	playsSecretary
	playsMember
	playsElder
	playsResiding
)

// TestDemoMeeting finds a cell that is invited to its meeting, in both languages: a
// member has answered, another one answers now, somebody of another list may not,
// and only the secretary reads names.
func TestDemoMeeting(t *testing.T) {
	t.Parallel()
	for _, lang := range []loa.Lang{loa.Vietnamese, loa.English} {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			catalog := newCatalog(t)
			line := func(key string, data map[string]any) string { return catalog.Say(lang, key, data).String() }
			count := func(yes, no, none int) string {
				return line("meeting.tally", map[string]any{"Yes": yes, "No": no, "Unsure": 0, "None": none})
			}
			// Answers are gathered for 10 s of the demo's clock before the count follows them.
			p := launch(t, inLanguage(string(lang)), "demo", "--listen", "127.0.0.1:0", "--speed", "20")
			base := address.FindString(p.out.await(t, "http://"))
			cell := demoCell(t)
			seen := watch(t, base, "the first answer", func(p page) bool { _, ok := p.group(cell).find(count(1, 0, 9)); return ok })
			invitation, _ := seen.group(cell).find(count(1, 0, 9))
			tap := func(who, row int) {
				t.Helper()
				post(t, base, "tap", fmt.Sprintf(`{"person":%d,"chat":%d,"message":%d,"data":%q}`,
					seen.People[who].ID, seen.group(cell).ID, invitation.ID, invitation.Buttons[row][0].Data))
			}
			tap(playsElder, 1)
			tap(playsResiding, 0)
			refused := line("reply.not_on_roll", nil)
			seen = watch(t, base, "the second answer, and none of who is not on the roll", func(p page) bool {
				_, ok := p.group(cell).find(count(1, 1, 8))
				return ok && p.toasted(refused)
			})
			secretary := seen.People[playsSecretary].ID
			post(t, base, "say", fmt.Sprintf(`{"person":%d,"chat":%d,"text":"/chuatraloi"}`, secretary, secretary))
			seen = watch(t, base, "the secretary's list", func(p page) bool {
				_, ok := p.private(secretary).find("Hoàng Văn Bình – " + line("reply.no_account", nil))
				return ok
			})
			if titles := seen.with("Hoàng Văn Bình"); len(titles) > 0 {
				t.Errorf("a name stands in %q", titles)
			}
			p.end(t)
			if p.err.String() != "" {
				t.Errorf("the demo complained:\n%s", p.err)
			}
		})
	}
}

// demoCell is the title of the demo's group that is invited to a meeting.
func demoCell(t *testing.T) string {
	t.Helper()
	c, mistakes := content.Read(content.Default())
	if c == nil {
		t.Fatal(mistakes)
	}
	u, _ := ownUnit(c, 0)
	return u.Name
}

// TestDemoKeeps keeps the database, which is a rehearsal's for good, and not to
// be used for another demo.
func TestDemoKeeps(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "kept")
	_, registered := demoGroups(t)
	p, base := demo(t, "--keep", dir)
	watch(t, base, "a registered group", func(p page) bool { return len(p.with(registered)) > 0 })
	p.end(t)
	if found := searchDatabase(t, filepath.Join(dir, databaseFile), "group.bind"); len(found) == 0 {
		t.Error("the kept database does not tell of the registered group")
	}
	if status, _, stderr := try(t, inLanguage("en_US"), "demo", "--keep", dir); status != 2 || !strings.Contains(stderr, "database of an earlier demo") {
		t.Errorf("another demo in the same folder: status %d, want 2: %s", status, stderr)
	}
	s := newStage(t)
	vars := s.vars()
	vars["LOA_DATABASE"] = filepath.Join(dir, databaseFile)
	if status, _, stderr := try(t, vars, "serve"); status != 2 || !strings.Contains(stderr, "a rehearsal and real work never share one") {
		t.Errorf("real work on the demo's database: status %d, want 2: %s", status, stderr)
	}
}

// TestDemoFindsAnAddress starts a demo where the address is taken.
func TestDemoFindsAnAddress(t *testing.T) {
	t.Parallel()
	var lc net.ListenConfig
	taken, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	p := launch(t, inLanguage("en_US"), "demo", "--listen", taken.Addr().String())
	base := address.FindString(p.out.await(t, "http://"))
	if base == "http://"+taken.Addr().String() {
		t.Errorf("the demo says it listens on %s, which is taken", base)
	}
	if status, body := get(t, base+"/"); status != 200 || !strings.Contains(body, "<html") {
		t.Errorf("the page: %d %q", status, body)
	}
	p.end(t)
}

// TestDemoOfAFolder shows the mistakes of a campaign folder, or the folder.
func TestDemoOfAFolder(t *testing.T) {
	t.Parallel()
	if status, _, stderr := try(t, inLanguage("en_US"), "demo", forty); status != 2 || len(place.FindAllString(stderr, -1)) < 40 {
		t.Errorf("a folder with mistakes: status %d, want 2 and all mistakes:\n%s", status, stderr)
	}
	p, base := demo(t, "testdata/campaign")
	seen := watch(t, base, "what comes next", func(p page) bool { return p.Next != nil })
	if seen.Next.What != "Ngày này năm 1954: mở màn" {
		t.Errorf("next comes %q", seen.Next.What)
	}
	p.end(t)
}

// TestSandboxAlone serves the sandbox for another bot.
func TestSandboxAlone(t *testing.T) {
	t.Parallel()
	// Its token opens nothing, and is told to whoever starts it: another than all others here.
	const other = "7:AAGsandbox-token-of-a-bot-under-testing00"
	p := launch(t, inLanguage("en_US"), "sandbox", "--listen", "127.0.0.1:0", "--token", other)
	base := address.FindString(p.out.await(t, "http://"))
	p.out.await(t, other)
	if status, body := get(t, base+"/bot"+other+"/getMe"); status != 200 || !strings.Contains(body, `"id":7,`) {
		t.Errorf("getMe: %d %s", status, body)
	}
	seen := watch(t, base, "people", func(p page) bool { return len(p.People) > 0 })
	if len(seen.People) != 5 || len(seen.Chats) == 0 {
		t.Errorf("the sandbox has %d people and %d chats", len(seen.People), len(seen.Chats))
	}
	p.end(t)
}
