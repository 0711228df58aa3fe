package main

import (
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loa/bot/sandbox"
)

// TestZaloProbe tries a bot with somebody at the terminal: every check comes to a verdict,
// and nothing of anybody is printed.
func TestZaloProbe(t *testing.T) {
	t.Parallel()
	box, err := sandbox.New(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(box)
	t.Cleanup(func() { box.Close(); server.Close() })
	lan, mai := box.AddPerson("Lan", "vi"), box.AddPerson("Mai", "vi")
	bot := box.AddZaloBot(sandbox.ZaloOptions{Token: "880001:" + zaloSecret})
	group, err := box.AddZaloGroup(bot, "Nhóm thử", lan, mai)
	if err != nil {
		t.Fatal(err)
	}
	keyboard, person := io.Pipe()
	screen, file := &logbook{}, filepath.Join(t.TempDir(), "probe.txt")
	ended := make(chan int, 1)
	go func() {
		ended <- run(t.Context(), []string{"zalo", "probe", "-o", file}, map[string]string{
			"LANG": "en_US", "LOA_ZALO_TOKENS": bot, "LOA_ZALO_API": server.URL + "/zalo",
		}, keyboard, screen, screen)
	}()
	const words = "secretwords"
	enter := func(text string) {
		t.Helper()
		if _, err := fmt.Fprintln(person, text); err != nil {
			t.Fatal(err)
		}
	}
	screen.await(t, "→ Write any word")
	box.Say(lan, box.OpenZalo(bot, lan), words)
	enter("")
	screen.await(t, "→ In the test group pick")
	box.Say(lan, group, "@Bot Loa "+words)
	enter("")
	screen.await(t, "→ Do the same")
	box.Say(mai, group, "@Bot Loa "+words)
	enter("")
	screen.await(t, "→ In the test group hold")
	all := box.Messages(group)
	box.Reply(lan, group, all[len(all)-1].ID, words)
	enter("")
	screen.await(t, "→ Open the bot's statistics")
	enter("10")
	screen.await(t, "how many now?")
	enter("11")
	screen.await(t, "→ Invite the bot into a fourth")
	enter("n")
	if status := <-ended; status != exitOK {
		t.Errorf("status %d", status)
	}
	if err := person.Close(); err != nil {
		t.Error(err)
	}
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := `✓  1. The bot may join groups (getMe, can_join_groups)
     can_join_groups true; account_name account_type can_join_groups display_name id
✓  A method that does not exist: code 404
     404
✓  A wrong chat_id: code 410
     410
✓  A private message reaches the bot
     chat.id = from.id true; event_name message.chat.chat_type message.chat.id message.date message.from.display_name message.from.id message.from.is_bot message.message_id message.text
✓  A message in the group that tags the bot reaches it
     event_name message.chat.chat_type message.chat.id message.date message.from.display_name message.from.id message.from.is_bot message.message_id message.text
✓  4. The shape of polled events: bare or wrapped
     bare 2, wrapped 0
✓  3. A person has the same id in the group and in private
     from.id equal true
✓  3. Another member's tag arrives, too
     event_name message.chat.chat_type message.chat.id message.date message.from.display_name message.from.id message.from.is_bot message.message_id message.text
✓  2. A reply without a tag arrives
     more than without a reply: -
✗  8. reply_to_message_id has an effect
     reply_to_message_id 400
✓  9. What the limit of 2000 counts
     2000 × ế: ok, 2001 × a: 400, 1001 × 🌸: 400, UTF-16 units
✓  6. A post in the group counts as one message
     a post in the group: 1
✓  7. Ten messages at once are taken
     10 × ok
✗  1. The bot can join a fourth group
?  10. Whether the 51st person is refused: watch it in use
?  4. The shape of webhooks, and whether the first call carries the secret: needs a server with https
?  5. Whether Zalo calls a webhook again after errors: needs a server with https
`
	if string(written) != want {
		t.Errorf("got:\n%s\nwant:\n%s", written, want)
	}
	for _, private := range []string{zaloSecret, words, "Lan", "Mai", sandbox.ZaloAccount(lan), sandbox.ZaloAccount(mai), box.ZaloChat(group)} {
		if strings.Contains(screen.String()+string(written), private) {
			t.Errorf("it shows %q:\n%s", private, screen)
		}
	}
}

// TestZaloProbeAlone: without a person what can be tried is tried, and the rest is open.
func TestZaloProbeAlone(t *testing.T) {
	t.Parallel()
	box, err := sandbox.New(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(box)
	t.Cleanup(func() { box.Close(); server.Close() })
	bot := box.AddZaloBot(sandbox.ZaloOptions{Token: "880001:" + zaloSecret})
	probe := func(vars map[string]string, args ...string) (int, string) {
		vars["LANG"] = "en_US"
		var out strings.Builder
		status := run(t.Context(), append([]string{"zalo", "probe"}, args...), vars, nil, &out, &out)
		return status, out.String()
	}
	at := func(token string) map[string]string {
		return map[string]string{"LOA_ZALO_TOKENS": token, "LOA_ZALO_API": server.URL + "/zalo"}
	}
	status, out := probe(at(bot))
	if status != exitOK || strings.Count(out, "\n✓") != 3 || strings.Count(out, "\n?") != 14 || strings.Contains(out, zaloSecret) {
		t.Errorf("status %d:\n%s", status, out)
	}
	if status, out := probe(at(bot), "--bot", "2"); status != exitMisused || !strings.Contains(out, "has 1 bots on Zalo, none with the number 2") {
		t.Errorf("status %d:\n%s", status, out)
	}
	if status, out := probe(map[string]string{}); status != exitMisused || !strings.Contains(out, "LOA_ZALO_TOKENS") {
		t.Errorf("status %d:\n%s", status, out)
	}
	if status, out := probe(at("880009:" + zaloSecret)); status != exitFailed || strings.Contains(out, zaloSecret) {
		t.Errorf("a token that is void: status %d:\n%s", status, out)
	}
}
