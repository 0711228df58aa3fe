package loa

// Sends counts what was to be sent to groups, by how it ended. The parts add up to
// Planned; "sent" is what a platform took, and never says that anybody has read it.
type Sends struct {
	Planned   int
	Sent      int // the platform took it
	Relayed   int // a person has passed it on
	Late      int // not sent: its time had passed
	Held      int `json:",omitempty"` // not sent: held back, since a bot's month had no room for it
	Failed    int // not sent: the platform or the chat refused it
	Uncertain int // may have arrived; nobody has looked yet
	Waiting   int // its time has not passed
}

// CountHeld adds n deliveries that expired since they were held back.
func (s *Sends) CountHeld(n int) {
	s.Planned += n
	s.Held += n
}

// Count adds n deliveries in the state.
func (s *Sends) Count(state DeliveryState, n int) {
	s.Planned += n
	switch state {
	case Sent:
		s.Sent += n
	case Relayed:
		s.Relayed += n
	case Expired:
		s.Late += n
	case Failed:
		s.Failed += n
	case Uncertain:
		s.Uncertain += n
	default:
		s.Waiting += n
	}
}

// Arrived is how many are known to stand in their group.
func (s Sends) Arrived() int { return s.Sent + s.Relayed }

// Add adds counts.
func (s Sends) Add(o Sends) Sends {
	return Sends{
		Planned: s.Planned + o.Planned, Sent: s.Sent + o.Sent, Relayed: s.Relayed + o.Relayed, Late: s.Late + o.Late, Held: s.Held + o.Held,
		Failed: s.Failed + o.Failed, Uncertain: s.Uncertain + o.Uncertain, Waiting: s.Waiting + o.Waiting,
	}
}
