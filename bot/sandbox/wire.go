package sandbox

// The types of this file have the JSON form of the Bot API; the fields keep its names.

type wireUser struct {
	ID        int64  `json:"id"`
	IsBot     bool   `json:"is_bot"`
	FirstName string `json:"first_name"`
	Username  string `json:"username,omitempty"`
	Language  string `json:"language_code,omitempty"`
}

// The pseudo-people behind which chats speak and vote (server, Client.cpp:18153).
const (
	groupAnonymousBot = 1087968824
	channelBot        = 136817688
)

type wireChat struct {
	ID        ChatID `json:"id"`
	Type      string `json:"type"`
	Title     string `json:"title,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	IsForum   bool   `json:"is_forum,omitempty"`
}

type wireMessage struct {
	ID              MessageID     `json:"message_id"`
	Thread          int64         `json:"message_thread_id,omitempty"`
	From            *wireUser     `json:"from,omitempty"`
	SenderChat      *wireChat     `json:"sender_chat,omitempty"`
	Date            int64         `json:"date"`
	Chat            wireChat      `json:"chat"`
	IsTopic         bool          `json:"is_topic_message,omitempty"`
	ReplyTo         *wireMessage  `json:"reply_to_message,omitempty"`
	EditDate        int64         `json:"edit_date,omitempty"`
	Text            string        `json:"text,omitempty"`
	Entities        []Entity      `json:"entities,omitempty"`
	Photo           []wirePhoto   `json:"photo,omitempty"`
	Document        *wireDocument `json:"document,omitempty"`
	Caption         string        `json:"caption,omitempty"`
	CaptionEntities []Entity      `json:"caption_entities,omitempty"`
	Poll            *wirePoll     `json:"poll,omitempty"`
	ReplyMarkup     *wireKeyboard `json:"reply_markup,omitempty"`

	NewMembers   []wireUser   `json:"new_chat_members,omitempty"`
	LeftMember   *wireUser    `json:"left_chat_member,omitempty"`
	MigrateTo    ChatID       `json:"migrate_to_chat_id,omitempty"`
	MigrateFrom  ChatID       `json:"migrate_from_chat_id,omitempty"`
	Pinned       *wireMessage `json:"pinned_message,omitempty"`
	TopicCreated *wireTopic   `json:"forum_topic_created,omitempty"`
}

type wireTopic struct {
	Name      string `json:"name"`
	IconColor int    `json:"icon_color"`
}

type wirePhoto struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
	Size     int    `json:"file_size"`
}

type wireDocument struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Name     string `json:"file_name,omitempty"`
	Mime     string `json:"mime_type,omitempty"`
	Size     int    `json:"file_size"`
}

type wireKeyboard struct {
	Rows [][]Button `json:"inline_keyboard"`
}

type wireMember struct {
	User   *wireUser `json:"user"`
	Status string    `json:"status"`
	*wireRights
	IsAnonymous *bool  `json:"is_anonymous,omitempty"`
	Until       *int64 `json:"until_date,omitempty"`
}

// wireRights are the rights of an administrator (Bot API, ChatMemberAdministrator).
type wireRights struct {
	CanBeEdited         bool `json:"can_be_edited"`
	CanManageChat       bool `json:"can_manage_chat"`
	CanDeleteMessages   bool `json:"can_delete_messages"`
	CanManageVideoChats bool `json:"can_manage_video_chats"`
	CanRestrictMembers  bool `json:"can_restrict_members"`
	CanPromoteMembers   bool `json:"can_promote_members"`
	CanChangeInfo       bool `json:"can_change_info"`
	CanInviteUsers      bool `json:"can_invite_users"`
	CanPostStories      bool `json:"can_post_stories"`
	CanEditStories      bool `json:"can_edit_stories"`
	CanDeleteStories    bool `json:"can_delete_stories"`
	CanPinMessages      bool `json:"can_pin_messages"`
	CanManageTopics     bool `json:"can_manage_topics"`
}

type wireMemberUpdate struct {
	Chat wireChat   `json:"chat"`
	From *wireUser  `json:"from"`
	Date int64      `json:"date"`
	Old  wireMember `json:"old_chat_member"`
	New  wireMember `json:"new_chat_member"`
}

type wireCallback struct {
	ID           string       `json:"id"`
	From         *wireUser    `json:"from"`
	Message      *wireMessage `json:"message"`
	ChatInstance string       `json:"chat_instance"`
	Data         string       `json:"data"`
}

func (s *Sandbox) wireBot() *wireUser { u := s.bot; return &u }

func (s *Sandbox) wirePerson(id PersonID) *wireUser {
	p := s.people[id]
	return &wireUser{ID: int64(p.id), FirstName: p.name, Language: p.lang}
}

func (s *Sandbox) wireChat(c *chat) wireChat {
	w := wireChat{ID: c.id, Type: c.kind, IsForum: c.forum}
	if c.kind == kindPrivate {
		w.FirstName = c.title
	} else {
		w.Title = c.title
	}
	return w
}

// wire is a message as the Bot API writes it. Of a reply the answered message
// is given too, but not what that one replied to (Bot API, Message).
func (s *Sandbox) wire(c *chat, m *message) *wireMessage {
	w := s.wireAlone(c, m)
	if r := s.find(c.id, m.reply); m.reply != 0 && r != nil {
		w.ReplyTo = s.wireAlone(c, r)
	}
	return w
}

func (s *Sandbox) wireAlone(c *chat, m *message) *wireMessage {
	w := &wireMessage{ID: m.id, Thread: m.thread, IsTopic: m.inTopic, Date: m.at.Unix(), Chat: s.wireChat(c)}
	switch {
	case m.person == 0:
		w.From = s.wireBot()
	case m.anonymous:
		// An anonymous administrator writes as the group itself (Bot API, Message.sender_chat).
		w.From = &wireUser{ID: groupAnonymousBot, IsBot: true, FirstName: "Group", Username: "GroupAnonymousBot"}
		w.SenderChat = &w.Chat
	default:
		w.From = s.wirePerson(m.person)
	}
	if !m.edited.IsZero() {
		w.EditDate = m.edited.Unix()
	}
	if m.media() {
		w.Caption, w.CaptionEntities = m.text, m.entities
	} else {
		w.Text, w.Entities = m.text, m.entities
	}
	if m.photo != nil {
		w.Photo = m.photo.sizes()
	}
	if m.document != nil {
		w.Document = m.document.document()
	}
	if m.poll != nil {
		w.Poll = m.poll.wire()
	}
	if len(m.buttons) > 0 {
		w.ReplyMarkup = &wireKeyboard{Rows: m.buttons}
	}
	if m.note != nil {
		m.note(w)
	}
	return w
}

func wireStanding(user *wireUser, status string, anonymous bool) wireMember {
	w := wireMember{User: user, Status: status}
	switch status {
	case standingAdmin:
		w.wireRights = &wireRights{
			CanManageChat: true, CanDeleteMessages: true, CanRestrictMembers: true, CanChangeInfo: true,
			CanInviteUsers: true, CanPinMessages: true, CanManageTopics: true,
		}
		w.IsAnonymous = &anonymous
	case standingOwner:
		w.IsAnonymous = &anonymous
	case standingKicked:
		w.Until = new(int64) // for ever
	}
	return w
}
