package bot_test

import (
	"regexp"
	"strconv"
	"strings"

	"loa"
)

// Lines of a script about questions:
//
//	poll GROUP: 3 0 1 [closed]   the platform tells the count of the newest poll in the group
//	bare                         Loa is started anew on a platform without polls, buttons and edits
var counted = regexp.MustCompile(`^poll (\S+): ([\d ]+\d)( closed)?$`)

func (s *stage) doQuiz(line string) bool {
	if line == "bare" {
		s.bare = true
		s.start()
		return true
	}
	m := counted.FindStringSubmatch(line)
	if m == nil {
		return false
	}
	p := s.polls[chatOf(m[1])]
	p.Counts, p.Total, p.Closed = nil, 0, m[3] != ""
	for _, n := range strings.Fields(m[2]) {
		count, err := strconv.Atoi(n)
		if err != nil {
			s.t.Fatal(err)
		}
		p.Counts = append(p.Counts, count)
		p.Total += count
	}
	s.polls[chatOf(m[1])] = p
	s.receive(loa.Update{PollState: &p})
	return true
}

// pollReceipt is what the platform says of a poll that it took, or closed.
func (s *stage) pollReceipt(d loa.Delivery, r *loa.Receipt) {
	switch {
	case d.Payload.Choice != nil:
		if s.polls == nil {
			s.polls = map[loa.ChatID]loa.PollState{}
		}
		r.PollID = "poll-" + string(r.Message)
		s.polls[d.Chat] = loa.PollState{PollID: r.PollID, Counts: make([]int, len(d.Payload.Choice.Options))}
	case d.Payload.ClosePoll != nil:
		p := s.polls[d.Chat]
		p.Closed = true
		r.Poll = &p
	}
}
