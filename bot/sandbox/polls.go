package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limits of polls (Bot API 10.1, sendPoll and InputPollOption).
const (
	maxQuestion        = 300 // UTF-16 units
	maxPollOptions     = 12
	maxPollOption      = 100
	maxExplanation     = 200
	maxExplanationFeed = 2 // line feeds
	minOpen            = 5 // seconds
	maxOpen            = 2_628_000
)

type poll struct {
	id          string
	question    string
	options     []string
	votes       map[PersonID][]int
	quiz        bool
	correct     []int
	explanation string
	anonymous   bool
	multiple    bool
	revoting    bool
	closed      bool
	openPeriod  int64
	closesAt    time.Time // campaign time
}

type wirePoll struct {
	ID          string           `json:"id"`
	Question    string           `json:"question"`
	Options     []wirePollOption `json:"options"`
	Voters      int              `json:"total_voter_count"`
	Closed      bool             `json:"is_closed"`
	Anonymous   bool             `json:"is_anonymous"`
	Type        string           `json:"type"`
	Multiple    bool             `json:"allows_multiple_answers"`
	Revoting    bool             `json:"allows_revoting"`
	MembersOnly bool             `json:"members_only"`
	Correct     []int            `json:"correct_option_ids,omitempty"`
	Explanation string           `json:"explanation,omitempty"`
	OpenPeriod  int64            `json:"open_period,omitempty"`
	CloseDate   int64            `json:"close_date,omitempty"`
}

type wirePollOption struct {
	Persistent string `json:"persistent_id"`
	Text       string `json:"text"`
	Votes      int    `json:"voter_count"`
}

type wirePollAnswer struct {
	PollID     string    `json:"poll_id"`
	VoterChat  *wireChat `json:"voter_chat,omitempty"`
	User       *wireUser `json:"user,omitempty"`
	Options    []int     `json:"option_ids"`
	Persistent []string  `json:"option_persistent_ids"`
}

func (p *poll) counts() []int {
	counts := make([]int, len(p.options))
	for _, vote := range p.votes {
		for _, o := range vote {
			counts[o]++
		}
	}
	return counts
}

func (p *poll) wire() *wirePoll {
	w := &wirePoll{
		ID: p.id, Question: p.question, Voters: len(p.votes), Closed: p.closed, Anonymous: p.anonymous, Type: "regular",
		Multiple: p.multiple, Revoting: p.revoting, Correct: p.correct, Explanation: p.explanation, OpenPeriod: p.openPeriod,
	}
	if p.quiz {
		w.Type = "quiz"
	}
	if !p.closesAt.IsZero() {
		w.CloseDate = p.closesAt.Unix()
	}
	counts := p.counts()
	for i, text := range p.options {
		w.Options = append(w.Options, wirePollOption{Persistent: persistent(i), Text: text, Votes: counts[i]})
	}
	return w
}

// persistent is the id that an option keeps when others are added or deleted.
func persistent(option int) string { return "option" + strconv.Itoa(option) }

func (p *poll) seen() *Poll {
	v := &Poll{
		ID: p.id, Question: p.question, Voters: len(p.votes), Quiz: p.quiz, Correct: slices.Clone(p.correct),
		Explanation: p.explanation, Anonymous: p.anonymous, Multiple: p.multiple, Closed: p.closed, ClosesAt: p.closesAt,
	}
	counts := p.counts()
	for i, text := range p.options {
		v.Options = append(v.Options, PollOption{Text: text, Votes: counts[i]})
	}
	return v
}

