package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// method is what the sandbox knows of one method of the Bot API.
type method struct {
	call     func(*Sandbox, *request) (any, *apiError)
	required string // names of parameters
	optional string
}

// Parameters that many methods share.
const (
	common = "message_thread_id disable_notification protect_content reply_parameters reply_markup"
	place  = "chat_id message_id inline_message_id"
)

// methods are the simulated methods with the parameters of Bot API 10.1. What a
// method has beyond these (business connections, paid broadcasts, rich
// messages, …) is not simulated, and refused rather than ignored.
func methods() map[string]method {
	return map[string]method{
		"getMe":      {call: getMe},
		"getUpdates": {optional: "offset limit timeout allowed_updates"}, // has its own way: it waits

		"sendMessage":            {sendMessage, "chat_id text", common + " parse_mode entities link_preview_options"},
		"sendPhoto":              {sendPhoto, "chat_id photo", common + " caption parse_mode caption_entities show_caption_above_media has_spoiler"},
		"sendDocument":           {sendDocument, "chat_id document", common + " caption parse_mode caption_entities disable_content_type_detection"},
		"editMessageText":        {editMessageText, "text", place + " parse_mode entities link_preview_options reply_markup"},
		"editMessageCaption":     {editMessageCaption, "", place + " caption parse_mode caption_entities show_caption_above_media reply_markup"},
		"editMessageReplyMarkup": {editMessageReplyMarkup, "", place + " reply_markup"},
		"deleteMessage":          {deleteMessage, "chat_id message_id", ""},
		"pinChatMessage":         {pinChatMessage, "chat_id message_id", "disable_notification"},
		"unpinChatMessage":       {unpinChatMessage, "chat_id", "message_id"},
		"unpinAllChatMessages":   {unpinAllChatMessages, "chat_id", ""},

		"sendPoll": {sendPoll, "chat_id question options", common + ` question_parse_mode question_entities is_anonymous type
			allows_multiple_answers allows_revoting shuffle_options hide_results_until_closes
			correct_option_ids explanation explanation_parse_mode explanation_entities open_period close_date is_closed`},
		"stopPoll":            {stopPoll, "chat_id message_id", "reply_markup"},
		"answerCallbackQuery": {answerCallbackQuery, "callback_query_id", "text show_alert url cache_time"},

		"setMyCommands":         {setMyCommands, "commands", "scope language_code"},
		"getMyCommands":         {getMyCommands, "", "scope language_code"},
		"deleteMyCommands":      {deleteMyCommands, "", "scope language_code"},
		"setMyDescription":      {setMyDescription, "", "description language_code"},
		"setMyShortDescription": {setMyShortDescription, "", "short_description language_code"},

		"getWebhookInfo": {call: getWebhookInfo},
		"setWebhook":     {setWebhook, "url", "certificate ip_address max_connections allowed_updates drop_pending_updates secret_token"},
		"deleteWebhook":  {deleteWebhook, "", "drop_pending_updates"},

		"getChat":        {getChat, "chat_id", ""},
		"getChatMember":  {getChatMember, "chat_id user_id", ""},
		"sendChatAction": {sendChatAction, "chat_id action", "message_thread_id"},
		"getFile":        {getFile, "file_id", ""},
	}
}

// replaced are parameters that left the documented API, and what took their place.
func replaced(name string) string {
	switch name {
	case "disable_web_page_preview":
		return "link_preview_options since Bot API 7.0"
	case "reply_to_message_id", "allow_sending_without_reply":
		return "reply_parameters since Bot API 7.0"
	case "correct_option_id":
		return "correct_option_ids since Bot API 9.6"
	}
	return ""
}

// check refuses a request whose parameters are not those of the method, and
// with a schema, whose parameters do not have its types. It needs no lock.
func (s *Sandbox) check(q *request, m method) *apiError {
	known := append(strings.Fields(m.required), strings.Fields(m.optional)...)
	source := "Bot API, " + q.method
	for _, name := range q.names() {
		if slices.Contains(known, name) || q.attached(name) {
			continue
		}
		if instead := replaced(name); instead != "" {
			return broken("deprecated parameter "+name, fmt.Sprintf("%s was replaced by %s", name, instead), source)
		}
		return broken("unknown parameter "+name, fmt.Sprintf("parameter %s is unknown, or not simulated", name), source)
	}
	for _, name := range strings.Fields(m.required) {
		if _, file := q.files[name]; file || q.params[name] != "" {
			continue
		}
		if name == "url" { // empty: remove the webhook (Bot API, setWebhook)
			if _, given := q.params[name]; given {
				continue
			}
		}
		return broken(missing(name), fmt.Sprintf("required parameter %s is missing or empty", name), source)
	}
	if s.schema == nil {
		return nil
	}
	if wrong := s.schema.check(q); wrong != "" {
		return broken(wrong, wrong, "schema, "+q.method)
	}
	return nil
}

// missing is how Telegram says that a parameter is missing (server, Client.cpp).
func missing(name string) string {
	switch name {
	case "chat_id":
		return "chat_id is empty"
	case "text":
		return "message text is empty"
	case "message_id":
		return "message identifier is not specified"
	}
	return name + " is empty"
}

