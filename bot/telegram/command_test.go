package telegram

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParseCommand(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want command
		ok   bool
	}{
		{"/start", command{name: "start"}, true},
		{"/Nhac 19h30  họp chi bộ ", command{name: "nhac", args: "19h30  họp chi bộ"}, true},
		{"/start@Loa_Bot k7f2", command{name: "start", bot: "Loa_Bot", args: "k7f2"}, true},
		{"/lich@loa_bot", command{name: "lich", bot: "loa_bot"}, true},
		{"/rsvp—có", command{name: "rsvp", args: "—có"}, true}, // v5 breaks the dash in two
		{"/nhac\nhai dòng\nba", command{name: "nhac", args: "hai dòng\nba"}, true},
		{"/start@ x", command{name: "start", args: "@ x"}, true},
		{"/nhắc 10", command{}, false}, // not a name Telegram allows
		{"/etc/hosts", command{}, false},
		{"/a@b/c", command{}, false},
		{"/", command{}, false},
		{"/ start", command{}, false},
		{"//start", command{}, false},
		{"/" + strings.Repeat("a", 33), command{}, false},
		{"xin /start", command{}, false},
		{" /start", command{}, false},
		{"", command{}, false},
	} {
		got, ok := parseCommand(tt.text)
		if ok && strings.TrimSpace(tt.text[got.at:]) != got.args {
			t.Errorf("parseCommand(%q): %q begins at byte %d", tt.text, got.args, got.at)
		}
		got.at = 0
		if got != tt.want || ok != tt.ok {
			t.Errorf("parseCommand(%q) = %+v, %v; want %+v, %v", tt.text, got, ok, tt.want, tt.ok)
		}
	}
}

func FuzzCommand(f *testing.F) {
	for _, s := range []string{"/start", "/rsvp—có", "/a@b c", "/ắ", "/a\xff b", "/@x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, ok := parseCommand(text)
		if !ok {
			if c != (command{}) {
				t.Fatalf("no command, yet %+v", c)
			}
			return
		}
		if c.name == "" || len(c.name) > maxCommandName || strings.Trim(c.name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			t.Fatalf("name %q", c.name)
		}
		if strings.TrimSpace(text[c.at:]) != c.args || strings.TrimSpace(c.args) != c.args {
			t.Fatalf("args %q of %q", c.args, text)
		}
		if utf8.ValidString(text) && !utf8.ValidString(c.args) {
			t.Fatalf("args %q cut through a character of %q", c.args, text)
		}
	})
}
