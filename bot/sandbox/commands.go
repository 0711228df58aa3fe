package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Lengths of the command menu (Bot API, BotCommand and setMyCommands) and the
// bot's descriptions (setMyDescription, setMyShortDescription).
const (
	maxCommands           = 100
	maxCommand            = 32
	maxCommandDescription = 256
	maxDescription        = 512
	maxShortDescription   = 120
)

// menu reads which menu a request is about: scope and language.
func (q *request) menu() string {
	return q.scope() + "/" + q.language()
}

// scope reads a BotCommandScope as "type", "type:chat" or "type:chat:user".
func (q *request) scope() string {
	if !q.has("scope") {
		return "default"
	}
	var scope struct {
		Type string          `json:"type"`
		Chat json.RawMessage `json:"chat_id"`
		User *int64          `json:"user_id"`
	}
	q.json("scope", &scope)
	if q.err != nil {
		return ""
	}
	chat, user := false, false
	switch scope.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
	case "chat", "chat_administrators":
		chat = true
	case "chat_member":
		chat, user = true, true
	default:
		q.broke("unsupported type specified", "there is no scope "+scope.Type, "Bot API, BotCommandScope")
	}
	if chat != (scope.Chat != nil) || user != (scope.User != nil) {
		q.broke("can't parse scope", "scope "+scope.Type+" has not exactly the fields it needs", "Bot API, BotCommandScope")
	}
	name := scope.Type
	if chat {
		name += ":" + strings.Trim(string(scope.Chat), `"`)
	}
	if user && scope.User != nil {
		name += fmt.Sprintf(":%d", *scope.User)
	}
	return name
}

// language reads a two-letter ISO 639-1 code, or none.
func (q *request) language() string {
	code := q.params["language_code"]
	if code == "" {
		return ""
	}
	if len(code) != 2 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") != "" {
		q.broke("invalid language code specified", "language_code is no two-letter ISO 639-1 code", q.source())
	}
	return code
}

func setMyCommands(s *Sandbox, q *request) (any, *apiError) {
	var list []Command
	q.json("commands", &list)
	if len(list) > maxCommands {
		q.broke("too many commands", fmt.Sprintf("%d commands of at most %d", len(list), maxCommands), "Bot API, setMyCommands")
	}
	for i, c := range list {
		switch {
		case !isName(c.Command, maxCommand, false) || c.Command != strings.ToLower(c.Command):
			q.broke("BOT_COMMAND_INVALID", fmt.Sprintf("command %q is not 1-32 of a-z, 0-9 and _", c.Command), "Bot API, BotCommand")
		case slices.ContainsFunc(list[:i], func(other Command) bool { return other.Command == c.Command }):
			q.broke("BOT_COMMAND_INVALID", fmt.Sprintf("command %q stands there twice", c.Command), "Bot API, setMyCommands")
		}
		q.length("command description", c.Description, 1, maxCommandDescription)
	}
	menu := q.menu()
	if q.err != nil {
		return nil, q.err
	}
	s.commands[menu] = list
	s.touch()
	return true, nil
}

func getMyCommands(s *Sandbox, q *request) (any, *apiError) {
	menu := q.menu()
	return append([]Command{}, s.commands[menu]...), q.err
}

func deleteMyCommands(s *Sandbox, q *request) (any, *apiError) {
	menu := q.menu()
	if q.err != nil {
		return nil, q.err
	}
	delete(s.commands, menu)
	s.touch()
	return true, nil
}

func setMyDescription(s *Sandbox, q *request) (any, *apiError) {
	return s.describe(q, "description", maxDescription)
}

func setMyShortDescription(s *Sandbox, q *request) (any, *apiError) {
	return s.describe(q, "short_description", maxShortDescription)
}

func (s *Sandbox) describe(q *request, name string, most int) (any, *apiError) {
	text := q.params[name]
	q.length(name, text, 0, most)
	key := name + "/" + q.language()
	if q.err != nil {
		return nil, q.err
	}
	s.texts[key] = text
	s.touch()
	return true, nil
}
