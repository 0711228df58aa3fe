package bot_test

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"loa"
)

// Lines of a script about questions:
//
//	poll GROUP: 3 0 1 [closed]   the platform tells the count of the newest poll in the group
//	kept SET                     likewise, and the set is kept for contests
//	bare                         Loa is started anew on a platform without polls, buttons and edits
//	plain                        likewise, and what takes their place is shown, to be answered by typing
var counted = regexp.MustCompile(`^poll (\S+): ([\d ]+\d)( closed)?$`)

func (s *stage) doQuiz(line string) bool {
	if line == "bare" || line == "plain" {
		s.bare, s.plain = true, line == "plain"
		s.start()
		return true
	}
	if set, ok := strings.CutPrefix(line, "kept "); ok {
		s.kept = set
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

// plainly shows a delivery as a platform without buttons gets it. What has no counterpart
// there is left out.
type plainly struct{ s *stage }

// Send implements campaign.Sender.
func (p plainly) Send(_ context.Context, d loa.Delivery) (loa.Receipt, error) {
	return loa.Receipt{Message: p.s.show(d)}, nil
}

func (s *stage) send(ctx context.Context, d loa.Delivery) loa.Outcome {
	if !s.plain {
		o := loa.Outcome{State: loa.Sent}
		o.Receipt.Message = s.show(d)
		s.pollReceipt(d, &o.Receipt)
		return o
	}
	r, err := s.service.Plain(plainly{s}).Send(ctx, d)
	if f, told := errors.AsType[*loa.Failure](err); told && f.Class == loa.FailRefused {
		return loa.Outcome{State: loa.Failed, Reason: f.Error()}
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return loa.Outcome{State: loa.Sent, Receipt: r}
}
