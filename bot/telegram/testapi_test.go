package telegram

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"loa"
)

// startTestAPI starts npm's telegram-test-api, a Bot API server that somebody
// else wrote, on a free port of 127.0.0.1 and returns its address. The test is
// skipped where node or the package is not installed:
//
//	npm ci --prefix testdata/npm
//
// or LOA_TEST_API_DIR, which names a node_modules folder or what it lies in.
func startTestAPI(t *testing.T) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skipf("skipped: node is not installed: %v", err)
	}
	pkg := ""
	for _, dir := range []string{os.Getenv("LOA_TEST_API_DIR"), filepath.Join("..", "..", "testdata", "npm")} {
		for _, sub := range []string{"", "node_modules"} {
			path, err := filepath.Abs(filepath.Join(dir, sub, "telegram-test-api"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(filepath.Join(path, "package.json")); pkg == "" && dir != "" && err == nil {
				pkg = path
			}
		}
	}
	if pkg == "" {
		t.Skip("skipped: npm's telegram-test-api is not installed: npm ci --prefix testdata/npm, or set LOA_TEST_API_DIR")
	}
	// The port is free now, and nobody else is told of it.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	const program = `const Server = require(process.argv[1]);
new Server({port: Number(process.argv[2]), host: '127.0.0.1'}).start()
  .then(() => console.log('ready'), e => { console.error(e); process.exit(1); });`
	cmd := exec.Command(node, "-e", program, pkg, strconv.Itoa(port))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it has no other way to end
		_ = cmd.Wait()         // "killed" is what is wanted
	})
	if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil || line != "ready\n" {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // before its stderr is read
		t.Fatalf("telegram-test-api did not start: %q, %v\n%s", line, err, stderr.String())
	}
	return "http://127.0.0.1:" + strconv.Itoa(port)
}

// TestForeignServer has one conversation with a server that we did not write:
// a command in, a message out, a tap in, an edit out. It mis-shapes many answers
// (results that are null, dates in milliseconds, everything "private") and never
// waits in a poll; Receive's pause after an empty poll is what keeps it from
// being asked in a tight loop.
func TestForeignServer(t *testing.T) {
	t.Parallel()
	api := startTestAPI(t)
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	// person posts what a person does, and returns the result.
	person := func(path string, body map[string]any) json.RawMessage {
		t.Helper()
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, api+path, bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		data, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		var answer struct {
			OK     bool            `json:"ok"`
			Result json.RawMessage `json:"result"`
		}
		if err := json.Unmarshal(data, &answer); err != nil || !answer.OK {
			t.Fatalf("%s: %s (%v)", path, data, err)
		}
		return answer.Result
	}

	w := &world{a: newAdapter(t, api), events: make(chan loa.Update, 10)}
	me, err := w.a.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if me.Bot != "telegram:666" || me.Username != "TestNameBot" {
		t.Errorf("me %+v", me)
	}
	w.receive(t, &mailbox{})

	from := map[string]any{"id": 501, "is_bot": false, "first_name": "Hoa", "language_code": "vi"}
	chat := map[string]any{"id": -4001, "type": "group", "title": "Chi bộ Tổ dân phố 1"}
	person("/sendCommand", map[string]any{
		"botToken": token, "from": from, "chat": chat, "date": 1803870000, "text": "/nhac@TestNameBot 19h30 họp chi bộ",
		"entities": []map[string]any{{"type": "bot_command", "offset": 0, "length": 17}},
	})
	u := w.event(t)
	if u.Message == nil || u.Message.Command != "nhac" || u.Message.Args != "19h30 họp chi bộ" || u.Message.Chat.ID != "-4001" || u.Message.Chat.Title != "Chi bộ Tổ dân phố 1" {
		t.Fatalf("got %+v, want /nhac", u.Message)
	}

	sent, err := w.a.Send(t.Context(), loa.Delivery{Chat: u.Message.Chat.ID, Payload: loa.Payload{Notice: &loa.Notice{
		Text:    loa.Join(loa.Styled(loa.Bold, "Họp chi bộ"), loa.Plain(" lúc 19:30")),
		Buttons: [][]loa.Button{{{Text: "Có mặt", Data: "rsvp:1:y"}}},
	}}})
	if err != nil || sent.Message == "" {
		t.Fatalf("got %+v, %v", sent, err)
	}
	// shown is the text of the bot's message as the server has it.
	shown := func() string {
		t.Helper()
		var history []struct {
			MessageID int64 `json:"messageId"`
			Message   struct {
				Text     string `json:"text"`
				Entities []entity
			} `json:"message"`
		}
		if err := json.Unmarshal(person("/getUpdatesHistory", map[string]any{"token": token}), &history); err != nil {
			t.Fatal(err)
		}
		for _, h := range history {
			if strconv.FormatInt(h.MessageID, 10) == string(sent.Message) && h.Message.Text != "" && !strings.HasPrefix(h.Message.Text, "/") {
				return h.Message.Text
			}
		}
		return fmt.Sprintf("no message %s", sent.Message)
	}
	if got := shown(); got != "Họp chi bộ lúc 19:30" {
		t.Errorf("sent %q", got)
	}

	number, err := strconv.Atoi(string(sent.Message))
	if err != nil {
		t.Fatal(err)
	}
	person("/sendCallback", map[string]any{
		"botToken": token, "from": from, "data": "rsvp:1:y",
		"message": map[string]any{"message_id": number, "chat": chat, "date": 1803870000},
	})
	if u = w.event(t); u.Tap == nil || u.Tap.Data != "rsvp:1:y" || u.Tap.Message != sent.Message || u.Tap.From.Account.ID != "501" {
		t.Fatalf("got %+v, want the tap", u.Tap)
	}
	for _, p := range []loa.Payload{
		{Toast: &loa.Toast{Tap: u.Tap.ID, Text: "Đã ghi nhận"}},
		{Edit: &loa.Edit{Message: sent.Message, Text: loa.Plain("Đã chốt: 1 có mặt")}},
	} {
		if _, err := w.a.Send(t.Context(), loa.Delivery{Chat: u.Tap.Chat.ID, Payload: p}); err != nil {
			t.Fatal(err)
		}
	}
	if got := shown(); got != "Đã chốt: 1 có mặt" {
		t.Errorf("after the edit: %q", got)
	}

	// It knows no polls, and says so in a shape that is not the Bot API's.
	_, err = w.a.Send(context.Background(), loa.Delivery{Chat: "-4001", Payload: poll})
	if loa.FailureOf(err).Class != loa.FailUncertain {
		t.Errorf("a poll: %v, want uncertain", err)
	}
}