func sendPoll(s *Sandbox, q *request) (any, *apiError) {
	p := &poll{question: q.params["question"], votes: map[PersonID][]int{}, anonymous: true}
	q.length("question", p.question, 1, maxQuestion)
	p.options = q.pollOptions()
	if q.has("is_anonymous") { // the default is an anonymous one
		p.anonymous = q.bool("is_anonymous")
	}
	switch kind := q.params["type"]; kind {
	case "", "regular":
	case "quiz":
		p.quiz = true
	default:
		q.broke("unsupported poll type specified", "there is no poll type "+strconv.Quote(kind), q.source())
	}
	p.multiple = q.bool("allows_multiple_answers")
	p.revoting = !p.quiz // what it is by default
	if q.has("allows_revoting") {
		p.revoting = q.bool("allows_revoting")
	}
	p.quizAnswer(q)
	p.closing(q, s.clock.Now())
	for _, flag := range []string{"shuffle_options", "hide_results_until_closes"} {
		q.bool(flag)
	}
	for _, name := range []string{"question", "explanation"} {
		if q.has(name+"_parse_mode") || q.has(name+"_entities") {
			q.broke("not simulated", "the sandbox takes no entities in a poll's "+name, q.source())
		}
	}
	s.lastPoll++
	p.id = strconv.Itoa(5_368_000_000_000_000_000 + s.lastPoll)
	sent, err := s.send(q, &message{poll: p})
	if err == nil && !p.closesAt.IsZero() && !p.closed {
		s.open = append(s.open, p)
	}
	return sent, err
}

// pollOptions reads an array of InputPollOption. Strings left the documented API with 7.3.
func (q *request) pollOptions() []string {
	var plain []string
	if strictly([]byte(q.params["options"]), &plain) == nil && len(plain) > 0 {
		q.broke("deprecated poll options", "options are strings instead of InputPollOption objects", "Bot API, InputPollOption")
		return nil
	}
	var list []struct {
		Text string `json:"text"`
	}
	q.json("options", &list)
	if len(list) < 1 || len(list) > maxPollOptions {
		q.broke(fmt.Sprintf("poll can't have more than %d options", maxPollOptions), fmt.Sprintf("the poll has %d options, not 1-%d", len(list), maxPollOptions), q.source())
	}
	var options []string
	for _, o := range list {
		if n := units(o.Text); strings.TrimSpace(o.Text) == "" || n > maxPollOption {
			q.broke("poll options length must not exceed 100", fmt.Sprintf("a poll option has %d UTF-16 units, not 1-%d", n, maxPollOption), "Bot API, InputPollOption")
		}
		options = append(options, o.Text)
	}
	return options
}

// quizAnswer reads what only quizzes have: right options and an explanation.
func (p *poll) quizAnswer(q *request) {
	q.json("correct_option_ids", &p.correct)
	p.explanation = q.params["explanation"]
	q.length("explanation", p.explanation, 0, maxExplanation)
	if n := strings.Count(p.explanation, "\n"); n > maxExplanationFeed {
		q.broke("too many line feeds in explanation", fmt.Sprintf("explanation has %d line feeds of at most %d", n, maxExplanationFeed), q.source())
	}
	if !p.quiz {
		if len(p.correct) > 0 || p.explanation != "" {
			q.broke("quiz parameters in a regular poll", "correct_option_ids and explanation are for quizzes", q.source())
		}
		return
	}
	if len(p.correct) == 0 {
		q.broke("wrong correct option ID specified", "correct_option_ids is required for a quiz", q.source())
	}
	last := -1
	for _, o := range p.correct {
		if o <= last || o >= len(p.options) {
			q.broke("wrong correct option ID specified", "correct_option_ids are not increasing options of the poll", q.source())
		}
		last = o
	}
	if len(p.correct) > 1 && !p.multiple {
		q.broke("wrong correct option ID specified", "several correct_option_ids without allows_multiple_answers", q.source())
	}
}

// closing reads when the poll closes by itself, by the campaign clock.
func (p *poll) closing(q *request, now time.Time) {
	p.closed = q.bool("is_closed")
	if q.has("open_period") && q.has("close_date") {
		q.broke("open_period and close_date", "open_period and close_date can't be used together", q.source())
	}
	if q.has("open_period") {
		p.openPeriod = q.int("open_period")
		p.inTime(q, "open_period", p.openPeriod)
		p.closesAt = now.Add(time.Duration(p.openPeriod) * time.Second)
	}
	if q.has("close_date") {
		date := q.int("close_date")
		p.inTime(q, "close_date", date-now.Unix())
		p.closesAt = time.Unix(date, 0)
	}
}

