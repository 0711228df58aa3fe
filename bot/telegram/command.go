package telegram

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxCommandName is the longest name a command can have (BotCommand, command).
const maxCommandName = 32

// command is a text of the form "/name@Bot args".
type command struct {
	name string // lower case
	bot  string // whom it is for; empty: whoever listens
	args string
	at   int // where they begin, in bytes
}

// parseCommand reads a command from an NFC text. Telegram's entities are not
// needed for it: a command is one only at the very start, its name ends where
// neither a letter, a digit nor "_" follows, and a path such as /etc/hosts is
// none (the rule of TDLib's match_bot_commands).
func parseCommand(text string) (command, bool) {
	rest, ok := strings.CutPrefix(text, "/")
	if !ok {
		return command{}, false
	}
	name, rest := word(rest)
	if name == "" || len(name) > maxCommandName {
		return command{}, false
	}
	c := command{name: strings.ToLower(name)}
	if after, ok := strings.CutPrefix(rest, "@"); ok {
		if bot, tail := word(after); bot != "" {
			c.bot, rest = bot, tail
		}
	}
	next, _ := utf8.DecodeRuneInString(rest)
	if rest != "" && (unicode.IsLetter(next) || unicode.IsDigit(next) || unicode.IsMark(next) || strings.ContainsRune("_/<>", next)) {
		return command{}, false
	}
	c.args, c.at = strings.TrimSpace(rest), len(text)-len(strings.TrimLeftFunc(rest, unicode.IsSpace))
	return c, true
}

// word cuts the ASCII letters, digits and underscores off the front.
func word(s string) (word, rest string) {
	end := strings.IndexFunc(s, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
	if end < 0 {
		end = len(s)
	}
	return s[:end], s[end:]
}