// names of all parameters and file parts, in a fixed order.
func (q *request) names() []string {
	var names []string
	for name := range q.params {
		names = append(names, name)
	}
	for name := range q.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// attached tells whether a file part is referred to by attach://name (Bot API, Sending files).
func (q *request) attached(name string) bool {
	if _, file := q.files[name]; !file {
		return false
	}
	for _, value := range q.params {
		if strings.Contains(value, "attach://"+name) {
			return true
		}
	}
	return false
}

func getMe(s *Sandbox, _ *request) (any, *apiError) {
	return struct {
		wireUser
		CanJoinGroups bool `json:"can_join_groups"`
		HearsAll      bool `json:"can_read_all_group_messages"`
		Inline        bool `json:"supports_inline_queries"`
		Business      bool `json:"can_connect_to_business"`
		WebApp        bool `json:"has_main_web_app"`
	}{wireUser: s.bot, CanJoinGroups: true, HearsAll: s.hearsAll}, nil
}

func getChat(s *Sandbox, q *request) (any, *apiError) {
	c, err := s.target(q)
	if err != nil {
		return nil, err
	}
	full := struct {
		wireChat
		AccentColor int             `json:"accent_color_id"`
		Reactions   int             `json:"max_reaction_count"`
		Gifts       map[string]bool `json:"accepted_gift_types"`
		Pinned      *wireMessage    `json:"pinned_message,omitempty"`
	}{
		wireChat: s.wireChat(c), Reactions: 11, Gifts: map[string]bool{
			"unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false,
			"premium_subscription": false, "gifts_from_channels": false,
		},
	}
	for _, m := range c.messages { // the most recent one (Bot API, ChatFullInfo)
		if m.pinned {
			full.Pinned = s.wire(c, m)
		}
	}
	return full, nil
}

// getChatMember is only sure to work for others if the bot is an administrator
// (Bot API, getChatMember).
func getChatMember(s *Sandbox, q *request) (any, *apiError) {
	c, err := s.target(q)
	user := q.int("user_id")
	switch {
	case q.err != nil:
		return nil, q.err
	case err != nil:
		return nil, err
	case user == s.bot.ID:
		return wireStanding(s.wireBot(), c.bot, false), nil
	}
	who := PersonID(user)
	if s.people[who] == nil {
		return nil, badRequest("user not found")
	}
	if c.bot != standingAdmin && c.kind != kindPrivate {
		return nil, badRequest("member list is inaccessible")
	}
	return wireStanding(s.wirePerson(who), s.standing(c, who), c.admins[who]), nil
}

func sendChatAction(s *Sandbox, q *request) (any, *apiError) {
	actions := strings.Fields(`typing upload_photo record_video upload_video record_voice upload_voice
		upload_document choose_sticker find_location record_video_note upload_video_note`)
	if !slices.Contains(actions, q.params["action"]) {
		return nil, broken("wrong parameter action in request", "there is no action "+q.params["action"], "Bot API, sendChatAction")
	}
	c, err := s.target(q)
	if err != nil {
		return nil, err
	}
	_, _, err = s.thread(q, c)
	return true, err
}

// target returns the chat of a request, if the bot may write to it.
func (s *Sandbox) target(q *request) (*chat, *apiError) {
	id, bad := parseInt(q.params["chat_id"])
	if bad != nil {
		return nil, badRequest("chat not found") // nobody here has an @name
	}
	c := s.chats[ChatID(id)]
	if c != nil && c.zalo != nil {
		c = nil // on another platform
	}
	if c == nil {
		if s.people[PersonID(id)] != nil {
			return nil, forbidden("bot can't initiate conversation with a user") // they never pressed Start (features, "Deep linking")
		}
		return nil, badRequest("chat not found")
	}
	if c.movedTo != 0 {
		return nil, &apiError{
			code: http.StatusBadRequest, movedTo: c.movedTo,
			text: "Bad Request: group chat was upgraded to a supergroup chat",
		}
	}
	if c.bot == standingMember || c.bot == standingAdmin {
		return c, nil
	}
	switch {
	case c.kind == kindPrivate:
		return nil, forbidden("bot was blocked by the user")
	case c.bot == standingKicked:
		return nil, forbidden("bot was kicked from the " + c.kind + " chat")
	}
	return nil, forbidden("bot is not a member of the " + c.kind + " chat")
}

// thread returns the topic to write to. General has the number 1, but takes none (server,
// Client.cpp, check_message_topic); outside of forums the parameter is ignored.
func (s *Sandbox) thread(q *request, c *chat) (thread int64, inTopic bool, err *apiError) {
	if !q.has("message_thread_id") {
		return 0, false, nil
	}
	thread = q.int("message_thread_id")
	switch {
	case q.err != nil:
		return 0, false, q.err
	case !c.forum:
		return 0, false, nil
	case thread == 1:
		return 0, false, broken("message thread not found", "message_thread_id=1: General takes no thread",
			"server, Client.cpp, check_message_topic")
	case !c.hasTopic(thread):
		return 0, false, badRequest("message thread not found")
	}
	return thread, true, nil
}