func (p *poll) inTime(q *request, name string, seconds int64) {
	if seconds < minOpen || seconds > maxOpen {
		q.broke("wrong "+name, fmt.Sprintf("%s lets the poll be open for %d s, not %d-%d", name, seconds, minOpen, maxOpen), q.source())
	}
}

func stopPoll(s *Sandbox, q *request) (any, *apiError) {
	id := MessageID(q.int("message_id"))
	buttons := q.keyboard(false)
	if q.err != nil {
		return nil, q.err
	}
	c, err := s.target(q)
	if err != nil {
		return nil, err
	}
	m := s.find(c.id, id)
	switch {
	case m == nil:
		return nil, badRequest("message with poll to stop not found")
	case m.poll == nil:
		return nil, badRequest("message with poll to stop not found")
	case m.poll.closed:
		return nil, badRequest("poll has already been closed")
	}
	if err := s.pace(c); err != nil { // an edit of the message
		return nil, err
	}
	m.buttons = buttons
	s.closePoll(m.poll)
	return m.poll.wire(), nil
}

func (s *Sandbox) closePoll(p *poll) {
	p.closed = true
	s.push("poll", p.wire())
	s.touch()
}

// closePolls closes those whose time has come by the campaign clock. It is called
// before anybody looks at the state, since that clock rings no bell.
func (s *Sandbox) closePolls() {
	if len(s.open) == 0 {
		return
	}
	now := s.clock.Now()
	s.open = slices.DeleteFunc(s.open, func(p *poll) bool {
		if p.closed || now.Before(p.closesAt) {
			return p.closed
		}
		s.closePoll(p)
		return true
	})
}

// Vote makes a person answer a poll. No options take the answer back.
func (s *Sandbox) Vote(who PersonID, in ChatID, id MessageID, options ...int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.vote(who, in, id, options)
}

func (s *Sandbox) vote(who PersonID, in ChatID, id MessageID, options []int) error {
	s.closePolls()
	c, m := s.chats[in], s.find(in, id)
	if c == nil || m == nil {
		return ErrNoMessage
	}
	if err := s.member(c, who); err != nil {
		return err
	}
	p := m.poll
	switch {
	case p == nil:
		return ErrNoPoll
	case p.closed:
		return ErrPollClosed
	}
	if _, voted := p.votes[who]; voted && !p.revoting {
		return ErrVoted
	}
	chosen := slices.Compact(slices.Sorted(slices.Values(options)))
	for _, o := range chosen {
		if o < 0 || o >= len(p.options) {
			return fmt.Errorf("vote: there is no option %d", o)
		}
	}
	switch {
	case len(chosen) > 1 && !p.multiple:
		return fmt.Errorf("vote: the poll takes one option")
	case len(chosen) == 0:
		delete(p.votes, who)
	default:
		p.votes[who] = chosen
	}
	if !p.anonymous {
		s.push("poll_answer", s.pollAnswer(c, p, who, chosen))
	}
	s.push("poll", p.wire())
	s.touch()
	return nil
}

// pollAnswer tells of a vote. One cast as a chat comes with voter_chat, and for
// old clients with the user Channel_Bot (server, Client.cpp:2454, 16804).
func (s *Sandbox) pollAnswer(c *chat, p *poll, who PersonID, chosen []int) wirePollAnswer {
	w := wirePollAnswer{PollID: p.id, Options: append([]int{}, chosen...), Persistent: []string{}}
	for _, o := range chosen {
		w.Persistent = append(w.Persistent, persistent(o))
	}
	if c.admins[who] {
		chat := s.wireChat(c)
		w.VoterChat = &chat
		w.User = &wireUser{ID: channelBot, IsBot: true, FirstName: "Channel", Username: "Channel_Bot"}
		return w
	}
	w.User = s.wirePerson(who)
	return w
}
